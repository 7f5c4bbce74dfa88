// The way into a hearing, in a real browser: devices that work, that are
// refused and that are not there; the promise with its results; the call.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test as declared } from 'node:test';
import { browser, people, start, tmp } from './lib/court.mjs';
import { schedule } from './lib/steps.mjs';
import { voice } from './lib/voices.mjs';

const dir = tmp();
const test = (name, run) => declared(name, { timeout: 240_000 }, run);
let court, chrome, folk, hearing;
const who = (role) => folk.find((p) => p.role === role);

async function enter(role, options = {}) {
  const context = await chrome.newContext({ viewport: { width: 360, height: 740 }, locale: 'kk-KZ', ...options });
  const page = await context.newPage();
  await page.goto(who(role).sign_in);
  return page;
}

before(async () => {
  court = await start(['serve', '--demo', '--listen', 'localhost:0', '--data', join(dir, 'data'), '--keys', join(dir, 'keys')]);
  chrome = await browser(court.url, { dir, wav: voice(dir, 'kk') });
  folk = await people(court.url);
  const judge = await enter('judge');
  hearing = await schedule(judge, court.url, who('judge').case.replace('/', '.'));
  await judge.context().close();
});

after(async () => {
  await chrome?.close();
  await court?.kill();
});

const result = (page, device) => page.getAttribute(`[data-device=${device}]`, 'data-result');
const becomes = (page, device, word) => page.waitForSelector(`[data-device=${device}][data-result=${word}]`, { timeout: 60_000 });

// The number that was said, by the file that was played: the test's ears.
function said(page) {
  return new Promise((heard) => page.on('request', (r) => { const m = r.url().match(/\/kk-(\d)-/); if (m) heard(m[1]); }));
}

let claimant;

test('camera, microphone and sound are tested, a wrong number does not pass', async () => {
  const p = claimant = await enter('claimant');
  await p.goto(`${hearing}/lobby/rules`);
  await p.click('main a.button');
  await p.click('[data-start]');
  await becomes(p, 'camera', 'ok');
  await becomes(p, 'microphone', 'ok');
  const level = () => p.$eval('#level', (m) => m.value);
  const levels = [];
  for (let i = 0; i < 10; i++) { levels.push(await level()); await p.waitForTimeout(100); }
  assert.ok(Math.max(...levels) > 5, `the bar stays at ${levels}`);
  let heard = said(p);
  await p.click('[data-say]');
  await p.fill('#number', String(Number(await heard) % 9 + 1));
  await p.press('#number', 'Enter');
  await becomes(p, 'sound', 'not_heard');
  heard = said(p);
  await p.click('[data-say]');
  await p.fill('#number', await heard);
  await p.press('#number', 'Enter');
  await becomes(p, 'sound', 'ok');
});

test('four seconds of the voice are recorded and played back', async () => {
  const p = claimant;
  await p.click('[data-device=microphone] .actions button');
  await p.waitForSelector('audio.replay', { timeout: 40_000 });
  await p.waitForFunction(() => document.querySelector('audio.replay').currentTime > 0.5, null, { timeout: 40_000 });
});

test('results survive a reload and go into the record with the promise', async () => {
  const p = claimant;
  await p.reload();
  await becomes(p, 'microphone', 'ok');
  await p.click('main a.button.big');
  await p.waitForURL(/lobby\/promise$/);
  await p.check('#interpreter-not');
  await p.check('#no_recording');
  await p.click('#promise button');
  await p.waitForURL(/lobby\/wait/);
  await p.goto(`${hearing}/journal`);
  const line = await p.textContent('tr[data-type="hearing.prepared"]');
  assert.equal(line.match(/жұмыс істейді/g)?.length, 3, line);
  await p.goto(`${hearing}/lobby/wait`);
});

test('the admitted person is called by the title, led into the room, and may ask for a moment', async () => {
  const p = claimant, s = await enter('secretary');
  await s.goto(hearing);
  await s.click('form[action$="/acts/admit"] button');
  await p.waitForSelector('#enter', { timeout: 40_000 });
  await p.waitForSelector('[data-stay]');
  const called = await p.title();
  await p.waitForFunction((t) => document.title !== t, called, { timeout: 20_000 });
  await p.click('[data-stay]');
  await p.waitForSelector('[data-stay]', { state: 'detached' });
  await p.waitForTimeout(11_000);
  assert.match(p.url(), /lobby\/wait/, 'who asked for a moment is not taken in');
  await p.reload();
  await p.waitForURL(/\/room$/, { timeout: 30_000, waitUntil: 'commit' });
  await p.context().close();
  await s.context().close();
});

test('who refuses the camera and the microphone is told what to do, and goes on', async () => {
  const p = await enter('respondent');
  await p.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
  });
  await p.goto(`${hearing}/lobby/device`);
  await p.click('[data-start]');
  await becomes(p, 'camera', 'blocked');
  await becomes(p, 'microphone', 'blocked');
  assert.ok(await p.locator('[data-device=camera] .fix').isVisible());
  await p.click('.panel a.button');
  await p.waitForURL(/lobby\/promise$/);
  assert.equal(await p.inputValue('input[name=microphone]'), 'blocked');
  assert.equal(await p.inputValue('input[name=sound]'), 'untested');
  assert.equal(await p.locator('#untested').count(), 0, 'something was tested');
  await p.context().close();
});

test('who has no camera has a microphone all the same', async () => {
  const p = await enter('advocate');
  await p.addInitScript(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (c) => c.video ? Promise.reject(new DOMException('', 'NotFoundError')) : real(c);
  });
  await p.goto(`${hearing}/lobby/device`);
  await p.click('[data-start]');
  await becomes(p, 'camera', 'none');
  await becomes(p, 'microphone', 'ok');
  await p.context().close();
});

test('the way in works without scripts', async () => {
  const p = await enter('advocate', { javaScriptEnabled: false });
  await p.goto(`${hearing}/lobby/device`);
  await p.click('[data-fallback] a');
  await p.check('#interpreter-not');
  await p.check('#no_recording');
  await p.click('#promise button');
  assert.match(p.url(), /lobby\/wait/);
});
