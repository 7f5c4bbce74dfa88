// The court under test and its people: the real program, real browsers.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

export const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../..');
export const binary = process.env.TARAZY_BIN ?? join(root, 'bin/tarazy');
export const tmp = () => mkdtempSync(join(tmpdir(), 'tarazy-test-'));

// start runs `tarazy args…`, in a namespace if given, and waits for its ready line.
export async function start(args, { ns, bin = binary, wait = /ready (\S+)/, env = {} } = {}) {
  const cmd = ns ? ['ip', ['netns', 'exec', ns, bin, ...args]] : [bin, args];
  const child = spawn(cmd[0], cmd[1], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let log = '';
  const ready = new Promise((ok, no) => {
    const read = (b) => { log += b; const m = log.match(wait); if (m) ok(m[1]); };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => no(new Error(`tarazy ended with ${code}\n${log}`)));
    setTimeout(() => no(new Error(`tarazy was not ready\n${log}`)), 30_000).unref();
  });
  const url = await ready;
  return {
    url, child, log: () => log,
    kill: (sig = 'SIGTERM') => new Promise((done) => {
      if (child.exitCode !== null || child.signalCode) return done();
      child.once('exit', done);
      child.kill(sig);
    }),
  };
}

const whole = '/usr/bin/chromium', lean = '/usr/bin/chromium-headless-shell';

// browser starts a Chromium of its own that speaks what the WAV says into its
// microphone. On a line (namespace) of its own it is one of five on this
// machine: the same engine without the window around it, if it is there.
export async function browser(base, { ns, wav, dir }) {
  let path = whole;
  if (ns) {
    path = join(dir, `chromium-${ns}`);
    writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${ns} ${existsSync(lean) ? lean : whole} "$@"\n`);
    chmodSync(path, 0o755);
  }
  return chromium.launch({
    executablePath: path, headless: true,
    ignoreDefaultArgs: ['--mute-audio'],
    args: ['--headless=new', '--autoplay-policy=no-user-gesture-required', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--use-fake-ui-for-media-stream', `--use-fake-device-for-media-stream=fps=${ns ? 2 : 8}`,
      `--use-file-for-fake-audio-capture=${wav}`, `--unsafely-treat-insecure-origin-as-secure=${base}`, '--host-resolver-rules=MAP court.localhost 10.99.0.1'],
  });
}

// watchMedia lets a test read, from outside the page's own code, what each
// peer connection of the page has received.
export const watchMedia = (page) => page.addInitScript(keepConnections);

export function keepConnections() {
  const Real = window.RTCPeerConnection, all = [];
  window.__pcs = all;
  window.RTCPeerConnection = new Proxy(Real, { construct(T, a) { const pc = new T(...a); all.push(pc); return pc; } });
}

// smallPictures has every camera of the page give 160 by 90 at 2 a second, and
// the microphone its speech as it is: two cores do the work of five machines.
export async function smallPictures(page) {
  await page.addInitScript(() => {
    const media = navigator.mediaDevices;
    if (!media) return;
    const real = media.getUserMedia.bind(media);
    media.getUserMedia = (want) => real({
      ...want,
      ...(want?.video && { video: { width: 160, height: 90, frameRate: 2 } }),
      ...(want?.audio && { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } }),
    });
  });
}

// received is, by incoming track, the sound energy rendered or the pictures
// decoded so far.
export const received = (page, kind) => page.evaluate(async (kind) => {
  const out = {};
  for (const pc of window.__pcs ?? []) {
    if (pc.connectionState === 'closed') continue;
    (await pc.getStats()).forEach((s) => {
      if (s.type === 'inbound-rtp' && s.kind === kind) out[s.trackIdentifier] = (kind === 'audio' ? s.totalAudioEnergy : s.framesDecoded) ?? 0;
    });
  }
  return out;
}, kind);

// howMany counts the incoming tracks that brought something new over some
// seconds, until as many as wanted did.
export async function howMany(page, kind, want, seconds = 40) {
  const first = await received(page, kind);
  let grew = 0;
  for (let i = 0; i < seconds && grew < want; i++) {
    await new Promise((done) => setTimeout(done, 1000)); // any driver's page will do
    const now = await received(page, kind);
    grew = Object.keys(now).filter((k) => now[k] - (first[k] ?? 0) > 1e-4).length;
  }
  return grew;
}

export async function people(base, get = fetch) {
  const r = await get(`${base}/demo/people.json`);
  return r.json();
}
