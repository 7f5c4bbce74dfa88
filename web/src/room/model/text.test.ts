import assert from "node:assert/strict";
import test from "node:test";
import { clock, lasting, translator } from "./text.ts";

test("words: placeholders, plural forms, and a missing key shows itself", () => {
  const t = translator("ru", { a: "Нет связи с {time}", b: { one: "{n} секунду", few: "{n} секунды", many: "{n} секунд", other: "{n} секунды" } });
  assert.equal(t("a", { time: "10:42:07" }), "Нет связи с 10:42:07");
  assert.equal(t("a"), "Нет связи с {time}");
  assert.deepEqual([1, 3, 5, 21].map((n) => t("b", { n })), ["1 секунду", "3 секунды", "5 секунд", "21 секунду"]);
  assert.equal(t("room.none"), "room.none");
});

test("the clock is the court's, wherever the browser is", () => {
  assert.equal(clock(Date.UTC(2026, 0, 2, 23, 4, 5), 5 * 3600), "04:04:05");
  assert.deepEqual([-5, 0, 61_999, 3_723_000].map(lasting), ["0:00", "0:00", "1:01", "1:02:03"]);
});
