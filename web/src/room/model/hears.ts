// Who hears whom, as the court finds it: what a screen makes of it. Pure.
import { seat, type Hears, type Tip, type View } from "./types.ts";

/** bad: sound that did not reach somebody, whole or at all. */
export const bad = (h: Hears): boolean => h.state === "not_delivered" || h.state === "choppy";

/** proven: everybody who is there has got speech of everybody who may speak, now or when it was heard last. */
export const proven = (hears: Hears[]): boolean => hears.filter((h) => h.state !== "away").every((h) => h.state === "delivered" || (h.state === "untested" && h.last === "delivered"));

/** most is how many people a table of all rows is good for; with more only those with trouble are shown. */
export const most = 10;

export interface Matrix {
  speakers: string[];
  rows: { listener: string; cells: (Hears | null)[] }[];
  others: number; // rows left out because all is well in them
}

/** matrixOf puts pairs into a table in the order of the roll: listeners down, speakers across. */
export function matrixOf(v: View, hears: Hears[]): Matrix {
  const order = (people: Set<string>): string[] => v.roll.filter((s) => people.has(s.person)).map((s) => s.person);
  const speakers = order(new Set(hears.map((h) => h.s)));
  const listeners = order(new Set(hears.map((h) => h.l)));
  const of = new Map(hears.map((h) => [`${h.l} ${h.s}`, h]));
  const all = listeners.map((listener) => ({ listener, cells: speakers.map((s) => of.get(`${listener} ${s}`) ?? null) }));
  const rows = all.length > most ? all.filter((r) => r.cells.some((c) => c && bad(c))) : all;
  return { speakers, rows, others: all.length - rows.length };
}

/** Trouble is what the bench is told in words: one line for all that one place explains. */
export interface Trouble {
  speakers: string[];
  listeners: string[];
  state: "not_delivered" | "choppy"; // the worse, where they differ
  cause: string;
  via?: string;
  since: string;
}

const with_ = (all: string[], one: string): string[] => (all.includes(one) ? all : [...all, one]);

/** troubles puts together what stops at the same listener, or at the same speaker; the longest first. */
export function troubles(hears: Hears[]): Trouble[] {
  const out = new Map<string, Trouble>();
  for (const h of hears.filter(bad)) {
    const cause = h.cause ?? "not_established";
    const place = cause === "court" ? "" : cause.startsWith("speakers") ? `s ${h.s}` : `l ${h.l}`;
    const key = `${cause} ${h.via ?? ""} ${place}`;
    const t = out.get(key) ?? { speakers: [], listeners: [], state: "choppy", cause, via: h.via, since: h.since };
    out.set(key, {
      ...t, speakers: with_(t.speakers, h.s), listeners: with_(t.listeners, h.l),
      state: h.state === "not_delivered" ? h.state : t.state, since: h.since < t.since ? h.since : t.since,
    });
  }
  return [...out.values()].sort((a, b) => a.since.localeCompare(b.since));
}

const urgent: Tip[] = ["blocked", "muted", "silent", "up", "down"];

/** tipOf is the one thing the reader is told to do now; neither a passing gap nor a pause for thought tells anything. */
export function tipOf(v: View, hears: Hears[], now: number): Tip | null {
  const me = seat(v, v.me);
  const patience: Record<Tip, number> = { blocked: 0, muted: 0, up: 3000, down: 3000, silent: me?.floor ? 5000 : 25_000 };
  const mine = hears.filter((h) => h.tip && now - Date.parse(h.since) >= patience[h.tip] && (h.tip !== "silent" || me?.voice));
  return urgent.find((t) => mine.some((h) => h.tip === t)) ?? null;
}
