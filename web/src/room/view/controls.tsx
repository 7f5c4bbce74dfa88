import type { Kind } from "../model/devices.ts";
import { onBench } from "../model/people.ts";
import { seat, talkOf, type View } from "../model/types.ts";
import { Act } from "./act.tsx";
import { useRoom } from "./context.ts";
import { Icon } from "./icon.tsx";
import { PrivateButton } from "./private.tsx";

function Toggle({ kind }: { kind: Kind }) {
  const m = useRoom();
  if (kind === "mic" && !m.media.voice.value) {
    return <button type="button" class="ctl none" data-device="mic" data-device-state="no_floor" disabled><Icon of="micOff" /><span>{m.t("room.mic.no_floor")}</span></button>;
  }
  const state = m.media.devices[kind].value;
  const on = state === "on";
  return (
    <button type="button" class={`ctl ${state}`} data-device={kind} data-device-state={state} aria-pressed={on} aria-keyshortcuts={kind === "mic" ? "M" : "V"} onClick={() => void m.media.devices.toggle(kind)}>
      <Icon of={kind === "mic" ? (on ? "mic" : "micOff") : on ? "cam" : "camOff"} />
      <span>{m.t(`room.${kind}.button.${state}`)}</span>
    </button>
  );
}

function Hand({ v }: { v: View }) {
  const m = useRoom();
  const up = (seat(v, v.me)?.hand ?? 0) > 0;
  return (
    <button type="button" class={`ctl${up ? " up" : ""}`} data-act="hand" aria-pressed={up} aria-keyshortcuts="H" aria-disabled={m.pending.value.has("hand")} onClick={() => void m.act("hand", { down: up })}>
      <Icon of="hand" /><span>{m.t(up ? "room.hand.lower" : "room.hand.raise")}</span>
    </button>
  );
}

/** InterpretButton chooses between the interpretation and the original. */
function InterpretButton({ v }: { v: View }) {
  const m = useRoom();
  const on = seat(v, v.me)?.interpreted ?? false;
  if (!v.may.interpret) return null;
  return (
    <button type="button" class="ctl" data-act="interpret" aria-pressed={on} aria-keyshortcuts="I" aria-disabled={m.pending.value.has("interpret")} onClick={() => void m.act("interpret", { down: on })}>
      <Icon of="languages" /><span>{m.t(on ? "room.interpret.drop" : "room.interpret.take")}</span>
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
        {v.may.hand && inSession && !talkOf(v, v.me) && !onBench(v.role) ? <Hand v={v} /> : null}
        <PrivateButton v={v} />
        <InterpretButton v={v} />
        <button type="button" class="ctl" data-open="devices" onClick={() => (m.dialog.value = { kind: "devices" })}><Icon of="sliders" /><span>{m.t("room.devices")}</span></button>
        <button type="button" class="ctl keys" data-open="keys" aria-keyshortcuts="?" onClick={() => (m.dialog.value = { kind: "keys" })}><Icon of="keyboard" /><span>{m.t("room.keys")}</span></button>
      </div>
      <div class="court">
        {v.may.floor && inSession ? <Act act="floor" icon={v.open_mics ? "micOff" : "mic"} class="ctl-act" onClick={() => void m.act("floor", { what: v.open_mics ? "close" : "open" })}>{m.t(v.open_mics ? "room.mics.close" : "room.mics.open")}</Act> : null}
        {v.may.recess && inSession ? <Act act="recess" icon="pause" class="ctl-act" onClick={() => (m.dialog.value = { kind: "reason", act: "recess", required: false })}>{m.t("room.recess")}</Act> : null}
        {v.may.technical_break && v.role === "secretary" ? <Act act="technical_break" icon="alert" class="ctl-act" onClick={() => (m.dialog.value = { kind: "reason", act: "technical_break", required: true })}>{m.t("room.technical_break")}</Act> : null}
        {v.may.adjourn ? <Act act="adjourn" icon="clock" class="ctl-act" onClick={() => (m.dialog.value = { kind: "adjourn" })}>{m.t("room.adjourn")}</Act> : null}
        {v.may.close ? <Act act="close" icon="gavel" class="end" onClick={() => (m.dialog.value = { kind: "close" })}>{m.t("room.close")}</Act> : null}
        <Act act="leave" icon="leave" class={v.role === "judge" ? "ctl-act" : "end"} onClick={() => (m.dialog.value = { kind: "leave" })}>{m.t("room.leave")}</Act>
      </div>
    </footer>
  );
}
