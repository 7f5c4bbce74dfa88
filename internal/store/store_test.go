package store_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/record"
	"tarazy/internal/store"
	"tarazy/internal/store/storetest"
)

var (
	cluster storetest.Cluster
	update  = flag.Bool("update", false, "write the schema dumps anew")
)

func TestMain(m *testing.M) { os.Exit(cluster.Main(m)) }

func TestEnginesAreEqual(t *testing.T) {
	for _, e := range cluster.Engines() {
		t.Run(e.Name, func(t *testing.T) { storetest.Durable(t, e) })
	}
}

func add(s *store.Store, key string) error {
	return s.Act(context.Background(), func(tx clerk.Tx) error {
		_, err := tx.Append(record.Draft{Stream: "00112233445566778899aabbccddeeff", Type: "case.noted",
			By: court.Actor{Person: "p-1", Role: court.Judge}, Data: map[string]any{"n": 1}, Key: key})
		return err
	})
}

// TestSchema holds what the migrations make: a change of it must be seen, and
// doctor compares databases with it.
func TestSchema(t *testing.T) {
	for _, e := range cluster.Engines() {
		t.Run(e.Name, func(t *testing.T) {
			path := e.Path(t)
			s := storetest.Open(t, path, court.ClockFunc(time.Now))
			objects, err := s.Schema(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for file, got := range map[string]string{"schema." + e.Name + ".sql": dump(t, e.Name, path), "objects." + e.Name + ".txt": strings.Join(objects, "\n") + "\n"} {
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil || got != string(want) {
					t.Errorf("%s is not what the migrations make (-update writes it anew): %v\n%s", file, err, got)
				}
			}
		})
	}
}

func dump(t *testing.T, engine, path string) string {
	if engine == "sqlite" {
		rows, err := storetest.Column(path, `SELECT sql || ';' FROM sqlite_master
			WHERE sql IS NOT NULL AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' ORDER BY rowid`)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(rows, "\n\n") + "\n"
	}
	program, err := storetest.Program("pg_dump")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "--schema-only", "--no-owner", "--no-privileges", "--exclude-table=goose*", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for l := range strings.Lines(string(out)) {
		l = strings.TrimRight(l, "\n")
		noise := strings.HasPrefix(l, "--") || strings.HasPrefix(l, "SET ") || strings.HasPrefix(l, "SELECT pg_catalog") || strings.HasPrefix(l, `\`)
		if noise || l == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, l)
	}
	return strings.TrimSpace(strings.Join(lines, "\n")) + "\n"
}

// TestNobodyRewritesByHand: in PostgreSQL the database itself refuses to
// change or drop what was written, and lets a payload be erased.
func TestNobodyRewritesByHand(t *testing.T) {
	path := cluster.Database(t)
	s := storetest.Open(t, path, court.ClockFunc(time.Now))
	if err := add(s, "a"); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`UPDATE events SET header = 'x'`, `UPDATE events SET payload = 'x'`, `UPDATE events SET payload = NULL, version = 9`,
		`DELETE FROM events`, `TRUNCATE events`, `UPDATE tree SET hash = 'x'`, `DELETE FROM tree`, `TRUNCATE tree`,
	} {
		if err := storetest.Exec(path, statement); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if err := storetest.Exec(path, `UPDATE events SET payload = NULL`); err != nil {
		t.Errorf("erase: %v", err)
	}
}

// TestEachNamesWhatIsMissing: who asks for every event is not given fewer.
func TestEachNamesWhatIsMissing(t *testing.T) {
	for name, statement := range map[string]string{
		"an event": `DELETE FROM events WHERE leaf = 1`, "a payload": `UPDATE events SET payload = NULL WHERE leaf = 1`,
		"a stream": `DELETE FROM streams`, "a secret": `UPDATE streams SET secret = zeroblob(60)`,
	} {
		e := cluster.Engines()[0]
		path := e.Path(t)
		s := storetest.Open(t, path, court.ClockFunc(time.Now))
		mustDo(t, add(s, "a"), add(s, "b"), add(s, "c"))
		all := func(record.Event) error { return nil }
		mustDo(t, s.Each(t.Context(), all), storetest.Exec(path, statement))
		if s.Each(t.Context(), all) == nil {
			t.Errorf("%s taken out: nothing is said", name)
		}
	}
}

// TestTheDatabaseGoesAway: PostgreSQL ends the writer's session. Acts fail
// until there is a new one; then the log goes on where it stood.
func TestTheDatabaseGoesAway(t *testing.T) {
	path := cluster.Database(t)
	s := storetest.Open(t, path, court.ClockFunc(time.Now))
	if err := add(s, "before"); err != nil {
		t.Fatal(err)
	}
	err := storetest.Exec(path, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for add(s, "after") != nil {
		if failed++; failed > 100 {
			t.Fatal("the store does not come back")
		}
		time.Sleep(50 * time.Millisecond)
	}
	if failed == 0 {
		t.Error("the session was not lost")
	}
	size, err := s.Size(t.Context())
	if err != nil || size != 2 {
		t.Errorf("size %d, %v", size, err)
	}
	_, err = store.Open(t.Context(), store.Config{Path: path, Log: storetest.Log, Clock: court.ClockFunc(time.Now)})
	if !errors.Is(err, store.ErrBusy) {
		t.Errorf("the lock was lost: %v", err)
	}
}
