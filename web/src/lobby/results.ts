// The result of the device test, in the words the record keeps. It lives in
// the tab: a reload or a step back loses nothing, another person's session on
// the same computer gets nothing.
export type Camera = "ok" | "none" | "blocked";
export type Microphone = "ok" | "none" | "blocked" | "silent";
export type Sound = "ok" | "not_heard";

export interface Results {
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

/** told is what the record is told: what was not tested does not count as working. */
export function told(r: Results): Required<Results> {
  return { camera: r.camera ?? "none", microphone: r.microphone ?? "none", sound: r.sound ?? "not_heard" };
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
