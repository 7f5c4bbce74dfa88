import { useState } from "preact/hooks";
import type { ComponentChild } from "preact";
import { useRoom } from "./context.ts";

/** useWhy is the field for a reason, and given(), the reason itself: null, and
 * said beneath the field, where one is required and none was written. */
export function useWhy(required = true): { field: ComponentChild; given: () => string | null } {
  const m = useRoom();
  const [reason, setReason] = useState("");
  const [empty, setEmpty] = useState(false);
  const given = (): string | null => {
    const written = reason.trim();
    setEmpty(required && written === "");
    return required && written === "" ? null : written;
  };
  const field = (
    <>
      <label for="reason">{m.t(required ? "room.reason.label" : "room.reason.optional")}</label>
      <textarea id="reason" maxLength={1000} rows={3} value={reason} aria-invalid={empty} aria-describedby={empty ? "reason-empty" : undefined}
        onInput={(e) => { setReason(e.currentTarget.value); setEmpty(false); }} />
      {empty ? <p class="refused" id="reason-empty">{m.t("room.reason.empty")}</p> : null}
    </>
  );
  return { field, given };
}
