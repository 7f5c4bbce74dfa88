// Who is in a case, in a real browser: the secretary adds a person and another
// power by keyboard alone, a party withdraws the power of who stands for them,
// an overseer says that they look and everybody sees it. Each page with axe.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { to } from './lib/keys.mjs';
import { langs, Tour } from './lib/tour.mjs';

const options = { timeout: 600_000 };
const shots = process.env.SHOTS; // where to keep pictures of each page
let tour;
const pages = {};

before(async () => { tour = await Tour.open(); });
after(async () => { await tour?.end(); });

async function open(role, path) {
  pages[role] ??= await (await tour.as(role)).newPage();
  await tour.speak(pages[role].context(), 'en');
  await pages[role].goto(tour.court.url + path);
  return pages[role];
}

// everyone reads the page that p is on: three languages, a phone and a screen.
async function everyone(p, name) {
  const found = [], at = p.url();
  for (const lang of langs) {
    await tour.speak(p.context(), lang);
    await p.goto(at);
    found.push(...await barriers(p, lang, async (width) => {
      if (shots) { mkdirSync(shots, { recursive: true }); await p.screenshot({ path: `${shots}/${name}-${lang}-${width}.png`, fullPage: true }); }
    }));
  }
  await tour.speak(p.context(), 'en');
  await p.setViewportSize({ width: 1366, height: 740 });
  assert.deepEqual(found, []);
}

const main = (p) => p.innerText('main');

// choose takes an option of the select that has the focus, by typing its name.
async function choose(p, selector, value) {
  await to(p, selector);
  const steps = await p.$eval(selector, (s, v) => [...s.options].findIndex((o) => o.value === v || o.textContent === v), value);
  for (let i = 0; i < steps; i++) await p.keyboard.press('ArrowDown');
  assert.ok(await p.$eval(selector, (s, v) => [s.value, s.selectedOptions[0].textContent].includes(v), value), `${selector} is not ${value}`);
}

async function send(p) {
  await Promise.all([p.waitForNavigation(), p.keyboard.press('Enter')]);
}

const name = (role) => tour.folk.find((one) => one.role === role).name;

test('the secretary adds an overseer by keyboard alone', options, async () => {
  const p = await open('secretary', tour.case);
  await to(p, 'a[href$="/people"]');
  await send(p);
  await choose(p, '#person', name('registrar'));
  await choose(p, '#role', 'overseer');
  await choose(p, '#power_kind', 'mandate');
  await to(p, '#reason');
  await p.keyboard.type('Check of the record');
  await to(p, 'form.narrow button');
  await send(p);
  assert.match(await main(p), /Name the document/);
  await p.fill('#power', 'No. 4/1 of the prosecutor’s office');
  await p.click('form.narrow button');
  assert.match(await main(p), /The person was added, No\. \d+[^]*official mandate, No\. 4\/1[^]*Check of the record/);
  await everyone(p, 'members');
});

test('a party sees the people, and withdraws the power of their own advocate alone', options, async () => {
  const claimant = await open('claimant', `${tour.case}/people`);
  assert.doesNotMatch(await main(claimant), /Withdraw the power|Add a person/);
  const p = await open('respondent', `${tour.case}/people`);
  await to(p, 'details.act summary');
  await p.keyboard.press('Enter');
  await to(p, 'details.act textarea');
  await p.keyboard.type('I chose another advocate');
  await to(p, 'details.act button');
  await send(p);
  assert.match(await main(p), /The role has ended, No\. \d+[^]*Whose role has ended/);
  const gone = await open('advocate', tour.case);
  assert.match(await main(gone), /Your role in this case has ended\. Reason: I chose another advocate/);
});

test('a new power is entered, and one that does not cover the day gives no standing', options, async () => {
  const p = await open('secretary', `${tour.case}/people`);
  await p.selectOption('#person', { label: name('advocate') });
  await p.selectOption('#role', 'advocate');
  await p.selectOption('#for', await p.$eval('#for', (s, v) => [...s.options].find((o) => o.textContent.startsWith(v)).value, name('respondent')));
  await p.selectOption('#power_kind', 'order');
  await p.fill('#power', 'No. 8');
  await p.fill('#until', '2020-12-31');
  await p.fill('#reason', 'A new order');
  await p.click('form.narrow button');
  assert.match(await main(p), /order, No\. 8, until 31 December 2020, that day included[^]*Does not hold today/);
  await everyone(p, 'members-lapsed');
  const gone = await open('advocate', tour.case);
  assert.match(await main(gone), /Your power \(No\. 8\) ended on 31 December 2020/);
});

test('an overseer says that they look, and everybody in the case sees it', options, async () => {
  const p = await open('registrar', tour.case);
  assert.match(await main(p), /all parties see it/);
  await everyone(p, 'look');
  await to(p, 'main form button');
  await send(p);
  assert.match(await main(p), /Case No\. /);
  const claimant = await open('claimant', tour.case);
  assert.match(await main(claimant), /Looks by overseers[^]*looked at the case file/);
  await everyone(claimant, 'case');
});
