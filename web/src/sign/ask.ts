// ask sends JSON to our own door, which answers JSON: a refusal has its text in
// the person's language.

/** Refused is a refusal of the court's, in words for the person. */
export class Refused extends Error {
  constructor(
    readonly key: string,
    text: string,
  ) {
    super(text);
  }
}

/**
 * signings is how often one act may be signed. What is signed names who was
 * missing at that moment: when somebody came or was lost between asking and
 * signing, the court says anew what to sign.
 */
export const signings = 3;

/** ask posts body and answers what came back. It throws Refused, or what fetch throws when the line is away. */
export async function ask<T>(path: string, csrf: string, body: unknown): Promise<T> {
  const answer = await fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, Accept: "application/json" },
    body: JSON.stringify(body),
  });
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) throw new TypeError(`status ${answer.status}`);
  const said = (await answer.json()) as T & { error?: { key: string; text: string } };
  if (said.error) throw new Refused(said.error.key, said.error.text);
  return said;
}
