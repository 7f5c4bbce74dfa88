// Who is missing is somebody's task, and who cannot get in is heard: a real
// court with a mail server and a gateway for text messages, by keyboard, each
// page with axe in three languages.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test as declared } from 'node:test';
import { barriers, violations } from './lib/axe.mjs';
import { Founded, password } from './lib/founded.mjs';
import { to } from './lib/keys.mjs';
import { mailServer } from './lib/smtp.mjs';
import { promise, schedule } from './lib/steps.mjs';
import { inRoom, sits } from './lib/tour.mjs';

const test = (name, run) => declared(name, { timeout: 300_000 }, run);
const no = '7501-26-00-2/78', slug = no.replace('/', '.');
const shots = process.env.SHOTS;
const phone = '+77010000044';
let founded, pages, people, hearing;

before(async () => {
  if (shots) mkdirSync(shots, { recursive: true });
  founded = await Founded.open();
  ({ pages, people } = founded);
  for await (const _ of founded.begin());
  await founded.enrol('judge');
  for await (const _ of founded.keys());
  await founded.openCase(no);
  hearing = await schedule(pages.judge, founded.court.url, slug);
}, { timeout: 240_000 });
after(async () => { await founded?.end(); });

// readable looks at a page in every language and leaves it in Kazakh.
async function readable(name, page, act) {
  const found = [];
  await founded.each({ page, act }, async (lang) => {
    if (await page.getAttribute('html', 'lang') !== lang) found.push(`${lang}: the page does not say its language`);
    found.push(...await barriers(page, lang, async (width) => {
      if (shots) await page.screenshot({ path: join(shots, `${name}-${lang}-${width}.png`), fullPage: true });
    }));
  });
  assert.deepEqual(found, []);
}

// press reaches a control with Tab alone, and presses it.
async function press(page, selector) {
  await to(page, selector);
  await page.keyboard.press('Enter');
}

// type reaches a field with Tab alone, and puts the text in the place of what is there.
async function type(page, selector, text) {
  await to(page, selector);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

const task = (who) => pages.secretary.locator('#tasks > ul > li').filter({ hasText: people[who].name });
const at = async (who, what) => `#${await task(who).getAttribute('id')} ${what}`; // as a selector of CSS alone
const stands = (who, words) => task(who).filter({ hasText: words }).waitFor({ timeout: 60_000 });

test('a person gives a telephone and another address; the address the court knew before is told', async () => {
  const p = pages.respondent, was = people.respondent.email;
  await founded.go('respondent', '/account');
  await type(p, '#phone', 'телефон');
  await press(p, '#contact button');
  await p.locator('#contact .field-error').waitFor();
  assert.equal(await p.inputValue('#phone'), 'телефон');
  await p.goto(`${founded.court.url}/account`);
  await readable('account-wrong', p, async () => {
    await p.fill('#phone', 'телефон');
    await p.click('#contact button');
    await p.locator('#contact .field-error').waitFor();
  });
  await type(p, '#phone', '+7 701 000 00 44');
  await press(p, '#contact button');
  await p.waitForURL(/saved=1/);
  people.respondent.email = 'home@respondent.test';
  await type(p, '#contact input[name=email]', people.respondent.email);
  await press(p, '#contact button');
  await p.waitForSelector(`#contact input[value="${people.respondent.email}"]`);
  const told = await founded.mail.to(was, 60, /Данные для связи|данные для связи|изменен/i);
  assert.match(told.text, /Сынақ Жауапкер/);
  assert.ok(!told.text.includes(people.respondent.email), 'the old address does not learn the new one');
  await founded.sms.to(phone, /данные|изменен/i);
  await readable('account-contact', p);
  // the registrar sees the same, and may change it
  const r = pages.registrar;
  await founded.go('registrar', '/people');
  await r.click(`#people a:has-text("${people.respondent.name}")`);
  assert.equal(await r.inputValue('#contact input[name=email]'), people.respondent.email);
  await readable('person-contact', r);
});

test('who did not come is a task of the bench, with what to do next', async () => {
  for (const role of ['judge', 'secretary', 'claimant']) {
    await promise(pages[role], hearing);
    await pages[role].waitForURL(/\/lobby\/wait/);
  }
  await founded.admit(hearing);
  await sits(pages.judge.context(), hearing);
  await founded.judgeDoes(hearing, 'open', 'Қатысушылардың бір бөлігі келді');
  await pages.secretary.goto(hearing);
  assert.equal(await pages.secretary.locator('#tasks > ul > li').count(), 2);
  assert.match(await task('respondent').innerText(), /SMS[^]*••• 44/);
  assert.equal(await task('advocate').locator('[data-write=sms]').count(), 0, 'no telephone, no message to it');
  await readable('tasks', pages.secretary, () => task('respondent').locator('summary').click());
});

test('a text message waits while the gateway is away, and is sent once it answers', async () => {
  const p = pages.secretary;
  founded.sms.status = 503;
  await press(p, await at('respondent', '[data-write=sms]'));
  await stands('respondent', 'қайта жіберіледі');
  await readable('task-delayed', p);
  founded.sms.status = 200;
  await stands('respondent', /жіберілді/);
  const message = await founded.sms.to(phone, /ждёт|ожида/);
  assert.match(message.text, new RegExp(`${no.replace('/', '\\/')}[^]*${hearing}`));
  assert.equal(founded.sms.messages.filter((m) => m.id === message.id).length, 1);
});

test('a letter waits while the mail server is away; its link leads the person in', async () => {
  const p = pages.secretary, { port } = founded.mail;
  await founded.mail.close();
  await press(p, await at('respondent', '[data-write=email]'));
  await stands('respondent', 'қайта жіберіледі');
  founded.mail = await mailServer(port);
  await stands('respondent', /электрондық пошта, жіберілді/);
  const letter = await founded.mail.to(people.respondent.email);
  assert.match(letter.text, /Сынақ Жауапкер/);
  const link = letter.text.match(/https:\S+\/hearings\/[0-9a-f]{32}/)[0];
  assert.equal(link, hearing);

  // on another device, signed in nowhere
  const other = await founded.visitor();
  await other.goto(link);
  await other.waitForURL(/\/sign-in/);
  assert.match(await other.locator(`a[href^="/cannot-enter"]`).getAttribute('href'), new RegExp(`hearing=${hearing.split('/').pop()}`));
  await type(other, '#email', people.respondent.email);
  await type(other, '#password', password);
  await other.keyboard.press('Enter');
  await other.waitForURL(hearing);
  await press(other, 'main a.button.big');
  await other.waitForURL(/\/lobby\/rules/);
  await promise(other, hearing);
  await other.waitForURL(/\/lobby\/wait/);
  await founded.admit(hearing);
  await other.waitForSelector('#enter');
  await press(other, '#enter');
  await inRoom(other);
  await p.goto(hearing);
  await task('respondent').waitFor({ state: 'detached' });
  pages.respondent = other;
});

test('a call entered by hand is declared: the person is told, and with one tap says that nobody called', async () => {
  const p = pages.secretary, advocate = pages.advocate;
  await press(p, await at('advocate', 'summary'));
  await press(p, await at('advocate', 'details button'));
  assert.equal(await task('advocate').locator('select:invalid').count(), 2, 'nothing is recorded by one careless press');
  for (const [field, option] of [['channel', 'phone'], ['result', 'reached']]) {
    const select = await at('advocate', `select[name=${field}]`);
    await to(p, select);
    await p.selectOption(select, option);
  }
  await type(p, await at('advocate', 'input[name=note]'), 'Жолда екенін айтты');
  await p.keyboard.press('Enter');
  await stands('advocate', 'мәлімдеме бойынша');
  const letter = await founded.mail.to(people.advocate.email, 60, /contacted/);
  assert.match(letter.text, /telephone|phone/i);
  assert.ok(letter.text.includes(hearing));
  await advocate.goto(hearing);
  await readable('declared', advocate);
  await press(advocate, '[id^=declared] button');
  await advocate.locator('[id^=declared] [role=status]').waitFor();
  await readable('disputed', advocate);
  await stands('advocate', '«маған ешкім хабарласқан жоқ»');
  await readable('task-disputed', p);
});

test('who cannot get in tells the bench without an account, and the bench answers', async () => {
  const stranger = await founded.visitor();
  await stranger.goto(`${founded.court.url}/wall`);
  await press(stranger, 'a[href^="/cannot-enter"]');
  await stranger.waitForURL(/\/cannot-enter/);
  await readable('cannot', stranger);
  await stranger.locator('main form').evaluate((f) => { f.noValidate = true; });
  await press(stranger, 'main form button');
  await stranger.locator('.errors').waitFor();
  await readable('cannot-errors', stranger, async () => {
    await stranger.locator('main form').evaluate((f) => { f.noValidate = true; });
    await stranger.locator('main form button').click();
    await stranger.locator('.errors').waitFor();
  });
  await type(stranger, '#case', no);
  await type(stranger, '#name', people.advocate.name);
  await to(stranger, 'input[name=what]');
  await stranger.keyboard.press('ArrowDown');
  await type(stranger, '#text', 'Хаттағы сілтеме бос бет ашады');
  await type(stranger, '#reach', '+7 702 000 00 00');
  await stranger.keyboard.press('Enter');
  await stranger.locator('#told').waitFor();
  if (shots) await stranger.screenshot({ path: join(shots, 'cannot-told.png'), fullPage: true });
  assert.deepEqual(await violations(stranger, 'kk', 360), []);

  const p = pages.secretary;
  await p.goto(hearing);
  const alarm = p.locator('#alarms li');
  await alarm.waitFor();
  const said = await alarm.innerText();
  for (const words of ['Хаттағы сілтеме бос бет ашады', '+7 702 000 00 00', people.advocate.name]) assert.ok(said.includes(words), said);
  await readable('alarm', p, () => alarm.locator('summary').click());
  await press(p, '#alarms summary');
  await type(p, '#alarms input[name=reason]', 'Телефонмен жаңа сілтеме айтылды');
  await p.keyboard.press('Enter');
  await alarm.waitFor({ state: 'detached' });
  await p.goto(`${hearing}/journal`);
  assert.match(await p.innerText('main'), /Хаттағы сілтеме бос бет ашады[^]*Телефонмен жаңа сілтеме айтылды/);
});

test('in the room: the alarm of one on the roll, the tasks, and what was declared', async () => {
  const advocate = pages.advocate, p = pages.secretary;
  await advocate.goto(hearing);
  await press(advocate, 'main a[href^="/cannot-enter"]');
  await advocate.waitForURL(/\/cannot-enter/);
  await readable('cannot-own', advocate);
  await to(advocate, 'input[name=what]');
  await advocate.keyboard.press('Space');
  await press(advocate, 'main form button');
  await advocate.locator('#told').waitFor();

  await p.goto(`${hearing}/room`);
  await inRoom(p);
  await p.waitForSelector('[data-banner=alarm]');
  await readable('room-alarm', p, () => inRoom(p));
  await inRoom(p);
  await press(p, '[data-banner=alarm] [data-act=contact]');
  await p.waitForSelector('[data-dialog=contact][open]');
  await readable('room-contact', p, async () => {
    await inRoom(p);
    await p.click('[data-banner=alarm] [data-act=contact]');
    await p.waitForSelector('[data-dialog=contact][open] [data-act=write]');
  });
  await inRoom(p);
  await press(p, '[data-banner=alarm] [data-act=answer_report]');
  await p.waitForSelector('[data-dialog=answer][open]');
  await type(p, '#done', 'Сілтеме қайта жіберілді');
  await press(p, '[data-dialog=answer] [data-act=answer_report]');
  await p.waitForSelector('[data-banner=alarm]', { state: 'detached' });

  // who is in the room reads there what was declared about them
  const id = await p.locator(`[data-region=roll] [data-person]`).filter({ hasText: people.respondent.name }).first().getAttribute('data-person');
  await founded.go('secretary', new URL(hearing).pathname);
  const csrf = await p.inputValue('input[name=csrf]');
  const answer = await p.request.post(`${hearing}/acts/contact`, { form: { csrf, key: `contact-${Date.now()}`, person: id, channel: 'phone', result: 'no_answer', note: '' } });
  assert.ok(answer.ok() && !answer.url().includes('refused'), answer.url());
  const r = pages.respondent;
  await r.waitForSelector('[data-banner=declared]');
  await readable('room-declared', r, () => inRoom(r));
  await inRoom(r);
  await press(r, '[data-banner=declared] [data-act=dispute]');
  await r.waitForSelector('[data-banner=declared]', { state: 'detached' });
});
