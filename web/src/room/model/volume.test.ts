import assert from "node:assert/strict";
import test from "node:test";
import { volumeOf } from "./volume.ts";
import { aSeat, aView, placed } from "./world.ts";

const base = aView({ me: "cla" });
const v = { ...base, roll: [...base.roll, aSeat("int", "interpreter")] };
const all = (): boolean => true, none = (): boolean => false;
const sum = (view: typeof v, low = false, sends = all): number[] => ["judge", "int"].map((p) => volumeOf(view, p, low, sends));

test("others hear the original, and the interpreter not at all or quietly", () => {
  assert.deepEqual(sum(v), [1, 0]);
  assert.deepEqual(sum(v, true), [1, 0.3]);
});

test("who chose interpretation hears it in full, the original beneath", () => {
  assert.deepEqual(sum(placed(v, "cla", { interpreted: true })), [0.2, 1]);
});

test("without an interpreter to be heard the original comes back", () => {
  const through = placed(v, "cla", { interpreted: true });
  assert.deepEqual(sum(through, false, none), [1, 1]);
  assert.deepEqual(sum(placed(through, "int", { presence: "lost" })), [1, 1]);
});

test("the interpreter with the floor speaks to everybody, and hears everybody", () => {
  assert.deepEqual(sum(placed(v, "int", { floor: true })), [1, 1]);
  assert.deepEqual(sum({ ...v, me: "int" }), [1, 1]);
});
