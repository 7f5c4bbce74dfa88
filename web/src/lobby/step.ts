// The page says where its reader is on the way in, so that the court sees who
// is stuck and at which step. It is no act, and stands in no record.
const often = 5000;

export type Step = "page" | "devices" | "refused" | "promise" | "wait" | "connecting";

/** tell says the step again and again while the page is open; now says a change at once. */
export function tell(hearing: string, csrf: string, step: () => Step | null): { now: () => void; stop: () => void } {
  const say = (): void => {
    const name = step();
    if (!name) return;
    void fetch(`/api/hearings/${hearing}/step`, {
      method: "POST", credentials: "same-origin", keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf }, body: JSON.stringify({ step: name }),
    }).catch(() => undefined); // said again in a moment
  };
  say();
  const again = setInterval(say, often);
  return { now: say, stop: () => clearInterval(again) };
}
