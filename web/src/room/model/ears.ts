// What this page counts of its own sound, a second at a time: of each person
// whose sound comes, and of its own microphone. The court judges by it; the
// page judges nothing. Levels are in ten-thousandths of full scale.
import type { Counted, Mouth, Row } from "./types.ts";

/** Totals are what a browser has counted of one stream since it began. */
export interface Totals {
  packets: number;
  samples: number;
  madeUp: number;
  energy: number; // of the sound, after the element's volume
  seconds: number; // of sound
  delay: number; // summed over what was played out, in seconds
  out: number; // what was played out
}

export interface Playing {
  paused: boolean;
  muted: boolean;
  volume: number;
  at: number; // the element's own clock, in seconds
}

export const level = (energy: number, seconds: number): number => (seconds > 0 ? Math.min(10_000, Math.round(Math.sqrt(Math.max(0, energy) / seconds) * 10_000)) : 0);

const whole = (n: number, most: number): number => Math.min(most, Math.max(0, Math.round(n)));

/** rowOf is what changed between two looks ms apart. A stream that began anew counts from nothing. */
export function rowOf(of: string, before: { t: Totals; p: Playing } | undefined, t: Totals, p: Playing, ms: number): Row {
  const anew = !before || t.samples < before.t.samples || t.packets < before.t.packets;
  const b: Totals = anew ? { packets: 0, samples: 0, madeUp: 0, energy: 0, seconds: 0, delay: 0, out: 0 } : before.t;
  const samples = whole(t.samples - b.samples, 190_000);
  const out = t.out - b.out;
  return {
    of, samples,
    packets: whole(t.packets - b.packets, 2000),
    made_up: whole(Math.min(samples, t.madeUp - b.madeUp), 190_000),
    level: level(t.energy - b.energy, t.seconds - b.seconds),
    plays: !p.paused && (!before || p.at - before.p.at >= 0.2 * (ms / 1000)),
    volume: p.muted ? 0 : whole(p.volume * 100, 100),
    delay: out > 0 ? whole(((t.delay - b.delay) / out) * 1000, 60_000) : 0,
  };
}

/** inbound reads the browser's report about one incoming stream. */
export function inbound(report: RTCStatsReport): Totals | null {
  let t: Totals | null = null;
  report.forEach((s) => {
    if (s.type !== "inbound-rtp" || s.kind !== "audio") return;
    t = { packets: s.packetsReceived ?? 0, samples: s.totalSamplesReceived ?? 0, madeUp: s.concealedSamples ?? 0, energy: s.totalAudioEnergy ?? 0,
      seconds: s.totalSamplesDuration ?? 0, delay: s.jitterBufferDelay ?? 0, out: s.jitterBufferEmittedCount ?? 0 };
  });
  return t;
}

/** outbound reads the browser's report about the own microphone. */
export function outbound(report: RTCStatsReport): { energy: number; seconds: number; lost: number } {
  const o = { energy: 0, seconds: 0, lost: 0 };
  report.forEach((s) => {
    if (s.type === "media-source" && s.kind === "audio") [o.energy, o.seconds] = [s.totalAudioEnergy ?? 0, s.totalSamplesDuration ?? 0];
    if (s.type === "remote-inbound-rtp" && s.kind === "audio") o.lost = whole((s.fractionLost ?? 0) * 1000, 1000);
  });
  return o;
}

/** Sounding is one person's sound as the page plays it. */
export interface Sounding {
  person: string;
  id: string; // of the stream
  report(): Promise<RTCStatsReport | undefined>;
  el: Playing;
}

export interface Sound {
  blocked: boolean;
  coming: Sounding[];
  mic: { on: boolean; report(): Promise<RTCStatsReport | undefined> } | null;
}

const every = 1000;

/** Ears count once a second and give away what they counted. */
export class Ears {
  private had = new Map<string, { t: Totals; p: Playing }>();
  private own: { energy: number; seconds: number } | null = null;
  private last = 0;
  private counting = false;

  constructor(private readonly sound: () => Sound | null, private readonly give: (c: Counted) => void) {}

  start(): void {
    setInterval(() => void this.count(), every);
  }

  private async count(): Promise<void> {
    const sound = this.sound();
    if (!sound) return this.forget();
    if (this.counting) return; // a browser that takes longer than a second over it
    this.counting = true;
    try {
      const rows = this.rows(sound.coming);
      const mic = await this.mouth(sound.mic);
      const now = performance.now(), ms = Math.round(now - this.last);
      const { list, have } = await rows(ms);
      const first = this.last === 0;
      [this.last, this.had] = [now, have];
      if (!first) this.give({ t: "sound", ms, blocked: sound.blocked, mic, rows: list });
    } catch {
      this.forget(); // the connection ended under the count
    } finally {
      this.counting = false;
    }
  }

  private forget(): void {
    this.had.clear();
    this.own = null;
    this.last = 0;
  }

  /** rows asks all streams at once, and answers what came of each. */
  private rows(coming: Sounding[]): (ms: number) => Promise<{ list: Row[]; have: Map<string, { t: Totals; p: Playing }> }> {
    const asked = Promise.all(coming.map(async (c) => ({ c, p: { ...c.el }, t: inbound((await c.report()) ?? (new Map() as RTCStatsReport)) })));
    return async (ms) => {
      const have = new Map<string, { t: Totals; p: Playing }>(), list: Row[] = [];
      for (const { c, p, t } of await asked) {
        if (!t) continue;
        list.push(rowOf(c.person, this.had.get(c.id), t, p, ms));
        have.set(c.id, { t, p });
      }
      return { list, have };
    };
  }

  private async mouth(mic: Sound["mic"]): Promise<Mouth> {
    if (!mic?.on) {
      this.own = null;
      return { on: false, level: 0, lost: 0 };
    }
    const now = outbound((await mic.report()) ?? (new Map() as RTCStatsReport));
    const b = this.own && now.seconds >= this.own.seconds ? this.own : now;
    this.own = now;
    return { on: true, level: level(now.energy - b.energy, now.seconds - b.seconds), lost: now.lost };
  }
}
