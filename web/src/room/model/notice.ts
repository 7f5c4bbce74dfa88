// What is said to whom when something breaks or stops. Pure: the page's state
// goes in, what to show comes out.
import { live, seat, type Moment, type View } from "./types.ts";

/** Banner is about the reader's own link to the court or the court's own failure. */
export type Banner =
  | { kind: "offline"; since: number }
  | { kind: "media"; cause: "court" | "line"; since: string };

export interface Links {
  up: boolean; // our own line
  heard: number; // when the court was last heard
  media: boolean; // sound and picture are connected
  mediaDownFor: number; // ms
  refused: boolean; // the court itself says that its media server does not answer
}

const patience = 2000; // a change of media connection this short shows nothing

/** bannerOf says what the reader is told of their own link; null when all is well. */
export function bannerOf(v: View | null, l: Links): Banner | null {
  if (!l.up) return { kind: "offline", since: l.heard };
  if (!v || !live(v.state)) return null;
  const me = seat(v, v.me);
  if (!me?.admitted) return null;
  const failed = v.failure !== undefined && v.failure.sign !== "all_at_once";
  if (failed) return { kind: "media", cause: "court", since: v.failure!.since.clock };
  if (l.refused && l.mediaDownFor >= patience) return { kind: "media", cause: "court", since: "" };
  if (!l.media && l.mediaDownFor >= patience) return { kind: "media", cause: "line", since: "" };
  if (me.presence === "lost") return { kind: "media", cause: me.cause === "court" ? "court" : "line", since: me.since.clock };
  return null;
}

/** Strip is what the reserved strip over the controls says of the sitting. */
export type Strip =
  | { kind: "none" }
  | { kind: "held"; people: string[]; cause: string; since: Moment; back: boolean; alarmed: boolean }
  | { kind: "recess" }
  | { kind: "waiting"; missing: string[] }
  | { kind: "away"; people: string[]; since: Moment }
  | { kind: "weak"; people: string[] };

/** missing are the necessary persons who are not in the room. */
export const missing = (v: View): string[] => v.roll.filter((s) => s.necessary && s.presence !== "inside" && !s.excused).map((s) => s.person);

export function stripOf(v: View, silent: string[]): Strip {
  if (v.state === "held" && v.hold) {
    const h = v.hold;
    return { kind: "held", people: h.about, cause: h.cause, since: h.since, back: missing(v).length === 0, alarmed: h.alarmed };
  }
  if (v.state === "scheduled" || v.state === "lobby") return { kind: "waiting", missing: missing(v) };
  const lost = v.roll.filter((s) => s.presence === "lost" && !s.excused);
  if (v.state === "session" && lost.length > 0) {
    const first = lost.reduce((a, b) => (a.since.at < b.since.at ? a : b));
    return { kind: "away", people: lost.map((s) => s.person), since: first.since };
  }
  if (v.state === "recess") return { kind: "recess" };
  const weak = silent.filter((p) => p !== v.me && seat(v, p)?.presence === "inside");
  return weak.length > 0 ? { kind: "weak", people: weak } : { kind: "none" };
}

/** News are the changes between two views that are read out, most urgent first. */
export interface News {
  urgent: boolean;
  key: string;
  person?: string;
}

export function newsOf(before: View | null, now: View): News[] {
  if (!before) return [];
  const out: News[] = [];
  if (before.state !== now.state) out.push({ urgent: now.state === "held" || now.state === "ended", key: `state.${now.state}` });
  for (const s of now.roll) {
    const was = seat(before, s.person)?.presence;
    if (was === s.presence || s.person === now.me || s.presence === "outside") continue;
    const key = s.presence === "inside" && was === "lost" ? "room.news.back" : `presence.${s.presence}`;
    out.push({ urgent: false, key, person: s.person });
  }
  return out;
}
