// How 2 to 25 people stand on the screen: one large with the others beneath, or
// all alike, on a desk and on a telephone. The people are made up: the court's
// word about them is replaced on its way to the page.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { violations } from './lib/axe.mjs';
import { Tour } from './lib/tour.mjs';

let tour, p, view;
const shots = process.env.SHOTS;
const parts = ['claimant', 'respondent', 'representative', 'advocate', 'prosecutor', 'interpreter'];

before(async () => {
  if (shots) mkdirSync(shots, { recursive: true });
  tour = await Tour.open();
  await tour.door();
  const context = await tour.as('judge');
  view = await (await context.request.get(`${tour.court.url}/api${tour.hearing}/view`)).json();
  p = await context.newPage();
  await p.setViewportSize({ width: 1366, height: 768 });
}, { timeout: 120_000 });
after(async () => { await tour?.end(); });

// crowd is the court's view of a sitting with n people in the room.
function crowd(n) {
  const at = { at: view.now, clock: '10:00:00' };
  const roll = Array.from({ length: n }, (_, i) => ({
    person: i === 0 ? view.me : `p-${i}`, name: ['Серікбаева Айгүл Нұрланқызы', 'Қасымов Бауыржан', 'Әбдірахманова-Төлегенова Жанерке Серікқызы'][i % 3], role: i === 0 ? 'judge' : parts[i % parts.length],
    necessary: true, presence: 'inside', since: at, admitted: true, excused: false, voice: true,
  }));
  return { ...view, version: 1000 + n, state: 'session', roll, private: { talks: [], asks: [], invite: [], gen: 0 } };
}

let many = 2;
test('nothing is wider than the screen, nobody is left out, each has a name', { timeout: 240_000 }, async () => {
  await p.routeWebSocket(/\/api\/hearings\/.*\/ws/, (ws) => {
    const say = () => ws.send(JSON.stringify({ t: 'view', view: crowd(many) }));
    ws.onMessage((m) => ws.send(JSON.stringify({ t: 'beat', n: JSON.parse(m).n, now: new Date().toISOString(), silent: [] })));
    say();
  });
  const found = [];
  for (many of [2, 6, 12, 25]) {
    for (const [width, height] of [[1366, 768], [360, 640]]) {
      await p.setViewportSize({ width, height });
      await p.goto(`${tour.court.url}${tour.hearing}/room`, { waitUntil: 'commit' });
      await p.waitForSelector('[data-layout-toggle]', { state: 'attached' });
      for (const layout of ['speaker', 'grid']) {
        if (width === 360) await p.locator('.tab[data-panel=video]').click();
        if (await p.getAttribute('[data-region=stage]', 'data-layout') !== layout) await p.keyboard.press('g');
        await p.waitForSelector(`[data-region=stage][data-layout=${layout}]`);
        const what = `${many} ${layout} ${width}`;
        const seen = await p.evaluate(() => {
          const stage = document.querySelector('[data-region=stage]').getBoundingClientRect();
          const tiles = [...document.querySelectorAll('[data-region=stage] .tile')].map((t) => t.getBoundingClientRect());
          return { tiles: tiles.length, wide: document.documentElement.scrollWidth > innerWidth, tall: document.documentElement.scrollHeight > innerHeight,
            out: tiles.filter((t) => t.width < 80 || t.height < 60).length, stage: [stage.width, stage.height], grid: document.querySelector('.grid-tiles')?.scrollWidth > document.querySelector('.grid-tiles')?.clientWidth };
        });
        if (seen.tiles !== many || seen.wide || seen.tall || seen.out > 0 || seen.grid) found.push(`${what}: ${JSON.stringify(seen)}`);
        if (many === 25 || many === 2) found.push(...await violations(p, `kk ${what}`, width));
        await p.setViewportSize({ width, height });
        if (shots) await p.screenshot({ path: join(shots, `layout-${many}-${layout}-${width}.png`) });
      }
    }
  }
  assert.deepEqual(found, []);
});

test('the layout is kept, and a pinned person stands first', { timeout: 60_000 }, async () => {
  many = 6;
  await p.setViewportSize({ width: 1366, height: 768 });
  await p.goto(`${tour.court.url}${tour.hearing}/room`, { waitUntil: 'commit' });
  await p.waitForSelector('[data-layout=grid]');
  await p.hover('.grid-tiles [data-person="p-4"]');
  await p.click('.grid-tiles [data-person="p-4"] .pin');
  await p.waitForSelector('.grid-tiles .tile:first-child[data-person="p-4"]');
  await p.keyboard.press('g');
  await p.waitForSelector('[data-layout=speaker] .tile.big[data-person="p-4"]');
});
