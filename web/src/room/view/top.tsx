import { clock, lasting } from "../model/text.ts";
import type { Panel } from "../model/room.ts";
import type { State, View } from "../model/types.ts";
import { useRoom } from "./context.ts";
import { Icon, type IconName } from "./icon.tsx";

const marks: Record<State, IconName> = {
  scheduled: "clock", lobby: "hourglass", session: "gavel", recess: "pause", held: "alert", technical_break: "alert", adjourned: "clock", ended: "check",
};

/** Clock is how long the sitting lasts, and the court's time of day. */
function Clock({ v }: { v: View }) {
  const m = useRoom();
  const end = v.ended ? Date.parse(v.ended.at) : m.now.value;
  return (
    <span class="clock">
      <time class="time">{clock(m.now.value, v.offset)}</time>
      {v.opened ? <span data-clock="sitting" title={m.t("room.clock")}>{m.t("room.lasts", { time: lasting(end - Date.parse(v.opened.at)) })}</span> : null}
    </span>
  );
}

function LineState() {
  const m = useRoom();
  const up = m.up.value, media = m.media.up.value;
  const word = !up ? "off" : media ? "good" : "joining";
  return <span class={`link ${word}`} data-line={word}><Icon of={up ? (media ? "wifi" : "sync") : "wifiOff"} /><span>{m.t(`room.line.${word}`)}</span></span>;
}

const langs = [["kk", "Қазақша"], ["ru", "Русский"], ["en", "English"]] as const;

/** Langs are the languages, each written in itself; the page comes back in the chosen one. */
export function Langs() {
  const m = useRoom();
  return (
    <ul class="langs" aria-label={m.t("room.languages")}>
      {langs.map(([code, name]) => <li key={code}>{code === m.page.lang ? <strong lang={code} aria-current="true">{name}</strong> : <a href={`${location.pathname}?lang=${code}`} lang={code} hreflang={code}>{name}</a>}</li>)}
    </ul>
  );
}

/** Panels are the parts of the room that a small screen shows one at a time; the board is the bench's. */
function Panels({ v }: { v: View }) {
  const m = useRoom();
  const all: [Panel, IconName][] = [["video", "cam"], ["roll", "users"], ["journal", "list"]];
  if (v.ready) all.push(["board", "hourglass"]);
  return (
    <nav class="panels" aria-label={m.t("room.panels")}>
      {all.map(([p, icon]) => (
        <button type="button" class="tab" data-panel={p} aria-pressed={m.panel.value === p} onClick={() => (m.panel.value = p)}>
          <Icon of={icon} /><span>{m.t(p === "board" && v.opened ? "hear.title" : `room.panel.${p}`)}</span>
        </button>
      ))}
    </nav>
  );
}

export function Top({ v }: { v: View }) {
  const m = useRoom();
  const over = v.state === "ended" || v.state === "adjourned";
  return (
    <header class="top" data-region="top" tabIndex={-1} aria-label={m.t("room.region.top")}>
      <strong class="case">№ {v.case_no}</strong>
      <span class={`state ${v.state}`} data-state-chip={v.state}><Icon of={marks[v.state]} /><span>{m.t(`state.${v.state}`)}</span></span>
      <Clock v={v} />
      {over ? null : <LineState />}
      <a class="to-page" href={`/hearings/${m.page.hearing}`} target="_blank" rel="noopener">{m.t("room.to_page")}</a>
      <Langs />
      {over ? null : <Panels v={v} />}
    </header>
  );
}
