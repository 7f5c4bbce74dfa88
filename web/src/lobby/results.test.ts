import { rate, verdict } from "./results.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { failure, keepResults, Loudness, readResults, told } from "./results.ts";

const shelf = () => {
  const kept = new Map<string, string>();
  return { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v) };
};

test("results survive a reload and belong to one hearing", () => {
  const s = shelf();
  keepResults(s, "a", { camera: "ok", sound: "not_heard" });
  assert.deepEqual(readResults(s, "a"), { camera: "ok", sound: "not_heard" });
  assert.deepEqual(readResults(s, "b"), {});
});

test("what cannot be read or written is as if nothing was kept", () => {
  const s = { getItem: () => "{", setItem: () => { throw new Error("full"); } };
  keepResults(s, "a", { camera: "ok" });
  assert.deepEqual(readResults(s, "a"), {});
});

test("what was not tested is told as that, and neither as working nor as missing", () => {
  assert.deepEqual(told({}), { camera: "untested", microphone: "untested", sound: "untested", link: "untested" });
  assert.deepEqual(told({ microphone: "silent" }), { camera: "untested", microphone: "silent", sound: "untested", link: "untested" });
});

test("a refusal by the person is told apart from a missing and a busy device", () => {
  const names = ["NotAllowedError", "NotFoundError", "OverconstrainedError", "NotReadableError", "TypeError"];
  assert.deepEqual(names.map(failure), ["blocked", "none", "none", "busy", "unsupported"]);
});

test("a microphone works after three loud moments and is silent after six quiet seconds", () => {
  const speaking = new Loudness();
  assert.deepEqual([0.2, 0, 0.1, 0.3].map((l) => speaking.hear(l)), [undefined, undefined, undefined, "ok"]);
  const quiet = new Loudness();
  let last: string | undefined;
  for (let i = 0; i < 61; i++) last = quiet.hear(0.001);
  assert.equal(last, "silent");
  quiet.hear(0.5); quiet.hear(0.5);
  assert.equal(quiet.hear(0.5), "ok", "speaking later still counts");
});

test("a line's verdict follows what was measured", () => {
  assert.equal(verdict({ down: 5000, up: 2000, rtt: 40 }), "good");
  assert.equal(verdict({ down: 5000, up: 300, rtt: 40 }), "sound_only");
  assert.equal(verdict({ down: 5000, up: 2000, rtt: 900 }), "sound_only");
  assert.equal(verdict({ down: 90, up: 2000, rtt: 40 }), "poor");
  assert.equal(verdict({ down: 5000, up: 2000, rtt: 4000 }), "poor");
  assert.equal(rate(125_000, 1000), 1000);
});
