package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/store"
)

const stream = court.StreamID("00112233445566778899aabbccddeeff")

func open(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{
		Path: path, Log: "localhost/log/1", WrapKey: [32]byte{1}, Clock: court.ClockFunc(time.Now),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func draft(key string) record.Draft {
	return record.Draft{Stream: stream, Type: "case.noted", By: court.Actor{Person: "p-1", Role: court.Judge},
		Data: map[string]any{"text": "қазақша"}, Key: key}
}

func add(s *store.Store, key string) error {
	return s.Act(context.Background(), func(tx clerk.Tx) error {
		_, err := tx.Append(draft(key))
		return err
	})
}

func events(t *testing.T, s *store.Store) (out []record.Event) {
	t.Helper()
	err := s.View(t.Context(), func(v clerk.View) (err error) {
		out, err = v.Events(stream, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestActsStandAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.sqlite")
	s := open(t, path)
	for _, key := range []string{"a", "b", "c"} {
		if err := add(s, key); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	s = open(t, path)
	defer s.Close()
	if err := add(s, "d"); err != nil {
		t.Fatal(err)
	}
	got := events(t, s)
	if len(got) != 4 {
		t.Fatalf("%d events, want 4", len(got))
	}
	var prev record.Hash
	for i, e := range got {
		if e.Header.Prev != prev || e.Header.Version != uint64(i+1) || e.Payload == nil {
			t.Errorf("event %d: %+v", i+1, e)
		}
		prev = e.Header.Hash()
	}
}

func TestARefusedActTakesNoOtherWithIt(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "t.sqlite"))
	defer s.Close()
	refused := errors.New("refused")
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			err := s.Act(context.Background(), func(tx clerk.Tx) error {
				if _, err := tx.Append(draft("k" + string(rune('A'+i)))); err != nil {
					return err
				}
				if err := tx.Put(clerk.Row{Kind: "x", Key: string(rune('A' + i)), Owner: "o", Doc: []byte("{}")}); err != nil {
					return err
				}
				if i%3 == 0 {
					return refused
				}
				return nil
			})
			if (i%3 == 0) != errors.Is(err, refused) {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if got := len(events(t, s)); got != 40 {
		t.Errorf("%d events, want 40", got)
	}
	s.View(t.Context(), func(v clerk.View) error {
		rows, err := v.Rows("x", "o")
		if err != nil || len(rows) != 40 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		return nil
	})
	checkTree(t, s)
}

// checkTree rebuilds the tree from the entries and compares every root.
func checkTree(t *testing.T, s *store.Store) {
	t.Helper()
	size, err := s.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	entries, err := s.Entries(t.Context(), 0, size)
	if err != nil {
		t.Fatal(err)
	}
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
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hs...)
		want, err1 := tlog.TreeHash(int64(n+1), reader)
		got, err2 := record.Root(s, int64(n+1))
		if err1 != nil || err2 != nil || record.Hash(want) != got {
			t.Fatalf("root of %d: %v, want %v (%v, %v)", n+1, got, want, err1, err2)
		}
	}
}

func TestAnActHappensOnce(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "t.sqlite"))
	defer s.Close()
	if err := add(s, "once"); err != nil {
		t.Fatal(err)
	}
	if err := add(s, "once"); !fault.Is(err, fault.KindConflict) {
		t.Errorf("second time: %v", err)
	}
	s.View(t.Context(), func(v clerk.View) error {
		refs, found, err := v.Acted("p-1", "once")
		if err != nil || !found || len(refs) != 1 || refs[0].Version != 1 {
			t.Errorf("acted: %v %v %v", refs, found, err)
		}
		return nil
	})
}

func TestASecondWriterIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.sqlite")
	s := open(t, path)
	defer s.Close()
	_, err := store.Open(t.Context(), store.Config{Path: path, Log: "localhost/log/1", Clock: court.ClockFunc(time.Now)})
	if !errors.Is(err, store.ErrBusy) {
		t.Errorf("second writer: %v", err)
	}
}

func TestNoWordOfACaseIsReadableInTheFile(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "t.sqlite"))
	if err := add(s, "secret"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "қазақша") {
			t.Errorf("%s holds the text of an event", f)
		}
	}
}

func TestTimeNeverRunsBack(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "t.sqlite"), Log: "localhost/log/1",
		Clock: court.ClockFunc(func() time.Time { now = now.Add(-time.Minute); return now })})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, k := range []string{"a", "b"} {
		if err := add(s, k); err != nil {
			t.Fatal(err)
		}
	}
	if e := events(t, s); e[1].Payload.At.Before(e[0].Payload.At.Time) {
		t.Errorf("%v before %v", e[1].Payload.At, e[0].Payload.At)
	}
}
