// What a browser can check of a receipt's code "<index>.<hash>" against the
// public log: docs/record.md, sections 2, 4 and 8. The log reveals no event:
// the second half of an entry is the hash of the event's header.

export interface Code {
  index: number;
  hash: string;
}

/** Verdict is what became of the check; the page has words for each. */
export type Verdict = "stands" | "another" | "not_yet" | "malformed" | "unreachable" | "contradicts";

export interface Answer {
  verdict: Verdict;
  size?: number;
  /** included: the entry leads to the root that the checkpoint names. */
  included: "yes" | "unchecked";
  /** signed: the checkpoint holds under the key that this court shows. */
  signed: "yes" | "unchecked";
}

/** Read gets a file of the log by its path; it throws when there is none. */
export type Read = (path: string) => Promise<Uint8Array<ArrayBuffer>>;

const width = 256;

/** parse reads the code behind the # of the address. */
export function parse(fragment: string): Code | null {
  const m = /^#?(0|[1-9][0-9]{0,15})\.([0-9a-f]{64})$/.exec(fragment);
  const index = Number(m?.[1]);
  return m?.[2] && Number.isSafeInteger(index) ? { index, hash: m[2] } : null;
}

/** tilePath writes N in groups of three digits, as C2SP tlog-tiles says. */
export function tilePath(level: string, n: number, w: number): string {
  let at = String(n % 1000).padStart(3, "0");
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) at = `x${String(rest % 1000).padStart(3, "0")}/${at}`;
  return `tile/${level}/${at}${w < width ? `.p/${w}` : ""}`;
}

const hex = (b: Uint8Array): string => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
const bytes = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

async function sha256(...parts: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

const node = (l: Uint8Array, r: Uint8Array) => sha256(Uint8Array.of(1), l, r);

interface Checkpoint {
  text: string;
  size: number;
  root: string; // base64
  signatures: string[];
}

function checkpoint(note: string): Checkpoint {
  const cut = note.indexOf("\n\n");
  const [, size = "", root = ""] = note.split("\n");
  if (cut < 0 || !/^(0|[1-9][0-9]*)$/.test(size)) throw new Error("no checkpoint");
  return { text: note.slice(0, cut + 1), size: Number(size), root, signatures: note.slice(cut + 2).split("\n").filter((l) => l !== "") };
}

/** Tree reads hashes of the log as it was at one size. */
class Tree {
  private readonly kept = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  constructor(private readonly read: Read, private readonly size: number) {}

  /** tile is the tile's bytes; it is as wide as the signed tree has it. */
  tile(level: "entries" | number, n: number): Promise<Uint8Array<ArrayBuffer>> {
    const have = level === "entries" ? this.size : Math.floor(this.size / width ** level);
    const path = tilePath(String(level), n, Math.min(width, have - n * width));
    const at = this.kept.get(path) ?? this.read(path);
    this.kept.set(path, at);
    return at;
  }

  /** complete is the head of the 2^level leaves from n·2^level on. */
  private async complete(level: number, n: number): Promise<Uint8Array> {
    const first = n * 2 ** (level % 8);
    const tile = await this.tile(Math.floor(level / 8), Math.floor(first / width));
    let row = Array.from({ length: 2 ** (level % 8) }, (_, i) => tile.subarray(32 * (first % width + i), 32 * (first % width + i + 1)));
    while (row.length > 1) row = await Promise.all(row.filter((_, i) => i % 2 === 0).map((l, i) => node(l, row[2 * i + 1] as Uint8Array)));
    return row[0] as Uint8Array;
  }

  /** head is that of the leaves lo to hi-1, with ours at its place. */
  async head(lo: number, hi: number, index: number, ours: Uint8Array): Promise<Uint8Array> {
    const n = hi - lo, level = Math.log2(n);
    if (n === 1 && lo === index) return ours;
    if (Number.isInteger(level) && (index < lo || index >= hi)) return this.complete(level, lo / n);
    const half = 2 ** Math.ceil(level - 1);
    return node(await this.head(lo, lo + half, index, ours), await this.head(lo + half, hi, index, ours));
  }
}

/** signed reports whether the court's key signed the checkpoint; null when this browser cannot tell. */
async function signed(cp: Checkpoint, vkey: string): Promise<boolean | null> {
  const [, name = "", key = ""] = /^([^+]+)\+[0-9a-fA-F]{8}\+(\S+)\s*$/.exec(vkey) ?? [];
  const spki = bytes(key);
  if (spki[0] !== 1 || spki.length !== 33) return false;
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey("raw", spki.slice(1), "Ed25519", false, ["verify"]);
  } catch {
    return null; // a browser without Ed25519
  }
  const prefix = `— ${name} `;
  for (const line of cp.signatures.filter((l) => l.startsWith(prefix))) {
    const sig = bytes(line.slice(prefix.length)).slice(4);
    if (await crypto.subtle.verify("Ed25519", imported, sig, new TextEncoder().encode(cp.text))) return true;
  }
  return false;
}

/** check holds the code against the log. It never says more than it saw. */
export async function check(code: Code, read: Read): Promise<Answer> {
  const answer: Answer = { verdict: "unreachable", included: "unchecked", signed: "unchecked" };
  try {
    const text = new TextDecoder();
    const cp = checkpoint(text.decode(await read("checkpoint")));
    answer.size = cp.size;
    const able = globalThis.crypto?.subtle !== undefined;
    if (able) {
      const ok = await signed(cp, text.decode(await read("key")));
      if (ok === false) return { ...answer, verdict: "contradicts" };
      if (ok) answer.signed = "yes";
    }
    if (code.index >= cp.size) return { ...answer, verdict: "not_yet" };
    const tree = new Tree(read, cp.size);
    const bundle = await tree.tile("entries", Math.floor(code.index / width));
    const entry = bundle.subarray(66 * (code.index % width) + 2, 66 * (code.index % width) + 66);
    if (entry.length !== 64) return { ...answer, verdict: "contradicts" };
    if (able) {
      const root = await tree.head(0, cp.size, code.index, await sha256(Uint8Array.of(0), entry));
      if (hex(root) !== hex(bytes(cp.root))) return { ...answer, verdict: "contradicts" };
      answer.included = "yes";
    }
    return { ...answer, verdict: hex(entry.subarray(32)) === code.hash ? "stands" : "another" };
  } catch {
    return { ...answer, verdict: "unreachable" };
  }
}
