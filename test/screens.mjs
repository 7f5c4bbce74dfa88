// make screens: every page, in three languages and two widths, as a demo court
// shows it through the whole main job, and those that only a real court's binary
// has, as it is founded; into docs/screens/.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './browser/lib/court.mjs';
import { Founded } from './browser/lib/founded.mjs';
import { inRoom, langs, Tour } from './browser/lib/tour.mjs';

const only = process.argv[2] ? new RegExp(process.argv[2]) : /./;
const out = join(root, 'docs/screens');
const widths = [360, 1366];
const shot = [];

// shoot takes the whole page; one that fills the window by design, the window.
async function shoot(page, name, lang, fixed, size) {
  for (const { width, height } of size ? [size] : widths.map((w) => ({ width: w, height: w < 500 ? 740 : 768 }))) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(150);
    const path = join(out, `${name}.${lang}.${width}.png`);
    await page.screenshot({ path, fullPage: !fixed, animations: 'disabled' });
    shot.push(path);
  }
}

async function visit(walk, stop) {
  if (!only.test(stop.name)) return;
  const tour = stop.tour ?? walk;
  const context = await tour.as(stop.role);
  for (const lang of langs) {
    await tour.speak(context, lang);
    const page = stop.page ?? await context.newPage();
    if (stop.page) await page.reload();
    else await page.goto(tour.court.url + stop.path);
    if (stop.page) {
      await page.setViewportSize({ width: 1366, height: 768 });
      await inRoom(page);
      await page.waitForTimeout(4000); // the first pictures
    }
    if (stop.act) await stop.act(page);
    await page.evaluate(() => document.fonts.ready);
    await shoot(page, stop.name, lang, Boolean(stop.page), stop.size);
    if (!stop.page) await page.close();
  }
  await tour.speak(context, 'kk');
  console.log(stop.name);
}

// small reduces a picture to 64 colours: text and flat areas lose nothing.
function small(file) {
  const reduced = `${file}.png`;
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-i', file, '-vf', 'split[a][b];[a]palettegen=max_colors=64:reserve_transparent=0[p];[b][p]paletteuse=dither=none', '-compression_level', '100', '-pred', 'mixed', reduced]);
  rmSync(file);
  execFileSync('mv', [reduced, file]);
}

async function demo(parts) {
  const tour = await Tour.open('--media-udp', '0', '--media-tcp', '0');
  try {
    for (const part of parts) for await (const stop of tour[part]()) await visit(tour, stop);
  } finally {
    await tour.end();
  }
}

async function real(parts) {
  const founded = await Founded.open();
  try {
    for (const part of parts) {
      for await (const stop of founded[part]()) {
        if (!only.test(stop.name)) continue;
        await founded.each(stop, async (lang) => {
          await stop.page.evaluate(() => document.fonts.ready);
          await shoot(stop.page, stop.name, lang);
        });
        console.log(stop.name);
      }
    }
  } finally {
    await founded.end();
  }
}

const courts = { demo: ['paper', 'session', 'room', 'ended', 'triage', 'calendar', 'days', 'signatures', 'panel'], real: ['begin', 'letters', 'keys'] };
const wanted = process.env.PARTS?.split(' ') ?? Object.values(courts).flat().filter((part) => !(process.env.NO_ROOM && /room|ended|panel/.test(part)));
const of = (court) => courts[court].filter((part) => wanted.includes(part));

mkdirSync(out, { recursive: true });
if (of('demo').length) await demo(of('demo'));
if (of('real').length) await real(of('real'));
for (const file of shot) small(file);
