// Waiting: the page itself is kept by "live"; here the person is called, by a
// chime, by the title and in words, and led on unless they ask for a moment.
import { signal } from "@preact/signals";
import type { Words } from "./page.ts";

const moment = 10; // seconds between the call and going in

/** chime plays two notes. Browsers allow it once the person has pressed something here. */
export async function chime(): Promise<boolean> {
  const context = new AudioContext();
  await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 300))]);
  if (context.state !== "running") return false;
  [659, 880, 659, 880].forEach((pitch, i) => {
    const at = context.currentTime + i * 0.35, note = context.createOscillator(), loud = context.createGain();
    note.frequency.value = pitch;
    loud.gain.setValueAtTime(0.0001, at);
    loud.gain.exponentialRampToValueAtTime(0.3, at + 0.03);
    loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.33);
    note.connect(loud).connect(context.destination);
    note.start(at);
    note.stop(at + 0.35);
  });
  return true;
}

export class Call {
  readonly left = signal<number | null>(null); // seconds until going in; null: not counting
  readonly called = signal(false);
  readonly audible = signal(true);

  constructor(private readonly t: Words) {
    void this.watch();
  }

  /** watch waits for the way in to appear on the page, however it got there. */
  private watch(): void {
    const look = (): void => {
      if (!this.called.value && door()) this.begin();
    };
    new MutationObserver(look).observe(document.getElementById("lobby") ?? document.body, { childList: true, subtree: true });
    look();
  }

  private begin(): void {
    this.called.value = true;
    void chime();
    this.flash();
    this.left.value = moment;
    const clock = setInterval(() => {
      if (this.left.value === null) return clearInterval(clock);
      this.left.value -= 1;
      if (this.left.value > 0) return;
      clearInterval(clock);
      const to = door();
      if (to) location.assign(to);
    }, 1000);
  }

  /** flash puts the call into the title of a tab that lies behind another. */
  private flash(): void {
    const calm = document.title;
    let on = false;
    const blink = setInterval(() => {
      on = !on && this.left.value !== null;
      document.title = on ? this.t("lobby.wait.title") : calm;
      if (this.left.value === null) clearInterval(blink);
    }, 1000);
  }

  stay(): void {
    this.left.value = null;
  }

  async tryChime(): Promise<void> {
    this.audible.value = await chime();
  }
}

const door = (): string | undefined => document.querySelector<HTMLAnchorElement>("#enter")?.href;

export function Waiting({ call, t }: { call: Call; t: Words }) {
  if (!call.called.value) {
    return <><p>{t("lobby.wait.chime")}</p>
      <p class="actions"><button type="button" class="button second" data-chime onClick={() => void call.tryChime()}>{t("lobby.wait.try_chime")}</button></p>
      {!call.audible.value && <p class="fix" role="status">{t("lobby.wait.no_chime")}</p>}</>;
  }
  if (call.left.value === null) return <p role="status">{t("lobby.wait.stayed")}</p>;
  // The count is for the eye; a screen reader hears the sentence once.
  return <><p class="visually-hidden" role="alert">{t("lobby.wait.going", { n: moment })}</p>
    <p class="lead" aria-hidden="true">{t("lobby.wait.going", { n: call.left.value })}</p>
    <p class="actions"><button type="button" class="button second" data-stay onClick={() => call.stay()}>{t("lobby.wait.stay")}</button></p></>;
}
