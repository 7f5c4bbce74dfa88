// What the court sends: the twin of internal/api/room.go.
export type State = "scheduled" | "lobby" | "session" | "recess" | "held" | "technical_break" | "adjourned" | "ended";
export type Presence = "outside" | "waiting" | "inside" | "lost" | "left" | "removed" | "private";

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
  /** A witness who was cut off or left: back only when called again. */
  uncalled?: boolean;
  cause?: string;
  excused: boolean;
  voice: boolean; // their microphone may send now
  floor?: boolean;
  hand?: number; // their place among those who ask for the floor, from 1
  muted?: boolean;
  interpreted?: boolean; // follows the sitting through the interpreter
  order?: CourtOrder;
  overdue?: boolean; // kept waiting at the door
  holds?: number;
  standing?: Moment; // until when a ruling ahead holds
  orders?: OrderAbout[]; // that the reader may give about them now
}

/** OrderAbout is an order about one person. */
export type OrderAbout = "turn_away" | "remove" | "readmit" | "standing";

/** CourtOrder keeps a person out of the room. */
export interface CourtOrder {
  removal: boolean;
  reason: string;
  at: Moment;
  no: number;
  objections: string[];
}

export interface Hold {
  since: Moment;
  about: string[];
  cause: string;
  no: number;
  alarmed: boolean;
  spent?: string[]; // whom the court owes another way to take part
}

export interface Failure {
  since: Moment;
  sign: string;
}

export interface Attempt {
  person: string;
  channel: string;
  result: string;
  text: string; // what came of it, in words
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

/** PrivateTalk is one that is on: who, since when, and nothing else. */
export interface PrivateTalk {
  id: string;
  kind: string;
  people: string[];
  since: Moment;
  recall?: Moment; // when it ends by the judge's call
  gen: number;
}

/** Invitation is whom one may take into a private talk now. */
export interface Invitation {
  kind: string;
  people: string[];
  beside: string[];
  leave: boolean; // the judge must allow it
}

export interface Private {
  talks: PrivateTalk[];
  asks: { by: string; kind: string; with: string[] }[];
  invite: Invitation[];
  gen: number; // of one's own last move between rooms
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
  open_mics: boolean;
  roll: Seat[];
  vacant?: { person: string; name: string }[]; // whose role ended, and for whose client nobody stands any more
  hold?: Hold;
  failure?: Failure;
  break?: { since: Moment; reason?: string; no: number; alarmed: boolean }; // technical, while it lasts
  adjourned?: { reason: string; until?: string; no: number }; // until: in words; absent while it is to be set
  barred?: string; // to the bench: the law by now forbids the hearing's format
  attempts: Attempt[];
  journal: Line[];
  tasks?: Task[]; // to those who may contact people
  alarms?: Alarm[];
  disputes?: Dispute[];
  private: Private;
  ready?: ReadyOf[]; // to the bench
  no_interpreter?: boolean; // likewise: one is needed and none is on the roll
}

/** ReadyOf is what the record says of a person on the way in. */
export interface ReadyOf {
  person: string;
  device?: Record<string, string>;
  lang?: string;
  interpreter?: string;
  identified?: { how: string; at: Moment; no: number };
  bench?: boolean;
}

/** BoardStep is where a person is on the way in; it comes with the heartbeat. */
export interface BoardStep {
  person: string;
  step: string;
  since: string;
  stuck?: boolean;
}

/** Mouth is the own microphone in a second, Row one person's sound as it was played here, Counted both: the twins of internal/api/sound.go. */
export interface Mouth {
  on: boolean;
  level: number;
  lost: number; // per mille, as the media server reports it
}

export interface Row {
  of: string;
  packets: number;
  samples: number;
  made_up: number;
  level: number;
  plays: boolean;
  volume: number;
  delay: number; // ms
}

export interface Counted {
  t: "sound";
  ms: number;
  blocked: boolean;
  mic: Mouth;
  rows: Row[];
}

/** Hears is what the court finds of the way of sound from s to l. */
export interface Hears {
  l: string;
  s: string;
  via?: string; // the interpreter l follows s through
  since: string;
  state: "delivered" | "choppy" | "not_delivered" | "untested" | "away" | "unknown";
  cause?: string;
  tip?: Tip; // to the reader, if they can do something about it
  late?: boolean;
  last?: string; // what was found when there was speech last
  last_at?: string;
}

export type Tip = "blocked" | "muted" | "silent" | "down" | "up";

/** Task is a person to reach. */
export interface Task {
  person: string;
  since: string; // in words
  next: string;
  says: string; // the same in words
  email?: string;
  sms?: string;
  phone?: string;
}

/** Alarm is one who cannot get in. */
export interface Alarm {
  no: number;
  at: Moment;
  person?: string;
  name: string;
  what: string;
  text?: string;
  reach?: string;
  call?: string; // whom of the roll to contact
}

/** Dispute is what was declared about the reader, who may say it is not so. */
export interface Dispute {
  no: number;
  text: string;
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
  signed?: string[]; // acts that may be signed with NCALayer too: there is a registered key
  worker?: string; // the script that encrypts private talks
  ticket?: { url: string; token: string; talk?: string; gen?: number }; // the way into the media room, as of when the page was made
}

export type Message = string | Record<string, string>;
export type Args = Record<string, string | number>;

/** seat finds a person's line of the roll. */
export const seat = (v: View, person: string): Seat | undefined => v.roll.find((s) => s.person === person);

/** talkOf is the private talk a person is in. */
export const talkOf = (v: View, person: string): PrivateTalk | undefined => v.private.talks.find((k) => k.people.includes(person));

/** joined is the journal with what came since; the court sends the rest only once. */
export const joined = (had: Line[], more: Line[]): Line[] => (more.length === 0 ? had : [...had.filter((l) => l.no < more[0]!.no), ...more]);

/** live: people may be in the room. */
export const live = (s: State): boolean => s === "lobby" || s === "session" || s === "recess" || s === "held" || s === "technical_break";
