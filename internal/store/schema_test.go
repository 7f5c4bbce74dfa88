package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/store/storetest"
)

// TestCheckSchema: whoever takes a guard of the record away, or puts something
// of their own beside it, is seen.
func TestCheckSchema(t *testing.T) {
	for _, c := range []struct {
		engine, statement string
		finds             []string
	}{
		{"", `SELECT 1`, nil},
		{"", `DROP INDEX events_prev`, []string{"missing index events_prev on events"}},
		{"", `DROP INDEX events_act; CREATE INDEX events_act ON events (act_key) WHERE act_key IS NOT NULL`, []string{"differs index events_act on events"}},
		{"", `CREATE INDEX events_log ON events (log)`, []string{"extra index events_log on events"}},
		{"", `CREATE TABLE notes (note TEXT)`, []string{"extra table notes"}},
		{"", `CREATE VIEW all_events AS SELECT leaf FROM events`, []string{"extra view all_events"}},
		{"", `ALTER TABLE logs ADD COLUMN note TEXT`, []string{"differs table logs"}},
		{"", `CREATE INDEX goose_by ON goose_db_version (version_id)`, []string{"extra index goose_by on goose_db_version"}},
		{"sqlite", `CREATE TRIGGER quiet AFTER INSERT ON events BEGIN DELETE FROM tree WHERE idx = NEW.leaf; END`, []string{"extra trigger quiet on events"}},
		{"postgres", `DROP TRIGGER events_keep ON events`, []string{"missing trigger events_keep on events"}},
		{"postgres", `ALTER TABLE events DISABLE TRIGGER events_erase_only`, []string{"differs trigger events_erase_only on events"}},
		{"postgres", `CREATE TRIGGER quiet AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION append_only()`, []string{"extra trigger quiet on events"}},
		{"postgres", `CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'`, []string{"differs function append_only()"}},
		{"postgres", `CREATE RULE deaf AS ON INSERT TO tree DO INSTEAD NOTHING`, []string{"extra rule deaf on tree"}},
		{"postgres", `ALTER TABLE events DROP CONSTRAINT events_pkey`, []string{"missing constraint events_pkey on events", "missing index events_pkey on events"}},
		{"postgres", `ALTER TABLE events ENABLE ROW LEVEL SECURITY; CREATE POLICY part ON events USING (leaf > 1)`, []string{"differs table events", "extra policy part on events"}},
		{"postgres", `ALTER TABLE registers SET UNLOGGED`, []string{"differs table registers"}},
		{"postgres", `CREATE EXTENSION pg_stat_statements`, nil},
	} {
		for _, e := range cluster.Engines() {
			if c.engine != "" && c.engine != e.Name {
				continue
			}
			path := e.Path(t)
			s := storetest.Open(t, path, court.ClockFunc(time.Now))
			mustDo(t, storetest.Exec(path, c.statement))
			var finds []string
			mustDo(t, s.CheckSchema(t.Context(), func(key string, args fault.Args) {
				finds = append(finds, strings.TrimPrefix(key, "doctor.schema.")+" "+args["object"].(string))
			}))
			if !slices.Equal(finds, c.finds) {
				t.Errorf("%s: %s: found %q, want %q", e.Name, c.statement, finds, c.finds)
			}
		}
	}
}

// TestCheckSchemaElsewhere: a record may lie in a schema of another name.
func TestCheckSchemaElsewhere(t *testing.T) {
	path := cluster.Database(t)
	mustDo(t, storetest.Exec(path, `CREATE SCHEMA court`))
	if path += "?search_path=court"; strings.Count(path, "?") > 1 {
		path = strings.Replace(path, "?search_path", "&search_path", 1)
	}
	s := storetest.Open(t, path, court.ClockFunc(time.Now))
	mustDo(t, s.CheckSchema(t.Context(), func(key string, args fault.Args) { t.Errorf("%s %v", key, args) }))
}
