package record

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tarazy/internal/court"
)

// resigned is p with its list changed, and signed again: what an operator can do.
func resigned(w *world, p Parts, edit func(*manifest)) Parts {
	var m manifest
	if err := json.Unmarshal(p[fileManifest], &m); err != nil {
		panic(err)
	}
	m.Policy, m.Checkpoint = HashOf(p[filePolicy]), HashOf(p[fileCheckpoint])
	edit(&m)
	m.Statement = must(SignStatement(must(m.statement()), w.signer()))
	return with(p, fileManifest, must(appendCanonical(nil, m, maxManifest)))
}

func (m *manifest) stream(n int) *manifestStream {
	for i := range m.Streams {
		if m.Streams[i].ID == streamNo(n) {
			return &m.Streams[i]
		}
	}
	panic("no such stream")
}

// told is a trial with something more done in it, as a bundle.
func told(t testing.TB, more func(w *world)) (*world, Parts) {
	w := newWorld(t, testLog)
	w.trial()
	more(w)
	return w, w.bundle(w.checkpoint(true))
}

// operatorTricks are false stories under the log's own signature: what no
// signature of the log can tell, and the events themselves do.
func operatorTricks(t testing.TB) (list []attack) {
	by := court.Actor{Person: judge, Role: court.Judge}
	c, h, x := streamNo(3), streamNo(4), streamNo(7)
	add := func(name, check, part string, more func(w *world)) {
		w, p := told(t, more)
		list = append(list, attack{Name: name, parts: p, policy: w.policy(), Exit: 1, Check: check, Part: part})
	}
	sign := func(w *world, stream court.StreamID) Draft {
		return w.sign(Draft{Stream: stream, Type: "case.ruled", By: by, Data: map[string]any{}})
	}
	add("operator leaves a hearing out", CheckHearings, place(c, 3), func(w *world) { delete(w.streams, h) })
	add("two cases in one bundle", CheckHearings, eventsFile(x), func(w *world) {
		w.append(Draft{Stream: x, Type: "case.opened", By: by, Data: map[string]any{"no": "7501-26-1/1"}}, kindCase)
	})
	add("hearing of another case, named by this one", CheckHearings, place(x, 1), func(w *world) {
		w.append(Draft{Stream: x, Type: typeHearingFirst, By: by, Data: map[string]any{"case": streamNo(9)}}, kindHearing)
		w.append(Draft{Stream: c, Type: typeHearingScheduled, By: by, Data: map[string]any{"hearing": x}}, kindCase)
	})
	add("hearing that the case does not name", CheckHearings, eventsFile(x), func(w *world) {
		w.append(Draft{Stream: x, Type: typeHearingFirst, By: by, Data: map[string]any{"case": c}}, kindHearing)
	})
	add("hearing named under another spelling", CheckHearings, place(c, 5), func(w *world) {
		w.append(Draft{Stream: c, Type: typeHearingScheduled, By: by, Data: map[string]any{"Hearing": h}}, kindCase)
	})
	add("case's number is no text", CheckHearings, place(c, 5), func(w *world) {
		w.append(Draft{Stream: c, Type: typeCaseOpened, By: by, Data: map[string]any{"no": 7501}}, kindCase)
	})
	add("time goes backwards", CheckChain, place(c, 5), func(w *world) {
		w.now = w.now.Add(-time.Hour)
		w.append(Draft{Stream: c, Type: "case.noted", By: by}, kindCase)
	})
	add("signature replayed in another stream", CheckSignatures, place(h, 5), func(w *world) {
		d := sign(w, c)
		d.Stream = h
		w.append(d, kindHearing)
	})
	add("signature made for another court", CheckSignatures, place(c, 5), func(w *world) {
		w.log = "other.example/log/1"
		d := sign(w, c)
		w.log = testLog
		w.append(d, kindCase)
	})
	add("weighty act without its signature", CheckSignatures, place(h, 5), func(w *world) {
		w.append(Draft{Stream: h, Type: "hearing.removed", By: by, Data: map[string]any{"person": claimant}}, kindHearing)
	})
	add("weighty act in the server's name", CheckSignatures, place(c, 5), func(w *world) {
		w.append(Draft{Stream: c, Type: "case.format_ruled", By: court.TheServer()}, kindCase)
	})
	add("signed act told twice", CheckSignatures, place(c, 6), func(w *world) {
		d := sign(w, c)
		w.append(d, kindCase)
		w.append(d, kindCase)
	})
	add("registration outside a person's stream", CheckKeys, place(c, 5), func(w *world) { w.register(claimant, c, "Y2xhaW0") })
	add("credential registered twice", CheckKeys, place(streamNo(1), 3), func(w *world) { w.register(judge, streamNo(1), "anVkZ2U") })
	add("registration with a look-alike name", CheckKeys, place(streamNo(2), 2), func(w *world) {
		w.append(Draft{Stream: streamNo(2), Type: CredentialRegistered, By: court.Actor{Person: claimant}, Data: map[string]any{"credential": "eHg",
			"kind": KindDemo, "person": claimant, "perſon": judge, "public_key": "eHg", "rp_id": ""}}, kindPerson)
	})
	late := newWorld(t, testLog)
	late.register(judge, streamNo(8), "anVkZ2U")
	registration := *late.streams[streamNo(8)].Events[0].Payload
	delete(late.streams, streamNo(8))
	late.append(late.sign(Draft{Stream: c, Type: "case.opened", By: by, Data: map[string]any{"no": "7501-26-1/1"}}), kindCase)
	late.append(Draft{Stream: streamNo(1), Type: "person.enrolled", By: court.TheServer()}, kindPerson)
	late.append(Draft{Stream: streamNo(1), Type: CredentialRegistered, By: by, Data: registration.Data}, kindPerson)
	list = append(list, attack{Name: "key registered after the signature", parts: late.bundle(late.checkpoint(true)), policy: late.policy(), Exit: 1, Check: CheckSignatures, Part: place(c, 1)})
	w, p := told(t, func(w *world) { w.register(judge, streamNo(2), "c2Vjb25k") })
	return append(list, attack{Name: "second key for the judge in another's stream", parts: p, policy: w.policy(), Exit: 0, Shows: `"keys": 2`})
}

// listTricks change the bundle's list and its notes.
func listTricks(t testing.TB) []attack {
	c := streamNo(3)
	w, p := told(t, func(*world) {})
	policy, caseFile := w.policy(), eventsFile(c)
	other := newWorld(t, "other.example/log/1")
	both := with(p, filePolicy, []byte(policy+"log "+other.vkey+"\n"))
	both[fileCheckpoint] = must(note.Sign(must(note.Open(p[fileCheckpoint], must(ParsePolicy(policy)))), must(note.NewSigner(other.skey))))
	lastLine := func(b []byte) []byte { return b[bytes.LastIndexByte(b[:len(b)-1], '\n')+1:] }
	newer, pn := told(t, func(w *world) {})
	newer.append(Draft{Stream: streamNo(9), Type: "case.noted", By: court.TheServer()}, kindCase)
	delete(newer.streams, streamNo(9))
	moved := with(pn, fileCheckpoint, []byte(newer.checkpoint(true)))
	sized := resigned(newer, moved, func(m *manifest) { m.Size++ })
	sized = with(sized, fileManifest, bytes.Replace(sized[fileManifest], []byte(must(json.Marshal(statementOf(sized)))), must(json.Marshal(statementOf(moved))), 1))
	keep := func(*manifest) {}
	longer, long := told(t, func(w *world) {
		for range 8 {
			w.append(Draft{Stream: c, Type: "case.noted", By: court.TheServer()}, kindCase)
		}
	})
	broken := lines(lines(long, caseFile, mixed(9, 3)), eventsFile(streamNo(4)), mixed(1, 2))
	nothing := bytes.Repeat([]byte("\n"), 100_000)
	list := []attack{
		{Name: "tag key of another stream, signed", parts: resigned(w, p, func(m *manifest) { m.stream(3).TagKey = m.stream(4).TagKey }), Check: CheckTags, Part: place(c, 1)},
		{Name: "tag key taken out", parts: with(p, fileManifest, bytes.Replace(p[fileManifest], append([]byte(`"k_tag":"`+string(tagKeyOf(p, 3))), `",`...), nil, 1)), Check: CheckStatement, Part: fileManifest},
		{Name: "payload where the list has a stub", parts: resigned(w, p, func(m *manifest) { m.stream(3).Stubs = []uint64{2} }), Check: CheckChain, Part: place(c, 2)},
		{Name: "stubs out of order", parts: resigned(w, p, func(m *manifest) { m.stream(2).Stubs = []uint64{2, 1} }), Check: CheckLayout, Part: fileManifest},
		{Name: "stream of an unknown kind", parts: resigned(w, p, func(m *manifest) { m.stream(1).Kind = "witness" }), Check: CheckLayout, Part: fileManifest},
		{Name: "stream under another kind", parts: resigned(w, p, func(m *manifest) { m.stream(4).Kind = kindCourt }), Check: CheckChain, Part: place(streamNo(4), 1)},
		{Name: "list of documents is null", parts: with(p, fileManifest, []byte(`{"blobs":null`+string(p[fileManifest][bytes.Index(p[fileManifest], []byte(`,"case"`)):]))), Exit: 2, Check: CheckLayout, Part: fileManifest},
		{Name: "size below nothing", parts: with(p, fileManifest, bytes.Replace(p[fileManifest], []byte(`"size":19`), []byte(`"size":-19`), 1)), Exit: 2, Check: CheckLayout, Part: fileManifest},
		{Name: "payload under another header", parts: lines(p, caseFile, mixed(1, 3)), Check: CheckEvents, Part: place(c, 2)},
		{Name: "header with a name twice", parts: replaceIn(p, caseFile, `{"header":{"log"`, `{"header":{"log":"x","log"`), Check: CheckEvents, Part: place(c, 1)},
		{Name: "line 10 before another stream's line 2", parts: broken, policy: longer.policy(), Check: CheckEvents, Part: place(c, 10)},
		{Name: "events of line ends alone", parts: with(p, caseFile, nothing), Check: CheckEvents, Part: place(c, 1)},
		{Name: "no events at all", parts: with(p, caseFile, nil), Check: CheckChain, Part: caseFile},
		{Name: "proofs of line ends alone", parts: with(p, fileProofs, nothing), Check: CheckProofs, Part: fileProofs},
		{Name: "last line end cut", parts: with(p, caseFile, p[caseFile][:len(p[caseFile])-1]), Check: CheckEvents, Part: caseFile},
		{Name: "cosigner's line twice", parts: resigned(w, with(p, fileCheckpoint, append(bytes.Clone(p[fileCheckpoint]), lastLine(p[fileCheckpoint])...)), keep), Check: CheckCheckpoint, Part: fileCheckpoint},
		{Name: "head statement for a checkpoint", parts: resigned(w, with(p, fileCheckpoint, []byte(statementOf(p))), keep), Check: CheckCheckpoint, Part: fileCheckpoint},
		{Name: "cosignature taken out", parts: with(p, fileCheckpoint, bytes.TrimSuffix(p[fileCheckpoint], lastLine(p[fileCheckpoint]))), policy: "log " + w.vkey + "\nquorum none\n", Check: CheckLayout, Part: fileCheckpoint},
		{Name: "newer checkpoint under an older statement", parts: moved, Check: CheckLayout, Part: fileCheckpoint, policy: newer.policy()},
		{Name: "newer checkpoint, size left as it was", parts: resigned(newer, moved, keep), Check: CheckCheckpoint, Part: fileCheckpoint, policy: newer.policy()},
		{Name: "newer checkpoint and size, older statement", parts: sized, Check: CheckStatement, Part: fileManifest, policy: newer.policy()},
		{Name: "reader's policy knows another log that signed too", parts: resigned(w, both, keep), policy: "log " + other.vkey + "\nquorum none\n", Check: CheckSigners, Part: fileCheckpoint},
	}
	for i := range list {
		if list[i].Exit == 0 {
			list[i].Exit = 1
		}
		if list[i].policy == "" {
			list[i].policy = policy
		}
	}
	return append(list, attack{Name: "policy of groups that name each other", parts: p, policy: groupsOfGroups(policy), Exit: 0})
}

// mixed puts the payload of line j under the header of line i.
func mixed(i, j int) func([][]byte) [][]byte {
	return func(l [][]byte) [][]byte {
		l = append([][]byte{}, l...)
		head, _, _ := bytes.Cut(l[i], []byte(`,"payload":`))
		_, payload, _ := bytes.Cut(l[j], []byte(`,"payload":`))
		l[i] = append(append(bytes.Clone(head), `,"payload":`...), payload...)
		return l
	}
}

func tagKeyOf(p Parts, n int) []byte {
	var m manifest
	_ = json.Unmarshal(p[fileManifest], &m)
	return []byte(m.stream(n).TagKey.String())
}

func statementOf(p Parts) string {
	var m manifest
	_ = json.Unmarshal(p[fileManifest], &m)
	return m.Statement
}

// groupsOfGroups asks each group for the two before it: whoever follows the
// names without remembering the answers does not live to see the end.
func groupsOfGroups(policy string) string {
	var b strings.Builder
	b.WriteString(strings.Replace(policy, "quorum bar\n", "group g0 any bar\n", 1))
	b.WriteString("group g1 all g0 bar\n")
	for i := 2; i < 100; i++ {
		fmt.Fprintf(&b, "group g%d all g%d g%d\n", i, i-1, i-2)
	}
	return b.String() + "quorum g99 # all of them\n"
}

// formTricks concern the forms of ZIP and receipt.
func formTricks(t testing.TB) []attack {
	w, p := told(t, func(*world) {})
	policy, zip, receipt := w.policy(), zipped(p), w.receipt(streamNo(3), 2)
	central := bytes.Index(zip, []byte("PK\x01\x02"))
	edited := func(at int, b byte) []byte { z := bytes.Clone(zip); z[at] = b; return z }
	firstName := p.Names()[0]
	firstEnd := localSize + len(firstName) + len(p[firstName])
	twice := append(append(bytes.Clone(zip[:firstEnd]), zip[:firstEnd]...), zip[firstEnd:]...)
	var r Receipt
	_ = json.Unmarshal(receipt, &r)
	r.Tag = Hash(Tag(w.streams[streamNo(3)].Keys.Tag, 1))
	otherTag := must(r.JSON())
	cut := bytes.Index(receipt, []byte(`,"payload":`))
	end := bytes.Index(receipt, []byte(`},"format"`))
	stub := append(bytes.Clone(receipt[:cut]), receipt[end:]...)
	list := []attack{
		{Name: "archive's directory edited", raw: edited(central+10, 8), Exit: 1, Check: CheckArchive, Part: "archive"},
		{Name: "bytes after the archive", raw: append(bytes.Clone(zip), 0), Exit: 1, Check: CheckArchive, Part: "archive"},
		{Name: "bytes before the archive", raw: append([]byte{0}, zip...), Exit: 2, Check: CheckArchive, Part: "archive"},
		{Name: "file twice in the archive", raw: twice, Exit: 2, Check: CheckArchive, Part: "archive"},
		{Name: "file said to be encrypted", raw: edited(6, 1), Exit: 1, Check: CheckArchive, Part: firstName},
		{Name: "file said to be compressed", raw: edited(8, 8), Exit: 2, Check: CheckArchive, Part: "archive"},
		{Name: "file name that leads out", raw: bytes.Replace(zip, []byte(firstName), []byte("../"+firstName[3:]), 1), Exit: 2, Check: CheckArchive, Part: "archive"},
		{Name: "receipt with another event's tag", raw: otherTag, Exit: 1, Check: CheckProofs, Part: receiptPart},
		{Name: "receipt with another place", raw: bytes.Replace(receipt, []byte(`"index":4`), []byte(`"index":5`), 1), Exit: 1, Check: CheckProofs, Part: receiptPart},
		{Name: "receipt without its payload", raw: stub, Exit: 1, Check: CheckEvents, Part: receiptPart},
		{Name: "receipt whose payload is null", raw: append(append(bytes.Clone(receipt[:cut]), `,"payload":null`...), receipt[end:]...), Exit: 1, Check: CheckEvents, Part: receiptPart},
		{Name: "receipt whose path is null", raw: nullPath(receipt), Exit: 2, Check: CheckLayout, Part: receiptPart},
	}
	for i := range list {
		list[i].policy = policy
	}
	return list
}

func nullPath(receipt []byte) []byte {
	from, to := bytes.Index(receipt, []byte(`"hashes":[`)), bytes.Index(receipt, []byte(`],"index"`))
	return append(append(bytes.Clone(receipt[:from]), `"hashes":null`...), receipt[to+1:]...)
}

// TestBlobsSwapped: two documents in each other's place.
func TestBlobsSwapped(t *testing.T) {
	a, b := []byte("%PDF-1.7 one\n"), []byte("%PDF-1.7 two\n")
	w, p := told(t, func(w *world) {
		for _, body := range [][]byte{a, b} {
			w.blobs[HashOf(body)] = body
			w.append(Draft{Stream: streamNo(3), Type: "case.filed", By: court.TheServer(), Data: map[string]any{"blob": HashOf(body)}}, kindCase)
		}
	})
	nameA, nameB := "blobs/"+HashOf(a).String(), "blobs/"+HashOf(b).String()
	p = maps.Clone(p)
	p[nameA], p[nameB] = b, a
	swapped := attack{Name: "documents swapped", parts: p, policy: w.policy()}
	r := swapped.answer(swapped.bytes())
	if check, part := first(r); r.Exit != 1 || check != CheckDocuments || part != min(nameA, nameB) {
		t.Error(failures(r))
	}
	agree(t, swapped.Name, r, newSecond(t).onCase(t, swapped))
}

// TestPasskeysOnBoth: what a browser signed, in its own words, on both verifiers.
func TestPasskeysOnBoth(t *testing.T) {
	other := newSecond(t)
	for i, client := range []string{
		`{"type":"webauthn.get","challenge":%q,"origin":"https://court.example","crossOrigin":false}`,
		`{"type":"webauthn.get","challenge":%q,"crossOrigin":true}`,
		`{"Type":"webauthn.get","challenge":%q}`,
		`{"type":"webauthn.create","type":"webauthn.get","challenge":%q}`,
		`{"type":"webauthn.get","challenge":%q,"crossOrigin":"true"}`,
		`{"type":"webauthn.get","challenge":%q} x`,
	} {
		a := newAuthenticator(must(newKey()))
		w, p := told(t, func(w *world) {
			a.cred.Person = secretary
			w.append(Draft{Stream: streamNo(2), Type: CredentialRegistered, By: court.Actor{Person: secretary}, Data: a.cred}, kindPerson)
			d := Draft{Stream: streamNo(3), Type: "case.noted", By: court.Actor{Person: secretary}, Key: "key-of-a-passkey", Data: map[string]any{}}
			act := must(ActHash(w.log, d))
			sig := a.assertWords(fmt.Sprintf(client, base64.RawURLEncoding.EncodeToString(act[:])))
			d.Sig = &sig
			w.append(d, kindCase)
		})
		c := attack{Name: client, parts: p, policy: w.policy()}
		r := c.answer(c.bytes())
		if good := i == 0 || i == 3 || i == 4; (r.Exit == 0) != good {
			t.Errorf("%s: %s", client, failures(r))
		}
		agree(t, client, r, other.onCase(t, c))
	}
}
