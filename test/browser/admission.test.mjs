// Nobody is put out or kept out without a trace: the judge removes a person
// with a reason, who reads it on their own page in their own language, answers
// it on the spot, and comes back when the judge readmits them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers, violations, wide, wordless } from './lib/axe.mjs';
import { inRoom, langs, Tour } from './lib/tour.mjs';

let tour, judge, respondent, id;
const why = 'Екі ескертуден кейін де сөзді бөлді';
const answer = 'Мен тек аудармашыны тыңдауды сұрадым';

before(async () => {
  tour = await Tour.open();
  await tour.door();
  id = tour.who('respondent');
  judge = await tour.enter('judge');
  respondent = await tour.enter('respondent');
  await tour.enter('claimant');
  await tour.act('judge', 'open', { reason: 'Қатысушылар жиналды' });
});
after(async () => { await tour?.end(); });

// press goes to a control by the keyboard alone and presses it.
async function press(page, selector) {
  await page.focus(selector);
  await page.keyboard.press('Enter');
}

test('a removal is asked a reason, and the person reads it and answers it', { timeout: 300_000 }, async () => {
  await press(judge, `[data-more="${id}"]`);
  await press(judge, '[data-dialog=person][open] [data-choose=remove]');
  await press(judge, '[data-dialog=remove][open] [data-act=remove]');
  await judge.waitForSelector('#reason-empty'); // no reason, no order
  await judge.focus('#reason');
  await judge.keyboard.type(why);
  await press(judge, '[data-dialog=remove][open] [data-act=remove]');
  await judge.waitForSelector(`[data-person="${id}"][data-presence=removed]`);

  await respondent.waitForURL(/\/lobby\/wait$/);
  const order = await respondent.waitForSelector('#order');
  assert.ok((await order.textContent()).includes(why));
  const found = [];
  for (const lang of langs) {
    await tour.speak(respondent.context(), lang);
    await respondent.reload();
    await respondent.waitForSelector('#order');
    found.push(...await barriers(respondent, lang));
  }
  assert.deepEqual(found, []);
  await tour.speak(respondent.context(), 'kk');
  await respondent.reload();

  await respondent.focus('#objection');
  await respondent.keyboard.type(answer);
  await press(respondent, '#order button');
  await respondent.waitForFunction((text) => document.querySelector('#order')?.textContent.includes(text), answer);
  await judge.waitForFunction(([who, text]) => document.querySelector(`[data-person="${who}"] .objection`)?.textContent.includes(text), [id, answer]);
});

test('the room is closed to whom the record keeps out', { timeout: 120_000 }, async () => {
  await respondent.goto(`${tour.court.url}${tour.hearing}/room`);
  assert.match(respondent.url(), /\/lobby\/wait$/);
  const ticket = await respondent.evaluate(async (path) => {
    const csrf = JSON.parse(document.querySelector('#page-data').textContent).csrf;
    const r = await fetch(`/api${path}/ticket`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: '{}' });
    return r.status;
  }, tour.hearing);
  assert.equal(ticket, 403);
  await judge.waitForSelector('#room[data-state=held]'); // a necessary person is not there, whatever the cause
});

test('readmitted with a reason, the person is called in and the sitting goes on', { timeout: 180_000 }, async () => {
  await press(judge, `[data-more="${id}"]`);
  await press(judge, '[data-dialog=person][open] [data-choose=readmit]');
  await judge.focus('#reason');
  await judge.keyboard.type('Тәртіп сақтауға уәде берді');
  await press(judge, '[data-dialog=readmit][open] [data-act=readmit]');
  await respondent.waitForSelector('#enter');
  await respondent.goto(`${tour.court.url}${tour.hearing}/room`, { waitUntil: 'commit' });
  await inRoom(respondent);
  await judge.waitForSelector(`[data-person="${id}"][data-presence=inside]`);
  await judge.click('[data-act=resume]');
  await judge.waitForSelector('#room[data-state=session]');
});

test('the dialogs of orders can be read by everyone', { timeout: 300_000 }, async () => {
  const found = [];
  for (const lang of langs) {
    await tour.speak(judge.context(), lang);
    await judge.setViewportSize({ width: 1366, height: 768 });
    await judge.reload();
    await inRoom(judge);
    for (const choose of [null, 'remove', 'standing']) {
      await press(judge, `[data-more="${id}"]`);
      if (choose) await press(judge, `dialog[open] [data-choose=${choose}]`);
      await judge.waitForSelector(`[data-dialog=${choose ?? "person"}][open]`);
      found.push(...await wordless(judge, lang), ...await violations(judge, lang, 1366), ...await wide(judge, lang, 320));
      await judge.setViewportSize({ width: 1366, height: 768 });
      await judge.keyboard.press('Escape');
    }
  }
  assert.deepEqual(found, []);
});

test('who was put out answers after the end as well, and reads what was ruled on it', { timeout: 300_000 }, async () => {
  const late = 'Екінші рет ескерту болған жоқ', shots = process.env.SHOTS;
  await tour.act('judge', 'remove', { person: id, reason: why });
  await respondent.waitForURL(/\/lobby\/wait$/);
  await tour.act('judge', 'close');
  await respondent.goto(tour.court.url + tour.hearing);
  await respondent.focus('#objection');
  await respondent.keyboard.type(late);
  await Promise.all([respondent.waitForNavigation(), press(respondent, '#order button')]);
  await respondent.goto(tour.court.url + tour.hearing);
  assert.ok((await respondent.textContent('#order')).includes(late));
  await judge.goto(`${tour.court.url}${tour.hearing}/journal`);
  const card = judge.locator('#answers .card', { hasText: late });
  await card.locator('input[value=upheld]').check();
  await card.locator('textarea').fill('Жазбада бір ғана ескерту бар');
  await card.locator('button').click();
  await judge.waitForURL(/done=ruled/);
  const found = [];
  for (const lang of langs) {
    await tour.speak(respondent.context(), lang);
    await respondent.goto(tour.court.url + tour.hearing);
    assert.ok((await respondent.textContent('#order')).includes('Жазбада бір ғана ескерту бар'), lang);
    found.push(...await barriers(respondent, lang, async (width) => {
      if (shots) await respondent.screenshot({ path: `${shots}/order-after-${lang}-${width}.png`, fullPage: true });
    }));
  }
  assert.deepEqual(found, []);
});
