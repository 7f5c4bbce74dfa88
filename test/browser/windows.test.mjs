// One person with the room open twice: the newer page has sound and picture, the
// older says so and gives way, and the record knows of no drop.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations, wordless } from './lib/axe.mjs';
import { inRoom, langs, Tour } from './lib/tour.mjs';

let tour;

before(async () => { tour = await Tour.open(); });
after(async () => { await tour?.end(); });

test('two windows of one person do not throw each other out', { timeout: 300_000 }, async () => {
  await tour.door();
  const context = await tour.as('claimant'), pages = [];
  for (let i = 0; i < 2; i++) {
    const p = await context.newPage();
    pages.push(p);
    await p.goto(`${tour.court.url}${tour.hearing}/room`, { waitUntil: 'commit' });
    await inRoom(p);
  }
  const [older, newer] = pages;
  const gaveWay = '[data-banner=elsewhere]';
  await older.waitForSelector(gaveWay, { timeout: 20_000 });
  await older.waitForTimeout(5000);
  assert.equal(await newer.locator(gaveWay).count(), 0);
  assert.equal(await newer.getAttribute('#room', 'data-media'), 'up');
  assert.equal(await older.getAttribute('#room', 'data-media'), 'down');
  const found = [...await wordless(older, 'kk'), ...await violations(older, 'kk', 360)];
  assert.deepEqual(found, []);
  await older.setViewportSize({ width: 1366, height: 768 });
  await older.click('[data-act=here]');
  await newer.waitForSelector(gaveWay, { timeout: 20_000 });
  await inRoom(older);
  await older.waitForTimeout(3000);
  assert.equal(await older.getAttribute('#room', 'data-media'), 'up');
  const { request } = await tour.as('judge');
  const view = await (await request.get(`${tour.court.url}/api${tour.hearing}/view`)).json();
  const claimant = tour.folk.find((f) => f.role === 'claimant').person;
  assert.equal(view.roll.find((s) => s.person === claimant).presence, 'inside');
  assert.deepEqual(view.journal.filter((l) => /lost|held|failed/.test(l.type)), []);
  for (const lang of langs) {
    await tour.speak(context, lang);
    await newer.reload();
    await inRoom(newer);
    await older.waitForSelector(gaveWay, { timeout: 20_000 });
    await older.click('[data-act=here]');
    await newer.waitForSelector(gaveWay, { timeout: 20_000 });
    assert.deepEqual(await wordless(newer, lang), []);
  }
});
