// Package storetest is what every store must do, as tests: Contract for
// whatever keeps a record and registers, Durable for the SQL ones. SQLite and
// PostgreSQL pass the same suite; that, and no abstraction, is what makes them
// equal.
package storetest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/record"
	"tarazy/internal/store"
)

// Log is the log the tests write.
const Log = "localhost/log/1"

const (
	streamA = court.StreamID("00112233445566778899aabbccddeeff")
	streamB = court.StreamID("ffeeddccbbaa99887766554433221100")
)

// Engine is one database a store can stand on.
type Engine struct {
	Name string
	// Path makes an empty place for one store and answers its store.Config.Path.
	Path func(t testing.TB) string
	// Files are where the database keeps what was written to the path.
	Files func(t testing.TB, path string) []string
}

// Engines are SQLite and the cluster's PostgreSQL.
func (c *Cluster) Engines() []Engine {
	return []Engine{
		{"sqlite", func(t testing.TB) string { return filepath.Join(t.TempDir(), "t.sqlite") },
			func(t testing.TB, path string) []string { return below(t, filepath.Dir(path)) }},
		{"postgres", c.Database,
			func(t testing.TB, path string) []string { return below(t, filepath.Join(c.dir, "data")) }},
	}
}

// Open opens a store that the test closes.
func Open(t testing.TB, path string, clock court.Clock) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: path, Log: Log, WrapKey: [32]byte{1}, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// wall is the machine's clock.
func wall() court.Clock { return court.ClockFunc(time.Now) }

func draft(stream court.StreamID, key string) record.Draft {
	return record.Draft{Stream: stream, Type: "case.noted", By: court.Actor{Person: "p-1", Role: court.Judge},
		Data: map[string]any{"text": secretText}, Key: key}
}

// secretText must not be readable in any file of the database.
const secretText = "қазақша"

func add(s clerk.Store, drafts ...record.Draft) error {
	return s.Act(context.Background(), func(tx clerk.Tx) error {
		_, err := tx.Append(drafts...)
		return err
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func view(t testing.TB, s clerk.Store, fn func(clerk.View) error) {
	t.Helper()
	must(t, s.View(context.Background(), fn))
}

func events(t testing.TB, s clerk.Store, stream court.StreamID) (out []record.Event) {
	t.Helper()
	view(t, s, func(v clerk.View) (err error) {
		out, err = v.Events(stream, 0)
		return err
	})
	return out
}

// whole checks that a stream's events are chained from № 1, with payloads.
func whole(t testing.TB, got []record.Event, n int) {
	t.Helper()
	if len(got) != n {
		t.Fatalf("%d events, want %d", len(got), n)
	}
	var prev record.Hash
	for i, e := range got {
		if e.Header.Prev != prev || e.Header.Version != uint64(i+1) || e.Payload == nil {
			t.Errorf("event %d: %+v", i+1, e)
		}
		prev = e.Header.Hash()
	}
}
