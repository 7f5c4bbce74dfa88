// Interpretation: who chose it hears the interpreter in full and the original
// beneath; others hear the original and the interpreter not at all or quietly.
// The demo has no interpreter: on its way to the listener's page the court's
// word makes the respondent one. Sound, pages and keys are real.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations, wordless } from './lib/axe.mjs';
import { howMany } from './lib/court.mjs';
import { inRoom, langs, Tour } from './lib/tour.mjs';

let tour, through = false, send = () => undefined;
const page = {}, id = {};

before(async () => {
  tour = await Tour.open();
  await tour.door();
  for (const role of ['judge', 'respondent', 'claimant']) {
    id[role] = tour.who(role);
    page[role] = await tour.enter(role, role === 'claimant' ? listener : undefined);
  }
  await tour.act('judge', 'open', { reason: 'Қатысушылар жиналды' });
  for (const p of Object.values(page)) await p.waitForSelector('#room[data-state=session]');
  await page.judge.click('[data-region=controls] [data-act=floor]'); // microphones open
}, { timeout: 240_000 });
after(async () => { await tour?.end(); });

// listener has the respondent be the interpreter, and the act of choosing answered.
async function listener(p) {
  let last, n = 0;
  const told = (view) => ({
    ...view, version: view.version * 1000 + n++, may: { ...view.may, interpret: true },
    roll: view.roll.map((s) => (s.person === id.respondent ? { ...s, role: 'interpreter' } : s.person === id.claimant ? { ...s, interpreted: through } : s)),
  });
  await p.routeWebSocket(/\/api\/hearings\/.*\/ws/, (ws) => {
    const court = ws.connectToServer();
    send = () => ws.send(JSON.stringify({ t: 'view', view: told(last) }));
    court.onMessage((m) => {
      const said = JSON.parse(m);
      if (said.t !== 'view') return ws.send(m);
      last = said.view;
      send();
    });
  });
  await p.route(/acts\/interpret$/, (r) => {
    through = !r.request().postDataJSON().down;
    r.fulfill({ json: { done: { Ref: { version: 1 } } } });
    setTimeout(send, 100);
  });
}

// volumes waits until the listener's sounds are as loud as they should be.
const volumes = (judge, interpreter) => page.claimant.waitForFunction(([j, i, judge, interpreter]) => {
  const of = (p) => document.querySelector(`audio[data-person="${p}"]`)?.volume ?? -1;
  return Math.abs(of(j) - judge) < 0.01 && Math.abs(of(i) - interpreter) < 0.01;
}, [id.judge, id.respondent, judge, interpreter]);

test('by a key: the interpreter in full, the original at a fifth; and back', { timeout: 120_000 }, async () => {
  await volumes(1, 0);
  await page.claimant.bringToFront();
  await page.claimant.keyboard.press('i');
  await volumes(0.2, 1);
  await page.claimant.waitForSelector('[data-act=interpret][aria-pressed=true]');
  assert.equal(await howMany(page.claimant, 'audio', 2), 2, 'both are received');
  await page.claimant.keyboard.press('i');
  await volumes(1, 0);
});

test('the interpreter quietly, by choice, which is kept', { timeout: 120_000 }, async () => {
  await page.claimant.click('[data-open=devices]');
  await page.claimant.check('[data-low]');
  await page.claimant.keyboard.press('Escape');
  await volumes(1, 0.3);
  await page.claimant.reload();
  await inRoom(page.claimant);
  await volumes(1, 0.3);
});

test('the interpreter is gone: the original comes back', { timeout: 120_000 }, async () => {
  await page.claimant.bringToFront();
  await page.claimant.keyboard.press('i');
  await volumes(0.2, 1);
  await page.respondent.close();
  await page.claimant.waitForFunction((j) => document.querySelector(`audio[data-person="${j}"]`)?.volume === 1, id.judge);
});

test('it can be read by everyone', { timeout: 120_000 }, async () => {
  const found = [];
  for (const lang of langs) {
    await tour.speak(page.claimant.context(), lang);
    await page.claimant.setViewportSize({ width: 1366, height: 768 });
    await page.claimant.reload();
    await inRoom(page.claimant);
    await page.claimant.waitForSelector('[data-act=interpret]');
    await page.claimant.click('[data-open=devices]');
    found.push(...await wordless(page.claimant, lang));
    for (const width of [1366, 360]) found.push(...await violations(page.claimant, lang, width));
  }
  assert.deepEqual(found, []);
});
