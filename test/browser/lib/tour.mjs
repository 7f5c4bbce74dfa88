// A walk through a demo court's whole life, one stop per page and state: the
// screenshots and the checks of every page both follow it. Acts are forms sent
// as a browser sends them; who is in the room is there in a real browser.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { calendar } from './calendar.mjs';
import { browser, people, smallPictures, start, tmp, watchMedia } from './court.mjs';
import { days } from './days.mjs';
import { panel } from './panel.mjs';
import { pdf } from './pdf.mjs';
import { signatures } from './signatures.mjs';
import { soon } from './steps.mjs';
import { triage } from './triage.mjs';
import { voice } from './voices.mjs';

export const langs = ['kk', 'ru', 'en'];
const devices = { camera: 'ok', microphone: 'ok', sound: 'ok', no_recording: 'true' };

export class Tour {
  constructor(court) {
    this.court = court;
    this.contexts = {};
  }

  // open starts a demo court and a browser to walk through it; end stops both.
  static async open(...args) {
    const dir = tmp();
    const court = await start(['serve', '--demo', '--listen', 'localhost:0', '--data', join(dir, 'data'), '--keys', join(dir, 'keys'), ...args]);
    const tour = new Tour(court);
    try {
      tour.chrome = await browser(court.url, { dir, wav: voice(dir, 'kk') });
      tour.folk = await people(court.url);
      tour.case = `/cases/${tour.folk[0].case.replace('/', '.')}`;
    } catch (e) {
      await tour.end();
      throw e;
    }
    return tour;
  }

  async end() {
    await this.chrome?.close();
    await this.court.kill();
  }

  // as answers the browser context of a role, signed in; null is a stranger.
  async as(role) {
    const key = role ?? 'stranger';
    if (!this.contexts[key]) {
      const context = this.contexts[key] = await this.chrome.newContext({ locale: 'kk-KZ', reducedMotion: 'reduce' });
      if (role) await context.request.get(this.folk.find((p) => p.role === role).sign_in);
    }
    return this.contexts[key];
  }

  async speak(context, lang) {
    await context.addCookies([{ name: 'lang', value: lang, url: this.court.url }]);
  }

  // post sends a form from the page at path, with that page's token.
  async post(role, path, to, fields, multipart) {
    const { request } = await this.as(role);
    const html = await (await request.get(this.court.url + path)).text();
    const form = { csrf: html.match(/name="csrf" value="([^"]+)"/)[1], key: randomBytes(12).toString('hex'), ...fields };
    const r = await request.post(this.court.url + to, multipart ? { multipart: form } : { form });
    if (r.status() >= 400 || /refused=/.test(r.url())) throw new Error(`${role} ${to}: ${r.status()} ${r.url()}`);
    return { url: r.url(), html: await r.text() };
  }

  act(role, act, fields = {}) {
    return this.post(role, this.hearing, `${this.hearing}/acts/${act}`, fields);
  }

  // door walks to the door of the room: all that is before a sitting, and who is admitted.
  async door() {
    for await (const part of [this.paper(), this.session()]) for await (const _ of part);
  }

  who(role) { return this.folk.find((p) => p.role === role).person; }

  // enter puts a role into the room, on a page that a test can ask what it receives.
  async enter(role, first = async () => undefined) {
    const p = await (await this.as(role)).newPage();
    p.setDefaultTimeout(60_000);
    await watchMedia(p);
    await smallPictures(p);
    await p.setViewportSize({ width: 1366, height: 768 });
    await first(p);
    await p.goto(`${this.court.url}${this.hearing}/room`, { waitUntil: 'commit' });
    await inRoom(p);
    await this.seenInside(p, role);
    return p;
  }

  // seenInside waits until the court sees a role in the room, a little later than
  // its page: whoever it does not see at the opening is excused.
  seenInside(p, role) {
    return p.waitForSelector(`[data-region=roll] [data-person="${this.who(role)}"][data-presence=inside]`, { state: 'attached', timeout: 60_000 });
  }

  // talk is the way into the media room that the court gives a role now.
  async talk(role) {
    const { request } = await this.as(role);
    const html = await (await request.get(this.court.url + this.hearing)).text();
    const token = html.match(/name="csrf" value="([^"]+)"/)[1];
    const r = await request.post(`${this.court.url}/api${this.hearing}/ticket`, { headers: { 'X-CSRF-Token': token }, data: {} });
    return r.json();
  }

  // waiting is whom the secretary's page offers to admit next.
  async waiting() {
    const { request } = await this.as('secretary');
    const html = await (await request.get(this.court.url + this.hearing)).text();
    return html.match(/acts\/admit">.*?name="person" value="([^"]+)"/s)?.[1];
  }

  async file(role, kind, title, name) {
    const checked = await this.post(role, `${this.case}/file`, `${this.case}/file`, { kind, title, file: { name, mimeType: 'application/pdf', buffer: pdf() } }, true);
    const hidden = Object.fromEntries([...checked.html.matchAll(/name="(token|kind|title|name|blob|size)" value="([^"]*)"/g)].map((m) => [m[1], m[2]]));
    const done = await this.post(role, `${this.case}/file`, new URL(checked.html.match(/<form method="post" action="(\/cases[^"]+)"/)[1], this.court.url).pathname, hidden);
    return new URL(done.url).pathname;
  }

  // paper yields the stops before a hearing: {name, role, path, act?}.
  async *paper() {
    yield { name: 'home-signed-out', role: null, path: '/' };
    yield { name: 'sign-in', role: null, path: '/sign-in' };
    yield { name: 'demo', role: null, path: '/demo' };
    yield { name: 'verify', role: null, path: '/verify' };
    yield { name: 'cannot-enter', role: null, path: '/cannot-enter' };
    yield { name: 'home-first', role: 'claimant', path: '/' };
    yield { name: 'case-empty', role: 'claimant', path: this.case };
    yield { name: 'case-new', role: 'secretary', path: '/cases/new' };
    yield { name: 'account', role: 'claimant', path: '/account' };
    yield { name: 'not-found', role: 'claimant', path: '/cases/none' };
    yield { name: 'forbidden', role: 'claimant', path: `${this.case}/hearings/new` };
    yield { name: 'filing-new', role: 'claimant', path: `${this.case}/file` };
    yield { name: 'filing-error', role: 'claimant', path: `${this.case}/file`, act: (p) => choose(p, { name: 'talap.pdf', mimeType: 'application/pdf', buffer: Buffer.from('hello') }) };
    yield { name: 'filing-check', role: 'claimant', path: `${this.case}/file`, act: (p) => choose(p, { name: 'talap-qoyu.pdf', mimeType: 'application/pdf', buffer: pdf() }) };
    this.filing = await this.file('claimant', 'claim', 'Қарызды өндіру туралы талап қою арызы', 'talap-qoyu-aryzy.pdf');
    await this.file('advocate', 'motion', 'Қосымша дәлелдемелерді талап ету туралы өтінішхат', 'otinishhat.pdf');
    await this.file('respondent', 'response', 'Талап қою арызына пікір', 'pikir.pdf');
    yield { name: 'receipt', role: 'claimant', path: this.filing, act: (p) => p.waitForSelector('img.qr', { timeout: 30_000 }) };
    yield { name: 'hearing-new', role: 'judge', path: `${this.case}/hearings/new` };
    const at = soon();
    const made = await this.post('judge', `${this.case}/hearings/new`, `${this.case}/hearings`, { at, day_off: at.slice(0, 10) });
    this.hearing = new URL(made.url).pathname;
    yield { name: 'case-full', role: 'respondent', path: this.case };
    yield { name: 'cases', role: 'judge', path: '/cases' };
    yield { name: 'home', role: 'judge', path: '/' };
    yield { name: 'hearing-scheduled', role: 'judge', path: this.hearing };
    yield { name: 'lobby-1-rules', role: 'respondent', path: `${this.hearing}/lobby/rules` };
    yield { name: 'lobby-2-device', role: 'respondent', path: `${this.hearing}/lobby/device`, act: (p) => p.waitForSelector('[data-start]') };
    yield { name: 'lobby-3-promise', role: 'respondent', path: `${this.hearing}/lobby/promise` };
  }

  // session yields the stops of a sitting that needs no media.
  async *session() {
    for (const role of ['claimant', 'respondent', 'judge', 'secretary']) await this.act(role, 'prepare', devices);
    yield { name: 'lobby-4-wait', role: 'respondent', path: `${this.hearing}/lobby/wait`, act: (p) => p.waitForSelector('[data-chime]') };
    yield { name: 'hearing-lobby', role: 'secretary', path: this.hearing };
    for (let next = await this.waiting(); next; next = await this.waiting()) await this.act('secretary', 'admit', { person: next });
    yield { name: 'lobby-5-admitted', role: 'respondent', path: `${this.hearing}/lobby/wait`, act: async (p) => { await p.click('[data-stay]'); } };
    yield { name: 'hearing-admitted', role: 'judge', path: this.hearing, act: (p) => p.click('details.act summary') };
  }

  // room yields the stops of a sitting with people in the room, one of whom is
  // cut off: {name, page, act?} is a page that is already where it should be.
  async *room() {
    const page = {};
    await this.act('advocate', 'prepare', devices);
    await this.act('secretary', 'admit', { person: this.who('advocate') });
    for (const role of ['judge', 'secretary', 'claimant', 'respondent', 'advocate']) {
      page[role] = await (await this.as(role)).newPage();
      await smallPictures(page[role]);
      await page[role].setViewportSize({ width: 1366, height: 768 });
      await page[role].goto(`${this.court.url}${this.hearing}/room`, { waitUntil: 'commit' });
      await inRoom(page[role]);
    }
    for (const role of Object.keys(page)) await this.seenInside(page.judge, role);
    yield { name: 'room-before', page: page.judge, role: 'judge' };
    await this.act('judge', 'open');
    yield { name: 'room-judge', page: page.judge, role: 'judge' };
    yield { name: 'room-party', page: page.claimant, role: 'claimant' };
    yield { name: 'room-devices', page: page.claimant, role: 'claimant', act: (p) => p.click('[data-open=devices]') };
    yield { name: 'room-leave', page: page.claimant, role: 'claimant', act: (p) => p.click('[data-act=leave]') };
    const claimant = this.folk.find((p) => p.role === 'claimant').person;
    const order = async (p, act) => { await p.click(`[data-more="${claimant}"]`); if (act) await p.click(`[data-choose=${act}]`); };
    yield { name: 'room-person', page: page.judge, role: 'judge', act: (p) => order(p) };
    yield { name: 'room-remove', page: page.judge, role: 'judge', act: (p) => order(p, 'remove') };
    yield { name: 'room-close', page: page.judge, role: 'judge', act: (p) => p.click('[data-act=close]') };
    yield { name: 'hearing-session', role: 'secretary', path: this.hearing };
    await page.respondent.close();
    await page.judge.waitForSelector('#room[data-state=held]', { timeout: 60_000 });
    yield { name: 'room-judge-held', page: page.judge, role: 'judge' };
    yield { name: 'room-party-held', page: page.claimant, role: 'claimant' };
    yield { name: 'room-contact', page: page.secretary, role: 'secretary', act: (p) => p.click('[data-region=roll] [data-act=contact]') };
    yield { name: 'room-reason', page: page.judge, role: 'judge', act: (p) => p.click('[data-act=go_on]') };
    yield { name: 'hearing-held', role: 'secretary', path: this.hearing, act: (p) => p.click('.roll details.act summary') };
    const respondent = this.folk.find((p) => p.role === 'respondent').person;
    await this.act('secretary', 'contact', { person: respondent, channel: 'phone', result: 'no_answer', note: '' });
    await this.act('secretary', 'contact', { person: respondent, channel: 'phone', result: 'reached', note: 'Қайта қосылып жатыр' });
    await this.act('judge', 'remove', { person: claimant, reason: 'Екі ескертуден кейін де сөзді бөлді' });
    await this.act('claimant', 'protest', { reason: 'Мен тек құжатты көрсеткім келді' });
    yield { name: 'lobby-ordered', role: 'claimant', path: `${this.hearing}/lobby/wait`, act: (p) => p.waitForSelector('#order') };
    yield { name: 'hearing-ordered', role: 'judge', path: this.hearing, act: (p) => p.click('.roll details.act summary') };
    yield { name: 'room-judge-ordered', page: page.judge, role: 'judge' };
    await this.act('judge', 'readmit', { person: claimant, reason: 'Тәртіп сақтауға уәде берді' });
    await this.act('judge', 'go_on', { reason: 'Жауапкердің адвокаты қатысып отыр, жауапкер телефон арқылы келісті' });
    await this.act('judge', 'close');
  }

  // triage yields the stops of how the case is heard.
  triage() { return triage(this); }

  // calendar yields the stops of when and in which courtroom, in a court of its own.
  calendar() { return calendar(Tour); }

  // days yields the stops of what people and the public see of it, in a court of its own.
  days() { return days(Tour); }

  // signatures yields the stops of electronic signatures, in a court of its own.
  signatures() { return signatures(Tour); }

  // panel yields the stops of a case before a panel, in a court of its own.
  panel() { return panel(Tour); }

  async *ended() {
    yield { name: 'figures', role: 'judge', path: '/figures' };
    yield { name: 'journal', role: 'judge', path: `${this.hearing}/journal` };
    yield { name: 'hearing-ended', role: 'claimant', path: this.hearing };
  }
}

// inRoom waits until the page shows what the court says, and has sound.
export async function inRoom(p) {
  await p.waitForSelector('#room[data-media=up]:not([data-version="0"])', { timeout: 60_000 });
}

// sits puts whoever a context is signed in as into the room, on a page of their
// own: a sitting is opened from within.
export async function sits(context, hearing) {
  const p = await context.newPage();
  await smallPictures(p);
  await p.goto(`${hearing}/room`, { waitUntil: 'commit' });
  await inRoom(p);
  await p.waitForSelector('[data-region=roll] [data-presence=inside]', { state: 'attached' });
  return p;
}

// choose fills the filing form and goes to its second page, or to its errors.
async function choose(p, file) {
  await p.setInputFiles('#file', file);
  await p.check('input[name=kind][value=claim]');
  await p.fill('#title', 'Қарызды өндіру туралы талап қою арызы');
  await Promise.all([p.waitForNavigation(), p.click('main button.button')]);
}
