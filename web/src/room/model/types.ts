// What the court sends: the twin of internal/api/room.go.
export type State = "scheduled" | "lobby" | "session" | "recess" | "held" | "technical_break" | "adjourned" | "ended";
export type Presence = "outside" | "waiting" | "inside" | "lost" | "left";

/** A time, and its reading on the court's clock. */
export interface Moment {
  at: string;
  clock: string;
}

export interface Seat {
  person: string;
  name: string;
  role: string;
  for?: string;
  necessary: boolean;
  presence: Presence;
  since: Moment;
  admitted: boolean;
  cause?: string;
  excused: boolean;
}

export interface Hold {
  since: Moment;
  about: string[];
  cause: string;
  no: number;
  alarmed: boolean;
}

export interface Failure {
  since: Moment;
  sign: string;
}

export interface Attempt {
  person: string;
  channel: string;
  result: string;
  at: Moment;
  no: number;
}

export interface Line {
  no: number;
  at: Moment;
  type: string;
  text: string;
  machine: boolean;
}

export interface View {
  version: number;
  state: State;
  case_no: string;
  no: number;
  subject: string;
  scheduled: Moment;
  opened?: Moment;
  ended?: Moment;
  now: string;
  offset: number;
  me: string;
  role: string;
  may: Record<string, boolean>;
  roll: Seat[];
  hold?: Hold;
  failure?: Failure;
  attempts: Attempt[];
  journal: Line[];
}

/** What the page's shell gives the island (internal/pages/room_show.go). */
export interface Page {
  lang: "kk" | "ru" | "en";
  csrf: string;
  hearing: string;
  case_no: string;
  me: string;
  role: string;
  phone: string;
  messages: Record<string, Message>;
  ticket?: { url: string; token: string }; // the way into the media room, as of when the page was made
}

export type Message = string | Record<string, string>;
export type Args = Record<string, string | number>;

/** seat finds a person's line of the roll. */
export const seat = (v: View, person: string): Seat | undefined => v.roll.find((s) => s.person === person);

/** live: people may be in the room. */
export const live = (s: State): boolean => s === "lobby" || s === "session" || s === "recess" || s === "held" || s === "technical_break";
