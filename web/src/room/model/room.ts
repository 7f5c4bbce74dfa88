// The room's state, kept by what the court and the media server say. Views
// read its signals; only its methods change anything.
import { batch, computed, effect, signal } from "@preact/signals";
import { type Asked, chosen, signAct, type Signature, Unsigned, type Why } from "../../sign/index.ts";
import { tell } from "../../lobby/step.ts";
import { Desk, newKey, type Answer, type Order } from "./acts.ts";
import { Ears } from "./ears.ts";
import { Line } from "./line.ts";
import { Media, Refused, type Ticket } from "./media.ts";
import { bannerOf, newsOf, stripOf } from "./notice.ts";
import { codes, large, onBench } from "./people.ts";
import { Talk } from "./talk.ts";
import { translator, type Translate } from "./text.ts";
import { keepLow, readLow, volumeOf } from "./volume.ts";
import { joined, live, seat, talkOf, type BoardStep, type Hears, type OrderAbout, type Page, type View } from "./types.ts";

/** Dialog is the one that is open. */
export type Dialog =
  | { kind: "reason"; act: "open" | "recess" | "go_on" | "dismiss" | "technical_break"; required: boolean }
  | { kind: "about"; act: OrderAbout; person: string }
  | { kind: "person"; person: string }
  | { kind: "contact"; person: string }
  | { kind: "answer"; no: number }
  | { kind: "identify"; person: string }
  | { kind: "close" }
  | { kind: "adjourn" }
  | { kind: "leave" }
  | { kind: "private" }
  | { kind: "devices" }
  | { kind: "keys" };

export type Panel = "video" | "roll" | "journal" | "board";

export class RoomModel {
  readonly t: Translate;
  readonly view = signal<View | null>(null);
  readonly silent = signal<string[]>([]);
  readonly board = signal<BoardStep[]>([]);
  readonly hears = signal<Hears[]>([]);
  readonly up = signal(true);
  readonly heard = signal(Date.now());
  readonly now = signal(Date.now()); // the court's time, moved on by our own clock
  readonly pending = signal<ReadonlyMap<string, number>>(new Map()); // act → version it waits for, 0 while it is sent
  readonly refusal = signal<{ act: string; text: string } | null>(null);
  readonly asking = signal(false); // NCALayer is asked to sign
  readonly dialog = signal<Dialog | null>(null);
  readonly panel = signal<Panel>("video");
  readonly pinned = signal("");
  readonly spoke = signal("");
  /** grid: everybody alike, instead of one large. */
  readonly grid = signal(localStorage.getItem("room-layout") === "grid");
  /** low: one who hears the original hears the interpreter quietly as well. */
  readonly low = signal(readLow(localStorage));
  readonly polite = signal("");
  readonly urgent = signal("");
  private readonly waited = signal(false);
  /** ready: there is something to show, and the connection, which drawing would delay, stands or takes long. */
  readonly ready = computed(() => this.view.value !== null && (this.waited.value || this.media.up.value || this.media.feeds.value.size > 0));
  /** whole: what stands beside the picture is drawn too. On a wide page that waits for the first picture, which it would delay. */
  readonly whole = signal(!matchMedia("(min-width: 1024px)").matches);
  readonly media: Media;
  readonly line: Line;
  readonly talk: Talk;
  private skew = 0;
  private readonly desk: Desk;
  private nudged = 0;

  readonly banner = computed(() => bannerOf(this.view.value, {
    up: this.up.value, heard: this.heard.value, media: this.media.up.value, refused: this.media.refused.value, elsewhere: this.media.elsewhere.value,
    mediaDownFor: this.now.value - this.skew - this.media.downSince.value,
  }));
  readonly strip = computed(() => (this.view.value ? stripOf(this.view.value, this.silent.value) : { kind: "none" as const }));
  readonly large = computed(() => (this.view.value ? large(this.view.value, this.pinned.value, this.spoke.value) : ""));
  readonly codes = computed(() => codes(this.view.value?.roll ?? [], (role) => this.t(`room.code.${role}`)));

  constructor(readonly page: Page) {
    this.t = translator(page.lang, page.messages);
    this.desk = new Desk(page.hearing, {
      post: (path, body) => this.post(path, body), sign: (asked) => this.sign(asked), chosen, key: newKey,
      wait: (ms) => new Promise((done) => setTimeout(done, ms)),
    });
    this.media = new Media((give) => this.fetchTicket(give), page.worker);
    this.talk = new Talk((m) => this.line.tell({ t: "talk", ...m }), (talk, key) => this.media.encrypt(talk, key));
    const at = location.origin.replace(/^http/, "ws");
    this.line = new Line(() => `${at}/api/hearings/${page.hearing}/ws?after=${this.have}`, {
      view: (v) => this.take(v),
      talk: (s) => this.talk.hear(s),
      beat: (silent, now, steps, hears) => batch(() => {
        this.silent.value = silent;
        if (hears) this.hears.value = hears;
        if (steps && JSON.stringify(steps) !== JSON.stringify(this.board.value)) this.board.value = steps;
        this.setSkew(now);
      }),
      line: (up, since) => batch(() => {
        this.up.value = up;
        this.heard.value = since;
        if (up) this.media.hurry();
        else this.urgent.value = this.t("room.offline.title");
      }),
      failing: (n) => void this.ask(n),
    });
    // On a phone a party sees people first, the bench the roll; where both fit, the roll stands beside.
    if (onBench(page.role) || matchMedia("(min-width: 640px)").matches) this.panel.value = "roll";
  }

  start(): void {
    // The court shows this page to those it lets in, so the way into the media
    // room is asked for at once; the view that follows may end it again.
    this.media.start();
    this.line.start();
    new Ears(() => this.media.sound(), (c) => this.line.tell(c)).start();
    setInterval(() => this.tick(), 500);
    tell(this.page.hearing, this.page.csrf, () => (this.media.devices.refused.value ? "refused" : this.media.up.value ? null : "connecting"));
    setTimeout(() => (this.waited.value = true), 350);
    setTimeout(() => (this.whole.value = true), 800);
    effect(() => {
      const who = this.media.speaking.value.find((p) => p !== this.page.me);
      if (who) this.spoke.value = who;
    });
    effect(() => {
      const v = this.view.value, low = this.low.value, feeds = this.media.feeds.value;
      this.media.volume = (p) => (v ? volumeOf(v, p, low, (o) => feeds.get(o)?.mic === "on") : 1);
      this.media.remix();
    });
  }

  lay(grid: boolean): void {
    localStorage.setItem("room-layout", grid ? "grid" : "speaker");
    this.grid.value = grid;
  }

  quiet(low: boolean): void {
    keepLow(localStorage, low);
    this.low.value = low;
  }

  private tick(): void {
    this.now.value = Date.now() + this.skew;
    this.follow();
  }

  /**
   * follow drops a media connection that our side believes in while the court
   * has seen nothing of us for a while: packets may be lost on one path only.
   */
  private follow(): void {
    const v = this.view.value;
    const me = v && seat(v, v.me);
    if (!this.up.value || !this.media.up.value || me?.presence !== "lost" || Date.now() - this.nudged < 25_000) return;
    if (this.now.value - Date.parse(me.since.at) < 9000 || Date.now() - this.media.upSince < 9000) return;
    this.nudged = Date.now();
    this.media.anew();
  }

  /** have is the number of the newest line of the journal here. */
  private get have(): number {
    const journal = this.view.value?.journal ?? [];
    return journal[journal.length - 1]?.no ?? 0;
  }

  private setSkew(now: string): void {
    const ms = Date.parse(now);
    if (Number.isFinite(ms)) this.skew = ms - Date.now();
  }

  take(now: View): void {
    const before = this.view.value;
    if (before && now.version < before.version) return;
    const v = { ...now, journal: joined(before?.journal ?? [], now.journal) };
    batch(() => {
      this.view.value = v;
      this.setSkew(v.now);
      this.settle(v.version);
      for (const n of newsOf(before, v)) {
        const text = (n.person ? `${seat(v, n.person)?.name}: ` : "") + this.t(n.key);
        (n.urgent ? this.urgent : this.polite).value = text;
      }
    });
    const me = seat(v, v.me);
    this.media.speak(me?.voice ?? false);
    this.media.move(talkOf(v, v.me)?.id ?? "", v.private.gen);
    this.talk.follow(v);
    if (!live(v.state)) this.media.stop();
    else if (me?.admitted) this.media.start();
    else location.replace(`/hearings/${this.page.hearing}/lobby/wait`);
  }

  /** settle ends the waiting for acts that the view now shows. */
  private settle(version: number): void {
    const left = new Map([...this.pending.value].filter(([, until]) => until === 0 || until > version));
    if (left.size !== this.pending.value.size) this.pending.value = left;
  }

  /** act sends an act; it stays pending until the court's view shows it. */
  async act(name: string, order: Order = {}): Promise<boolean> {
    const id = name + (order.person ?? "");
    if (this.pending.value.has(id)) return false;
    this.wait(id, 0);
    this.refusal.value = null;
    const a = await this.desk.send(name, order);
    if (a.kind === "done") {
      if ((this.view.value?.version ?? 0) >= a.version) this.wait(id, null);
      else this.wait(id, a.version);
      return true;
    }
    this.wait(id, null);
    this.refusal.value = { act: name, text: this.why(a) };
    this.urgent.value = this.refusal.value.text;
    return false;
  }

  private why(a: Answer): string {
    if (a.kind === "refused" && a.text) return a.text;
    if (a.kind === "unsigned") return this.t(`room.sign.${a.why}`);
    return this.t("room.act.unconfirmed");
  }

  /** sign has the person sign; while NCALayer's window is open, the page says so. */
  private async sign(asked: Asked): Promise<Signature | Why> {
    this.asking.value = asked.kind === "eds";
    if (this.asking.value) this.polite.value = this.t("eds.asking");
    try {
      return await signAct(asked);
    } catch (e) {
      if (e instanceof Unsigned) return e.why;
      throw e;
    } finally {
      this.asking.value = false;
    }
  }

  private wait(id: string, until: number | null): void {
    const next = new Map(this.pending.value);
    if (until === null) next.delete(id);
    else next.set(id, until);
    this.pending.value = next;
  }

  /** leave is the person's own act; nothing else counts as leaving. */
  async leave(): Promise<void> {
    if (!(await this.act("leave"))) return;
    this.media.stop();
    this.line.stop();
    location.assign(`/hearings/${this.page.hearing}`);
  }

  name(person: string): string {
    const v = this.view.value;
    return (v && (seat(v, person) ?? v.vacant?.find((p) => p.person === person))?.name) || person;
  }

  private async post(path: string, body: unknown, give?: AbortSignal): Promise<{ status: number; body: any }> {
    try {
      const r = await fetch(path, {
        method: "POST", credentials: "same-origin", signal: within(8000, give),
        headers: { "Content-Type": "application/json", "X-CSRF-Token": this.page.csrf, Accept: "application/json" },
        body: JSON.stringify(body),
      });
      return { status: r.status, body: await r.json().catch(() => null) };
    } catch {
      return { status: 0, body: null }; // the line is away: asked again, with the same key
    }
  }

  private async fetchTicket(give: AbortSignal): Promise<Ticket> {
    // The page brings the first one, unless it was kept and shown again later.
    const brought = this.page.ticket;
    this.page.ticket = undefined;
    if (brought && performance.now() < 10_000) return brought;
    const { status, body } = await this.post(`/api/hearings/${this.page.hearing}/ticket`, {}, give);
    if (status !== 200) throw new Refused(status);
    return body as Ticket;
  }

  /** ask finds out why dialling fails: who is signed out is led to sign in. */
  private async ask(times: number): Promise<void> {
    if (times % 3 !== 0) return;
    const r = await fetch(`/api/hearings/${this.page.hearing}/view`, { credentials: "same-origin", signal: within(4000) }).catch(() => null);
    if (r?.status === 401 || r?.status === 403 || r?.status === 404) location.replace(`/hearings/${this.page.hearing}`);
    else if (r?.ok) this.take((await r.json()) as View);
  }
}

/** within ends a request that is not answered in time: a cut line answers nothing. */
function within(ms: number, give?: AbortSignal): AbortSignal {
  const c = new AbortController();
  setTimeout(() => c.abort(), ms);
  give?.addEventListener("abort", () => c.abort());
  return c.signal;
}
