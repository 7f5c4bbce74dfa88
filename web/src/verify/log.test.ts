import assert from "node:assert/strict";
import test from "node:test";
import { check, parse, tilePath, type Read } from "./log.ts";

type Bytes = Uint8Array<ArrayBuffer>;
const join = (...b: Uint8Array[]): Bytes => Uint8Array.from(b.flatMap((x) => [...x]));
const utf8 = (s: string): Bytes => new Uint8Array(new TextEncoder().encode(s));
const base64 = (b: Uint8Array): string => btoa(String.fromCharCode(...b));
const hex = (b: Uint8Array): string => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
const sha = async (...b: Uint8Array[]): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...b)));

async function head(leaves: Bytes[]): Promise<Bytes> {
  if (leaves.length === 1) return leaves[0] as Bytes;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return sha(Uint8Array.of(1), await head(leaves.slice(0, half)), await head(leaves.slice(half)));
}

/** log is one of size entries, made by the plain definition, not by what is tested. */
async function log(size: number) {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const entries = await Promise.all(Array.from({ length: size }, async (_, i) => join(await sha(utf8(`tag ${i}`)), await sha(utf8(`header ${i}`)))));
  const leaves = await Promise.all(entries.map((e) => sha(Uint8Array.of(0), e)));
  const text = `court.example/log/1\n${size}\n${base64(await head(leaves))}\n`;
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, utf8(text)));
  const files = new Map<string, Bytes>();
  files.set("checkpoint", utf8(`${text}\n— court.example/log/1 ${base64(join(new Uint8Array(4), signature))}\n`));
  files.set("key", utf8(`court.example/log/1+00000000+${base64(join(Uint8Array.of(1), raw))}\n`));
  const parts = (row: Bytes[]): Bytes[][] => Array.from({ length: Math.ceil(row.length / 256) }, (_, n) => row.slice(n * 256, n * 256 + 256));
  parts(entries).forEach((part, n) => files.set(tilePath("entries", n, part.length), join(...part.map((e) => join(Uint8Array.of(0, 64), e)))));
  for (let level = 0, row = leaves; row.length > 0; level++) {
    parts(row).forEach((part, n) => files.set(tilePath(String(level), n, part.length), join(...part)));
    row = await Promise.all(parts(row).filter((p) => p.length === 256).map(head));
  }
  const read: Read = async (path) => {
    const b = files.get(path);
    if (!b) throw new Error(path);
    return b.slice();
  };
  return { read, hash: (i: number) => hex((entries[i] as Bytes).subarray(32)) };
}

test("a code is an index and a hash, and nothing else", () => {
  const hash = "0123456789abcdef".repeat(4);
  assert.deepEqual(parse(`#22.${hash}`), { index: 22, hash });
  for (const bad of ["", "#", "#22", `#022.${hash}`, `#-1.${hash}`, `#22.${hash}0`, `#22.${hash.toUpperCase()}`, `#22.${hash} `, `#9999999999999999.${hash}`]) assert.equal(parse(bad), null, bad);
  assert.equal(tilePath("entries", 1234067, 256), "tile/entries/x001/x234/067");
  assert.equal(tilePath("0", 5, 7), "tile/0/005.p/7");
});

test("every entry of logs of many sizes stands where its code says", async () => {
  for (const size of [1, 2, 3, 7, 8, 255, 256, 257, 700]) {
    const l = await log(size);
    for (const index of [...new Set([0, 1, size >> 1, size - 2, size - 1])].filter((i) => i >= 0 && i < size)) {
      assert.deepEqual(await check({ index, hash: l.hash(index) }, l.read), { verdict: "stands", size, included: "yes", signed: "yes" }, `${index} of ${size}`);
    }
  }
});

test("another entry, a number to come, a log that is away and one that contradicts itself are told apart", async () => {
  const l = await log(300);
  const verdict = async (index: number, hash: string, read: Read = l.read) => (await check({ index, hash }, read)).verdict;
  assert.equal(await verdict(22, l.hash(23)), "another");
  assert.equal(await verdict(300, l.hash(22)), "not_yet");
  assert.equal(await verdict(22, l.hash(22), () => Promise.reject(new Error("away"))), "unreachable");
  const other = await log(300); // the same entries, signed by another key
  assert.equal(await verdict(22, l.hash(22), (p) => (p === "key" ? other.read(p) : l.read(p))), "contradicts");
  const forged: Read = async (path) => {
    const b = await l.read(path);
    if (path === "tile/entries/000") b[66 * 22 + 40] = (b[66 * 22 + 40] ?? 0) ^ 1;
    return b;
  };
  assert.equal(await verdict(22, l.hash(22), forged), "contradicts", "an entry the signed tree does not have");
});
