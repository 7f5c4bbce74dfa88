// Who may speak: nothing of a microphone leaves the page before the judge
// gives the floor, and it stops when the judge takes it. By keyboard alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { received } from './lib/court.mjs';
import { inRoom, langs, Tour } from './lib/tour.mjs';

let tour;
const page = {}, id = {};

before(async () => {
  tour = await Tour.open();
  await tour.door();
  for (const role of ['judge', 'claimant', 'respondent']) {
    id[role] = tour.who(role);
    page[role] = await tour.enter(role);
  }
  await tour.act('judge', 'open', { reason: 'Қатысушылар жиналды' });
  for (const p of Object.values(page)) await p.waitForSelector('#room[data-state=session]');
}, { timeout: 240_000 });
after(async () => { await tour?.end(); });

const mic = (role, state) => page[role].waitForSelector(`[data-device=mic][data-device-state=${state}]`);

// sent is how many packets of sound a page's open connections have sent.
const sent = (p) => p.evaluate(async () => {
  let n = 0;
  for (const pc of window.__pcs) {
    if (pc.connectionState === 'closed') continue;
    (await pc.getStats()).forEach((s) => { if (s.type === 'outbound-rtp' && s.kind === 'audio' && s.active) n += s.packetsSent; });
  }
  return n;
});

// louder waits until the page renders more sound than it did; calm that it does not for two seconds.
async function louder(p) {
  const sum = async () => Object.values(await received(p, 'audio')).reduce((a, b) => a + b, 0);
  const before = await sum();
  for (let i = 0; i < 40; i++) {
    await p.waitForTimeout(500);
    if ((await sum()) - before > 1e-4) return;
  }
  assert.fail('nothing is heard');
}

async function press(p, selector) {
  await p.focus(selector);
  await p.keyboard.press('Enter');
}

test('without the floor a microphone sends nothing', { timeout: 120_000 }, async () => {
  for (const role of ['claimant', 'respondent']) await mic(role, 'no_floor');
  await page.claimant.waitForSelector('[data-banner=listen]');
  await page.judge.waitForSelector('[data-banner=closed]');
  await page.claimant.waitForTimeout(1000); // what was on its way has gone
  const before = await sent(page.claimant);
  await page.claimant.waitForTimeout(2000);
  assert.equal(await sent(page.claimant), before);
});

test('a hand is raised by a key, the judge sees it and gives the floor; the person is told and heard', { timeout: 120_000 }, async () => {
  await page.respondent.bringToFront();
  await page.respondent.keyboard.press('h');
  await page.judge.waitForSelector(`[data-banner=hands] [data-about="${id.respondent}"]`);
  await page.respondent.waitForSelector('[data-act=hand][aria-pressed=true]');
  await press(page.judge, `[data-banner=hands] [data-about="${id.respondent}"]`);
  await mic('respondent', 'on');
  await page.respondent.waitForSelector('[data-banner=yours]');
  await page.claimant.waitForSelector('[data-banner=floor]');
  await louder(page.judge);
  await louder(page.claimant);
  await mic('claimant', 'no_floor');
});

test('the floor goes to another, and microphones open to all and close', { timeout: 120_000 }, async () => {
  await press(page.judge, `[data-more="${id.claimant}"]`);
  await press(page.judge, '[data-dialog=person][open] [data-act=floor]:has-text("Сөз беру")');
  await mic('claimant', 'on');
  await mic('respondent', 'no_floor');
  await press(page.judge, '[data-region=controls] [data-act=floor]');
  await mic('respondent', 'on');
  await press(page.judge, '[data-region=controls] [data-act=floor]');
  await mic('respondent', 'no_floor');
  await mic('claimant', 'on');
});

test('in a recess nobody but the bench is heard; the floor comes back with the sitting', { timeout: 120_000 }, async () => {
  await tour.act('judge', 'recess', { reason: '' });
  await mic('claimant', 'no_floor');
  await mic('judge', 'on');
  await tour.act('judge', 'resume');
  await mic('claimant', 'on');
});

test('it can be read by everyone', { timeout: 240_000 }, async () => {
  const found = [];
  for (const [role, act] of [['respondent', null], ['judge', `[data-more="${id.claimant}"]`]]) {
    const p = page[role];
    for (const lang of langs) {
      await tour.speak(p.context(), lang);
      await p.setViewportSize({ width: 1366, height: 768 });
      await p.reload();
      await inRoom(p);
      if (act) await press(p, act);
      found.push(...await barriers(p, lang));
    }
  }
  assert.deepEqual(found, []);
});
