// The result of the device test, in the words the record keeps. It lives in
// the tab: a reload or a step back loses nothing, another person's session on
// the same computer gets nothing.
export type Camera = "ok" | "none" | "blocked" | "untested";
export type Microphone = "ok" | "none" | "blocked" | "silent" | "untested";
export type Sound = "ok" | "not_heard" | "untested";

export type Link = "good" | "sound_only" | "poor" | "untested";

export interface Results {
  link?: Link;
  camera?: Camera;
  microphone?: Microphone;
  sound?: Sound;
}

/** Chosen are the devices the person settled on; the room starts with them. */
export interface Chosen {
  camera?: string;
  microphone?: string;
  speaker?: string;
}

type Shelf = Pick<Storage, "getItem" | "setItem">;

const resultsKey = (hearing: string): string => `device-test.${hearing}`;
const chosenKey = "devices";

function read<T>(shelf: Shelf, key: string): Partial<T> {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(key) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Partial<T>) : {};
  } catch {
    return {}; // somebody else's text under our key: as if there were none
  }
}

function write(shelf: Shelf, key: string, value: object): void {
  try {
    shelf.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the test still helps the person now.
  }
}

export const readResults = (shelf: Shelf, hearing: string): Results => read<Results>(shelf, resultsKey(hearing));
export const keepResults = (shelf: Shelf, hearing: string, r: Results): void => write(shelf, resultsKey(hearing), r);
export const readChosen = (shelf: Shelf): Chosen => read<Chosen>(shelf, chosenKey);
export const keepChosen = (shelf: Shelf, c: Chosen): void => write(shelf, chosenKey, c);

/** told is what the record is told: of what was not tested it says just that. */
export function told(r: Results): Required<Results> {
  return { camera: r.camera ?? "untested", microphone: r.microphone ?? "untested", sound: r.sound ?? "untested", link: r.link ?? "untested" };
}

export type Failure = "blocked" | "none" | "busy" | "unsupported";

/** failure reads the browser's reason for not giving a device. */
export function failure(name: string): Failure {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "blocked";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    case "TypeError":
      return "unsupported";
  }
  return "none";
}

/** Measured is what a line was seen to carry: kbit/s each way, and ms for a short answer. */
export interface Measured {
  down: number;
  up: number;
  rtt: number;
}

/**
 * verdict puts a measurement into the words the record keeps. A person sends one
 * picture of up to 400 kbit/s and a voice of 90, and is sent several; a voice
 * alone takes 90 each way. An answer slower than a second and a half makes talk
 * impossible, whatever the line carries.
 */
export function verdict(m: Measured): Link {
  if (m.down < 100 || m.up < 100 || m.rtt > 1500) return "poor";
  return m.down >= 1200 && m.up >= 600 && m.rtt <= 500 ? "good" : "sound_only";
}

/** rate is kbit/s of so many bytes in so many ms. */
export const rate = (bytes: number, ms: number): number => Math.round((bytes * 8) / Math.max(1, ms));

/** Loudness turns the level of a tenth of a second into a verdict on the microphone. */
export class Loudness {
  private loud = 0;
  private ticks = 0;

  /** hear takes the level, 0 to 1, and answers what is known so far. */
  hear(level: number): "ok" | "silent" | undefined {
    this.ticks += 1;
    if (level > 0.01) this.loud += 1;
    if (this.loud >= 3) return "ok";
    return this.ticks > 60 ? "silent" : undefined;
  }
}
