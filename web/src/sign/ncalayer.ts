// NCALayer is the national CA's program on the reader's own machine; pages speak
// with it by a WebSocket. We ask for one thing: a detached signature, by a key that
// the person chooses in its window.

import { base64 } from "./bytes.ts";

/** NoSignature is why there is none: the program does not answer, the person closed its window, or it failed. */
export class NoSignature extends Error {
  constructor(readonly why: "absent" | "cancelled" | "failed") {
    super(why);
  }
}

const address = "wss://127.0.0.1:13579";
const greeting = 5000; // a program that runs greets at once

interface Answer {
  result?: { version?: string };
  status?: boolean;
  body?: { result?: string | string[] };
}

/**
 * Use is what the signature is for. What is to last is signed with a signing key
 * and gets a timestamp; to sign in, any key of the person's will do, and the
 * moment is known.
 */
export type Use = "document" | "login";

/** request is what module basics is asked, as its maker's clients ask it. */
export function request(document: string, locale: string, use: Use = "document"): unknown {
  const lasts = use === "document";
  return {
    module: "kz.gov.pki.knca.basics",
    method: "sign",
    args: {
      allowedStorages: null,
      format: "cms",
      data: document,
      signingParams: { decode: true, encapsulate: false, digested: false, ...(lasts ? { tsaProfile: {} } : {}) },
      signerParams: { extKeyUsageOids: lasts ? ["1.3.6.1.5.5.7.3.4"] : [] },
      locale,
    },
  };
}

/** signature takes the CMS out of an answer, in base64. It throws NoSignature. */
export function signature(answer: Answer): string {
  if (answer.status !== true) throw new NoSignature("failed");
  const made = Array.isArray(answer.body?.result) ? answer.body.result[0] : answer.body?.result;
  if (!made) throw new NoSignature("cancelled");
  return made.replace(/-----(BEGIN|END) CMS-----/g, "").replace(/\s/g, "");
}

/** signCMS has the person sign the document. It throws NoSignature. */
export function signCMS(document: Uint8Array, locale: string, use: Use = "document"): Promise<string> {
  return new Promise((done, fail) => {
    let greeted = false;
    const socket = new WebSocket(address);
    const end = (why: NoSignature) => {
      socket.close();
      fail(why);
    };
    const late = setTimeout(() => end(new NoSignature("absent")), greeting);
    socket.onerror = socket.onclose = () => {
      clearTimeout(late);
      fail(new NoSignature(greeted ? "failed" : "absent"));
    };
    socket.onmessage = (m) => {
      try {
        const said = JSON.parse(String(m.data)) as Answer;
        if (!greeted) {
          if (!said.result?.version) throw new NoSignature("failed");
          greeted = true;
          clearTimeout(late);
          socket.send(JSON.stringify(request(base64(document), locale, use)));
          return;
        }
        done(signature(said));
        socket.close();
      } catch (e) {
        end(e instanceof NoSignature ? e : new NoSignature("failed"));
      }
    };
  });
}
