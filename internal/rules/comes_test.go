package rules

import (
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/docket"
)

// In a hybrid hearing those come to the courtroom whom a rule wants there, each
// by the first rule that does.
func TestWhoMustCome(t *testing.T) {
	law := MustShipped("kz")
	type words map[court.PersonID]docket.Readiness
	for name, c := range map[string]struct {
		said    words
		stated  map[string]string
		failed  map[court.PersonID]int
		witness bool
		want    string
	}{
		"nothing said":                  {},
		"no means":                      {said: words{"r": {Equipment: "none"}}, want: "r kz.court.format.hybrid.equipment"},
		"the worst is not the only":     {said: words{"r": {Equipment: "none"}, "c": {Equipment: "partial"}}, want: "c kz.court.format.hybrid.equipment, r kz.court.format.hybrid.equipment"},
		"a refusal":                     {said: words{"c": {Consent: docket.Refuses}, "r": {Consent: docket.Agrees}}, want: "c kz.court.format.hybrid.refusal"},
		"three failures":                {failed: map[court.PersonID]int{"r": 3, "c": 2}, want: "r kz.court.format.hybrid.link"},
		"a person in custody":           {said: words{"r": {Custody: "equipped"}}, want: "c kz.court.format.hybrid.custody, a kz.court.format.hybrid.custody"},
		"an unequipped place":           {said: words{"r": {Custody: "unequipped"}}, want: "r kz.court.format.bars.custody"},
		"in custody without a line":     {said: words{"r": {Custody: "equipped", Link: "poor"}}, want: "c kz.court.format.hybrid.custody, r kz.court.format.hybrid.link, a kz.court.format.hybrid.custody"},
		"a witness":                     {stated: map[string]string{"witnesses": "some"}, witness: true, want: "w kz.gpk.format.hybrid.witnesses"},
		"a witness nobody stated":       {witness: true, want: "w kz.gpk.format.hybrid.witnesses"},
		"far, and online is the answer": {said: words{"r": {JourneyKM: 800}}},
		"a home, and the debtor is far": {said: words{"r": {JourneyKM: 800}}, stated: map[string]string{"property": "deprivation"},
			want: "c kz.court.format.far, a kz.court.format.far"},
		"only the representative comes": {said: words{"r": {Equipment: "none"}, "a": {Equipment: "partial"}}, stated: map[string]string{"attendance": "representatives"},
			want: "a kz.court.format.hybrid.equipment"},
	} {
		t.Run(name, func(t *testing.T) {
			f := twoSides()
			f.Readiness, f.LinkFailures, f.Circumstances = map[court.PersonID]docket.Ready{}, c.failed, map[string]docket.Circumstance{}
			for p, r := range c.said {
				f.Readiness[p] = docket.Ready{Readiness: r, Version: 9}
			}
			for fact, v := range c.stated {
				f.Circumstances[fact] = docket.Circumstance{Value: v}
			}
			if c.witness {
				f.Parties = append(f.Parties, docket.Party{Person: "w", Role: witness})
			}
			called, err := law.MustCome(f, day(t, "2026-03-02"), "")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, one := range called {
				got = append(got, string(one.Person)+" "+one.Rule.ID)
				if len(one.Rule.Articles) == 0 || one.Rule.Reason[court.Kazakh] == "" {
					t.Errorf("%s without article or reason", one.Rule.ID)
				}
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("come: %s\nwant: %s", s, c.want)
			}
		})
	}
}
