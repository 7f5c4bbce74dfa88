// The keys of a private talk, made in the browsers of those in it. The court
// passes on what they say to each other and learns no secret from it.
//
// Each makes a key pair for this round, and shows its public half only after
// everybody has fixed theirs (a hash first, then what was hashed): who stands in
// between and swaps halves cannot choose theirs so that the words to compare
// come out alike. Two share the secret of their halves; of more, the first wraps
// a key for each of the others. Whoever comes anew begins a new round.

export type Message =
  | { k: "hello" }
  | { k: "commit"; round: number; hash: string }
  | { k: "reveal"; round: number; pub: string; nonce: string }
  | { k: "wrap"; round: number; to: string; iv: string; box: string };

export interface Agreed {
  key: ArrayBuffer;
  /** words are the numbers, 0 to 255, of the words to compare aloud. */
  words: number[];
}

interface Half {
  hash: string;
  pub?: string;
}

interface Own {
  pair: CryptoKeyPair;
  pub: string;
  nonce: string;
}

const curve = { name: "ECDH", namedCurve: "P-256" };
const bytes = (s: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(s) as Uint8Array<ArrayBuffer>;
const base64 = (b: ArrayBuffer | Uint8Array): string => btoa(String.fromCharCode(...new Uint8Array(b as ArrayBuffer)));
const unbase64 = (s: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
const digest = (s: string): Promise<ArrayBuffer> => crypto.subtle.digest("SHA-256", bytes(s));

/** Agreement is one talk's, between two comings or goings of people. */
export class Agreement {
  private round = 0;
  private own: Own | null = null;
  private halves = new Map<string, Half>();
  private revealed = false;
  private box: Extract<Message, { k: "wrap" }> | null = null;
  private over = false;
  private doing: Promise<void> = Promise.resolve();
  done = false;

  /** people are those in the talk, in the record's order; context names the talk and its time. */
  constructor(private readonly me: string, private readonly people: string[], private readonly context: string,
    private readonly say: (m: Message) => void, private readonly agreed: (a: Agreed) => void) {}

  start(): void {
    this.say({ k: "hello" });
  }

  stop(): void {
    this.over = true;
  }

  /** hear takes what another said; one thing after the other. */
  hear(from: string, m: Message): Promise<void> {
    this.doing = this.doing.then(() => this.take(from, m)).catch(() => undefined); // what cannot be read is not said
    return this.doing;
  }

  private async take(from: string, m: Message): Promise<void> {
    if (this.over || from === this.me || !this.people.includes(from)) return;
    if (m.k === "hello") return this.begin(this.round + 1);
    if (m.k === "commit" && m.round > this.round) await this.begin(m.round);
    if (m.round !== this.round) return;
    const had = this.halves.get(from);
    if (m.k === "commit" && !had) this.halves.set(from, { hash: m.hash });
    else if (m.k === "reveal" && had && !had.pub && had.hash === (await this.fix(from, m.pub, m.nonce))) had.pub = m.pub;
    else if (m.k === "wrap" && from === this.people[0] && m.to === this.me) this.box = m;
    return this.go();
  }

  /** fix binds a half to its owner, the talk and the round. */
  private async fix(who: string, pub: string, nonce: string): Promise<string> {
    return base64(await digest(["tarazy half", this.context, this.round, who, pub, nonce].join("\n")));
  }

  private async begin(round: number): Promise<void> {
    this.round = round;
    this.halves = new Map();
    this.revealed = this.done = false;
    this.box = null;
    const pair = (await crypto.subtle.generateKey(curve, false, ["deriveBits"])) as CryptoKeyPair;
    const own = { pair, pub: base64(await crypto.subtle.exportKey("raw", pair.publicKey)), nonce: base64(crypto.getRandomValues(new Uint8Array(16))) };
    this.own = own;
    const hash = await this.fix(this.me, own.pub, own.nonce);
    this.halves.set(this.me, { hash, pub: own.pub });
    this.say({ k: "commit", round, hash });
  }

  private async go(): Promise<void> {
    const own = this.own;
    if (!own || this.done || !this.people.every((p) => this.halves.has(p))) return;
    if (!this.revealed) {
      this.revealed = true;
      this.say({ k: "reveal", round: this.round, pub: own.pub, nonce: own.nonce });
    }
    if (!this.people.every((p) => this.halves.get(p)?.pub)) return;
    const all = await digest(["tarazy talk", this.context, this.round, ...this.people.map((p) => `${p} ${this.halves.get(p)!.pub}`)].join("\n"));
    const key = await this.derive(own, all);
    if (!key || this.over) return;
    this.done = true;
    const words = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array([...bytes("tarazy words"), ...new Uint8Array(all)])));
    this.agreed({ key, words: [...words.slice(0, 4)] });
  }

  /** derive is the talk's key; null while the first has not sent it. */
  private async derive(own: Own, all: ArrayBuffer): Promise<ArrayBuffer | null> {
    const first = this.people[0]!, others = this.people.filter((p) => p !== this.me);
    if (others.length === 1) return this.bits(own, others[0]!, all, "tarazy talk key");
    if (this.me !== first) {
      const m = this.box;
      if (!m) return null;
      return crypto.subtle.decrypt({ name: "AES-GCM", iv: unbase64(m.iv) }, await this.wrapper(own, first, this.me, all), unbase64(m.box));
    }
    const key = crypto.getRandomValues(new Uint8Array(32)).buffer;
    for (const to of others) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.wrapper(own, to, to, all), key);
      this.say({ k: "wrap", round: this.round, to, iv: base64(iv), box: base64(box) });
    }
    return key;
  }

  private async wrapper(own: Own, other: string, to: string, all: ArrayBuffer): Promise<CryptoKey> {
    return crypto.subtle.importKey("raw", await this.bits(own, other, all, `tarazy talk wrap ${to}`), "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  /** bits are 32 bytes of the secret shared with another, for one purpose. */
  private async bits(own: Own, other: string, salt: ArrayBuffer, info: string): Promise<ArrayBuffer> {
    const theirs = await crypto.subtle.importKey("raw", unbase64(this.halves.get(other)!.pub!), curve, false, []);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.pair.privateKey, 256);
    const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]);
    return crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info: bytes(info) }, base, 256);
  }
}
