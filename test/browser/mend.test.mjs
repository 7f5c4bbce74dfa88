// A line fails three times and the law closes the format to the case. The judge
// has one way on: from the hearing to the ruling that the lines are mended, where
// all but the reasons is filled in. By keyboard alone; each page with axe.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { to } from './lib/keys.mjs';
import { langs, Tour } from './lib/tour.mjs';

const options = { timeout: 600_000 };
const page = {};
let tour, p;

before(async () => {
  tour = await Tour.open();
  await tour.door();
  for (const role of ['judge', 'claimant', 'respondent']) page[role] = await tour.enter(role);
  await tour.act('judge', 'open', { reason: 'Қатысушылар жиналды' });
  await page.judge.waitForSelector('#room[data-state=session]');
  const seen = (presence) => page.judge.waitForSelector(`[data-region=roll] [data-person="${tour.who('respondent')}"][data-presence=${presence}]`, { state: 'attached', timeout: 60_000 });
  for (let n = 0; n < 3; n++) {
    await page.respondent.close();
    await seen('lost');
    await page.judge.waitForSelector('#room[data-state=held]', { timeout: 60_000 });
    page.respondent = await tour.enter('respondent');
    await seen('inside');
    await tour.act('judge', 'go_on', { reason: 'Байланыс қалпына келді' });
    await page.judge.waitForSelector('#room[data-state=session]');
  }
  p = await (await tour.as('judge')).newPage();
}, options);
after(async () => { await tour?.end(); });

const main = () => p.innerText('main');

async function open(path, lang = 'en') {
  await tour.speak(p.context(), lang);
  await p.goto(tour.court.url + path);
}

test('every page on the way can be read by everyone, in three languages', options, async () => {
  const found = [];
  for (const path of [tour.hearing, `${tour.case}/format`, `${tour.case}/format/rule?mended=online`]) {
    for (const lang of langs) {
      await p.setViewportSize({ width: 1366, height: 768 });
      await open(path, lang);
      found.push(...await barriers(p, `${path} ${lang}`, async (width) => {
        if (process.env.SHOTS) await p.screenshot({ path: `${process.env.SHOTS}/mend-${path.split(/[/?]/).pop()}-${lang}-${width}.png`, fullPage: true });
      }));
    }
  }
  assert.deepEqual(found, []);
});

test('the judge rules that the lines are mended, by keyboard, with one confirmation', options, async () => {
  await p.setViewportSize({ width: 1366, height: 768 });
  await open(`${tour.case}/format`);
  assert.match(await main(), /A line failed several times[^]*– 3/);
  await open(tour.hearing);
  await to(p, '#barred a.button:not(.second)');
  await Promise.all([p.waitForNavigation(), p.keyboard.press('Enter')]);
  assert.ok(await p.isChecked('input[name=format][value=online]'));
  assert.ok(await p.isChecked('#mended'));
  await to(p, '#reason');
  await p.keyboard.type('The respondent has another line, tested with the secretary');
  await to(p, 'main form button.button');
  await p.keyboard.press('Enter');
  await p.waitForURL(/done=rule/);
  assert.match(await main(), /The ruling is in the record[^]*online/i);
  assert.equal(await p.locator('#mend').count(), 0);
  await open(tour.hearing);
  assert.equal(await p.locator('#barred').count(), 0);
});
