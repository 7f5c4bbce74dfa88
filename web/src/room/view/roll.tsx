import { groupOf, groups } from "../model/people.ts";
import { seat, type CourtOrder, type Presence, type Seat, type View } from "../model/types.ts";
import { floorAbout } from "./about.tsx";
import { Act } from "./act.tsx";
import { useRoom } from "./context.ts";
import { Icon, type IconName } from "./icon.tsx";

const marks: Record<Presence, IconName> = { outside: "clock", waiting: "hourglass", inside: "check", lost: "wifiOff", left: "leave", removed: "removed", private: "lock" };

/** Presence in words; "weakening" is only a sign, nothing stands in the record yet. */
function Where({ s }: { s: Seat }) {
  const m = useRoom();
  const weak = s.presence === "inside" && s.person !== m.page.me && m.silent.value.includes(s.person);
  const word = weak ? m.t("room.presence.weak") : m.t(`presence.${s.presence}`);
  return (
    <span class={`where ${weak ? "weak" : s.presence}`}>
      <Icon of={weak ? "wifiLow" : marks[s.presence]} />
      <span>{word}{s.presence === "lost" ? ` · ${s.since.clock}` : ""}{(s.presence === "lost" || s.cause === "power") && s.cause ? ` · ${m.t(`cause.${s.cause}`)}` : ""}</span>
    </span>
  );
}

function Microphone({ s }: { s: Seat }) {
  const m = useRoom();
  if (s.presence !== "inside") return null;
  const own = m.media.devices.mic.value;
  const state = s.person === m.page.me ? (own === "on" || own === "off" ? own : "none") : m.media.feeds.value.get(s.person)?.mic;
  if (!state) return null; // without sound and picture nothing is known of others' microphones
  return <span class={`mic ${state}`} data-mic={state}><Icon of={state === "on" ? "mic" : "micOff"} /><span class="visually-hidden">{m.t(`room.mic.${state}`)}</span></span>;
}

/** Ordered is the order that keeps somebody out, and what they said against it: for all to read. */
function Ordered({ o }: { o: CourtOrder }) {
  const m = useRoom();
  return (
    <span class="ordered">
      <span>{m.t("room.order", { no: o.no })}: {o.reason}</span>
      {o.objections.map((text, i) => <span key={i} class="objection">{m.t("room.objected", { text })}</span>)}
    </span>
  );
}

function Row({ s, v }: { s: Seat; v: View }) {
  const m = useRoom();
  const principal = s.for ? seat(v, s.for)?.name : undefined;
  const away = s.presence !== "inside" && s.presence !== "private" && s.presence !== "waiting" && s.presence !== "removed";
  const tried = v.attempts.filter((a) => a.person === s.person).length;
  return (
    <li class="seat" data-person={s.person} data-presence={s.presence} data-weak={m.silent.value.includes(s.person) ? "1" : undefined}>
      <span class="mark" aria-hidden="true">{m.codes.value.get(s.person)}</span>
      <span class="who">
        <span class="name">{s.name}</span>
        <span class="role">{m.t(`role.${s.role}`)}{s.person === v.me ? ` · ${m.t("room.you")}` : ""}{principal ? ` · ${m.t("room.for", { name: principal })}` : ""}</span>
        <Where s={s} />
        {tried > 0 ? <span class="role">{m.t("room.tried", { n: tried })}</span> : null}
        {s.overdue && !s.admitted && !s.order ? <span class="overdue"><Icon of="alert" /><span>{m.t("room.overdue")}</span></span> : null}
        {s.hand ? <span class="overdue"><Icon of="hand" /><span>{m.t("room.hand.place", { n: s.hand })}</span></span> : null}
        {s.floor ? <span class="where inside"><Icon of="mic" /><span>{m.t("room.floor.has")}</span></span> : null}
        {s.interpreted ? <span class="where"><Icon of="languages" /><span>{m.t("room.interpret.on")}</span></span> : null}
        {s.muted ? <span class="where weak"><Icon of="micOff" /><span>{m.t("room.muted")}</span></span> : null}
        {s.standing ? <span class="role">{m.t("room.standing.now", { time: s.standing.clock })}</span> : null}
        {s.order ? <Ordered o={s.order} /> : null}
      </span>
      <Microphone s={s} />
      {v.may.admit && (s.presence === "waiting" || s.uncalled) && !s.admitted && !s.order ? (
        <Act act="admit" person={s.person} icon="check" class="do" label={m.t("room.admit.label", { name: s.name })} onClick={() => void m.act("admit", { person: s.person })}>{m.t("room.admit")}</Act>
      ) : null}
      {(s.orders ?? []).length + floorAbout(v, s).length > 0 ? (
        <button type="button" class="btn quiet more" data-more={s.person} aria-haspopup="dialog" aria-label={m.t("room.more.label", { name: s.name })} title={m.t("room.more")} onClick={() => (m.dialog.value = { kind: "person", person: s.person })}><Icon of="more" /></button>
      ) : null}
      {v.may.contact && away && s.person !== v.me ? (
        <Act act="contact" person={s.person} icon="phone" class="quiet" label={m.t("room.contact.label", { name: s.name })} onClick={() => (m.dialog.value = { kind: "contact", person: s.person })}>{m.t("room.contact")}</Act>
      ) : null}
    </li>
  );
}

export function Roll({ v }: { v: View }) {
  const m = useRoom();
  return (
    <section class="people" data-region="roll" tabIndex={0} aria-label={m.t("room.region.roll")}>
      {groups.map((g) => {
        const people = v.roll.filter((s) => groupOf(v.roll, s) === g);
        return people.length === 0 ? null : (
          <div key={g}><h2>{m.t(`room.group.${g}`)}</h2><ul>{people.map((s) => <Row key={s.person} s={s} v={v} />)}</ul></div>
        );
      })}
    </section>
  );
}
