// What the media server holds of a room's sound: packets as it forwards them,
// off its own line's encryption, taken by its operator before any page of the
// court's touches them; and what an Opus decoder makes of them.
import { createDecipheriv, hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import { root } from './court.mjs';
import { hertz } from './tone.mjs';

// capture joins a room and answers, for each sound there, so many payloads as they come.
export async function capture(page, url, token, sounds, many = 150) {
  await page.goto(url.replace(/^ws/, 'http')); // a page of the server's own, since it answers no other
  await page.addScriptTag({ path: join(root, 'node_modules/livekit-client/dist/livekit-client.umd.js') });
  const taken = await page.evaluate(async ([url, token, sounds, many]) => {
    const { Room, RoomEvent } = window.LivekitClient;
    const room = new Room(), all = [];
    const full = new Promise((done) => {
      room.on(RoomEvent.TrackSubscribed, async (t) => {
        if (t.kind !== 'audio') return;
        const packets = [];
        all.push(packets);
        const frames = t.receiver.createEncodedStreams().readable.getReader();
        while (packets.length < many) {
          const { value } = await frames.read();
          packets.push({ mime: value.getMetadata().mimeType ?? '', data: btoa(String.fromCharCode(...new Uint8Array(value.data))) });
        }
        if (all.length >= sounds && all.every((p) => p.length >= many)) done();
      });
    });
    await room.connect(url, token, { rtcConfig: { encodedInsertableStreams: true } });
    await full;
    await room.disconnect();
    return all;
  }, [url, token, sounds, many]);
  return taken.map((packets) => packets.map(({ mime, data }) => primary(mime, Buffer.from(data, 'base64'))));
}

// primary is the packet itself where older ones ride with it (RFC 2198).
function primary(mime, b) {
  if (!/red$/i.test(mime)) return b;
  let at = 0, older = 0;
  for (; b[at] & 0x80; at += 4) older += ((b[at + 2] & 3) << 8) | b[at + 3];
  return b.subarray(at + 1 + older);
}

// keepKey has a page keep the key that its talk is encrypted with as window.__talkKey.
export const keepKey = (page) => page.addInitScript(() => {
  const real = crypto.subtle.importKey.bind(crypto.subtle);
  crypto.subtle.importKey = (format, key, algorithm, extractable, uses) => {
    if (uses.includes('deriveKey')) window.__talkKey = [...new Uint8Array(key)];
    return real(format, key, algorithm, extractable, uses);
  };
});

// opened are the packets as who has the talk's key reads them: a clear byte, AES-GCM, its tag, the IV, two bytes about these.
export function opened(packets, talkKey) {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(talkKey), 'LKFrameEncryptionKey', Buffer.alloc(128), 16));
  return packets.map((b) => {
    const head = b.subarray(0, 1), iv = b.subarray(b.length - 2 - b[b.length - 2], b.length - 2), body = b.subarray(1, b.length - 2 - iv.length);
    const aes = createDecipheriv('aes-128-gcm', key, iv);
    aes.setAAD(head);
    aes.setAuthTag(body.subarray(body.length - 16));
    return Buffer.concat([head, aes.update(body.subarray(0, body.length - 16)), aes.final()]);
  });
}

// decoded is what an Opus decoder makes of packets: how many samples, and the
// share of their power that lies within 60 Hz of the tone that was said.
export const decoded = (page, packets) => page.evaluate(async ([packets, hertz]) => {
  const pcm = [];
  let decoder = null, refused = 0;
  const take = (d) => {
    const one = new Float32Array(d.numberOfFrames);
    d.copyTo(one, { planeIndex: 0, format: 'f32-planar' });
    pcm.push(...one);
    d.close();
  };
  for (const [i, p] of packets.entries()) {
    if (decoder?.state !== 'configured') { // at first, and after what is no Opus
      decoder = new AudioDecoder({ output: take, error: () => { refused++; } });
      decoder.configure({ codec: 'opus', sampleRate: 48000, numberOfChannels: 1 });
    }
    decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: i * 20_000, data: Uint8Array.from(atob(p), (c) => c.charCodeAt(0)) }));
    if (i % 10 === 9) await decoder.flush().catch(() => undefined);
  }
  await decoder.flush().catch(() => undefined);
  const size = 4800, step = 48000 / size;
  let near = 0, all = 0;
  for (let at = 0; at + size <= pcm.length; at += size) {
    const x = pcm.slice(at, at + size);
    all += x.reduce((sum, v) => sum + v * v, 0);
    for (let k = Math.ceil((hertz - 60) / step); k <= (hertz + 60) / step; k++) {
      let re = 0, im = 0;
      x.forEach((v, n) => { re += v * Math.cos(2 * Math.PI * k * n / size); im += v * Math.sin(2 * Math.PI * k * n / size); });
      near += 2 * (re * re + im * im) / size;
    }
  }
  return { packets: packets.length, refused, samples: pcm.length, share: all > 0 ? near / all : 0 };
}, [packets.map((p) => p.toString('base64')), hertz]);
