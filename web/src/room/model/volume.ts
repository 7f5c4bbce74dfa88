// How loud each person is for this listener. Who follows through the
// interpreter hears the interpreter in full and the original quietly beneath;
// others hear the original, and the interpreter not at all or quietly, as they
// like. Who interprets speaks for themselves to everybody when given the floor.
import { seat, talkOf, type View } from "./types.ts";

export const beneath = 0.2; // the original under the interpretation
export const aside = 0.3; // the interpreter for one who hears the original

/** volumeOf is between 0 and 1; sends says whose microphone is heard now. */
export function volumeOf(v: View, person: string, low: boolean, sends: (person: string) => boolean): number {
  const me = seat(v, v.me), s = seat(v, person);
  if (!me || !s || me.role === "interpreter" || talkOf(v, v.me)) return 1;
  if (s.role === "interpreter") return me.interpreted || s.floor ? 1 : low ? aside : 0;
  // Without an interpreter to be heard the original comes back in full.
  const interpreted = me.interpreted && v.roll.some((o) => o.role === "interpreter" && o.presence === "inside" && o.voice && sends(o.person));
  return interpreted ? beneath : 1;
}

const name = "interpreter-low";

/** readLow is whether this browser's person wants to hear the interpreter quietly. */
export const readLow = (store: Storage): boolean => store.getItem(name) === "1";

export function keepLow(store: Storage, low: boolean): void {
  if (low) store.setItem(name, "1");
  else store.removeItem(name);
}
