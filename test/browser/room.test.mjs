// The hearing room in its states, and each of its dialogs, in three languages:
// axe finds nothing, every text has words, nothing overflows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { violations, wide, wordless } from './lib/axe.mjs';
import { inRoom, langs, Tour } from './lib/tour.mjs';

let tour;

before(async () => { tour = await Tour.open(); });
after(async () => { await tour?.end(); });

async function look({ name, page, act }) {
  const found = [];
  for (const lang of langs) {
    await tour.speak(page.context(), lang);
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.reload();
    await inRoom(page);
    if (act) await act(page);
    found.push(...await wordless(page, lang));
    // A dialog is the same to a screen reader in every language; its width is not.
    const seen = !act ? [1366, 1024, 360] : lang === 'kk' ? [1366, 360] : [];
    for (const width of seen) found.push(...await violations(page, lang, width));
    for (const width of [360, 320]) found.push(...await wide(page, lang, width));
  }
  await tour.speak(page.context(), 'kk');
  return found.map((f) => `${name} ${f}`);
}

test('the room and its dialogs can be read by everyone', { timeout: 900_000 }, async () => {
  for await (const part of [tour.paper(), tour.session()]) for await (const _ of part); // to the door of the room
  const found = [];
  for await (const stop of tour.room()) if (stop.page) found.push(...await look(stop));
  assert.deepEqual(found, []);
});
