// sign has the person at this device sign an act with a passkey of their own.
// What is signed is the act's hash (docs/record.md, section 3): the signature
// is for this act and no other, and anyone with the record can check it.
import { fromBase64url, fromHex, toBase64url } from "./bytes.ts";

/** Signature is `sig` of an event, as the record has it. */
export interface Signature {
  credential: string;
  kind: "passkey";
  value: { authenticator_data: string; client_data: string; signature: string };
}

/** Unsigned is why there is no signature: this browser has no passkeys, or the person or the device said no. */
export class Unsigned extends Error {
  constructor(readonly why: "unsupported" | "refused") {
    super(why);
  }
}

/** canSign reports whether this browser can use passkeys at all. */
export const canSign = (): boolean => window.isSecureContext && typeof window.PublicKeyCredential === "function";

/**
 * signAct asks for a passkey and answers its signature over the act (64 hex
 * digits). credentials are the ids it may be made with; none leaves the choice
 * to the device. It throws Unsigned when there will be no signature.
 */
export async function signAct(act: string, credentials: string[] = []): Promise<Signature> {
  if (!canSign()) throw new Unsigned("unsupported");
  const made = await navigator.credentials
    .get({
      publicKey: {
        challenge: fromHex(act),
        userVerification: "required",
        allowCredentials: credentials.map((id) => ({ type: "public-key" as const, id: fromBase64url(id) })),
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
