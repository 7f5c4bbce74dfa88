// A court's own binary, without the demo: founded by its operator, reached by
// HTTPS, its people invited by real letters, signing in and signing acts with
// passkeys of their own.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { browser, root, start, tmp } from './lib/court.mjs';
import { mailServer } from './lib/smtp.mjs';
import { fileClaim, promise, schedule } from './lib/steps.mjs';
import { voice } from './lib/voices.mjs';

const dir = tmp();
const bin = join(root, 'bin/court/tarazy');
const password = 'қара жорға бие 1';
const no = '7501-26-00-2/77';
const slug = no.replace('/', '.');
const people = {
  registrar: { name: 'Тіркеуші Сынақ', email: 'registrar@court.test' },
  judge: { name: 'Сынақ Төре', email: 'judge@court.test', lang: 'kk', staff: 'judge' },
  secretary: { name: 'Сынақ Хатшы', email: 'secretary@court.test', lang: 'ru', staff: 'secretary' },
  claimant: { name: 'Сынақ Талапкер', email: 'claimant@court.test', lang: 'kk' },
  respondent: { name: 'Сынақ Жауапкер', email: 'respondent@court.test', lang: 'ru' },
  advocate: { name: 'Сынақ Адвокат', email: 'advocate@court.test', lang: 'en' },
};
const pages = {};
let court, chrome, mail, args, hearing;

// freePort is one nobody listens on: the court's address is part of its configuration.
const freePort = () => new Promise((ok) => {
  const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => ok(port)); });
});

// visitor is a device of somebody's own, with an authenticator built in.
async function visitor() {
  const context = await chrome.newContext({ viewport: { width: 1366, height: 768 }, locale: 'kk-KZ', ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send('WebAuthn.enable');
  await line.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true,
    hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  return page;
}

before(async () => {
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert,
    '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' });
  mail = await mailServer();
  const port = await freePort();
  args = { data: join(dir, 'data'), keys: join(dir, 'keys'), config: join(dir, 'court.json') };
  writeFileSync(args.config, JSON.stringify({
    url: `https://localhost:${port}`, listen: `localhost:${port}`, data: args.data, keys: args.keys, tls: { cert, key },
    name: { kk: 'Сынақ соты', ru: 'Учебный суд', en: 'Training Court' }, phone: '+7 700 000 00 00',
    mail: { host: '127.0.0.1', port: mail.port, from: 'Court <court@court.test>', security: 'none' },
  }));
  court = await start(['serve', '--config', args.config], { bin, wait: /ready (\S+)[\s\S]*\/begin\/\S+\n/, env: { LC_ALL: 'C' } });
  chrome = await browser(court.url, { dir, wav: voice(dir, 'kk') });
});

after(async () => {
  await chrome?.close();
  await court?.kill();
  await mail?.close();
});

test('there is no demo in it', async () => {
  const p = await visitor();
  for (const path of ['/demo', '/demo/people.json', '/demo/sign-in/x']) {
    assert.equal((await p.goto(court.url + path)).status(), 404, path);
  }
  await p.context().close();
});

test('the first registrar begins by the link on the terminal, once', async () => {
  const link = court.log().match(/https:\S+\/begin\/\S+/)[0];
  const p = pages.registrar = await visitor();
  await p.goto(link);
  await p.fill('#name', people.registrar.name);
  await p.fill('#email', 'not an address@');
  await p.locator('#email').evaluate((e) => { e.type = 'text'; });
  await p.click('main form button');
  await p.locator('#email-error').waitFor();
  await p.fill('#email', people.registrar.email);
  await p.click('main form button');
  await p.waitForURL(/\/invite\//);
  await p.click('[data-passkey]');
  await p.waitForURL(`${court.url}/`);
  assert.ok((await p.textContent('header')).includes(people.registrar.name));
  const other = await visitor();
  assert.equal((await other.goto(link)).status(), 404);
  await other.context().close();
});

// enrol has the registrar enrol a person.
async function enrol(who) {
  const p = pages.registrar;
  await p.goto(`${court.url}/people/new`);
  await p.fill('#name', who.name);
  await p.fill('#email', who.email);
  await p.check(`input[name=lang][value=${who.lang}]`);
  if (who.staff) await p.check(`input[name=staff][value=${who.staff}]`);
  await p.click('main form button');
  await p.waitForURL(/\/people\/p-/);
}

test('an invitation waits while the mail server is away, and is sent again', async () => {
  await mail.close();
  await enrol(people.judge);
  const p = pages.registrar;
  await p.locator('#standing .chip.warn').waitFor({ timeout: 30_000 });
  assert.equal(mail.letters.length, 0);
  mail = await mailServer(mail.port);
  await p.click('main form button');
  await p.locator('#standing .chip.info').filter({ hasText: 'жіберілді' }).waitFor({ timeout: 30_000 });
  const letter = await mail.to(people.judge.email);
  assert.match(letter.text, /Құрметті Сынақ Төре!/);
  assert.match(letter.text, new RegExp(`${court.url}/invite/`));
  assert.match(letter.text, /Сынақ соты/);
});

test('everybody is invited in their own language, and nobody twice', async () => {
  for (const role of ['secretary', 'claimant', 'respondent', 'advocate']) await enrol(people[role]);
  assert.match((await mail.to(people.secretary.email)).text, /Здравствуйте, Сынақ Хатшы!/);
  assert.match((await mail.to(people.advocate.email)).text, /Dear Сынақ Адвокат,/);
  const p = pages.registrar;
  await p.goto(`${court.url}/people/new`);
  await p.fill('#name', 'Басқа адам');
  await p.fill('#email', people.judge.email);
  await p.click('main form button');
  await p.locator('#email-error').waitFor();
  assert.equal(await p.inputValue('#name'), 'Басқа адам');
});

const link = async (who) => (await mail.to(who.email)).text.match(/https:\S+\/invite\/\S+/)[0];

test('the judge accepts with a passkey, signs out, and in again with it', async () => {
  const p = pages.judge = await visitor();
  const url = await link(people.judge);
  await p.goto(url);
  await p.click('[data-passkey]');
  await p.waitForURL(`${court.url}/`);
  await p.click('header .head-out');
  await p.goto(`${court.url}/sign-in?next=/account`);
  await p.click('[data-passkey]');
  await p.waitForURL(`${court.url}/account`);
  assert.equal(await p.locator('.keys > li').count(), 1);
  const other = await visitor();
  assert.equal((await other.goto(url)).status(), 404, 'a spent invitation');
  await other.context().close();
});

test('the secretary chooses a password; the others too', async () => {
  for (const role of ['secretary', 'claimant', 'respondent', 'advocate']) {
    const p = pages[role] = await visitor();
    await p.goto(await link(people[role]));
    await p.fill('#password', password);
    await p.click('main form button');
    await p.waitForURL(`${court.url}/`);
  }
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

test('the secretary opens a case', async () => {
  const p = pages.secretary;
  await p.goto(`${court.url}/cases/new`);
  await p.fill('#no', no);
  await p.fill('#subject', 'Қарыз шарты бойынша берешекті өндіріп алу');
  await p.selectOption('#judge', { label: people.judge.name });
  await p.selectOption('#secretary', { label: people.secretary.name });
  const parties = [['claimant'], ['respondent'], ['advocate', 'respondent']];
  for (const [i, [role, client]] of parties.entries()) {
    await p.locator('details.act').nth(i).evaluate((d) => { d.open = true; });
    await p.selectOption(`#person${i}`, { label: people[role].name });
    await p.selectOption(`#role${i}`, role);
    if (client) {
      await p.selectOption(`#for${i}`, { label: people[client].name });
      await p.fill(`#power${i}`, 'Сенімхат № 12');
    }
  }
  await p.click('main form > p.actions button');
  await p.waitForURL(`${court.url}/cases/${slug}`);
});

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
  const s = pages.secretary;
  for (;;) {
    await s.goto(hearing);
    const admit = s.locator('form[action$="/acts/admit"] button');
    if (await admit.count() === 0) break;
    await Promise.all([s.waitForNavigation(), admit.first().click()]);
  }
  await act('open', 'Тараптар телефон арқылы тыңдалады');
});

// act has the judge do a weighty act on the hearing's page.
async function act(name, reason) {
  const judge = pages.judge;
  await judge.goto(hearing);
  const form = judge.locator(`form[data-act=${name}]`);
  await form.locator('xpath=..').locator('summary').click();
  if (reason) await form.locator('textarea').fill(reason);
  await form.locator('button').click();
  await form.waitFor({ state: 'detached', timeout: 60_000 }).catch(async (e) => { throw new Error(`${await form.textContent()}: ${e.message}`); });
}

test('the judge closes with a passkey', async () => {
  await act('close');
  await pages.judge.goto(`${hearing}/journal`);
  assert.ok((await pages.judge.textContent('main')).includes('Тараптар телефон арқылы тыңдалады'));
});

test('the exported case verifies, and the judge’s acts carry the judge’s own signature', async (t) => {
  const file = join(dir, 'case.zip');
  const out = spawnSync(bin, ['export', '--data', args.data, '--keys', args.keys, '--case', no, '--out', file], { encoding: 'utf8' });
  if (out.status === 2) return t.skip('tarazy export is not built yet');
  assert.equal(out.status, 0, out.stderr);
  const key = await (await pages.judge.request.get(`${court.url}/log/key`)).text();
  const said = spawnSync(join(root, 'bin/tarazy-verify'), ['--json', '--key', key.trim(), file], { encoding: 'utf8' });
  assert.equal(said.status, 0, said.stdout + said.stderr);
  const report = JSON.parse(said.stdout);
  assert.equal(report.result, 'holds');
  const own = report.signers.filter((s) => s.kind === 'passkey' && s.signatures > 0);
  assert.equal(own.length, 1);
  assert.equal(own[0].signatures, 2);
  assert.equal(own[0].demo, false);
});

test('the log holds no address and no token', () => {
  for (const word of [...Object.values(people).map((p) => p.email), '/invite/']) assert.ok(!court.log().includes(word), word);
});
