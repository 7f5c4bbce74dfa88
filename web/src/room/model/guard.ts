// What stands between a person's devices and the media server in a private
// talk: nothing is sent before there is a key, and nothing in clear.
import { signal } from "@preact/signals";
import { ExternalE2EEKeyProvider, isE2EESupported } from "livekit-client";

export class Guard {
  readonly keys = new ExternalE2EEKeyProvider({ ratchetWindowSize: 0 });
  readonly worker: Worker;
  private open: () => void = () => undefined;
  /** ready ends with the first key. */
  readonly ready = new Promise<void>((done) => (this.open = done));

  constructor(script: string) {
    this.worker = new Worker(script);
  }

  async use(key: ArrayBuffer): Promise<void> {
    await this.keys.setKey(key);
    this.open();
  }

  end(): void {
    this.worker.terminate();
  }
}

/** unable: this browser cannot encrypt what it sends, so that it sends nothing. */
export const unable = signal(false);

/** guarded makes the guard; null where the browser cannot. */
export function guarded(script: string | undefined): Guard | null {
  unable.value = !script || !isE2EESupported();
  return unable.value ? null : new Guard(script!);
}
