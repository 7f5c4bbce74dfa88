// The hearing room's figures, in real Chromium: node room.mjs RUNS [join].
// Prints lines of JSON: figure → contender → values of each run, in ms. See
// README.md.
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { browser, people, root, start, tmp } from '../test/browser/lib/court.mjs';
import { promise, schedule } from '../test/browser/lib/steps.mjs';
import { voice } from '../test/browser/lib/voices.mjs';

const runs = Number(process.argv[2] ?? 5);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// notes puts into a page, before any script of its own, what notes the first
// remote frame on the screen and the first remote sound, in ms since the
// person set out for the page.
function notes() {
  const Real = window.RTCPeerConnection, remote = new Set(), first = {};
  const note = (what) => {
    if (what in first) return;
    first[what] = performance.now();
    if ('frame' in first && 'sound' in first) window.benchFirst(first);
  };
  window.RTCPeerConnection = new Proxy(Real, {
    construct(T, args) {
      const pc = new T(...args);
      pc.addEventListener('track', (e) => { if (e.track.kind === 'video') remote.add(e.track.id); });
      const listen = setInterval(async () => {
        if ('sound' in first || pc.connectionState === 'closed') { clearInterval(listen); return; }
        (await pc.getStats()).forEach((s) => {
          if (s.type === 'inbound-rtp' && s.kind === 'audio' && s.totalAudioEnergy > 0) note('sound');
        });
      }, 20);
      return pc;
    },
  });
  const watched = new WeakSet();
  const look = () => {
    for (const v of document.querySelectorAll('video')) {
      if (watched.has(v) || !v.srcObject?.getVideoTracks().some((t) => remote.has(t.id))) continue;
      watched.add(v);
      v.requestVideoFrameCallback(() => note('frame'));
    }
    if (!('frame' in first)) setTimeout(look, 10);
  };
  look();
}

// enter goes to the room by a click, as people do (a browser keeps the sound
// off of who has touched nothing), and answers when the first frame and sound
// came. The page itself tells: a driver that looks in would delay its scripts.
async function enter(page, from, url) {
  await page.goto(from);
  await page.evaluate((to) => {
    const a = Object.assign(document.createElement('a'), { href: to, id: 'bench-go', textContent: 'go' });
    a.style.cssText = 'position:fixed;top:0;left:0;z-index:9999';
    document.body.append(a);
  }, url);
  const came = new Promise((done, fail) => {
    page.first = done;
    setTimeout(() => fail(new Error(`nothing came to ${url}`)), 60_000).unref();
  });
  await page.click('#bench-go', { noWaitAfter: true });
  const first = await came;
  await page.goto('about:blank');
  await wait(3000);
  return first;
}

async function noted(page) {
  await page.exposeFunction('benchFirst', (first) => page.first(first));
  await page.addInitScript(notes);
}

// bare is a page with nothing but the media server's own client in it.
class Bare {
  async open(dir) {
    const keys = join(dir, 'bare-keys');
    mkdirSync(keys);
    this.secret = 'a-secret-of-the-bench-and-of-nothing-else';
    writeFileSync(join(keys, 'livekit.key'), `bench: ${this.secret}\n`, { mode: 0o600 });
    this.sfu = await start(['media', '--listen', '127.0.0.1:0', '--keys', keys, '--udp', '0'], { wait: /(http:\S+) udp=/ });
    const r = await fetch(`${this.sfu.url}/twirp/livekit.RoomService/CreateRoom`, {
      method: 'POST', body: '{"name":"bare"}',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${this.token('admin', { roomCreate: true })}` },
    });
    if (!r.ok) throw new Error(`no room: ${r.status} ${await r.text()}`);
    const client = readFileSync(join(root, 'node_modules/livekit-client/dist/livekit-client.umd.js'));
    this.server = createServer((req, res) => {
      if (req.url === '/client.js') {
        res.writeHead(200, { 'Content-Type': 'text/javascript', 'Cache-Control': 'max-age=3600' }).end(client);
        return;
      }
      res.writeHead(200, { 'Content-Type': 'text/html' }).end(this.page(new URL(req.url, 'http://x').searchParams.get('as')));
    });
    await new Promise((done) => this.server.listen(0, 'localhost', done));
  }

  url(as) { return `http://localhost:${this.server.address().port}/?as=${as}`; }

  page(as) {
    if (!as) return '<!doctype html><title>bare</title><body>';
    return `<!doctype html><title>bare</title><body><script src="/client.js"></script><script>
      const room = new LivekitClient.Room({ adaptiveStream: true, dynacast: true });
      room.on('trackSubscribed', (t) => document.body.append(t.attach()));
      room.connect(${JSON.stringify(this.sfu.url.replace('http', 'ws'))}, ${JSON.stringify(this.token(as, { room: 'bare', roomJoin: true }))})
        .then(() => room.localParticipant.enableCameraAndMicrophone());
    </script>`;
  }

  token(identity, video) {
    const part = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: 'bench', sub: identity, nbf: now - 5, exp: now + 3600, video })}`;
    return `${body}.${createHmac('sha256', this.secret).update(body).digest('base64url')}`;
  }

  async close() {
    this.server?.close();
    await this.sfu?.kill();
  }
}

// court is the demo court with the judge in the room and the secretary at its door.
async function openCourt(dir, chrome) {
  const court = await start(['serve', '--demo', '--listen', 'localhost:0', '--data', join(dir, 'data'), '--keys', join(dir, 'keys')]);
  const folk = Object.fromEntries((await people(court.url)).map((p) => [p.role, p]));
  const pages = {};
  for (const role of ['judge', 'secretary']) {
    const context = await chrome(court.url).then((c) => c.newContext({ viewport: { width: 1366, height: 768 }, permissions: ['camera', 'microphone'] }));
    pages[role] = await context.newPage();
    if (role === 'secretary') await noted(pages[role]);
    await pages[role].goto(folk[role].sign_in);
  }
  const judge = pages.judge;
  const hearing = await schedule(judge, court.url, folk.judge.case.replace('/', '.'));
  for (const p of Object.values(pages)) await promise(p, hearing);
  // The lobby leads those of the bench into the room by itself.
  for (const p of Object.values(pages)) await p.waitForURL(/\/room$/, { timeout: 60_000 });
  await judge.waitForSelector('#room[data-media=up]', { timeout: 60_000 });
  return { court, hearing, room: `${hearing}/room`, secretary: pages.secretary };
}

async function joins(dir) {
  const bare = new Bare();
  const open = [];
  const out = { 'room.join.frame': { tarazy: [], 'bare-page': [] }, 'room.join.sound': { tarazy: [], 'bare-page': [] } };
  let court;
  try {
    await bare.open(dir);
    const wav = voice(dir, 'kk');
    let one;
    const chrome = (base) => one ??= browser(base, { dir, wav }).then((c) => { open.push(c); return c; });
    const house = await openCourt(dir, chrome);
    court = house.court;
    // Each in a context of its own, as judge and secretary are: what the browser has compiled for one who stays is not there for the other.
    const bench = async () => (await (await chrome()).newContext({ permissions: ['camera', 'microphone'] })).newPage();
    const [other, self] = [await bench(), await bench()];
    await noted(self);
    await other.goto(bare.url('other'));
    await wait(3000);
    for (let i = 0; i <= runs; i++) {
      const ours = await enter(house.secretary, house.hearing, house.room), theirs = await enter(self, bare.url(''), bare.url('self'));
      if (i === 0) continue; // nothing is in the browser's cache yet
      for (const what of ['frame', 'sound']) {
        out[`room.join.${what}`].tarazy.push(ours[what]);
        out[`room.join.${what}`]['bare-page'].push(theirs[what]);
      }
    }
  } finally {
    for (const c of open) await Promise.race([c.close().catch(() => {}), wait(3000)]);
    await court?.kill();
    await bare.close();
  }
  return out;
}

// Each part prints what it has measured, so that one that fails takes no other with it.
const parts = {
  join: async () => {
    const dir = tmp();
    try { return await joins(dir); } finally { rmSync(dir, { recursive: true, force: true }); }
  },
};
for (const [name, part] of Object.entries(parts)) {
  if (process.argv[3] && process.argv[3] !== name) continue;
  try {
    console.log(JSON.stringify(await part()));
  } catch (e) {
    console.error(`room: ${name}: ${e.stack ?? e}`);
    process.exitCode = 1;
  }
}
