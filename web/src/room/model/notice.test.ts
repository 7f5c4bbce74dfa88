import assert from "node:assert/strict";
import test from "node:test";
import { bannerOf, missing, newsOf, stripOf, type Links } from "./notice.ts";
import { aView, moment, placed } from "./world.ts";

const well: Links = { up: true, heard: 0, media: true, mediaDownFor: 0, refused: false, elsewhere: false };

test("while all is well nothing is said", () => {
  assert.equal(bannerOf(aView(), well), null);
  assert.deepEqual(stripOf(aView(), []), { kind: "none" });
});

test("the person's own line: told from their own side, before anything else", () => {
  const v = placed(aView({ me: "res" }), "res", { presence: "lost", cause: "not_established" });
  assert.deepEqual(bannerOf(v, { ...well, up: false, heard: 7, media: false, mediaDownFor: 9000 }), { kind: "offline", since: 7 });
});

test("the media server gone while our line is up is the court's failure, and said so", () => {
  const v = aView({ failure: { since: moment("10:05:00"), sign: "media_server_down" } });
  assert.deepEqual(bannerOf(v, { ...well, media: false, mediaDownFor: 5000 }), { kind: "media", cause: "court", since: "10:05:00" });
  assert.deepEqual(bannerOf(aView(), { ...well, media: false, refused: true, mediaDownFor: 2500 }), { kind: "media", cause: "court", since: "" });
});

test("sound and picture alone cut off: nobody is blamed", () => {
  assert.deepEqual(bannerOf(aView(), { ...well, media: false, mediaDownFor: 2500 }), { kind: "media", cause: "line", since: "" });
  const seen = placed(aView({ me: "res" }), "res", { presence: "lost", since: moment("10:01:00"), cause: "not_established" });
  assert.deepEqual(bannerOf(seen, well), { kind: "media", cause: "line", since: "10:01:00" });
});

test("heard from another window: said here, and nothing is being restored", () => {
  assert.deepEqual(bannerOf(aView(), { ...well, media: false, mediaDownFor: 9000, elsewhere: true }), { kind: "elsewhere" });
});

test("a change of connection that is over at once shows nothing", () => {
  assert.equal(bannerOf(aView(), { ...well, media: false, mediaDownFor: 1500 }), null);
});

test("a sitting that has ended needs no sound", () => {
  assert.equal(bannerOf(aView({ state: "ended" }), { ...well, media: false, mediaDownFor: 60_000 }), null);
});

test("a line weakens, is lost, is held for, comes back", () => {
  const v = aView();
  assert.deepEqual(stripOf(v, ["res"]), { kind: "weak", people: ["res"] });
  const lost = placed(v, "res", { presence: "lost", since: moment("10:02:00") });
  assert.deepEqual(stripOf(lost, ["res"]), { kind: "away", people: ["res"], since: moment("10:02:00") });
  const hold = { since: moment("10:02:10"), about: ["res"], cause: "not_established", no: 21, alarmed: false };
  const held = stripOf({ ...lost, state: "held", hold }, []);
  assert.ok(held.kind === "held" && !held.back && held.since.clock === "10:02:10");
  const back = stripOf({ ...v, state: "held", hold }, []);
  assert.ok(back.kind === "held" && back.back);
});

test("the reader's own silence is not shown to the reader as somebody's", () => {
  assert.deepEqual(stripOf(aView(), ["judge"]), { kind: "none" });
});

test("who may speak: the strip says it to each, and leads the judge on", () => {
  const judge = aView({ open_mics: false, may: { floor: true } });
  assert.deepEqual(stripOf(judge, []), { kind: "closed" });
  assert.deepEqual(stripOf(placed(placed(judge, "cla", { hand: 2 }), "res", { hand: 1 }), []), { kind: "hands", people: ["res", "cla"] });
  assert.deepEqual(stripOf(placed(judge, "res", { floor: true }), []), { kind: "floor", people: ["res"] });
  const party = placed(aView({ open_mics: false, me: "res", role: "respondent" }), "res", { voice: false });
  assert.deepEqual(stripOf(party, []), { kind: "listen", hand: 0 });
  assert.deepEqual(stripOf(placed(party, "res", { hand: 1 }), []), { kind: "listen", hand: 1 });
  assert.deepEqual(stripOf(placed(party, "res", { muted: true }), []), { kind: "muted" });
  const given = placed(party, "res", { floor: true, voice: true });
  assert.deepEqual(stripOf(given, []), { kind: "yours" });
  assert.deepEqual(newsOf(party, given).map((n) => n.key), ["room.news.voice.on"]);
});

test("before the opening the strip names those who are necessary and not there", () => {
  const v = placed(aView({ state: "lobby" }), "cla", { presence: "waiting" });
  assert.deepEqual(stripOf(v, []), { kind: "waiting", missing: ["cla"] });
});

test("news: a hold is urgent, a return is polite, one's own loss is for the banner", () => {
  const before = placed(aView(), "res", { presence: "lost" });
  assert.deepEqual(newsOf(before, { ...aView(), state: "held" }), [
    { urgent: true, key: "state.held" }, { urgent: false, key: "room.news.back", person: "res" }]);
  assert.deepEqual(newsOf(aView(), placed(aView(), "judge", { presence: "lost" })), []);
  assert.deepEqual(newsOf(null, aView()), []);
});

test("whose role ended and left nobody in their place is missing, and the judge rules on it", () => {
  const v = aView({ vacant: [{ person: "old", name: "OLD" }] });
  assert.deepEqual(missing(v), ["old"]);
  assert.deepEqual(missing(placed(v, "cla", { presence: "lost" })), ["cla", "old"]);
});
