// A court's own binary, without the demo: founded by its operator, reached by
// HTTPS, its people invited by real letters, signing in and signing acts with
// passkeys of their own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { barriers } from './lib/axe.mjs';
import { root } from './lib/court.mjs';
import { bin, Founded, password } from './lib/founded.mjs';
import { fileClaim, promise, schedule } from './lib/steps.mjs';
import { sits } from './lib/tour.mjs';

const no = '7501-26-00-2/77';
const slug = no.replace('/', '.');
let founded, court, pages, people, args, hearing;

before(async () => {
  founded = await Founded.open();
  ({ court, pages, people, args } = founded);
});

after(async () => { await founded?.end(); });

// walk takes a part of the founding; at every stop it can be read by everyone.
async function walk(part) {
  const found = [];
  for await (const stop of founded[part]()) {
    await founded.each(stop, async (lang) => {
      const { page } = stop, say = (list) => found.push(...list.map((f) => `${stop.name} ${f}`));
      if (await page.getAttribute('html', 'lang') !== lang) say([`${lang}: the page does not say its language`]);
      say(await barriers(page, lang));
    });
  }
  assert.deepEqual(found, []);
}

test('there is no demo in it', async () => {
  for (const path of ['/demo', '/demo/people.json', '/demo/sign-in/x']) assert.equal(await founded.asked(court.url + path), 404, path);
});

test('the first registrar begins by the link on the terminal, once', async () => {
  await walk('begin');
  assert.ok((await pages.registrar.textContent('header')).includes(people.registrar.name));
  assert.equal(await founded.asked(founded.beginning), 404);
});

test('an invitation waits while the mail server is away, and is sent again', async () => {
  await walk('letters');
  assert.equal(founded.lost, 0);
  const letter = await founded.mail.to(people.judge.email);
  assert.match(letter.text, /Құрметті Сынақ Төре!/);
  assert.match(letter.text, new RegExp(`${court.url}/invite/`));
  assert.match(letter.text, /Сынақ соты/);
});

test('everybody is invited in their own language and accepts in their own way; a link serves once', async () => {
  await walk('keys');
  assert.match((await founded.mail.to(people.secretary.email)).text, /Здравствуйте, Сынақ Хатшы!/);
  assert.match((await founded.mail.to(people.advocate.email)).text, /Dear Сынақ Адвокат,/);
  assert.equal(await founded.asked(founded.spent), 404, 'a spent invitation');
});

test('nobody is enrolled twice, and what was typed stays', async () => {
  const p = pages.registrar;
  await p.goto(`${court.url}/people/new`);
  await p.fill('#name', 'Басқа адам');
  await p.fill('#email', people.judge.email);
  await p.click('main form button');
  await p.locator('#email-error').waitFor();
  assert.equal(await p.inputValue('#name'), 'Басқа адам');
});

test('the judge signs out, and in again with the passkey', async () => {
  const p = pages.judge;
  await p.click('header .head-out');
  await p.goto(`${court.url}/sign-in?next=/account`);
  await p.click('[data-passkey]');
  await p.waitForURL(`${court.url}/account`);
  assert.equal(await p.locator('.keys > li').count(), 1);
});

test('the secretary signs out, and in again with the password', async () => {
  const p = pages.secretary;
  await p.click('header .head-out');
  await p.goto(`${court.url}/sign-in`);
  await p.fill('#email', people.secretary.email);
  await p.fill('#password', 'not this password');
  await p.click('main form button');
  await p.locator('.errors').waitFor();
  await p.fill('#password', password);
  await p.click('main form button');
  await p.waitForURL(`${court.url}/`);
  const cookies = (await p.context().cookies()).filter((c) => c.name.includes('session'));
  assert.deepEqual(cookies.map((c) => [c.name, c.httpOnly, c.secure, c.sameSite]), [['__Host-session', true, true, 'Lax']]);
});

test('the registrar sees who has accepted; a claimant does not see the list', async () => {
  const p = pages.registrar;
  await p.goto(`${court.url}/people`);
  assert.equal(await p.locator('#people .chip.ok').count(), 6);
  assert.equal((await pages.claimant.goto(`${court.url}/people`)).status(), 403);
});

test('the secretary opens a case', () => founded.openCase(no));

test('the claimant files a claim', async () => {
  await fileClaim(pages.claimant, court.url, slug);
});

test('five prepare, the secretary admits, and the judge opens with a passkey', async () => {
  const judge = pages.judge;
  hearing = await schedule(judge, court.url, slug);
  for (const role of ['judge', 'secretary', 'claimant', 'respondent', 'advocate']) {
    const p = pages[role];
    await promise(p, hearing);
    await p.waitForURL(/\/lobby\/wait/);
  }
  await founded.admit(hearing);
  await sits(judge.context(), hearing);
  await founded.judgeDoes(hearing, 'open', 'Тараптар телефон арқылы тыңдалады');
});

test('the judge closes with a passkey', async () => {
  await founded.judgeDoes(hearing, 'close');
  await pages.judge.goto(`${hearing}/journal`);
  assert.ok((await pages.judge.textContent('main')).includes('Тараптар телефон арқылы тыңдалады'));
});

test('the judge ends an advocate’s role and a party’s part with a passkey, the office neither; those concerned are told', async () => {
  const at = `${court.url}/cases/${slug}/people`, ends = (role) => `li:has(strong:text-is("${people[role].name}")) form[data-act=end_party]`;
  await pages.secretary.goto(at);
  assert.equal(await pages.secretary.locator('form:has(input[name=do][value=end])').count(), 0);
  const judge = pages.judge;
  for (const role of ['advocate', 'claimant']) {
    await judge.goto(at);
    const form = judge.locator(ends(role));
    await form.locator('xpath=ancestor::details').evaluate((d) => { d.open = true; });
    await form.locator('textarea').fill('Өкілеттік кері қайтарылды, № 12 құжат');
    await form.locator('button').click();
    await judge.waitForURL(/done=end/);
    assert.equal(await judge.locator(ends(role)).count(), 0, role);
  }
  for (const [role, words] of [['advocate', /a role ended/], ['respondent', /прекращена роль/], ['claimant', /рөл тоқтатылды/]]) {
    assert.match((await founded.mail.to(people[role].email, 30, words)).text, words, role);
  }
});

test('the exported case verifies, and the judge’s acts carry the judge’s own signature', async () => {
  const file = join(founded.dir, 'case.zip');
  const out = spawnSync(bin, ['export', '--data', args.data, '--keys', args.keys, '--case', no, '--out', file], { encoding: 'utf8' });
  assert.equal(out.status, 0, out.stderr);
  const key = await (await pages.judge.request.get(`${court.url}/log/key`)).text();
  const said = spawnSync(join(root, 'bin/tarazy-verify'), ['--json', '--key', key.trim(), file], { encoding: 'utf8' });
  assert.equal(said.status, 0, said.stdout + said.stderr);
  const report = JSON.parse(said.stdout);
  assert.equal(report.result, 'holds');
  const own = report.signers.filter((s) => s.kind === 'passkey' && s.signatures > 0);
  assert.equal(own.length, 1);
  assert.equal(own[0].signatures, 4);
  assert.equal(own[0].demo, false);
});

test('the log holds no address and no token', () => {
  for (const word of [...Object.values(people).map((p) => p.email), '/invite/']) assert.ok(!court.log().includes(word), word);
});
