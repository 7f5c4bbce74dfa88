import { useState } from "preact/hooks";
import { unable } from "../model/guard.ts";
import { lasting } from "../model/text.ts";
import { seat, type Invitation, type PrivateTalk, type View } from "../model/types.ts";
import { Act } from "./act.tsx";
import { useRoom } from "./context.ts";
import { Cancel, Sheet } from "./dialog.tsx";
import { Icon } from "./icon.tsx";

/** Words are what those in a talk read to each other: the same words for all, with their meaning beside. */
function Words({ numbers }: { numbers: number[] }) {
  const m = useRoom();
  const kk = m.t("room.private.words.kk").split(" "), own = m.t("room.private.words.own").split(" ");
  return (
    <p class="words" data-talk-words={numbers.map((n) => kk[n]).join(" ")}>
      <span>{m.t("room.private.in.words")}</span>
      {numbers.map((n, i) => <span key={i} class="word"><strong lang="kk">{kk[n]}</strong>{own[n] !== kk[n] ? <small>{own[n]}</small> : null}</span>)}
    </p>
  );
}

/** InTalk is what those in a private talk see in the strip. */
export function InTalk({ k, v }: { k: PrivateTalk; v: View }) {
  const m = useRoom();
  const words = m.talk.words.value;
  const left = k.recall ? lasting(Date.parse(k.recall.at) - m.now.value) : "";
  const others = k.people.filter((p) => p !== v.me).map((p) => m.name(p)).join(", ");
  return (
    <div class="notice talk" data-banner="talk" data-talk-called={k.recall ? "1" : undefined}>
      <div class="says"><Icon of="lock" /><div>
        <p><strong>{m.t("room.private.in", { names: others })}</strong> <span>{m.t("room.private.in.secret")}</span></p>
        {unable.value ? <p class="warn">{m.t("room.private.in.no_way")}</p> : words ? <><Words numbers={words} /><p>{m.t("room.private.in.words.how")}</p></> : <p>{m.t("room.private.in.keys")}</p>}
        {left ? <p class="warn"><strong>{m.t("room.private.in.called", { left })}</strong></p> : null}
      </div></div>
      <div class="acts"><Act act="return" icon="undo" class="primary" onClick={() => void m.act("return")}>{m.t("room.private.return")}</Act></div>
    </div>
  );
}

/** Asks are the private talks that wait for the judge. */
export function Asks({ v }: { v: View }) {
  const m = useRoom();
  const a = v.private.asks[0]!;
  const names = [a.by, ...a.with].map((p) => m.name(p)).join(", "), name = m.name(a.by);
  return (
    <div class="notice hands" data-banner="talk_asks">
      <div class="says"><Icon of="lock" /><p><strong>{m.t("room.private.asks", { names })}</strong></p></div>
      <div class="acts">
        <Act act="private" person={a.by} icon="check" class="primary" label={m.t("room.private.allow.label", { name })} onClick={() => void m.act("private", { what: "allow", person: a.by })}>{m.t("room.private.allow")}</Act>
        <Act act="private" person={a.by} label={m.t("room.private.decline.label", { name })} onClick={() => void m.act("private", { what: "decline", person: a.by })}>{m.t("room.private.decline")}</Act>
      </div>
    </div>
  );
}

/** On are the talks that go on, for who may call back from them: who and since when, nothing else is known. */
export function On({ v }: { v: View }) {
  return <div class="notice many" data-banner="talks">{v.private.talks.map((k) => <One key={k.id} k={k} />)}</div>;
}

function One({ k }: { k: PrivateTalk }) {
  const m = useRoom();
  const names = k.people.map((p) => m.name(p)).join(", ");
  return (
    <>
      <div class="says"><Icon of="lock" /><p><strong>{m.t("room.private.on", { names })}</strong> <span>{m.t("room.private.on.since", { time: k.since.clock, age: lasting(m.now.value - Date.parse(k.since.at)) })}</span></p></div>
      <div class="acts">
        {k.recall ? <span>{m.t("room.private.called", { left: lasting(Date.parse(k.recall.at) - m.now.value) })}</span>
          : <Act act="private" person={k.people[0]} icon="undo" label={m.t("room.private.recall.label", { names })} onClick={() => void m.act("private", { what: "recall", person: k.people[0], room: k.id })}>{m.t("room.private.recall")}</Act>}
      </div>
    </>
  );
}

/** Beside stands with what stops the sitting: nobody goes on over the heads of people in a talk. */
export function Beside({ v }: { v: View }) {
  if (!v.may.private || v.state !== "held") return null;
  return v.private.talks.length > 0 ? <On v={v} /> : v.private.asks.length > 0 ? <Asks v={v} /> : null;
}

/** PrivateButton begins a talk, or comes back from one. */
export function PrivateButton({ v }: { v: View }) {
  const m = useRoom();
  if (v.private.invite.length === 0) return null;
  return (
    <button type="button" class="ctl" data-open="private" aria-keyshortcuts="P" onClick={() => (m.dialog.value = { kind: "private" })}>
      <Icon of="lock" /><span>{m.t("room.private")}</span>
    </button>
  );
}

function Choose({ i, v }: { i: Invitation; v: View }) {
  const m = useRoom();
  const [chosen, setChosen] = useState<string[]>(i.people.length === 1 ? i.people : []);
  const [none, setNone] = useState(false);
  const toggle = (p: string): void => {
    setNone(false);
    setChosen(chosen.includes(p) ? chosen.filter((o) => o !== p) : [...chosen, p]);
  };
  const send = async (): Promise<void> => {
    if (!chosen.some((p) => i.people.includes(p))) return setNone(true);
    if (await m.act("confer", { kind: i.kind, with: chosen })) m.dialog.value = null;
  };
  const box = (p: string, beside: boolean) => {
    const role = m.t(`role.${seat(v, p)?.role ?? ""}`);
    return <label key={p}><input type="checkbox" name="with" value={p} checked={chosen.includes(p)} onChange={() => toggle(p)} /><span>{m.name(p)} · {beside ? m.t("room.private.beside", { role }) : role}</span></label>;
  };
  return (
    <>
      {i.kind === "counsel" ? null : <p><strong>{m.t(`room.private.${i.kind}`)}</strong></p>}
      <fieldset aria-describedby={none ? "private-none" : undefined}>
        <legend>{m.t("room.private.with")}</legend>
        <div class="choices column">{i.people.map((p) => box(p, false))}{i.beside.map((p) => box(p, true))}</div>
      </fieldset>
      {none ? <p class="refused" id="private-none">{m.t("room.private.pick")}</p> : null}
      {i.leave ? <p>{m.t("room.private.leave_needed")}</p> : null}
      <div class="answer"><Cancel /><Act act="confer" icon="lock" class="primary" onClick={() => void send()}>{m.t(i.leave ? "room.private.ask" : "room.private.begin")}</Act></div>
    </>
  );
}

export function PrivateSheet({ v }: { v: View }) {
  const m = useRoom();
  return (
    <Sheet title={m.t("room.private")} name="private">
      <p>{m.t("room.private.what")}</p>
      {v.private.invite.slice(0, 1).map((i) => <Choose key={i.kind} i={i} v={v} />)}
      {v.private.invite.length === 0 ? <div class="answer"><Cancel /></div> : null}
    </Sheet>
  );
}
