package record

import (
	"bytes"
	"encoding/json"
	"maps"
	"testing"

	"tarazy/internal/court"
)

// attack is one case of the corpus: what was done, and what every verifier must
// answer. Other verifiers read the same cases from cases.json.
type attack struct {
	Name   string `json:"name"`
	File   string `json:"file"`             // bundle ZIP, folder or receipt, in the corpus's directory
	Policy string `json:"policy,omitempty"` // file for --policy
	Key    string `json:"key,omitempty"`    // for --key
	Log    string `json:"log,omitempty"`    // directory for --log
	Kept   string `json:"kept,omitempty"`   // file for --checkpoint
	Exit   int    `json:"exit"`
	Check  string `json:"check,omitempty"` // the first check that fails
	Part   string `json:"part,omitempty"`  // and what it names
	Shows  string `json:"shows,omitempty"` // text that must stand in the --json output
	parts  Parts
	raw    []byte
	log    files
	kept   string
	policy string
}

// lines edits one JSON-lines file of a bundle.
func lines(p Parts, name string, edit func([][]byte) [][]byte) Parts {
	p = maps.Clone(p)
	list, _ := splitLines(p[name], 1000)
	p[name] = append(bytes.Join(edit(list), []byte("\n")), '\n')
	return p
}

func with(p Parts, name string, b []byte) Parts {
	p = maps.Clone(p)
	p[name] = b
	return p
}

func without(p Parts, name string) Parts {
	p = maps.Clone(p)
	delete(p, name)
	return p
}

func drop(i int) func([][]byte) [][]byte {
	return func(l [][]byte) [][]byte { return append(append([][]byte{}, l[:i]...), l[i+1:]...) }
}

func swap(i, j int) func([][]byte) [][]byte {
	return func(l [][]byte) [][]byte {
		l = append([][]byte{}, l...)
		l[i], l[j] = l[j], l[i]
		return l
	}
}

func replaceIn(p Parts, name, old, new string) Parts {
	if !bytes.Contains(p[name], []byte(old)) {
		panic("nothing to replace: " + old)
	}
	return with(p, name, bytes.Replace(p[name], []byte(old), []byte(new), 1))
}

// attacks builds the corpus.
func attacks(t testing.TB) []attack {
	w := newWorld(t, testLog)
	w.trial()
	receipt := w.receipt(streamNo(3), 2)
	parts, policy := w.bundle(w.checkpoint(true)), w.policy()
	list := []attack{
		{Name: "untouched with policy", parts: parts, policy: policy, Exit: 0},
		{Name: "untouched with key", parts: parts, Key: w.vkey, Exit: 0},
		{Name: "untouched with log", parts: parts, policy: policy, log: w.logFiles(), Exit: 0},
		{Name: "untouched, nobody known", parts: parts, Exit: 3},
		{Name: "receipt untouched", raw: receipt, policy: policy, log: w.logFiles(), Exit: 0},
		{Name: "receipt, nobody known", raw: receipt, Exit: 3},
		{Name: "foreign key", parts: parts, Key: newWorld(t, testLog).vkey, Exit: 1, Check: CheckSigners, Part: fileCheckpoint},
		{Name: "not cosigned", parts: w.bundle(w.checkpoint(false)), policy: policy, Exit: 1, Check: CheckSigners, Part: fileCheckpoint},
		{Name: "neither bundle nor receipt", raw: []byte("%PDF-1.7"), Exit: 2, Check: CheckArchive, Part: "archive"},
		{Name: "cut off", raw: zipped(parts)[:2000], Exit: 2, Check: CheckArchive, Part: "archive"},
	}
	list = append(list, outsiderAttacks(w, parts, policy)...)
	list = append(list, receiptAttacks(w, receipt, policy)...)
	list = append(list, operatorAttacks(t, w, receipt, policy)...)
	list = append(list, epochAttacks(t)...)
	list = append(list, operatorTricks(t)...)
	list = append(list, listTricks(t)...)
	list = append(list, formTricks(t)...)
	return append(list, noteAttacks(w, parts, policy)...)
}

func zipped(p Parts) []byte {
	var b bytes.Buffer
	if err := WriteZip(&b, p); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// outsiderAttacks are those of an editor of files or database without keys.
func outsiderAttacks(w *world, p Parts, policy string) []attack {
	c, h := streamNo(3), streamNo(4)
	caseFile, hearing := eventsFile(c), eventsFile(h)
	blob := "blobs/" + HashOf([]byte("%PDF-1.7 the claim\n")).String()
	list := []attack{
		{Name: "payload edited", parts: replaceIn(p, caseFile, "Талап", "Салап"), Check: CheckEvents, Part: place(c, 2)},
		{Name: "payload and its hash edited", parts: rehash(p, c, 2), Check: CheckEvents, Part: place(c, 2)},
		{Name: "payload, hash and act edited, chain rebuilt", parts: rechain(w, p), Check: CheckStatement, Part: fileManifest},
		{Name: "event dropped", parts: lines(p, hearing, drop(1)), Check: CheckChain, Part: place(h, 2)},
		{Name: "last event dropped", parts: lines(p, hearing, drop(3)), Check: CheckChain, Part: hearing},
		{Name: "events swapped", parts: lines(p, hearing, swap(1, 2)), Check: CheckChain, Part: place(h, 2)},
		{Name: "payload removed", parts: lines(p, caseFile, stubLine(1)), Check: CheckChain, Part: place(c, 2)},
		{Name: "proof dropped", parts: lines(p, fileProofs, drop(0)), Check: CheckProofs, Part: place(streamNo(1), 1)},
		{Name: "document edited", parts: with(p, blob, []byte("%PDF-1.7 the clai?\n")), Check: CheckDocuments, Part: blob},
		{Name: "document removed", parts: without(p, blob), Check: CheckLayout, Part: blob},
		{Name: "file added", parts: with(p, "readme.txt", []byte("x")), Check: CheckLayout, Part: "readme.txt"},
		{Name: "stream removed", parts: without(p, hearing), Check: CheckLayout, Part: hearing},
		{Name: "policy edited", parts: with(p, filePolicy, []byte(policy+"# more\n")), Check: CheckLayout, Part: filePolicy},
		{Name: "checkpoint edited", parts: replaceIn(p, fileCheckpoint, "\n1", "\n2"), Check: CheckLayout, Part: fileCheckpoint},
		{Name: "manifest not canonical", parts: with(p, fileManifest, append(p[fileManifest], '\n')), Exit: 2, Check: CheckLayout, Part: fileManifest},
		{Name: "no manifest", parts: without(p, fileManifest), Exit: 2, Check: CheckLayout, Part: fileManifest},
		{Name: "tag key edited", parts: tagKeyEdited(p), Check: CheckStatement, Part: fileManifest},
		{Name: "case number edited", parts: replaceIn(p, fileManifest, `"case":"7501-26-1/1"`, `"case":"7501-26-1/2"`), Check: CheckStatement, Part: fileManifest},
	}
	for i := range list {
		list[i].policy = policy
		if list[i].Exit == 0 {
			list[i].Exit = 1
		}
	}
	return list
}

func stubLine(i int) func([][]byte) [][]byte {
	return func(l [][]byte) [][]byte {
		l = append([][]byte{}, l...)
		head, _, _ := bytes.Cut(l[i], []byte(`,"payload":`))
		l[i] = append(bytes.Clone(head), '}')
		return l
	}
}

// rehash edits the claim's title and makes payload_hash fit, but not the act.
func rehash(p Parts, id court.StreamID, version int) Parts {
	return lines(p, eventsFile(id), func(l [][]byte) [][]byte {
		l = append([][]byte{}, l...)
		var e Event
		_ = json.Unmarshal(l[version-1], &e)
		e.Payload.Data = bytes.Replace(e.Payload.Data, []byte("Талап"), []byte("Салап"), 1)
		e.Header.PayloadHash = HashOf(must(e.Payload.Canonical()))
		line := must(appendEvent(nil, e))
		l[version-1] = line[:len(line)-1]
		return l
	})
}

// rechain tells the whole story again with another title, all hashes fitting,
// as an editor of the database can who has no key of the log.
func rechain(w *world, p Parts) Parts {
	other := *w
	other.streams = maps.Clone(w.streams)
	s := *w.streams[streamNo(3)]
	s.Events = retold(w.log, s.Events)
	other.streams[streamNo(3)] = &s
	told := other.bundle(w.checkpoint(true))
	var m manifest
	_ = json.Unmarshal(told[fileManifest], &m)
	var old manifest
	_ = json.Unmarshal(p[fileManifest], &old)
	m.Statement = old.Statement
	told[fileManifest] = must(appendCanonical(nil, m, maxManifest))
	return told
}

// retold seals the same acts again with the claim's title changed.
func retold(log string, events []Event) []Event {
	var out []Event
	var head Head
	for _, e := range events {
		p := e.Payload
		data := json.RawMessage(bytes.Replace(p.Data, []byte("Талап"), []byte("Салап"), 1))
		next, _, err := Seal(Draft{Stream: e.Header.Stream, Type: p.Type, By: p.By, Data: data, Key: p.Key, Sig: p.Sig}, head, log, p.At, [16]byte{7})
		if err != nil {
			panic(err)
		}
		out, head = append(out, next), next.Head()
	}
	return out
}

func tagKeyEdited(p Parts) Parts {
	var m manifest
	_ = json.Unmarshal(p[fileManifest], &m)
	for i := range m.Streams {
		if m.Streams[i].ID == streamNo(3) {
			m.Streams[i].TagKey = &Hash{1}
		}
	}
	return with(p, fileManifest, must(appendCanonical(nil, m, maxManifest)))
}

func receiptAttacks(w *world, receipt []byte, policy string) []attack {
	edit := func(old, new string) []byte { return bytes.Replace(receipt, []byte(old), []byte(new), 1) }
	var r Receipt
	_ = json.Unmarshal(receipt, &r)
	r.Event.Header.Prev[0] ^= 1
	chained := must(r.JSON())
	return []attack{
		{Name: "receipt payload edited", raw: edit("Талап", "Салап"), policy: policy, Exit: 1, Check: CheckEvents, Part: receiptPart},
		{Name: "receipt header edited", raw: chained, policy: policy, Exit: 1, Check: CheckProofs, Part: receiptPart},
		{Name: "receipt reformatted", raw: edit(`{"event"`, `{ "event"`), policy: policy, Exit: 2, Check: CheckLayout, Part: receiptPart},
		{Name: "receipt with foreign key", raw: receipt, Key: newWorld(w.t, testLog).vkey, Exit: 1, Check: CheckSigners, Part: receiptPart},
	}
}

// operatorAttacks are those of an operator who holds the log's key.
func operatorAttacks(t testing.TB, w *world, receipt []byte, policy string) []attack {
	rewritten := newWorld(t, testLog)
	rewritten.skey, rewritten.vkey, rewritten.cosigner = w.skey, w.vkey, w.cosigner
	rewritten.keys, rewritten.ids = w.keys, w.ids
	rewritten.trial()
	told := rewritten.bundle(rewritten.checkpoint(false))
	older := w.bundle(w.checkpoint(true))
	size := len(w.entries)
	past := w.checkpoint(true)
	withheld := withheldTail(t, w)
	forked := fork(w)
	return append([]attack{
		{Name: "operator rewrites history, cosigner asked", parts: told, policy: policy, Exit: 1, Check: CheckSigners, Part: fileCheckpoint},
		{Name: "operator rewrites history, only the log's key asked", parts: told, Key: w.vkey, Exit: 0},
		{Name: "operator rewrites history, older receipt asked", raw: receipt, Key: w.vkey, log: rewritten.logFiles(), Exit: 1, Check: CheckLog, Part: "log"},
		{Name: "operator rewrites history, older bundle asked", parts: older, Key: w.vkey, log: rewritten.logFiles(), Exit: 1, Check: CheckLog, Part: "log"},
		{Name: "older bundle, log moved on", parts: older, policy: policy, log: w.logFiles(), Exit: 0, Shows: `"newer": 1`},
		{Name: "last event withheld, log asked", parts: withheld, policy: policy, log: w.logFiles(), Exit: 1, Check: CheckLog, Part: place(streamNo(4), len(w.streams[streamNo(4)].Events))},
		{Name: "last event withheld, log not asked", parts: withheld, policy: policy, Exit: 0},
		{Name: "log shrunk", raw: w.receipt(streamNo(4), 3), policy: policy, log: shrunk(w, size-2), Exit: 1, Check: CheckLog, Part: "log"},
	}, append(forked, keptAttacks(w, size, past, older, receipt, withheld, told, policy)...)...)
}

// keptAttacks are found by whoever holds a checkpoint that somebody else kept.
// The operator tells the case as it stood before the last act, under a head
// that was once signed, or signs the log anew without it.
func keptAttacks(w *world, size int, past string, older Parts, receipt []byte, withheld, told Parts, policy string) []attack {
	now, last := w.checkpoint(true), place(streamNo(4), len(w.streams[streamNo(4)].Events))
	foreign := newWorld(w.t, testLog)
	foreign.trial()
	return []attack{
		{Name: "the same checkpoint kept", parts: older, policy: policy, kept: past, Exit: 0},
		{Name: "an earlier checkpoint kept", parts: withheld, policy: policy, kept: past, Exit: 0},
		{Name: "an older receipt, a later checkpoint kept", raw: receipt, policy: policy, kept: now, Exit: 0},
		{Name: "an older receipt, a later checkpoint kept, log asked", raw: receipt, policy: policy, kept: now, log: w.logFiles(), Exit: 0},
		{Name: "told as before the last act, a later checkpoint kept", parts: older, policy: policy, kept: now, Exit: 1, Check: CheckKept, Part: keptPart},
		{Name: "told as before the last act, a later checkpoint kept, log asked", parts: older, policy: policy, kept: now, log: w.logFiles(), Exit: 1, Check: CheckLog, Part: last},
		{Name: "log signed anew without the last act, a checkpoint kept", parts: older, Key: w.vkey, kept: now, log: shrunk(w, size), Exit: 1, Check: CheckLog, Part: "log"},
		{Name: "log signed anew without the last act, a receipt and a checkpoint kept", raw: receipt, Key: w.vkey, kept: now, log: shrunk(w, size), Exit: 1, Check: CheckLog, Part: "log"},
		{Name: "history rewritten, a checkpoint kept", parts: told, Key: w.vkey, kept: past, Exit: 1, Check: CheckKept, Part: keptPart},
		{Name: "kept checkpoint of nobody known", parts: older, policy: policy, kept: foreign.checkpoint(true), Exit: 1, Check: CheckKept, Part: keptPart},
		{Name: "kept checkpoint of another log", parts: older, policy: policy, kept: otherLog(w), Exit: 1, Check: CheckKept, Part: keptPart},
		{Name: "kept checkpoint damaged", parts: older, policy: policy, kept: now[:len(now)/2], Exit: 1, Check: CheckKept, Part: keptPart},
	}
}

func otherLog(w *world) string {
	o := newWorld(w.t, "other.example/log/1")
	o.trial()
	return o.checkpoint(true)
}

// withheldTail adds an event to the hearing and leaves it out of the bundle.
func withheldTail(t testing.TB, w *world) Parts {
	w.append(Draft{Stream: streamNo(4), Type: "hearing.late", By: court.TheServer()}, kindHearing)
	s := w.streams[streamNo(4)]
	whole := *s
	last := len(s.Events) - 1
	s.Events, s.Leaves = s.Events[:last], s.Leaves[:last]
	parts := w.bundle(w.checkpoint(true))
	*s = whole
	return parts
}

// shrunk is the log as it was at a smaller size.
func shrunk(w *world, size int) files {
	smaller := *w
	smaller.entries = w.entries[:size]
	return smaller.logFiles()
}

// fork enters another event under a number already given, and tells it.
func fork(w *world) []attack {
	f := *w
	f.streams = maps.Clone(w.streams)
	s := *w.streams[streamNo(3)]
	f.streams[streamNo(3)] = &s
	honest := w.receipt(streamNo(3), 2)
	events := retold(w.log, s.Events)
	s.Events, s.Leaves = nil, nil
	for _, e := range events {
		f.leaf(&s, e)
	}
	f.now = w.now
	told := f.bundle(f.checkpoint(true))
	return []attack{
		{Name: "operator forks a stream, its bundle asked", parts: told, policy: f.policy(), log: f.logFiles(), Exit: 1, Check: CheckLog, Part: place(streamNo(3), 1)},
		{Name: "operator forks a stream, older receipt asked", raw: honest, policy: f.policy(), log: f.logFiles(), Exit: 1, Check: CheckLog, Part: receiptPart},
	}
}

// noteAttacks concern keys of persons.
func noteAttacks(w *world, p Parts, policy string) []attack {
	second := newWorld(w.t, testLog)
	second.append(Draft{Stream: streamNo(1), Type: "person.enrolled", By: court.TheServer(), Data: map[string]any{"person": judge}}, kindPerson)
	second.register(judge, streamNo(1), "Zmlyc3Q")
	second.trial()
	unregistered := newWorld(w.t, testLog)
	unregistered.register(judge, streamNo(8), "anVkZ2U")
	delete(unregistered.streams, streamNo(8))
	unregistered.order = nil
	by := court.Actor{Person: judge, Role: court.Judge}
	unregistered.append(unregistered.sign(Draft{Stream: streamNo(3), Type: "case.opened", By: by, Data: map[string]any{"no": "7501-26-1/1"}}), kindCase)
	wrong := newWorld(w.t, testLog)
	wrong.trial()
	d := wrong.sign(Draft{Stream: streamNo(3), Type: "case.ruled", By: by, Data: map[string]any{"n": 1}})
	d.Data = map[string]any{"n": 2}
	wrong.append(d, kindCase)
	return []attack{
		{Name: "second key for the judge", parts: second.bundle(second.checkpoint(true)), policy: second.policy(), Exit: 0, Shows: `"keys": 2`},
		{Name: "signed with a key nobody registered", parts: unregistered.bundle(unregistered.checkpoint(true)), policy: unregistered.policy(), Exit: 1, Check: CheckSignatures, Part: place(streamNo(3), 1)},
		{Name: "signature moved to another act", parts: wrong.bundle(wrong.checkpoint(true)), policy: wrong.policy(), Exit: 1, Check: CheckSignatures, Part: place(streamNo(3), 5)},
	}
}
