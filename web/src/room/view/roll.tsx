import { groupOf, groups } from "../model/people.ts";
import { seat, type Presence, type Seat, type View } from "../model/types.ts";
import { Act } from "./act.tsx";
import { useRoom } from "./context.ts";
import { Icon, type IconName } from "./icon.tsx";

const marks: Record<Presence, IconName> = { outside: "clock", waiting: "hourglass", inside: "check", lost: "wifiOff", left: "leave" };

/** Presence in words; "weakening" is only a sign, nothing stands in the record yet. */
function Where({ s }: { s: Seat }) {
  const m = useRoom();
  const weak = s.presence === "inside" && s.person !== m.page.me && m.silent.value.includes(s.person);
  const word = weak ? m.t("room.presence.weak") : m.t(`presence.${s.presence}`);
  return (
    <span class={`where ${weak ? "weak" : s.presence}`}>
      <Icon of={weak ? "wifiLow" : marks[s.presence]} />
      <span>{word}{s.presence === "lost" ? ` · ${s.since.clock}` : ""}{s.presence === "lost" && s.cause ? ` · ${m.t(`cause.${s.cause}`)}` : ""}</span>
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

function Row({ s, v }: { s: Seat; v: View }) {
  const m = useRoom();
  const principal = s.for ? seat(v, s.for)?.name : undefined;
  const away = s.presence !== "inside" && s.presence !== "waiting";
  const tried = v.attempts.filter((a) => a.person === s.person).length;
  return (
    <li class="seat" data-person={s.person} data-presence={s.presence} data-weak={m.silent.value.includes(s.person) ? "1" : undefined}>
      <span class="mark" aria-hidden="true">{m.codes.value.get(s.person)}</span>
      <span class="who">
        <span class="name">{s.name}</span>
        <span class="role">{m.t(`role.${s.role}`)}{s.person === v.me ? ` · ${m.t("room.you")}` : ""}{principal ? ` · ${m.t("room.for", { name: principal })}` : ""}</span>
        <Where s={s} />
        {tried > 0 ? <span class="role">{m.t("room.tried", { n: tried })}</span> : null}
      </span>
      <Microphone s={s} />
      {v.may.admit && s.presence === "waiting" && !s.admitted ? (
        <Act act="admit" person={s.person} icon="check" class="do" label={m.t("room.admit.label", { name: s.name })} onClick={() => void m.act("admit", { person: s.person })}>{m.t("room.admit")}</Act>
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
