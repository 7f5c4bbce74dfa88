import assert from "node:assert/strict";
import test from "node:test";
import { matrixOf, proven, tipOf, troubles } from "./hears.ts";
import type { Hears, Seat, Tip, View } from "./types.ts";

const seats = (n: number): Seat[] => Array.from({ length: n }, (_, i) => ({ person: `p${i}`, voice: true }) as Seat);
const view = (n: number): View => ({ me: "p0", roll: seats(n) }) as View;
const at = (s: number): string => new Date(1_700_000_000_000 + s * 1000).toISOString();
const pair = (l: number, s: number, state: Hears["state"], tip?: Tip, since = 0): Hears => ({ l: `p${l}`, s: `p${s}`, state, tip, since: at(since) });

test("speakers stand across, listeners down, in the order of the roll", () => {
  const m = matrixOf(view(3), [pair(2, 0, "delivered"), pair(1, 0, "choppy"), pair(0, 1, "untested")]);
  assert.deepEqual(m.speakers, ["p0", "p1"]);
  assert.deepEqual(m.rows.map((r) => r.listener), ["p0", "p1", "p2"]);
  assert.deepEqual(m.rows[1]!.cells.map((c) => c?.state), ["choppy", undefined]);
  assert.equal(m.others, 0);
});

test("of many people only rows with trouble are shown, and the others counted", () => {
  const all = Array.from({ length: 14 }, (_, i) => pair(i + 1, 0, i === 5 ? "not_delivered" : "delivered"));
  const m = matrixOf(view(15), all);
  assert.deepEqual(m.rows.map((r) => r.listener), ["p6"]);
  assert.equal(m.others, 13);
});

test("that sound reaches everybody is said only when it did", () => {
  assert.equal(proven([pair(1, 0, "delivered"), pair(2, 0, "away")]), true);
  assert.equal(proven([pair(1, 0, "delivered"), pair(2, 0, "untested")]), false);
  assert.equal(proven([pair(1, 0, "delivered"), { ...pair(2, 0, "untested"), last: "delivered" }]), true);
  assert.equal(proven([pair(1, 0, "unknown")]), false);
});

test("what one place explains is told once, what lasts longest first", () => {
  const at = (h: Hears, cause: string): Hears => ({ ...h, cause });
  const all = troubles([
    at(pair(1, 0, "choppy", undefined, 9), "listeners_link"), at(pair(1, 2, "not_delivered", undefined, 7), "listeners_link"),
    at(pair(4, 3, "not_delivered", undefined, 4), "speakers_link"), at(pair(5, 3, "choppy", undefined, 6), "speakers_link"), pair(3, 0, "delivered"),
  ]);
  assert.deepEqual(all.map((t) => [t.speakers.join(), t.listeners.join(), t.state]), [["p3", "p4,p5", "not_delivered"], ["p0,p2", "p1", "not_delivered"]]);
});

test("the reader is told one thing to do, the most urgent, and nothing of a passing gap", () => {
  const now = Date.parse(at(10));
  assert.equal(tipOf(view(2), [pair(0, 1, "not_delivered", "down", 8)], now), null);
  assert.equal(tipOf(view(2), [pair(0, 1, "not_delivered", "down", 6)], now), "down");
  assert.equal(tipOf(view(2), [pair(0, 1, "not_delivered", "down", 6), pair(0, 1, "not_delivered", "blocked", 10)], now), "blocked");
  const mute = view(2);
  mute.roll[0]!.voice = false;
  assert.equal(tipOf(mute, [pair(1, 0, "untested", "silent", 1)], now), null);
  const speaks = view(2);
  speaks.roll[0]!.floor = true;
  assert.equal(tipOf(view(2), [pair(1, 0, "untested", "silent", 1)], now), null);
  assert.equal(tipOf(view(2), [pair(1, 0, "untested", "silent", -16)], now), "silent");
  assert.equal(tipOf(speaks, [pair(1, 0, "untested", "silent", 1)], now), "silent");
});
