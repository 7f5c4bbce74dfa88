import { useState } from "preact/hooks";
import { clock } from "../model/text.ts";
import { useRoom } from "./context.ts";
import { Alerts } from "./alerts.tsx";
import { Icon } from "./icon.tsx";
import { SoundTip } from "./matrix.tsx";

/** Banners tell the reader of their own link, from their own side. */
export function Banners() {
  const m = useRoom();
  const b = m.banner.value;
  const v = m.view.value;
  const [put, setPut] = useState(""); // what was read and put away, until it says something else
  const role = m.page.role === "judge" ? "judge" : "person";
  return (
    <div class="banners">
      <Alerts />
      {b?.kind === "offline" ? (
        <div class="banner offline" data-banner="offline">
          <Icon of="wifiOff" />
          <p><strong>{m.t("room.offline.title")} {v ? m.t("room.since", { time: clock(b.since + (m.now.value - Date.now()), v.offset) }) : ""}</strong> {m.t(`room.offline.${role}`)} {m.page.phone ? <a href={`tel:${m.page.phone.replace(/[^+\d]/g, "")}`}>{m.t("room.phone", { phone: m.page.phone })}</a> : null}</p>
        </div>
      ) : null}
      {b?.kind === "media" ? (
        <div class="banner media" data-banner="media" data-cause={b.cause}>
          <Icon of="sync" />
          <p><strong>{m.t("room.media.title")}{b.since ? ` ${m.t("room.since", { time: b.since })}` : ""}</strong> {m.t(`room.media.${b.cause}`)}</p>
        </div>
      ) : null}
      {b?.kind === "elsewhere" ? (
        <div class="banner elsewhere" data-banner="elsewhere">
          <Icon of="sync" />
          <p><strong>{m.t("room.elsewhere.title")}</strong> {m.t("room.elsewhere.what")}</p>
          <button type="button" class="btn primary" data-act="here" onClick={() => m.media.here()}>{m.t("room.elsewhere.here")}</button>
        </div>
      ) : null}
      {v?.barred && v.barred !== put ? (
        <div class="banner refusal" role="status" data-banner="barred">
          <Icon of="alert" /><p>{v.barred}</p>
          <button type="button" class="btn" onClick={() => setPut(v.barred ?? "")}>{m.t("room.close_note")}</button>
        </div>
      ) : null}
      {m.media.soundBlocked.value ? (
        <div class="banner sound" data-banner="sound">
          <Icon of="sound" />
          <p>{m.t("room.sound.blocked")}</p>
          <button type="button" class="btn primary" data-act="sound" onClick={() => void m.media.startAudio()}>{m.t("room.sound.on")}</button>
        </div>
      ) : null}
      {v ? <SoundTip v={v} /> : null}
      {m.refusal.value && !m.dialog.value ? (
        <div class="banner refusal" data-banner="refusal">
          <Icon of="alert" /><p>{m.refusal.value.text}</p>
          <button type="button" class="btn" onClick={() => (m.refusal.value = null)}>{m.t("room.close_note")}</button>
        </div>
      ) : null}
    </div>
  );
}
