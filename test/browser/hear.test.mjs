// Who hears whom, as the bench sees it: from the real statistics of real
// browsers that play real speech. Each fault is made where it would happen: in
// the listener's page, at the speaker's microphone, in a frozen page.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { violations, wordless } from './lib/axe.mjs';
import { inRoom, langs, Tour } from './lib/tour.mjs';

let tour;
const page = {}, id = {}, options = { timeout: 180_000 };
const shots = process.env.SHOTS;

// headset puts a switch between the microphone and the page, as a headset has
// one: turned off, the device is there and gives nothing.
const headset = (p) => p.addInitScript(() => {
  const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const gains = [];
  window.__headset = (on) => gains.forEach((g) => { g.gain.value = on ? 1 : 0; });
  navigator.mediaDevices.getUserMedia = async (c) => {
    const s = await get(c);
    if (s.getAudioTracks().length === 0) return s;
    const audio = new AudioContext(), gain = audio.createGain(), out = audio.createMediaStreamDestination();
    audio.createMediaStreamSource(s).connect(gain).connect(out);
    gains.push(gain);
    return new MediaStream([...out.stream.getAudioTracks(), ...s.getVideoTracks()]);
  };
});

before(async () => {
  tour = await Tour.open();
  await tour.door();
  for (const role of ['judge', 'respondent', 'claimant']) {
    id[role] = tour.who(role);
    page[role] = await tour.enter(role, role === 'respondent' ? headset : undefined);
  }
  await tour.act('judge', 'open', { reason: 'Қатысушылар жиналды' });
  for (const p of Object.values(page)) await p.waitForSelector('#room[data-state=session]');
  await page.judge.click('[data-region=controls] [data-act=floor]'); // microphones open
}, { timeout: 240_000 });
after(async () => { await tour?.end(); });

// cell is what the judge sees of one listener and one speaker.
const cell = (listener, speaker, state) => `[data-hears="${id[listener]} ${id[speaker]}"][data-state=${state}]`;
const sees = (listener, speaker, state) => page.judge.waitForSelector(cell(listener, speaker, state), { timeout: 60_000 });
const cause = (listener, speaker) => page.judge.getAttribute(`[data-hears="${id[listener]} ${id[speaker]}"]`, 'data-cause');

test('speech that everybody plays is delivered, in every direction', options, async () => {
  for (const [l, s] of [['judge', 'claimant'], ['claimant', 'judge'], ['respondent', 'judge'], ['judge', 'respondent'], ['claimant', 'respondent']]) await sees(l, s, 'delivered');
  assert.equal(await page.judge.locator('[data-matrix]').getAttribute('data-troubles'), '0');
});

test('a page that plays no sound: not delivered there alone, at the listener\'s device, and the person is told', options, async () => {
  await page.claimant.evaluate(() => document.querySelectorAll('audio[data-person]').forEach((a) => { a.muted = true; }));
  await sees('claimant', 'judge', 'not_delivered');
  assert.equal(await cause('claimant', 'judge'), 'listeners_device');
  await page.claimant.waitForSelector('[data-tip=muted]');
  await page.judge.waitForSelector('.troubles li');
  await sees('respondent', 'judge', 'delivered'); // the others go on hearing
  assert.equal(await page.respondent.locator('[data-banner=sound-tip]').count(), 0, 'the others are told nothing');
  // It stands in the journal of each once, whoever speaks, and so does its end.
  const lines = (p, type) => p.locator(`[data-journal-no][data-type="hearing.${type}"]`);
  for (const p of [page.judge, page.claimant]) await lines(p, 'sound_failed').first().waitFor({ state: 'attached', timeout: 60_000 });
  assert.match(await lines(page.judge, 'sound_failed').first().textContent(), new RegExp(tour.folk.find((f) => f.role === 'claimant').name));
  await page.claimant.evaluate(() => document.querySelectorAll('audio[data-person]').forEach((a) => { a.muted = false; }));
  await sees('claimant', 'judge', 'delivered');
  await page.claimant.waitForSelector('[data-banner=sound-tip]', { state: 'detached' });
  for (const p of [page.judge, page.claimant]) await lines(p, 'sound_back').first().waitFor({ state: 'attached', timeout: 60_000 });
  assert.equal(await lines(page.judge, 'sound_failed').count(), 1);
  assert.equal(await page.judge.getAttribute('#room', 'data-state'), 'session', 'nothing is held for what a page counts');
});

test('a listener who turned it down still gets it', options, async () => {
  await page.claimant.evaluate(() => document.querySelectorAll('audio[data-person]').forEach((a) => { a.volume = 0.3; }));
  await page.claimant.waitForTimeout(3000);
  await sees('claimant', 'judge', 'delivered');
  await page.claimant.evaluate(() => document.querySelectorAll('audio[data-person]').forEach((a) => { a.volume = 1; }));
});

test('a microphone that gives nothing is no fault of any line, and its person is told', options, async () => {
  await page.respondent.evaluate(() => window.__headset(false));
  await page.respondent.waitForSelector('[data-tip=silent]'); // after a while: people pause
  await sees('judge', 'respondent', 'untested');
  await sees('claimant', 'respondent', 'untested');
  await sees('claimant', 'judge', 'delivered');
  await page.respondent.evaluate(() => window.__headset(true));
  await page.respondent.waitForSelector('[data-tip=silent]', { state: 'detached' });
  await sees('judge', 'respondent', 'delivered');
});

test('turned off by its own button it is untested; opened again nothing looks broken', options, async () => {
  const wrong = [];
  await page.respondent.click('[data-device=mic]');
  await sees('judge', 'respondent', 'untested');
  await page.respondent.click('[data-device=mic]');
  for (let i = 0; i < 60 && !(await page.judge.$(cell('judge', 'respondent', 'delivered'))); i++) {
    wrong.push(...await page.judge.$$eval('[data-state=choppy], [data-state=not_delivered]', (all) => all.map((e) => e.dataset.hears)));
    await page.judge.waitForTimeout(500);
  }
  await sees('judge', 'respondent', 'delivered');
  assert.deepEqual(wrong.filter((w) => w.endsWith(id.respondent)), []);
});

test('it can be read by everyone, also with a fault on it', options, async () => {
  const mute = (on) => page.claimant.evaluate((m) => document.querySelectorAll('audio[data-person]').forEach((a) => { a.muted = m; }), on);
  const found = [];
  for (const lang of langs) {
    for (const p of [page.judge, page.claimant]) {
      await tour.speak(p.context(), lang);
      await p.setViewportSize({ width: 1366, height: 768 });
      await p.reload();
      await inRoom(p);
    }
    await sees('claimant', 'judge', 'delivered');
    await mute(true);
    await page.claimant.waitForSelector('[data-tip=muted]');
    await sees('claimant', 'judge', 'not_delivered');
    for (const [role, p] of [['judge', page.judge], ['claimant', page.claimant]]) {
      found.push(...await wordless(p, lang));
      for (const width of [1366, 360]) {
        found.push(...await violations(p, lang, width));
        if (width === 360 && role === 'judge') {
          await p.click('[data-panel=board]');
          found.push(...await violations(p, lang, width));
        }
        if (shots) { mkdirSync(shots, { recursive: true }); await p.screenshot({ path: `${shots}/hear-${role}-${lang}-${width}.png` }); }
      }
    }
    await mute(false);
  }
  assert.deepEqual(found, []);
});
