// Sound and picture: one connection to the media server at a time, made again
// for ever. What the library repairs by itself is left to it for a while; then
// a new ticket is fetched and the room joined anew.
import { batch, signal } from "@preact/signals";
import {
  ConnectionQuality, ConnectionState, Room, RoomEvent, Track,
  type LocalTrack, type Participant, type RemoteTrack, type ReconnectContext, type VideoTrack as Video,
} from "livekit-client";
import { keepChosen, readChosen } from "../../lobby/results.ts";
import { Devices } from "./devices.ts";

export type { Video };

/** Feed is what arrives of one person. */
export interface Feed {
  video: Video | null;
  mic: "on" | "off" | "none";
  poor: boolean;
  soundOnly: boolean; // there is a camera, but its picture does not get through
}

export interface Ticket {
  url: string;
  token: string;
}

/** Refused is the court's answer to a request for a ticket. */
export class Refused extends Error {
  constructor(readonly status: number) {
    super(`ticket refused: ${status}`);
  }
}

const repairFor = 15_000; // how long the library may try before we join anew
const pause = (n: number): number => Math.min(2500, 300 * 2 ** Math.min(n, 5)) * (0.75 + Math.random() / 2);

export class Media {
  readonly up = signal(false);
  readonly downSince = signal(Date.now());
  upSince = 0;
  readonly refused = signal(false); // the court says its media server does not answer
  readonly feeds = signal<Map<string, Feed>>(new Map());
  readonly speaking = signal<string[]>([]);
  readonly soundBlocked = signal(false);
  readonly devices = new Devices();
  /** speaker is the loudspeaker's id, settled on in the lobby; "" is the browser's own choice. */
  readonly speaker = signal(readChosen(sessionStorage).speaker ?? "");
  private room: Room | null = null;
  private wanted = false;
  private asking: AbortController | null = null;
  private wake: () => void = () => undefined;
  private sounds = document.createElement("div");

  constructor(private readonly ticket: (give: AbortSignal) => Promise<Ticket>) {
    this.sounds.hidden = true;
    document.body.append(this.sounds);
    this.devices.onNew = (t) => void this.publish(t);
    // A browser that keeps the sound off allows it on any touch or key.
    for (const gesture of ["pointerdown", "keydown"]) {
      addEventListener(gesture, () => {
        if (this.soundBlocked.value) void this.startAudio();
      });
    }
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    void this.run();
  }

  stop(): void {
    this.wanted = false;
    this.devices.stop();
    void this.room?.disconnect();
    this.wake();
  }

  /** anew drops a connection that only looks alive. */
  anew(): void {
    void this.room?.disconnect(false);
    this.wake();
  }

  /**
   * hurry is for when the court is reached again: what still hangs on the old
   * line is let go, unless the library repairs it by itself soon. A join that
   * has begun since is left alone.
   */
  hurry(): void {
    const old = this.room;
    setTimeout(() => {
      const hangs = old?.state === ConnectionState.Reconnecting || old?.state === ConnectionState.SignalReconnecting;
      if (this.wanted && hangs && this.room === old) this.anew();
    }, 2500);
    this.asking?.abort();
    this.wake();
  }

  async choose(speaker: string): Promise<void> {
    this.speaker.value = speaker;
    keepChosen(sessionStorage, { ...readChosen(sessionStorage), speaker });
    await this.room?.switchActiveDevice("audiooutput", speaker).catch(() => undefined); // gone: the sound stays where it is
  }

  async startAudio(): Promise<void> {
    await this.room?.startAudio().catch(() => undefined); // still not allowed: the button stays
  }

  private async run(): Promise<void> {
    for (let n = 0; this.wanted; n++) {
      try {
        await this.once(() => {
          n = 0;
          void this.devices.start();
        });
      } catch (e) {
        this.refused.value = e instanceof Refused && e.status >= 500;
      }
      void this.devices.start(); // the own picture is there also where there is no way in
      this.down();
      if (this.wanted) await this.rest(pause(n));
    }
  }

  /** once joins and answers when the connection is over for good. */
  private async once(joined: () => void): Promise<void> {
    this.asking = new AbortController();
    const { url, token } = await this.ticket(this.asking.signal);
    this.asking = null;
    this.refused.value = false;
    const room = new Room({
      adaptiveStream: true, dynacast: true, stopLocalTrackOnUnpublish: false,
      ...(this.speaker.value && { audioOutput: { deviceId: this.speaker.value } }),
      reconnectPolicy: { nextRetryDelayInMs: (c: ReconnectContext) => (c.elapsedMs > repairFor ? null : Math.min(1500, 250 * c.retryCount)) },
    });
    this.room = room;
    const over = new Promise<void>((done) => room.once(RoomEvent.Disconnected, () => done()));
    this.listen(room);
    try {
      await room.connect(new URL(url, location.origin.replace(/^http/, "ws")).href.replace(/\/$/, ""), token, { maxRetries: 0, websocketTimeout: 5000 });
      joined();
      this.rise(room);
      await Promise.all(this.devices.all().map((t) => this.publish(t)));
      if (room.state !== ConnectionState.Disconnected) await over;
    } finally {
      if (this.room === room) this.room = null;
      void room.disconnect(false);
      room.removeAllListeners();
      this.sounds.replaceChildren();
    }
  }

  private rise(room: Room): void {
    this.up.value = true;
    this.upSince = Date.now();
    this.soundBlocked.value = !room.canPlaybackAudio;
    this.look();
  }

  private down(): void {
    batch(() => {
      if (this.up.value) this.downSince.value = Date.now();
      this.up.value = false;
      this.feeds.value = new Map();
      this.speaking.value = [];
    });
  }

  private rest(ms: number): Promise<void> {
    return new Promise((done) => {
      const t = setTimeout(done, ms);
      this.wake = () => {
        clearTimeout(t);
        done();
      };
    });
  }

  private async publish(t: LocalTrack): Promise<void> {
    const room = this.room;
    if (!room || room.state !== ConnectionState.Connected || [...room.localParticipant.trackPublications.values()].some((p) => p.track === t)) return;
    // A refusal here ends with the connection; the next one publishes again.
    await room.localParticipant.publishTrack(t, Devices.publishOptions(t)).catch(() => undefined);
  }

  private listen(room: Room): void {
    const look = (): void => this.look();
    room
      .on(RoomEvent.TrackSubscribed, (t: RemoteTrack) => {
        if (t.kind === Track.Kind.Audio) this.sounds.append(t.attach());
        look();
      })
      .on(RoomEvent.TrackUnsubscribed, (t: RemoteTrack) => {
        if (t.kind === Track.Kind.Audio) t.detach().forEach((el) => el.remove());
        look();
      })
      .on(RoomEvent.ActiveSpeakersChanged, (who: Participant[]) => (this.speaking.value = who.map((p) => p.identity)))
      .on(RoomEvent.AudioPlaybackStatusChanged, () => (this.soundBlocked.value = !room.canPlaybackAudio))
      .on(RoomEvent.Reconnecting, () => this.lapse())
      .on(RoomEvent.SignalReconnecting, look)
      .on(RoomEvent.Reconnected, () => {
        this.rise(room);
        for (const t of this.devices.all()) void this.publish(t);
      });
    for (const e of [RoomEvent.ParticipantConnected, RoomEvent.ParticipantDisconnected, RoomEvent.TrackMuted, RoomEvent.TrackUnmuted,
      RoomEvent.TrackStreamStateChanged, RoomEvent.ConnectionQualityChanged] as const) room.on(e, look);
  }

  private lapse(): void {
    if (this.up.value) this.downSince.value = Date.now();
    this.up.value = false;
  }

  /** look takes what arrives of each person now. */
  private look(): void {
    const out = new Map<string, Feed>();
    for (const p of this.room?.remoteParticipants.values() ?? []) {
      const cam = p.getTrackPublication(Track.Source.Camera), mic = p.getTrackPublication(Track.Source.Microphone);
      out.set(p.identity, {
        video: cam?.isSubscribed && !cam.isMuted ? (cam.videoTrack ?? null) : null,
        mic: !mic ? "none" : mic.isMuted ? "off" : "on",
        soundOnly: cam !== undefined && !cam.isMuted && cam.videoTrack?.streamState === Track.StreamState.Paused,
        poor: p.connectionQuality === ConnectionQuality.Poor || p.connectionQuality === ConnectionQuality.Lost,
      });
    }
    this.feeds.value = out;
  }
}
