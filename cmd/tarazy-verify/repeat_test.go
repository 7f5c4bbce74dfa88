package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"tarazy/internal/record"
)

// national is a bundle of package record's with electronic signatures, and trust lists.
func national(t *testing.T) string {
	return made(t, "TestActsSignedElectronically", "TARAZY_NATIONAL")
}

// The electronic signatures of a bundle are checked anew by the reader's own trust
// list, at the moment the record gives and with what the court kept.
func TestRepeat(t *testing.T) {
	dir := national(t)
	bundle := filepath.Join(dir, "bundle")
	ask := func(trust string) record.Report {
		var out, errs bytes.Buffer
		exit := run([]string{"--json", "--trust", filepath.Join(dir, trust), bundle}, &out, &errs)
		var r record.Report
		if err := json.Unmarshal(out.Bytes(), &r); err != nil || r.Exit != exit {
			t.Fatalf("%v %s", err, errs.String())
		}
		return r
	}
	r := ask("trust")
	if r.Exit != 3 || len(r.Repeated) != 2 {
		t.Fatalf("exit %d, %+v", r.Exit, r.Repeated)
	}
	for _, s := range r.Repeated {
		if s.Kept != "valid" || s.Verdict != "valid" || s.Reason != "esign.reason.good_proven" || s.Name == "" || !strings.HasPrefix(s.IIN, "••••••••") {
			t.Errorf("%+v", s)
		}
	}
	if r := ask("stranger"); r.Exit != 1 || r.Repeated[0].Verdict != "unknown_issuer" {
		t.Errorf("by a list that knows another of the same name: %d %+v", r.Exit, r.Repeated)
	}
	for _, lang := range []string{"kk", "ru", "en"} {
		t.Setenv("LC_ALL", lang)
		var out bytes.Buffer
		if exit := run([]string{"--trust", filepath.Join(dir, "trust"), bundle}, &out, &out); exit != 3 || strings.Contains(out.String(), "verifier.repeated") || strings.Contains(out.String(), "esign.") {
			t.Errorf("%s: exit %d\n%s", lang, exit, out.String())
		}
	}
}
