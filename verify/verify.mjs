#!/usr/bin/env node
// A second verifier of Tarazy's records, written from docs/record.md alone and sharing nothing with the first. Headings are that page's sections.
//   node verify/verify.mjs [--json] [--key VKEY | --policy FILE] [--log URL|DIR] [--checkpoint FILE] FILE|DIR
//   node verify/verify.mjs --batch     each line of stdin is a path, or a JSON array of arguments; one line of JSON answers it
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { crc32 } from 'node:zlib';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
const MIB = 1 << 20, ZERO = '0'.repeat(64);
const sha = (...parts) => parts.reduce((h, p) => h.update(p), crypto.createHash('sha256')).digest(), shaHex = (...parts) => sha(...parts).toString('hex');
const nodeOf = (left, right) => sha(Buffer.of(1), left, right), fromHex = s => Buffer.from(s, 'hex'), byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const isHex = (s, n) => typeof s === 'string' && s.length === n && /^[0-9a-f]*$/.test(s), isText = s => typeof s === 'string';
const isCount = (n, least = 0) => typeof n === 'number' && n >= least, isObject = v => typeof v === 'object' && v !== null && !Array.isArray(v);
const need = ok => { if (!ok) throw new Error('malformed'); }, attempt = f => { try { return f(); } catch { return undefined; } };
const readable = (check, part, f) => { try { return f(); } catch { throw { unreadable: { name: check, ok: false, part, message: 'unreadable' } }; } };
// ---- 1. Canonical JSON ----
const utf8 = bytes => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
const write = v => Array.isArray(v) ? `[${v.map(write)}]` :
  isObject(v) ? `{${Object.keys(v).sort().map(k => `${JSON.stringify(k)}:${write(v[k])}`)}}` : JSON.stringify(v);
// read answers the value of bytes that are JCS, and throws for any others. JSON.parse is lax, but what it took
// in another form (order, spaces, doubles, escapes, -0, 1e2, integers it cannot hold) is not what write makes of it.
function read(bytes, most = MIB) {
  need(bytes.length <= most);
  const text = utf8(bytes), value = JSON.parse(text);
  const check = (v, depth) => {
    if (isText(v)) need(v.isWellFormed() && v.normalize('NFC') === v && !/\p{M}{21}/u.test(v));
    else if (typeof v === 'number') need(Number.isInteger(v) && Math.abs(v) <= 2 ** 53);
    else if (typeof v === 'object' && v !== null) {
      need(depth < 32);
      for (const [name, x] of Object.entries(v)) { check(name); check(x, depth + 1); }
    }
  };
  check(value, 0);
  need(write(value) === text);
  return value;
}
// members: v is an object of exactly these members; those with ? may be missing.
const members = (v, names) => isObject(v) && names.split(' ').every(n => n.endsWith('?') || n in v) &&
  Object.keys(v).every(k => names.replaceAll('?', '').split(' ').includes(k));
const base64 = (s, kind = 'base64') => { const b = Buffer.from(s, kind); need(b.toString(kind) === s); return b; };
// ---- 2. Events ----
const isLog = s => isText(s) && /^[!#-*,-[\]-~]{1,200}$/.test(s);
const isTime = s => isText(s) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(s) && !isNaN(Date.parse(s)) && new Date(s).toISOString() === s;
const isHeader = h => members(h, 'log payload_hash prev stream version') && isLog(h.log) && isHex(h.payload_hash, 64) &&
  isHex(h.prev, 64) && isHex(h.stream, 32) && isCount(h.version, 1);
const isPayload = p => members(p, 'act at by data key salt sig? type') && isHex(p.act, 64) && isTime(p.at) && members(p.by, 'person role') && p.type !== '' &&
  [p.by.person, p.by.role, p.key, p.type].every(isText) && isObject(p.data) && isHex(p.salt, 32) && (!('sig' in p) || isObject(p.sig));
// readEvent takes {header, payload?} as far as it can be understood; good says whether all of it can, and is what it says.
function readEvent(v, e) {
  const { header: h, payload: p } = v ?? {}, known = members(v, 'header payload?') && isHeader(h);
  if (known) Object.assign(e, { header: h, hash: shaHex(write(h)) });
  e.good = known && (!('payload' in v) || isPayload(p) && shaHex(write(p)) === h.payload_hash &&
    shaHex(write({ by: p.by, data: p.data, key: p.key, log: h.log, stream: h.stream, type: p.type })) === p.act);
  return e.good ? Object.assign(e, { payload: p }) : e;
}
function continues(now, was) {
  const [[, court, epoch], [, courtWas, epochWas]] = [now, was].map(log => /^(.+)\/log\/([1-9][0-9]{0,8})$/.exec(log) ?? []);
  return now === was || court !== undefined && court === courtWas && Number(epoch) > Number(epochWas);
}
const tagOf = (key, version) => crypto.createHmac('sha256', fromHex(key)).update(fromHex(version.toString(16).padStart(16, '0'))).digest('hex');
const leafOf = (tag, hash) => sha(Buffer.of(0), fromHex(tag), fromHex(hash));
function rootOf(leaves) {
  const stack = [];
  leaves.forEach((h, i) => { for (; i % 2; i = (i - 1) / 2) h = nodeOf(stack.pop(), h); stack.push(h); });
  return stack.length ? stack.reduceRight((right, left) => nodeOf(left, right)) : sha('');
}
// climb answers the root to which an audit path leads (RFC 6962, 2.1.1), and throws for one of another length.
function climb(leaf, index, size, hashes) {
  need(index < size && (size > 1) === hashes.length > 0);
  if (size === 1) return leaf;
  const k = 2 ** ((size - 1).toString(2).length - 1), top = fromHex(hashes.at(-1)), rest = hashes.slice(0, -1);
  return index < k ? nodeOf(climb(leaf, index, k, rest), top) : nodeOf(top, climb(leaf, index - k, size - k, rest));
}
const leads = (tag, hash, { index, hashes }, { size, root }) => !!attempt(() => climb(leafOf(tag, hash), index, size, hashes).equals(root));
// ---- 3. Own signatures ----
const P256 = fromHex('3059301306072a8648ce3d020106082a8648ce3d03010703420004'), ED25519 = fromHex('302a300506032b6570032100'),
  OWN_SIGNED = /^(case\.(format|journal)_ruled|hearing\.(opened|went_on|hold_dismissed|adjourned|closed|removed|readmitted|standing_ruled))$/;
const known = new Map(), fromSPKI = der => known.get(der.toString('hex')) ?? known.set(der.toString('hex'), crypto.createPublicKey({ key: der, format: 'der', type: 'spki' })).get(der.toString('hex'));
function signed(sig, registered, act) {
  const key = fromSPKI(registered.der), begins = prefix => registered.der.subarray(0, prefix.length).equals(prefix);
  need(key.export({ format: 'der', type: 'spki' }).equals(registered.der) && (begins(P256) || sig.kind === 'passkey' &&
    (begins(ED25519) || key.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails.modulusLength >= 2048)));
  const holds = (message, signature) => crypto.verify(begins(ED25519) ? null : 'sha256', message, key, signature);
  if (sig.kind === 'demo-p256') return members(sig.value, 'signature') && holds(Buffer.from(`tarazy demo act v1\n${act}\n`), base64(sig.value.signature, 'base64url'));
  need(sig.kind === 'passkey' && members(sig.value, 'authenticator_data client_data signature'));
  const [auth, client, signature] = ['authenticator_data', 'client_data', 'signature'].map(n => base64(sig.value[n], 'base64url')), said = JSON.parse(utf8(client));
  return said.type === 'webauthn.get' && said.challenge === Buffer.from(act, 'hex').toString('base64url') && said.crossOrigin !== true && auth.length >= 37 &&
    registered.rp !== '' && auth.subarray(0, 32).equals(sha(registered.rp)) && (auth[32] & 1) === 1 && holds(Buffer.concat([auth, sha(client)]), signature);
}
// ---- 4. Checkpoints and policies ----
// readNote takes a signed note apart; what it says of a checkpoint is there only if its text is one.
function readNote(bytes) {
  const s = utf8(bytes), cut = s.lastIndexOf('\n\n'), text = s.slice(0, cut + 1);
  need(bytes.length <= 1e6 && cut >= 0 && s.endsWith('\n') && !/[\0-\x09\x0b-\x1f]/.test(s));
  const lines = s.slice(cut + 2, -1).split('\n').map(line => {
    const [, name, b64] = /^— ([^\p{White_Space}+]+) ([^ ]+)$/u.exec(line) ?? [], b = base64(b64 ?? '');
    need(b.length >= 5);
    return { name, hash: b.toString('hex', 0, 4), signature: b.subarray(4) };
  });
  need(lines.length <= 100 && new Set(lines.map(l => `${l.name}+${l.hash}`)).size === lines.length);
  const [, origin, size, b64] = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n$/.exec(text) ?? [], root = attempt(() => base64(b64));
  return isLog(origin) && Number(size) <= 2 ** 53 && root?.length === 32 ? { text, lines, origin, size: Number(size), root } : { text, lines };
}
const readCheckpoint = bytes => { const note = readNote(bytes); need(note.root); return note; };
function readVKey(vkey, type) {
  const [, name, hash, b64] = /^([^+]+)\+([0-9a-fA-F]{8})\+(.+)$/.exec(vkey) ?? [], b = base64(b64);
  need(isLog(name) && b.length === 33 && b[0] === type && shaHex(`${name}\n`, b).startsWith(hash.toLowerCase()));
  return { name, hash: hash.toLowerCase(), type, key: fromSPKI(Buffer.concat([ED25519, b.subarray(1)])) };
}
function readPolicy(bytes) {
  let quorum, keys = [], terms = new Map();
  need(bytes.length <= 65536);
  const add = key => { need(!keys.some(k => k.name === key.name && k.hash === key.hash)); keys.push(key); return key; },
    define = (name, term) => { need(!terms.has(name)); terms.set(name, term); };
  for (const line of utf8(bytes).split('\n')) {
    const [word, ...rest] = line.split('#')[0].split(/\p{White_Space}+/u).filter(w => w);
    if (word === 'log' && rest.length) add(readVKey(rest[0], 1));
    else if (word === 'witness' && rest.length >= 2) define(rest[0], { key: add(readVKey(rest[1], 4)) });
    else if (word === 'group' && rest.length >= 3) {
      const [name, n, ...of] = rest, least = { any: 1, all: of.length }[n] ?? Number(n);
      need(of.every(o => terms.has(o)) && new Set(of).size === of.length && /^(any|all|[1-9][0-9]*)$/.test(n) && least <= of.length);
      define(name, { of, least });
    } else if (word === 'quorum' && rest.length === 1 && quorum === undefined) quorum = rest[0];
    else need(!word);
  }
  need(keys.some(k => k.type === 1) && (quorum === 'none' || terms.has(quorum)));
  const met = by => {
    const yes = new Set();
    for (const [name, t] of terms) if (t.key ? by?.some(k => k.key === t.key.key) : t.of.filter(o => yes.has(o)).length >= t.least) yes.add(name);
    return !!by && (quorum === 'none' || yes.has(quorum));
  };
  return { keys, met };
}
// hold answers which keys of the policy signed the note, and when; nothing if it does not hold for the origin.
function hold(note, policy, origin) {
  const by = note?.lines.map(l => ({ signature: l.signature, ...policy.keys.find(k => k.name === l.name && k.hash === l.hash) })).filter(k => k.key);
  const good = by?.every(({ type, key, signature: s }) => type === 1 ? crypto.verify(null, Buffer.from(note.text), key, s) :
    note.root && s.length === 72 && crypto.verify(null, Buffer.from(`cosignature/v1\ntime ${s.readBigUInt64BE(0)}\n${note.text}`), key, s.subarray(8)));
  return good && by.some(k => k.type === 1 && k.name === origin) ? by : undefined;
}
const holdsOnly = (note, policy, origin) => hold(note, policy, origin)?.length === note.lines.length;
// cosignersOf lists lines that hold has verified where nothing fails.
function cosignersOf(note, policies) {
  const keys = policies.map(p => p?.keys.filter(k => k.type === 4) ?? []).find(keys => keys.length) ?? [];
  const by = note?.lines.filter(l => l.signature.length === 72 && keys.some(k => k.name === l.name && k.hash === l.hash)) ?? [];
  return by.map(({ name, hash, signature }) => ({ name, key: hash, time: Number(signature.readBigUInt64BE(0)) }));
}
// ---- 6. Bundles ----
const readFolder = (root, under = '') => fs.readdirSync(path.join(root, under), { withFileTypes: true }).flatMap(e => {
  need(e.isDirectory() || e.isFile());
  return e.isDirectory() ? readFolder(root, `${under}${e.name}/`) : [[under + e.name, fs.readFileSync(path.join(root, under, e.name))]];
});
function readZip(zip) {
  let at = 0, files = new Map(), ends = [];
  while (at + 30 <= zip.length && zip.readUInt32LE(at) === 0x04034b50) {
    const size = zip.readUInt32LE(at + 18), nameEnd = at + 30 + zip.readUInt16LE(at + 26), from = nameEnd + zip.readUInt16LE(at + 28), name = zip.toString('latin1', at + 30, nameEnd);
    need(zip.readUInt16LE(at + 8) === 0 && size === zip.readUInt32LE(at + 22) && from + size <= zip.length);
    need(/^[a-z0-9./-]{1,200}$/.test(name) && name[0] !== '/' && !name.includes('..') && !files.has(name) && files.size < 65534);
    files.set(name, zip.subarray(from, at = from + size));
    ends.push([at, name]);
  }
  need(files.size && zip.readUInt32LE(at) === 0x02014b50);
  return { files, ends };
}
// zipOf writes the one ZIP that files can make.
function zipOf(files) {
  const le = (width, ...values) => Buffer.concat(values.map(v => { const b = Buffer.alloc(width); b.writeUIntLE(v, 0, width); return b; }));
  let at = 0, parts = [], central = [];
  for (const [name, content] of [...files].sort((a, b) => byBytes(a[0], b[0]))) {
    const same = Buffer.concat([le(2, 10, 0, 0, 0, 0x21), le(4, crc32(content), content.length, content.length), le(2, name.length, 0)]);
    parts.push(Buffer.from('PK\x03\x04'), same, Buffer.from(name), content);
    central.push(Buffer.from('PK\x01\x02\x14\x00'), same, Buffer.alloc(10), le(4, at), Buffer.from(name));
    at += 30 + name.length + content.length;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...parts, directory, Buffer.from('PK\x05\x06\0\0\0\0'), le(2, files.size, files.size), le(4, directory.length, at), le(2, 0)]);
}
// firstDifference is the part in which a ZIP leaves the one that its files make.
function firstDifference(zip, { files, ends }) {
  const only = zipOf(files), first = zip.findIndex((byte, i) => byte !== only[i]);
  return zip.equals(only) ? undefined : ends.find(([end]) => 0 <= first && first < end)?.[1] ?? 'archive';
}
// ---- 7. Verification ----
const fileOf = s => `streams/${s.id}/events.jsonl`, FIRST = { case: 'case.opened', hearing: 'hearing.scheduled', person: 'person.enrolled', court: 'court.founded' };
const isProof = p => isHex(p.tag, 64) && isCount(p.index) && Array.isArray(p.hashes) && p.hashes.every(h => isHex(h, 64));
const isBundle = b => members(b, 'blobs case case_stream checkpoint format log policy size statement streams') && b.format === 'tarazy-bundle/1' && b.statement !== '' &&
  [b.case, b.case_stream, b.log, b.statement].every(isText) && isHex(b.checkpoint, 64) && isHex(b.policy, 64) && isCount(b.size) && Array.isArray(b.blobs) && Array.isArray(b.streams) &&
  b.blobs.every(x => members(x, 'hash size') && isHex(x.hash, 64) && isCount(x.size)) && b.streams.every(s => members(s, 'head id k_tag? kind stubs version') &&
    Array.isArray(s.stubs) && s.stubs.every(n => isCount(n, 1)) && isHex(s.head, 64) && isText(s.id) && isText(s.kind) && isCount(s.version) && (!('k_tag' in s) || isHex(s.k_tag, 64)));
// linesOf cuts a file at its line ends; whole says that nothing stands after the last. No more lines are taken than tell that there are too many.
function linesOf(bytes = Buffer.alloc(0), most = bytes.length / 200 + 1) {
  const lines = [];
  for (let at = 0, end; lines.length < most && (end = bytes.indexOf(10, at)) >= 0; at = end + 1) lines.push(bytes.subarray(at, end));
  return { lines, whole: bytes.length === 0 || bytes.at(-1) === 10 };
}
function checkLayout(b, files, fail) {
  const rising = list => list.every((x, i) => i === 0 || list[i - 1] < x);
  const caseNo = b.case.length <= 40 && /^[0-9A-Za-z]+(-[0-9A-Za-z]+)*(\/[0-9A-Za-z]+(-[0-9A-Za-z]+)*)?$/.test(b.case);
  if (!(rising(b.streams.map(s => s.id)) && b.streams.every(s => isHex(s.id, 32) && s.version >= 1 && rising(s.stubs) && Object.hasOwn(FIRST, s.kind)) && caseNo && isLog(b.log) &&
    b.streams.some(s => s.id === b.case_stream && s.kind === 'case') && rising(b.blobs.map(x => x.hash)))) fail('layout', 'bundle.json');
  const wanted = new Set(['bundle.json', 'checkpoint', 'policy', 'proofs.jsonl', ...b.streams.map(fileOf), ...b.blobs.map(x => `blobs/${x.hash}`)]);
  for (const names of [[...files.keys()].filter(n => !wanted.has(n)), [...wanted].filter(n => !files.has(n))]) for (const n of names.sort(byBytes)) fail('layout', n);
  for (const name of ['checkpoint', 'policy']) if (shaHex(files.get(name) ?? '') !== b[name]) fail('layout', name);
}
function checkNotes(b, files, theirs, fail) {
  const [own, checkpoint, note] = [() => readPolicy(files.get('policy')), () => readCheckpoint(files.get('checkpoint')), () => readNote(Buffer.from(b.statement))].map(attempt);
  const { format, statement, ...said } = b;
  if (checkpoint?.origin !== b.log || checkpoint.size !== b.size || own && !holdsOnly(checkpoint, own, b.log)) fail('checkpoint', 'checkpoint');
  if (!own) fail('checkpoint', 'policy');
  if (note?.text !== `tarazy bundle head v1\n${write(said)}\n` || own && !holdsOnly(note, own, b.log)) fail('statement', 'bundle.json');
  if (theirs && !theirs.met(hold(checkpoint, theirs, b.log))) fail('signers', 'checkpoint');
  if (theirs && !hold(note, theirs, b.log)) fail('signers', 'bundle.json');
  return { own, checkpoint };
}
// readLines takes every event with its proof, as far as they can be understood.
function readLines(b, files, checkpoint, fail) {
  for (const s of b.streams) {
    const { lines, whole } = linesOf(files.get(fileOf(s)));
    s.events = lines.map((line, i) => readEvent(attempt(() => read(line, MIB + 1024)), { s, n: i + 1, part: `streams/${s.id}#${i + 1}` }));
    for (const e of s.events) if (!e.good) fail('events', e.part);
    if (!whole) fail('events', fileOf(s));
  }
  const events = b.streams.flatMap(s => s.events), { lines, whole } = linesOf(files.get('proofs.jsonl'), b.streams.reduce((n, s) => n + s.events.length, 1));
  if (lines.length > events.length || !whole) fail('proofs', 'proofs.jsonl');
  for (const [k, e] of events.entries()) {
    const p = attempt(() => read(lines[k]));
    if (members(p, 'hashes index stream tag version') && isProof(p) && p.stream === e.s.id && p.version === e.n) e.proof = p;
    if (!e.proof || e.hash && checkpoint && !leads(p.tag, e.hash, p, checkpoint)) fail('proofs', e.part);
  }
  return events;
}
function checkChain(b, files, events, fail) {
  for (const s of b.streams) {
    let index = -1, time = '', log, stubs = new Set(s.stubs);
    for (const { good, header: h, payload: p, proof, n, part } of s.events) {
      if (!good) continue;
      const before = s.events[n - 2], inLog = continues(b.log, h.log) && (!log || continues(h.log, log)), prev = before ? before.hash : ZERO;
      if (!inLog || h.stream !== s.id || h.version !== n || before?.good !== false && h.prev !== prev || p?.at < time || proof?.index <= index ||
        n === 1 && p && p.type !== FIRST[s.kind] || stubs.has(n) === !!p) fail('chain', part);
      if (inLog) log = h.log;
      if (p?.at > time) time = p.at;
      if (proof?.index > index) index = proof.index;
    }
    if (s.events.length !== s.version || s.events.at(-1)?.hash !== s.head) fail('chain', fileOf(s));
  }
}
function checkTags(b, files, events, fail) {
  const seen = new Set();
  for (const { s, n, part, proof: { tag, index } } of events.filter(e => e.good && e.proof)) {
    if (s.k_tag && tag !== tagOf(s.k_tag, n) || seen.has(tag) || seen.has(index)) fail('tags', part);
    seen.add(tag).add(index);
  }
}
function checkHearings(b, files, events, fail) {
  const named = new Set(), hearing = id => b.streams.find(s => s.id === id && s.kind === 'hearing');
  for (const { payload: { type, data: { no, hearing: id, head } }, part } of b.streams.find(s => s.id === b.case_stream)?.events.filter(e => e.payload) ?? []) {
    if (type === 'case.hearing_scheduled') named.add(id);
    if (type === 'case.opened' && no !== b.case || type === 'case.hearing_scheduled' && !hearing(id) || type === 'case.hearing_ended' && !(members(head, 'hash stream version') &&
      head.stream === id && isHex(head.hash, 64) && hearing(id)?.events[head.version - 1]?.hash === head.hash)) fail('hearings', part);
  }
  for (const s of b.streams) {
    if (s.kind === 'hearing' && s.events[0]?.payload && s.events[0].payload.data.case !== b.case_stream) fail('hearings', s.events[0].part);
    if (s.kind === 'hearing' && !named.has(s.id) || s.kind === 'case' && s.id !== b.case_stream) fail('hearings', fileOf(s));
  }
}
const verdictOf = ({ sig, data }) => sig?.kind === 'eds' ? attempt(() => base64(sig.value.verdict, 'base64url').toString('hex')) : data.signature?.verdict; // what was found about an electronic signature
function checkDocuments(b, files, events, fail) {
  const named = events.filter(e => isText(e.payload?.data.blob)), hashes = new Set([...named.map(e => e.payload.data.blob), ...events.map(e => e.payload && verdictOf(e.payload))]);
  for (const e of named) if (!files.has(`blobs/${e.payload.data.blob}`)) fail('documents', e.part);
  for (const { hash, size } of b.blobs) {
    const content = files.get(`blobs/${hash}`);
    if (content?.length !== size || shaHex(content) !== hash || !hashes.has(hash)) fail('documents', `blobs/${hash}`);
  }
}
function checkSignatures(events, fail) {
  const keys = new Map(), acts = new Set(), name = (person, credential) => JSON.stringify([person, credential]);
  for (const { s, part, proof, payload: { data: d, by, at } } of events.filter(e => e.payload?.type === 'identity.credential_registered')) {
    const person = d.person || by.person, key = name(person, d.credential), der = attempt(() => {
      need(s.kind === 'person' && !keys.has(key) && members(d, 'credential kind person public_key rp_id') && Object.values(d).every(isText) && d.kind && base64(d.credential, 'base64url').length);
      return base64(d.public_key, 'base64url');
    });
    if (!der?.length) fail('keys', part);
    else keys.set(key, { der, rp: d.rp_id, index: proof?.index, show: { person, kind: d.kind, credential: d.credential, fingerprint: shaHex(der),
      registered: at, part, signatures: 0, keys: 0, demo: d.kind === 'demo-p256' } });
  }
  for (const { payload: { sig, act, by }, proof, part } of events.filter(e => e.payload?.sig || OWN_SIGNED.test(e.payload?.type))) {
    const key = keys.get(name(by.person, sig?.credential));
    if (attempt(() => members(sig, 'credential kind value') && key.index < proof.index && key.show.kind === sig.kind && !acts.has(act) && (sig.kind === 'eds' || signed(sig, key, act)))) key.show.signatures += sig.kind !== 'eds'; // no CMS is read here
    else fail('signatures', part);
    acts.add(act);
  }
  const signers = [...keys.values()].map(k => k.show);
  for (const s of signers) s.keys = signers.filter(o => o.person === s.person).length;
  return signers.sort((a, b) => byBytes(a.person, b.person) || byBytes(a.registered, b.registered));
}
// ---- 8. With the log at hand ----
const fetchLog = async (where, name) => !/^https?:\/\//.test(where) ? fs.readFileSync(path.join(where, name)) :
  fetch(`${where.replace(/\/$/, '')}/${name}`, { signal: AbortSignal.timeout(30000) }).then(a => { need(a.status === 200); return a.arrayBuffer(); }).then(Buffer.from);
// checkKept compares the checkpoint in hand with one kept from elsewhere; it answers those that a log must have passed through.
function checkKept(bytes, policy, checkpoint, short, fail) {
  const kept = attempt(() => readCheckpoint(bytes)), good = kept && kept.origin === checkpoint?.origin && (!policy || hold(kept, policy, kept.origin));
  if (bytes && (!good || kept.size === checkpoint.size && !kept.root.equals(checkpoint.root) || short && kept.size > checkpoint.size)) fail('kept', 'kept');
  return good ? [checkpoint, kept] : [checkpoint];
}
// readLog answers every entry of a log that tells the history of the checkpoints in hand, and throws for another.
async function readLog(where, policy, past) {
  const log = readCheckpoint(await fetchLog(where, 'checkpoint')), entries = [];
  need(log.origin === past[0].origin && (!policy || hold(log, policy, log.origin)) && past.every(c => log.size >= c.size));
  for (let n = 0; entries.length < log.size; n++) {
    const name = 'tile/entries/' + String(n).padStart(Math.ceil(String(n).length / 3) * 3, '0').replace(/...(?=.)/g, 'x$&/');
    const width = Math.min(256, log.size - entries.length), whole = () => fetchLog(where, name);
    const tile = await (width === 256 ? whole() : fetchLog(where, `${name}.p/${width}`).catch(whole));
    for (let i = 0; i < tile.length; i += 66) need(tile.length % 66 === 0 && tile.readUInt16BE(i) === 64);
    for (let i = 0; i < width; i++) need(tile.length >= width * 66), entries.push(tile.subarray(i * 66 + 2, i * 66 + 66));
  }
  const leaves = entries.map(e => sha(Buffer.of(0), e));
  need(rootOf(leaves).equals(log.root) && past.every(c => rootOf(leaves.slice(0, c.size)).equals(c.root)));
  return entries.map(e => ({ tag: e.toString('hex', 0, 32), hash: e.toString('hex', 32) }));
}
// checkLog looks for forks of the events in hand and for an event withheld, and answers how many streams went on since.
async function checkLog(where, policy, past, events, streams, fail) {
  const log = past[0] && await readLog(where, policy, past).catch(() => undefined), reach = Math.max(...past.map(c => c?.size));
  if (!log) return fail('log', 'log'), 0;
  const mine = new Map(events.map(e => [e.proof.tag, e])), newer = new Set();
  const next = new Map(streams.filter(s => s.k_tag).map(s => [tagOf(s.k_tag, s.events.length + 1), `streams/${s.id}#${s.events.length + 1}`]));
  for (const [i, { tag, hash }] of log.entries()) {
    const e = mine.get(tag);
    if (e && (e.proof.index !== i || e.hash !== hash)) fail('log', e.part);
    if (next.has(tag)) i < reach ? fail('log', next.get(tag)) : newer.add(tag);
  }
  return newer.size;
}
// ---- The command ----
async function verifyBundle(files, different, { theirs, log, kept }, fail) {
  const b = readable('layout', 'bundle.json', () => { const b = read(files.get('bundle.json'), 16 * MIB); need(isBundle(b)); return b; });
  if (different) fail('archive', different);
  checkLayout(b, files, fail);
  const { own, checkpoint } = checkNotes(b, files, theirs, fail), events = readLines(b, files, checkpoint, fail);
  for (const check of [checkChain, checkTags, checkHearings, checkDocuments]) check(b, files, events, fail);
  const signers = checkSignatures(events, fail);
  const past = checkKept(kept, theirs ?? own, checkpoint, !log, fail), newer = log ? await checkLog(log, theirs ?? own, past, events.filter(e => e.good && e.proof), b.streams, fail) : 0;
  return { signers, cosigners: cosignersOf(checkpoint, [theirs, own]), subject: { kind: 'bundle', case: b.case, stream: b.case_stream, log: b.log, size: b.size,
    streams: b.streams.length, events: events.length, stubs: events.filter(e => !e.payload).length, newer } };
}
async function verifyReceipt(bytes, { theirs, log, kept }, fail) {
  const { event, proof, tag } = readable('layout', 'receipt', () => {
    const r = read(bytes.at(-1) === 10 ? bytes.subarray(0, -1) : bytes, 2 * MIB), p = r.proof;
    need(members(r, 'event format proof tag') && r.format === 'tarazy-receipt/1' && members(r.event, 'header payload?') && members(p, 'checkpoint hashes index size') && isProof({ ...p, tag: r.tag }) && isText(p.checkpoint) && isCount(p.size));
    return r;
  });
  const e = readEvent(event, { proof: { ...proof, tag }, part: 'receipt' }), checkpoint = attempt(() => readCheckpoint(Buffer.from(proof.checkpoint)));
  if (!e.payload) fail('events', 'receipt');
  if (!checkpoint || !e.header || !continues(checkpoint.origin, e.header.log) || checkpoint.size !== proof.size || !leads(tag, e.hash, proof, checkpoint)) fail('proofs', 'receipt');
  if (theirs && !theirs.met(hold(checkpoint, theirs, checkpoint?.origin))) fail('signers', 'receipt');
  const past = checkKept(kept, theirs, checkpoint, false, fail), newer = log ? await checkLog(log, theirs, past, e.header ? [e] : [], [], fail) : 0, { header: h, payload: p } = e;
  return { signers: [], cosigners: cosignersOf(checkpoint, [theirs]), demo: p?.sig?.kind === 'demo-p256', subject: { kind: 'receipt', stream: h?.stream, version: h?.version,
    type: p?.type, at: p?.at, log: h?.log, size: proof.size, streams: 1, events: 1, stubs: 0, newer } };
}
const CHECKS = { bundle: 'archive layout checkpoint statement signers events chain proofs tags hearings documents keys signatures kept log', receipt: 'events proofs signers kept log' };
function readArguments(args) {
  const text = { type: 'string' }, options = { json: { type: 'boolean' }, key: text, policy: text, log: text, checkpoint: text }, { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  need(positionals.length === 1 && !(values.key && values.policy));
  return { ...values, file: positionals[0] };
}
// verify answers the report on a bundle or receipt: what --json prints.
export async function verify({ file, key, policy, log, checkpoint }) {
  const failures = [], fail = (name, part) => failures.push({ name, ok: false, part, message: 'fails' });
  try {
    const theirs = readable('signers', 'policy', () => policy ? readPolicy(fs.readFileSync(policy)) : key && readPolicy(Buffer.from(`log ${key}\nquorum none\n`)));
    const kept = checkpoint && readable('kept', 'kept', () => fs.readFileSync(checkpoint));
    const bytes = readable('archive', 'archive', () => fs.statSync(file).isDirectory() ? undefined : fs.readFileSync(file)), isReceipt = bytes?.[0] === 0x7b;
    const zip = isReceipt ? undefined : readable('archive', 'archive', () => bytes ? readZip(bytes) : { files: new Map(readFolder(file)) });
    const { subject, signers, cosigners, demo } = isReceipt ? await verifyReceipt(bytes, { theirs, log, kept }, fail) :
      await verifyBundle(zip.files, bytes && firstDifference(bytes, zip), { theirs, log, kept }, fail);
    const made = CHECKS[subject.kind].split(' ').filter(n => (n !== 'signers' || theirs) && (n !== 'log' || log) && (n !== 'kept' || kept));
    const checks = made.flatMap(name => failures.some(f => f.name === name) ? failures.filter(f => f.name === name) : { name, ok: true, part: '', message: 'holds' });
    const [result, exit] = failures.length ? ['fails', 1] : theirs ? ['holds', 0] : ['signer_unknown', 3];
    return { result, exit, subject, checks, signers, cosigners: exit === 1 ? [] : cosigners, demo: !!demo || signers.some(s => s.demo) || !!subject.log?.startsWith('localhost/') };
  } catch (e) {
    if (!e.unreadable) throw e;
    return { result: 'unreadable', exit: 2, subject: {}, checks: [e.unreadable], signers: [], cosigners: [], demo: false };
  }
}
async function main(args) {
  if (args.join() === '--batch') {
    for await (const line of readline.createInterface({ input: process.stdin })) console.log(JSON.stringify(await verify(readArguments(line[0] === '[' ? JSON.parse(line) : [line]))));
    return 0;
  }
  const o = attempt(() => readArguments(args)), report = o && await verify(o), { result, exit, subject, checks, signers, cosigners } = report ?? {};
  if (!o) return console.error('usage: verify.mjs [--json] [--key VKEY | --policy FILE] [--log URL|DIR] [--checkpoint FILE] FILE|DIR'), 2;
  console.log(o.json ? JSON.stringify(report, null, 2) : [...checks.map(c => `${c.ok ? 'holds' : 'FAILS'} ${c.name} ${c.part}`),
    ...signers.map(s => `key ${s.fingerprint} of ${s.person} (one of ${s.keys}), ${s.kind}, registered ${s.registered}, signatures: ${s.kind === 'eds' ? 'not read by this verifier' : s.signatures}`),
    ...cosigners.map(c => `cosigned by ${c.name} ${c.key} at ${new Date(c.time * 1000).toISOString()}`),
    { holds: `holds: complete as of size ${subject.size}`, signer_unknown: 'consistent, signer unknown' }[result] ?? result].join('\n'));
  return exit;
}
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main(process.argv.slice(2));
