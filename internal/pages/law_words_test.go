package pages

import (
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
)

// Whatever the law can say has words in every language: each fact and value,
// each table and answer, each unit, each effect.
func TestLawHasWords(t *testing.T) {
	var keys []string
	for _, d := range rules.Vocabulary() {
		keys = append(keys, "fact."+string(d.Name))
		for i := range max(len(d.Values), len(d.Cuts)) {
			keys = append(keys, valueKey(d.Name, d.Word(i)))
		}
	}
	for _, table := range rules.Tables() {
		keys = append(keys, "table."+string(table))
		for _, word := range rules.Outcomes(table) {
			keys = append(keys, outcomeKey(table, word))
		}
	}
	for _, u := range rules.Units() {
		keys = append(keys, "unit."+string(u))
	}
	for _, e := range []rules.Effect{rules.Gave, rules.Forbade, rules.Outranked, rules.TakenAway, rules.Agreed} {
		keys = append(keys, "effect."+string(e))
	}
	for _, f := range court.Formats() {
		keys = append(keys, "format."+string(f), "format.short."+string(f))
	}
	for _, k := range keys {
		for _, lang := range court.Langs() {
			if !i18n.Has(lang, k) {
				t.Errorf("%s: no %s", lang, k)
			}
		}
	}
}

// What would change a format can be said of every fact its rules may ask.
func TestWhatIfHasWords(t *testing.T) {
	for _, d := range rules.Vocabulary() {
		if d.Name == "kind" || !i18n.Has(court.English, "whatif."+string(d.Name)+"."+d.Default) {
			continue
		}
		for i := range max(len(d.Values), len(d.Cuts)) {
			for _, lang := range court.Langs() {
				if k := whatIfKey(d.Name, d.Word(i)); !i18n.Has(lang, k) {
					t.Errorf("%s: no %s", lang, k)
				}
			}
		}
	}
}
