// Another engine: a person in Debian's Firefox and one in Chromium, in one
// room. Each hears and sees the other by what their own browser has rendered
// and decoded; the floor holds in both.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { howMany, keepConnections } from './lib/court.mjs';
import { firefox, missing } from './lib/firefox.mjs';
import { inRoom, Tour } from './lib/tour.mjs';

const options = { timeout: 240_000, skip: missing() };
const shots = process.env.SHOTS;
let tour, fox, judge, claimant, id;

before(async () => {
  if (options.skip) return;
  if (shots) mkdirSync(shots, { recursive: true });
  tour = await Tour.open();
  await tour.door();
  id = tour.who('claimant');
  fox = await firefox();
  claimant = await fox.newPage();
  claimant.setDefaultTimeout(60_000);
  await claimant.evaluateOnNewDocument(keepConnections);
}, { timeout: 240_000 });
after(async () => {
  await fox?.close();
  await tour?.end();
});

const device = (name, state) => claimant.waitForSelector(`[data-device=${name}][data-device-state=${state}]`);
const shot = async (name) => { if (shots) await claimant.screenshot({ path: join(shots, `${name}.png`) }); };

test('a person in Firefox comes through the pages into the room', options, async () => {
  judge = await tour.enter('judge');
  await claimant.goto(tour.folk.find((p) => p.role === 'claimant').sign_in);
  await claimant.goto(`${tour.court.url}${tour.hearing}`);
  await shot('firefox-hearing');
  await claimant.locator('main a.button.big').click();
  await inRoom(claimant);
  await judge.waitForSelector(`[data-region=roll] [data-person="${id}"][data-presence=inside]`);
  await device('mic', 'on');
  await device('cam', 'on');
});

test('each hears and sees the other', options, async () => {
  for (const [name, page] of [['the judge in Chromium', judge], ['the claimant in Firefox', claimant]]) {
    for (const kind of ['audio', 'video']) assert.ok(await howMany(page, kind, 1) >= 1, `${name} receives no ${kind}`);
  }
  await shot('firefox-room');
});

test('without the floor nothing is sent from Firefox, with it the judge hears', options, async () => {
  await tour.act('judge', 'open', { reason: 'Қатысушылар жиналды' });
  await device('mic', 'no_floor');
  const sent = () => claimant.evaluate(async () => {
    let n = 0;
    for (const pc of window.__pcs) {
      if (pc.connectionState === 'closed') continue;
      (await pc.getStats()).forEach((s) => { if (s.type === 'outbound-rtp' && s.kind === 'audio') n += s.packetsSent; });
    }
    return n;
  });
  await new Promise((done) => setTimeout(done, 1000));
  const before = await sent();
  await new Promise((done) => setTimeout(done, 3000));
  assert.equal(await sent(), before);
  await judge.click('[data-region=controls] [data-act=floor]');
  await device('mic', 'on');
  assert.ok(await howMany(judge, 'audio', 1) >= 1, 'the judge hears nothing');
  assert.ok(await sent() > before);
  await shot('firefox-session');
});
