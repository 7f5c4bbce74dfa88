// What keeps a page from being read by everyone: axe's findings, text that has
// no words in a language, content wider than the screen.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

// wordless finds keys of the catalogue where words should be.
export async function wordless(p, lang) {
  const raw = (await p.innerText('body')).match(/(?<![.\w-])(?:page|lobby|room|signin|journal|state|role|device|fact|format|table|outcome|effect|unit|whatif|people|signing|account|cal|calendar)\.[a-z_.]+[a-z]\b/);
  return raw ? [`${lang}: ${raw[0]} has no words`] : [];
}

export async function wide(p, lang, width) {
  await p.setViewportSize({ width, height: width < 360 ? 640 : 740 });
  const wider = await p.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  return wider ? [`${lang} ${width}: wider than the screen`] : [];
}

export async function violations(p, lang, width) {
  const found = await wide(p, lang, width);
  if (!await p.evaluate(() => 'axe' in globalThis)) await p.evaluate(axe);
  const { violations: all } = await p.evaluate((run) => globalThis.axe.run(document, { runOnly: run, resultTypes: ['violations'] }), tags);
  return [...all.map((v) => `${lang} ${width}: ${v.id} ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`), ...found];
}

// barriers is all of it for a page in one language: on a screen and on a phone, and
// its width on the smallest. seen is called at each of the first two.
export async function barriers(p, where, seen = async () => undefined) {
  const found = await wordless(p, where);
  for (const width of [1366, 360]) {
    found.push(...await violations(p, where, width));
    await seen(width);
  }
  return [...found, ...await wide(p, where, 320)];
}
