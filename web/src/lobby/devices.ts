// The device test as a value: what is known of camera, microphone and sound,
// and the acts that find out more. The cards only show it.
import { signal } from "@preact/signals";
import { digit } from "./digits.ts";
import { failure, keepChosen, keepResults, Loudness, readChosen, readResults, type Chosen, type Failure, type Results } from "./results.ts";

type Kind = "camera" | "microphone";
const wanted = {
  camera: (id?: string): MediaStreamConstraints => ({ video: { width: { ideal: 640 }, facingMode: "user", ...(id ? { deviceId: { exact: id } } : {}) } }),
  microphone: (id?: string): MediaStreamConstraints => ({ audio: id ? { deviceId: { exact: id } } : true }),
};

export class Devices {
  readonly results = signal<Results>({});
  readonly chosen = signal<Chosen>({});
  readonly trouble = signal<Partial<Record<Kind, Failure>>>({});
  readonly testing = signal(false);
  readonly picture = signal<MediaStream | null>(null);
  readonly voice = signal<MediaStream | null>(null);
  readonly dark = signal(false);
  readonly level = signal(0);
  readonly list = signal<MediaDeviceInfo[]>([]);
  readonly recording = signal<"no" | "now" | "done">("no");
  readonly replay = signal("");
  readonly asking = signal(false);
  readonly wrong = signal(false);
  private number = 0;
  private url = "";
  private context: AudioContext | null = null;
  private meter = 0;

  constructor(private readonly hearing: string, private readonly lang: string) {
    this.results.value = readResults(sessionStorage, hearing);
    this.chosen.value = readChosen(sessionStorage);
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.look());
  }

  found(r: Results): void {
    this.results.value = { ...this.results.value, ...r };
    keepResults(sessionStorage, this.hearing, this.results.value);
  }

  private failed(kind: Kind, why: Failure): void {
    this.trouble.value = { ...this.trouble.value, [kind]: why };
    this.found({ [kind]: why === "blocked" ? "blocked" : "none" });
  }

  /** look lists the devices; their names are known only once one was allowed. */
  private async look(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    this.list.value = all.filter((d) => d.deviceId !== "" && d.label !== "");
  }

  /** start asks for both at once, so that the browser asks the person once; if
   * that fails each is asked for alone, so that one's fault is not the other's. */
  async start(): Promise<void> {
    this.testing.value = true;
    this.found({ camera: undefined, microphone: undefined });
    const { camera, microphone } = this.chosen.value;
    try {
      const both = await navigator.mediaDevices.getUserMedia({ ...wanted.camera(camera), ...wanted.microphone(microphone) });
      this.show(new MediaStream(both.getVideoTracks()));
      this.listen(new MediaStream(both.getAudioTracks()));
    } catch {
      await this.retry("camera");
      await this.retry("microphone");
    }
    await this.look();
    this.testing.value = false;
  }

  /** retry asks for one device; a chosen one that has gone gives way to any. */
  async retry(kind: Kind): Promise<void> {
    try {
      const id = this.chosen.value[kind];
      const media = navigator.mediaDevices;
      const stream = await media.getUserMedia(wanted[kind](id)).catch((e: unknown) => {
        if (id && e instanceof DOMException && failure(e.name) === "none") return media.getUserMedia(wanted[kind]());
        throw e;
      });
      if (kind === "camera") this.show(stream);
      else this.listen(stream);
    } catch (e) {
      this.failed(kind, failure(e instanceof Error ? e.name : ""));
    }
  }

  /** choose takes another device and tests it. */
  async choose(kind: keyof Chosen, id: string): Promise<void> {
    this.chosen.value = { ...this.chosen.value, [kind]: id };
    keepChosen(sessionStorage, this.chosen.value);
    if (kind !== "speaker") await this.retry(kind);
  }

  private show(stream: MediaStream): void {
    this.picture.value?.getTracks().forEach((t) => t.stop());
    this.trouble.value = { ...this.trouble.value, camera: undefined };
    this.picture.value = stream;
    stream.getVideoTracks()[0]?.addEventListener("ended", () => this.failed("camera", "none"));
  }

  /** seen: the picture's element has shown a frame; light is its mean, 0 to 255. */
  seen(light: number): void {
    this.dark.value = light < 12;
    if (this.results.value.camera !== "ok") this.found({ camera: "ok" });
  }

  private listen(stream: MediaStream): void {
    this.voice.value?.getTracks().forEach((t) => t.stop());
    this.trouble.value = { ...this.trouble.value, microphone: undefined };
    this.voice.value = stream;
    stream.getAudioTracks()[0]?.addEventListener("ended", () => this.failed("microphone", "none"));
    this.context ??= new AudioContext();
    void this.context.resume();
    const ear = this.context.createAnalyser();
    ear.fftSize = 2048;
    this.context.createMediaStreamSource(stream).connect(ear);
    const samples = new Float32Array(ear.fftSize);
    const loudness = new Loudness();
    clearInterval(this.meter);
    this.meter = window.setInterval(() => {
      ear.getFloatTimeDomainData(samples);
      const level = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
      this.level.value = Math.min(100, Math.round(100 * Math.sqrt(level)));
      const verdict = loudness.hear(level);
      if (verdict && verdict !== this.results.value.microphone) this.found({ microphone: verdict });
    }, 100);
  }

  /** record keeps four seconds of the voice in this tab, for its owner to hear. */
  async record(): Promise<void> {
    const stream = this.voice.value;
    if (!stream) return;
    if (this.replay.value) URL.revokeObjectURL(this.replay.value);
    this.replay.value = "";
    this.recording.value = "now";
    const parts: Blob[] = [];
    const recorder = new MediaRecorder(stream);
    recorder.ondataavailable = (e) => parts.push(e.data);
    recorder.onstop = () => {
      this.replay.value = URL.createObjectURL(new Blob(parts, { type: recorder.mimeType }));
      this.recording.value = "done";
    };
    recorder.start();
    setTimeout(() => recorder.state !== "inactive" && recorder.stop(), 4000);
  }

  /** say plays a number; which one is known only to the ear. */
  async say(): Promise<void> {
    if (!this.asking.value) {
      const next = digit(this.lang, this.number);
      this.url = next.url;
      this.number = next.number;
    }
    this.asking.value = true;
    this.wrong.value = false;
    await this.play(this.url);
  }

  /** play sends a sound to the chosen loudspeaker. */
  async play(url: string): Promise<void> {
    const out = new Audio(url) as HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };
    const { speaker } = this.chosen.value;
    try {
      if (speaker && out.setSinkId) await out.setSinkId(speaker);
      await out.play();
    } catch {
      this.found({ sound: "not_heard" });
    }
  }

  /** answer compares what was typed with what was said. */
  answer(typed: string): void {
    const right = Number(typed.trim()) === this.number;
    this.wrong.value = !right;
    this.asking.value = false; // a wrong answer is not guessed at again: the next number is another
    this.found({ sound: right ? "ok" : "not_heard" });
  }

  /** deaf: the person says that nothing was heard. */
  deaf(): void {
    this.wrong.value = false;
    this.found({ sound: "not_heard" });
  }
}
