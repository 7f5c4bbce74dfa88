// Private talks: two of three go into a room of their own, hear each other and
// nobody else does, not even who holds the media server's key; the court sees
// who and since when, and calls them back.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { capture, decoded, keepKey, opened } from './lib/capture.mjs';
import { browser, people, start, tmp } from './lib/court.mjs';
import { listen, port, ticket } from './lib/operator.mjs';
import { clear, sounds, tone } from './lib/tone.mjs';
import { inRoom, langs, Tour } from './lib/tour.mjs';

let tour, keys, shots, sfu;
const page = {}, id = {};

before(async () => {
  const dir = tmp();
  keys = join(dir, 'keys');
  shots = process.env.SHOTS;
  if (shots) mkdirSync(shots, { recursive: true });
  tour = new Tour(await start(['serve', '--demo', '--listen', 'localhost:0', '--data', join(dir, 'data'), '--keys', keys]));
  tour.chrome = await browser(tour.court.url, { dir, wav: tone(dir) });
  tour.folk = await people(tour.court.url);
  tour.case = `/cases/${tour.folk[0].case.replace('/', '.')}`;
  await tour.door();
  await tour.act('advocate', 'prepare', { camera: 'ok', microphone: 'ok', sound: 'ok', no_recording: 'true' });
  await tour.act('secretary', 'admit', { person: tour.folk.find((p) => p.role === 'advocate').person });
  for (const role of ['judge', 'respondent', 'advocate']) {
    id[role] = tour.who(role);
    page[role] = await tour.enter(role, role === 'respondent' ? keepKey : undefined);
  }
  await tour.act('judge', 'open', { reason: 'Қатысушылар жиналды' });
  for (const p of Object.values(page)) await p.waitForSelector('#room[data-state=session]');
}, { timeout: 240_000 });
after(async () => { await tour?.end(); });

const shot = async (name, p) => { if (shots) await p.screenshot({ path: join(shots, `${name}.png`) }); };
const talking = (role) => page[role].waitForSelector('[data-banner=talk] [data-talk-words]');
const heard = async (role, least = 0.5) => {
  for (let i = 0; i < 20; i++) {
    const c = await clear(page[role], sounds);
    if (c.share >= least) return c;
    await page[role].waitForTimeout(500);
  }
  return assert.fail(`${role} does not hear the tone: ${JSON.stringify(await clear(page[role], sounds))}`);
};

test('in session the judge is asked and allows; both are in a room of their own', { timeout: 120_000 }, async () => {
  const p = page.respondent;
  await p.bringToFront();
  await p.keyboard.press('p');
  await p.waitForSelector('[data-dialog=private][open]');
  await shot('private-dialog', p);
  await p.focus('[data-dialog=private] [data-act=confer]');
  await p.keyboard.press('Enter');
  await p.waitForSelector('[data-banner=talk_asked]');
  await page.judge.waitForSelector(`[data-banner=talk_asks] [data-act=private][data-about="${id.respondent}"]`);
  await shot('private-asked-judge', page.judge);
  await page.judge.click('[data-banner=talk_asks] .primary');
  await Promise.all([talking('respondent'), talking('advocate')]);
});

test('they hear each other and read the same words; the bench sees who and since when', { timeout: 120_000 }, async () => {
  const words = [];
  for (const role of ['respondent', 'advocate']) words.push(await page[role].getAttribute('[data-talk-words]', 'data-talk-words'));
  assert.equal(words[0], words[1]);
  assert.equal(words[0].split(' ').length, 4);
  for (const role of ['respondent', 'advocate']) await heard(role);
  await page.judge.waitForSelector('[data-banner=talks]');
  for (const role of ['respondent', 'advocate']) await page.judge.waitForSelector(`[data-region=roll] [data-person="${id[role]}"][data-presence=private]`);
  assert.equal(await page.judge.locator(`[data-region=stage] [data-person="${id.advocate}"]`).count(), 0);
  await shot('private-talk-party', page.respondent);
  await shot('private-talk-judge', page.judge);
});

test('nobody else gets in, and who holds the media server’s key hears no tone', { timeout: 180_000 }, async () => {
  const room = (await tour.talk('respondent')).talk;
  for (const role of ['judge', 'secretary', 'claimant']) assert.notEqual((await tour.talk(role)).talk, room, role);
  const p = await (await tour.chrome.newContext({ bypassCSP: true })).newPage();
  for (const at of port(tour.court)) {
    if (await listen(p, `ws://127.0.0.1:${at}`, ticket(keys, room)).then(() => true, () => false)) sfu = `ws://127.0.0.1:${at}`;
  }
  assert.ok(sfu, 'the operator did not get in: the test shows nothing');
  await p.waitForFunction(() => window.heard.length === 2);
  const stats = () => p.evaluate(async () => {
    let packets = 0;
    for (const t of window.room.remoteParticipants.values()) for (const pub of t.audioTrackPublications.values()) (await pub.track.getRTCStatsReport()).forEach((s) => { if (s.type === 'inbound-rtp') packets += s.packetsReceived; });
    return packets;
  });
  const before = await stats();
  const c = await clear(p, 'window.heard');
  assert.ok((await stats()) - before > 100, 'packets do arrive');
  assert.ok(c.share < 0.3, `the operator hears the tone: ${JSON.stringify(c)}`);
  for (const role of ['respondent', 'advocate']) await heard(role);
  console.log(`share of the tone for the operator: ${c.share.toFixed(4)}`);
  await p.close();
});

test('of the packets the media server forwards no decoder makes speech, but with the talk’s key', { timeout: 120_000 }, async () => {
  const p = await (await tour.chrome.newContext({ bypassCSP: true })).newPage();
  const taken = await capture(p, sfu, ticket(keys, (await tour.talk('respondent')).talk), 2);
  const key = await page.respondent.evaluate(() => window.__talkKey);
  assert.equal(key.length, 32);
  for (const packets of taken) {
    const [closed, open] = [await decoded(p, packets), await decoded(p, opened(packets, key))];
    console.log(`captured in the talk: ${JSON.stringify(closed)}, with its key: ${JSON.stringify(open)}`);
    // Noise decoded as Opus has by chance up to a tenth of its power near any tone.
    assert.ok(closed.share < 0.3, 'the tone is in what the server forwards');
    assert.ok(open.samples > 48000 && open.share > 0.5, 'with the key it is the tone: what was captured is what was said');
    assert.throws(() => opened(packets, key.map((b) => b ^ 1)), 'with another key nothing opens');
  }
  await p.close();
});

test('the judge calls them back: they see the time run, and are heard in the sitting again', { timeout: 120_000 }, async () => {
  await page.judge.click('[data-banner=talks] [data-act=private]');
  await page.respondent.waitForSelector('[data-banner=talk][data-talk-called]');
  await shot('private-called', page.respondent);
  await page.respondent.bringToFront();
  await page.respondent.keyboard.press('p');
  for (const role of ['respondent', 'advocate']) await page.judge.waitForSelector(`[data-region=roll] [data-person="${id[role]}"][data-presence=inside]`);
  await tour.act('judge', 'resume').catch(() => undefined);
  assert.equal(await page.judge.getAttribute('#room', 'data-state'), 'session'); // never held for them
});

test('a page loaded anew in a talk has a new key and other words', { timeout: 120_000 }, async () => {
  await tour.act('judge', 'recess', { reason: '' });
  await page.advocate.bringToFront();
  await page.advocate.keyboard.press('p');
  await page.advocate.click('[data-dialog=private] [data-act=confer]');
  await Promise.all([talking('respondent'), talking('advocate')]);
  const was = await page.respondent.getAttribute('[data-talk-words]', 'data-talk-words');
  await page.advocate.reload();
  await talking('advocate');
  await page.respondent.waitForSelector(`[data-talk-words]:not([data-talk-words="${was}"])`);
  assert.equal(await page.respondent.getAttribute('[data-talk-words]', 'data-talk-words'), await page.advocate.getAttribute('[data-talk-words]', 'data-talk-words'));
  for (const role of ['respondent', 'advocate']) await heard(role);
});

test('it can be read by everyone', { timeout: 240_000 }, async () => {
  const found = [];
  for (const role of ['respondent', 'judge']) {
    const p = page[role];
    for (const lang of langs) {
      await tour.speak(p.context(), lang);
      await p.setViewportSize({ width: 1366, height: 768 });
      await p.reload();
      await inRoom(p);
      await p.waitForSelector(role === 'judge' ? '[data-banner=talks]' : '[data-talk-words]');
      found.push(...await barriers(p, lang, async (width) => {
        await shot(`private-${role}-${lang}-${width}`, p);
      }));
    }
  }
  assert.deepEqual(found, []);
});
