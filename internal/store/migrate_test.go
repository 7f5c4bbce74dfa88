package store_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/store"
	"tarazy/internal/store/storetest"
)

// TestDataFromBeforeTheChain opens data whose events had an index over
// (stream, version) instead of the one before them. All is as it was, and the
// log goes on.
func TestDataFromBeforeTheChain(t *testing.T) {
	for _, e := range cluster.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			path := e.Path(t)
			s := storetest.Open(t, path, court.ClockFunc(time.Now))
			for i := range 3 {
				mustDo(t, add(s, fmt.Sprintf("k%d", i)), write(s, "ffeeddccbbaa99887766554433221100", fmt.Sprintf("other%d", i)))
			}
			mustDo(t, s.Close(), storetest.Exec(path, before(t, e.Name)))
			s = storetest.Open(t, path, court.ClockFunc(time.Now))
			if err := add(s, "k1"); !fault.Is(err, fault.KindConflict) {
				t.Errorf("an act happened again: %v", err)
			}
			mustDo(t, add(s, "k3"))
			healthy(t, s, 7)
			mustDo(t, s.View(t.Context(), func(v clerk.View) error {
				leaves, err := v.Leaves("00112233445566778899aabbccddeeff", 1)
				if fmt.Sprint(leaves) != "[2 4 6]" {
					t.Errorf("leaves %v", leaves)
				}
				return err
			}))
		})
	}
}

func mustDo(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func write(s *store.Store, stream court.StreamID, key string) error {
	return s.Act(context.Background(), func(tx clerk.Tx) error {
		_, err := tx.Append(record.Draft{Stream: stream, Type: "case.noted", By: court.Actor{Person: "p-1", Role: court.Judge}, Key: key})
		return err
	})
}

// healthy lets doctor's check read everything.
func healthy(t *testing.T, s *store.Store, size int64) {
	t.Helper()
	if have, err := s.Size(t.Context()); err != nil || have != size {
		t.Errorf("size %d, %v", have, err)
	}
	found := func(key string, args fault.Args) { t.Errorf("%s %v", key, args) }
	mustDo(t, s.CheckSchema(t.Context(), found))
	mustDo(t, s.Check(t.Context(), record.Checkpoint{}, found, func(clerk.View, []court.StreamID) error { return nil }))
}

// before takes a database back to how the first migrations made it.
func before(t *testing.T, engine string) string {
	read := func(name, until string) string {
		b, err := os.ReadFile("migrations/" + name)
		if err != nil {
			t.Fatal(err)
		}
		text, _, _ := strings.Cut(string(b), until)
		return text
	}
	const aside = `ALTER TABLE events RENAME TO e; ALTER TABLE streams RENAME TO s; DROP INDEX events_prev; DROP INDEX events_first; DROP INDEX events_act;`
	const back = `INSERT INTO streams SELECT stream, kind, secret, version, secret FROM s;
		INSERT INTO events SELECT leaf, stream, version, log, header, payload, tag, act_key, act_len FROM e;
		DROP TABLE e; DROP TABLE s; DELETE FROM goose_db_version WHERE version_id > 2;`
	tables := read("0001_record.sql", "-- The tree's hashes")
	if engine == "sqlite" {
		words := strings.NewReplacer("{{bytes}}", "BLOB", "BIGINT", "INTEGER", "\n);", "\n) STRICT;")
		return aside + words.Replace(tables) + back
	}
	return aside + `ALTER TABLE e DROP CONSTRAINT events_pkey; ALTER TABLE s DROP CONSTRAINT streams_pkey;` +
		strings.ReplaceAll(tables, "{{bytes}}", "BYTEA") + back +
		strings.ReplaceAll(read("0002_append_only.postgres.sql", "CREATE TRIGGER tree_keep"), "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
}
