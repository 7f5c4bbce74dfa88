// The demo's second case, opened by who asks for it: a panel, a prosecutor, an
// accused with a defence counsel, a victim, a witness, an interpreter, an overseer.
// Who stands where in the room, the board on a small screen, an identity checked
// without scripts, a party's part ended by the judge's signature. Each page with axe.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { violations, wide, wordless } from './lib/axe.mjs';
import { smallPictures } from './lib/court.mjs';
import { to } from './lib/keys.mjs';
import { soon } from './lib/steps.mjs';
import { langs, Tour } from './lib/tour.mjs';

const options = { timeout: 600_000 };
const shots = process.env.SHOTS; // where to keep pictures of each page
const tested = { camera: 'ok', microphone: 'ok', sound: 'ok', no_recording: 'true' };
let tour, judge;

before(async () => { tour = await Tour.open('--media-udp', '0', '--media-tcp', '0'); });
after(async () => { await tour?.end(); });

async function snap(p, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await p.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

// look finds what axe, missing words and overflow find, in each language and width.
async function look(p, name, { ready = 'main', widths = [1366, 360], act = async () => undefined } = {}) {
  const found = [];
  for (const lang of langs) {
    await tour.speak(p.context(), lang);
    await p.setViewportSize({ width: 1366, height: 768 });
    await p.reload();
    await p.waitForSelector(ready, { state: 'attached' });
    found.push(...await wordless(p, lang));
    for (const width of widths) {
      await p.setViewportSize({ width, height: 768 });
      await act(p, width);
      found.push(...await violations(p, lang, width));
      await snap(p, `${name}-${lang}-${width}`);
    }
    if (widths.includes(360)) found.push(...await wide(p, lang, 360));
  }
  await tour.speak(p.context(), 'en');
  await p.setViewportSize({ width: 1366, height: 768 });
  await p.reload();
  await p.waitForSelector(ready, { state: 'attached' });
  assert.deepEqual(found, []);
}

const name = (role) => tour.folk.find((one) => one.role === role).name;
async function open(role, path) {
  const p = await (await tour.as(role)).newPage();
  p.setDefaultTimeout(60_000);
  await tour.speak(p.context(), 'en');
  await p.goto(tour.court.url + path);
  return p;
}

test('the panel case is opened on the demo page by keyboard, and everybody of it is there', options, async () => {
  const p = await open(null, '/demo');
  assert.equal(await p.locator('#panel li').count(), 0);
  await to(p, '[data-panel-case]');
  await Promise.all([p.waitForNavigation(), p.keyboard.press('Enter')]);
  await look(p, 'demo', { ready: '#panel li' });
  tour.folk = await (await fetch(`${tour.court.url}/demo/panel.json`)).json();
  assert.deepEqual(tour.folk.map((one) => one.role), ['judge', 'secretary', 'panel_judge', 'panel_judge', 'prosecutor', 'victim', 'accused', 'defender', 'witness', 'interpreter', 'overseer']);
  tour.case = `/cases/${tour.folk[0].case.replace('/', '.')}`;
  await p.close();
});

test('an overseer says that they look; the people of the case are listed as what they are', options, async () => {
  const gate = await open('overseer', tour.case);
  await to(gate, 'main form button');
  await Promise.all([gate.waitForNavigation(), gate.keyboard.press('Enter')]);
  await gate.close();
  const p = await open('accused', `${tour.case}/people`);
  assert.match(await p.innerText('main'), /judge of the panel[^]*prosecutor[^]*official mandate[^]*victim[^]*accused[^]*defence counsel · stands for [^]*order[^]*looked at the case file/i);
  await look(p, 'people');
  await p.goto(tour.court.url + tour.case);
  await look(p, 'case');
  await p.close();
});

test('an identity is checked on the hearing page without scripts', options, async () => {
  const at = soon();
  const made = await tour.post('judge', `${tour.case}/hearings/new`, `${tour.case}/hearings`, { at, day_off: at.slice(0, 10) });
  tour.hearing = new URL(made.url).pathname;
  for (const role of ['judge', 'secretary', 'prosecutor', 'accused', 'defender', 'victim']) await tour.act(role, 'prepare', tested);
  const context = await tour.chrome.newContext({ locale: 'en', javaScriptEnabled: false });
  await context.request.get(tour.folk.find((one) => one.role === 'secretary').sign_in);
  await tour.speak(context, 'en');
  const p = await context.newPage();
  await p.goto(tour.court.url + tour.hearing);
  const form = `#identify-${tour.who('accused')}`;
  await p.click(`${form} summary`);
  await p.check(`${form} input[value=paper]`);
  await Promise.all([p.waitForNavigation(), p.click(`${form} button`)]);
  assert.equal(await p.locator(form).count(), 0);
  assert.match(await p.innerText('main'), /identity: an identity paper was shown \(№ \d+\)/);
  await context.close();
  const bench = await open('secretary', tour.hearing);
  assert.match(await bench.innerText('main'), /warning of liability/i); // of the victim, the accused, the witness, the interpreter
  await look(bench, 'hearing', { act: async (page) => {
    await page.locator(`#identify-${tour.who('victim')}`).evaluate((d) => { d.open = true; });
    await page.$$eval('[data-warned]', (all) => all.forEach((d) => { d.open = true; }));
  } });
  await bench.close();
});

test('each role stands in its part of the roll; the board has a place of its own on a small screen', options, async () => {
  for (const role of ['prosecutor', 'accused', 'defender', 'victim']) await tour.act('secretary', 'admit', { person: tour.who(role) });
  judge = await (await tour.as('judge')).newPage();
  judge.setDefaultTimeout(90_000);
  await tour.speak(judge.context(), 'en');
  await smallPictures(judge);
  await judge.setViewportSize({ width: 1366, height: 768 });
  await judge.goto(`${tour.court.url}${tour.hearing}/room`, { waitUntil: 'commit' });
  await judge.waitForSelector('[data-region=roll] h2');
  const groups = await judge.$$eval('[data-region=roll] > div', (all) => all.map((g) => [g.querySelector('h2').textContent, [...g.querySelectorAll('.name')].map((n) => n.textContent)]));
  assert.deepEqual(groups.map(([title]) => title), ['Bench', 'Prosecutor', 'Victim’s side', 'Defence', 'Witnesses', 'Experts and interpreters', 'Who watches']);
  assert.deepEqual(groups[3][1], [name('accused'), name('defender')]);
  assert.equal(groups[0][1].length, 4);
  await judge.setViewportSize({ width: 1024, height: 768 });
  await to(judge, '.tab[data-panel=board]');
  await judge.keyboard.press('Enter');
  await judge.waitForSelector('[data-readiness] [data-board]');
  assert.ok(!(await judge.isVisible('[data-region=roll]')) && !(await judge.isVisible('[data-region=journal]')), 'two parts at once');
  await judge.click('.tab[data-panel=journal]');
  assert.ok(!(await judge.isVisible('[data-readiness]')) && await judge.isVisible('[data-region=journal]'), 'the board is under the journal');
  await look(judge, 'room', { ready: '[data-readiness]', widths: [1366] });
  await look(judge, 'room-board', { ready: '[data-readiness]', widths: [1024, 360], act: (p) => p.click('.tab[data-panel=board]') });
  await look(judge, 'room-roll', { ready: '[data-readiness]', widths: [1024, 360], act: (p) => p.click('.tab[data-panel=roll]') });
  await judge.focus('.controls [data-act=adjourn]');
  await judge.keyboard.press('Enter');
  await judge.waitForSelector('#on');
  assert.equal(await judge.$eval('#on', (i) => getComputedStyle(i).colorScheme), 'dark'); // the calendar in it is light on dark
  await snap(judge, 'adjourn');
  await judge.keyboard.press('Escape');
});

test('a party’s part is ended by the judge alone, who signs it', options, async () => {
  const secretary = await open('secretary', `${tour.case}/people`);
  assert.equal(await secretary.locator('form[data-act=end_party]').count(), 0);
  await secretary.close();
  const p = await open('judge', `${tour.case}/people`);
  const line = `[id^="${tour.who('victim')}"]`;
  await to(p, `${line} details:has([data-act=end_party]) summary`);
  await p.keyboard.press('Enter');
  await to(p, `${line} form[data-act=end_party] textarea`);
  await p.keyboard.type('The victim withdrew from the case');
  await look2(p, 'people-end');
  await to(p, `${line} form[data-act=end_party] button`);
  await Promise.all([p.waitForURL(/done=end/), p.keyboard.press('Enter')]);
  assert.match(await p.innerText('main'), /The role has ended, No\. \d+[^]*The victim withdrew from the case/);
  await judge.waitForSelector(`[data-region=roll] [data-person="${tour.who('victim')}"]`, { state: 'detached' });
  const gone = await open('victim', tour.case);
  assert.match(await gone.innerText('main'), /The victim withdrew from the case/);
  await gone.goto(tour.court.url + tour.hearing);
  assert.match(await gone.innerText('main'), /The victim withdrew from the case/);
  await look(gone, 'ended-gate');
});

// look2 checks what is open now, without leaving it.
async function look2(p, shot) {
  assert.deepEqual(await violations(p, 'en', 1366), []);
  await snap(p, shot);
}
