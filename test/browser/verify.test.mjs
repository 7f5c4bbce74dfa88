// Anybody checks a file: signatures made through the stand-in for NCALayer by
// the client that the portals use, a receipt and a case of the demo court.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { violations, wordless } from './lib/axe.mjs';
import { browser, start, tmp } from './lib/court.mjs';
import { ncalayer } from './lib/ncalayer.mjs';
import { pdf } from './lib/pdf.mjs';
import { langs, Tour } from './lib/tour.mjs';
import { voice } from './lib/voices.mjs';

const dir = tmp();
const document = Buffer.from('Талап қою арызы\n');
const files = {};
let layer, tour, page;

// signed is a signature by somebody's key, as a portal would get it. The real
// client is asked with its own defaults; the stand-in's certificate is nobody's.
async function signed(who, params, data = document) {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  const { NCALayerClient } = createRequire(import.meta.url)('ncalayer-js-client');
  const client = new NCALayerClient(layer.url.replace('https', 'wss'), false);
  await layer.choose(who);
  assert.equal(await client.connect(), '1.4');
  try {
    return await client.basicsSignCMS(NCALayerClient.basicsStorageAll, data.toString('base64'), params(NCALayerClient), NCALayerClient.basicsSignerSignAny);
  } finally {
    client.wsConnection.close();
  }
}

function keep(name, what) {
  files[name] = join(dir, name);
  writeFileSync(files[name], what);
}

before(async () => {
  layer = await ncalayer(join(dir, 'trust'), '127.0.0.1:0');
  const attached = (c) => c.basicsCMSParamsAttached, detached = (c) => c.basicsCMSParamsDetached;
  keep('good.cms', await signed('claimant', attached));
  keep('detached.cms', await signed('claimant', detached));
  keep('expired.cms', await signed('claimant-expired', attached));
  keep('revoked.cms', await signed('claimant-revoked', attached));
  keep('stranger.cms', await signed('stranger', attached));
  keep('arizha.txt', document);
  keep('other.txt', 'Басқа құжат\n');
  keep('junk.bin', Buffer.alloc(4096, 'x'));
  keep('plain.pdf', pdf());
  keep('1.cms', Buffer.from(readFileSync(files['detached.cms'], 'utf8').replace(/-----(BEGIN|END) CMS-----/g, ''), 'base64'));
  files['card.pdf'] = join(dir, 'card.pdf');
  execFileSync('qpdf', [files['plain.pdf'], '--add-attachment', files['arizha.txt'], '--key=1', '--', '--add-attachment', files['1.cms'], '--key=2', '--', files['card.pdf']]);
  tour = await Tour.open('--trust', layer.trust, '--media-udp', '0', '--media-tcp', '0');
  for await (const stop of tour.paper()) if (stop.name === 'receipt') break;
  const { request } = await tour.as('claimant');
  for (;;) {
    const r = await request.get(`${tour.court.url}${tour.filing}/receipt.json`);
    if (r.ok()) {
      keep('receipt.json', await r.body());
      break;
    }
    await new Promise((ok) => setTimeout(ok, 300));
  }
  keep('damaged.json', readFileSync(files['receipt.json'], 'utf8').replace('.pdf', '.pdq'));
  page = await (await tour.as(null)).newPage();
});

after(async () => {
  await tour?.end();
  await layer?.kill();
});

// check hands files in by keyboard and answers what the page says.
async function check(file, content) {
  await page.goto(`${tour.court.url}/verify`);
  await page.setInputFiles('#file', files[file]);
  if (content) await page.setInputFiles('#content', files[content]);
  await page.focus('form[action="/verify"] button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/verify\/[A-Z2-7]{26}$/);
  return { grade: await page.getAttribute('#verdict', 'data-grade'), text: await page.innerText('#verdict') };
}

test('the real client and the stand-in understand each other, a closed window included', async () => {
  await assert.rejects(signed('cancel', (c) => c.basicsCMSParamsAttached), (e) => e.canceledByUser === true);
  await assert.rejects(signed('fail', (c) => c.basicsCMSParamsAttached), /KeyStoreException/);
});

test('each file gets the verdict it deserves, with the reason', async () => {
  await tour.speak(page.context(), 'en');
  const say = async (file, grade, words, content) => {
    const said = await check(file, content);
    assert.equal(said.grade, grade, `${file}: ${said.text}`);
    assert.match(said.text, words, file);
  };
  await say('good.cms', 'ok', /test circuit[\s\S]*СЫНАҚ ТАЛАПКЕР[\s\S]*IIN: ••••••••0030[\s\S]*Proven time/);
  await say('detached.cms', 'ok', /The signature is valid/, 'arizha.txt');
  await say('detached.cms', 'bad', /changed/i, 'other.txt');
  await say('detached.cms', 'warn', /document/i);
  await say('expired.cms', 'bad', /expired|after/i);
  await say('revoked.cms', 'bad', /revoked/i);
  await say('stranger.cms', 'bad', /trust list/i);
  await say('junk.bin', 'bad', /not a file of an electronic signature/i);
  await say('receipt.json', 'ok', /All holds/);
  await say('damaged.json', 'bad', /does not hold/);
});

test('of a card the page says what is signed, and gives it out', async () => {
  await tour.speak(page.context(), 'en');
  const said = await check('card.pdf');
  assert.equal(said.grade, 'ok', said.text);
  assert.match(said.text, /СЫНАҚ ТАЛАПКЕР/);
  assert.match(said.text, /file inside the card, “arizha.txt”[\s\S]*signed by nobody/);
  const take = async (file) => {
    await page.goto(`${tour.court.url}/verify`);
    await page.setInputFiles('#file', files[file]);
    await page.focus('[name=take]');
  };
  await take('card.pdf');
  const [given] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  assert.equal(given.suggestedFilename(), 'arizha.txt');
  assert.ok(readFileSync(await given.path()).equals(document));
  await take('plain.pdf');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.errors');
  assert.match(await page.innerText('.errors'), /not an electronic document card/);
});

test('files dropped with the mouse are taken like chosen ones', async () => {
  await tour.speak(page.context(), 'en');
  await page.goto(`${tour.court.url}/verify`);
  assert.match(await page.innerText('form[action="/verify"]'), /drop the files/);
  const dropped = await page.evaluateHandle((list) => {
    const carried = new DataTransfer();
    for (const [name, text] of list) carried.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    return carried;
  }, ['arizha.txt', 'detached.cms'].map((name) => [name, readFileSync(files[name]).toString('base64')]));
  await page.dispatchEvent('form[action="/verify"] h2', 'dragover', { dataTransfer: dropped });
  assert.equal(await page.getAttribute('form[action="/verify"]', 'data-over'), '');
  await page.dispatchEvent('form[action="/verify"] h2', 'drop', { dataTransfer: dropped });
  assert.equal(await page.evaluate(() => `${document.querySelector('#file').files[0].name} ${document.querySelector('#content').files[0].name}`), 'detached.cms arizha.txt');
  await page.focus('form[action="/verify"] button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/verify\/[A-Z2-7]{26}$/);
  assert.match(await page.innerText('#verdict'), /The signature is valid/);
});

test('the verdict has its paper in each language, and nobody else its address', async () => {
  await check('good.cms');
  const links = await page.locator('#verdict a[href$="in=kk"], #verdict a[href$="in=ru"], #verdict a[href$="in=en"]').evaluateAll((all) => all.map((a) => a.href));
  assert.equal(links.length, 3);
  for (const link of links) {
    const r = await page.context().request.get(link);
    assert.equal(r.headers()['content-type'], 'application/pdf');
    assert.ok((await r.body()).subarray(0, 5).equals(Buffer.from('%PDF-')));
    if (process.env.KEEP) writeFileSync(join(process.env.KEEP, `verdict-${link.slice(-2)}.pdf`), await r.body());
  }
  const r = await page.context().request.get(`${tour.court.url}/verify/AAAAAAAAAAAAAAAAAAAAAAAAAA`);
  assert.equal(r.status(), 404);
});

test('the pages say their words in three languages and fit the screen', async () => {
  const wrong = [];
  for (const lang of langs) {
    await tour.speak(page.context(), lang);
    for (const [name, act] of Object.entries({ verify: () => page.goto(`${tour.court.url}/verify`), good: () => check('good.cms'), bad: () => check('detached.cms', 'other.txt'), card: () => check('card.pdf'), receipt: () => check('receipt.json') })) {
      for (const width of [1366, 360]) {
        await page.setViewportSize({ width: 1366, height: 768 });
        await act();
        wrong.push(...await violations(page, `${name} ${lang}`, width), ...await wordless(page, `${name} ${lang}`));
        if (process.env.KEEP) await page.screenshot({ path: join(process.env.KEEP, `${name}.${lang}.${width}.png`), fullPage: true });
      }
    }
  }
  assert.deepEqual(wrong, []);
});
