// An operator with root on the court's machine: with the media server's own key
// they sit in any room, hidden, past every gate of the court.
import { createHmac } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './court.mjs';

const part = (v) => Buffer.from(JSON.stringify(v)).toString('base64url');

// ticket opens a room to the court's own hidden name, which nobody puts out.
export function ticket(keys, room) {
  const [key, secret] = readFileSync(join(keys, 'livekit.key'), 'utf8').trim().split(':').map((s) => s.trim());
  const now = Math.floor(Date.now() / 1000);
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: key, sub: 'court-probe', nbf: now - 5, exp: now + 600, video: { roomJoin: true, room, hidden: true, canPublish: false, canSubscribe: true, canPublishData: false } })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

// port of the media server inside the court's process: the one that is not the pages'.
export function port(court) {
  const own = new URL(court.url).port;
  const found = execFileSync('ss', ['-Hltnp'], { encoding: 'utf8' }).split('\n').filter((l) => l.includes(`pid=${court.child.pid},`)).map((l) => l.trim().split(/\s+/)[3].split(':').pop());
  return found.filter((p) => p !== own);
}

// listen joins the room from a page of the media server's and keeps what arrives as
// window.heard, an analyser on each sound.
export async function listen(page, url, token) {
  await page.goto(url.replace(/^ws/, 'http')); // a page of the server's own, since it answers no other
  await page.addScriptTag({ path: join(root, 'node_modules/livekit-client/dist/livekit-client.umd.js') });
  await page.evaluate(async ([url, token]) => {
    const { Room, RoomEvent } = window.LivekitClient;
    await window.room?.disconnect();
    window.heard = [];
    const room = window.room = new Room();
    room.on(RoomEvent.TrackSubscribed, (t) => {
      if (t.kind !== 'audio') return;
      document.body.append(t.attach());
      window.heard.push(t.mediaStreamTrack);
    });
    await room.connect(url, token);
  }, [url, token]);
}
