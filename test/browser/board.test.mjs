// The way in as both sides see it: a door that says when it opens, a page that
// says what is wrong, and the bench's board that shows where everybody is. Then
// what ends a day early: a technical break and an adjournment. By the keyboard.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { violations, wide, wordless } from './lib/axe.mjs';
import { smallPictures } from './lib/court.mjs';
import { langs, Tour } from './lib/tour.mjs';

let tour, claimant, secretary, judge, who;
const options = { timeout: 300_000 };
const shots = process.env.SHOTS;
const id = (role) => tour.folk.find((p) => p.role === role).person;

async function page(role, init) {
  const p = await (await tour.as(role)).newPage();
  p.setDefaultTimeout(90_000);
  if (init) await p.addInitScript(init);
  await smallPictures(p);
  await p.setViewportSize({ width: 1366, height: 768 });
  return p;
}

async function press(p, selector) {
  await p.focus(selector);
  await p.keyboard.press('Enter');
}

// look finds what axe, missing words and overflow find, in each language and width.
async function look(p, name, ready, widths = [1366, 1024, 360]) {
  const found = [];
  for (const lang of langs) {
    await tour.speak(p.context(), lang);
    await p.reload();
    await p.waitForSelector(ready, { state: 'attached' });
    await p.waitForTimeout(400);
    found.push(...await wordless(p, lang));
    for (const width of widths) {
      found.push(...await violations(p, lang, width));
      if (shots) { mkdirSync(shots, { recursive: true }); await p.screenshot({ path: `${shots}/${name}-${lang}-${width}.png`, fullPage: true }); }
    }
    await p.setViewportSize({ width: 1366, height: 768 });
  }
  await tour.speak(p.context(), 'kk');
  await p.reload();
  await p.waitForSelector(ready, { state: 'attached' });
  assert.deepEqual(found, []);
}

before(async () => {
  tour = await Tour.open();
  const at = new Date(Date.now() + 7 * 3600_000).toISOString().slice(0, 16); // in two hours by the court's clock
  const { url } = await tour.post('judge', `${tour.case}/hearings/new`, `${tour.case}/hearings`, { at, day_off: at.slice(0, 10) });
  tour.hearing = new URL(url).pathname;
  who = id('claimant');
});
after(async () => { await tour?.end(); });

test('before the time the page says when the waiting room opens; the bench comes, and the page has the form', options, async () => {
  claimant = await page('claimant');
  await claimant.goto(`${tour.court.url}${tour.hearing}/lobby/promise`);
  await look(claimant, 'door-closed', '#door-closed');
  assert.equal(await claimant.locator('#promise').count(), 0);
  await tour.act('secretary', 'prepare', { camera: 'ok', microphone: 'ok', sound: 'ok', no_recording: 'true' });
  await claimant.waitForSelector('#promise');
  await look(claimant, 'promise', '#promise');
});

test('the bench sees the step at which a person is stuck', options, async () => {
  secretary = await page('secretary');
  await secretary.goto(`${tour.court.url}${tour.hearing}/room`, { waitUntil: 'commit' });
  await secretary.waitForSelector(`[data-board="${who}"][data-step=promise]`);
  await secretary.waitForSelector(`[data-board="${id('respondent')}"][data-step=absent]`);
  await claimant.addInitScript(() => {
    if (location.pathname.endsWith('/lobby/device')) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
  });
  await claimant.goto(`${tour.court.url}${tour.hearing}/lobby/device`);
  await secretary.waitForSelector(`[data-board="${who}"][data-step=devices]`);
  await press(claimant, '[data-start]');
  await secretary.waitForSelector(`[data-board="${who}"][data-step=refused]`);
});

test('the line is measured, and its verdict is in words', options, async () => {
  await claimant.waitForSelector('[data-device=link][data-result=good], [data-device=link][data-result=sound_only], [data-device=link][data-result=poor]', { timeout: 60_000 });
  assert.match(await claimant.innerText('[data-device=link] .hint'), /\d+ кбит\/с[^]*\d+ кбит\/с[^]*\d+ мс/);
  const slow = await claimant.getAttribute('[data-device=link]', 'data-result');
  await claimant.route('**/api/line', async (route) => { await new Promise((r) => setTimeout(r, 7000)); await route.abort().catch(() => undefined); });
  await press(claimant, '[data-measure]');
  await claimant.waitForSelector('[data-device=link][data-result=poor]', { timeout: 60_000 });
  await claimant.unroute('**/api/line');
  await press(claimant, '[data-measure]');
  await claimant.waitForSelector(`[data-device=link][data-result=${slow}], [data-device=link][data-result=good], [data-device=link][data-result=sound_only]`, { timeout: 60_000 });
});

test('language and the need for an interpreter reach the bench; identity is checked and the person let in from the board', options, async () => {
  await claimant.goto(`${tour.court.url}${tour.hearing}/lobby/promise`);
  await claimant.focus('input[name=lang][value=ru]');
  await claimant.keyboard.press('Space');
  await claimant.focus('#interpreter');
  await claimant.keyboard.press('Space');
  await claimant.focus('#no_recording');
  await claimant.keyboard.press('Space');
  await press(claimant, '#promise button');
  await claimant.waitForURL(/lobby\/wait/);
  const row = `[data-board="${who}"]`;
  await secretary.waitForSelector(`${row}[data-step=waiting]`);
  assert.match(await secretary.innerText(row), /аудармашы керек/);
  assert.match(await secretary.innerText('[data-readiness]'), /Тізімде аудармашы жоқ/);
  await look(secretary, 'board', `${row}[data-step]`);
  await press(secretary, `${row} [data-act=identify]`);
  await press(secretary, '[data-dialog=identify][open] [data-act=identify]');
  await secretary.waitForSelector('[data-dialog=identify] [role=alert]'); // nothing chosen, nothing recorded
  await secretary.focus('[data-dialog=identify] input[value=paper]');
  await secretary.keyboard.press('Space');
  await look2(secretary, 'identify');
  await press(secretary, '[data-dialog=identify][open] [data-act=identify]');
  await secretary.waitForSelector('[data-type="hearing.identified"]', { state: 'attached' });
  await press(secretary, `${row} [data-act=admit]`);
  await claimant.waitForSelector('#enter');
  await claimant.goto(`${tour.court.url}${tour.hearing}/room`, { waitUntil: 'commit' });
  await secretary.waitForSelector(`${row}[data-step=connected]`);
});

// look2 checks what is open now, without leaving it.
async function look2(p, name) {
  assert.deepEqual(await violations(p, 'kk', 1366), []);
  if (shots) await p.screenshot({ path: `${shots}/${name}-kk-1366.png` });
}

test('the secretary calls a technical break, which only the judge ends', options, async () => {
  await tour.act('judge', 'prepare', { camera: 'ok', microphone: 'ok', sound: 'ok', no_recording: 'true' });
  judge = await page('judge');
  await judge.goto(`${tour.court.url}${tour.hearing}/room`, { waitUntil: 'commit' });
  await judge.waitForSelector('#room[data-state=lobby], [data-room-state=lobby]');
  await judge.waitForSelector(`[data-region=roll] [data-person="${tour.who('judge')}"][data-presence=inside]`, { state: 'attached' });
  // Two hours before its time it is opened only with everybody.
  await assert.rejects(tour.act('judge', 'open', { reason: 'Жауапкер келген жоқ' }), /hearing\.open\.early/);
  for (const role of ['respondent', 'advocate']) {
    await tour.act(role, 'prepare', { camera: 'ok', microphone: 'ok', sound: 'ok', no_recording: 'true' });
    await tour.act('secretary', 'admit', { person: id(role) });
    await tour.enter(role);
  }
  await tour.act('judge', 'open');
  await press(secretary, '.controls [data-act=technical_break]');
  await secretary.focus('#reason');
  await secretary.keyboard.type('Сот залының дыбысы өшті');
  await press(secretary, '[data-dialog=technical_break][open] [data-act=technical_break]');
  await judge.waitForSelector('[data-banner=break]');
  assert.match(await judge.innerText('[data-banner=break]'), /Сот залының дыбысы өшті/);
  await look2(judge, 'break');
  assert.equal(await secretary.locator('[data-banner=break] [data-act=resume], [data-banner=break] [data-act=go_on]').count(), 0);
});

test('the judge adjourns to a date: who was there reads why, and the next hearing is led to', options, async () => {
  await press(judge, '.controls [data-act=adjourn]');
  await press(judge, '[data-dialog=adjourn][open] [data-act=adjourn]');
  await judge.waitForSelector('#reason-empty');
  await judge.focus('#reason');
  await judge.keyboard.type('Жауапкердің келмеуі және сот құралының ақауы');
  await judge.fill('#on', new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 16));
  await look2(judge, 'adjourn');
  await press(judge, '[data-dialog=adjourn][open] [data-act=adjourn]');
  await claimant.waitForSelector('[data-over=adjourned]');
  assert.match(await claimant.innerText('[data-over=adjourned]'), /Жауапкердің келмеуі/);
  await claimant.goto(`${tour.court.url}${tour.hearing}`);
  await look(claimant, 'adjourned', '#adjourned', [1366, 360]);
  await judge.goto(`${tour.court.url}${tour.hearing}`);
  await press(judge, '#adjourned a.button');
  await judge.waitForSelector('#at');
  assert.notEqual(await judge.inputValue('#at'), '');
});
