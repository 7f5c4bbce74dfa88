//go:build demo

package cli_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Keys are made only where there are no data: a new key in the place of a lost
// one opens nothing, and hides that the old one is wanted.
func TestALostKeyIsNamedAndNotReplaced(t *testing.T) {
	whole := newCourt(t)
	whole.serve()
	whole.signIn("claimant").mustFile(t, "Талап арыз")
	whole.stop()
	for _, key := range []string{"wrap.key", "log.key"} {
		c := whole.copied(t)
		path := filepath.Join(c.keys, key)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		code, _, errs := tarazy(t, c.serveArgs()...)
		if code != 1 || !strings.Contains(errs, c.keys) || strings.Count(strings.TrimSpace(errs), "\n") > 0 {
			t.Errorf("%s: exit %d\n%s", key, code, errs)
		}
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: a new one was made (%v)", key, err)
		}
	}
}

// A key that is damaged is named by its file, in one line; so is an
// address of a media server that is none.
func TestADamagedKeyIsNamed(t *testing.T) {
	c := newCourt(t)
	c.serve()
	c.stop()
	code, _, errs := tarazy(t, append(c.serveArgs(), "--livekit", "nowhere")...)
	if code != 1 || strings.TrimSpace(errs) != "This is no URL of a media server: nowhere" {
		t.Errorf("no URL: exit %d %q", code, errs)
	}
	path := filepath.Join(c.keys, "log.key")
	if err := os.WriteFile(path, []byte("x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := tarazy(t, c.serveArgs()...); code != 1 || strings.TrimSpace(errs) != "The key file is damaged: "+path {
		t.Errorf("serve: exit %d %q", code, errs)
	}
	if code, said, errs := tarazy(t, "doctor", "--data", c.data, "--keys", c.keys); code != 1 || !strings.Contains(said+errs, "The key file is damaged: "+path) {
		t.Errorf("doctor: exit %d %q %q", code, said, errs)
	}
}

// What everybody on the machine can read is no secret: such a key is named, and
// the record's own file is nobody else's, and whole once the court has stopped.
func TestFilesAreTheCourtsOwn(t *testing.T) {
	whole := newCourt(t)
	whole.serve()
	whole.signIn("claimant").mustFile(t, "Талап арыз")
	whole.stop()
	st, err := os.Stat(filepath.Join(whole.data, "tarazy.sqlite"))
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the record's file: %v %v", st.Mode(), err)
	}
	alone := whole.copied(t)
	for _, beside := range []string{"-wal", "-shm"} {
		os.Remove(filepath.Join(alone.data, "tarazy.sqlite"+beside))
	}
	alone.must("doctor")
	for _, key := range []string{"wrap.key", "log.key", "session.key"} {
		c := whole.copied(t)
		if err := os.Chmod(filepath.Join(c.keys, key), 0o644); err != nil {
			t.Fatal(err)
		}
		code, _, errs := tarazy(t, c.serveArgs()...)
		if code != 1 || !strings.Contains(errs, key) || strings.Count(strings.TrimSpace(errs), "\n") > 0 {
			t.Errorf("%s: exit %d\n%s", key, code, errs)
		}
	}
}
