// One sitting of six people in one room, in the demo's panel case: an interpreter
// who is one, a private talk of the accused with the defence counsel, a line that
// is lost, a removal that is objected to, and the end. By the keyboard.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Tour } from './lib/tour.mjs';
import { panelCase, seated } from './lib/panel.mjs';

const people = ['judge', 'secretary', 'accused', 'defender', 'victim', 'interpreter'];
const page = {}, id = {};
let tour;

async function press(p, selector) {
  await p.focus(selector);
  await p.keyboard.press('Enter');
}
const where = (viewer, role, presence) => page[viewer].waitForSelector(`[data-region=roll] [data-person="${id[role]}"][data-presence=${presence}]`, { state: 'attached' });

before(async () => {
  tour = await Tour.open();
  await panelCase(tour);
  for (const role of people) id[role] = tour.who(role);
  Object.assign(page, await seated(tour, people));
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

const state = (wanted) => Promise.all(people.filter((role) => !page[role].isClosed()).map((role) => page[role].waitForSelector(`#room[data-state=${wanted}]`)));

test('the accused’s line is lost: the sitting is held on every page; they flow back in, and the judge resumes', { timeout: 240_000 }, async () => {
  await page.accused.close();
  await state('held');
  await where('victim', 'accused', 'lost');
  page.accused = await tour.enter('accused');
  for (const viewer of people) await where(viewer, 'accused', 'inside');
  await press(page.judge, '[data-act=resume]');
  await state('session');
});

test('the victim is removed with a reason, reads it, objects, and is readmitted; the others see it all', { timeout: 240_000 }, async () => {
  const why = 'Айыпталушыға үш рет айқайлады', answer = 'Мен тек өзімді естіртейін дедім';
  const order = async (act, reason) => {
    await press(page.judge, `[data-more="${id.victim}"]`);
    await press(page.judge, `[data-dialog=person][open] [data-choose=${act}]`);
    await page.judge.focus('#reason');
    await page.judge.keyboard.type(reason);
    await press(page.judge, `[data-dialog=${act}][open] [data-act=${act}]`);
  };
  await order('remove', why);
  await page.victim.waitForURL(/\/lobby\/wait$/);
  assert.ok((await (await page.victim.waitForSelector('#order')).textContent()).includes(why));
  for (const viewer of ['judge', 'secretary', 'accused', 'defender', 'interpreter']) await where(viewer, 'victim', 'removed');
  await page.victim.focus('#objection');
  await page.victim.keyboard.type(answer);
  await press(page.victim, '#order button');
  await page.judge.waitForFunction(([who, text]) => document.querySelector(`[data-person="${who}"] .objection`)?.textContent.includes(text), [id.victim, answer]);
  await order('readmit', 'Тәртіп сақтауға уәде берді');
  await page.victim.waitForURL(/\/room$/, { waitUntil: 'commit' }); // the waiting room takes them in by itself
  for (const viewer of people) await where(viewer, 'victim', 'inside');
  if (await page.judge.getAttribute('#room', 'data-state') === 'held') await press(page.judge, '[data-act=resume]');
  await state('session');
});

test('the judge closes it; each is shown that it is over, and the journal tells all of it', { timeout: 120_000 }, async () => {
  await press(page.judge, '.controls [data-act=close]');
  await press(page.judge, '[data-dialog=close][open] [data-confirm=close]');
  for (const role of people) await page[role].waitForSelector('[data-goto=journal]');
  const { request } = await tour.as('victim');
  const journal = await (await request.get(`${tour.court.url}${tour.hearing}/journal`)).text();
  for (const type of ['hearing.lost', 'hearing.held', 'hearing.back', 'hearing.resumed', 'hearing.removed', 'hearing.objected', 'hearing.readmitted', 'hearing.closed']) {
    assert.ok(journal.includes(`data-type="${type}"`), `${type} is not in the journal`);
  }
});
