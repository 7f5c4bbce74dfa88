package calendar_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/i18n"
)

// TestEveryRefusalHasWords: each message key that stands in the source is in
// the catalogues of all languages.
func TestEveryRefusalHasWords(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	whole := regexp.MustCompile(`(?:(?:Invalid|Forbidden|Conflict|NotFound)\(|Key: )"(calendar\.[a-z_.]+)"`)
	n := 0
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range whole.FindAllStringSubmatch(string(b), -1) {
			has(t, m[1])
			n++
		}
	}
	for _, kind := range strings.Fields(`past late holiday hours away first_slot judge secretary party defender interpreter person journey
		no_room equipment capacity witnesses closed room cleaning`) {
		has(t, "calendar.conflict."+kind)
	}
	for _, group := range []string{"bench", "parties", "all"} {
		has(t, "calendar.seats."+group)
	}
	if n < 40 {
		t.Errorf("only %d keys were found in the source", n)
	}
}

func has(t *testing.T, key string) {
	t.Helper()
	for _, lang := range court.Langs() {
		if !i18n.Has(lang, key) {
			t.Errorf("%s has no %s", lang, key)
		}
	}
}
