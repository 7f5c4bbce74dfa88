//go:build demo

package cli_test

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// A party's copy of the case is made while the court works, and is checked
// without it.
func TestExportWhileTheCourtWorks(t *testing.T) {
	verify, c := verifier(t), newCourt(t)
	c.serve()
	key := c.key()
	claimant := c.signIn("claimant")
	claimant.mustFile(t, "Талап арыз")

	var end atomic.Bool
	done := make(chan int)
	go func() {
		n := 0
		for ; !end.Load(); n++ {
			if _, err := claimant.file(rand.Text(), fmt.Sprintf("Қосымша %d", n)); err != nil {
				t.Error(err)
			}
		}
		done <- n
	}()
	var bundles []string
	for i := range 4 {
		bundles = append(bundles, c.export(fmt.Sprintf("%d.zip", i)))
		bundles = append(bundles, c.export(fmt.Sprintf("own-%d.zip", i), "--for", claimant.id))
	}
	end.Store(true)
	t.Logf("%d filings meanwhile", <-done)
	for _, b := range bundles {
		if code, out := verify("--key", key, "--log", c.url+"/log", b); code != 0 {
			t.Errorf("%s: exit %d\n%s", filepath.Base(b), code, out)
		}
	}
	if code := c.stop(); code != 0 {
		t.Errorf("SIGTERM: exit %d\n%s", code, c.errs.String())
	}
	// What was acknowledged last was signed on the way out.
	if code, out := verify("--key", key, c.export("after.zip")); code != 0 {
		t.Errorf("after the end: exit %d\n%s", code, out)
	}
}

func TestExportRefusals(t *testing.T) {
	c := newCourt(t)
	out := filepath.Join(t.TempDir(), "b.zip")
	if code, _, errs := c.run("export", "--case", theCase, "--out", out); code != 1 || !strings.Contains(errs, "no court keys") {
		t.Errorf("no court there: %d %q", code, errs)
	}
	c.serve()
	for _, a := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a case that is not there", []string{"--case", "1-2-3", "--out", out}, 1, ""},
		{"somebody else's case", []string{"--case", theCase, "--for", "p-0123456789abcdef", "--out", out}, 1, ""},
		{"no place to write", []string{"--case", theCase, "--out", filepath.Join(out, "x", "b.zip")}, 1, "cannot be written"},
		{"no case", []string{"--out", out}, 2, "tarazy export"},
		{"a word too many", []string{"--case", theCase, "--out", out, "now"}, 2, "now"},
	} {
		code, _, errs := c.run("export", a.args...)
		if code != a.code || !strings.Contains(errs, a.says) || strings.Count(strings.TrimSpace(errs), "\n") > 1 {
			t.Errorf("%s: exit %d %q", a.name, code, errs)
		}
	}
}
