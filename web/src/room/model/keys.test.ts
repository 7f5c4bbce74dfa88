import assert from "node:assert/strict";
import test from "node:test";
import { Agreement, type Agreed, type Message } from "./keys.ts";

/** talk lets people agree over a relay that may change what it passes on. */
function talk(people: string[], meddle: (from: string, to: string, m: Message) => Message = (_f, _t, m) => m) {
  const got = new Map<string, Agreed[]>(), all = new Map<string, Agreement>();
  let busy: Promise<void>[] = [];
  const enter = (me: string): void => {
    got.set(me, []);
    const a: Agreement = new Agreement(me, people, "talk 1", (m) => {
      for (const [to, other] of all) if (to !== me && all.get(me) === a) busy.push(other.hear(me, meddle(me, to, m)));
    }, (agreed) => got.get(me)!.push(agreed));
    all.set(me, a);
    a.start();
  };
  const rest = async (): Promise<void> => {
    while (busy.length > 0) {
      const now = busy;
      busy = [];
      await Promise.all(now);
    }
  };
  return { got, enter, rest };
}
const hex = (b: ArrayBuffer): string => [...new Uint8Array(b)].map((n) => n.toString(16).padStart(2, "0")).join("");
const last = (a: Agreed[] | undefined): Agreed => a![a!.length - 1]!;

for (const people of [["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d", "e"]]) {
  test(`${people.length} people get one key and the same words`, async () => {
    const t = talk(people);
    people.forEach(t.enter);
    await t.rest();
    const keys = new Set(people.map((p) => hex(last(t.got.get(p)).key))), words = new Set(people.map((p) => last(t.got.get(p)).words.join()));
    assert.equal(keys.size, 1);
    assert.equal([...keys][0]!.length, 64);
    assert.equal(words.size, 1);
    assert.equal(last(t.got.get("a")).words.length, 4);
  });
}

test("who comes anew brings a new key to all", async () => {
  const t = talk(["a", "b", "c"]);
  ["a", "b", "c"].forEach(t.enter);
  await t.rest();
  const before = hex(last(t.got.get("a")).key);
  t.enter("b");
  await t.rest();
  const keys = ["a", "b", "c"].map((p) => hex(last(t.got.get(p)).key));
  assert.equal(new Set(keys).size, 1);
  assert.ok(keys[0] !== before);
});

test("nobody has a key before all are there", async () => {
  const t = talk(["a", "b", "c"]);
  ["a", "b"].forEach(t.enter);
  await t.rest();
  assert.equal(t.got.get("a")!.length + t.got.get("b")!.length, 0);
});

test("a public half that was not fixed before is not taken", async () => {
  const other = btoa("\x04".repeat(65));
  const t = talk(["a", "b"], (from, _to, m) => (m.k === "reveal" && from === "a" ? { ...m, pub: other } : m));
  ["a", "b"].forEach(t.enter);
  await t.rest();
  assert.equal(t.got.get("b")!.length, 0);
});

test("a server in the middle has other words on each side", async () => {
  // It speaks as b to a and as a to b: two talks of two.
  const left = talk(["a", "b"]), right = talk(["a", "b"]);
  for (const t of [left, right]) ["a", "b"].forEach(t.enter);
  await Promise.all([left.rest(), right.rest()]);
  assert.ok(last(left.got.get("a")).words.join() !== last(right.got.get("b")).words.join());
});

test("who is not of the talk is not heard", async () => {
  const said: Message[] = [];
  const a = new Agreement("a", ["a", "b"], "talk", (m) => said.push(m), () => assert.ok(false, "agreed"));
  await a.hear("x", { k: "hello" });
  await a.hear("a", { k: "hello" });
  assert.deepEqual(said, []);
});
