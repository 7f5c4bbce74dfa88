//go:build demo

package cli_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"tarazy/internal/store/storetest"
)

// edit changes the database behind the court's back.
func (c *court) edit(statements ...string) {
	c.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(c.data, "tarazy.sqlite"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		r, err := db.Exec(s)
		if err != nil {
			c.t.Fatalf("%s: %v", s, err)
		}
		if n, _ := r.RowsAffected(); n == 0 {
			c.t.Fatalf("%s: changed nothing", s)
		}
	}
}

// ask reads one value of the database.
func (c *court) ask(query string) (v string) {
	c.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(c.data, "tarazy.sqlite"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query).Scan(&v); err != nil {
		c.t.Fatalf("%s: %v", query, err)
	}
	return v
}

// copied is the court's files as they are now, in another place.
func (c *court) copied(t testing.TB) *court {
	t.Helper()
	other := newCourt(t)
	if err := os.CopyFS(other.data, os.DirFS(c.data)); err != nil {
		t.Fatal(err)
	}
	copyKeys(t, c.keys, other.keys)
	return other
}

// copyKeys copies a keys directory; CopyFS alone opens the copies to all.
func copyKeys(t testing.TB, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	keys, err := filepath.Glob(filepath.Join(to, "*"))
	for _, key := range keys {
		err = errors.Join(err, os.Chmod(key, 0o600))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// size is how many entries the log has.
func (c *court) size() (n int64) {
	fmt.Sscan(c.ask(`SELECT COUNT(*) FROM events`), &n)
	return n
}

func (c *court) blobs() []string {
	c.t.Helper()
	files, err := filepath.Glob(filepath.Join(c.data, "blobs", "??", "*"))
	if err != nil || len(files) == 0 {
		c.t.Fatal("no documents", err)
	}
	return files
}

// theFiling finds the claim in the database: the case's stream is the only one
// that has a register row of its kind.
const theFiling = `leaf = (SELECT MAX(leaf) FROM events WHERE stream = (SELECT id FROM registers WHERE kind = 'case'))`

func TestDoctorNamesWhatIsWrong(t *testing.T) {
	whole := newCourt(t)
	whole.serve()
	claimant := whole.signIn("claimant")
	claimant.mustFile(t, "Талап арыз")
	// So far ahead that its waiting room does not open behind the last filing.
	if _, err := whole.signIn("judge").scheduleAt("schedule-key-0001", in(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	claimant.mustFile(t, "Өтінішхат")
	whole.must("doctor") // beside the court that runs
	whole.stop()
	whole.must("doctor")
	stream, no := whole.ask(`SELECT stream FROM events WHERE `+theFiling), whole.ask(`SELECT version FROM events WHERE `+theFiling)
	at := fmt.Sprintf("%s № %s", stream, no)
	person := whole.ask(`SELECT id FROM registers WHERE kind = 'person' LIMIT 1`)
	for _, a := range []struct {
		name string
		do   func(c *court)
		says []string // each in a line of its own
	}{
		{"a payload edited", func(c *court) {
			c.edit(`UPDATE events SET payload = CAST(substr(payload, 1, 40) || x'00' || substr(payload, 42) AS BLOB) WHERE ` + theFiling)
		},
			[]string{at + ": the payload"}},
		{"a header edited", func(c *court) {
			c.edit(`UPDATE events SET header = CAST(replace(CAST(header AS TEXT), '"prev":"', '"prev":"0') AS BLOB) WHERE ` + theFiling)
		}, []string{at + ": the header"}},
		{"an event deleted", func(c *court) { c.edit(`DELETE FROM events WHERE ` + theFiling) },
			[]string{"stream " + stream + " has no № " + no, "were signed"}},
		{"an event in the middle deleted", func(c *court) { c.edit(`DELETE FROM events WHERE leaf = 3`) }, []string{"no entry at place 3"}},
		{"the last event and its traces deleted", func(c *court) {
			c.edit(`DELETE FROM events WHERE `+theFiling, `UPDATE streams SET version = version - 1, last = (SELECT MAX(leaf) FROM events WHERE stream = '`+stream+`') WHERE stream = '`+stream+`'`,
				`DELETE FROM tree WHERE idx >= (SELECT MAX(idx) FROM tree)`)
		}, []string{"were signed"}},
		{"an event tied to another than the one before it", func(c *court) { c.edit(`UPDATE events SET prev = -1 WHERE ` + theFiling) },
			[]string{at + ": does not follow"}},
		{"a stream's end edited", func(c *court) { c.edit(`UPDATE streams SET last = 0 WHERE stream = '` + stream + `'`) },
			[]string{"stream " + stream + " does not end"}},
		{"a stream's kind edited", func(c *court) { c.edit(`UPDATE streams SET kind = 'court' WHERE stream = '` + stream + `'`) },
			[]string{"stream " + stream + " is marked as “court” and begins with “case.opened”"}},
		{"a payload taken out", func(c *court) { c.edit(`UPDATE events SET payload = NULL WHERE ` + theFiling) }, []string{at + ": the payload is gone"}},
		{"a tag edited", func(c *court) { c.edit(`UPDATE events SET tag = zeroblob(32) WHERE ` + theFiling) }, []string{at + ": the tag"}},
		{"an act's key edited", func(c *court) { c.edit(`UPDATE events SET act_key = zeroblob(32) WHERE ` + theFiling) }, []string{at + ": the key"}},
		{"a hash of the tree edited", func(c *court) { c.edit(`UPDATE tree SET hash = zeroblob(32) WHERE idx = 2`) }, []string{"hash 0 of level 1"}},
		{"a hash of the tree deleted", func(c *court) { c.edit(`DELETE FROM tree WHERE idx = 0`) }, []string{"hash 0 of level 0"}},
		{"a register row edited", func(c *court) {
			c.edit(`UPDATE registers SET doc = CAST('{"stream":"","staff":["judge"]}' AS BLOB) WHERE id = '` + person + `'`)
		},
			[]string{"register person: row " + person + " differs"}},
		{"a register row deleted", func(c *court) { c.edit(`DELETE FROM registers WHERE id = '` + person + `'`) }, []string{"register person: row " + person + " is missing"}},
		{"a party slipped into a register", func(c *court) {
			c.edit(`INSERT INTO registers SELECT 'part', '` + stream + `|` + person + `|prosecutor', '` + person + `', doc FROM registers WHERE kind = 'part' LIMIT 1`)
		}, []string{"register part: row " + stream + "|" + person + "|prosecutor is too many"}},
		{"a stream's secret replaced", func(c *court) { c.edit(`UPDATE streams SET secret = zeroblob(60) WHERE stream = '` + stream + `'`) }, []string{at + ": the stream's key"}},
		{"an index dropped and a trigger made", func(c *court) {
			if err := storetest.Exec(filepath.Join(c.data, "tarazy.sqlite"), `DROP INDEX events_prev; CREATE TRIGGER quiet AFTER INSERT ON events BEGIN DELETE FROM tree WHERE idx = -1; END`); err != nil {
				c.t.Fatal(err)
			}
		}, []string{"database: index events_prev on events is missing", "database: trigger quiet on events is not from this program"}},
		{"a document removed", func(c *court) { os.Remove(c.blobs()[0]) }, []string{filepath.Base(whole.blobs()[0]) + ": missing"}},
		{"a document edited", func(c *court) { os.WriteFile(c.blobs()[1], []byte("%PDF-1.7 something else"), 0o600) },
			[]string{filepath.Base(whole.blobs()[1]) + ": its content"}},
	} {
		t.Run(a.name, func(t *testing.T) {
			c := whole.copied(t)
			a.do(c)
			code, out, errs := c.run("doctor")
			if code != 1 {
				t.Errorf("exit %d", code)
			}
			for _, says := range a.says {
				if !strings.Contains(out, says) {
					t.Errorf("nothing says %q:\n%s%s", says, out, errs)
				}
			}
		})
	}
}

// Whoever rewrites the database without the log's key can make everything fit
// but the last signature.
func TestDoctorHoldsTheTreeToTheLastSignature(t *testing.T) {
	c := newCourt(t)
	c.serve()
	c.signIn("claimant").mustFile(t, "Талап арыз")
	c.stop()
	other := newCourt(t)
	other.serve()
	other.signIn("claimant").mustFile(t, "Басқа талап")
	other.stop()
	// The other court's record under this court's name and last signature.
	for _, f := range []string{"last-checkpoint", "log.key"} {
		b, err := os.ReadFile(filepath.Join(c.keys, f))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(other.keys, f), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, out, _ := other.run("doctor")
	if code != 1 || !strings.Contains(out, "are not those that were signed") {
		t.Errorf("exit %d\n%s", code, out)
	}
	code, _, errs := tarazy(t, other.serveArgs()...)
	if code != 1 || !strings.Contains(errs, "differs") {
		t.Errorf("served: exit %d\n%s", code, errs)
	}
}
