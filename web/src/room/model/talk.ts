// The private talk the person is in: its keys, from the moment the record says
// so until it says otherwise.
import { signal } from "@preact/signals";
import { Agreement, type Message } from "./keys.ts";
import { talkOf, type View } from "./types.ts";

export interface Said {
  from: string;
  talk: string;
  gen: number;
  body: Message;
}

const againAfter = 5000; // what was said may be lost on the way: all begin anew

export class Talk {
  /** words are the numbers of the words to compare; null while there is no key. */
  readonly words = signal<number[] | null>(null);
  private at = "";
  private agreement: Agreement | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly say: (m: Omit<Said, "from">) => void, private readonly use: (talk: string, key: ArrayBuffer) => void) {}

  /** follow takes what the record says. Keys are made anew with each coming and going. */
  follow(v: View): void {
    const k = talkOf(v, v.me), at = k ? `${k.id} ${k.gen}` : "";
    if (at === this.at) return;
    this.end();
    this.at = at;
    if (!k || k.people.length < 2) return;
    const a = new Agreement(v.me, k.people, at, (body) => this.say({ talk: k.id, gen: k.gen, body }), (agreed) => {
      if (this.at !== at) return;
      this.use(k.id, agreed.key);
      this.words.value = agreed.words;
    });
    this.agreement = a;
    a.start();
    this.timer = setInterval(() => void (!a.done && a.start()), againAfter);
  }

  hear(s: Said): void {
    if (`${s.talk} ${s.gen}` === this.at) void this.agreement?.hear(s.from, s.body);
  }

  private end(): void {
    this.agreement?.stop();
    this.agreement = null;
    clearInterval(this.timer);
    this.words.value = null;
  }
}
