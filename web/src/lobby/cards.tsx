// The device test as three cards, each with a result in a word and what to do.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import camera from "lucide-static/icons/video.svg";
import check from "lucide-static/icons/check-circle.svg";
import hourglass from "lucide-static/icons/hourglass.svg";
import mic from "lucide-static/icons/mic.svg";
import phone from "lucide-static/icons/phone.svg";
import warn from "lucide-static/icons/alert-triangle.svg";
import wifi from "lucide-static/icons/wifi.svg";
import volume from "lucide-static/icons/volume-2.svg";
import type { Devices } from "./devices.ts";
import type { LinkTest } from "./link.ts";
import type { Words } from "./page.ts";
import { told, type Chosen } from "./results.ts";

interface Props {
  devices: Devices;
  t: Words;
}

export function Icon({ svg }: { svg: string }) {
  return <span class="icon-box" aria-hidden="true" dangerouslySetInnerHTML={{ __html: svg }} />;
}

function Chip({ word, good, busy }: { word: string; good: boolean; busy: boolean }) {
  return <span class={`chip ${busy ? "info" : good ? "ok" : "warn"}`}><Icon svg={busy ? hourglass : good ? check : warn} /><span>{word}</span></span>;
}

function Card(p: { t: Words; name: "camera" | "microphone" | "sound" | "link"; svg: string; result?: string; busy?: boolean; children: ComponentChildren }) {
  const { t, name, result } = p;
  const busy = p.busy === true && result === undefined;
  const word = busy ? t("lobby.result.testing") : result === undefined ? t("lobby.result.untested") : t(`${name === "link" ? "link" : "device"}.${result}`);
  return <section class="card device" aria-labelledby={`${name}-title`} data-device={name} data-result={result ?? "untested"}>
    <div class="device-head"><h2 id={`${name}-title`}><Icon svg={p.svg} /> {t(`lobby.${name}`)}</h2>
      <p role="status"><span class="visually-hidden">{t(`lobby.${name}`)}: </span><Chip word={word} good={result === "ok" || result === "good"} busy={busy || result === undefined} /></p></div>
    {p.children}
  </section>;
}

function Choice({ devices, t, kind, of }: Props & { kind: keyof Chosen; of: MediaDeviceKind }) {
  const all = devices.list.value.filter((d) => d.kind === of);
  if (all.length < 2) return null;
  const now = devices.chosen.value[kind] ?? all[0]?.deviceId;
  return <div class="field"><label class="label" for={`choose-${kind}`}>{t(`lobby.choose.${kind}`)}</label>
    <select class="select" id={`choose-${kind}`} onChange={(e) => void devices.choose(kind, e.currentTarget.value)}>
      {all.map((d) => <option value={d.deviceId} selected={d.deviceId === now}>{d.label}</option>)}
    </select></div>;
}

/** light is the mean brightness of what a video shows. */
function light(video: HTMLVideoElement): number {
  const canvas = document.createElement("canvas");
  canvas.width = 16;
  canvas.height = 12;
  const ink = canvas.getContext("2d", { willReadFrequently: true });
  if (!ink) return 255;
  ink.drawImage(video, 0, 0, 16, 12);
  const { data } = ink.getImageData(0, 0, 16, 12);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += (data[i]! + data[i + 1]! + data[i + 2]!) / 3;
  return sum / (data.length / 4);
}

function Camera({ devices, t }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const stream = devices.picture.value;
  useEffect(() => {
    const v = video.current;
    if (!v || !stream) return;
    v.srcObject = stream;
    void v.play().catch(() => undefined); // the element shows its first frame all the same
    const look = setInterval(() => v.videoWidth > 0 && v.readyState >= 2 && devices.seen(light(v)), 500);
    return () => clearInterval(look);
  }, [stream]);
  const why = devices.trouble.value.camera;
  return <Card t={t} name="camera" svg={camera} busy={devices.testing.value || stream !== null} result={devices.results.value.camera}>
    {stream && !why && <><video ref={video} class="mirror" muted playsInline aria-label={t("lobby.camera.picture")} />
      <p>{t(devices.dark.value ? "lobby.camera.dark" : "lobby.camera.ok")}</p></>}
    {why && <p class="fix">{t(`lobby.camera.${why}`)}</p>}
    <Choice devices={devices} t={t} kind="camera" of="videoinput" />
  </Card>;
}

function Microphone({ devices, t }: Props) {
  const why = devices.trouble.value.microphone, on = devices.voice.value !== null && !why;
  const result = devices.results.value.microphone, recording = devices.recording.value;
  const may = typeof MediaRecorder !== "undefined";
  return <Card t={t} name="microphone" svg={mic} busy={devices.testing.value || on} result={result}>
    {on && <><p id="mic-hint">{t(result === "ok" ? "lobby.microphone.ok" : result === "silent" ? "lobby.microphone.silent" : "lobby.microphone.speak")}</p>
      <label class="visually-hidden" for="level">{t("lobby.microphone.level")}</label><meter id="level" class="level" min={0} max={100} value={devices.level.value} /></>}
    {on && may && <div class="actions"><button type="button" class="button second" disabled={recording === "now"} onClick={() => void devices.record()}>{t("lobby.microphone.record")}</button>
      <span role="status">{recording === "now" ? t("lobby.microphone.recording") : recording === "done" ? t("lobby.microphone.listen") : ""}</span></div>}
    {on && devices.replay.value && <audio class="replay" controls autoPlay src={devices.replay.value} aria-label={t("lobby.microphone.replay")} />}
    {why && <p class="fix">{t(`lobby.microphone.${why}`)}</p>}
    <Choice devices={devices} t={t} kind="microphone" of="audioinput" />
  </Card>;
}

function Sound({ devices, t }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const result = devices.results.value.sound, asking = devices.asking.value, wrong = devices.wrong.value;
  const canRoute = "setSinkId" in HTMLMediaElement.prototype;
  return <Card t={t} name="sound" svg={volume} result={result}>
    <p>{t("lobby.sound.ask")}</p>
    <div class="actions"><button type="button" class="button second" data-say onClick={() => void devices.say()}><Icon svg={volume} />{t(asking || result ? "lobby.sound.again" : "lobby.sound.play")}</button></div>
    {wrong && <p class="fix" role="alert">{t("lobby.sound.wrong")}</p>}
    {asking && <form class="answer" onSubmit={(e) => { e.preventDefault(); devices.answer(input.current?.value ?? ""); if (input.current) input.current.value = ""; }}>
      <div class="field"><label class="label" for="number">{t("lobby.sound.answer")}</label><p class="hint" id="number-hint">{t("lobby.sound.hint")}</p>
        <div class="actions"><input ref={input} class="input digit" id="number" inputMode="numeric" autocomplete="off" maxLength={1} pattern="[1-9]" required aria-describedby="number-hint" />
          <button class="button">{t("lobby.sound.check")}</button>
          <button type="button" class="button second" onClick={() => devices.deaf()}>{t("lobby.sound.deaf")}</button></div></div></form>}
    {result === "ok" && !asking && <p>{t("lobby.sound.ok")}</p>}
    {result === "not_heard" && !wrong && <p class="fix">{t("lobby.sound.fix")}</p>}
    {canRoute && <Choice devices={devices} t={t} kind="speaker" of="audiooutput" />}
  </Card>;
}

/** Line measures the way to the court itself; its verdict is in words, the figures stand small. */
function Line({ devices, link, t }: Props & { link: LinkTest }) {
  const result = devices.results.value.link, m = link.measured.value, busy = link.busy.value;
  return <Card t={t} name="link" svg={wifi} busy={busy} result={busy ? undefined : result}>
    <p role="status">{t(!busy && result && result !== "untested" ? `lobby.link.${result}` : "lobby.link.ask")}</p>
    {m && <p class="hint">{t("lobby.link.measured", { down: m.down, up: m.up, rtt: m.rtt })}</p>}
    <div class="actions"><button type="button" class="button second" data-measure disabled={busy} onClick={() => void link.start()}>{t(result ? "lobby.device.again" : "lobby.link.start")}</button></div>
  </Card>;
}

/** DeviceTest never traps: the way on is open whatever the result. */
export function DeviceTest({ devices, link, t, next, help }: Props & { link: LinkTest; next: string; help: string }) {
  const { camera: seen, microphone: heard, sound } = devices.results.value;
  const tried = seen !== undefined || heard !== undefined;
  const failed = (seen !== undefined && seen !== "ok") || (heard !== undefined && heard !== "ok") || sound === "not_heard" || devices.results.value.link === "poor";
  return <>
    <p>{t("lobby.device.lead")}</p>
    <p>{t("lobby.device.ask")}</p>
    <p class="actions"><button type="button" class={tried ? "button second" : "button"} data-start disabled={devices.testing.value} onClick={() => void devices.start().then(() => link.start())}>{t(tried ? "lobby.device.again" : "lobby.device.start")}</button></p>
    <Camera devices={devices} t={t} />
    <Microphone devices={devices} t={t} />
    <Sound devices={devices} t={t} />
    <Line devices={devices} link={link} t={t} />
    {failed && <div class="panel warn"><h2>{t("lobby.device.failed")}</h2><p>{t("lobby.device.failed_text")}</p>
      <p class="actions">{seen !== "ok" && <a class="button second" href={next}>{t("lobby.device.sound_only")}</a>}
        {help && <a class="button second" href={`tel:${help.replace(/[^+\d]/g, "")}`}><Icon svg={phone} />{t("lobby.device.phone", { phone: help })}</a>}</p></div>}
    <p class="actions"><a class="button big" href={next}>{t("lobby.device.continue")}</a></p>
  </>;
}

/** Told is what the record will be told of the test, beside the promise. */
export function Told({ devices, t, back }: Props & { back: string }) {
  const r = told(devices.results.value);
  return <div class="card"><h2>{t("lobby.told.title")}</h2>
    <dl class="summary">{(["camera", "microphone", "sound", "link"] as const).map((k) => <div><dt>{t(`lobby.${k}`)}</dt><dd><Chip word={t(`${k === "link" ? "link" : "device"}.${r[k]}`)} good={r[k] === "ok" || r[k] === "good"} busy={false} /></dd></div>)}</dl>
    <p><a href={back}>{t("lobby.device.again")}</a></p></div>;
}
