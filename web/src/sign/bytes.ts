// Bytes as the record writes them: base64url without padding, and hex.

/** base64 of bytes, in pieces: a document of 20 MB is no argument list. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

export function toBase64url(bytes: ArrayBuffer): string {
  return base64(new Uint8Array(bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function fromBase64url(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0)).buffer;
}

/** fromBase64 reads the alphabet that JSON of the court has bytes in. */
export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** fromHex refuses what is not whole bytes: half a hash must never be signed. */
export function fromHex(text: string): ArrayBuffer {
  if (!/^([0-9a-f]{2})+$/.test(text)) throw new TypeError("not hex");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer;
}
