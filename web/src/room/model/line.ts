// The line to the court: one WebSocket of ours with a heartbeat each second.
// It never gives up; the person does nothing to come back.
import type { Said } from "./talk.ts";
import type { BoardStep, Hears, View } from "./types.ts";

export const beatEvery = 1000;
const silentFor = 3000; // without an echo the line counts as down
const closedFor = 1500; // a socket that closes may come back before anyone is told
const hangUpAfter = 4500; // a connection this silent is dropped: TCP alone would wait for minutes
const dialFor = 4000;

/** isDown judges the line from what was last heard. */
export function isDown(lastHeard: number, open: boolean, now: number): boolean {
  return now - lastHeard >= (open ? silentFor : closedFor);
}

/** pause is how long to wait before dialling for the nth time. */
export function pause(n: number): number {
  return Math.min(2000, 200 * 2 ** Math.min(n, 6));
}

export interface Events {
  view(v: View): void;
  beat(silent: string[], now: string, steps?: BoardStep[], hears?: Hears[]): void;
  /** talk: another of a private talk speaks of its keys. */
  talk(s: Said): void;
  line(up: boolean, since: number): void;
  /** refused: dialling fails again and again while the network may be fine. */
  failing(times: number): void;
}

export class Line {
  private socket: WebSocket | null = null;
  private open = false;
  private heard: number; // when the court was last heard, by Date.now()
  private dialled = 0;
  private nextDial = 0;
  private tries = 0;
  private n = 0;
  private lastBeat = 0;
  private down = false;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** url is asked at each dial: it says what this page has already. */
  constructor(private readonly url: () => string, private readonly on: Events) {
    this.heard = Date.now();
  }

  start(): void {
    this.timer = setInterval(() => this.tick(), 250);
    addEventListener("online", this.hurry);
    addEventListener("pageshow", this.hurry);
    this.dial();
  }

  stop(): void {
    clearInterval(this.timer);
    removeEventListener("online", this.hurry);
    removeEventListener("pageshow", this.hurry);
    this.drop();
  }

  private readonly hurry = (): void => {
    if (!this.open) this.nextDial = 0;
  };

  private dial(): void {
    const s = new WebSocket(this.url());
    this.socket = s;
    this.dialled = Date.now();
    s.onopen = () => {
      if (s !== this.socket) return;
      this.open = true;
      this.tries = 0;
      this.heard = Date.now();
      this.beat(this.heard);
    };
    s.onmessage = (e) => {
      if (s === this.socket) this.hear(String(e.data));
    };
    s.onclose = () => {
      if (s === this.socket) this.lose();
    };
  }

  private hear(data: string): void {
    this.heard = Date.now();
    const m = JSON.parse(data) as { t: string; view?: View; silent?: string[] | null; steps?: BoardStep[]; hears?: Hears[]; now?: string } & Said;
    if (m.t === "view" && m.view) this.on.view(m.view);
    if (m.t === "beat") this.on.beat(m.silent ?? [], m.now ?? "", m.steps, m.hears);
    if (m.t === "talk") this.on.talk(m);
    this.judge(this.heard);
  }

  /** tell says something to the court; while the line is away it is lost. */
  tell(m: { t: string }): void {
    if (this.open) this.socket?.send(JSON.stringify(m));
  }

  private lose(): void {
    this.drop();
    this.nextDial = Date.now() + pause(this.tries) * (0.75 + Math.random() / 2);
    this.tries += 1;
    if (this.tries > 2) this.on.failing(this.tries);
  }

  /** drop lets go of the socket without waiting for the other side. */
  private drop(): void {
    const s = this.socket;
    this.socket = null;
    this.open = false;
    if (!s) return;
    s.onopen = s.onmessage = s.onclose = null;
    s.close();
  }

  private beat(now: number): void {
    this.lastBeat = now;
    this.n += 1;
    this.socket?.send(JSON.stringify({ t: "beat", n: this.n }));
  }

  private tick(): void {
    const now = Date.now();
    if (this.open) {
      if (now - this.heard >= hangUpAfter) this.lose();
      else if (now - this.lastBeat >= beatEvery - 50) this.beat(now);
    } else if (this.socket) {
      if (now - this.dialled >= dialFor) this.lose();
    } else if (now >= this.nextDial) {
      this.dial();
    }
    this.judge(now);
  }

  private judge(now: number): void {
    const down = isDown(this.heard, this.open, now);
    if (down === this.down) return;
    this.down = down;
    this.on.line(!down, this.heard);
  }
}
