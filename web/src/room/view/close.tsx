import { useEffect, useState } from "preact/hooks";
import { missing } from "../model/notice.ts";
import type { View } from "../model/types.ts";
import { useRoom } from "./context.ts";
import { Cancel, Sheet } from "./dialog.tsx";
import { SignWith } from "./signwith.tsx";

const undoFor = 5;

/**
 * Close ends the sitting in two steps: what follows is said first, then five
 * seconds remain to take it back. Nothing is sent before they are over.
 */
export function Close({ v }: { v: View }) {
  const m = useRoom();
  const [left, setLeft] = useState(-1);
  const absent = missing(v).map((p) => m.name(p)).join(", ");
  const sent = m.pending.value.has("close");
  useEffect(() => {
    if (left < 0) return;
    if (left === 0) {
      setLeft(-1);
      void m.act("close").then((ok) => {
        if (ok) m.dialog.value = null;
      });
      return;
    }
    const t = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(t);
  }, [left]);
  return (
    <Sheet title={m.t("room.close.title")} name="close" onClose={() => setLeft(-1)}>
      <ul>
        <li>{m.t("room.close.all_leave", { n: v.roll.filter((s) => s.presence === "inside").length })}</li>
        <li>{m.t("room.close.final")}</li>
        <li>{m.t("room.close.journal")}</li>
        {absent ? <li><strong>{m.t("room.close.absent", { names: absent })}</strong></li> : null}
      </ul>
      <SignWith act="close" />
      {left > 0 ? <p class="count" role="timer">{m.t("room.close.count", { n: left })}</p> : null}
      <div class="answer">
        {left > 0 ? <button type="button" class="btn primary" data-undo onClick={() => setLeft(-1)}>{m.t("room.close.undo")}</button> : <Cancel />}
        <button type="button" class="btn end" data-confirm="close" aria-disabled={left > 0 || sent} onClick={() => left < 0 && !sent && setLeft(undoFor)}>
          {sent ? <span class="spin" aria-hidden="true" /> : null}<span>{m.t(sent ? "room.act.pending" : "room.close.do")}</span>
        </button>
      </div>
    </Sheet>
  );
}
