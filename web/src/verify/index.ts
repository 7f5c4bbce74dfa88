// The verify page opened by a receipt's code: what stands behind the # never
// reaches the server, so the page itself asks the public log and tells what it
// saw. All its words stand on the page, hidden until they are true.
import { takesDrops } from "./drop.ts";
import { check, parse, type Answer } from "./log.ts";

const part = document.getElementById("code");

async function read(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(`/log/${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** show lets exactly these words be seen. */
function show(words: string[]): void {
  for (const p of part?.querySelectorAll<HTMLElement>("[data-says]") ?? []) p.hidden = !words.includes(p.dataset.says ?? "");
}

function fill(name: string, text: string): void {
  const at = part?.querySelector(`[data-of=${name}]`);
  if (at) at.textContent = text;
}

function tell(a: Answer): void {
  part?.setAttribute("data-verdict", a.verdict);
  fill("size", a.size === undefined ? "—" : String(a.size));
  const seen = a.verdict === "stands" || a.verdict === "another";
  show([a.verdict, ...(seen ? [`included.${a.included}`] : []), ...(seen || a.verdict === "not_yet" ? [`signed.${a.signed}`] : [])]);
}

async function run(): Promise<void> {
  if (!part) return;
  part.hidden = location.hash.length < 2;
  if (part.hidden) return;
  const code = parse(location.hash);
  fill("index", code ? String(code.index) : "—");
  fill("hash", code ? code.hash : "—");
  fill("size", "—");
  if (!code) return tell({ verdict: "malformed", included: "unchecked", signed: "unchecked" });
  show(["asking"]);
  tell(await check(code, read));
}

const form = document.querySelector<HTMLFormElement>('form[action="/verify"]');
if (form) takesDrops(form);
window.addEventListener("hashchange", () => void run());
void run();
