// Acts of court sent from the room. An act is pending until the court's own
// view shows it; a retry carries the same key, so it never happens twice.
import { signings } from "../../sign/ask.ts";
import type { Asked, Signature, Why } from "../../sign/index.ts";

export interface Order {
  person?: string;
  reason?: string;
  shown?: string; // whom the judge had before them as missing, ids with spaces between
  channel?: string;
  result?: string;
  note?: string;
  until?: string;
  on?: string; // a time by the court's clock, as a field has it
  what?: string;
  down?: boolean;
  no?: number; // of what in the record the act is about
  kind?: string;
  with?: string[];
  room?: string;
}

export type Answer =
  | { kind: "done"; version: number }
  | { kind: "refused"; text: string; field?: string }
  | { kind: "unsigned"; why: Why }
  | { kind: "unconfirmed" };

export interface Wire {
  post(path: string, body: unknown): Promise<{ status: number; body: any }>;
  /** sign answers the person's signature, or why there is none. */
  sign(asked: Asked): Promise<Signature | Why>;
  /** chosen is what the person signs with on this device, as an order says it. */
  chosen?(): { sign_with?: string };
  wait(ms: number): Promise<void>;
  key(): string;
}

const tries = 12;

/** again: the answer says nothing about the act itself, so it is asked once more. */
export const again = (status: number): boolean => status === 0 || status === 429 || status >= 500;

/** Desk sends acts. Until an act is answered, the same act keeps its key. */
export class Desk {
  private readonly open = new Map<string, string>();

  constructor(private readonly hearing: string, private readonly wire: Wire) {}

  async send(act: string, order: Order): Promise<Answer> {
    const id = JSON.stringify([act, order]);
    const key = this.open.get(id) ?? this.wire.key();
    this.open.set(id, key);
    const answer = await this.ask(act, { ...order, ...this.wire.chosen?.(), key });
    if (answer.kind !== "unconfirmed") this.open.delete(id);
    return answer;
  }

  private async ask(act: string, body: Order & { key: string; sig?: Signature }): Promise<Answer> {
    const signed: string[] = [];
    let refusal = "";
    for (let n = 0; n < tries; n++) {
      const { status, body: b } = await this.wire.post(`/hearings/${this.hearing}/acts/${act}`, body);
      if (b?.sign) {
        const asked = b.sign as Asked;
        const what = asked.act;
        if (signed.includes(what)) return { kind: "refused", text: refusal }; // not the moment: the signature itself
        const sig = await this.wire.sign(asked);
        if (typeof sig === "string") return { kind: "unsigned", why: sig };
        body.sig = sig;
        signed.push(what);
        continue;
      }
      if (b?.error?.key === "act.signature_invalid" && signed.length > 0 && signed.length < signings) {
        delete body.sig;
        refusal = String(b.error.text ?? "");
        continue;
      }
      if (b?.done) return { kind: "done", version: Number(b.done.Ref?.version ?? 0) };
      if (!again(status)) return { kind: "refused", text: b?.error?.text ?? "", field: b?.error?.field };
      await this.wire.wait(Math.min(3000, 250 * 2 ** n));
    }
    return { kind: "unconfirmed" };
  }
}

/** newKey is an idempotency key: its moment, as internal/clerk/key.go has it, and the browser's own chance. */
export function newKey(): string {
  return `t${Date.now().toString(16).padStart(11, "0")}-` + [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}
