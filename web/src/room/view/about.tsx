import { useState } from "preact/hooks";
import { iso } from "../model/text.ts";
import type { Dialog } from "../model/room.ts";
import { onBench } from "../model/people.ts";
import { seat, type Seat, type View } from "../model/types.ts";
import { Act } from "./act.tsx";
import { useRoom } from "./context.ts";
import { Cancel, Sheet } from "./dialog.tsx";
import { SignWith } from "./signwith.tsx";
import { useWhy } from "./why.tsx";

const bench = (s: Seat): boolean => onBench(s.role);

const floorOrders = ["give", "give_beside", "take", "mute", "unmute"] as const;

/** floorAbout are the orders about one person's voice that make sense now. */
export function floorAbout(v: View, s: Seat): string[] {
  if (!v.may.floor || bench(s) || !s.admitted) return [];
  const others = v.roll.some((t) => t.floor && t.person !== s.person);
  const fits = { give: !s.floor || others, give_beside: !s.floor && others, take: s.floor, mute: !s.muted, unmute: s.muted };
  return floorOrders.filter((what) => fits[what]);
}

/** Person lists the orders about one person; each leads to its reason. */
export function Person({ person, v }: { person: string; v: View }) {
  const m = useRoom();
  const s = seat(v, person);
  if (!s) return null;
  const name = s.name;
  return (
    <Sheet title={m.t("room.person.title", { name })} name="person">
      <p>{m.t("room.person.what", { name })}</p>
      <div class="orders">
        {floorAbout(v, s).map((what) => (
          <Act key={what} act="floor" person={person} onClick={() => void m.act("floor", { person, what }).then((done) => done && (m.dialog.value = null))}>{m.t(`room.${what}`)}</Act>
        ))}
        {(s.orders ?? []).map((act) =>
          act === "standing" && s.standing ? (
            <Act key={act} act="standing" person={person} icon="undo" onClick={() => void m.act("standing", { person }).then((done) => done && (m.dialog.value = null))}>{m.t("room.standing.back")}</Act>
          ) : (
            <button key={act} type="button" class="btn" data-choose={act} onClick={() => (m.dialog.value = { kind: "about", act, person })}>{m.t(`room.${act}`)}</button>
          ),
        )}
      </div>
      <div class="answer"><Cancel /></div>
    </Sheet>
  );
}

const spans = [15, 30, 60, 120];

/** About asks for the reason of an order about a person, which that person reads. */
export function About({ d }: { d: Extract<Dialog, { kind: "about" }> }) {
  const m = useRoom();
  const why = useWhy();
  const [minutes, setMinutes] = useState(30);
  // The end is fixed when the dialog opens: what is signed and what is sent must be the same moment.
  const [opened] = useState(m.now.value);
  const name = m.name(d.person);
  const send = async (): Promise<void> => {
    const reason = why.given();
    if (reason === null) return;
    const until = d.act === "standing" ? iso(opened + minutes * 60_000) : undefined;
    if (await m.act(d.act, { person: d.person, reason, until })) m.dialog.value = null;
  };
  return (
    <Sheet title={m.t(`room.reason.${d.act}.title`, { name })} name={d.act}>
      <p>{m.t(`room.reason.${d.act}.what`, { name })}</p>
      {d.act === "standing" ? (
        <fieldset>
          <legend>{m.t("room.reason.standing.for")}</legend>
          <div class="choices">{spans.map((n) => <label key={n}><input type="radio" name="minutes" value={n} checked={minutes === n} onChange={() => setMinutes(n)} /><span>{m.t("room.reason.standing.minutes", { n })}</span></label>)}</div>
        </fieldset>
      ) : null}
      {why.field}
      <SignWith act={d.act} />
      <div class="answer"><Cancel /><Act act={d.act} person={d.person} class={d.act === "readmit" ? "primary" : "end"} onClick={() => void send()}>{m.t(`room.reason.${d.act}.do`)}</Act></div>
    </Sheet>
  );
}
