import type { RoomModel } from "../model/room.ts";
import { onBench } from "../model/people.ts";
import { seat, talkOf } from "../model/types.ts";

/** typing: single keys belong to the text that is being written. */
const typing = (at: EventTarget | null): boolean =>
  at instanceof HTMLElement && (at.isContentEditable || at.matches("input:not([type=radio], [type=checkbox]), textarea, select"));

/** regions are the parts of the page that F6 goes through, those that are seen. */
const regions = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-region]")].filter((r) => r.offsetParent !== null);

function cycle(back: boolean): void {
  const all = regions();
  if (all.length === 0) return;
  const at = all.findIndex((r) => r.contains(document.activeElement));
  const next = at < 0 ? (back ? all.length - 1 : 0) : (at + (back ? all.length - 1 : 1)) % all.length;
  all[next]?.focus();
}

/** raise asks for the floor, or takes that back, where the button would. */
function raise(m: RoomModel): void {
  const v = m.view.value, me = v && seat(v, v.me);
  if (v?.state !== "session" || !v.may.hand || onBench(me?.role)) return;
  void m.act("hand", { down: (me?.hand ?? 0) > 0 });
}

/** confer opens what the button for private talks would, or comes back from one. */
function confer(m: RoomModel): void {
  const v = m.view.value;
  if (v && talkOf(v, v.me)) void m.act("return");
  else if (v && v.private.invite.length > 0) m.dialog.value = { kind: "private" };
}

/** interpret chooses the interpretation or the original. */
function interpret(m: RoomModel): void {
  const v = m.view.value;
  if (v?.may.interpret) void m.act("interpret", { down: seat(v, v.me)?.interpreted ?? false });
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
  else if (e.code === "KeyH") raise(m);
  else if (e.code === "KeyP") confer(m);
  else if (e.code === "KeyI") interpret(m);
  else if (e.code === "KeyG") m.lay(!m.grid.value);
  else if (e.key === "?" || (e.shiftKey && e.code === "Slash")) m.dialog.value = { kind: "keys" };
}
