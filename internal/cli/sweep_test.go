//go:build demo

package cli_test

import (
	"crypto/rand"
	"os"
	"strings"
	"testing"
	"time"
)

// A document that nobody filed for a day is gone soon after the court starts;
// the page that would have filed it asks for it again. What was filed stays.
func TestSweepAtTheStart(t *testing.T) {
	c := newCourt(t)
	c.serve()
	claimant := c.signIn("claimant")
	claimant.mustFile(t, "Талап арыз")
	filed := c.blobs()[0]
	late, err := claimant.chosen(rand.Text(), "Кеш")
	if err != nil {
		t.Fatal(err)
	}
	soon, err := claimant.chosen(rand.Text(), "Ерте")
	if err != nil {
		t.Fatal(err)
	}
	c.stop()
	last := time.Now().Add(-48 * time.Hour)
	for _, file := range c.blobs() {
		if strings.HasSuffix(file, soon.Get("blob")) {
			continue
		}
		if err := os.Chtimes(file, last, last); err != nil {
			t.Fatal(err)
		}
	}
	c.serve()
	claimant = c.signIn("claimant")
	for tries := 0; len(c.blobs()) > 2; tries++ {
		if tries > 1000 {
			t.Fatal("nothing is taken away")
		}
		time.Sleep(20 * time.Millisecond)
	}
	if _, err := os.Stat(filed); err != nil {
		t.Error(err)
	}
	late.Set("csrf", claimant.csrf)
	if where, err := claimant.confirm(late); err == nil || !strings.Contains(err.Error(), "409") {
		t.Errorf("filed what is gone: %s %v", where, err)
	}
	soon.Set("csrf", claimant.csrf)
	if where, err := claimant.confirm(soon); err != nil || !strings.Contains(where, "/filings/") {
		t.Errorf("not filed: %s %v", where, err)
	}
	c.must("doctor")
}
