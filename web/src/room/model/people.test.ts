import assert from "node:assert/strict";
import test from "node:test";
import { codes, groupOf, large, seated } from "./people.ts";
import { aSeat, aView, placed } from "./world.ts";

test("an advocate sits with the person they stand for", () => {
  const { roll } = aView();
  assert.deepEqual(roll.map((s) => groupOf(roll, s)), ["bench", "bench", "claimant", "respondent", "respondent"]);
  assert.equal(groupOf(roll, aSeat("int", "interpreter")), "called");
});

test("every role of a criminal case has its part of the roll", () => {
  const roll = [aSeat("j", "judge"), aSeat("p1", "panel_judge"), aSeat("pr", "prosecutor"), aSeat("acc", "accused"), aSeat("def", "defender", { for: "acc" }), aSeat("as", "assistant", { for: "acc" }),
    aSeat("vic", "victim"), aSeat("rep", "representative", { for: "vic" }), aSeat("wit", "witness"), aSeat("exp", "expert"), aSeat("obs", "observer"), aSeat("ovs", "overseer")];
  assert.deepEqual(roll.map((s) => groupOf(roll, s)), ["bench", "bench", "prosecutor", "defence", "defence", "defence", "victim", "victim", "witnesses", "called", "watching", "watching"]);
});

test("marks are numbered only where a role has several", () => {
  const roll = [...aView().roll, aSeat("adv2", "advocate", { for: "cla" })];
  const c = codes(roll, (r) => r[0]!.toUpperCase());
  assert.deepEqual([...c.values()], ["J", "S", "C", "R", "A1", "A2"]);
});

test("large: the pinned, else who spoke, else the judge, never oneself while others are there", () => {
  const v = aView({ me: "res" });
  assert.equal(large(v, "adv", "cla"), "adv");
  assert.equal(large(v, "", "cla"), "cla");
  assert.equal(large(v, "gone", "res"), "judge");
  assert.equal(large(aView(), "", ""), "sec");
});

test("a tile stays while the line is cut and goes with who left", () => {
  const v = placed(placed(aView(), "res", { presence: "lost" }), "cla", { presence: "left" });
  assert.deepEqual(seated(v).map((s) => s.person), ["judge", "sec", "res", "adv"]);
});
