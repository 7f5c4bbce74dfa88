import { useEffect, useRef } from "preact/hooks";
import type { View } from "../model/types.ts";
import { useRoom } from "./context.ts";

/** Journal is the record as it grows: newest at the bottom, each with its number. */
export function Journal({ v }: { v: View }) {
  const m = useRoom();
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const el = list.current;
    if (el && atEnd.current) el.scrollTop = el.scrollHeight;
  }, [v.version, m.panel.value]);
  // A list that was hidden or changed its size has not been scrolled by anybody.
  const height = useRef(0);
  useEffect(() => {
    const el = list.current;
    if (!el) return;
    const watch = new ResizeObserver(() => {
      height.current = el.clientHeight;
      if (atEnd.current) el.scrollTop = el.scrollHeight;
    });
    watch.observe(el);
    return () => watch.disconnect();
  }, []);
  // Only a person moves away from the end, and only upwards: our own move to it
  // is told when the next line may have come already.
  const top = useRef(0);
  const onScroll = (): void => {
    const el = list.current;
    if (!el) return;
    const up = el.scrollTop < top.current;
    top.current = el.scrollTop;
    if (el.clientHeight !== height.current) return;
    if (el.scrollHeight - el.scrollTop - el.clientHeight < 40) atEnd.current = true;
    else if (up) atEnd.current = false;
  };
  return (
    <section class="journal" data-region="journal" tabIndex={-1} aria-label={m.t("room.region.journal")}>
      <h2>{m.t("room.panel.journal")}</h2>
      <ol ref={list} onScroll={onScroll} tabIndex={0} aria-label={m.t("room.region.journal")}>
        {v.journal.map((l) => (
          <li key={l.no} data-journal-no={l.no} data-type={l.type} class={l.machine ? "machine" : ""}>
            <time>{l.at.clock}</time><span class="text">{l.text}</span><span class="no">№ {l.no}</span>
          </li>
        ))}
      </ol>
      <p class="all"><a href={`/hearings/${m.page.hearing}/journal`} target="_blank" rel="noopener">{m.t("room.journal.whole")}</a></p>
    </section>
  );
}
