import { useEffect } from "preact/hooks";
import type { RoomModel } from "../model/room.ts";
import type { View } from "../model/types.ts";
import { Adjourn } from "./adjourn.tsx";
import { About, Person } from "./about.tsx";
import { Answer, Contact, Leave, Reason } from "./asks.tsx";
import { Banners } from "./banners.tsx";
import { Board, Identify } from "./board.tsx";
import { Close } from "./close.tsx";
import { RoomContext, useRoom } from "./context.ts";
import { Controls } from "./controls.tsx";
import { Icon } from "./icon.tsx";
import { Journal } from "./journal.tsx";
import { onKey } from "./keys.ts";
import { PrivateSheet } from "./private.tsx";
import { Roll } from "./roll.tsx";
import { Stage } from "./stage.tsx";
import { Strip } from "./strip.tsx";
import { DevicesSheet, KeysSheet } from "./tools.tsx";
import { Top } from "./top.tsx";

function Open({ v }: { v: View }) {
  const d = useRoom().dialog.value;
  switch (d?.kind) {
    case "reason": return <Reason key={d.act} d={d} v={v} />;
    case "about": return <About key={d.act + d.person} d={d} />;
    case "person": return <Person key={d.person} person={d.person} v={v} />;
    case "contact": return <Contact key={d.person} person={d.person} v={v} />;
    case "answer": return <Answer key={d.no} no={d.no} v={v} />;
    case "close": return <Close v={v} />;
    case "identify": return <Identify key={d.person} person={d.person} />;
    case "adjourn": return <Adjourn />;
    case "leave": return <Leave />;
    case "private": return <PrivateSheet v={v} />;
    case "devices": return <DevicesSheet />;
    case "keys": return <KeysSheet />;
    default: return null;
  }
}

/** Ended is all that is left of the room: the way to what stands in the record. */
function Ended({ v }: { v: View }) {
  const m = useRoom();
  const here = `/hearings/${m.page.hearing}`;
  return (
    <section class="over" data-over={v.state}>
      <Icon of="check" />
      <h2>{m.t(v.adjourned ? "room.adjourned" : "room.ended", { time: v.ended?.clock ?? "" })}</h2>
      {v.adjourned ? <><p><strong>{v.adjourned.until ? m.t("room.adjourned.until", { time: v.adjourned.until }) : m.t("room.adjourned.open")}</strong></p><p>{m.t("room.adjourned.why", { no: v.adjourned.no, reason: v.adjourned.reason })}</p></> : null}
      <p>{m.t("room.ended.what", { no: v.version })}</p>
      <p class="answer"><a class="btn primary" data-goto="journal" href={`${here}/journal`}>{m.t("room.ended.journal")}</a><a class="btn" href={here}>{m.t("room.ended.page")}</a></p>
    </section>
  );
}

function Body() {
  const m = useRoom();
  const v = m.view.value;
  if (!v || !m.ready.value) return <p class="entering"><span class="spin" aria-hidden="true" /> {m.t("room.joining")}</p>;
  if (v.state === "ended" || v.state === "adjourned") return <><Top v={v} /><Ended v={v} /></>;
  return (
    <>
      <Top v={v} />
      <div class="hall" data-shows={m.panel.value}>
        {m.whole.value ? <Roll v={v} /> : null}
        <Stage v={v} />
        {m.whole.value ? <div class="rail">{v.ready ? <Board v={v} /> : null}<Journal v={v} /></div> : null}
        <Strip v={v} />
      </div>
      <Controls v={v} />
      <Open v={v} />
    </>
  );
}

function Frame() {
  const m = useRoom();
  useEffect(() => {
    const key = (e: KeyboardEvent): void => onKey(m, e);
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  return (
    <div class="room" data-room-state={m.view.value?.state ?? "joining"}>
      <Body />
      <Banners />
      <p class="visually-hidden" role="status" aria-live="polite" data-live-polite>{m.polite.value}</p>
      <p class="visually-hidden" role="alert" aria-live="assertive" data-live-assertive>{m.urgent.value}</p>
    </div>
  );
}

export function App({ model }: { model: RoomModel }) {
  return <RoomContext.Provider value={model}><Frame /></RoomContext.Provider>;
}
