// How a case is heard, in a real browser: a party answers the questions by
// keyboard alone and objects, the judge rules, what is forbidden cannot be
// chosen; a draft of a law is mended and run. Each page with axe.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { to } from './lib/keys.mjs';
import { langs, Tour } from './lib/tour.mjs';
import { draft, run } from './lib/triage.mjs';

const options = { timeout: 900_000 };
let tour;
const pages = {};

before(async () => { tour = await Tour.open(); });
after(async () => { await tour?.end(); });

async function pageOf(role) {
  pages[role ?? 'stranger'] ??= await (await tour.as(role)).newPage();
  return pages[role ?? 'stranger'];
}

const main = (p) => p.innerText('main');

async function open(role, path) {
  const p = await pageOf(role);
  await tour.speak(p.context(), 'en');
  await p.goto(tour.court.url + path);
  return p;
}

test('a party answers the questions by keyboard alone', options, async () => {
  const p = await open('claimant', tour.case);
  await to(p, 'a[href$="/readiness"]');
  await p.keyboard.press('Enter');
  await p.waitForSelector('input[name=equipment]');
  for (const [name, steps] of [['equipment', 2], ['consent', 0], ['accessibility', 0], ['interpreter', 0], ['place', 0], ['journey_km', 1]]) {
    await p.waitForSelector(`input[name=${name}][type=radio]`);
    await to(p, `input[name=${name}]`);
    await p.keyboard.press('Space');
    for (let i = 0; i < steps; i++) await p.keyboard.press('ArrowDown');
    await Promise.all([p.waitForNavigation(), p.keyboard.press('Enter')]);
  }
  assert.match(await main(p), /Check your answers[^]*None of these[^]*50 to 199 km/);
  await to(p, 'button[value=consent]');
  await Promise.all([p.waitForNavigation(), p.keyboard.press('Enter')]);
  await to(p, 'input[name=consent]');
  await p.keyboard.press('ArrowDown');
  await Promise.all([p.waitForNavigation(), p.keyboard.press('Enter')]);
  assert.match(await main(p), /No, I want to come to the courtroom/);
  await to(p, 'button[value=send]');
  await Promise.all([p.waitForNavigation(), p.keyboard.press('Enter')]);
  assert.match(await main(p), /Your answers are in the record\. № \d+[^]*The format is now: hybrid/);
  await p.goto(tour.court.url + tour.case);
  assert.match(await main(p), /Hybrid[^]*Before: online[^]*Means to take part online: not yet asked → none/i);
});

test('an objection is checked, sent, and has a number', options, async () => {
  const p = await open('respondent', `${tour.case}/format/object`);
  await p.click('main form button.button');
  assert.equal(await p.getAttribute('.errors a', 'href'), '#to');
  await p.check('input[name=to][value=in_person]');
  await p.check('input[name=grounds][value=evidence]');
  await p.fill('#text', 'The note must be seen in the courtroom');
  await p.click('main form button.button');
  await p.waitForSelector('button[value=send]');
  assert.match(await main(p), /Check your objection[^]*The note must be seen/);
  await p.click('button[value=change]');
  assert.equal(await p.inputValue('#text'), 'The note must be seen in the courtroom');
  await p.click('main form button.button');
  await p.click('button[value=send]');
  assert.match(await main(p), /Your objection is received\. № \d+/);
  assert.match(await main(p), /Wants: in the courtroom/);
});

test('the judge sees the objection before a hearing is scheduled, and upholds it', options, async () => {
  const p = await open('judge', `${tour.case}/hearings/new`);
  assert.match(await main(p), /What is needed first[^]*Rule on the objections/);
  await p.click('a[href$="/format/rule"]');
  await p.waitForSelector('#reason');
  assert.match(await main(p), /Wants: in the courtroom[^]*The note must be seen/);
  assert.match(await main(p), /In the courtroom[^]*Objection № \d+: upheld/i);
  await p.check('input[name=format][value=in_person]');
  await p.fill('#reason', 'The note is the main evidence');
  await p.click('main form button.button');
  await p.waitForURL(/done=rule/);
  assert.match(await main(p), /The ruling is in the record[^]*in the courtroom/i);
  for (const role of ['claimant', 'respondent']) {
    const q = await open(role, `${tour.case}/format`);
    assert.match(await main(q), /By the judge’s ruling[^]*The note is the main evidence[^]*upheld/i);
  }
  await p.goto(`${tour.court.url}${tour.case}/hearings/new`);
  assert.match(await main(p), /no online room will be made/);
});

test('what the law forbids is shown with its article and cannot be chosen', options, async () => {
  const p = await open('judge', `${tour.case}/circumstances`);
  await p.check('input[name=fact-authenticity][value=disputed]');
  await p.click('button[value=preview]');
  assert.match(await main(p), /With these circumstances the law says[^]*Nothing is recorded yet/);
  await p.fill('#reason', 'The respondent says the note is forged');
  await p.click('button[value=record]');
  assert.match(await main(p), /The circumstances are in the record/);
  await p.goto(`${tour.court.url}${tour.case}/format/rule`);
  const online = p.locator('input[name=format][value=online]');
  assert.ok(await online.isDisabled());
  assert.match(await main(p), /The law forbids this format: .*art\. \d+/);
  // A form that a browser was made to send all the same is refused.
  await online.evaluate((i) => { i.disabled = false; });
  await online.check();
  await p.fill('#reason', 'Because');
  await p.click('main form button.button');
  await p.locator('[data-act-error]:not([hidden])').waitFor();
  assert.match(await p.innerText('[data-act-error]'), /not allowed/);
  const q = await open('claimant', `${tour.case}/format`);
  assert.match(await main(q), /What is not open[^]*Online/i);
});

test('a wrong draft is shown beside its line; a right one is run over the past', options, async () => {
  const p = await open('judge', '/');
  await p.click('a[href="/law/amendment"]');
  await run(p, draft.replace('kind ==', 'knd =='));
  assert.match(await p.innerText('#line-5'), /knd/);
  assert.match(await p.inputValue('#draft'), /knd/);
  await p.setInputFiles('#file', { name: 'draft.yaml', mimeType: 'application/yaml', buffer: Buffer.from(draft) });
  await run(p, '');
  assert.match(await main(p), /\d+ of \d+ decisions on the format would have been different[^]*Past decisions stand/);
  const csv = await p.evaluate(async () => (await fetch(document.querySelector('a[href$=".csv"]').href)).text());
  assert.match(csv, /7501-26-00-2\/1/);
  const q = await open('claimant', '/law/amendment');
  assert.match(await main(q), /does not permit/);
});

test('every page of it can be read by everyone, in three languages', options, async () => {
  const second = await Tour.open();
  const found = [];
  try {
    for await (const stop of second.triage()) {
      const p = await (await second.as(stop.role)).newPage();
      for (const lang of langs) {
        await second.speak(p.context(), lang);
        await p.setViewportSize({ width: 1366, height: 768 });
        await p.goto(second.court.url + stop.path);
        if (stop.act) await stop.act(p);
        for (const f of await barriers(p, lang)) found.push(`${stop.name} ${f}`);
      }
      await p.close();
    }
  } finally {
    await second.end();
  }
  assert.deepEqual(found, []);
});
