// A sitting for the tests, in the shape the court sends.
import type { Seat, View } from "./types.ts";

export const moment = (clock = "10:00:00") => ({ at: `2026-01-02T${clock}Z`, clock });

export function aSeat(person: string, role: string, more: Partial<Seat> = {}): Seat {
  return { person, name: person.toUpperCase(), role, necessary: true, presence: "inside", since: moment(), admitted: true, excused: false, voice: true, ...more };
}

export function aView(more: Partial<View> = {}): View {
  return {
    version: 20, state: "session", case_no: "1", no: 1, subject: "", scheduled: moment(), opened: moment(), now: moment().at, offset: 0, me: "judge", role: "judge",
    may: {}, open_mics: true, attempts: [], journal: [], private: { talks: [], asks: [], invite: [], gen: 0 },
    roll: [aSeat("judge", "judge"), aSeat("sec", "secretary"), aSeat("cla", "claimant"), aSeat("res", "respondent"), aSeat("adv", "advocate", { for: "res" })],
    ...more,
  };
}

/** placed is the view with one person somewhere else. */
export function placed(v: View, person: string, more: Partial<Seat>): View {
  return { ...v, roll: v.roll.map((s) => (s.person === person ? { ...s, ...more } : s)) };
}
