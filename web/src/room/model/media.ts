// Sound and picture: one connection to the media server at a time, made again
// for ever. What the library repairs by itself is left to it for a while; then
// a new ticket is fetched and the room joined anew.
import { batch, signal } from "@preact/signals";
import {
  ConnectionQuality, ConnectionState, DisconnectReason, Room, RoomEvent, Track,
  type LocalTrack, type Participant, type RemoteTrack, type ReconnectContext, type VideoTrack as Video,
} from "livekit-client";
import { keepChosen, readChosen } from "../../lobby/results.ts";
import { until } from "./again.ts";
import { Devices } from "./devices.ts";
import type { Sound } from "./ears.ts";
import { guarded, type Guard } from "./guard.ts";

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
  talk?: string; // the private talk the room is for
  gen?: number;
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
  /** elsewhere: the same person has come in by another window or device, and is heard there. */
  readonly elsewhere = signal(false);
  readonly feeds = signal<Map<string, Feed>>(new Map());
  readonly speaking = signal<string[]>([]);
  readonly soundBlocked = signal(false);
  readonly devices = new Devices();
  /** speaker is the loudspeaker's id, settled on in the lobby; "" is the browser's own choice. */
  readonly speaker = signal(readChosen(sessionStorage).speaker ?? "");
  /** voice: the court lets our microphone send. */
  readonly voice = signal(false);
  private room: Room | null = null;
  private wanted = false;
  private running: Promise<void> = Promise.resolve();
  private asking: AbortController | null = null;
  private at = ""; // the room we are in or on the way to
  private moving = false;
  private guard: Guard | null = null;
  private key: { talk: string; key: ArrayBuffer } | null = null;
  private wake: () => void = () => undefined;
  /** volume is how loud a person is for this listener, from 0 to 1. */
  volume: (person: string) => number = () => 1;
  private sounds = document.createElement("div");

  constructor(private readonly ticket: (give: AbortSignal) => Promise<Ticket>, private readonly worker?: string) {
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
    if (this.wanted || this.elsewhere.value) return;
    this.wanted = true;
    this.running = this.running.then(() => this.run()); // never two at a time
  }

  stop(): void {
    this.wanted = false;
    this.devices.stop();
    void this.room?.disconnect();
    this.wake();
  }

  /** here takes sound and picture back from the other window or device. */
  here(): void {
    this.elsewhere.value = false;
    this.start();
  }

  /** anew drops a connection that only looks alive. */
  anew(): void {
    void this.room?.disconnect(false);
    this.wake();
  }

  /** move goes into another room, as soon as the record says so. */
  move(talk: string, gen: number): void {
    const to = `${talk} ${gen}`;
    if (this.at === "" || this.at === to) return;
    this.at = to;
    this.moving = true;
    this.asking?.abort();
    this.anew();
  }

  /** encrypt takes the key of a private talk. */
  encrypt(talk: string, key: ArrayBuffer): void {
    this.key = { talk, key };
    if (this.at.startsWith(`${talk} `)) void this.guard?.use(key);
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

  /** speak follows what the record says of our microphone; the media server holds to it by itself. */
  speak(may: boolean): void {
    if (this.voice.value === may) return;
    this.voice.value = may;
    const mic = this.devices.all().find((t) => t.kind === Track.Kind.Audio);
    if (!mic || !this.room) return;
    if (may) void this.publish(mic);
    else void this.room.localParticipant.unpublishTrack(mic, false).catch(() => undefined); // the server took it away already
  }

  async choose(speaker: string): Promise<void> {
    this.speaker.value = speaker;
    keepChosen(sessionStorage, { ...readChosen(sessionStorage), speaker });
    await this.room?.switchActiveDevice("audiooutput", speaker).catch(() => undefined); // gone: the sound stays where it is
  }

  /** remix makes everybody as loud as they are to be now. */
  remix(): void {
    for (const el of this.sounds.querySelectorAll("audio")) el.volume = this.volume(el.dataset.person ?? "");
  }

  async startAudio(): Promise<void> {
    await this.room?.startAudio().catch(() => undefined); // still not allowed: the button stays
  }

  /** sound is what there is to count of it; nothing while there is no connection, or one to a private talk. */
  sound(): Sound | null {
    const room = this.room;
    if (!room || !this.up.value || this.guard) return null;
    const coming = [...room.remoteParticipants.values()].flatMap((p) => [...p.audioTrackPublications.values()]
      .filter((m) => m.source === Track.Source.Microphone && m.track)
      .flatMap((m) => {
        const t = m.track as RemoteTrack, el = t.attachedElements[0];
        return el ? [{ person: p.identity, id: t.sid ?? t.mediaStreamID, report: () => t.receiver?.getStats() ?? Promise.resolve(undefined),
          el: { paused: el.paused, muted: el.muted, volume: el.volume, at: el.currentTime } }] : [];
      }));
    const mic = room.localParticipant.getTrackPublication(Track.Source.Microphone);
    const track = mic?.track;
    return { blocked: !room.canPlaybackAudio, coming, mic: track ? { on: !mic.isMuted && track.mediaStreamTrack.enabled, report: () => track.getRTCStatsReport() } : null };
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
      this.down();
      if (!this.wanted) return;
      void this.devices.start(); // the own picture is there also where there is no way in
      if (this.moving) n = -1;
      else await this.rest(pause(n));
    }
  }

  /** once joins and answers when the connection is over for good. */
  private async once(joined: () => void): Promise<void> {
    this.asking = new AbortController();
    this.moving = false;
    const { url, token, talk = "", gen = 0 } = await this.ticket(this.asking.signal);
    this.asking = null;
    this.at = `${talk} ${gen}`;
    const guard = this.guard = talk ? guarded(this.worker) : null;
    if (talk && !guard) return this.blocked();
    if (guard && this.key?.talk === talk) void guard.use(this.key.key);
    this.refused.value = false;
    const room = new Room({
      adaptiveStream: true, dynacast: true, stopLocalTrackOnUnpublish: false,
      // Encrypted sound has no copies of itself to repair it: what is lost is asked for again, which takes two connections.
      ...(guard && { encryption: { keyProvider: guard.keys, worker: guard.worker }, singlePeerConnection: false }),
      ...(this.speaker.value && { audioOutput: { deviceId: this.speaker.value } }),
      reconnectPolicy: { nextRetryDelayInMs: (c: ReconnectContext) => (c.elapsedMs > repairFor ? null : Math.min(1500, 250 * c.retryCount)) },
    });
    this.room = room;
    const over = new Promise<void>((done) => room.once(RoomEvent.Disconnected, (why) => {
      if (why === DisconnectReason.DUPLICATE_IDENTITY) this.yield();
      done();
    }));
    this.listen(room);
    try {
      if (guard) await room.setE2EEEnabled(true);
      await room.connect(new URL(url, location.origin.replace(/^http/, "ws")).href.replace(/\/$/, ""), token, { maxRetries: 0, websocketTimeout: 5000 });
      joined();
      this.rise(room);
      await Promise.race([over, Promise.all(this.devices.all().map((t) => this.publish(t)))]);
      if (room.state !== ConnectionState.Disconnected) await over;
    } finally {
      if (this.room === room) this.room = null;
      void room.disconnect(false);
      room.removeAllListeners();
      this.sounds.replaceChildren();
      guard?.end();
    }
  }

  /** blocked waits outside a private talk that this browser could only send to in clear. */
  private blocked(): Promise<void> {
    return this.rest(60_000);
  }

  /** yield leaves the room to the other page: two that both came back would throw each other out for ever. */
  private yield(): void {
    this.elsewhere.value = true;
    this.stop();
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

  /** publish sends a track, however often it takes: on a poor line the answer may come too late, and nobody would be heard or told. */
  private async publish(t: LocalTrack): Promise<void> {
    const room = this.room;
    if (!room) return;
    await this.guard?.ready; // nothing leaves a private talk in clear
    const sent = (): boolean => [...room.localParticipant.trackPublications.values()].some((p) => p.track === t);
    // Who only watches may send nothing: there is nothing to try again.
    const sends = (): boolean => room.localParticipant.permissions?.canPublish ?? true;
    const allowed = (): boolean => sends() && (t.kind !== Track.Kind.Audio || this.voice.value);
    await until(() => room === this.room && room.state === ConnectionState.Connected && this.devices.all().includes(t) && allowed() && !sent(),
      () => room.localParticipant.publishTrack(t, Devices.publishOptions(t)),
      (n) => new Promise((done) => setTimeout(done, pause(n))));
  }

  private listen(room: Room): void {
    const look = (): void => this.look();
    room
      .on(RoomEvent.TrackSubscribed, (t: RemoteTrack, _: unknown, p: Participant) => {
        // Sound that does not come from a microphone has no floor: our pages send none.
        if (t.kind === Track.Kind.Audio && t.source === Track.Source.Microphone) {
          const el = t.attach();
          el.dataset.person = p.identity;
          this.sounds.append(el);
          this.remix();
        }
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
      // The record's word may come before the media server's: what was refused then is published now.
      .on(RoomEvent.ParticipantPermissionsChanged, (_: unknown, p: Participant) => {
        if (p === room.localParticipant) for (const t of this.devices.all()) void this.publish(t);
      })
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
      const cam = p.getTrackPublication(Track.Source.Camera);
      const mics = [...p.audioTrackPublications.values()].filter((m) => m.source === Track.Source.Microphone);
      out.set(p.identity, {
        video: cam?.isSubscribed && !cam.isMuted ? (cam.videoTrack ?? null) : null,
        mic: mics.length === 0 ? "none" : mics.every((m) => m.isMuted) ? "off" : "on",
        soundOnly: cam !== undefined && !cam.isMuted && cam.videoTrack?.streamState === Track.StreamState.Paused,
        poor: p.connectionQuality === ConnectionQuality.Poor || p.connectionQuality === ConnectionQuality.Lost,
      });
    }
    this.feeds.value = out;
  }
}
