// The court under test and its people: the real program, real browsers.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
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

// browser starts a Chromium of its own, on the line (namespace) given, that
// speaks what the WAV says into its microphone.
export async function browser(base, { ns, wav, dir }) {
  let path = '/usr/bin/chromium';
  if (ns) {
    path = join(dir, `chromium-${ns}`);
    writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${ns} /usr/bin/chromium "$@"\n`);
    chmodSync(path, 0o755);
  }
  return chromium.launch({
    executablePath: path, headless: true,
    ignoreDefaultArgs: ['--mute-audio'],
    args: ['--headless=new', '--autoplay-policy=no-user-gesture-required', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=fps=8',
      `--use-file-for-fake-audio-capture=${wav}`, `--unsafely-treat-insecure-origin-as-secure=${base}`, "--host-resolver-rules=MAP court.test 10.99.0.1"],
  });
}

// watchMedia lets a test read, from outside the page's own code, what each
// peer connection of the page has received.
export async function watchMedia(page) {
  await page.addInitScript(() => {
    const Real = window.RTCPeerConnection, all = [];
    window.__pcs = all;
    window.RTCPeerConnection = new Proxy(Real, { construct(T, a) { const pc = new T(...a); all.push(pc); return pc; } });
  });
}

// smallPictures has every camera of the page give 160 by 90 at 5 a second, and
// the microphone its speech as it is: two cores do the work of five machines.
export async function smallPictures(page) {
  await page.addInitScript(() => {
    const media = navigator.mediaDevices;
    if (!media) return;
    const real = media.getUserMedia.bind(media);
    media.getUserMedia = (want) => real({
      ...want,
      ...(want?.video && { video: { width: 160, height: 90, frameRate: 5 } }),
      ...(want?.audio && { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } }),
    });
  });
}

// energy is the sound energy each incoming track has rendered so far.
export const energy = (page) => page.evaluate(async () => {
  const out = {};
  for (const pc of window.__pcs ?? []) {
    if (pc.connectionState === 'closed') continue;
    (await pc.getStats()).forEach((s) => {
      if (s.type === 'inbound-rtp' && s.kind === 'audio') out[s.trackIdentifier] = s.totalAudioEnergy ?? 0;
    });
  }
  return out;
});

// hearsHowMany counts the incoming tracks whose energy grew over some seconds.
export async function hearsHowMany(page, want, seconds = 40) {
  const first = await energy(page);
  let grew = 0;
  for (let i = 0; i < seconds; i++) {
    await page.waitForTimeout(1000);
    const now = await energy(page);
    grew = Object.keys(now).filter((k) => now[k] - (first[k] ?? 0) > 1e-4).length;
    if (grew >= want) return grew;
  }
  return grew;
}

export async function people(base, get = fetch) {
  const r = await get(`${base}/demo/people.json`);
  return r.json();
}
