// One sitting of six people in one room, in the demo's panel case: an interpreter
// who is one, and a private talk of the accused with the defence counsel. By the
// keyboard. Removals are in admission.test.mjs, holds in ../hearing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Tour } from './lib/tour.mjs';
import { soon } from './lib/steps.mjs';

const people = ['judge', 'secretary', 'accused', 'defender', 'victim', 'interpreter'];
const page = {}, id = {};
let tour;

async function press(p, selector) {
  await p.focus(selector);
  await p.keyboard.press('Enter');
}
const where = (viewer, role, presence) => page[viewer].waitForSelector(`[data-region=roll] [data-person="${id[role]}"][data-presence=${presence}]`, { state: 'attached' });

before(async () => {
  tour = await Tour.open('--media-udp', '0', '--media-tcp', '0');
  const { request } = await tour.as(null);
  const csrf = (await (await request.get(`${tour.court.url}/demo`)).text()).match(/name="csrf" value="([^"]+)"/)[1];
  await request.post(`${tour.court.url}/demo/panel`, { form: { csrf } });
  tour.folk = await (await request.get(`${tour.court.url}/demo/panel.json`)).json();
  tour.case = `/cases/${tour.folk[0].case.replace('/', '.')}`;
  const at = soon();
  tour.hearing = new URL((await tour.post('judge', `${tour.case}/hearings/new`, `${tour.case}/hearings`, { at, day_off: at.slice(0, 10) })).url).pathname;
  for (const role of people) {
    id[role] = tour.who(role);
    await tour.act(role, 'prepare', { camera: 'ok', microphone: 'ok', sound: 'ok', no_recording: 'true' });
    if (!['judge', 'secretary'].includes(role)) await tour.act('secretary', 'admit', { person: id[role] });
  }
  for (const role of people) page[role] = await tour.enter(role);
  await tour.act('judge', 'open', { reason: 'Алқа мен прокурор кейін қосылады' });
  for (const role of people) await page[role].waitForSelector('#room[data-state=session]');
}, { timeout: 400_000 });
after(async () => { await tour?.end(); });

test('six people are in the room, each on everybody’s page', { timeout: 120_000 }, async () => {
  for (const viewer of people) for (const role of people) await where(viewer, role, 'inside');
});

test('the victim follows the interpreter: in full, the original at a fifth', { timeout: 120_000 }, async () => {
  await press(page.judge, '.controls [data-act=floor]'); // microphones open
  await page.victim.bringToFront();
  await page.victim.keyboard.press('i');
  await page.victim.waitForSelector('[data-act=interpret][aria-pressed=true]');
  await page.victim.waitForFunction(([judge, interpreter]) => {
    const of = (p) => document.querySelector(`audio[data-person="${p}"]`)?.volume ?? -1;
    return Math.abs(of(judge) - 0.2) < 0.01 && Math.abs(of(interpreter) - 1) < 0.01;
  }, [id.judge, id.interpreter]);
});

test('the accused speaks with the defence counsel in private, by the judge’s leave, and both come back', { timeout: 180_000 }, async () => {
  await page.accused.bringToFront();
  await page.accused.keyboard.press('p');
  await press(page.accused, '[data-dialog=private][open] [data-act=confer]');
  await press(page.judge, '[data-banner=talk_asks] .primary');
  for (const role of ['accused', 'defender']) await page[role].waitForSelector('[data-banner=talk] [data-talk-words]');
  for (const role of ['accused', 'defender']) for (const viewer of ['judge', 'victim']) await where(viewer, role, 'private');
  assert.equal(await page.judge.locator('[data-talk-words]').count(), 0);
  for (const role of ['accused', 'defender']) {
    await page[role].bringToFront();
    await page[role].keyboard.press('p');
    await where('judge', role, 'inside');
  }
});
