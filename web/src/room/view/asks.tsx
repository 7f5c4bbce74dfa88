import { useState } from "preact/hooks";
import { missing } from "../model/notice.ts";
import type { Dialog } from "../model/room.ts";
import type { View } from "../model/types.ts";
import { Act } from "./act.tsx";
import { useRoom } from "./context.ts";
import { Cancel, Sheet } from "./dialog.tsx";

/** Reason asks why; the words go into the record as they are written. */
export function Reason({ d, v }: { d: Extract<Dialog, { kind: "reason" }>; v: View }) {
  const m = useRoom();
  const [reason, setReason] = useState("");
  const [empty, setEmpty] = useState(false);
  const without = missing(v).map((p) => m.name(p)).join(", ");
  const send = async (): Promise<void> => {
    if (d.required && reason.trim() === "") return setEmpty(true);
    if (await m.act(d.act, { reason: reason.trim() })) m.dialog.value = null;
  };
  return (
    <Sheet title={m.t(`room.reason.${d.act}.title`)} name={d.act}>
      <p>{m.t(`room.reason.${d.act}.what`, { names: without })}</p>
      {without && (d.act === "open" || d.act === "go_on") ? <p><strong>{m.t("room.reason.without", { names: without })}</strong></p> : null}
      <label for="reason">{m.t(d.required ? "room.reason.label" : "room.reason.optional")}</label>
      <textarea id="reason" maxLength={1000} rows={3} value={reason} aria-invalid={empty} aria-describedby={empty ? "reason-empty" : undefined}
        onInput={(e) => { setReason(e.currentTarget.value); setEmpty(false); }} />
      {empty ? <p class="refused" id="reason-empty">{m.t("room.reason.empty")}</p> : null}
      <div class="answer"><Cancel /><Act act={d.act} class="primary" onClick={() => void send()}>{m.t(`room.reason.${d.act}.do`)}</Act></div>
    </Sheet>
  );
}

const channels = ["phone", "sms", "email", "other"];
const results = ["reached", "no_answer", "busy", "wrong_number", "other"];

/** Contact records one attempt to reach a person, whatever came of it. */
export function Contact({ person, v }: { person: string; v: View }) {
  const m = useRoom();
  const [order, setOrder] = useState({ channel: "phone", result: "no_answer", note: "" });
  const before = v.attempts.filter((a) => a.person === person);
  const send = async (): Promise<void> => {
    if (await m.act("contact", { person, ...order })) m.dialog.value = null;
  };
  const choice = (name: "channel" | "result", values: string[]) => (
    <fieldset>
      <legend>{m.t(`room.contact.${name}`)}</legend>
      <div class="choices">
        {values.map((x) => (
          <label key={x}><input type="radio" name={name} value={x} checked={order[name] === x} onChange={() => setOrder({ ...order, [name]: x })} /><span>{m.t(`contact.${name}.${x}`)}</span></label>
        ))}
      </div>
    </fieldset>
  );
  return (
    <Sheet title={m.t("room.contact.title", { name: m.name(person) })} name="contact">
      {before.length > 0 ? <ul class="tries">{before.map((a) => <li key={a.no}>{a.at.clock} · {m.t(`contact.channel.${a.channel}`)}, {m.t(`contact.result.${a.result}`)} · № {a.no}</li>)}</ul> : null}
      {choice("channel", channels)}
      {choice("result", results)}
      <label for="note">{m.t("room.contact.note")}</label>
      <input id="note" name="note" maxLength={300} value={order.note} onInput={(e) => setOrder({ ...order, note: e.currentTarget.value })} />
      <div class="answer"><Cancel /><Act act="contact" person={person} icon="phone" class="primary" onClick={() => void send()}>{m.t("room.contact.save")}</Act></div>
    </Sheet>
  );
}

export function Leave() {
  const m = useRoom();
  return (
    <Sheet title={m.t("room.leave.title")} name="leave">
      <p>{m.t("room.leave.what")}</p>
      <div class="answer"><Cancel /><Act act="leave" icon="leave" class="end" onClick={() => void m.leave()}>{m.t("room.leave.do")}</Act></div>
    </Sheet>
  );
}
