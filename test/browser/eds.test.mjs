// A filing is signed with NCALayer: by its filer's key, by another's, by one that
// ran out or was revoked, by nobody; and where there is no NCALayer.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { violations, wordless } from './lib/axe.mjs';
import { root, tmp } from './lib/court.mjs';
import { ncalayer } from './lib/ncalayer.mjs';
import { pdf } from './lib/pdf.mjs';
import { langs, Tour } from './lib/tour.mjs';

const dir = tmp();
let layer, tour, page;

before(async () => {
  layer = await ncalayer(join(dir, 'trust'));
  tour = await Tour.open('--trust', layer.trust, '--media-udp', '0', '--media-tcp', '0');
  // The stand-in's own certificate is nobody's: a real NCALayer has the browser believe it.
  const context = tour.contexts.claimant = await tour.chrome.newContext({ locale: 'kk-KZ', reducedMotion: 'reduce', ignoreHTTPSErrors: true });
  await context.request.get(tour.folk.find((p) => p.role === 'claimant').sign_in);
  await tour.speak(context, 'en');
  page = await context.newPage();
});

after(async () => {
  await tour?.end();
  await layer?.kill();
});

// received brings a document to the page on which it is filed.
async function received() {
  await page.goto(`${tour.court.url}${tour.case}/file`);
  await page.setInputFiles('#file', { name: 'talap.pdf', mimeType: 'application/pdf', buffer: pdf() });
  await page.check('input[name=kind][value=claim]');
  await page.fill('#title', 'Талап қою арызы');
  await page.click('main button.button');
  await page.waitForSelector('#eds:not([hidden])');
}

// sign presses the button by keyboard, as who has the key.
async function sign(who) {
  if (who) await layer.choose(who);
  await page.focus('[data-sign]');
  await page.keyboard.press('Enter');
}

const shot = async (name) => {
  if (process.env.KEEP) await page.screenshot({ path: join(process.env.KEEP, `${name}.png`), fullPage: true });
};

test('a closed window and a key that cannot be read leave the page as it is', async () => {
  await received();
  await sign('cancel');
  await page.waitForSelector('[data-says=cancelled]:not([hidden])');
  await sign('fail');
  await page.waitForSelector('[data-says=failed]:not([hidden])');
  assert.equal(await page.locator('[data-says]:not([hidden])').count(), 1);
});

test('another person’s key, one that ran out and one that was revoked are refused with the reason', async () => {
  for (const [who, why] of [['respondent', /another person/], ['claimant-expired', /expire|after/i], ['claimant-revoked', /revoked/], ['stranger', /trust list/]]) {
    await sign(who);
    await page.waitForSelector('.errors');
    assert.match(await page.innerText('.errors'), why, who);
    assert.match(await page.innerText('#eds'), /without an electronic signature/, who);
    await page.evaluate(() => document.querySelector('.errors').remove());
  }
});

test('the filer’s own key is accepted, and the filing shows whose signature it is', async () => {
  await sign('claimant');
  await page.waitForURL(/\/filings\/1$/);
  const text = await page.innerText('#eds');
  assert.match(text, /valid[\s\S]*СЫНАҚ ТАЛАПКЕР[\s\S]*••••••••0030[\s\S]*test circuit/i);
});

test('whoever has document and signature checks it again without the court', async () => {
  const get = async (path) => (await page.context().request.get(tour.court.url + path)).body();
  const [cms, doc] = [join(dir, 'a.p7s'), join(dir, 'a.pdf')];
  writeFileSync(cms, await get(new URL(await page.getAttribute('#eds a[href$=p7s]', 'href'), tour.court.url).pathname));
  writeFileSync(doc, await get(await page.getAttribute('a[href*="/documents/"]', 'href')));
  const verdict = JSON.parse(await get(await page.getAttribute('#eds a[href$="verdict.json"]', 'href')));
  assert.equal(verdict.verdict, 'valid');
  assert.ok(verdict.evidence.length >= 2, 'the revocation data is kept');
  const list = verdict.evidence.flatMap((e, i) => { const f = join(dir, `${i}.crl`); writeFileSync(f, Buffer.from(e.der, 'base64')); return ['--crl', f]; });
  const run = (content) => spawnSync(join(root, 'bin/tarazy-verify'), ['signature', '--json', '--trust', layer.trust, ...list, '--content', content, cms], { encoding: 'utf8' });
  assert.equal(run(doc).status, 0, run(doc).stdout);
  writeFileSync(doc, 'x', { flag: 'a' });
  assert.equal(run(doc).status, 1);
});

test('the pages say their words in three languages and fit the screen', async () => {
  const wrong = [], filed = page.url();
  for (const lang of langs) {
    await tour.speak(page.context(), lang);
    for (const width of [1366, 360]) {
      await page.setViewportSize({ width: 1366, height: 768 });
      await page.goto(filed);
      await page.waitForSelector('img.qr', { timeout: 30_000 });
      wrong.push(...await violations(page, `filed ${lang}`, width), ...await wordless(page, `filed ${lang}`));
      await shot(`eds-filed.${lang}.${width}`);
      await page.setViewportSize({ width: 1366, height: 768 });
      await received();
      await sign('respondent');
      await page.waitForSelector('.errors');
      wrong.push(...await violations(page, `refused ${lang}`, width), ...await wordless(page, `refused ${lang}`));
      await shot(`eds-refused.${lang}.${width}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('the registrar says whose number it is, and the page shows its last digits alone', async () => {
  const desk = await (await tour.as('registrar')).newPage(), wrong = [];
  const who = tour.folk.find((p) => p.role === 'secretary').person;
  await desk.goto(`${tour.court.url}/people/${who}`);
  const save = async (iin) => {
    await desk.fill('#iin', iin);
    await desk.press('#iin', 'Enter');
  };
  for (const [iin, why] of [['12', /twelve|он екі|двенадцать/], ['990000400021', /mistyped|қате|ошибк/], ['990000400030', /another person|басқа адам|другим/]]) {
    await save(iin);
    await desk.waitForSelector('.errors');
    assert.match(await desk.innerText('.errors'), why, iin);
  }
  for (const lang of langs) {
    await tour.speak(desk.context(), lang);
    for (const width of [1366, 360]) {
      await desk.setViewportSize({ width: 1366, height: 768 });
      await desk.goto(`${tour.court.url}/people/${who}`);
      await save('990000400099');
      await desk.waitForSelector('.errors');
      wrong.push(...await violations(desk, `number ${lang}`, width), ...await wordless(desk, `number ${lang}`));
      if (process.env.KEEP) await desk.screenshot({ path: join(process.env.KEEP, `number.${lang}.${width}.png`), fullPage: true });
    }
  }
  assert.deepEqual(wrong, []);
  await save('9900 0040 0020');
  await desk.waitForURL(/#number$/);
  const text = await desk.innerText('main');
  assert.match(text, /••••••••0020/);
  assert.doesNotMatch(text, /990000400020/);
  await desk.close();
});

test('who works in the court confirms the number on their own page', async () => {
  const desk = await (await tour.as('registrar')).newPage(), own = await (await tour.as('secretary')).newPage(), wrong = [];
  await desk.goto(`${tour.court.url}/people/${tour.folk.find((p) => p.role === 'secretary').person}`);
  await desk.fill('#iin', '990000400080');
  await desk.press('#iin', 'Enter');
  await desk.waitForURL(/#number$/);
  await desk.close();
  for (const lang of langs) {
    await tour.speak(own.context(), lang);
    for (const width of [1366, 360]) {
      await own.setViewportSize({ width: 1366, height: 768 });
      await own.goto(`${tour.court.url}/account`);
      await own.fill('#iin', '990000400099');
      await own.press('#iin', 'Enter');
      await own.waitForSelector('.errors');
      wrong.push(...await violations(own, `confirming ${lang}`, width), ...await wordless(own, `confirming ${lang}`));
      if (process.env.KEEP) await own.screenshot({ path: join(process.env.KEEP, `number-own.${lang}.${width}.png`), fullPage: true });
    }
  }
  assert.deepEqual(wrong, []);
  await own.fill('#iin', '990000400080');
  await own.press('#iin', 'Enter');
  await own.waitForURL(/#number$/);
  assert.equal(await own.locator('#iin').count(), 0, 'it waits for nothing any more');
  assert.match(await own.innerText('main'), /••••••••0080/);
  await own.close();
});

test('without NCALayer the page says what to install, and the document can be filed without a signature', async () => {
  await tour.speak(page.context(), 'kk');
  await layer.kill();
  await received();
  await sign();
  await page.waitForSelector('[data-says=absent]:not([hidden])');
  assert.match(await page.innerText('#eds'), /NCALayer бағдарламасын орнату/);
  await shot('eds-absent.kk.1366');
  await page.click('#file-form > .actions button:not([type])');
  await page.waitForURL(/\/filings\/2$/);
  assert.equal(await page.locator('#eds').count(), 0);
});
