// One hearing from the case's page to its journal with the keyboard alone, by
// everybody in it: scheduled, prepared for, admitted, opened, the floor asked for
// and given, a line lost, the secretary's attempt, resumed, closed. Nothing is
// reached but by Tab, and wherever Tab stops the focus can be seen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { smallPictures } from './lib/court.mjs';
import { to } from './lib/keys.mjs';
import { inRoom, Tour } from './lib/tour.mjs';
import { scheduled, soon } from './lib/steps.mjs';

const options = { timeout: 300_000 };
const folk = ['judge', 'secretary', 'claimant', 'respondent'];
const page = {};
let tour, hearing;

before(async () => {
  tour = await Tour.open();
  for (const role of folk) await open(role);
});
after(async () => { await tour?.end(); });

async function open(role) {
  page[role] = await (await tour.as(role)).newPage();
  page[role].setDefaultTimeout(30_000);
  await smallPictures(page[role]);
  await page[role].setViewportSize({ width: 1366, height: 768 });
}

// press goes to a control by Tab and presses it; the page it is on has the window.
async function press(role, selector, key = 'Enter') {
  await page[role].bringToFront();
  await page[role].waitForSelector(selector);
  await to(page[role], selector);
  await page[role].keyboard.press(key);
}

async function write(role, selector, text) {
  await page[role].waitForSelector(selector);
  await to(page[role], selector);
  await page[role].keyboard.type(text);
}

const state = (wanted) => Promise.all(folk.filter((role) => !page[role].isClosed()).map((role) => page[role].waitForSelector(`#room[data-state=${wanted}]`)));
const inside = (viewer, role) => page[viewer].waitForSelector(`[data-region=roll] [data-person="${tour.who(role)}"][data-presence=inside]`, { state: 'attached' });

test('the judge schedules it', options, async () => {
  const { judge } = page;
  await judge.goto(tour.court.url + tour.case);
  await press('judge', 'a[href$="/hearings/new"]');
  await judge.waitForURL(/\/hearings\/new$/);
  const [date, time] = soon().split('T'), [year, month, day] = date.split('-');
  await to(judge, '#at');
  // The field is the browser's own, and this browser's window speaks American English.
  const hour = Number(time.slice(0, 2));
  await judge.keyboard.type(month + day + year);
  await judge.keyboard.press('Tab');
  await judge.keyboard.type(`${String(hour % 12 || 12).padStart(2, '0')}${time.slice(3)}${hour < 12 ? 'AM' : 'PM'}`);
  assert.equal(await judge.inputValue('#at'), `${date}T${time}`);
  await press('judge', 'main form[method=post] button.button');
  hearing = await scheduled(judge);
});

test('each prepares, and the secretary admits those who wait', options, async () => {
  for (const role of folk) {
    const p = page[role];
    await p.goto(`${hearing}/lobby/rules`);
    await press(role, 'main a.button');
    await p.waitForSelector('[data-start]');
    await press(role, 'main a.button.big');
    await p.waitForURL(/promise$/);
    await press(role, '#interpreter', 'ArrowDown');
    await press(role, '#no_recording', 'Space');
    await press(role, '#promise button');
    await p.waitForURL(/lobby\/wait/);
  }
  await page.secretary.goto(hearing);
  for (const role of ['claimant', 'respondent']) {
    await press('secretary', `form[action$="/acts/admit"]:has([value="${tour.who(role)}"]) button`);
    await page.secretary.waitForSelector(`form[action$="/acts/admit"] [value="${tour.who(role)}"]`, { state: 'detached' });
  }
});

test('all enter, and the judge opens the sitting without the advocate, with a reason', options, async () => {
  for (const role of ['claimant', 'respondent']) await page[role].waitForURL(/\/room$/, { waitUntil: 'commit' }); // called in
  for (const role of ['judge', 'secretary']) {
    await page[role].goto(`${hearing}/lobby/wait`);
    if (!page[role].url().endsWith('/room')) await press(role, '#enter');
  }
  for (const role of folk) await inRoom(page[role]);
  for (const role of folk) await inside('judge', role);
  await press('judge', '[data-act=open]');
  await write('judge', '#reason', 'Адвокат кейін қосылады');
  await press('judge', 'dialog[open] [data-act=open]');
  await state('session');
});

test('the claimant raises a hand and is given the floor', options, async () => {
  await press('claimant', '.controls [data-act=hand]');
  await press('judge', `[data-act=floor][data-about="${tour.who('claimant')}"]`);
  await page.claimant.waitForSelector('[data-device=mic]:not([data-device-state=no_floor])');
});

test('the respondent’s line is lost and comes back; the secretary writes an attempt down, the judge resumes', options, async () => {
  await page.respondent.close();
  await state('held');
  await press('secretary', `[data-act=contact][data-about="${tour.who('respondent')}"]`);
  await press('secretary', '[data-dialog=contact][open] [name=channel]', 'Space');
  await press('secretary', '[data-dialog=contact][open] [name=result]', 'Space');
  await press('secretary', '[data-dialog=contact][open] [data-act=contact]');
  await page.secretary.waitForSelector('[data-dialog=contact][open]', { state: 'detached' });
  await open('respondent');
  await page.respondent.goto(hearing);
  await press('respondent', 'a[href$="/room"]');
  await inRoom(page.respondent);
  await inside('judge', 'respondent');
  await press('judge', '[data-act=resume]');
  await state('session');
});

test('the judge closes it, and reads the journal', options, async () => {
  await press('judge', '.controls [data-act=close]');
  await press('judge', '[data-dialog=close][open] [data-confirm=close]');
  await press('judge', '[data-goto=journal]');
  await page.judge.waitForURL(/\/journal$/);
  for (const type of ['hearing.floor_given', 'hearing.contact_attempted', 'hearing.resumed', 'hearing.closed']) {
    assert.equal(await page.judge.locator(`[data-type="${type}"]`).count(), 1, type);
  }
});
