import { useState } from "preact/hooks";
import { Act } from "./act.tsx";
import { useRoom } from "./context.ts";
import { Cancel, Sheet } from "./dialog.tsx";
import { SignWith } from "./signwith.tsx";
import { useWhy } from "./why.tsx";

/** Adjourn asks why, and until when if that is known; both go into the record. */
export function Adjourn() {
  const m = useRoom();
  const why = useWhy();
  const [on, setOn] = useState("");
  const send = async (): Promise<void> => {
    const reason = why.given();
    if (reason === null) return;
    if (await m.act("adjourn", { reason, on })) m.dialog.value = null;
  };
  return (
    <Sheet title={m.t("room.adjourn.title")} name="adjourn">
      <p>{m.t("room.adjourn.what")}</p>
      {why.field}
      <label for="on">{m.t("room.adjourn.on")}</label>
      <input id="on" type="datetime-local" value={on} onInput={(e) => setOn(e.currentTarget.value)} />
      <SignWith act="adjourn" />
      <div class="answer"><Cancel /><Act act="adjourn" class="end" onClick={() => void send()}>{m.t("room.adjourn.do")}</Act></div>
    </Sheet>
  );
}
