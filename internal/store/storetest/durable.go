package storetest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/record"
	"tarazy/internal/store"
)

// Durable is what a store on a database promises beyond the contract.
func Durable(t *testing.T, e Engine) {
	t.Run("contract", func(t *testing.T) {
		Contract(t, func(t testing.TB, c court.Clock) clerk.Store { return Open(t, e.Path(t), c) })
	})
	for _, c := range []struct {
		name string
		test func(*testing.T, Engine, string)
	}{
		{"acts stand after reopening", reopened},
		{"the tree is that of the entries", tree},
		{"a second writer is refused", secondWriter},
		{"a reader stands beside the writer", reader},
		{"there is nothing to read where nothing was written", nothing},
		{"data of a newer program are refused", newer},
		{"no word of a case is readable in the files", unreadable},
		{"another key opens nothing", otherKey},
		{"a new epoch goes on with the tree", epoch},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, e, e.Path(t)) })
	}
}

func reopened(t *testing.T, _ Engine, path string) {
	s := Open(t, path, wall())
	now := time.Now()
	keys := []string{"b", clerk.NewKey(now), clerk.NewKey(now.Add(-time.Hour)), clerk.NewKey(now.Add(time.Hour))}
	for _, key := range keys {
		must(t, add(s, draft(streamA, key)))
	}
	must(t, s.Close())
	s = Open(t, path, wall())
	must(t, add(s, draft(streamA, "d")))
	for _, key := range keys {
		if err := add(s, draft(streamA, key)); err == nil {
			t.Errorf("the act %s happened again after reopening", key)
		}
	}
	whole(t, events(t, s, streamA), 5)
	checkTree(t, s)
}

func tree(t *testing.T, _ Engine, path string) {
	s := Open(t, path, wall())
	for i := range 70 {
		drafts := make([]record.Draft, i%5+1)
		for n := range drafts {
			drafts[n] = draft(streamA, "act-"+string(rune('0'+i)))
		}
		must(t, add(s, drafts...))
	}
	checkTree(t, s)
	size, err := s.Size(t.Context())
	must(t, err)
	if _, err := s.Entries(t.Context(), 0, size+1); err == nil {
		t.Error("entries that are not there were given")
	}
}

// checkTree rebuilds the tree from the entries and compares every root.
func checkTree(t *testing.T, s *store.Store) {
	t.Helper()
	size, err := s.Size(t.Context())
	must(t, err)
	entries, err := s.Entries(t.Context(), 0, size)
	must(t, err)
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(idx []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(idx))
		for i, n := range idx {
			out[i] = stored[n]
		}
		return out, nil
	})
	for n, e := range entries {
		hs, err := tlog.StoredHashes(int64(n), e, reader)
		must(t, err)
		stored = append(stored, hs...)
		want, err1 := tlog.TreeHash(int64(n+1), reader)
		got, err2 := record.Root(s, int64(n+1))
		if err1 != nil || err2 != nil || record.Hash(want) != got {
			t.Fatalf("root of %d: %v, want %v (%v, %v)", n+1, got, want, err1, err2)
		}
	}
}

func secondWriter(t *testing.T, _ Engine, path string) {
	s := Open(t, path, wall())
	// Whatever name the second one has for the log.
	c := store.Config{Path: path, Log: "other.example/log/1", WrapKey: [32]byte{1}, Clock: wall()}
	if _, err := store.Open(t.Context(), c); !errors.Is(err, store.ErrBusy) {
		t.Errorf("second writer: %v", err)
	}
	must(t, add(s, draft(streamA, "still")))
	must(t, s.Close())
	next, err := store.Open(t.Context(), c)
	must(t, err)
	if next.Log() != Log {
		t.Errorf("the log is %s now", next.Log())
	}
	must(t, next.Close())
}

func readOnly(path string) store.Config {
	return store.Config{Path: path, WrapKey: [32]byte{1}, Clock: wall(), ReadOnly: true}
}

func reader(t *testing.T, _ Engine, path string) {
	s := Open(t, path, wall())
	must(t, add(s, draft(streamA, "a")))
	r, err := store.Open(t.Context(), readOnly(path))
	must(t, err)
	defer r.Close()
	must(t, add(s, draft(streamA, "b")))
	whole(t, events(t, r, streamA), 2)
	checkTree(t, r)
	if r.Log() != Log {
		t.Errorf("the reader's log is %s", r.Log())
	}
	if err := add(r, draft(streamA, "c")); err == nil {
		t.Error("a reader wrote")
	}
}

func nothing(t *testing.T, _ Engine, path string) {
	if _, err := store.Open(t.Context(), readOnly(path)); !errors.Is(err, store.ErrEmpty) {
		t.Errorf("read nothing: %v", err)
	}
}

func newer(t *testing.T, _ Engine, path string) {
	s := Open(t, path, wall())
	must(t, add(s, draft(streamA, "a")))
	must(t, s.Close())
	must(t, Exec(path, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, `+truth(path)+`)`))
	for _, c := range []store.Config{readOnly(path), {Path: path, Log: Log, Clock: wall()}} {
		if _, err := store.Open(t.Context(), c); !errors.Is(err, store.ErrNewer) || strings.Contains(err.Error(), "\n") {
			t.Errorf("read-only %v: %v", c.ReadOnly, err)
		}
	}
}

func truth(path string) string {
	if strings.HasPrefix(path, "postgres") {
		return "true"
	}
	return "1"
}

func unreadable(t *testing.T, e Engine, path string) {
	s := Open(t, path, wall())
	must(t, add(s, draft(streamA, "secret")))
	must(t, s.Close())
	for _, f := range e.Files(t, path) {
		b, err := os.ReadFile(f)
		if errors.Is(err, fs.ErrNotExist) {
			continue // PostgreSQL put it away meanwhile
		}
		must(t, err)
		if strings.Contains(string(b), secretText) {
			t.Errorf("%s holds the text of an event", f)
		}
	}
}

// below are the files under dir.
func below(t testing.TB, dir string) (out []string) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && d.Type().IsRegular() {
			out = append(out, path)
		}
		return err
	})
	must(t, err)
	if len(out) == 0 {
		t.Fatalf("no files in %s", dir)
	}
	return out
}

func otherKey(t *testing.T, _ Engine, path string) {
	s := Open(t, path, wall())
	must(t, add(s, draft(streamA, "a")))
	must(t, s.Close())
	c := readOnly(path)
	c.WrapKey = [32]byte{2}
	r, err := store.Open(t.Context(), c)
	must(t, err)
	defer r.Close()
	err = r.View(context.Background(), func(v clerk.View) error {
		_, err := v.Events(streamA, 0)
		return err
	})
	if err == nil {
		t.Error("another wrap key opened the events")
	}
}

func epoch(t *testing.T, _ Engine, path string) {
	s := Open(t, path, wall())
	must(t, add(s, draft(streamA, "a")))
	must(t, s.NewEpoch(t.Context(), "localhost/log/2", 2))
	must(t, add(s, draft(streamA, "b")))
	got := events(t, s, streamA)
	whole(t, got, 2)
	if got[0].Header.Log != Log || got[1].Header.Log != "localhost/log/2" {
		t.Errorf("logs %s, %s", got[0].Header.Log, got[1].Header.Log)
	}
	checkTree(t, s)
}
