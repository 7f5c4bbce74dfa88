// Real packets are lost on one person's line, down or up, while speech is
// heard: the bench sees at which end it stops, and the person is told. Before
// the opening, when each may try their microphone.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Hearing } from './lib/hearing.mjs';
import { canMakeHosts } from './lib/net.mjs';

const missing = canMakeHosts();
const skip = missing ? `hosts of our own: ${missing}` : false;
const h = skip ? null : new Hearing('l');
const id = {};

before(async () => {
  if (skip) return;
  await h.serve();
  for (const role of ['judge', 'claimant']) {
    await h.arrive(role);
    id[role] = h.folk[role].person;
  }
  await h.file();
  await h.schedule();
  for (const role of ['judge', 'claimant']) await h.knock(role);
  await h.enter('judge');
  await h.pages.judge.click(`[data-region=roll] [data-act=admit][data-about="${id.claimant}"]`);
  await h.enter('claimant');
  await h.presence('judge', 'claimant', 'inside');
}, { timeout: 180_000 });
after(async () => { await h?.end(); }, { timeout: 60_000 });

const step = (name, body) => test(name, { skip, timeout: 180_000 }, body);
const cell = (listener, speaker) => `[data-hears="${id[listener]} ${id[speaker]}"]`;
const sees = (listener, speaker, states, cause) => h.pages.judge.waitForSelector(
  states.map((s) => `${cell(listener, speaker)}[data-state=${s}]${cause ? `[data-cause=${cause}]` : ''}`).join(', '), { timeout: 90_000 });
const whole = async () => {
  await sees('claimant', 'judge', ['delivered']);
  await sees('judge', 'claimant', ['delivered']);
};

async function losing(way, percent, then) {
  h.net.lose('claimant', way, percent);
  try {
    await then();
  } finally {
    h.net.mend('claimant');
  }
  await whole();
}

step('a whole line: delivered both ways', whole);

step('half of what is sent to the person is lost: at their link, and they are told', () => losing('in', 55, async () => {
  await sees('claimant', 'judge', ['choppy', 'not_delivered'], 'listeners_link');
  await h.pages.claimant.waitForSelector('[data-tip=down]', { timeout: 60_000 });
  assert.equal(await h.pages.judge.locator('[data-banner=sound-tip]').count(), 0, 'the judge is told of somebody else’s link');
}));

step('most of what the person sends is lost: at their link again, seen from the other end', () => losing('out', 75, async () => {
  await sees('judge', 'claimant', ['choppy', 'not_delivered'], 'speakers_link');
  await h.pages.claimant.waitForSelector('[data-tip=up]', { timeout: 60_000 });
}));
