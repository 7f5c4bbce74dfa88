// The court's paper side in a real browser: a claim is filed, its receipt is
// proved, the hearing is scheduled, people come through the lobby, the sitting
// is opened and closed, and the exported case verifies.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { browser, people, root, start, tmp } from './lib/court.mjs';
import { fileClaim, promise, schedule } from './lib/steps.mjs';
import { sits } from './lib/tour.mjs';
import { voice } from './lib/voices.mjs';

const dir = tmp();
const verify = join(root, 'bin/tarazy-verify');
let court, chrome, key, folk;
const pages = {};

before(async () => {
  court = await start(['serve', '--demo', '--listen', 'localhost:0', '--data', join(dir, 'data'), '--keys', join(dir, 'keys')]);
  chrome = await browser(court.url, { dir, wav: voice(dir, 'kk') });
  folk = await people(court.url);
  key = join(dir, 'vkey');
  writeFileSync(key, await (await fetch(`${court.url}/log/key`)).text());
  for (const p of folk) {
    const context = await chrome.newContext({ viewport: { width: 1366, height: 768 } });
    const page = await context.newPage();
    await page.goto(p.sign_in);
    if (p.role !== 'registrar') pages[p.role] = page; // who is in no case
  }
});

after(async () => {
  await chrome?.close();
  await court?.kill();
});

const slug = () => folk[0].case.replace('/', '.');

test('everybody of the demo can sign in', () => {
  assert.deepEqual(folk.map((p) => p.role).sort(), ['advocate', 'claimant', 'judge', 'registrar', 'respondent', 'secretary']);
});

test('a claim is filed, and its receipt verifies without the server', async () => {
  const p = pages.claimant;
  await fileClaim(p, court.url, slug());
  await p.waitForSelector('img.qr', { timeout: 15_000 });
  const json = await p.evaluate(async () => (await fetch(`${location.pathname}/receipt.json`)).text());
  const file = join(dir, 'receipt.json');
  writeFileSync(file, json);
  const out = spawnSync(verify, ['--json', '--key', readFileSync(key, 'utf8').trim(), file], { encoding: 'utf8' });
  assert.equal(out.status, 0, out.stdout + out.stderr);
  writeFileSync(file, json.replace('talap.pdf', 'talap2.pdf'));
  assert.equal(spawnSync(verify, ['--key', readFileSync(key, 'utf8').trim(), file]).status, 1);
});

test('what is not a PDF is refused with a word about what to do', async () => {
  const p = pages.respondent;
  await p.goto(`${court.url}/cases/${slug()}/file`);
  await p.setInputFiles('#file', { name: 'x.pdf', mimeType: 'application/pdf', buffer: Buffer.from('hello') });
  await p.check('input[name=kind][value=response]');
  await p.fill('#title', 'Пікір');
  await p.click('main button.button');
  assert.ok(await p.locator('.wrong').count() > 0);
  assert.equal(await p.inputValue('#title'), 'Пікір');
});

test('the filing stands in the case file of every party at once', async () => {
  for (const [role, p] of Object.entries(pages)) {
    await p.goto(`${court.url}/cases/${slug()}`);
    assert.ok((await p.textContent('main')).includes('Талап қою арызы'), role);
  }
});

let hearing;

test('the judge schedules, five come through the lobby, the sitting is opened and closed', async () => {
  const judge = pages.judge;
  hearing = await schedule(judge, court.url, slug());
  for (const p of Object.values(pages)) {
    await promise(p, hearing);
    await p.waitForURL(/\/lobby\/wait/);
  }
  const s = pages.secretary;
  for (;;) {
    await s.goto(hearing);
    const admit = s.locator('form[action$="/acts/admit"] button');
    if (await admit.count() === 0) break;
    await admit.first().click();
    await s.waitForLoadState();
  }
  // Nobody but the judge has come into the room of sound yet, so opening needs a reason.
  await sits(judge.context(), hearing);
  const open = async (reason) => {
    await judge.goto(hearing);
    const form = judge.locator('form[data-act=open]');
    await form.locator('xpath=..').locator('summary').click();
    if (reason) await form.locator('textarea').fill(reason);
    await form.locator('textarea').evaluate((t) => t.removeAttribute('required'));
    await form.locator('button').click();
  };
  await open('');
  await judge.locator('form[data-act=open] [data-act-error]').waitFor();
  await open('Тараптар телефон арқылы тыңдалады');
  await judge.locator('form[data-act=open]').waitFor({ state: 'detached' });
  await judge.goto(`${hearing}/journal`);
  assert.ok((await judge.textContent('main')).includes('Тараптар телефон арқылы тыңдалады'));
});

test('a stranger sees nothing of the case', async () => {
  const context = await chrome.newContext();
  const p = await context.newPage();
  const answers = [];
  for (const path of [`/cases/${slug()}`, new URL(hearing).pathname, `/api${new URL(hearing).pathname}/view`]) {
    const r = await p.goto(court.url + path);
    answers.push(r.status() >= 400 || /sign-in/.test(p.url()));
  }
  assert.deepEqual(answers, [true, true, true]);
});
