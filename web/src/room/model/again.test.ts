import assert from "node:assert/strict";
import test from "node:test";
import { until } from "./again.ts";

const rests: number[] = [];
const rest = (n: number): Promise<void> => {
  rests.push(n);
  return Promise.resolve();
};

test("what fails is tried again until it is done, and no more", async () => {
  let tries = 0;
  rests.length = 0;
  await until(() => true, async () => {
    tries += 1;
    if (tries < 3) throw new Error("no answer");
  }, rest);
  assert.equal(tries, 3);
  assert.deepEqual(rests, [0, 1]);
});

test("what is no longer wanted is let be", async () => {
  let tries = 0;
  await until(() => tries < 2, async () => {
    tries += 1;
    throw new Error("no answer");
  }, rest);
  assert.equal(tries, 2);
  await until(() => false, () => Promise.reject(new Error("asked")), rest);
});
