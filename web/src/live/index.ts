// live keeps marked parts of a page as the record has them: when a stream
// changes, the page is asked for again and each part is morphed in place, so
// that focus and what was typed stay. Without a feed it asks on a slow clock.
import { Idiomorph } from "idiomorph";

const slow = 4000;
const parts = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-live][id]")];

let busy = false;
let again = false;

/** typing: a part somebody is filling in is left alone until they are done. */
function typing(part: HTMLElement): boolean {
  const at = document.activeElement;
  const inForm = at instanceof HTMLElement && part.contains(at) && at.matches("input, textarea, select");
  return inForm || part.querySelector("details.act[open]") !== null;
}

/** settled keeps open what the reader opened: that is no news of the court's. */
const settled = (name: string, at: Element): boolean => !(name === "open" && at instanceof HTMLDetailsElement);

async function refresh(): Promise<void> {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of parts()) {
        const fresh = page.getElementById(part.id);
        if (fresh && !typing(part) && fresh.innerHTML !== part.innerHTML) {
          Idiomorph.morph(part, fresh, { morphStyle: "outerHTML", restoreFocus: true, callbacks: { beforeAttributeUpdated: settled } });
        }
      }
    }
  } catch {
    // The line is away; the next change or the slow clock asks again.
  } finally {
    busy = false;
    if (again) {
      again = false;
      void refresh();
    }
  }
}

/** waiting: something on the page changes without an event of its own stream. */
const waiting = (): boolean => parts().some((p) => p.dataset.poll === "1");

const deaf = new Set<string>();
for (const stream of new Set(parts().map((p) => p.dataset.live ?? ""))) {
  if (!stream) continue;
  const feed = new EventSource(`/api/live?stream=${encodeURIComponent(stream)}`);
  feed.onmessage = () => void refresh();
  // What happened between the drawing of the page and this moment, or while the line was away, is asked for.
  feed.onopen = () => {
    deaf.delete(stream);
    void refresh();
  };
  feed.onerror = () => void deaf.add(stream);
}

let tick = 0;
setInterval(() => {
  tick += 1;
  if (waiting() || (deaf.size > 0 && tick % (slow / 1000) === 0)) void refresh();
}, 1000);
