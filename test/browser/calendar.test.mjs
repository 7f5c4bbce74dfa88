// When and in which courtroom, in a real browser: the judge books a hybrid
// hearing by keyboard alone, it is disturbed, moved and released; the registrar
// adds a courtroom and reopens another. Each page with axe.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { beyond, calendar, hybrid, room, wishing } from './lib/calendar.mjs';
import { day, tuesday } from './lib/clock.mjs';
import { to } from './lib/keys.mjs';
import { langs, Tour } from './lib/tour.mjs';

const options = { timeout: 900_000 };
let tour, hearing;
const pages = {};

before(async () => {
  tour = await tuesday(Tour);
  hearing = await hybrid(tour);
});
after(async () => { await tour?.end(); });

const main = (p) => p.innerText('main');

async function open(role, path) {
  const p = pages[role] ??= await (await tour.as(role)).newPage();
  await tour.speak(p.context(), 'en');
  await p.goto(tour.court.url + path);
  return p;
}

const enter = (p) => Promise.all([p.waitForNavigation(), p.keyboard.press('Enter')]);

// type puts the text in the field that has the focus, over what was there.
async function type(p, selector, text) {
  await to(p, selector);
  await p.keyboard.press('Control+A');
  await p.keyboard.type(text);
}

test('the judge books a hybrid hearing by keyboard alone', options, async () => {
  const p = await open('judge', hearing);
  assert.match(await main(p), /is not in the court's calendar yet/);
  await to(p, `a[href$="/place"]`);
  await enter(p);
  await type(p, '#minutes', '90');
  await to(p, 'input[name=part]');
  await p.keyboard.press('ArrowDown');
  await to(p, 'input[name=in]');
  await p.keyboard.press('Space');
  await type(p, '#public', '6');
  await to(p, 'button[value=seek]');
  await enter(p);
  assert.match(await main(p), /The earliest lawful time/);
  await to(p, 'input[name=slots]');
  await p.keyboard.press('ArrowDown');
  const second = await p.inputValue('input[name=slots]:checked');
  await to(p, 'button[value=check]');
  await enter(p);
  assert.match(await main(p), /Check and confirm[^]*bench 2, parties 1, press 2, public 6[^]*In the courtroom: judge and secretary, [^]*Online: /);
  await to(p, 'button[value=book]');
  await enter(p);
  assert.match(p.url(), /done=booked$/);
  assert.match(await main(p), /a participant of its own[^]*cameras: 2, microphones: 4/);
  const [start] = second.split('/');
  assert.equal(Date.parse(await p.getAttribute('.card-next time', 'datetime')), Date.parse(start));
});

test('the party sees the place and cannot change it', options, async () => {
  const p = await open('claimant', `${hearing}/place`);
  assert.match(await main(p), /Who attends from where[^]*in the courtroom/i);
  assert.equal(await p.locator('main button').count(), 0);
  await p.goto(`${tour.court.url}${hearing}`);
  assert.match(await main(p), /1-зал/);
});

test('a time of one’s own is refused with the reason, and what was typed stays', options, async () => {
  const p = await open('judge', `${hearing}/place?move=1`);
  await p.click('button[value=seek]');
  await p.check('input[name=slots][value=own]');
  await p.fill('#own_start', `${day(9)}T05:00`);
  await p.selectOption('#own_room', { index: 1 });
  await p.click('button[value=check]');
  assert.match(await main(p), /outside the court's hours/);
  assert.equal(await p.inputValue('#own_start'), `${day(9)}T05:00`);
  await p.selectOption('#own_room', { index: 2 });
  await p.click('button[value=check]');
  assert.match(await main(p), /outside the court's hours|too few cameras/);
});

test('a courtroom closes: its hearing must move, and is moved with a reason', options, async () => {
  const hall = await room(tour);
  const judge = await open('judge', `${hearing}/place`);
  const date = (await judge.getAttribute('a[href^="/calendar?day="]', 'href')).split('=')[1];
  const r = await open('registrar', hall);
  assert.match(await main(r), /m², \d+ cm between people[^]*m³ for each person/);
  await r.click('#close > summary');
  await r.fill('#first', date);
  await r.fill('#last', date);
  await r.fill('#reason', 'Repairs');
  await Promise.all([r.waitForNavigation(), r.click('#close button')]);
  assert.match(await main(r), /The courtroom is closed/);
  await judge.goto(`${tour.court.url}/calendar?day=${date}`);
  assert.match(await main(judge), /must move[^]*1 hearing must move[^]*is closed on/i);
  await to(judge, 'input[name=hearing]');
  await to(judge, 'form[action="/calendar/replan"] button');
  await enter(judge);
  assert.match(await main(judge), /This is a proposal; nothing has moved yet/);
  await to(judge, 'button[value=move]');
  await enter(judge);
  assert.equal(await judge.getAttribute('.errors a', 'href'), '#reason');
  await type(judge, '#reason', 'The courtroom is closed');
  await to(judge, 'button[value=move]');
  await enter(judge);
  assert.match(judge.url(), /done=moved/);
  await judge.goto(`${tour.court.url}${hearing}/place`);
  assert.match(await main(judge), /Where it stood before[^]*The courtroom is closed/);
  await r.goto(tour.court.url + hall);
  await r.click('#reopen > summary');
  await r.check('#sure');
  await Promise.all([r.waitForNavigation(), r.click('#reopen button')]);
  assert.match(await main(r), /The courtroom is open again/);
});

test('the secretary lets people in at the door of today’s courtroom', options, async () => {
  const judge = await open('judge', `${hearing}/place?move=1`); // so soon nobody else moves it
  await judge.click('button[value=seek]');
  await judge.check('input[name=slots][value=own]');
  await judge.fill('#own_start', `${day(0)}T12:00`);
  await judge.selectOption('#own_room', { index: 1 });
  await judge.click('button[value=check]');
  await judge.fill('#reason', 'Everybody is here already');
  await Promise.all([judge.waitForNavigation(), judge.click('button[value=move]')]);
  const p = await open('secretary', `${hearing}/place`);
  assert.match(await main(p), /0 people are in, 3 are expected/);
  await to(p, 'button[value=let_in]');
  await enter(p);
  assert.match(await main(p), /Checked in\.[^]*1 person is in, 2 are expected/);
});

test('the hearing is released with a reason and a tick, and can be booked anew', options, async () => {
  const p = await open('judge', `${hearing}/place`);
  await p.click('#release > summary');
  await p.fill('#reason', 'The parties have settled');
  await p.click('#release button');
  assert.equal(await p.getAttribute('.errors a', 'href'), '#sure');
  assert.equal(await p.inputValue('#reason'), 'The parties have settled');
  await p.check('#sure');
  await Promise.all([p.waitForNavigation(), p.click('#release button')]);
  assert.match(await main(p), /Taken out of the calendar[^]*The parties have settled/);
  await p.click('button[value=seek]');
  assert.match(await main(p), /The earliest lawful time/);
});

test('the registrar adds a courtroom; rows are added as needed', options, async () => {
  const p = await open('registrar', '/courtrooms/new');
  for (const [field, text] of Object.entries({ name: 'Hall 9', house: 'North', town: 'Almaty', area_m2: '60', volume_m3: '180', bench: '3', parties: '6', press: '2', public: '10', cameras: '1', microphones: '2', waiting0: '901', seats0: '2' })) await p.fill(`#${field}`, text);
  await p.click('button[value=row]');
  await p.fill('#waiting2', '903');
  await p.fill('#seats2', '1');
  await Promise.all([p.waitForNavigation(), p.click('main p.actions button')]);
  assert.match(await main(p), /The courtroom is in the calendar[^]*Hall 9/);
  const secretary = await open('secretary', '/courtrooms');
  assert.match(await main(secretary), /Hall 9/);
  assert.equal(await secretary.locator('a[href="/courtrooms/new"]').count(), 0);
});

test('the judge books over a wish with a reason, and the person is told', options, async () => {
  const at = await wishing(tour);
  const secretary = await open('secretary', `${at}/place`);
  assert.equal(await secretary.locator('input[name=over]').count(), 0);
  const p = await open('judge', `${at}/place`);
  await p.fill('#not_before', beyond());
  await to(p, 'input[name=over]');
  await p.keyboard.press('Space');
  await to(p, 'button[value=seek]');
  await enter(p);
  await to(p, 'button[value=check]');
  await enter(p);
  assert.match(await main(p), /Asked to keep this day free or stated leave: /);
  await type(p, '#date_reason', 'Nobody can come in the first week');
  await to(p, 'button[value=book]');
  await enter(p);
  assert.equal(await p.getAttribute('.errors a', 'href'), '#over_reason');
  await type(p, '#over_reason', 'The case has waited for three months');
  await to(p, 'button[value=book]');
  await enter(p);
  assert.match(p.url(), /done=booked$/);
  for (const path of [at, `${at}/place`, '/calendar/mine']) {
    const claimant = await open('claimant', path);
    assert.match(await main(claimant), /You asked to keep this day free or stated leave\.[^]*The case has waited for three months[^]*file a motion/, path);
  }
  const respondent = await open('respondent', '/calendar/mine');
  assert.doesNotMatch(await main(respondent), /You asked to keep this day free/);
});

test('every page of it can be read by everyone, in three languages', options, async () => {
  const found = [];
  for await (const stop of calendar(Tour)) {
    const p = await (await stop.tour.as(stop.role)).newPage();
    for (const lang of langs) {
      await stop.tour.speak(p.context(), lang);
      await p.setViewportSize({ width: 1366, height: 768 });
      await p.goto(stop.tour.court.url + stop.path);
      if (stop.act) await stop.act(p);
      for (const f of await barriers(p, lang)) found.push(`${stop.name} ${f}`);
    }
    await p.close();
  }
  assert.deepEqual(found, []);
});
