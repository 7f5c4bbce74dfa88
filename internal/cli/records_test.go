package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tarazy/internal/fault"
	"tarazy/internal/store/storetest"
)

// The record stands where the configuration says, and whoever cannot have it
// is told in one line.
func TestRecordsStandWhereConfigured(t *testing.T) {
	for _, e := range storetest.Start(t).Engines() {
		t.Run(e.Name, func(t *testing.T) {
			conf := Config{Data: t.TempDir()}
			if e.Name == "postgres" {
				conf.Database = e.Path(t)
			}
			open := func(readOnly bool) error {
				s, err := openRecords(t.Context(), conf, "localhost/log/1", [32]byte{1}, readOnly)
				if err == nil {
					t.Cleanup(func() { _ = s.Close() })
				}
				return err
			}
			refused(t, open(true), "data.empty")
			if err := open(false); err != nil {
				t.Fatal(err)
			}
			if err := open(true); err != nil {
				t.Errorf("beside the writer: %v", err)
			}
			refused(t, open(false), "data.busy")
			newer := "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, " + map[string]string{"sqlite": "1", "postgres": "true"}[e.Name] + ")"
			if err := storetest.Exec(conf.database(), newer); err != nil {
				t.Fatal(err)
			}
			refused(t, open(true), "data.newer")
		})
	}
}

func refused(t *testing.T, err error, key string) {
	t.Helper()
	if err == nil || fault.Of(err).Key != key {
		t.Fatalf("refused with %v, want %s", err, key)
	}
	var line bytes.Buffer
	if code := refuse(&line, err); code != 1 || strings.Count(line.String(), "\n") != 1 {
		t.Errorf("exit %d, %q", code, line.String())
	}
}

func TestWrongConfig(t *testing.T) {
	for more, want := range map[string]string{
		`"database":"mysql://x"`:   "data.not_postgres",
		`"districts":["A","A"]`:    "cli.serve.districts",
		`"districts":["A",""]`:     "cli.serve.districts",
		`"districts":["A\u0000 "]`: "cli.serve.districts",
	} {
		file := filepath.Join(t.TempDir(), "court.json")
		if err := os.WriteFile(file, []byte(`{"url":"https://court.example","data":"d","keys":"k",`+more+`}`), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := (&serveFlags{file: file}).config()
		refused(t, err, want)
	}
}
