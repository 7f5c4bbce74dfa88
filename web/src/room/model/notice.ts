// What is said to whom when something breaks or stops. Pure: the page's state
// goes in, what to show comes out.
import { live, seat, talkOf, type Moment, type PrivateTalk, type View } from "./types.ts";

/** Banner is about the reader's own link to the court or the court's own failure. */
export type Banner =
  | { kind: "offline"; since: number }
  | { kind: "elsewhere" }
  | { kind: "media"; cause: "court" | "line"; since: string };

export interface Links {
  up: boolean; // our own line
  heard: number; // when the court was last heard
  media: boolean; // sound and picture are connected
  mediaDownFor: number; // ms
  elsewhere: boolean; // the same person is heard from another window or device
  refused: boolean; // the court itself says that its media server does not answer
}

const patience = 2000; // a change of media connection this short shows nothing

/** bannerOf says what the reader is told of their own link; null when all is well. */
export function bannerOf(v: View | null, l: Links): Banner | null {
  if (!l.up) return { kind: "offline", since: l.heard };
  if (!v || !live(v.state)) return null;
  const me = seat(v, v.me);
  if (!me?.admitted) return null;
  if (l.elsewhere) return { kind: "elsewhere" };
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
  | { kind: "held"; people: string[]; cause: string; since: Moment; back: boolean; alarmed: boolean; spent: string[] }
  | { kind: "break"; missing: string[] }
  | { kind: "talk"; talk: PrivateTalk } // the reader is in it
  | { kind: "talk_asks" | "talks" | "talk_asked" }
  | { kind: "recess" }
  | { kind: "overdue"; people: string[] }
  | { kind: "waiting"; missing: string[] }
  | { kind: "away"; people: string[]; since: Moment }
  | { kind: "weak"; people: string[] }
  | { kind: "hands"; people: string[] } // to whoever gives the floor
  | { kind: "floor"; people: string[] } // who else has it
  | { kind: "yours" | "closed" | "muted" }
  | { kind: "listen"; hand: number };

/** missing are the necessary persons who are not in the room, and those whose role ended and left nobody in their place. */
export const missing = (v: View): string[] => {
  const away = v.roll.filter((s) => s.necessary && s.presence !== "inside" && !s.excused).map((s) => s.person);
  return [...away, ...(v.vacant ?? []).map((p) => p.person).filter((p) => !away.includes(p))];
};

export function stripOf(v: View, silent: string[]): Strip {
  const talk = talkOf(v, v.me);
  if (talk) return { kind: "talk", talk };
  if (v.state === "held" && v.hold) {
    const h = v.hold;
    return { kind: "held", people: h.about, cause: h.cause, since: h.since, back: missing(v).length === 0, alarmed: h.alarmed, spent: h.spent ?? [] };
  }
  if (v.state === "technical_break") return { kind: "break", missing: missing(v) };
  if (v.may.private && v.private.asks.length > 0) return { kind: "talk_asks" };
  if (v.may.private && v.private.talks.length > 0) return { kind: "talks" };
  if (v.state === "scheduled" || v.state === "lobby") return { kind: "waiting", missing: missing(v) };
  const kept = v.roll.filter((s) => s.overdue && !s.admitted && !s.order);
  if (v.may.admit && v.state === "session" && kept.length > 0) return { kind: "overdue", people: kept.map((s) => s.person) };
  const lost = v.roll.filter((s) => s.presence === "lost" && !s.excused);
  if (v.state === "session" && lost.length > 0) {
    const first = lost.reduce((a, b) => (a.since.at < b.since.at ? a : b));
    return { kind: "away", people: lost.map((s) => s.person), since: first.since };
  }
  if (v.private.asks.some((a) => a.by === v.me)) return { kind: "talk_asked" };
  if (v.state === "recess") return { kind: "recess" };
  const weak = silent.filter((p) => p !== v.me && seat(v, p)?.presence === "inside");
  return weak.length > 0 ? { kind: "weak", people: weak } : floorOf(v);
}

/** asking are those with a raised hand, the longest first. */
export const asking = (v: View): string[] => v.roll.filter((s) => s.hand).sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0)).map((s) => s.person);

/** floorOf is what the strip says while nothing is amiss: who may speak. */
function floorOf(v: View): Strip {
  const me = seat(v, v.me);
  if (v.state !== "session" || !me) return { kind: "none" };
  const hands = asking(v), floor = v.roll.filter((s) => s.floor).map((s) => s.person);
  if (v.may.floor && hands.length > 0) return { kind: "hands", people: hands };
  if (me.floor) return { kind: "yours" };
  if (me.muted) return { kind: "muted" };
  if (me.hand) return { kind: "listen", hand: me.hand };
  if (floor.length > 0) return { kind: "floor", people: floor };
  if (v.open_mics) return { kind: "none" };
  if (v.may.floor) return { kind: "closed" };
  return me.voice ? { kind: "none" } : { kind: "listen", hand: 0 };
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
  if (before.state !== now.state) out.push({ urgent: ["held", "technical_break", "adjourned", "ended"].includes(now.state), key: `state.${now.state}` });
  const was = talkOf(before, now.me), is = talkOf(now, now.me);
  if (was?.id !== is?.id) out.push({ urgent: true, key: `room.private.news.${is ? "in" : "back"}` });
  if (is?.recall && !was?.recall) out.push({ urgent: true, key: "room.private.news.called" });
  const voice = seat(now, now.me)?.voice;
  if (now.state === "session" && was?.id === is?.id && voice !== seat(before, now.me)?.voice) out.push({ urgent: true, key: `room.news.voice.${voice ? "on" : "off"}` });
  for (const a of now.alarms ?? []) if (!before.alarms?.some((b) => b.no === a.no)) out.push({ urgent: true, key: "reach.alarm.title" });
  for (const s of now.roll) {
    if (now.may.floor && s.hand && !seat(before, s.person)?.hand) out.push({ urgent: false, key: "room.news.hand", person: s.person });
    const was = seat(before, s.person)?.presence;
    if (was === s.presence || s.person === now.me || s.presence === "outside") continue;
    const key = s.presence === "inside" && was === "lost" ? "room.news.back" : `presence.${s.presence}`;
    out.push({ urgent: false, key, person: s.person });
  }
  return out;
}
