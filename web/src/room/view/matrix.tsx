import { bad, matrixOf, proven, tipOf, troubles, type Trouble } from "../model/hears.ts";
import { lasting } from "../model/text.ts";
import type { Hears, View } from "../model/types.ts";
import { useRoom } from "./context.ts";
import { Icon } from "./icon.tsx";

const glyphs: Record<Hears["state"], string> = { delivered: "✓", choppy: "~", not_delivered: "✕", untested: "·", away: "–", unknown: "?" };

function Cell({ h, v }: { h: Hears | null; v: View }) {
  const m = useRoom();
  if (!h) return <td class="self" />;
  const age = h.state === "untested" && h.last ? m.t("hear.last", { state: m.t(`hear.state.${h.last}`), time: lasting(m.now.value - Date.parse(h.last_at ?? v.now)) }) : "";
  return (
    <td class={`hears ${h.state}`} data-hears={`${h.l} ${h.s}`} data-state={h.state} data-cause={h.cause} title={[m.t(`hear.state.${h.state}`), h.cause ? m.t(`hear.cause.${h.cause}`) : "", age].filter(Boolean).join(" · ")}>
      <span aria-hidden="true">{glyphs[h.state]}</span>
      <span class="visually-hidden">{m.t(`hear.state.${h.state}`)}{age ? `, ${age}` : ""}</span>
    </td>
  );
}

/** Troubles are in words, for one who does not read the table. */
function Troubles({ all }: { all: Trouble[] }) {
  const m = useRoom();
  const names = (people: string[]): string => people.map((p) => m.name(p)).join(", ");
  return <ul class="troubles">{all.slice(0, 4).map((t) => (
    <li key={t.cause + t.speakers.join() + t.listeners.join()} class={t.state}>
      <strong>{names(t.speakers)} → {names(t.listeners)}</strong>: {m.t(`hear.says.${t.state}`)} · {lasting(m.now.value - Date.parse(t.since))}
      <span class="role">{m.t(`hear.cause.${t.cause}`)}{t.via ? ` · ${m.t("hear.via", { name: m.name(t.via) })}` : ""}</span>
    </li>
  ))}</ul>;
}

/** Matrix is who hears whom, for the bench. It is what is seen now, and no part of the record. */
export function Matrix({ v }: { v: View }) {
  const m = useRoom();
  const hears = m.hears.value;
  const { speakers, rows, others } = matrixOf(v, hears);
  const wrong = troubles(hears);
  const code = (p: string): string => m.codes.value.get(p) ?? "";
  const says = wrong.length > 0 ? m.t("hear.troubles", { n: wrong.length }) : speakers.length === 0 ? m.t("hear.nobody") : m.t(proven(hears) ? "hear.fine" : "hear.clear");
  return (
    <details class="board matrix" data-matrix data-troubles={wrong.length} open>
      <summary><strong>{m.t("hear.title")}</strong> <span class={wrong.length > 0 ? "bad" : "role"}>{says}</span></summary>
      <Troubles all={wrong} />
      {rows.length > 0 ? (
        <div class="scroll" tabIndex={0} role="group" aria-label={m.t("hear.title")}>
          <table>
            <thead><tr><th scope="col"><span class="role">{m.t("hear.corner")}</span></th>{speakers.map((s) => <th key={s} scope="col"><abbr title={m.name(s)}>{code(s)}</abbr></th>)}</tr></thead>
            <tbody>{rows.map((r) => (
              <tr key={r.listener} class={r.cells.some((c) => c && bad(c)) ? "bad" : ""}>
                <th scope="row"><span class="name"><abbr>{code(r.listener)}</abbr> <span class="role">{m.name(r.listener)}</span></span></th>
                {r.cells.map((h, i) => <Cell key={speakers[i]} h={h} v={v} />)}
              </tr>
            ))}</tbody>
          </table>
        </div>
      ) : null}
      {others > 0 ? <p class="role">{m.t("hear.others", { n: others })}</p> : null}
    </details>
  );
}

/** Tip is the one sentence to the person at whose end sound stops, with what to do. */
export function SoundTip({ v }: { v: View }) {
  const m = useRoom();
  const tip = tipOf(v, m.hears.value, m.now.value);
  if (!tip || m.media.soundBlocked.value || !m.media.up.value) return null; // that banner says it already
  return (
    <div class="banner sound" data-banner="sound-tip" data-tip={tip} role="status">
      <Icon of={tip === "silent" || tip === "up" ? "micOff" : "sound"} />
      <p>{m.t(`hear.tip.${tip}`)}</p>
      {tip === "blocked" ? <button type="button" class="btn primary" data-act="sound" onClick={() => void m.media.startAudio()}>{m.t("room.sound.on")}</button> : null}
      {tip === "silent" || tip === "muted" ? <button type="button" class="btn" data-act="devices" onClick={() => (m.dialog.value = { kind: "devices" })}>{m.t("hear.tip.devices")}</button> : null}
    </div>
  );
}
