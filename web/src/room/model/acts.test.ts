import assert from "node:assert/strict";
import test from "node:test";
import { Desk, type Wire } from "./acts.ts";

interface Sent { path: string; key: string; sig?: unknown }

/** court answers each request in turn; keys are numbered. */
function court(...answers: [number, unknown][]) {
  const sent: Sent[] = [];
  let keys = 0;
  const wire: Wire = {
    post: async (path, body) => {
      sent.push({ path, ...(body as { key: string; sig?: unknown }) });
      const [status, b] = answers[Math.min(sent.length, answers.length) - 1]!;
      return { status, body: b };
    },
    sign: async (asked) => ({ credential: "c", kind: "passkey", value: { authenticator_data: asked.act, client_data: "", signature: "" } }),
    wait: async () => undefined,
    key: () => `key-${++keys}`,
  };
  return { sent, wire, desk: new Desk("h1", wire) };
}
const done: [number, unknown] = [200, { done: { Ref: { version: 9 } } }];

test("a cut line: the same act is sent again under the same key", async () => {
  const c = court([0, null], [503, { error: { text: "…" } }], done);
  assert.deepEqual(await c.desk.send("recess", {}), { kind: "done", version: 9 });
  assert.deepEqual(c.sent.map((s) => s.key), ["key-1", "key-1", "key-1"]);
  assert.equal(c.sent[0]!.path, "/hearings/h1/acts/recess");
});

test("no answer at all: it is said so, and pressing again keeps the key", async () => {
  const c = court([0, null]);
  assert.deepEqual(await c.desk.send("close", {}), { kind: "unconfirmed" });
  await c.desk.send("close", {});
  assert.deepEqual(new Set(c.sent.map((s) => s.key)), new Set(["key-1"]));
});

test("a refusal is final, and the next try is another act", async () => {
  const c = court([409, { error: { text: "Отырыс ашылып қойған", field: "reason" } }], done);
  assert.deepEqual(await c.desk.send("open", { reason: "x" }), { kind: "refused", text: "Отырыс ашылып қойған", field: "reason" });
  await c.desk.send("open", { reason: "x" });
  assert.deepEqual(c.sent.map((s) => s.key), ["key-1", "key-2"]);
});

test("a weighty act: the court says what to sign, the same act goes again signed", async () => {
  const c = court([200, { sign: { act: "ab" } }], done);
  assert.equal((await c.desk.send("open", {})).kind, "done");
  assert.equal(c.sent[0]!.sig, undefined);
  assert.deepEqual([c.sent[1]!.key, (c.sent[1]!.sig as { value: { authenticator_data: string } }).value.authenticator_data], ["key-1", "ab"]);
});

test("not signed: nothing is sent", async () => {
  const c = court([200, { sign: { act: "ab" } }], done);
  c.wire.sign = async () => "refused";
  assert.deepEqual(await c.desk.send("open", {}), { kind: "unsigned", why: "refused" });
  assert.equal(c.sent.length, 1);
});

test("somebody came while the judge was signing: the act is signed anew as it is now", async () => {
  const changed: [number, unknown] = [403, { error: { key: "act.signature_invalid", text: "…" } }];
  const c = court([200, { sign: { act: "ab" } }], changed, [200, { sign: { act: "cd" } }], done);
  assert.equal((await c.desk.send("open", {})).kind, "done");
  assert.deepEqual(c.sent.map((s) => (s.sig as { value: { authenticator_data: string } } | undefined)?.value.authenticator_data), [undefined, "ab", undefined, "cd"]);
  assert.deepEqual(new Set(c.sent.map((s) => s.key)), new Set(["key-1"]));
});

test("a signature that does not hold is not asked for again", async () => {
  const wrong: [number, unknown] = [403, { error: { key: "act.signature_invalid", text: "…" } }];
  const c = court([200, { sign: { act: "ab" } }], wrong, [200, { sign: { act: "ab" } }]);
  assert.deepEqual(await c.desk.send("open", {}), { kind: "refused", text: "…" });
  assert.equal(c.sent.length, 3);
});
