// The line to the court, measured over the way the page itself comes: how long
// short answers take, and how much arrives and is taken in a few seconds.
import { signal } from "@preact/signals";
import { rate, verdict, type Link, type Measured } from "./results.ts";

const size = 512 * 1024;
const longest = 6000; // ms for one way: what has come by then is what the line carries

async function within<T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const c = new AbortController();
  const t = setTimeout(() => c.abort(), longest);
  try {
    return await work(c.signal);
  } finally {
    clearTimeout(t);
  }
}

/** answers is the middle one of five short answers' times. */
async function answers(): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const from = performance.now();
    await within((signal) => fetch("/api/texts?lang=none", { method: "HEAD", cache: "no-store", signal })).catch(() => undefined);
    times.push(performance.now() - from);
  }
  return Math.round(times.sort((a, b) => a - b)[2] ?? longest);
}

/** down counts what comes, whole or not; the first piece sets the clock. */
async function down(): Promise<number> {
  let bytes = 0, from = performance.now();
  try {
    await within(async (signal) => {
      const r = await fetch("/api/line", { cache: "no-store", credentials: "same-origin", signal });
      if (!r.ok || !r.body) throw new Error(String(r.status));
      const reader = r.body.getReader();
      from = performance.now();
      for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.byteLength;
    });
  } catch {
    // Broken off or too slow: what came, in the time it took.
  }
  return rate(bytes, performance.now() - from);
}

/** up doubles what it sends until it takes a second, so that a poor line is not asked for more than it can carry. */
async function up(csrf: string): Promise<number> {
  let best = 0;
  for (let bytes = 16 * 1024; bytes <= size; bytes *= 4) {
    const body = new Uint8Array(bytes);
    for (let i = 0; i < bytes; i += 65536) crypto.getRandomValues(body.subarray(i, Math.min(bytes, i + 65536)));
    const from = performance.now();
    try {
      const r = await within((signal) => fetch("/api/line", { method: "POST", body, credentials: "same-origin", headers: { "X-CSRF-Token": csrf, "Content-Type": "application/octet-stream" }, signal }));
      if (!r.ok) break;
    } catch {
      break;
    }
    const ms = performance.now() - from;
    best = Math.max(best, rate(bytes, ms));
    if (ms > 1000) break;
  }
  return best;
}

export class LinkTest {
  readonly busy = signal(false);
  readonly measured = signal<Measured | null>(null);

  constructor(private readonly csrf: string, private readonly found: (l: Link) => void) {}

  async start(): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    const rtt = await answers();
    const m = { rtt, down: await down(), up: await up(this.csrf) };
    this.measured.value = m;
    this.found(verdict(m));
    this.busy.value = false;
  }
}
