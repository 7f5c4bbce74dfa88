package i18n

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// holders are the placeholders of a message over all its forms.
func holders(m message) []string {
	var all []string
	for _, text := range m {
		all = append(all, placeholder.FindAllString(text, -1)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestCataloguesAgree(t *testing.T) {
	all, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for _, c := range all {
		for k := range c {
			keys[k] = true
		}
	}
	for k := range keys {
		want := holders(all[court.Kazakh][k])
		for _, lang := range court.Langs() {
			m, ok := all[lang][k]
			if !ok {
				t.Errorf("%s: no %q", lang, k)
				continue
			}
			if got := holders(m); !slices.Equal(got, want) {
				t.Errorf("%s: %q has placeholders %v, Kazakh has %v", lang, k, got, want)
			}
			for form, text := range m {
				if text == "" {
					t.Errorf("%s: %q (%s) is empty", lang, k, form)
				}
			}
			if len(m) == 1 && m["other"] != "" {
				continue
			}
			for _, form := range categories(lang) {
				if m[form] == "" {
					t.Errorf("%s: %q lacks the plural form %q", lang, k, form)
				}
			}
			if len(m) != len(categories(lang)) {
				t.Errorf("%s: %q has forms the language does not", lang, k)
			}
		}
	}
}

func TestPlural(t *testing.T) {
	for _, c := range []struct {
		lang court.Lang
		n    int
		want string
	}{
		{court.Russian, 1, "one"}, {court.Russian, 21, "one"}, {court.Russian, 11, "many"}, {court.Russian, 3, "few"},
		{court.Russian, 13, "many"}, {court.Russian, 0, "many"}, {court.Russian, 112, "many"}, {court.Russian, 122, "few"},
		{court.Kazakh, 1, "one"}, {court.Kazakh, 21, "other"}, {court.English, 0, "other"},
	} {
		if got := plural(c.lang, c.n); got != c.want {
			t.Errorf("%s %d: %s, want %s", c.lang, c.n, got, c.want)
		}
	}
	if got := T(court.Russian, "page.journal.n_people", fault.Args{"n": 2}); got != "2 человека" {
		t.Error(got)
	}
}

func TestDates(t *testing.T) {
	at := time.Date(2026, 11, 24, 5, 7, 9, 0, time.UTC)
	for lang, want := range map[court.Lang]string{
		court.Kazakh: "2026 жылғы 24 қараша, 10:07", court.Russian: "24 ноября 2026 г., 10:07", court.English: "24 November 2026, 10:07",
	} {
		if got := DateTime(lang, at); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	if got := Clock(court.Kazakh, at); got != "10:07:09" {
		t.Error(got)
	}
	before := time.Date(2024, 2, 29, 17, 59, 0, 0, time.UTC)
	if got := Time(court.Kazakh, before); got != "23:59" {
		t.Errorf("the last minute at +06:00: %s", got)
	}
	if got := Time(court.Kazakh, before.Add(time.Minute)); got != "23:00" {
		t.Errorf("the first minute at +05:00: %s", got)
	}
	typed, err := ParseLocal("2026-11-24T10:07")
	if err != nil || !typed.Equal(at.Truncate(time.Minute)) {
		t.Error(typed, err)
	}
}

func TestMissingKeyAnswersTheKey(t *testing.T) {
	if got := T(court.English, "no.such.key", nil); got != "no.such.key" {
		t.Error(got)
	}
}
