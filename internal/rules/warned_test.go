package rules

import (
	"slices"
	"testing"
	"time"

	"tarazy/internal/court"
)

// A witness is warned, a child and one's own accuser are not; the accused is
// named as one who is never warned, and of a judge the law says nothing.
func TestWarnings(t *testing.T) {
	at := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	rows := []struct {
		kind court.Kind
		role court.Role
		want []string
	}{
		{court.Criminal, court.Witness, []string{"kz.court.warning.witness", "kz.court.warning.child", "kz.court.warning.self", "kz.court.warning.relative"}},
		{court.Offence, court.Witness, []string{"kz.koap.warning.witness", "kz.court.warning.child", "kz.court.warning.self", "kz.koap.warning.relative"}},
		{court.Criminal, court.Accused, []string{"kz.court.warning.accused"}},
		{court.Civil, court.Expert, []string{"kz.court.warning.expert"}},
		{court.Civil, court.Judge, nil},
		{court.Civil, court.Claimant, nil},
	}
	for _, row := range rows {
		var ids []string
		for _, a := range Kazakhstan().Warnings(row.kind, row.role, at) {
			ids = append(ids, a.By.ID)
			for _, lang := range court.Langs() {
				if a.By.Say[lang] == "" {
					t.Errorf("%s has nothing to say in %s", a.By.ID, lang)
				}
			}
		}
		if !slices.Equal(ids, row.want) {
			t.Errorf("%s in a %s case: %v, want %v", row.role, row.kind, ids, row.want)
		}
	}
}
