// The page on which a document is filed: it may be signed with NCALayer first. The
// court gives back the document it received, so that what is signed is what is
// filed. All words stand on the page, hidden until they are true.
import { NoSignature, signCMS } from "../sign/ncalayer.ts";

const part = document.getElementById("eds");
const form = document.getElementById("file-form") as HTMLFormElement | null;

function say(word: string): void {
  for (const p of part?.querySelectorAll<HTMLElement>("[data-says]") ?? []) p.hidden = p.dataset.says !== word;
}

async function sign(button: HTMLButtonElement): Promise<void> {
  if (!part || !form) return;
  button.disabled = true;
  say("asking");
  try {
    const answer = await fetch(part.dataset.content ?? "", { method: "POST", body: new FormData(form), credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new TypeError(`status ${answer.status}`);
    const cms = await signCMS(new Uint8Array(await answer.arrayBuffer()), document.documentElement.lang);
    (form.elements.namedItem("eds") as HTMLInputElement).value = cms;
    form.submit();
  } catch (e) {
    say(e instanceof NoSignature ? e.why : "away");
    button.disabled = false;
    button.focus();
  }
}

if (part) {
  part.hidden = false;
  const button = part.querySelector<HTMLButtonElement>("[data-sign]");
  button?.addEventListener("click", () => void sign(button));
}
