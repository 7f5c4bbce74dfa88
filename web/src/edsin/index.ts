// edsin signs in with NCALayer, and registers a key of the national CA: the door
// gives words that nobody has signed before, NCALayer signs them, the door takes
// the signature. On the page of a person's own keys it also keeps what acts are
// signed with on this device. What can be said about it stands on the page, hidden.
import { ask, Refused } from "../sign/ask.ts";
import { fromBase64 } from "../sign/bytes.ts";
import { signsWith, signWith } from "../sign/index.ts";
import { NoSignature, signCMS, type Use } from "../sign/ncalayer.ts";
import { onward } from "../sign/onward.ts";

interface Ceremony {
  ticket: string;
  text: string; // base64
  next: string;
}

const part = document.querySelector<HTMLElement>("[data-island=edsin]");

function say(word: string, refusal = ""): void {
  for (const p of part?.querySelectorAll<HTMLElement>("[data-says]") ?? []) p.hidden = p.dataset.says !== word;
  const wrong = part?.querySelector<HTMLElement>("[data-refusal]");
  if (!wrong) return;
  wrong.textContent = refusal;
  wrong.hidden = refusal === "";
}

async function ceremony(from: HTMLElement): Promise<string> {
  const { start = "", end = "", csrf = "", next = "/", use = "login" } = from.dataset;
  const begun = await ask<Ceremony>(start, csrf, {});
  const cms = await signCMS(fromBase64(begun.text), document.documentElement.lang, use as Use);
  return (await ask<Ceremony>(end, csrf, { ticket: begun.ticket, cms, next })).next;
}

/** Scan is what a person scans with their phone. */
interface Scan {
  ticket: string;
  handle: string;
  png: string; // base64
  link?: string;
}

const pause = 2000; // between two questions whether the phone has signed

/** byPhone shows what is to be scanned, and asks until it was signed. */
async function byPhone(from: HTMLElement): Promise<string> {
  const { csrf = "", next = "/" } = from.dataset;
  const scan = await ask<Scan>("/sign-in/phone/start", csrf, {});
  const box = from.querySelector<HTMLElement>("[data-scan]");
  const open = box?.querySelector<HTMLAnchorElement>("[data-open]");
  if (box) box.querySelector("img")?.setAttribute("src", `data:image/png;base64,${scan.png}`);
  if (open) {
    open.hidden = !scan.link?.startsWith("https://");
    if (scan.link) open.href = scan.link;
  }
  if (box) box.hidden = false;
  try {
    for (;;) {
      await new Promise((done) => setTimeout(done, pause));
      const said = await ask<{ waiting?: boolean; next: string }>("/sign-in/phone/finish", csrf, { ticket: scan.ticket, handle: scan.handle, next });
      if (!said.waiting) return said.next;
    }
  } finally {
    if (box) box.hidden = true;
  }
}

/** choices have the person choose, for this device, what acts are signed with. */
function choices(list: NodeListOf<HTMLInputElement>): void {
  for (const input of list) {
    input.checked = input.value === signsWith();
    input.addEventListener("change", () => signWith(input.value === "eds" ? "eds" : ""));
  }
}

if (part) {
  part.hidden = false;
  choices(part.querySelectorAll<HTMLInputElement>("[data-sign-with] input"));
  const from = part;
  const begin = (button: HTMLButtonElement | null, word: string, way: (from: HTMLElement) => Promise<string>) => button?.addEventListener("click", () => {
    button.disabled = true;
    say(word);
    way(from)
      .then(onward)
      .catch((e: unknown) => {
        if (e instanceof Refused) say("", e.message);
        else say(e instanceof NoSignature ? e.why : "away");
        button.disabled = false;
        button.focus();
      });
  });
  begin(part.querySelector<HTMLButtonElement>("[data-sign]"), "asking", ceremony);
  begin(part.querySelector<HTMLButtonElement>("[data-phone]"), "", byPhone);
}
