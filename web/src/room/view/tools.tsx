import { useEffect, useState } from "preact/hooks";
import type { Kind } from "../model/devices.ts";
import { useRoom } from "./context.ts";
import { Sheet } from "./dialog.tsx";
import { SignWith } from "./signwith.tsx";
import { Langs } from "./top.tsx";

interface Choice {
  of: Kind | "speaker";
  list: MediaDeviceInfo[];
  is: string;
  choose(id: string): void;
}

function Chooser({ of, list, is, choose }: Choice) {
  const { t } = useRoom();
  return (
    <div class="chooser">
      <label for={`choose-${of}`}>{t(`room.devices.${of}`)}</label>
      {list.length === 0 ? <p>{t("room.devices.none")}</p> : (
        <select id={`choose-${of}`} value={is} onChange={(e) => choose(e.currentTarget.value)}>
          {list.map((d) => <option key={d.deviceId} value={d.deviceId}>{d.label || d.deviceId.slice(0, 8)}</option>)}
        </select>
      )}
    </div>
  );
}

// Where a browser cannot send the sound elsewhere, the choice is the system's.
const canRoute = "setSinkId" in HTMLMediaElement.prototype;

export function DevicesSheet() {
  const m = useRoom();
  const [all, setAll] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    const look = (): void => void navigator.mediaDevices?.enumerateDevices().then(setAll);
    look();
    navigator.mediaDevices?.addEventListener("devicechange", look);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", look);
  }, []);
  const { devices, speaker } = m.media;
  devices.changed.value; // the choice moves with the track
  const those = (kind: MediaDeviceKind): MediaDeviceInfo[] => all.filter((d) => d.kind === kind && d.deviceId);
  const own = (of: Kind, kind: MediaDeviceKind) => <Chooser of={of} list={those(kind)} is={devices.current(of)} choose={(id) => void devices.choose(of, id)} />;
  return (
    <Sheet title={m.t("room.devices")} name="devices">
      {own("mic", "audioinput")}{own("cam", "videoinput")}
      {canRoute ? <Chooser of="speaker" list={those("audiooutput")} is={speaker.value || "default"} choose={(id) => void m.media.choose(id)} /> : null}
      <p class="hint">{m.t("room.devices.hint")}</p>
      {m.view.value?.may.interpret ? (
        <fieldset>
          <legend>{m.t("room.interpret.volume")}</legend>
          <div class="choices"><label><input type="checkbox" data-low checked={m.low.value} onChange={(e) => m.quiet(e.currentTarget.checked)} /><span>{m.t("room.interpret.low")}</span></label></div>
          <p class="hint">{m.t("room.interpret.hint")}</p>
        </fieldset>
      ) : null}
      <SignWith />
      <Langs />
      <div class="answer"><button type="button" class="btn primary" onClick={() => (m.dialog.value = null)}>{m.t("room.done")}</button></div>
    </Sheet>
  );
}

const keys: [string, string][] = [["M", "mic"], ["V", "cam"], ["H", "hand"], ["P", "private"], ["I", "interpret"], ["G", "layout"], ["F6", "regions"], ["Shift+F6", "back"], ["?", "help"], ["Esc", "close"]];

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
