// The person's own microphone and camera. They outlive a connection to the
// media server, so that coming back asks nobody for permission again.
import { signal } from "@preact/signals";
import { readChosen } from "../../lobby/results.ts";
import { createLocalTracks, LocalAudioTrack, LocalVideoTrack, Track, TrackEvent, VideoPresets, type LocalTrack } from "livekit-client";

export type Device = "starting" | "on" | "off" | "none";

const audio = (deviceId?: string) => ({ deviceId, channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true });
const video = (deviceId?: string) => ({ deviceId, resolution: { width: 640, height: 360, frameRate: 15 } });

/** Courtroom sound: never silent on the wire (a pause must not look like a cut), protected against loss. */
const publishing = {
  [Track.Kind.Audio]: { source: Track.Source.Microphone, red: true, dtx: false, audioPreset: { maxBitrate: 48_000 } },
  [Track.Kind.Video]: {
    source: Track.Source.Camera, simulcast: true, videoCodec: "vp8" as const,
    videoEncoding: { maxBitrate: 400_000, maxFramerate: 15 }, videoSimulcastLayers: [VideoPresets.h180],
  },
};

export type Kind = "mic" | "cam";

export class Devices {
  readonly mic = signal<Device>("starting");
  readonly cam = signal<Device>("starting");
  /** refused: the browser does not give the devices, by the person's word or its own. */
  readonly refused = signal(false);
  /** changed counts replacements of a track, for who shows the own picture. */
  readonly changed = signal(0);
  private tracks: { mic?: LocalAudioTrack; cam?: LocalVideoTrack } = {};
  private chosen: { mic?: string; cam?: string } = {};
  private begun = false;
  private watching = false;
  private muted = new Set<Kind>(); // when they were given back
  onNew: (t: LocalTrack) => void = () => undefined;

  get camera(): LocalVideoTrack | undefined {
    return this.tracks.cam;
  }

  all(): LocalTrack[] {
    return [this.tracks.mic, this.tracks.cam].filter((t) => t !== undefined);
  }

  static publishOptions(t: LocalTrack): object {
    return t.kind === Track.Kind.Audio ? publishing[Track.Kind.Audio] : publishing[Track.Kind.Video];
  }

  /**
   * start asks once for both; where one is missing or refused the other is
   * taken alone. Opening a camera costs a slow machine the time in which it
   * could hear others, so it comes after the connection.
   */
  async start(): Promise<void> {
    if (this.begun) return;
    this.begun = true;
    if (!this.watching) navigator.mediaDevices?.addEventListener("devicechange", () => void (this.begun && this.fill()));
    this.watching = true;
    try {
      const { microphone, camera } = readChosen(sessionStorage); // settled on in the lobby
      this.chosen = { mic: microphone, cam: camera };
      (await createLocalTracks({ audio: audio(microphone), video: video(camera) })).forEach((t) => this.take(t));
    } catch {
      this.chosen = {};
      await this.fill();
    }
  }

  /** fill takes what is missing, if it can be had now. */
  private async fill(): Promise<void> {
    for (const kind of ["mic", "cam"] as const) if (!this.tracks[kind]) await this.open(kind);
  }

  private async open(kind: Kind): Promise<void> {
    try {
      const made = await createLocalTracks(kind === "mic" ? { audio: audio(this.chosen.mic), video: false } : { audio: false, video: video(this.chosen.cam) });
      made.forEach((t) => this.take(t));
    } catch (e) {
      this.refused.value = e instanceof DOMException && e.name === "NotAllowedError";
      this[kind].value = "none";
    }
  }

  private take(t: LocalTrack): void {
    this.refused.value = false;
    const kind: Kind = t instanceof LocalAudioTrack ? "mic" : "cam";
    if (!this.begun) return t.stop(); // given back while it was being opened
    if (t instanceof LocalAudioTrack) this.tracks.mic = t;
    else if (t instanceof LocalVideoTrack) this.tracks.cam = t;
    const muted = this.muted.delete(kind);
    if (muted) void t.mute();
    this[kind].value = muted ? "off" : "on";
    t.on(TrackEvent.Ended, () => {
      // Unplugged, or taken by another program: said so, and taken back when it returns.
      if (this.tracks[kind] !== t) return;
      this.tracks[kind] = undefined;
      this[kind].value = "none";
      this.changed.value += 1;
      void this.open(kind);
    });
    this.changed.value += 1;
    this.onNew(t);
  }

  async toggle(kind: Kind): Promise<void> {
    const t = this.tracks[kind];
    if (!t) return this.open(kind);
    const mute = this[kind].value === "on";
    await (mute ? t.mute() : t.unmute());
    this[kind].value = mute ? "off" : "on";
    this.changed.value += 1;
  }

  async choose(kind: Kind, id: string): Promise<void> {
    this.chosen[kind] = id;
    const t = this.tracks[kind];
    if (!t) return this.open(kind);
    await t.setDeviceId({ exact: id });
    this.changed.value += 1;
  }

  current(kind: Kind): string {
    return this.tracks[kind]?.mediaStreamTrack.getSettings().deviceId ?? "";
  }

  /** stop gives the devices back; start takes them anew, muted where they were. */
  stop(): void {
    const held = this.all();
    for (const kind of ["mic", "cam"] as const) if (this.tracks[kind] && this[kind].value === "off") this.muted.add(kind);
    this.tracks = {};
    this.begun = false;
    for (const t of held) t.stop();
    this.mic.value = this.cam.value = "off";
    this.changed.value += 1;
  }
}
