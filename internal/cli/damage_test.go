//go:build demo

package cli_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// answer asks as a person and takes whatever comes.
func (p *person) answer(t *testing.T, path string) (int, string) {
	t.Helper()
	resp, err := p.http.Get(p.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// What was accepted and is gone is the court's failure, and no page says that
// it never was; what was edited is published to nobody, and said to be so.
func TestDamageIsSaid(t *testing.T) {
	c := newCourt(t)
	c.serve()
	claimant := c.signIn("claimant")
	claimant.mustFile(t, "Талап арыз")
	c.checkpoint(c.size())
	file := c.blobs()[0]
	document := theCasePath + "/documents/" + filepath.Base(file)
	if code, _ := claimant.answer(t, document); code != http.StatusOK {
		t.Fatalf("the document: %d", code)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	code, page := claimant.answer(t, document)
	if code != http.StatusServiceUnavailable || !strings.Contains(page, "бергеніңіз жоғалған жоқ") {
		t.Errorf("a document that is gone: %d %s", code, page)
	}
	if !strings.Contains(c.errs.String(), "a filed document is missing") {
		t.Error("the log says nothing of it")
	}
	out := filepath.Join(t.TempDir(), "case.zip")
	if code, _, errs := c.run("export", "--case", theCase, "--out", out); code != 1 || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "nothing was written") {
		t.Errorf("export without the document: %d %q", code, errs)
	}
	c.stop()
	c.edit(`UPDATE events SET tag = zeroblob(32) WHERE ` + theFiling)
	c.serve()
	if _, text := c.ready(); !strings.Contains(text, "entries ok\n") {
		t.Errorf("before anybody asks: %q", text)
	}
	if code, _ := (&person{http: http.DefaultClient, base: c.url}).answer(t, fmt.Sprintf("/log/tile/entries/000.p/%d", c.size())); code != http.StatusServiceUnavailable {
		t.Errorf("entries with an edited tag: %d", code)
	}
	if code, text := c.ready(); code != http.StatusServiceUnavailable || !strings.Contains(text, "entries altered\n") {
		t.Errorf("ready: %d %q", code, text)
	}
	c.stop()
	c.edit(`UPDATE events SET payload = CAST(substr(payload, 1, 40) || x'00' || substr(payload, 42) AS BLOB) WHERE ` + theFiling)
	if code, _, errs := c.run("export", "--case", theCase, "--out", out); code != 1 || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "nothing was written") {
		t.Errorf("export of a damaged record: %d %q", code, errs)
	}
	note := filepath.Join(t.TempDir(), "note")
	if err := os.WriteFile(note, []byte("no note\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := c.run("recover", "--checkpoint", note, "--reason", "a loss"); code != 1 || !strings.Contains(errs, "no signed checkpoint") {
		t.Errorf("recover by no checkpoint: %d %q", code, errs)
	}
}
