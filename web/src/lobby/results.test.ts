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

test("what was not tested is not told as working", () => {
  assert.deepEqual(told({ microphone: "silent" }), { camera: "none", microphone: "silent", sound: "not_heard" });
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
