import { useState } from "preact/hooks";
import { lasting } from "../model/text.ts";
import { seat, type BoardStep, type ReadyOf, type View } from "../model/types.ts";
import { Act } from "./act.tsx";
import { useRoom } from "./context.ts";
import { Cancel, Sheet } from "./dialog.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { Matrix } from "./matrix.tsx";

const marks: Record<string, IconName> = {
  connected: "check", lost: "wifiOff", refused: "alert", kept_out: "alert", waiting: "hourglass", waiting_away: "hourglass", connecting: "sync", left: "leave",
};
const fine = ["ok", "good"];

/** Notes are what the bench should know of a person before they are heard. */
function Notes({ r }: { r: ReadyOf }) {
  const m = useRoom();
  const bad = Object.entries(r.device ?? {}).filter(([, v]) => !fine.includes(v) && v !== "untested");
  const all = bad.map(([k, v]) => m.t("board.device", { device: m.t(`lobby.${k}`), result: m.t(`${k === "link" ? "link" : "device"}.${v}`) }));
  if (r.lang && r.lang !== m.page.lang) all.push(m.t(`tongue.${r.lang}`));
  return <>
    {all.length > 0 ? <span class="role">{all.join(" · ")}</span> : null}
    {r.interpreter === "needed" ? <span class="overdue"><Icon of="languages" /><span>{m.t("board.needs")}</span></span> : null}
  </>;
}

function Line({ b, r, v }: { b: BoardStep; r: ReadyOf; v: View }) {
  const m = useRoom();
  const s = seat(v, b.person);
  if (!s) return null;
  const came = s.presence === "waiting" || s.presence === "inside" || s.presence === "private";
  const still = b.step !== "connected" && b.step !== "absent" && b.step !== "left";
  return (
    <tr data-board={b.person} data-step={b.step} data-stuck={b.stuck ? "1" : undefined}>
      <th scope="row"><span class="name">{s.name}</span><span class="role">{m.t(`role.${s.role}`)}</span></th>
      <td>
        <span class={`step ${b.step === "connected" ? "good" : b.stuck || b.step === "refused" ? "bad" : ""}`}><Icon of={marks[b.step] ?? "clock"} /><span>{m.t(`board.step.${b.step}`)}</span></span>
        {still ? <span class="role">{m.t("board.since", { time: lasting(m.now.value - Date.parse(b.since)) })}{b.stuck ? ` · ${m.t("board.stuck")}` : ""}</span> : null}
        <Notes r={r} />
        {r.bench ? null : r.identified ? <span class="role">{m.t("board.identified", { how: m.t(`identity.${r.identified.how}`), no: r.identified.no })}</span>
          : came ? <span class="role">{m.t("board.not_identified")}</span> : null}
        <span class="answer">
          {v.may.admit && (s.presence === "waiting" || s.uncalled) && !s.admitted && !s.order ? <Act act="admit" person={s.person} icon="check" label={m.t("room.admit.label", { name: s.name })} onClick={() => void m.act("admit", { person: s.person })}>{m.t("room.admit")}</Act> : null}
          {v.may.identify && came && !r.bench && !r.identified ? <Act act="identify" person={s.person} class="quiet" label={m.t("board.identify.label", { name: s.name })} onClick={() => (m.dialog.value = { kind: "identify", person: s.person })}>{m.t("board.identify")}</Act> : null}
        </span>
      </td>
    </tr>
  );
}

/** Board is where everybody is on the way into the room, for the bench. It stays open until the sitting is opened; on a small screen it has a tab of its own. */
export function Board({ v }: { v: View }) {
  const m = useRoom();
  const lines = m.board.value, ready = v.ready ?? [];
  const inside = lines.filter((b) => b.step === "connected").length;
  const before = v.state === "scheduled" || v.state === "lobby";
  return (
    <section class="readiness" data-region="board" tabIndex={-1} aria-label={m.t("room.region.board")}>
    {before ? null : <Matrix v={v} />}
    <details class="board" data-readiness data-ready={inside} open={before}>
      <summary><strong>{m.t("board.title")}</strong> <span class="role">{m.t("board.count", { n: inside, total: ready.length })}</span></summary>
      {v.no_interpreter ? <p class="overdue" role="status"><Icon of="languages" /><span>{m.t("board.no_interpreter")}</span></p> : null}
      <div class="scroll" tabIndex={0} role="group" aria-label={m.t("board.title")}>
        <table><tbody>{ready.map((r) => {
          const b = lines.find((x) => x.person === r.person);
          return b ? <Line key={r.person} b={b} r={r} v={v} /> : null;
        })}</tbody></table>
      </div>
    </details>
    {before ? <Matrix v={v} /> : null}
    </section>
  );
}

const hows = ["paper", "copy", "known"];

/** Identify records how the bench compared a person with the roll. */
export function Identify({ person }: { person: string }) {
  const m = useRoom();
  const [how, setHow] = useState("");
  const [note, setNote] = useState("");
  const [empty, setEmpty] = useState(false);
  const send = async (): Promise<void> => {
    if (!how) return setEmpty(true);
    if (await m.act("identify", { person, what: how, note: note.trim() })) m.dialog.value = null;
  };
  return (
    <Sheet title={m.t("room.identify.title", { name: m.name(person) })} name="identify">
      <p>{m.t("room.identify.what")}</p>
      <fieldset>
        <legend>{m.t("room.identify.how")}</legend>
        <div class="choices">{hows.map((x) => <label key={x}><input type="radio" name="how" value={x} checked={how === x} onChange={() => { setHow(x); setEmpty(false); }} /><span>{m.t(`identity.${x}`)}</span></label>)}</div>
      </fieldset>
      <label for="note">{m.t("room.identify.note")}</label>
      <input id="note" maxLength={300} value={note} onInput={(e) => setNote(e.currentTarget.value)} />
      {empty ? <p class="refused" role="alert">{m.t("room.identify.choose")}</p> : null}
      <div class="answer"><Cancel /><Act act="identify" person={person} class="primary" onClick={() => void send()}>{m.t("room.identify.do")}</Act></div>
    </Sheet>
  );
}
