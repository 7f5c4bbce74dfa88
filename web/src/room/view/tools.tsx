import { useEffect, useState } from "preact/hooks";
import type { Kind } from "../model/devices.ts";
import { useRoom } from "./context.ts";
import { Sheet } from "./dialog.tsx";
import { Langs } from "./top.tsx";

function Chooser({ kind, all }: { kind: Kind; all: MediaDeviceInfo[] }) {
  const m = useRoom();
  m.media.devices.changed.value; // the choice moves with the track
  const list = all.filter((d) => d.kind === (kind === "mic" ? "audioinput" : "videoinput") && d.deviceId);
  return (
    <div class="chooser">
      <label for={`choose-${kind}`}>{m.t(`room.devices.${kind}`)}</label>
      {list.length === 0 ? <p>{m.t("room.devices.none")}</p> : (
        <select id={`choose-${kind}`} value={m.media.devices.current(kind)} onChange={(e) => void m.media.devices.choose(kind, e.currentTarget.value)}>
          {list.map((d) => <option key={d.deviceId} value={d.deviceId}>{d.label || d.deviceId.slice(0, 8)}</option>)}
        </select>
      )}
    </div>
  );
}

export function DevicesSheet() {
  const m = useRoom();
  const [all, setAll] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    const look = (): void => void navigator.mediaDevices?.enumerateDevices().then(setAll);
    look();
    navigator.mediaDevices?.addEventListener("devicechange", look);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", look);
  }, []);
  return (
    <Sheet title={m.t("room.devices")} name="devices">
      <Chooser kind="mic" all={all} /><Chooser kind="cam" all={all} />
      <p class="hint">{m.t("room.devices.hint")}</p>
      <Langs />
      <div class="answer"><button type="button" class="btn primary" onClick={() => (m.dialog.value = null)}>{m.t("room.done")}</button></div>
    </Sheet>
  );
}

const keys: [string, string][] = [["M", "mic"], ["V", "cam"], ["F6", "regions"], ["Shift+F6", "back"], ["?", "help"], ["Esc", "close"]];

export function KeysSheet() {
  const m = useRoom();
  return (
    <Sheet title={m.t("room.keys")} name="keys">
      <dl class="keylist">{keys.map(([k, word]) => <div key={k}><dt><kbd>{k}</kbd></dt><dd>{m.t(`room.key.${word}`)}</dd></div>)}</dl>
      <p class="hint">{m.t("room.keys.hint")}</p>
      <div class="answer"><button type="button" class="btn primary" onClick={() => (m.dialog.value = null)}>{m.t("room.done")}</button></div>
    </Sheet>
  );
}
