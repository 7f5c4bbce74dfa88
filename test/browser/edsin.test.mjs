// People sign in with NCALayer, register their key, and a judge signs a ruling
// with it; other people's keys, old ones and revoked ones open nothing. Whoever has
// the bundle checks the ruling's signature anew.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { violations, wordless } from './lib/axe.mjs';
import { root, tmp } from './lib/court.mjs';
import { ncalayer } from './lib/ncalayer.mjs';
import { langs, Tour } from './lib/tour.mjs';

const dir = tmp();
const data = ['--data', join(dir, 'data'), '--keys', join(dir, 'keys')];
const came = {};
let layer, tour, page;

// stranger is a browser in which nobody has signed in. The stand-in's own
// certificate is nobody's: a real NCALayer has the browser believe it.
async function stranger(lang = 'en') {
  const context = await tour.chrome.newContext({ locale: 'kk-KZ', reducedMotion: 'reduce', ignoreHTTPSErrors: true });
  await tour.speak(context, lang);
  return context.newPage();
}

before(async () => {
  layer = await ncalayer(join(dir, 'trust'));
  tour = await Tour.open('--trust', layer.trust, '--media-udp', '0', '--media-tcp', '0', ...data);
  page = await stranger();
});

after(async () => {
  await tour?.end();
  await layer?.kill();
});

// press presses the button by keyboard, as who has the key.
async function press(who, p = page) {
  if (who) await layer.choose(who);
  await p.focus('[data-sign]');
  await p.keyboard.press('Enter');
}

// refusal is what the page answers.
async function refusal(p = page) {
  await p.waitForSelector('[data-refusal]:not([hidden])');
  return p.innerText('[data-refusal]');
}

// enter signs in and ends on the page it was asked for.
async function enter(who, next, p = page) {
  await p.goto(`${tour.court.url}/sign-in?next=${encodeURIComponent(next)}`);
  await press(who, p);
  await p.waitForURL(tour.court.url + next);
}

const shot = async (name, p = page) => {
  if (process.env.KEEP) await p.screenshot({ path: join(process.env.KEEP, `${name}.png`), fullPage: true });
};

// inEveryLanguage looks at the page as everybody may have it.
async function inEveryLanguage(name, show, p = page) {
  const wrong = [];
  for (const lang of langs) {
    await tour.speak(p.context(), lang);
    for (const width of [1366, 360]) {
      await p.setViewportSize({ width: 1366, height: 768 });
      await show();
      wrong.push(...await violations(p, `${name} ${lang}`, width), ...await wordless(p, `${name} ${lang}`));
      await shot(`${name}.${lang}.${width}`, p);
    }
  }
  await tour.speak(p.context(), 'en');
  await p.setViewportSize({ width: 1366, height: 768 });
  assert.deepEqual(wrong, []);
}

test('keys that open nothing are refused with the reason, and the page stays as it is', async () => {
  await page.goto(`${tour.court.url}/sign-in`);
  await press('cancel');
  await page.waitForSelector('[data-says=cancelled]:not([hidden])');
  for (const [who, why] of [['claimant-expired', /expire|after/i], ['claimant-revoked', /revoked/], ['stranger', /trust list/]]) {
    await press(who);
    assert.match(await refusal(), why, who);
  }
  assert.match(page.url(), /sign-in$/);
  await shot('edsin-refused.en.1366');
  await page.setViewportSize({ width: 360, height: 740 });
  assert.deepEqual(await violations(page, 'edsin-refused en', 360), []);
  await shot('edsin-refused.en.360');
});

// Tries are counted: ten from one place, then one in half a minute.
test('the page in three languages', () => inEveryLanguage('edsin', () => page.goto(`${tour.court.url}/sign-in`)));

test('words are answered once: what was captured opens nothing again', async () => {
  const sent = [];
  page.on('request', (r) => { if (r.url().endsWith('/sign-in/eds/finish')) sent.push(r.postData()); });
  await enter('claimant', '/account');
  assert.ok((await page.innerText('main')).includes(tour.who('claimant')));
  const thief = await stranger();
  await thief.goto(`${tour.court.url}/sign-in`);
  const csrf = await thief.getAttribute('[data-island=edsin]', 'data-csrf');
  const r = await thief.request.post(`${tour.court.url}/sign-in/eds/finish`, { headers: { 'X-CSRF-Token': csrf, 'Content-Type': 'application/json' }, data: sent[0] });
  assert.equal(r.status(), 409);
  assert.equal((await r.json()).error.key, 'eds.challenge.gone');
  await thief.goto(`${tour.court.url}/account`);
  assert.match(thief.url(), /sign-in/);
  await thief.context().close();
});

test('who signs is who comes in: each by the number in their own certificate', async () => {
  for (const [who, role] of [['respondent', 'respondent'], ['claimant-login', 'claimant'], ['judge', 'judge']]) {
    const p = await stranger();
    await enter(who, '/account', p);
    assert.ok((await p.innerText('main')).includes(tour.who(role)), who);
    came[role] = p;
  }
});

test('another person’s key is not registered, one’s own is', async () => {
  await page.goto(`${tour.court.url}/account`);
  for (const [who, why] of [['respondent', /another person/], ['claimant-login', /purpose|not for|sign/i], ['claimant-revoked', /revoked/]]) {
    await press(who);
    assert.match(await refusal(), why, who);
  }
  await press('claimant');
  await page.waitForSelector('[data-sign-with]');
  assert.match(await page.innerText('.keys'), /Key of the national CA/);
  await inEveryLanguage('edsin-account', () => page.goto(`${tour.court.url}/account`));
});

test('a judge signs a ruling with the key of the national CA', async () => {
  page = came.judge;
  page.setDefaultTimeout(30_000);
  const form = `${tour.court.url}${tour.case}/format/rule`;
  await press('judge');
  await page.waitForSelector('[data-sign-with]');
  await page.check('[data-sign-with] input[value=eds]');
  const ask = async (who) => {
    await layer.choose(who);
    await page.goto(form);
    await page.check('input[name=format][value=hybrid]');
    await page.fill('#reason', 'Тараптардың бірі қашықтан қатысады');
    await page.click('form[data-act] button.button');
  };
  for (const [who, why] of [['cancel', /no signature/i], ['claimant', /another person/]]) {
    await ask(who);
    await page.waitForSelector('[data-act-error]:not([hidden])');
    assert.match(await page.innerText('[data-act-error]'), why, who);
  }
  await ask('judge');
  await page.waitForURL(/done=rule/);
});

test('whoever has the bundle finds the same without the court', () => {
  const out = join(dir, 'bundle.zip'), no = tour.folk[0].case;
  const made = spawnSync(join(root, 'bin/tarazy'), ['export', ...data, '--case', no, '--out', out], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const r = spawnSync(join(root, 'bin/tarazy-verify'), ['--json', '--trust', layer.trust, out], { encoding: 'utf8' });
  const report = JSON.parse(r.stdout);
  assert.equal(report.exit, 3, r.stdout); // nobody said whose log it is
  assert.ok(report.checks.every((c) => c.ok), r.stdout);
  assert.equal(report.repeated.length, 1);
  assert.equal(report.repeated[0].verdict, 'valid');
  assert.match(report.repeated[0].name, /СЫНАҚ ТӨРЕ/);
  assert.ok(report.signers.some((s) => s.kind === 'eds' && s.signatures === 1));
});

test('without NCALayer the page says what to install, and an act is not done', async () => {
  await layer.kill();
  await page.goto(`${tour.court.url}${tour.case}/format/rule`);
  await page.check('input[name=format][value=in_person]');
  await page.fill('#reason', 'Қайта қарау');
  await page.click('form[data-act] button.button');
  await page.waitForSelector('[data-act-error]:not([hidden])');
  assert.match(await page.innerText('[data-act-error]'), /NCALayer does not answer/);
  const p = await stranger('kk');
  await p.goto(`${tour.court.url}/sign-in`);
  await press(null, p);
  await p.waitForSelector('[data-says=absent]:not([hidden])');
  assert.match(await p.innerText('[data-island=edsin]'), /NCALayer бағдарламасын орнату/);
  await shot('edsin-absent.kk.1366', p);
});
