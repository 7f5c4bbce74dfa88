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
	for _, kind := range strings.Fields(`past late holiday hours away wish first_slot judge secretary party defender interpreter person journey
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

// TestARefusalSaysTheDayInWords: a person reads a date, not what the record
// keeps.
func TestARefusalSaysTheDayInWords(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.holiday[day("2026-03-09")] = "womens_day"
	f := h.refused("calendar.conflict.holiday")(h.c.Book(h.terms, ask(1), slots(slot(room, "2026-03-09 10:00", 60)), h.now))
	for lang, want := range map[court.Lang]string{
		court.Kazakh: "2026 жылғы 9 наурыз", court.Russian: "9 марта 2026 г.", court.English: "9 March 2026",
	} {
		if got := i18n.T(lang, f.Key, f.Args); !strings.Contains(got, want) || strings.Contains(got, "2026-03-09") {
			t.Errorf("%s: %q", lang, got)
		}
	}
}
