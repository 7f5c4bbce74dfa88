package esign_test

import (
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/esign"
	"tarazy/internal/i18n"
	"tarazy/internal/signature"
)

// TestEveryWordHasItsText: outcomes, levels, roles and reasons in each language.
func TestEveryWordHasItsText(t *testing.T) {
	var keys []string
	for _, r := range esign.Reasons() {
		keys = append(keys, string(r))
	}
	for _, o := range signature.Outcomes() {
		keys = append(keys, "esign.verdict."+string(o))
	}
	for _, l := range []esign.Level{esign.LevelNone, esign.LevelBES, esign.LevelT} {
		keys = append(keys, "esign.level."+string(l))
	}
	for _, r := range signature.Roles() {
		keys = append(keys, "esign.role."+string(r))
	}
	for _, lang := range court.Langs() {
		for _, k := range keys {
			if !i18n.Has(lang, k) {
				t.Errorf("%s: no %q", lang, k)
			}
		}
	}
}
