import type { ComponentChildren } from "preact";
import { lasting } from "../model/text.ts";
import type { View } from "../model/types.ts";
import { Act } from "./act.tsx";
import { useRoom } from "./context.ts";
import { Icon, type IconName } from "./icon.tsx";
import { Asks, Beside, InTalk, On } from "./private.tsx";

/** names are people as the roll calls them. */
function useNames(): (people: string[]) => string {
  const m = useRoom();
  return (people) => people.map((p) => m.name(p)).join(", ");
}

function Box({ kind, icon, text, more, children }: { kind: string; icon: IconName; text: string; more?: string; children?: ComponentChildren }) {
  return (
    <div class={`notice ${kind}`} data-banner={kind}>
      <div class="says"><Icon of={icon} /><p><strong>{text}</strong>{more ? <span> {more}</span> : null}</p></div>
      <div class="acts">{children}</div>
    </div>
  );
}

/** Stopped are the ways out of a hold or recess; each ends it by the judge's act. */
function Stopped({ v, held, back }: { v: View; held: boolean; back: boolean }) {
  const m = useRoom();
  return (
    <>
      {held && v.may.recess ? <Act act="recess" icon="pause" onClick={() => void m.act("recess")}>{m.t("room.recess")}</Act> : null}
      {v.may.go_on && (!back || v.barred) ? <Act act="go_on" icon="gavel" onClick={() => (m.dialog.value = { kind: "reason", act: "go_on", required: true })}>{m.t("room.go_on")}</Act> : null}
      {held && v.may.dismiss && !back ? <Act act="dismiss" onClick={() => (m.dialog.value = { kind: "reason", act: "dismiss", required: true })}>{m.t("room.dismiss")}</Act> : null}
      {v.may.resume ? <Act act="resume" icon="play" class="primary" onClick={() => void m.act("resume")}>{m.t("room.resume")}</Act> : null}
    </>
  );
}

function Contacts({ v, people }: { v: View; people: string[] }) {
  const m = useRoom();
  if (!v.may.contact || v.role !== "secretary") return null;
  return <>{people.slice(0, 2).map((p) => (
    <Act key={p} act="contact" person={p} icon="phone" label={m.t("room.contact.label", { name: m.name(p) })} onClick={() => (m.dialog.value = { kind: "contact", person: p })}>{m.t("room.contact")}</Act>
  ))}</>;
}

function Says({ v }: { v: View }) {
  const m = useRoom();
  const names = useNames();
  const s = m.strip.value;
  switch (s.kind) {
    case "held": {
      const about = s.people.filter((p) => v.roll.some((t) => t.person === p && t.presence !== "inside"));
      const age = lasting(m.now.value - Date.parse(s.since.at));
      const back = about.length === 0 && s.back;
      return (
        <Box kind="held" icon="alert" text={m.t(back ? "room.held.back" : "room.held", { names: names(back ? s.people : about.length ? about : s.people), time: s.since.clock })}
          more={`${m.t(`cause.${s.cause}`)} · ${age}${s.alarmed ? ` · ${m.t("room.held.alarm")}` : ""}${s.spent.length > 0 && v.may.contact ? ` · ${m.t("room.strip.spent", { names: names(s.spent) })}` : ""}${v.may.go_on || v.may.resume ? "" : ` · ${m.t("room.held.judge_decides")}`}`}>
          <Stopped v={v} held back={back} /><Contacts v={v} people={about} />
        </Box>
      );
    }
    case "talk":
      return <InTalk k={s.talk} v={v} />;
    case "talk_asks":
      return <Asks v={v} />;
    case "talks":
      return <On v={v} />;
    case "talk_asked":
      return <Box kind="talk_asked" icon="lock" text={m.t("room.private.asked")} more={m.t("room.private.asked.wait")} />;
    case "break": {
      const b = v.break;
      return (
        <Box kind="break" icon="alert" text={m.t(b?.reason ? "room.break.named" : "room.break", { time: b?.since.clock ?? "", reason: b?.reason ?? "" })}
          more={[m.t("room.break.what"), s.missing.length > 0 ? m.t("room.break.missing", { names: names(s.missing) }) : "", b?.alarmed ? m.t("room.held.alarm") : "", v.may.go_on || v.may.resume ? "" : m.t("room.held.judge_decides")].filter(Boolean).join(" · ")}>
          <Stopped v={v} held={false} back={s.missing.length === 0} />
          {v.may.adjourn && s.missing.length > 0 ? <Act act="adjourn" onClick={() => (m.dialog.value = { kind: "adjourn" })}>{m.t("room.adjourn")}</Act> : null}
          <Contacts v={v} people={s.missing} />
        </Box>
      );
    }
    case "recess":
      return <Box kind="recess" icon="pause" text={m.t("room.recess.now")} more={v.may.go_on || v.may.resume ? "" : m.t("room.recess.stay")}><Stopped v={v} held={false} back={v.may.resume} /></Box>;
    case "overdue":
      return <Box kind="away" icon="hourglass" text={m.t("room.strip.overdue", { names: names(s.people) })}>{s.people.slice(0, 2).map((p) => (
        <Act key={p} act="admit" person={p} icon="check" class="primary" label={m.t("room.admit.label", { name: m.name(p) })} onClick={() => void m.act("admit", { person: p })}>{m.t("room.admit")}</Act>
      ))}</Box>;
    case "waiting":
      return (
        <Box kind="waiting" icon="hourglass" text={m.t(v.may.open ? "room.waiting.judge" : "room.waiting")}
          more={s.missing.length > 0 ? m.t("room.waiting.missing", { names: names(s.missing) }) : m.t("room.waiting.all")}>
          {v.may.open ? <Act act="open" icon="gavel" class="primary" onClick={() => (s.missing.length > 0 ? (m.dialog.value = { kind: "reason", act: "open", required: true }) : void m.act("open"))}>{m.t("room.open")}</Act> : null}
        </Box>
      );
    case "away":
      return <Box kind="away" icon="wifiOff" text={m.t("room.away", { names: names(s.people), time: s.since.clock })} more={lasting(m.now.value - Date.parse(s.since.at))}><Contacts v={v} people={s.people} /></Box>;
    case "hands":
      return <Box kind="hands" icon="hand" text={m.t("room.strip.hands", { names: names(s.people) })}>{s.people.slice(0, 2).map((p) => (
        <Act key={p} act="floor" person={p} icon="mic" class="primary" label={m.t("room.give.label", { name: m.name(p) })} onClick={() => void m.act("floor", { person: p, what: "give" })}>{s.people.length === 1 ? m.t("room.give") : m.name(p)}</Act>
      ))}</Box>;
    case "yours":
      return <Box kind="yours" icon="mic" text={m.t("room.strip.yours")} more={m.media.devices.mic.value === "on" ? "" : m.t("room.strip.yours.mic")} />;
    case "floor":
      return <Box kind="floor" icon="mic" text={m.t("room.strip.floor", { names: names(s.people) })}>{v.may.floor ? s.people.slice(0, 2).map((p) => (
        <Act key={p} act="floor" person={p} label={`${m.t("room.take")}: ${m.name(p)}`} onClick={() => void m.act("floor", { person: p, what: "take" })}>{m.t("room.take")}</Act>
      )) : null}</Box>;
    case "closed":
      return <Box kind="closed" icon="micOff" text={m.t("room.strip.closed")} more={m.t("room.strip.closed.how")} />;
    case "muted":
      return <Box kind="muted" icon="micOff" text={m.t("room.strip.muted")} more={m.t("room.strip.muted.how")} />;
    case "listen":
      return <Box kind="listen" icon={s.hand ? "hand" : "micOff"} text={m.t(s.hand ? "room.strip.asked" : "room.strip.listen", { n: s.hand })} more={s.hand ? "" : m.t("room.strip.listen.how")} />;
    case "weak":
      return <Box kind="weak" icon="wifiLow" text={m.t("room.weak", { names: names(s.people) })} />;
    default:
      return null;
  }
}

/** Strip is kept free for what stops the sitting, so that nothing jumps when it does. */
export function Strip({ v }: { v: View }) {
  return <div class="strip"><Says v={v} /><Beside v={v} /></div>;
}
