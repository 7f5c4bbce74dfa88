// The journal of a sitting that was disturbed, in a real browser: episodes with
// the lines they are made of, the picture, paper and files; a party objects, the
// judge rules; and what the sittings come to. Each page with axe.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { langs, Tour } from './lib/tour.mjs';

const options = { timeout: 300_000 };
let tour, journal;
const pages = {};

before(async () => {
  tour = await Tour.open();
  // To the end of a sitting in which a line was lost, with all that is asked of a page on the way.
  for (const part of ['paper', 'session', 'room']) for await (const stop of tour[part]()) assert.ok(stop.name);
  journal = `${tour.hearing}/journal`;
});
after(async () => { await tour?.end(); });

async function open(role, path) {
  const p = pages[role] ??= await (await tour.as(role)).newPage();
  await p.goto(tour.court.url + path);
  return p;
}

async function looked(role, path) {
  const found = [];
  const p = await open(role, path);
  for (const lang of langs) {
    await tour.speak(p.context(), lang);
    await p.setViewportSize({ width: 1366, height: 768 });
    await p.goto(tour.court.url + path);
    found.push(...await barriers(p, lang, async (width) => {
      if (process.env.SHOTS) await p.screenshot({ path: `${process.env.SHOTS}/${path.replaceAll(/\W+/g, '-')}-${role}-${lang}-${width}.png`, fullPage: true });
    }));
  }
  await tour.speak(p.context(), 'en');
  return found;
}

test('the journal tells episodes, in three languages and at every width', options, async () => {
  assert.deepEqual(await looked('judge', journal), []);
  const p = await open('judge', journal);
  await p.setViewportSize({ width: 1366, height: 768 });
  const respondent = tour.folk.find((one) => one.role === 'respondent');
  const episode = p.locator('.episode', { hasText: respondent.name }).first();
  assert.match(await episode.innerText(), /Without a connection[^]*Sitting held for[^]*cause not established[^]*2 attempts, 1 successful/i);
  await episode.locator('summary').click();
  const line = await episode.locator('details a').first().getAttribute('href');
  assert.equal(await p.locator(`tr${line}`).getAttribute('data-type'), 'hearing.lost');
  assert.ok(await p.locator('.timeline rect.at.lost').count() > 0);
  assert.match(await p.inputValue('#minutes-text'), /The sitting is held until the judge decides/);
});

test('the paper and the files have the record numbers', options, async () => {
  const { request } = await tour.as('judge');
  for (const [lang, words] of Object.entries({ kk: 'Байланыс бұзылуларының журналы', ru: 'Журнал сбоев связи', en: 'Disruption journal' })) {
    const answer = await request.get(`${tour.court.url}${journal}.pdf?in=${lang}`);
    assert.equal(answer.headers()['content-type'], 'application/pdf');
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: await answer.body() }).toString();
    assert.ok(text.includes(words) && /№ ?1\s/.test(text) && text.includes('localhost/log/1'), text.slice(0, 400));
  }
  const file = await (await request.get(`${tour.court.url}${journal}.json`)).json();
  assert.ok(file.episodes.length > 0 && file.lines.length === file.version);
  assert.match((await (await request.get(`${tour.court.url}${journal}.csv`)).text()).split('\n')[0], /^\ufeff№,/);
});

test('a party objects to a line, the judge rules, and both see it', options, async () => {
  const p = await open('respondent', `${journal}?person=${tour.folk.find((one) => one.role === 'respondent').person}`);
  assert.deepEqual(await looked('respondent', new URL(p.url()).pathname + new URL(p.url()).search), []);
  await p.goto(p.url());
  await p.check('input[name=word][value=object]');
  await p.fill('#lines', '999');
  await p.fill('#text', 'The line was the court’s');
  await Promise.all([p.waitForNavigation(), p.click('#answers form button')]);
  assert.match(await p.innerText('#errors'), /no such number/);
  assert.equal(await p.inputValue('#text'), 'The line was the court’s');
  await p.fill('#lines', '1, 3-4');
  await Promise.all([p.waitForNavigation(), p.click('#answers form button')]);
  assert.match(p.url(), /done=answered/);

  const judge = await open('judge', journal);
  await judge.check('#answers input[name=answer][value=rejected]');
  await judge.fill('#answers textarea[name=reason]', 'The server saw the page all the time');
  await Promise.all([judge.waitForURL(/done=ruled/), judge.click('#answers form button')]);
  assert.match(await judge.innerText('#answers'), /Objection rejected[^]*The server saw/);
  await p.goto(`${tour.court.url}${journal}`);
  assert.match(await p.innerText('#answers'), /№ 1, № 3, № 4[^]*Objection rejected/);
});

test('what the sittings come to', options, async () => {
  assert.deepEqual(await looked('judge', '/figures'), []);
  const p = await open('judge', '/figures');
  assert.match(await p.innerText('main'), /My sittings[^]*Time lost in holds, by cause/);
  const stranger = await open('claimant', '/figures');
  assert.equal(await stranger.locator('.bars').count(), 0);
});
