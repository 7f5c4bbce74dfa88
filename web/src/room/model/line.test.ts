import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { isDown, Line, pause } from "./line.ts";

/** Wire is a WebSocket of the tests: the far side answers while it is not cut. */
class Wire {
  static all: Wire[] = [];
  static cut = false;
  static refuse = false;
  onopen?: (() => void) | null;
  onmessage?: ((e: { data: string }) => void) | null;
  onclose?: (() => void) | null;
  closed = false;
  constructor() {
    Wire.all.push(this);
    if (Wire.refuse) setTimeout(() => this.onclose?.(), 10);
    else if (!Wire.cut) setTimeout(() => this.onopen?.(), 10);
  }
  send(text: string): void {
    if (!Wire.cut) setTimeout(() => this.onmessage?.({ data: JSON.stringify({ ...JSON.parse(text), silent: null, now: "" }) }), 20);
  }
  close(): void {
    this.closed = true;
  }
}

function begin() {
  Wire.all = [];
  Wire.cut = Wire.refuse = false;
  mock.timers.enable({ apis: ["setInterval", "setTimeout", "Date"], now: 1_000_000 });
  Object.assign(globalThis, { WebSocket: Wire, addEventListener: () => undefined, removeEventListener: () => undefined });
  const told: string[] = [];
  const line = new Line(() => "ws://court/ws", {
    view: () => undefined, beat: () => undefined, talk: () => undefined, failing: () => void told.push("failing"),
    line: (up) => void told.push(`${up ? "up" : "down"} ${(Date.now() - 1_000_000) / 1000}`),
  });
  line.start();
  const pass = (seconds: number): void => {
    for (let i = 0; i < seconds * 20; i++) mock.timers.tick(50);
  };
  return { told, pass, end: () => { line.stop(); mock.timers.reset(); } };
}

test("a healthy line says nothing", () => {
  const l = begin();
  l.pass(30);
  assert.deepEqual(l.told, []);
  assert.equal(Wire.all.length, 1);
  l.end();
});

test("a cut is told after three seconds, dialled anew for ever, and told when over", () => {
  const l = begin();
  l.pass(10);
  Wire.cut = true;
  l.pass(120);
  assert.equal(l.told.filter((w) => w.startsWith("down")).length, 1);
  const at = Number(l.told[0]!.split(" ")[1]);
  assert.ok(at >= 12 && at <= 14, l.told[0]);
  assert.ok(Wire.all.length > 15, `${Wire.all.length} sockets`);
  assert.ok(Wire.all.slice(0, -1).every((w) => w.closed));
  Wire.cut = false;
  l.pass(8);
  assert.match(l.told.at(-1)!, /^up/);
  l.end();
});

test("two seconds without an answer are nobody's business", () => {
  const l = begin();
  l.pass(5);
  Wire.cut = true;
  l.pass(2);
  Wire.cut = false;
  l.pass(10);
  assert.deepEqual(l.told, []);
  assert.equal(Wire.all.length, 1);
  l.end();
});

test("a court that refuses is asked why", () => {
  const l = begin();
  Wire.refuse = true;
  for (const w of Wire.all) w.onclose?.();
  l.pass(20);
  assert.ok(l.told.includes("failing"));
  l.end();
});

test("figures of patience", () => {
  assert.deepEqual([2999, 3000].map((ms) => isDown(0, true, ms)), [false, true]);
  assert.deepEqual([1499, 1500].map((ms) => isDown(0, false, ms)), [false, true]);
  assert.deepEqual([0, 1, 2, 9].map(pause), [200, 400, 800, 2000]);
});
