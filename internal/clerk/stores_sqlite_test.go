package clerk_test

import (
	"path/filepath"
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/store"
)

func durable(t testing.TB) []openStore {
	return []openStore{{"sqlite", func(c court.Clock) clerk.Store {
		s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "tarazy.sqlite"), Log: testLog, Clock: c})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}}}
}
