// Signing in by scanning a picture with a phone: through the court's adapter and a
// stand-in for the relay, by whoever's phone scans it, by one who says no, by one
// whom the court does not know, and where the relay is away.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { violations, wordless } from './lib/axe.mjs';
import { tmp } from './lib/court.mjs';
import { ncalayer } from './lib/ncalayer.mjs';
import { langs, Tour } from './lib/tour.mjs';

const dir = tmp();
let layer, tour, page;

const free = () => new Promise((done) => {
  const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
});

async function stranger() {
  const context = await tour.chrome.newContext({ locale: 'kk-KZ', reducedMotion: 'reduce' });
  await tour.speak(context, 'en');
  const p = await context.newPage();
  await p.goto(`${tour.court.url}/sign-in?next=%2Faccount`);
  return p;
}

before(async () => {
  const at = `127.0.0.1:${await free()}`, config = join(dir, 'court.json');
  layer = await ncalayer(join(dir, 'trust'), '127.0.0.1:0', at);
  writeFileSync(config, JSON.stringify({ signatures: { online: true, phone: `http://${at}` } }));
  tour = await Tour.open('--config', config, '--trust', layer.trust, '--media-udp', '0', '--media-tcp', '0');
  page = await stranger();
});

after(async () => {
  await tour?.end();
  await layer?.kill();
});

// scan has the page show its picture, which nobody has scanned yet.
async function scan(p = page) {
  await layer.choose('wait');
  await p.focus('[data-phone]');
  await p.keyboard.press('Enter');
  await p.waitForSelector('[data-scan]:not([hidden]) img[src^="data:image/png"]');
}

test('the picture stands on the page, in three languages', async () => {
  const wrong = [];
  for (const lang of langs) {
    await tour.speak(page.context(), lang);
    for (const width of [1366, 360]) {
      await page.setViewportSize({ width: 1366, height: 768 });
      await page.goto(`${tour.court.url}/sign-in?next=%2Faccount`);
      await scan();
      const img = await page.$eval('[data-scan] img', (i) => ({ wide: i.naturalWidth, seen: i.complete }));
      assert.ok(img.seen && img.wide > 100, JSON.stringify(img));
      assert.match(await page.innerText('.head-help a'), /^\+?\d/, 'a number to call');
      wrong.push(...await violations(page, `phone ${lang}`, width), ...await wordless(page, `phone ${lang}`));
      if (process.env.KEEP) await page.screenshot({ path: join(process.env.KEEP, `phone.${lang}.${width}.png`), fullPage: true });
      await layer.choose('cancel');
      await page.waitForSelector('[data-refusal]:not([hidden])');
    }
  }
  assert.deepEqual(wrong, []);
  await tour.speak(page.context(), 'en');
});

test('who says no on the phone, and whom the court does not know, stays outside', async () => {
  for (const [who, why] of [['cancel', /Nothing was signed on the phone/], ['stranger', /trust list/]]) {
    const p = await stranger();
    await scan(p);
    await layer.choose(who);
    await p.waitForSelector('[data-refusal]:not([hidden])');
    assert.match(await p.innerText('[data-refusal]'), why, who);
    assert.ok(await p.isHidden('[data-scan]'), 'the picture is gone');
    assert.match(p.url(), /sign-in/);
    await p.context().close();
  }
});

test('whoever’s phone signs is who comes in, and the page goes on by itself', async () => {
  const p = await stranger();
  await scan(p);
  await layer.choose('respondent');
  await p.waitForURL(`${tour.court.url}/account`);
  assert.ok((await p.innerText('main')).includes(tour.who('respondent')));
  await p.context().close();
});

test('while the relay is away the page says so', async () => {
  const p = await stranger();
  await layer.kill();
  await p.click('[data-phone]');
  await p.waitForSelector('[data-refusal]:not([hidden])');
  assert.match(await p.innerText('[data-refusal]'), /service for signing on a phone does not answer/);
});
