package pages

import (
	"fmt"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
)

// valueKey is the catalogue's key of a fact's value; of a band, its lower bound.
func valueKey(f rules.Fact, v string) string {
	if f == "role" {
		return "role." + v
	}
	return "fact." + string(f) + "." + v
}

// whatIfKey is the key of "if this fact were so".
func whatIfKey(f rules.Fact, v string) string { return "whatif." + string(f) + "." + v }

// outcomeKey is the key of a word that a table answers.
func outcomeKey(t rules.Table, word string) string {
	if t == rules.Format {
		return "format." + word
	}
	return "outcome." + string(t) + "." + word
}

// outcome is an answer in words: of a word its text, of a number its unit too.
func outcome(lang court.Lang, t rules.Table, o rules.Outcome) string {
	if o.Unit != "" {
		return i18n.T(lang, "unit."+string(o.Unit), fault.Args{"n": o.N})
	}
	return i18n.T(lang, outcomeKey(t, o.Word), nil)
}

// value is a fact's value in words, whatever number stands for its band.
func value(lang court.Lang, f rules.Fact, v string) string {
	if w := (rules.Facts{f: v}).Value(f); w != "" {
		v = w
	}
	return i18n.T(lang, valueKey(f, v), nil)
}

// forbids names what a rule takes away.
func forbids(lang court.Lang, r rules.Rule) string {
	var words []string
	for _, f := range r.Forbids {
		words = append(words, i18n.T(lang, "format.short."+f, nil))
	}
	return strings.Join(words, ", ")
}

// utc is the clock of days that have no time.
func utc(t time.Time) time.Time { return t }

// dayOf is a day of the law as people write dates; the zero Day is empty.
func dayOf(lang court.Lang, d rules.Day) string {
	if d == 0 {
		return ""
	}
	return i18n.Zone(utc).Date(lang, d.Time(time.UTC))
}

// formatIcon stands beside a format's word.
func formatIcon(f any) string {
	switch court.Format(fmt.Sprint(f)) {
	case court.InPerson:
		return "landmark"
	case court.Hybrid:
		return "arrow-left-right"
	case court.Online:
		return "video"
	}
	return "file-text"
}
