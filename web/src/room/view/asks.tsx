import { useState } from "preact/hooks";
import { missing } from "../model/notice.ts";
import type { Dialog } from "../model/room.ts";
import type { Task, View } from "../model/types.ts";
import { Act } from "./act.tsx";
import { useRoom } from "./context.ts";
import { Cancel, Sheet } from "./dialog.tsx";
import { SignWith } from "./signwith.tsx";
import { useWhy } from "./why.tsx";

/**
 * Reason asks why; the words go into the record as they are written. A ruling is
 * about those who were missing when the question was put: who is lost while the
 * judge writes is none of them.
 */
export function Reason({ d, v }: { d: Extract<Dialog, { kind: "reason" }>; v: View }) {
  const m = useRoom();
  const why = useWhy(d.required);
  const [shown] = useState(missing(v).filter((p) => !v.hold || v.hold.about.includes(p)));
  const still = missing(v).filter((p) => d.act === "open" || shown.includes(p));
  const without = still.map((p) => m.name(p)).join(", ");
  const ruling = d.act === "go_on" || d.act === "dismiss";
  const send = async (): Promise<void> => {
    const reason = why.given();
    if (reason !== null && (await m.act(d.act, ruling ? { reason, shown: shown.join(" ") } : { reason }))) m.dialog.value = null;
  };
  return (
    <Sheet title={m.t(`room.reason.${d.act}.title`)} name={d.act}>
      <p>{m.t(`room.reason.${d.act}.what`, { names: without })}</p>
      {without && (d.act === "open" || d.act === "go_on") ? <p><strong>{m.t("room.reason.without", { names: without })}</strong></p> : null}
      {why.field}
      <SignWith act={d.act} />
      <div class="answer"><Cancel /><Act act={d.act} class="primary" onClick={() => void send()}>{m.t(`room.reason.${d.act}.do`)}</Act></div>
    </Sheet>
  );
}

/** Write has the program send a message; what becomes of it is told above. */
function Write({ task }: { task: Task }) {
  const m = useRoom();
  const to = [["email", task.email], ["sms", task.sms]] as const;
  return (
    <>
      <p>{task.since}. <strong>{m.t("reach.next")}:</strong> {task.says}</p>
      {task.phone ? <p>{m.t("reach.phone")}: <a href={`tel:${task.phone}`}>{task.phone}</a></p> : null}
      {to.some(([, t]) => t) ? <h3>{m.t("room.reach.sent_by")}</h3> : null}
      <p class="answer">{to.map(([channel, t]) => t ? (
        <Act key={channel} act="write" person={task.person} onClick={() => void m.act("write", { person: task.person, channel })}>{m.t(`reach.send.${channel}`, { to: t })}</Act>
      ) : null)}</p>
    </>
  );
}

/** Answer says what was done about one who cannot get in. */
export function Answer({ no, v }: { no: number; v: View }) {
  const m = useRoom();
  const [text, setText] = useState("");
  const a = v.alarms?.find((x) => x.no === no);
  if (!a) return null;
  const send = async (): Promise<void> => {
    if (await m.act("answer_report", { no, reason: text.trim() })) m.dialog.value = null;
  };
  return (
    <Sheet title={m.t("room.reach.answer.title", { name: a.name })} name="answer">
      <p>{a.at.clock} · № {a.no} · {a.what}{a.text ? `. ${a.text}` : ""}</p>
      {a.person ? null : <p>{m.t("reach.alarm.stranger")}</p>}
      {a.reach ? <p>{m.t("reach.alarm.reach")}: {a.reach}</p> : null}
      <label for="done">{m.t("reach.answer.label")}</label>
      <input id="done" name="reason" maxLength={300} value={text} onInput={(e) => setText(e.currentTarget.value)} />
      <div class="answer"><Cancel /><Act act="answer_report" class="primary" onClick={() => void send()}>{m.t("reach.answer.submit")}</Act></div>
    </Sheet>
  );
}

const channels = ["phone", "sms", "email", "other"];
const results = ["reached", "no_answer", "busy", "wrong_number", "other"];

/** Contact records one attempt to reach a person, whatever came of it. */
export function Contact({ person, v }: { person: string; v: View }) {
  const m = useRoom();
  const [order, setOrder] = useState({ channel: "", result: "", note: "" }); // nothing chosen: one careless press must not record a call
  const [empty, setEmpty] = useState(false);
  const before = v.attempts.filter((a) => a.person === person);
  const task = v.tasks?.find((t) => t.person === person);
  const send = async (): Promise<void> => {
    if (!order.channel || !order.result) return setEmpty(true);
    if (await m.act("contact", { person, ...order })) m.dialog.value = null;
  };
  const choice = (name: "channel" | "result", values: string[]) => (
    <fieldset>
      <legend>{m.t(`room.contact.${name}`)}</legend>
      <div class="choices">
        {values.map((x) => (
          <label key={x}><input type="radio" name={name} value={x} checked={order[name] === x} onChange={() => { setOrder({ ...order, [name]: x }); setEmpty(false); }} /><span>{m.t(`contact.${name}.${x}`)}</span></label>
        ))}
      </div>
    </fieldset>
  );
  return (
    <Sheet title={m.t("room.contact.title", { name: m.name(person) })} name="contact">
      {before.length > 0 ? <ul class="tries">{before.map((a) => <li key={a.no}>{a.at.clock} · {m.t(`contact.channel.${a.channel}`)}, {a.text} · № {a.no}</li>)}</ul> : null}
      {task ? <Write task={task} /> : null}
      <h3>{m.t("room.reach.by_hand")}</h3>
      {choice("channel", channels)}
      {choice("result", results)}
      <label for="note">{m.t("room.contact.note")}</label>
      <input id="note" name="note" maxLength={300} value={order.note} onInput={(e) => setOrder({ ...order, note: e.currentTarget.value })} />
      {empty ? <p class="refused" role="alert">{m.t("room.contact.choose")}</p> : null}
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
