package record

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzPayload: what is accepted is the one form of what it says.
func FuzzPayload(f *testing.F) {
	w := newWorld(f, testLog)
	w.trial()
	for _, s := range w.streams {
		for _, e := range s.Events {
			f.Add(must(e.Payload.Canonical()))
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		p, err := ParsePayload(in)
		if err != nil {
			return
		}
		if again, err := p.Canonical(); err != nil || !bytes.Equal(again, in) {
			t.Fatalf("%q became %q (%v)", in, again, err)
		}
	})
}

// FuzzNote: a checkpoint that is read is written the same, and a policy never
// panics over a note.
func FuzzNote(f *testing.F) {
	w := newWorld(f, testLog)
	w.trial()
	policy := must(ParsePolicy(w.policy()))
	f.Add(w.checkpoint(true))
	f.Add(w.checkpoint(false))
	f.Add("court.example/log/1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— x AAAAAAA=\n")
	f.Fuzz(func(t *testing.T, in string) {
		if c, err := ParseSigned(in); err == nil && !strings.HasPrefix(in, c.Text()+"\n") {
			t.Fatalf("%q became %q", in, c.Text())
		}
		if n, ok, err := policy.open(in, testLog); err == nil && ok {
			policy.satisfied(n)
			policy.cosigned(n)
		}
	})
}

// FuzzPolicy: a policy of strangers is read or refused, and answers at once.
func FuzzPolicy(f *testing.F) {
	w := newWorld(f, testLog)
	w.trial()
	signed := w.checkpoint(true)
	f.Add(w.policy())
	f.Add(groupsOfGroups(w.policy()))
	f.Add("log x+00000000+AQ==\nquorum none # not a key\n")
	f.Fuzz(func(t *testing.T, in string) {
		p, err := ParsePolicy(in)
		if err != nil {
			return
		}
		p.judge(signed, testLog)
	})
}

// FuzzReceipt: a parser of strangers' files never panics, and what it accepts
// stands in its one form.
func FuzzReceipt(f *testing.F) {
	w := newWorld(f, testLog)
	w.trial()
	f.Add(w.receipt(streamNo(3), 2))
	f.Add([]byte(`{"event":{"header":{}},"format":"tarazy-receipt/1"}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		if r := VerifyReceipt(in, Options{}); r.Exit == 2 {
			return
		}
		again, err := CanonicalBytes(in)
		if err != nil || string(again) != string(in) && string(again)+"\n" != string(in) {
			t.Fatalf("%q is %q (%v)", in, again, err)
		}
	})
}

// FuzzBundle: nor does the reader of bundles, and an archive it finds nothing
// wrong with is the one its files make.
func FuzzBundle(f *testing.F) {
	w := newWorld(f, testLog)
	w.trial()
	parts := w.bundle(w.checkpoint(true))
	f.Add(zipped(parts), "bundle.json", parts[fileManifest])
	f.Add(zipped(parts), eventsFile(streamNo(3)), parts[eventsFile(streamNo(3))])
	f.Add(zipped(parts), fileProofs, parts[fileProofs])
	f.Fuzz(func(t *testing.T, zip []byte, name string, body []byte) {
		if got, wrong, err := ReadZip(zip); err == nil && wrong == "" && string(zipped(got)) != string(zip) {
			t.Fatal("two archives of the same files")
		}
		VerifyFile(zip, Options{})
		VerifyBundle(with(parts, name, body), "", Options{})
	})
}
