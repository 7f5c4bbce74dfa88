// signin makes passkeys and signs in with them. Its part of a page is
// [data-island=signin]; without this script the password form beside it works.
import { fromBase64url, toBase64url } from "../sign/bytes.ts";
import { ask, Refused } from "../sign/ask.ts";
import { canSign } from "../sign/index.ts";
import { onward } from "../sign/onward.ts";

/** Ceremony is what the door sends and gets, half by half. */
interface Ceremony {
  ticket: string;
  options: { publicKey: Wire };
  next: string;
}

/** Wire is the options as JSON has them: bytes are base64url. */
interface Wire {
  challenge: string;
  user?: { id: string; name: string; displayName: string };
  excludeCredentials?: { id: string; type: "public-key" }[];
  allowCredentials?: { id: string; type: "public-key" }[];
  [more: string]: unknown;
}

const bytes = (list: { id: string; type: "public-key" }[] = []) => list.map((c) => ({ ...c, id: fromBase64url(c.id) }));

/** enter has the device sign the door's challenge. */
async function enter(o: Wire): Promise<unknown> {
  const publicKey = { ...o, challenge: fromBase64url(o.challenge), allowCredentials: bytes(o.allowCredentials) };
  const made = await navigator.credentials.get({ publicKey: publicKey as PublicKeyCredentialRequestOptions });
  if (!(made instanceof PublicKeyCredential) || !(made.response instanceof AuthenticatorAssertionResponse)) return null;
  const r = made.response;
  return {
    id: made.id,
    rawId: toBase64url(made.rawId),
    type: made.type,
    response: {
      authenticatorData: toBase64url(r.authenticatorData),
      clientDataJSON: toBase64url(r.clientDataJSON),
      signature: toBase64url(r.signature),
      userHandle: r.userHandle ? toBase64url(r.userHandle) : undefined,
    },
  };
}

/** make has the device make a key. */
async function make(o: Wire): Promise<unknown> {
  const user = { ...o.user, id: fromBase64url(o.user?.id ?? "") };
  const publicKey = { ...o, user, challenge: fromBase64url(o.challenge), excludeCredentials: bytes(o.excludeCredentials) };
  const made = await navigator.credentials.create({ publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions });
  if (!(made instanceof PublicKeyCredential) || !(made.response instanceof AuthenticatorAttestationResponse)) return null;
  const r = made.response;
  return {
    id: made.id,
    rawId: toBase64url(made.rawId),
    type: made.type,
    response: { attestationObject: toBase64url(r.attestationObject), clientDataJSON: toBase64url(r.clientDataJSON) },
  };
}

const ways = {
  enter: { device: enter, start: "/sign-in/passkey/start", end: "/sign-in/passkey/finish" },
  make: { device: make, start: "/sign-in/passkey/make", end: "/sign-in/passkey/made" },
};

/** ceremony goes both halves; it throws Refused with words to show, or another error when the device or the line said no. */
async function ceremony(part: HTMLElement): Promise<string> {
  const { csrf = "", invite = "", next = "/", what } = part.dataset;
  const way = what === "make" ? ways.make : ways.enter;
  const begun = await ask<Ceremony>(way.start, csrf, { invite });
  const response = await way.device(begun.options.publicKey);
  if (!response) throw new TypeError("no credential");
  return (await ask<Ceremony>(way.end, csrf, { ticket: begun.ticket, response, next })).next;
}

function ready(part: HTMLElement): void {
  const button = part.querySelector<HTMLButtonElement>("[data-passkey]");
  const wrong = part.querySelector<HTMLElement>("[data-passkey-error]");
  const none = part.querySelector<HTMLElement>("[data-passkey-none]");
  if (!button || !wrong) return;
  if (!canSign()) {
    if (none) none.hidden = false;
    return;
  }
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    wrong.hidden = true;
    ceremony(part)
      .then(onward)
      .catch((e: unknown) => {
        wrong.textContent = e instanceof Refused ? e.message : (part.dataset.refused ?? "");
        wrong.hidden = false;
        button.disabled = false;
        button.focus();
      });
  });
}

for (const part of document.querySelectorAll<HTMLElement>("[data-island=signin]")) ready(part);
