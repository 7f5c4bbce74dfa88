import type { RoomModel } from "../model/room.ts";

/** typing: single keys belong to the text that is being written. */
const typing = (at: EventTarget | null): boolean =>
  at instanceof HTMLElement && (at.isContentEditable || at.matches("input:not([type=radio]), textarea, select"));

/** regions are the parts of the page that F6 goes through, those that are seen. */
const regions = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-region]")].filter((r) => r.offsetParent !== null);

function cycle(back: boolean): void {
  const all = regions();
  if (all.length === 0) return;
  const at = all.findIndex((r) => r.contains(document.activeElement));
  const next = at < 0 ? (back ? all.length - 1 : 0) : (at + (back ? all.length - 1 : 1)) % all.length;
  all[next]?.focus();
}

export function onKey(m: RoomModel, e: KeyboardEvent): void {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "F6") {
    e.preventDefault();
    cycle(e.shiftKey);
    return;
  }
  if (typing(e.target) || m.dialog.value || e.repeat) return;
  // By the key's place, so that it works under a Kazakh or Russian layout too.
  if (e.code === "KeyM") void m.media.devices.toggle("mic");
  else if (e.code === "KeyV") void m.media.devices.toggle("cam");
  else if (e.key === "?" || (e.shiftKey && e.code === "Slash")) m.dialog.value = { kind: "keys" };
}
