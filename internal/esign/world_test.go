package esign_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
)

// now is the present of all tests.
func now() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) }

// kinds are the keys of whole made-up authorities.
func kinds() []struct {
	name string
	key  func() *esigntest.Key
} {
	n := 0
	return []struct {
		name string
		key  func() *esigntest.Key
	}{
		{"GOST 34.10-2015 (512)", func() *esigntest.Key { return esigntest.NewGOST(0) }},
		{"GOST 34.10-2015 (256)", func() *esigntest.Key { return esigntest.NewGOST(1) }},
		{"GOST 34.310-2004", func() *esigntest.Key { return esigntest.NewGOST(2) }},
		{"RSA 2048, SHA-256", func() *esigntest.Key { n++; return esigntest.NewRSA(2048, n) }},
		{"ECDSA 256, SHA-256", esigntest.NewECDSA},
	}
}

var worlds = sync.OnceValue(func() *sync.Map { return &sync.Map{} })

// world makes one authority for each kind of key, once.
func world(kind int) *esigntest.World {
	made, ok := worlds().Load(kind)
	if !ok {
		made, _ = worlds().LoadOrStore(kind, esigntest.New(now(), kinds()[kind].key))
	}
	return made.(*esigntest.World)
}

func parse(der []byte) *esign.Certificate {
	c, err := esign.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return c
}

// trusting is the trust list of a world.
func trusting(w *esigntest.World) *esign.Trust {
	return &esign.Trust{
		Name: "СЫНАҚ", Anchors: []esign.Anchor{{Certificate: parse(w.Root.Cert), Test: true}},
		Others:   []*esign.Certificate{parse(w.CA.Cert)},
		Policies: []oid{esigntest.OID("1.2.398.3.3.2")}, StampPolicies: []oid{esigntest.OID("1.2.398.3.3.2.6.4")},
	}
}

// lists are a world's revocation lists as evidence.
func lists(w *esigntest.World, at time.Time, revoked ...esigntest.Revoked) (all []esign.Evidence) {
	for _, l := range w.Lists(at, revoked...) {
		all = append(all, esign.Evidence{Kind: esign.CRL, DER: l})
	}
	return all
}

// text is what is signed in tests.
func text() []byte {
	return []byte("Талап қою арызы. Исковое заявление.\n")
}

// ask verifies a file against a world's trust list and lists of an hour ago.
func ask(w *esigntest.World, file []byte, change ...func(*esign.Question, *esign.Trust)) esign.Verdict {
	q, t := esign.Question{File: file, Evidence: lists(w, now().Add(-time.Hour))}, trusting(w)
	for _, c := range change {
		c(&q, t)
	}
	return esign.New(t).Verify(q, now())
}

func content(b []byte) func(*esign.Question, *esign.Trust) {
	return func(q *esign.Question, _ *esign.Trust) { q.Content = bytes.NewReader(b) }
}

// expect compares outcome and reason.
func expect(t *testing.T, v esign.Verdict, outcome esign.Outcome, reason esign.Reason) {
	t.Helper()
	if v.Outcome != outcome || v.Reason != reason || v.Exit != outcome.Exit() {
		t.Errorf("%s %s (%d), want %s %s", v.Outcome, v.Reason, v.Exit, outcome, reason)
	}
}

// directory writes a trust list as a directory.
func directory(w *esigntest.World, list string) fstest.MapFS {
	m := fstest.MapFS{"root.cer": {Data: w.Root.Cert}, "ca.cer": {Data: w.CA.Cert}}
	if list != "" {
		m["trust.json"] = &fstest.MapFile{Data: []byte(list)}
	}
	return m
}

func sum(b []byte) []byte { s := sha256.Sum256(b); return s[:] }

func hexed(b []byte) string { return hex.EncodeToString(b) }

func mustRead(name string) []byte {
	raw, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return raw
}
