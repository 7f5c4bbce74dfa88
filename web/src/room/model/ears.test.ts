import assert from "node:assert/strict";
import test from "node:test";
import { inbound, level, outbound, rowOf, type Playing, type Totals } from "./ears.ts";

const plays = (at: number): Playing => ({ paused: false, muted: false, volume: 1, at });
const totals = (n: number, more: Partial<Totals> = {}): Totals => ({ packets: 50 * n, samples: 48_000 * n, madeUp: 0, energy: 0.01 * n, seconds: n, delay: 0.06 * 48_000 * n, out: 48_000 * n, ...more });

test("a second of speech is counted by what changed", () => {
  assert.deepEqual(rowOf("p", { t: totals(7), p: plays(7) }, totals(8, { madeUp: 480 }), plays(8), 1000),
    { of: "p", packets: 50, samples: 48_000, made_up: 480, level: 1000, plays: true, volume: 100, delay: 60 });
});

test("what is muted, paused or stands still does not play", () => {
  const before = { t: totals(7), p: plays(7) };
  assert.equal(rowOf("p", before, totals(8), { ...plays(8), muted: true }, 1000).volume, 0);
  assert.equal(rowOf("p", before, totals(8), { ...plays(8), paused: true }, 1000).plays, false);
  assert.equal(rowOf("p", before, totals(8), plays(7.1), 1000).plays, false);
  assert.equal(rowOf("p", before, totals(8), { ...plays(8), volume: 0.3 }, 1000).volume, 30);
});

test("a stream that began anew counts from nothing, and never below it", () => {
  const r = rowOf("p", { t: totals(90), p: plays(90) }, totals(1), plays(1), 1000);
  assert.equal(r.packets, 50);
  assert.equal(r.samples, 48_000);
  assert.equal(rowOf("p", undefined, totals(1), plays(1), 1000).plays, true);
});

test("levels are of full scale, and silence is nought", () => {
  assert.equal(level(1, 1), 10_000);
  assert.equal(level(0.0001, 1), 100);
  assert.equal(level(0, 1), 0);
  assert.equal(level(1, 0), 0);
});

test("a report is read by its kinds", () => {
  const report = new Map<string, object>([
    ["a", { type: "inbound-rtp", kind: "audio", packetsReceived: 3, totalSamplesReceived: 4, concealedSamples: 1 }],
    ["v", { type: "inbound-rtp", kind: "video", packetsReceived: 99 }],
    ["m", { type: "media-source", kind: "audio", totalAudioEnergy: 2, totalSamplesDuration: 8 }],
    ["r", { type: "remote-inbound-rtp", kind: "audio", fractionLost: 0.07 }],
  ]) as unknown as RTCStatsReport;
  assert.equal(inbound(report)?.packets, 3);
  assert.deepEqual(outbound(report), { energy: 2, seconds: 8, lost: 70 });
  assert.equal(inbound(new Map() as RTCStatsReport), null);
});
