// A newcomer plays a hearing with robots, by clicks alone: as a judge, who
// admits, opens, gives the floor, sees a line break and resumes; and as a party,
// who is taken through by a robot judge.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { browser, howMany, received, smallPictures, start, tmp, watchMedia } from './lib/court.mjs';
import { voice } from './lib/voices.mjs';

const langs = ['kk', 'ru', 'en'];
let court, chrome;

before(async () => {
  const dir = tmp();
  court = await start(['serve', '--demo', '--listen', 'localhost:0', '--data', join(dir, 'data'), '--keys', join(dir, 'keys')]);
  chrome = await browser(court.url, { dir, wav: voice(dir, 'kk') });
}, { timeout: 60_000 });
after(async () => {
  await chrome?.close();
  await court?.kill();
});

async function newcomer() {
  const page = await (await chrome.newContext({ locale: 'kk-KZ', viewport: { width: 1366, height: 768 }, permissions: ['camera', 'microphone'] })).newPage();
  page.setDefaultTimeout(60_000);
  await watchMedia(page);
  await smallPictures(page);
  return page;
}

// play is the way from the court's door into the room.
async function play(page, role) {
  await page.goto(court.url);
  await page.click('a[href="/demo"]');
  await page.click(`[data-play=${role}]`);
  await page.check('#interpreter-not');
  await page.check('#no_recording');
  await page.click('#promise button');
  await page.click('#enter', { timeout: 90_000 }); // once the person is admitted
}

const state = (page, want, timeout = 90_000) => page.waitForSelector(`#room[data-state=${want}]`, { timeout });
const energy = async (page) => Object.values(await received(page, 'audio')).reduce((a, b) => a + b, 0);

async function louder(page) {
  const before = await energy(page);
  for (let i = 0; i < 60; i++) {
    await page.waitForTimeout(500);
    if ((await energy(page)) - before > 1e-3) return;
  }
  assert.fail('nothing is heard of the robots');
}

test('as a judge: admits, opens, gives the floor, sees a line break, resumes, closes', { timeout: 400_000 }, async () => {
  const page = await newcomer();
  await play(page, 'judge');
  await page.waitForURL(/\/room$/);
  await page.waitForSelector('#room[data-media=up]');
  const inside = '[data-region=roll] [data-presence=inside]';
  for (let i = 0; i < 60 && await page.locator(inside).count() < 5; i++) {
    const waits = page.locator('[data-region=roll] [data-act=admit]').first();
    if (await waits.count()) await waits.click().catch(() => {}); // the secretary was quicker
    await page.waitForTimeout(1000);
  }
  assert.equal(await page.locator(inside).count(), 5, 'all five are in the room');
  assert.equal(await howMany(page, 'video', 4), 4, 'the robots are seen');
  await page.click('[data-act=open]');
  await state(page, 'session');
  await page.waitForSelector('[data-banner=hands] [data-about]');
  await page.click('[data-banner=hands] [data-about]');
  await louder(page);
  await state(page, 'held');
  await page.waitForSelector('[data-region=roll] [data-presence=lost]');
  await page.waitForFunction((sel) => document.querySelectorAll(sel).length === 5, inside);
  await page.click('[data-act=resume]');
  await state(page, 'session');
  await page.click('[data-act=close]');
  await page.click('[data-confirm=close]');
  await state(page, 'ended');
});

test('as a party: the robot judge opens, gives the floor when asked, and holds and resumes', { timeout: 400_000 }, async () => {
  const page = await newcomer();
  await play(page, 'claimant');
  await page.waitForURL(/\/room$/);
  await state(page, 'session');
  await page.keyboard.press('h');
  await page.waitForSelector('[data-device=mic][data-device-state=on]');
  await louder(page);
  await state(page, 'held');
  await state(page, 'session');
  await page.context().close();
});

test('the page of the demo can be read by everyone', { timeout: 120_000 }, async () => {
  const page = await newcomer();
  const found = [];
  for (const lang of langs) {
    await page.context().addCookies([{ name: 'lang', value: lang, url: court.url }]);
    await page.goto(`${court.url}/demo`);
    found.push(...await barriers(page, lang));
  }
  assert.deepEqual(found, []);
});
