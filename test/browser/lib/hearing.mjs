// A hearing as its people live it: each on a line of their own, in a browser of
// their own, going through the pages as the pages lead them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { browser, howMany, root, smallPictures, start, tmp, watchMedia } from './court.mjs';
import { Net } from './net.mjs';
import { fileClaim, promise, schedule } from './steps.mjs';
import { voice } from './voices.mjs';

export const roles = ['judge', 'secretary', 'claimant', 'respondent', 'advocate'];
const speech = { judge: ['kk', 40], secretary: ['ru', 60], claimant: ['kk', 55], respondent: ['ru', 45], advocate: ['kk', 70] };
const port = 8080;

export class Hearing {
  constructor(tag) {
    this.dir = tmp();
    this.net = new Net(tag);
    this.base = `http://court.localhost:${port}`; // a name, since passkeys know no addresses, that browsers trust without TLS
    this.chromes = {};
    this.pages = {};
    this.folk = {};
  }

  // serve starts the court on its own host; with external, the media server is
  // a program of its own beside it.
  async serve({ external = false } = {}) {
    const keys = join(this.dir, 'keys');
    const args = ['serve', '--demo', '--url', this.base, '--listen', `10.99.0.1:${port}`, '--data', join(this.dir, 'data'), '--keys', keys, '--media-ip', '10.99.0.1'];
    if (external) {
      mkdirSync(keys, { recursive: true });
      await this.media();
      args.push('--livekit', 'http://10.99.0.1:7880');
    }
    this.court = await start(args, { ns: this.net.court });
  }

  async media() {
    this.sfu = await start(['media', '--listen', '10.99.0.1:7880', '--keys', join(this.dir, 'keys'), '--udp', '7882', '--ip', '10.99.0.1'],
      { ns: this.net.court, wait: /(http:\S+) udp=/ });
  }

  // arrive puts a person at a browser on a line of their own, signed in.
  async arrive(role) {
    const ns = this.net.lines.get(role) ?? this.net.line(role);
    const [lang, pitch] = speech[role];
    const chrome = this.chromes[role] = await browser(this.base, { ns, dir: this.dir, wav: voice(this.dir, lang, pitch) });
    // The bench at desks, the parties on telephones: fewer pictures to draw.
    const desk = role === 'judge' || role === 'secretary';
    const context = await chrome.newContext({ viewport: desk ? { width: 1366, height: 768 } : { width: 360, height: 640 }, permissions: ['camera', 'microphone'] });
    const page = this.pages[role] = await context.newPage();
    page.setDefaultTimeout(60_000);
    await watchMedia(page);
    await smallPictures(page);
    if (!this.folk[role]) {
      await page.goto(`${this.base}/demo/people.json`);
      for (const p of JSON.parse(await page.textContent('body'))) this.folk[p.role] = p;
    }
    await page.goto(this.folk[role].sign_in);
    return page;
  }

  get case() { return this.folk.judge.case; }
  get slug() { return this.case.replace('/', '.'); }

  async file(role = 'claimant') {
    const p = this.pages[role];
    await fileClaim(p, this.base, this.slug);
    await p.waitForSelector('img.qr', { timeout: 20_000 });
  }

  async schedule() {
    this.path = await schedule(this.pages.judge, this.base, this.slug);
    this.id = this.path.split('/').pop();
  }

  // knock: the promise, given on its page. The device test has a test of its own.
  async knock(role) {
    const p = this.pages[role];
    await promise(p, this.path);
    await p.waitForURL(/\/lobby\/wait/);
  }

  async enter(role) {
    const p = this.pages[role];
    await p.goto(`${this.path}/room`);
    await p.waitForSelector('#room[data-version]:not([data-version="0"])');
  }

  // assemble files the claim, schedules the hearing and brings all five into the room.
  async assemble() {
    await this.file();
    await this.schedule();
    for (const role of roles) await this.knock(role);
    await this.enter('secretary');
    await this.enter('judge');
    await this.admitAll();
    for (const role of ['claimant', 'respondent', 'advocate']) await this.enter(role);
    for (const role of roles) await this.presence('judge', role, 'inside');
  }

  // admitAll: the secretary admits everyone who waits, from the room.
  async admitAll() {
    const s = this.pages.secretary;
    for (const role of ['claimant', 'respondent', 'advocate']) {
      await s.click(`[data-act=admit][data-about="${this.folk[role].person}"]`);
      await this.presence('secretary', role, /waiting|inside/);
    }
  }

  seat(viewer, role) { return this.pages[viewer].locator(`[data-region=roll] [data-person="${this.folk[role].person}"]`).first(); }

  // presence waits until the viewer's page shows the person so.
  async presence(viewer, role, want, timeout = 60_000) {
    const re = want instanceof RegExp ? want : new RegExp(`^${want}$`);
    const end = Date.now() + timeout;
    let is;
    for (;;) {
      is = await this.seat(viewer, role).getAttribute('data-presence');
      if (re.test(is)) return;
      assert.ok(Date.now() < end, `${viewer} sees ${role} ${is}, not ${want}\n${Date.now() < end ? '' : await this.journal(viewer)}`);
      await this.pages[viewer].waitForTimeout(200);
    }
  }

  // journal is what the viewer's page says happened, for whoever reads a failure.
  async journal(viewer) {
    const lines = await this.pages[viewer].locator('[data-journal-no]').allTextContents().catch((e) => [String(e)]);
    return `${new Date().toISOString()} ${JSON.stringify(await this.pages[viewer].evaluate(() => ({ ...document.getElementById('room')?.dataset })).catch(() => null))}\n${lines.slice(-12).join('\n')}\n${this.court.log().slice(-1500)}`;
  }

  state(viewer, want, timeout = 60_000) {
    return this.pages[viewer].waitForSelector(`#room[data-state="${want}"]`, { timeout });
  }

  banner(viewer, what, timeout = 60_000) {
    return this.pages[viewer].waitForSelector(`[data-banner="${what}"]`, { timeout });
  }

  noBanner(viewer, what, timeout = 90_000) {
    return this.pages[viewer].waitForSelector(`[data-banner="${what}"]`, { timeout, state: 'hidden' });
  }

  act(role, name) { return this.pages[role].click(`[data-act="${name}"]`); }

  // openMics: until then no party's microphone sends; then each may speak at will.
  async openMics() {
    const parties = ['claimant', 'respondent', 'advocate'];
    const mic = (state) => Promise.all(parties.map((role) => this.pages[role].waitForSelector(`[data-device=mic][data-device-state=${state}]`)));
    await mic('no_floor');
    await this.pages.judge.click('[data-region=controls] [data-act=floor]');
    await mic('on');
  }

  // everyHears checks by received sound energy that each of those named hears
  // as many others; everySees does by pictures decoded.
  everyHears(who = roles, others = who.length - 1) { return this.every('audio', who, others); }
  everySees(who = roles, others = who.length - 1) { return this.every('video', who, others); }

  async every(kind, who, others) {
    await Promise.all(who.map(async (role) => {
      const n = await howMany(this.pages[role], kind, others);
      assert.ok(n >= others, `${role} receives ${kind} of ${n}, not ${others}`);
    }));
  }

  // hush: people who are not speaking turn their microphone and camera off.
  async hush(...who) {
    for (const role of who) {
      for (const device of ['mic', 'cam']) {
        await this.pages[role].click(`[data-device=${device}][data-device-state=on]`);
        await this.pages[role].waitForSelector(`[data-device=${device}][data-device-state=off]`);
      }
    }
  }

  signal(role, sig) {
    // Chromium's processes are found by their profile's folder: the one
    // playwright made for this browser and nobody else's.
    const pids = chromePids(this.net.lines.get(role));
    assert.ok(pids.length > 0, `no browser of ${role} runs`);
    for (const pid of pids) { try { process.kill(pid, sig); } catch { /* gone already */ } }
  }

  // record exports the case, verifies it with the shipped verifier, and
  // answers the hearing's events as they stand in the bundle.
  record() {
    const out = join(this.dir, `case-${Date.now()}.zip`), folder = `${out}.d`;
    const args = ['--data', join(this.dir, 'data'), '--keys', join(this.dir, 'keys')];
    execFileSync(join(root, 'bin/tarazy'), ['export', ...args, '--case', this.case, '--out', out]);
    const vkey = this.vkey;
    execFileSync(join(root, 'bin/tarazy-verify'), ['--key', vkey, out]);
    mkdirSync(folder);
    unzip(out, folder);
    const lines = readFileSync(join(folder, 'streams', this.id, 'events.jsonl'), 'utf8').trim().split('\n').map((l) => JSON.parse(l));
    return lines.map(({ header, payload }) => ({ no: header.version, type: payload.type.replace('hearing.', ''), at: Date.parse(payload.at), by: payload.by, data: payload.data }));
  }

  async rememberKey() {
    const p = this.pages.judge;
    this.vkey = (await p.evaluate(async () => (await fetch('/log/key')).text())).trim();
  }

  async end() {
    for (const c of Object.values(this.chromes)) await Promise.race([c.close().catch(() => {}), new Promise((r) => setTimeout(r, 3000).unref())]);
    await this.court?.kill();
    await this.sfu?.kill('SIGKILL');
    this.net.down();
  }
}

function chromePids(ns) {
  return execFileSync('ip', ['netns', 'pids', ns]).toString().trim().split('\n').filter(Boolean).map(Number);
}

// unzip reads a ZIP of stored files: that is all a bundle may be.
function unzip(file, into) {
  const b = readFileSync(file);
  for (let at = 0; b.readUInt32LE(at) === 0x04034b50;) {
    const size = b.readUInt32LE(at + 22), n = b.readUInt16LE(at + 26);
    const name = b.subarray(at + 30, at + 30 + n).toString(), path = join(into, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, b.subarray(at + 30 + n, at + 30 + n + size));
    at += 30 + n + size;
  }
  return readdirSync(into);
}
