// sign has the person at this device sign an act with a key of their own: a
// passkey, or a key of the national CA in NCALayer. What is signed is the act's
// hash (docs/record.md, section 3): the signature is for this act and no other,
// and anyone with the record can check it.
import { fromBase64, fromBase64url, fromHex, toBase64url } from "./bytes.ts";
import { NoSignature, signCMS } from "./ncalayer.ts";

/** Signature is `sig` of an event, as the record has it; the court says by which key an electronic one is. */
export interface Signature {
  credential: string;
  kind: "passkey" | "eds";
  value: Record<string, string>;
}

/** Asked is what the court wants signed, and with which keys it may be. */
export interface Asked {
  act: string; // 64 hex digits
  kind?: "passkey" | "eds";
  credentials?: string[] | null; // none leaves the choice to the device
  text?: string; // base64: what a key of the national CA signs
}

/** Why there is no signature: this browser has no passkeys, the person or the device said no, or NCALayer does not answer. */
export type Why = "unsupported" | "refused" | "absent";

export class Unsigned extends Error {
  constructor(readonly why: Why) {
    super(why);
  }
}

/** canSign reports whether this browser can use passkeys at all. */
export const canSign = (): boolean => window.isSecureContext && typeof window.PublicKeyCredential === "function";

const choice = "sign-with";

/** signsWith is what the person chose to sign acts with on this device: "eds", or "" for a passkey. NCALayer is a program on the device, so the choice is the device's. */
export function signsWith(): "" | "eds" {
  try {
    return localStorage.getItem(choice) === "eds" ? "eds" : "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}

export function signWith(kind: "" | "eds"): void {
  localStorage.setItem(choice, kind);
}

/** chosen is what an order carries along, so that the court asks for such a key. */
export const chosen = (): { sign_with?: string } => (signsWith() ? { sign_with: signsWith() } : {});

/** signAct has the person sign what the court asks. It throws Unsigned when there will be no signature. */
export async function signAct(asked: Asked): Promise<Signature> {
  return asked.kind === "eds" ? signEDS(asked) : signPasskey(asked);
}

async function signEDS(asked: Asked): Promise<Signature> {
  try {
    const cms = await signCMS(fromBase64(asked.text ?? ""), document.documentElement.lang);
    return { credential: "", kind: "eds", value: { cms: toBase64url(fromBase64(cms).buffer as ArrayBuffer) } };
  } catch (e) {
    if (!(e instanceof NoSignature)) throw e;
    throw new Unsigned(e.why === "absent" ? "absent" : "refused");
  }
}

async function signPasskey(asked: Asked): Promise<Signature> {
  if (!canSign()) throw new Unsigned("unsupported");
  const made = await navigator.credentials
    .get({
      publicKey: {
        challenge: fromHex(asked.act),
        userVerification: "required",
        allowCredentials: (asked.credentials ?? []).map((id) => ({ type: "public-key" as const, id: fromBase64url(id) })),
      },
    })
    .catch(() => null);
  if (!(made instanceof PublicKeyCredential) || !(made.response instanceof AuthenticatorAssertionResponse)) {
    throw new Unsigned("refused");
  }
  return {
    credential: toBase64url(made.rawId),
    kind: "passkey",
    value: {
      authenticator_data: toBase64url(made.response.authenticatorData),
      client_data: toBase64url(made.response.clientDataJSON),
      signature: toBase64url(made.response.signature),
    },
  };
}
