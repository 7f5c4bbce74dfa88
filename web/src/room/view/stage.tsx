import { useLayoutEffect, useRef } from "preact/hooks";
import type { Video } from "../model/media.ts";
import { columns, seated } from "../model/people.ts";
import type { Seat, View } from "../model/types.ts";
import { useRoom } from "./context.ts";
import { Icon } from "./icon.tsx";

/** Picture plays a track; it is let go when the tile goes or shows another. */
function Picture({ track, mirrored }: { track: Video; mirrored: boolean }) {
  const m = useRoom();
  const el = useRef<HTMLVideoElement>(null);
  // Before the next drawing: the media server sends no picture to an element it does not know of.
  useLayoutEffect(() => {
    const v = el.current;
    if (!v) return;
    track.attach(v);
    return () => void track.detach(v);
  }, [track]);
  const plays = (): void => void (m.whole.value ||= !mirrored);
  return <video ref={el} autoPlay playsInline muted onPlaying={plays} class={mirrored ? "mirror" : ""} />;
}

function Tile({ s, v, big }: { s: Seat; v: View; big: boolean }) {
  const m = useRoom();
  const own = s.person === v.me;
  const dev = m.media.devices;
  dev.changed.value; // a replaced camera is shown
  const feed = m.media.feeds.value.get(s.person);
  const track = own ? (dev.cam.value === "on" ? dev.camera ?? null : null) : feed?.video ?? null;
  const lost = s.presence === "lost";
  const weak = !own && !lost && m.silent.value.includes(s.person);
  const speaks = m.up.value && m.media.speaking.value.includes(s.person);
  const muted = own ? dev.mic.value !== "on" : feed !== undefined && feed.mic !== "on";
  const status = lost ? m.t("room.tile.lost", { time: s.since.clock }) : weak ? m.t("room.presence.weak") : feed?.soundOnly ? m.t("room.tile.sound_only") : feed?.poor ? m.t("room.tile.poor") : "";
  const pin = (): void => void (m.pinned.value = m.pinned.value === s.person ? "" : s.person);
  return (
    <div class={`tile${big ? " big" : ""}${speaks ? " speaks" : ""}${lost ? " lost" : ""}`} data-person={s.person} data-presence={s.presence} data-speaks={speaks ? "1" : undefined}>
      {track && !lost ? <Picture track={track} mirrored={own} /> : <span class="face" aria-hidden="true">{m.codes.value.get(s.person)}</span>}
      <span class="plate">
        {muted ? <Icon of="micOff" /> : null}
        <span class="nm">{s.name}</span><span class="rl"> · {m.t(`role.${s.role}`)}{own ? ` · ${m.t("room.you")}` : ""}{speaks ? ` · ${m.t("room.speaks")}` : ""}{muted ? <span class="visually-hidden"> · {m.t("room.mic.off")}</span> : null}</span>
      </span>
      {status ? <span class="badge"><Icon of={lost ? "wifiOff" : "wifiLow"} /><span>{status}</span></span> : null}
      {own ? null : (
        <button type="button" class="pin" aria-pressed={m.pinned.value === s.person} aria-label={m.t("room.pin", { name: s.name })} onClick={pin}><Icon of="pin" /></button>
      )}
    </div>
  );
}

export function Stage({ v }: { v: View }) {
  const m = useRoom();
  const here = seated(v);
  const first = here.find((s) => s.person === m.large.value);
  const grid = m.grid.value && here.length > 1;
  return (
    <section class={`stage${grid ? " even" : ""}`} data-region="stage" data-layout={grid ? "grid" : "speaker"} tabIndex={-1} aria-label={m.t("room.region.stage")}>
      {here.length > 1 ? (
        <button type="button" class="layout" data-layout-toggle aria-pressed={m.grid.value} aria-keyshortcuts="G" onClick={() => m.lay(!m.grid.value)}>
          <Icon of={grid ? "speaker" : "grid"} /><span>{m.t(grid ? "room.layout.speaker" : "room.layout.grid")}</span>
        </button>
      ) : null}
      {grid ? <Even here={here} v={v} /> : <Speaker here={here} first={first} v={v} />}
    </section>
  );
}

/** Even shows everybody alike, whom the viewer pinned or who speaks first. */
function Even({ here, v }: { here: Seat[]; v: View }) {
  const m = useRoom();
  const pinned = here.filter((s) => s.person === m.pinned.value), rest = here.filter((s) => s.person !== m.pinned.value);
  return (
    <div class="grid-tiles" role="group" tabIndex={0} aria-label={m.t("room.others")} data-tiles={here.length} style={{ "--cols": String(columns(here.length)) }}>
      {[...pinned, ...rest].map((s) => <Tile key={s.person} s={s} v={v} big={false} />)}
    </div>
  );
}

/** Speaker shows one large and the others in a row beneath. */
function Speaker({ here, first, v }: { here: Seat[]; first: Seat | undefined; v: View }) {
  const m = useRoom();
  return (
    <>
      {first ? <Tile key={first.person} s={first} v={v} big /> : <p class="nobody">{m.t("room.nobody")}</p>}
      {here.length > 1 ? (
        <div class="strip-tiles" role="group" tabIndex={0} aria-label={m.t("room.others")}>
          {here.filter((s) => s !== first).map((s) => <Tile key={s.person} s={s} v={v} big={false} />)}
        </div>
      ) : null}
    </>
  );
}
