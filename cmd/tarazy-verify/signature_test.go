package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/esign"
	"tarazy/internal/esign/apart"
	"tarazy/internal/esign/esigntest"
)

func TestMain(m *testing.M) {
	if apart.Asked(os.Args) {
		os.Exit(apart.Serve(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

func november() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) }

// files writes what the command is tried on, and answers the directory.
func files(t *testing.T) string {
	w := esigntest.New(november(), func() *esigntest.Key { return esigntest.NewGOST(0) })
	dir := t.TempDir()
	write := func(name string, raw []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := []byte("Талап қою арызы")
	sign := func(p *esigntest.Party, detached bool) []byte {
		s := esigntest.Signer{Party: p, At: november().Add(-time.Hour)}
		return esigntest.Sign(esigntest.CMS{Content: text, Detached: detached, Signers: []esigntest.Signer{s}})
	}
	for _, sub := range []string{"trust", "plain"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
		write(sub+"/root.cer", w.Root.Cert)
		write(sub+"/ca.cer", w.CA.Cert)
	}
	write("trust/trust.json", []byte(`{"name":"Сынақ","anchors":[{"file":"root.cer","test":true}],"others":["ca.cer"],"policies":["1.2.398.3.3.2"]}`))
	write("text", text)
	write("other", []byte("another"))
	write("good.cms", sign(w.Head, false))
	write("detached.cms", sign(w.Head, true))
	write("changed.cms", bytes.Replace(sign(w.Head, false), text, bytes.ToUpper(text), 1))
	write("stranger.cms", sign(w.Stranger, false))
	write("revoked.cms", sign(w.Aigul, false))
	write("weak.cms", sign(w.Login, false))
	write("junk", []byte("hello"))
	write("card.pdf", esigntest.Card("../claim.txt", string(text), "1.cms", string(sign(w.Head, true))))
	l := w.Lists(november().Add(-time.Hour), esigntest.Revoked{Serial: w.Aigul.Serial, At: november().Add(-2 * time.Hour), Reason: 1})
	write("ca.crl", l[0])
	write("root.crl", l[1])
	write("head.ocsp", esigntest.OCSP(w.Responder, w.Head, esigntest.Answer{This: november()}))
	write("later.ocsp", esigntest.OCSP(w.Responder, w.Head, esigntest.Answer{This: november(), Revoked: &esigntest.Revoked{At: november().Add(-time.Minute), Reason: 1}}))
	return dir
}

// TestSignature: good, changed, wrong issuer, revoked, unreadable, and asked with
// less than it needs.
func TestSignature(t *testing.T) {
	if testing.Short() {
		t.Skip("a minute with the race detector, which esign's own tests already have")
	}
	dir := files(t)
	for args, want := range map[string]struct {
		exit    int
		outcome esign.Outcome
		reason  esign.Reason
	}{
		"--trust trust --crl ca.crl --crl root.crl good.cms":                                {0, esign.Valid, esign.GoodNow},
		"--trust plain --crl ca.crl --crl root.crl good.cms":                                {0, esign.Valid, esign.GoodNow},
		"--trust trust --ocsp head.ocsp --crl root.crl good.cms":                            {0, esign.Valid, esign.GoodNow},
		"--trust trust --crl ca.crl --crl root.crl --content text detached.cms":             {0, esign.Valid, esign.GoodNow},
		"--trust trust --ocsp later.ocsp --crl root.crl --at 2026-11-26T08:30:00Z good.cms": {0, esign.RevokedLater, esign.RevokedAfter},
		"--trust trust --crl ca.crl --crl root.crl --content other detached.cms":            {1, esign.Changed, esign.ContentChanged},
		"--trust trust --crl ca.crl --crl root.crl changed.cms":                             {1, esign.Changed, esign.ContentChanged},
		"--trust trust --crl ca.crl --crl root.crl stranger.cms":                            {1, esign.UnknownIssuer, esign.IssuerUnknown},
		"--trust trust --crl ca.crl --crl root.crl revoked.cms":                             {1, esign.RevokedThen, esign.RevokedBefore},
		"--trust trust --crl ca.crl --crl root.crl weak.cms":                                {1, esign.Refused, esign.WrongUsage},
		"--trust trust junk":         {2, esign.Unreadable, esign.NotASignature},
		"--trust trust good.cms":     {3, esign.CannotTell, esign.RevocationUnknown},
		"good.cms":                   {3, esign.CannotTell, esign.NoTrust},
		"--trust trust detached.cms": {3, esign.CannotTell, esign.ContentMissing},
		"--trust trust --ocsp later.ocsp --crl root.crl good.cms": {3, esign.CannotTell, esign.RevokedUnproven},
	} {
		all := []string{"--json"}
		for _, a := range strings.Fields(args) {
			if !strings.HasPrefix(a, "--") && !strings.Contains(a, ":") {
				a = filepath.Join(dir, a)
			}
			all = append(all, a)
		}
		var out, errs bytes.Buffer
		exit := signedFile(all, &out, &errs, court.English, court.ClockFunc(november))
		var v esign.Verdict
		if err := json.Unmarshal(out.Bytes(), &v); err != nil {
			t.Fatalf("%s: %v %s", args, err, errs.String())
		}
		if exit != want.exit || v.Exit != exit || v.Outcome != want.outcome || v.Reason != want.reason {
			t.Errorf("%s: %d %s %s, want %d %s %s", args, exit, v.Outcome, v.Reason, want.exit, want.outcome, want.reason)
		}
		signatureInWords(t, all[1:], exit)
	}
}

// signatureInWords sees that a person gets words, and no number of anybody.
func signatureInWords(t *testing.T, args []string, exit int) {
	for _, lang := range court.Langs() {
		var out bytes.Buffer
		got := signedFile(args, &out, &out, lang, court.ClockFunc(november))
		text := out.String()
		if got != exit || strings.Contains(text, "esign.") || strings.Contains(text, "790202300456") || strings.Contains(text, "{") {
			t.Errorf("%s: exit %d\n%s", lang, got, text)
		}
	}
}

// TestSignatureJSON: the members that others rely on.
func TestSignatureJSON(t *testing.T) {
	dir := files(t)
	var out bytes.Buffer
	signedFile([]string{"--json", "--trust", dir + "/trust", "--crl", dir + "/ca.crl", "--crl", dir + "/root.crl", dir + "/good.cms"}, &out, &out, court.English, court.ClockFunc(november))
	var v struct {
		Verdict, Reason string
		Signers         []map[string]any
	}
	if err := json.Unmarshal(out.Bytes(), &v); err != nil || v.Verdict != "valid" || v.Reason == "" || len(v.Signers) != 1 {
		t.Fatal(err, out.String())
	}
	for member, want := range map[string]any{"name": "ТӨЛЕУОВ ЕРЛАН", "iin": "••••••••0456", "bin": "123456789021", "algorithm": "GOST 34.10-2015 (512)",
		"signed_at": "2026-11-26T08:00:00Z", "level": "BES"} {
		if v.Signers[0][member] != want {
			t.Errorf("%s: %v", member, v.Signers[0][member])
		}
	}
}

func TestSignatureAskedWrongly(t *testing.T) {
	dir := files(t)
	for _, args := range [][]string{{}, {"a", "b"}, {"--at", "yesterday", dir + "/good.cms"}, {"--crl", "nowhere", dir + "/good.cms"}, {"nowhere"},
		{"--trust", dir + "/nowhere", dir + "/good.cms"}, {"--content", "nowhere", dir + "/good.cms"}, {"--else", "x"}} {
		var out bytes.Buffer
		if exit := run(append([]string{"signature"}, args...), &out, &out); exit != exitUnreadable || strings.Contains(out.String(), "esign.") {
			t.Errorf("%v: exit %d, %s", args, exit, &out)
		}
	}
}

// TestWhatWasHandedInIsNamed: revocation data that is none, and a trust list that is
// nowhere, are not passed over in silence.
func TestWhatWasHandedInIsNamed(t *testing.T) {
	dir := files(t)
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := errors.Join(os.Mkdir(at("empty"), 0o700), os.Mkdir(at("broken"), 0o700), os.WriteFile(at("broken/trust.json"), []byte("{"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ flag, file, says string }{
		{"--crl", "junk", "is no certificate revocation list"}, {"--ocsp", "ca.crl", "is no OCSP answer"}, {"--crl", "head.ocsp", "is no certificate revocation list"},
		{"--trust", "nowhere", "is no folder with a trust list"}, {"--trust", "empty", "is no folder with a trust list"}, {"--trust", "broken", "cannot be used"},
		{"--content", "empty", "cannot be read"},
	} {
		for _, lang := range court.Langs() {
			var errs strings.Builder
			code := signedFile([]string{c.flag, at(c.file), at("good.cms")}, &strings.Builder{}, &errs, lang, court.ClockFunc(november))
			if said := errs.String(); code != exitUnreadable || !strings.Contains(said, at(c.file)) || strings.Contains(said, "esign.") || lang == court.English && !strings.Contains(said, c.says) {
				t.Errorf("%s %s, %s: %d %s", c.flag, c.file, lang, code, said)
			}
		}
	}
}

// TestTakingTheOriginalOut: the original of a card is written where it is wanted, and
// over nothing.
func TestTakingTheOriginalOut(t *testing.T) {
	dir := files(t)
	out := filepath.Join(dir, "out")
	if err := os.Mkdir(out, 0o700); err != nil {
		t.Fatal(err)
	}
	var said, errs strings.Builder
	run := func() int {
		return signedFile([]string{"--trust", filepath.Join(dir, "trust"), "--crl", filepath.Join(dir, "ca.crl"), "--crl", filepath.Join(dir, "root.crl"), "--extract", out, filepath.Join(dir, "card.pdf")},
			&said, &errs, court.English, court.ClockFunc(november))
	}
	if code := run(); code != 0 || !strings.Contains(said.String(), "signed by nobody") {
		t.Fatalf("%d %s %s", code, said.String(), errs.String())
	}
	if b, err := os.ReadFile(filepath.Join(out, "claim.txt")); err != nil || string(b) != "Талап қою арызы" {
		t.Errorf("%q %v", b, err)
	}
	if code := run(); code != exitUnreadable {
		t.Errorf("written over: %d", code)
	}
}
