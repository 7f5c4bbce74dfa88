package rules

import (
	"flag"
	"os"
	"testing"
	"time"

	"tarazy/internal/court"
)

var update = flag.Bool("update", false, "write the golden file anew")

func TestTables(t *testing.T) {
	const file = "testdata/rules.txt"
	if *update {
		if err := os.WriteFile(file, []byte(Text()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if Text() != string(want) {
		t.Errorf("%s differs:\n%s", file, Text())
	}
}

// Every role that can stand on a roll has a row: nobody is necessary or not by
// an oversight.
func TestEveryRoleHasARow(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, k := range []court.Kind{court.Civil, court.Criminal, court.Administrative} {
		for _, r := range court.Roles() {
			if _, articles := Necessary(k, r, at); r != court.Registrar && len(articles) == 0 {
				t.Errorf("%s in %s proceedings: no row", r, k)
			}
		}
	}
}
