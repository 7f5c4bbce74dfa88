// A judge signs weighty acts with NCALayer from within the room: the dialog asks
// with what, a closed window and another's key do nothing, and where there is no
// NCALayer the dialog says so and the other choice stands beside it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { violations, wide, wordless } from './lib/axe.mjs';
import { root, tmp } from './lib/court.mjs';
import { ncalayer } from './lib/ncalayer.mjs';
import { inRoom, langs, Tour } from './lib/tour.mjs';

const dir = tmp();
const data = ['--data', join(dir, 'data'), '--keys', join(dir, 'keys')];
const why = 'Екі ескертуден кейін де сөзді бөлді';
let layer, tour, judge, id;

before(async () => {
  layer = await ncalayer(join(dir, 'trust'));
  tour = await Tour.open('--trust', layer.trust, ...data);
  // The stand-in's own certificate is nobody's: a real NCALayer has the browser believe it.
  const context = tour.contexts.judge = await tour.chrome.newContext({ locale: 'kk-KZ', reducedMotion: 'reduce', ignoreHTTPSErrors: true });
  await context.request.get(tour.folk.find((p) => p.role === 'judge').sign_in);
  await tour.speak(context, 'en');
  await tour.door();
  id = tour.who('respondent');
});

after(async () => {
  await tour?.end();
  await layer?.kill();
});

const press = async (selector) => { await judge.focus(selector); await judge.keyboard.press('Enter'); };

// about opens the dialog of an order about the respondent.
async function about(order) {
  await press(`[data-more="${id}"]`);
  await press(`[data-dialog=person][open] [data-choose=${order}]`);
  await judge.waitForSelector(`[data-dialog=${order}][open]`);
}

// refused gives the order as who has the key, and answers what the dialog says.
async function refused(order, who) {
  if (who) await layer.choose(who);
  await press(`[data-dialog=${order}][open] [data-act=${order}]`);
  await judge.waitForSelector('[data-refusal]');
  return judge.innerText('[data-refusal]');
}

test('who has registered no key is asked nothing', { timeout: 240_000 }, async () => {
  judge = await tour.enter('judge');
  await tour.enter('respondent');
  await tour.enter('claimant');
  await press('[data-open=devices]');
  await judge.waitForSelector('[data-dialog=devices][open]');
  assert.equal(await judge.locator('[data-sign-with]').count(), 0);
  const account = await judge.context().newPage();
  await account.goto(`${tour.court.url}/account`);
  await layer.choose('judge');
  await account.click('[data-sign]');
  await account.waitForSelector('[data-sign-with]');
  await account.close();
  await judge.reload();
  await inRoom(judge);
  await tour.seenInside(judge, 'claimant');
});

test('the device’s settings and each weighty dialog ask; the choice is kept', { timeout: 240_000 }, async () => {
  await tour.act('judge', 'open', { reason: 'Қатысушылар жиналды' });
  await judge.waitForSelector('#room[data-state=session]');
  await about('remove');
  assert.equal(await judge.locator('[data-sign-with] input:checked').inputValue(), '');
  await judge.focus('[data-sign-with] input:checked');
  await judge.keyboard.press('ArrowRight');
  assert.equal(await judge.evaluate(() => localStorage.getItem('sign-with')), 'eds');
  await judge.keyboard.press('Escape');
  await press('[data-open=devices]');
  await judge.waitForSelector('[data-dialog=devices][open] [data-sign-with] input[value=eds]:checked');
  await judge.keyboard.press('Escape');
});

test('a removal: cancelled, by another’s key, and by the judge’s own', { timeout: 240_000 }, async () => {
  await about('remove');
  await judge.fill('#reason', why);
  assert.match(await refused('remove', 'cancel'), /not signed/i);
  assert.match(await refused('remove', 'claimant'), /another person/);
  assert.equal(await judge.getAttribute(`[data-region=roll] [data-person="${id}"]`, 'data-presence'), 'inside');
  await layer.choose('wait');
  await press('[data-dialog=remove][open] [data-act=remove]');
  await judge.waitForSelector('[data-dialog=remove][open] [data-asking]'); // its window is open
  await layer.choose('judge');
  await judge.waitForSelector(`[data-person="${id}"][data-presence=removed]`);
  await judge.waitForSelector('[data-dialog]', { state: 'detached' });
});

test('the dialog in three languages, in a small window too', { timeout: 240_000 }, async () => {
  const wrong = [];
  for (const lang of langs) {
    await tour.speak(judge.context(), lang);
    await judge.setViewportSize({ width: 1366, height: 768 });
    await judge.reload();
    await inRoom(judge);
    await about('readmit');
    await judge.fill('#reason', 'Тәртіп сақтауға уәде берді');
    await refused('readmit', 'cancel');
    wrong.push(...await wordless(judge, lang));
    for (const width of [1366, 360]) {
      wrong.push(...await violations(judge, `readmit ${lang}`, width));
      wrong.push(...await wide(judge, lang, width));
      if (process.env.KEEP) await judge.screenshot({ path: join(process.env.KEEP, `edsroom.${lang}.${width}.png`) });
    }
  }
  await tour.speak(judge.context(), 'en');
  await judge.setViewportSize({ width: 1366, height: 768 });
  await judge.reload();
  await inRoom(judge);
  assert.deepEqual(wrong, []);
});

test('without NCALayer the dialog says what is missing, and the other choice signs', { timeout: 240_000 }, async () => {
  await layer.kill();
  await about('readmit');
  await judge.fill('#reason', 'Тәртіп сақтауға уәде берді');
  assert.match(await refused('readmit'), /NCALayer does not answer[\s\S]*installed[\s\S]*passkey/);
  await judge.check('[data-sign-with] input[value=""]'); // the demo's people have keys of the demo there
  await press('[data-dialog=readmit][open] [data-act=readmit]');
  await judge.waitForSelector('[data-dialog]', { state: 'detached' });
  await judge.waitForSelector(`[data-person="${id}"]:not([data-presence=removed])`);
});

test('whoever has the bundle finds the removal’s signature anew', () => {
  const out = join(dir, 'bundle.zip'), no = tour.folk[0].case;
  const made = spawnSync(join(root, 'bin/tarazy'), ['export', ...data, '--case', no, '--out', out], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const r = spawnSync(join(root, 'bin/tarazy-verify'), ['--json', '--trust', layer.trust, out], { encoding: 'utf8' });
  const report = JSON.parse(r.stdout);
  assert.ok(report.checks.every((c) => c.ok), r.stdout);
  assert.deepEqual(report.repeated.map((x) => x.verdict), ['valid']);
  assert.match(report.repeated[0].name, /СЫНАҚ ТӨРЕ/);
});
