package i18n

import (
	"regexp"
	"slices"
	"strings"
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

// In Kazakh the format of a hearing is «отырыс нысаны» and nothing else, as the
// glossary has it: two words for one thing read as two things.
func TestOneWordForTheFormat(t *testing.T) {
	all, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	for key, m := range all[court.Kazakh] {
		for _, text := range m {
			if strings.Contains(strings.ToLower(text), "формат") {
				t.Errorf("%s: %s", key, text)
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

// east is a clock that was put back an hour at a moment.
func east(t time.Time) time.Time {
	hours := 6
	if !t.Before(time.Date(2024, 2, 29, 18, 0, 0, 0, time.UTC)) {
		hours = 5
	}
	return t.In(time.FixedZone("", hours*3600))
}

func TestDates(t *testing.T) {
	at, z := time.Date(2026, 11, 24, 5, 7, 9, 0, time.UTC), Zone(east)
	for lang, want := range map[court.Lang]string{
		court.Kazakh: "2026 жылғы 24 қараша, 10:07", court.Russian: "24 ноября 2026 г., 10:07", court.English: "24 November 2026, 10:07",
	} {
		if got := z.DateTime(lang, at); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		late := T(lang, "case.format.object.late", fault.Args{"until": east(at)})
		if unsure := T(lang, "case.format.object.late", fault.Args{"until": at}); !strings.Contains(late, want) || !strings.Contains(unsure, "05:07 UTC") {
			t.Errorf("%s: %q, and on no court's clock %q", lang, late, unsure)
		}
	}
	if got := z.Clock(court.Kazakh, at); got != "10:07:09" {
		t.Error(got)
	}
	for typed, want := range map[string]time.Time{
		"2026-11-24T10:07": at.Truncate(time.Minute),
		"2024-02-29T22:59": time.Date(2024, 2, 29, 16, 59, 0, 0, time.UTC),
		"2024-03-01T00:00": time.Date(2024, 2, 29, 19, 0, 0, 0, time.UTC),
	} {
		if got, err := z.Parse(typed); err != nil || !got.Equal(want) || z.Time(court.Kazakh, got) != typed[11:] {
			t.Errorf("%s is %s, %v", typed, got.UTC(), err)
		}
	}
	if _, err := z.Parse("soon"); err == nil {
		t.Error("a time that is none")
	}
}

// What no lawyer has confirmed is said so in the person's language.
func TestArticlesInSentences(t *testing.T) {
	a := fault.Args{"article": court.Article{Code: "ГПК РК", No: "133-3", Verify: true}}
	for lang, want := range map[court.Lang]string{
		court.Kazakh:  "(ҚР АПК, 133-3-бап, заңгер растауы керек)",
		court.Russian: "(ГПК РК, ст. 133-3, нужно подтвердить у юриста)",
		court.English: "(CPC RK, art. 133-3, to be confirmed by a lawyer)",
	} {
		if got := T(lang, "case.format.forbidden", a); !strings.Contains(got, want) {
			t.Errorf("%s: %s", lang, got)
		}
	}
}

// A day of the calendar is written as a date, with one full stop at the end.
func TestDayInASentence(t *testing.T) {
	got := T(court.Russian, "calendar.conflict.closed", fault.Args{"room": "№ 1", "day": day(20_000)})
	if !strings.HasSuffix(got, "4 октября 2024 г.") {
		t.Error(got)
	}
}

type day int

func (d day) Noon() time.Time { return time.Unix(int64(d)*86_400+43_200, 0) }

func TestMissingKeyAnswersTheKey(t *testing.T) {
	if got := T(court.English, "no.such.key", nil); got != "no.such.key" {
		t.Error(got)
	}
}

// someDay is a day as a noun has it.
type someDay struct{ time.Time }

func (d someDay) Noon() time.Time { return d.Time }
func (d someDay) String() string  { return "raw" }

func TestADayIsWrittenAsADate(t *testing.T) {
	d := someDay{time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)}
	for lang, want := range map[court.Lang]string{court.Kazakh: "2026 жылғы 9 наурыз", court.Russian: "9 марта 2026 г.", court.English: "9 March 2026"} {
		if got := fill(lang, "{day}", fault.Args{"day": d}); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
