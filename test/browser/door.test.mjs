// The calendar as people and the public see it, in a real browser: a hearing of
// today on the board, in a person's own days and at the courtroom's door, where
// they check in with one button. Each page with axe.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { day, tuesday } from './lib/clock.mjs';
import { sitToday } from './lib/days.mjs';
import { langs, Tour } from './lib/tour.mjs';

const options = { timeout: 600_000 };
let tour, hearing, room;

before(async () => {
  tour = await tuesday(Tour);
  ({ hearing, room } = await sitToday(tour));
}, options);
after(async () => { await tour?.end(); });

async function open(role, path, lang = 'en') {
  const context = await tour.as(role);
  await tour.speak(context, lang);
  const p = await context.newPage();
  await p.goto(tour.court.url + path);
  return p;
}

const main = (p) => p.innerText('main');

// nothing is what a page must not say to who is in no hearing: of any case, and of nobody in one.
const nothing = () => new RegExp(['7501-', ...tour.folk.filter((f) => f.role !== 'registrar').map((f) => f.name)].join('|'));

test('a stranger who scans the code is asked to sign in, and learns of no hearing', options, async () => {
  const p = await open(null, `/door/${room}`);
  assert.equal(new URL(p.url()).searchParams.get('next'), `/door/${room}`);
  assert.doesNotMatch(await p.innerText('body'), nothing());
  await p.close();
  const { request } = await tour.as(null);
  const enter = await request.post(`${tour.court.url}/door/${room}`, { form: { hearing: hearing.split('/').pop() }, maxRedirects: 0 });
  assert.ok(enter.status() === 303 || enter.status() === 403, `${enter.status()}`);
});

test('a party checks in with one button, by keyboard', options, async () => {
  const p = await open('claimant', `/door/${room}`);
  assert.match(await main(p), /Hearing of case 7501/);
  assert.doesNotMatch(await main(p), new RegExp(tour.folk.filter((f) => f.role !== 'claimant').map((f) => f.name).join('|'))); // their own hearing, and nobody in it
  await p.focus('main form button');
  await Promise.all([p.waitForNavigation(), p.keyboard.press('Enter')]);
  assert.match(await main(p), /You checked in at \d\d:\d\d/);
  await p.reload();
  assert.equal(await p.$('main form'), null);
  await p.close();
  const bench = await open('judge', `${hearing}/place`);
  assert.match(await main(bench), /in the courtroom/);
  await bench.close();
});

test('who is in no hearing here is told so, learns of none, comes into none, and gets no sheet', options, async () => {
  const p = await open('registrar', `/door/${room}`);
  assert.match(await main(p), /You have no hearing in this courtroom today/);
  assert.doesNotMatch(await main(p), nothing());
  assert.equal(await p.locator('main form').count(), 0);
  const csrf = await p.getAttribute('form input[name=csrf]', 'value');
  const enter = await p.context().request.post(`${tour.court.url}/door/${room}`, { form: { csrf, hearing: hearing.split('/').pop() } });
  assert.ok(enter.status() >= 400 && enter.status() < 500, `${enter.status()}`);
  await p.close();
  const sheet = await (await tour.as('claimant')).request.get(`${tour.court.url}/door/${room}/sheet`);
  assert.equal(sheet.status(), 403);
});

test('the board is for everybody, renews itself without scripts, and prints', options, async () => {
  const p = await open(null, '/wall');
  assert.match(await p.innerText('tbody'), /7501-26-00-2\/1[^]*басталған жоқ/i);
  const { request } = await tour.as(null);
  const board = await request.get(`${tour.court.url}/wall`);
  assert.equal(board.headers().refresh, '60');
  assert.doesNotMatch(await board.text(), /<script/);
  assert.equal((await request.get(`${tour.court.url}/wall?still=1`)).headers().refresh, undefined);
  const pdf = await request.get(`${tour.court.url}/calendar/cause-list.pdf`);
  assert.equal(pdf.headers()['content-type'], 'application/pdf');
  assert.match((await pdf.body()).subarray(0, 5).toString(), /%PDF-/);
  await p.setViewportSize({ width: 1920, height: 1080 });
  await p.evaluate(() => { const body = document.querySelector('tbody'); while (body.rows.length < 7) body.append(body.rows[0].cloneNode(true)); });
  assert.ok(await p.evaluate(() => document.documentElement.scrollHeight <= innerHeight), 'the board scrolls on a screen that nobody scrolls');
  await p.close();
});

test('a person takes their hearings along, and says when they cannot come', options, async () => {
  const { request } = await tour.as('claimant');
  const file = await request.get(`${tour.court.url}/calendar/mine.ics`);
  assert.match(file.headers()['content-type'], /text\/calendar/);
  assert.match(await file.text(), new RegExp(`UID:${hearing.split('/').pop()}-1@localhost`));
  const p = await open('claimant', '/calendar/mine');
  assert.match(await main(p), /Hearing of case 7501[^]*claimant/i);
  await p.click('details summary');
  await p.fill('#first', day(0));
  await p.fill('#last', day(1));
  await Promise.all([p.waitForNavigation(), p.click('details form button')]);
  assert.match(await p.innerText('#errors'), /already booked for a hearing/);
  await p.fill('#first', day(10));
  await p.fill('#last', day(12));
  await Promise.all([p.waitForNavigation(), p.click('details form button')]);
  assert.match(await main(p), /The days are on record/);
  await p.click('details:last-of-type summary');
  await p.fill('#on', day(10));
  await Promise.all([p.waitForNavigation(), p.click('details:last-of-type form button')]);
  assert.match(await main(p), /No days are stated/);
  await p.close();
});

test('everybody can read these pages', options, async () => {
  const found = [];
  for (const [role, path] of [[null, '/wall'], [null, `/wall?day=${day(2)}`], [null, '/wall?still=1'], ['claimant', '/calendar/mine'], ['judge', '/calendar/mine'], ['registrar', '/calendar/mine'],
    ['claimant', `/door/${room}`], ['respondent', `/door/${room}`], ['registrar', `/door/${room}`], ['registrar', `/door/${room}/sheet`], ['claimant', hearing]]) {
    for (const lang of langs) {
      const p = await open(role, path, lang);
      found.push(...await barriers(p, `${path} ${lang}`));
      await p.close();
    }
  }
  assert.deepEqual(found, []);
});
