// acts sends the forms of weighty acts: the door says what is to be signed, the
// person signs it with a key of their own, and the same form goes again with the
// signature. Sent twice it acts once, because its key stays the same. A refusal
// stands beside the form; who has no passkey is led to where one is made.
import { ask, Refused, signings } from "../sign/ask.ts";
import { type Asked, chosen, signAct, Unsigned } from "../sign/index.ts";

interface Answer {
  sign?: Asked;
  done?: unknown;
}

const words = (form: HTMLFormElement): Record<string, string> => {
  const o: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "csrf") o[name] = value;
  return o;
};

async function act(form: HTMLFormElement): Promise<void> {
  const csrf = String(new FormData(form).get("csrf") ?? "");
  const path = form.dataset.to ?? form.getAttribute("action") ?? "";
  const order = { ...words(form), ...chosen() };
  let asked = (await ask<Answer>(path, csrf, order)).sign;
  for (let i = 1; asked; i++) {
    const sig = await signAct(asked);
    try {
      await ask<Answer>(path, csrf, { ...order, sig });
      return;
    } catch (e) {
      if (!(e instanceof Refused) || e.key !== "act.signature_invalid" || i >= signings) throw e;
      const now = (await ask<Answer>(path, csrf, order)).sign;
      if (now?.act === asked.act) throw e; // not the moment: the signature itself
      asked = now;
    }
  }
}

/** why is the refusal in words the page brought along, or the court's own. */
function why(e: unknown, form: HTMLFormElement): string {
  if (e instanceof Refused) return e.message;
  if (e instanceof Unsigned) return form.dataset[e.why] ?? "";
  return form.dataset.away ?? "";
}

function refuse(form: HTMLFormElement, e: unknown): void {
  const at = form.querySelector<HTMLElement>("[data-act-error]");
  if (!at) return;
  at.textContent = why(e, form);
  if (e instanceof Refused && (e.key === "act.passkey_needed" || e.key === "act.eds_unregistered")) {
    const way = document.createElement("a");
    way.href = "/account#passkeys";
    way.textContent = form.dataset.make ?? "";
    at.append(" ", way);
  }
  at.hidden = false;
}

/** busy greys the button while the act is under way: it must not be pressed twice. */
function busy(form: HTMLFormElement, on: boolean): void {
  const button = form.querySelector<HTMLButtonElement>("button");
  const note = form.querySelector<HTMLElement>("[data-act-pending]");
  if (button) button.disabled = on;
  if (note) note.hidden = !on;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("form[data-act]")) return;
  event.preventDefault();
  busy(form, true);
  form.querySelector<HTMLElement>("[data-act-error]")?.setAttribute("hidden", "");
  act(form)
    .then(() => location.assign(form.dataset.next ?? location.pathname))
    .catch((e: unknown) => {
      refuse(form, e);
      busy(form, false);
    });
});
