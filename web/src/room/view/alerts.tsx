import { useRoom } from "./context.ts";
import { Act } from "./act.tsx";
import { Icon } from "./icon.tsx";

/** Alarms tell the bench of those who cannot get in, the longest waiting first. */
function Alarms() {
  const m = useRoom();
  const all = m.view.value?.alarms ?? [];
  const a = all[0];
  if (!a) return null;
  return (
    <div class="banner alarm" data-banner="alarm" role="alert">
      <Icon of="alert" />
      <p><strong>{m.t("room.reach.alarm", { name: a.name, what: a.what })}</strong> {a.at.clock} · № {a.no}{a.text ? `. ${a.text}` : ""}{all.length > 1 ? ` · ${m.t("room.reach.alarm.more", { n: all.length - 1 })}` : ""}</p>
      {a.call ? <Act act="contact" person={a.call} icon="phone" class="primary" label={m.t("room.contact.label", { name: m.name(a.call) })} onClick={() => (m.dialog.value = { kind: "contact", person: a.call! })}>{m.t("room.contact")}</Act> : null}
      <Act act="answer_report" onClick={() => (m.dialog.value = { kind: "answer", no: a.no })}>{m.t("room.reach.answer")}</Act>
    </div>
  );
}

/** Declared tells the reader what was declared about them; one tap says that it is not so. */
function Declared() {
  const m = useRoom();
  return <>{(m.view.value?.disputes ?? []).slice(0, 1).map((d) => (
    <div key={d.no} class="banner declared" data-banner="declared">
      <Icon of="phone" /><p>{d.text}</p>
      <Act act="dispute" onClick={() => void m.act("dispute", { no: d.no })}>{m.t("dispute.submit")}</Act>
    </div>
  ))}</>;
}

export function Alerts() {
  return <><Alarms /><Declared /></>;
}
