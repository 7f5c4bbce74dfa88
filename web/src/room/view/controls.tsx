import type { Kind } from "../model/devices.ts";
import type { View } from "../model/types.ts";
import { Act } from "./act.tsx";
import { useRoom } from "./context.ts";
import { Icon } from "./icon.tsx";

function Toggle({ kind }: { kind: Kind }) {
  const m = useRoom();
  const state = m.media.devices[kind].value;
  const on = state === "on";
  return (
    <button type="button" class={`ctl ${state}`} data-device={kind} data-device-state={state} aria-pressed={on} aria-keyshortcuts={kind === "mic" ? "M" : "V"} onClick={() => void m.media.devices.toggle(kind)}>
      <Icon of={kind === "mic" ? (on ? "mic" : "micOff") : on ? "cam" : "camOff"} />
      <span>{m.t(`room.${kind}.button.${state}`)}</span>
    </button>
  );
}

export function Controls({ v }: { v: View }) {
  const m = useRoom();
  const inSession = v.state === "session";
  return (
    <footer class="controls" data-region="controls" tabIndex={-1} aria-label={m.t("room.region.controls")}>
      <div class="own">
        <Toggle kind="mic" /><Toggle kind="cam" />
        <button type="button" class="ctl" data-open="devices" onClick={() => (m.dialog.value = { kind: "devices" })}><Icon of="sliders" /><span>{m.t("room.devices")}</span></button>
        <button type="button" class="ctl keys" data-open="keys" aria-keyshortcuts="?" onClick={() => (m.dialog.value = { kind: "keys" })}><Icon of="keyboard" /><span>{m.t("room.keys")}</span></button>
      </div>
      <div class="court">
        {v.may.recess && inSession ? <Act act="recess" icon="pause" class="ctl-act" onClick={() => (m.dialog.value = { kind: "reason", act: "recess", required: false })}>{m.t("room.recess")}</Act> : null}
        {v.may.close ? <Act act="close" icon="gavel" class="end" onClick={() => (m.dialog.value = { kind: "close" })}>{m.t("room.close")}</Act> : null}
        <Act act="leave" icon="leave" class={v.role === "judge" ? "ctl-act" : "end"} onClick={() => (m.dialog.value = { kind: "leave" })}>{m.t("room.leave")}</Act>
      </div>
    </footer>
  );
}
