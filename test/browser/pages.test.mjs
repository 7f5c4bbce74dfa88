// Every page of a demo court in three languages and two widths: axe finds
// nothing, nothing overflows, the policy against foreign scripts is kept. Then
// the main paths by keyboard alone, and with scripts switched off.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { to } from './lib/keys.mjs';
import { pdf } from './lib/pdf.mjs';
import { scheduled, soon } from './lib/steps.mjs';
import { langs, sits, Tour } from './lib/tour.mjs';

const options = { timeout: 900_000 };
let tour;

before(async () => { tour = await Tour.open(); });
after(async () => { await tour?.end(); });

const complaints = [];
const pages = {};

// pageOf is one page per person for the whole walk: opening one costs seconds.
async function pageOf(role) {
  const key = role ?? 'stranger';
  if (!pages[key]) {
    const p = pages[key] = await (await tour.as(role)).newPage();
    p.on('console', (m) => m.type() === 'error' && /Content Security Policy/i.test(m.text()) && complaints.push(`${p.url()}: ${m.text()}`));
    p.on('pageerror', (e) => complaints.push(`${p.url()}: ${e.message}`));
  }
  return pages[key];
}

async function look(stop) {
  const found = [], p = await pageOf(stop.role);
  for (const lang of langs) {
    await tour.speak(p.context(), lang);
    await p.setViewportSize({ width: 1366, height: 768 });
    await p.goto(tour.court.url + stop.path);
    if (stop.act) await stop.act(p);
    if (await p.getAttribute('html', 'lang') !== lang) found.push(`${lang}: the page does not say its language`);
    found.push(...await barriers(p, lang));
  }
  await tour.speak(p.context(), 'kk');
  return found.map((f) => `${stop.name} ${f}`);
}

for (const part of ['paper', 'session', 'ended']) {
  test(`every page on the way (${part}) can be read by everyone, in three languages`, options, async () => {
    const found = [];
    for await (const stop of tour[part]()) found.push(...await look(stop));
    assert.deepEqual(found, []);
  });
}

test('no page breaks the policy against foreign scripts, or fails in its own', () => assert.deepEqual(complaints, []));

test('a claim is filed, a hearing scheduled and the promise given by keyboard alone', options, async () => {
  const p = await pageOf('claimant');
  // Asked for long before the key is pressed: the browser does not keep these two in order.
  const chosen = new Promise((done) => { p.once('filechooser', done); });
  await p.goto(tour.court.url + tour.case);
  await to(p, 'main a.button');
  await p.keyboard.press('Enter');
  await p.waitForURL(/\/file$/);
  await to(p, '#file');
  await p.keyboard.press('Enter');
  await (await chosen).setFiles({ name: 'talap.pdf', mimeType: 'application/pdf', buffer: pdf() });
  await to(p, 'input[name=kind]');
  await p.keyboard.press('Space');
  await to(p, '#title');
  await p.keyboard.type('Пернетақтамен берілген арыз');
  await p.keyboard.press('Enter');
  await p.waitForSelector('input[name=token]', { state: 'attached' });
  await to(p, 'main form button.button');
  await p.keyboard.press('Enter');
  await p.waitForURL(/\/filings\/\d+$/);
  const j = await pageOf('judge');
  await j.goto(`${tour.court.url}${tour.case}/hearings/new`);
  await to(j, '#at');
  await j.fill('#at', soon());
  await to(j, 'main form[method=post] button.button');
  await j.keyboard.press('Enter');
  await p.goto(`${await scheduled(j)}/lobby/rules`);
  await to(p, 'main a.button');
  await p.keyboard.press('Enter');
  await p.waitForSelector('[data-start]');
  await to(p, 'main a.button.big');
  await p.keyboard.press('Enter');
  await p.waitForURL(/promise$/);
  await to(p, '#interpreter');
  await p.keyboard.press('ArrowDown');
  await to(p, '#no_recording');
  await p.keyboard.press('Space');
  await to(p, '#promise button');
  await p.keyboard.press('Enter');
  await p.waitForURL(/lobby\/wait/);
});

test('the whole of it works with scripts switched off', options, async () => {
  const without = {};
  for (const role of ['claimant', 'judge', 'secretary']) {
    const context = await tour.chrome.newContext({ locale: 'kk-KZ', javaScriptEnabled: false });
    const p = without[role] = await context.newPage();
    await p.goto(`${tour.court.url}/demo`);
    await p.click(`text=${tour.folk.find((f) => f.role === role).name}`);
  }
  const { claimant, judge, secretary } = without;
  await claimant.goto(`${tour.court.url}${tour.case}/file`);
  await claimant.setInputFiles('#file', { name: 'talap.pdf', mimeType: 'application/pdf', buffer: pdf() });
  await claimant.check('input[name=kind][value=claim]');
  await claimant.fill('#title', 'Скриптсіз берілген арыз');
  await claimant.click('main button.button');
  await claimant.click('main form button.button');
  await claimant.waitForSelector('img.qr', { timeout: 60_000 }); // the page asks again by itself
  await judge.goto(`${tour.court.url}${tour.case}/hearings/new`);
  await judge.fill('#at', soon());
  await judge.click('main form[method=post] button.button');
  const hearing = await scheduled(judge);
  assert.match(hearing, /\/hearings\/[0-9a-f]{32}$/);
  for (const p of Object.values(without)) {
    await p.goto(`${hearing}/lobby/promise`);
    await p.check('#interpreter-not');
    await p.check('#no_recording');
    await p.click('#promise button');
    assert.match(p.url(), /lobby\/wait/);
  }
  await secretary.goto(hearing);
  const admit = secretary.locator('form[action$="/acts/admit"] button');
  for (let left = await admit.count(); left > 0; left = await admit.count()) await admit.first().click();
  const order = async (act, reason) => {
    await judge.goto(hearing);
    const form = judge.locator(`form[data-act=${act}]`);
    await form.locator('xpath=..').locator('summary').click();
    if (reason) await form.locator('textarea').fill(reason);
    await form.locator('button').click();
    assert.doesNotMatch(judge.url(), /refused=/);
  };
  await sits(await tour.as('judge'), hearing);
  await order('open', 'Скриптсіз ашылды');
  await order('close');
  await judge.goto(`${hearing}/journal`);
  const journal = await judge.textContent('main');
  assert.ok(journal.includes('Скриптсіз ашылды') && journal.includes('аяқтады'), journal);
});
