import assert from "node:assert/strict";
import test from "node:test";
import { places } from "./drop.ts";

test("a signature goes first, whatever was dropped first", () => {
  assert.deepEqual(places([], false), {});
  assert.deepEqual(places(["case.zip"], false), { file: 0 });
  assert.deepEqual(places(["claim.pdf", "claim.pdf.p7s"], false), { file: 1, content: 0 });
  assert.deepEqual(places(["claim.CMS", "claim.pdf"], false), { file: 0, content: 1 });
  assert.deepEqual(places(["a.pdf", "b.pdf", "c.pdf"], false), { file: 0, content: 1 });
});

test("what is dropped beside a chosen signature is its document", () => {
  assert.deepEqual(places(["claim.pdf"], true), { content: 0 });
  assert.deepEqual(places(["other.p7s"], true), { file: 0 });
});
