// A microphone that gives one clear tone, and how much of what a page hears is
// that tone: speech that can be understood is the sound that was made, not any
// sound.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const hertz = 1000;

export function tone(dir) {
  const rate = 48000, n = rate * 10, b = Buffer.alloc(44 + n * 2);
  b.write('RIFF', 0); b.writeUInt32LE(36 + n * 2, 4); b.write('WAVEfmt ', 8); b.writeUInt32LE(16, 16); b.writeUInt16LE(1, 20); b.writeUInt16LE(1, 22);
  b.writeUInt32LE(rate, 24); b.writeUInt32LE(rate * 2, 28); b.writeUInt16LE(2, 32); b.writeUInt16LE(16, 34); b.write('data', 36); b.writeUInt32LE(n * 2, 40);
  for (let i = 0; i < n; i++) b.writeInt16LE(Math.round(9000 * Math.sin(2 * Math.PI * hertz * i / rate)), 44 + i * 2);
  const out = join(dir, 'tone.wav');
  writeFileSync(out, b);
  return out;
}

// clear is, over three seconds, the mean share of the sound's power that lies
// within 60 Hz of the tone, and the mean power; tracks is an expression that
// gives the sounds on the page.
export const clear = (page, tracks) => page.evaluate(async ([tracks, hertz]) => {
  const list = (0, eval)(tracks);
  const out = { tracks: list.length, share: 0, power: 0 };
  for (const t of list) {
    const ctx = new AudioContext();
    const src = ctx.createMediaStreamSource(new MediaStream([t])), an = ctx.createAnalyser();
    an.fftSize = 8192;
    an.smoothingTimeConstant = 0;
    src.connect(an);
    await ctx.resume();
    const bins = new Float32Array(an.frequencyBinCount), step = ctx.sampleRate / an.fftSize;
    let share = 0, power = 0, n = 0;
    for (let i = 0; i < 15; i++) {
      await new Promise((r) => setTimeout(r, 200));
      an.getFloatFrequencyData(bins);
      let all = 0, near = 0;
      bins.forEach((db, k) => {
        const p = Number.isFinite(db) ? 10 ** (db / 10) : 0;
        all += p;
        if (Math.abs(k * step - hertz) <= 60) near += p;
      });
      if (all > 1e-9) { share += near / all; power += all; n++; }
    }
    if (n > 0) { out.share = Math.max(out.share, share / n); out.power = Math.max(out.power, power / n); }
    await ctx.close();
  }
  return out;
}, [tracks, hertz]);

// sounds are the sounds a page of the room plays.
export const sounds = '[...document.querySelectorAll("audio")].flatMap((a) => a.srcObject?.getAudioTracks() ?? [])';
