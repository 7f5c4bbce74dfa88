import type { ComponentChildren } from "preact";
import { useRoom } from "./context.ts";
import { Icon, type IconName } from "./icon.tsx";

interface Props {
  act: string;
  person?: string;
  icon?: IconName;
  class?: string;
  label?: string;
  children?: ComponentChildren;
  onClick: () => void;
}

/** Act is the button of an act of court; it waits until the court's view shows the act. */
export function Act({ act, person, icon, onClick, children, label, class: kind = "" }: Props) {
  const m = useRoom();
  const waiting = m.pending.value.has(act + (person ?? ""));
  return (
    <button type="button" class={`btn ${kind}`} data-act={act} data-about={person} data-pending={waiting ? "1" : undefined}
      aria-disabled={waiting} aria-label={label} onClick={() => !waiting && onClick()}>
      {waiting ? <span class="spin" aria-hidden="true" /> : icon ? <Icon of={icon} /> : null}
      <span>{children}</span>
      {waiting ? <span class="visually-hidden">{m.t("room.act.pending")}</span> : null}
    </button>
  );
}
