// The sitting's figures that take a real browser: node sitting.mjs RUNS [newcomer|drop|again|move].
// Prints lines of JSON: figure → contender → values of each run, in ms. See
// README.md.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { browser, smallPictures, start, tmp, watchMedia } from '../test/browser/lib/court.mjs';
import { canMakeHosts } from '../test/browser/lib/net.mjs';
import { voice } from '../test/browser/lib/voices.mjs';

const runs = Number(process.argv[2] ?? 5);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const inside = '[data-region=roll] [data-presence=inside]';

// playJudge goes by clicks from the court's door into a room full of robots,
// all of whom the judge admits.
async function playJudge(page, url) {
  await page.goto(url);
  await page.click('a[href="/demo"]');
  await page.click('[data-play=judge]');
  await page.check('#interpreter-not');
  await page.check('#no_recording');
  await page.click('#promise button');
  await page.click('#enter');
  await page.waitForURL(/\/room$/);
  for (const end = Date.now() + 90_000; await page.locator(inside).count() < 5;) {
    if (Date.now() > end) throw new Error('the robots did not come');
    const waits = page.locator('[data-region=roll] [data-act=admit]').first();
    if (await waits.count()) await waits.click({ timeout: 2000 }).catch(() => {}); // the robot secretary was quicker
    else await wait(100);
  }
}

async function openPage(chrome) {
  const page = await (await chrome.newContext({ viewport: { width: 1366, height: 768 }, permissions: ['camera', 'microphone'] })).newPage();
  page.setDefaultTimeout(90_000);
  await watchMedia(page);
  await smallPictures(page);
  return page;
}

// newcomer starts a court and counts from its "ready" to a hearing in session.
async function newcomer() {
  const took = [];
  for (let i = 0; i < runs; i++) {
    const dir = tmp();
    let court, chrome;
    try {
      const wav = voice(dir, 'kk');
      chrome = await browser('http://localhost:8080', { dir, wav });
      const page = await openPage(chrome);
      court = await start(['serve', '--demo', '--listen', 'localhost:0', '--data', join(dir, 'data'), '--keys', join(dir, 'keys')]);
      const began = Date.now();
      await playJudge(page, court.url);
      await page.click('[data-act=open]');
      await page.waitForSelector('#room[data-state=session]');
      took.push(Date.now() - began);
    } finally {
      await chrome?.close();
      await court?.kill();
      rmSync(dir, { recursive: true, force: true });
    }
  }
  return { 'rehearsal.running': { tarazy: took } };
}

// drops cuts the respondent's line and waits for the judge's page to say so.
async function drops() {
  const { Hearing } = await import('../test/browser/lib/hearing.mjs');
  const h = new Hearing('b');
  const seen = [];
  try {
    await h.serve();
    const who = ['judge', 'secretary', 'respondent'];
    for (const role of who) await h.arrive(role);
    await h.schedule();
    for (const role of who) await h.knock(role);
    await h.enter('secretary');
    await h.enter('judge');
    await h.pages.secretary.click(`[data-act=admit][data-about="${h.folk.respondent.person}"]`);
    await h.enter('respondent');
    for (let i = 0; i < runs; i++) {
      await h.presence('judge', 'respondent', 'inside', 90_000);
      await wait(4000);
      const began = Date.now();
      h.net.cut('respondent');
      await h.presence('judge', 'respondent', 'lost');
      seen.push(Date.now() - began);
      h.net.mend('respondent');
    }
  } finally {
    await h.end();
    rmSync(h.dir, { recursive: true, force: true });
  }
  return { 'drop.seen': { tarazy: seen } };
}

// listen has the page note when sound that has really arrived, not what the
// browser makes up for what is missing, grows by a tenth of a second on any
// incoming track.
const listen = (page) => page.evaluate(async () => {
  const real = async () => {
    const out = {};
    for (const pc of window.__pcs) {
      if (pc.connectionState === 'closed') continue;
      (await pc.getStats()).forEach((s) => {
        if (s.type === 'inbound-rtp' && s.kind === 'audio') out[s.trackIdentifier + s.ssrc] = (s.totalSamplesReceived ?? 0) - (s.concealedSamples ?? 0);
      });
    }
    return out;
  };
  const base = await real();
  window.benchHeard = 0;
  const look = setInterval(async () => {
    const now = await real();
    if (window.benchHeard || !Object.keys(now).some((k) => now[k] - (base[k] ?? 0) > 4800)) return;
    window.benchHeard = Date.now();
    clearInterval(look);
  }, 20);
});

// again cuts the judge's line for a while before the opening, when every
// microphone is open and nobody is held up, and counts from the mending.
async function again() {
  const { Hearing } = await import('../test/browser/lib/hearing.mjs');
  const h = new Hearing('s');
  const out = {};
  try {
    await h.serve();
    const ns = h.net.line('judge');
    const chrome = h.chromes.judge = await browser(h.base, { ns, dir: h.dir, wav: voice(h.dir, 'kk') });
    const page = await openPage(chrome);
    await playJudge(page, h.base);
    for (const [name, seconds] of [['hear.again.5s', 5], ['hear.again.60s', 60]]) {
      out[name] = { tarazy: [] };
      for (let i = 0; i < runs; i++) {
        await page.waitForSelector('#room[data-media=up]');
        await wait(5000);
        h.net.cut('judge');
        await wait(seconds * 1000);
        await listen(page);
        const mended = Date.now();
        h.net.mend('judge');
        await page.waitForFunction(() => window.benchHeard, null, { polling: 50 });
        out[name].tarazy.push(await page.evaluate(() => window.benchHeard) - mended);
      }
    }
  } finally {
    await h.end();
    rmSync(h.dir, { recursive: true, force: true });
  }
  return out;
}

// there has the page note when it has media again after it had none: it is in another room.
const there = (page) => page.evaluate(() => {
  const { dataset } = document.getElementById('room');
  let left = false;
  window.benchThere = 0;
  const look = setInterval(() => {
    if (dataset.media !== 'up') left = true;
    else if (left) { window.benchThere = Date.now(); clearInterval(look); }
  }, 5);
});

// moves has an advocate call the client into a private talk and back, before
// the opening, when nobody need allow it: from the key that is pressed until
// both have media in the room they go to.
async function moves() {
  const { Tour } = await import('../test/browser/lib/tour.mjs');
  const tour = await Tour.open();
  const took = [];
  try {
    await tour.door();
    await tour.act('advocate', 'prepare', { camera: 'ok', microphone: 'ok', sound: 'ok', no_recording: 'true' });
    await tour.act('secretary', 'admit', { person: tour.who('advocate') });
    const client = await tour.enter('respondent'), advocate = await tour.enter('advocate');
    const move = async (deed) => {
      await wait(3000);
      for (const page of [client, advocate]) await there(page);
      const began = Date.now();
      await deed();
      for (const page of [client, advocate]) {
        await page.waitForFunction(() => window.benchThere, null, { polling: 50 });
        took.push(await page.evaluate(() => window.benchThere) - began);
      }
    };
    for (let i = 0; i < runs; i++) {
      await advocate.bringToFront();
      await advocate.keyboard.press('p');
      await advocate.focus('[data-dialog=private] [data-act=confer]');
      await move(() => advocate.keyboard.press('Enter'));
      await advocate.waitForSelector('[data-talk-words]');
      await move(() => advocate.keyboard.press('p'));
    }
  } finally {
    await tour.end();
  }
  return { 'room.move': { tarazy: took } };
}

const alone = (name, part) => async () => {
  const missing = canMakeHosts();
  if (!missing) return part();
  console.error(`${name} is not measured: ${missing}`);
  return {};
};

// Each part prints what it has measured, so that one that fails takes no other with it.
const parts = { newcomer, drop: alone('drop.seen', drops), again: alone('hear.again', again), move: moves };
for (const [name, part] of Object.entries(parts)) {
  if (process.argv[3] && process.argv[3] !== name) continue;
  try {
    console.log(JSON.stringify(await part()));
  } catch (e) {
    console.error(`sitting: ${name}: ${e.stack ?? e}`);
    process.exitCode = 1;
  }
}
