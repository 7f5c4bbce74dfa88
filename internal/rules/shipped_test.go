package rules

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tarazy/internal/court"
)

// The laws that come with the program load.
func TestShippedLawsLoad(t *testing.T) {
	for _, code := range []string{"kz", "ee"} {
		if _, err := Shipped(code); err != nil {
			t.Errorf("%s:\n%v", code, err)
		}
	}
}

// anyFacts draws facts as they may come, with some fixed.
func anyFacts(r *rand.Rand, defs []FactDef, fixed Facts) Facts {
	f := Facts{}
	for _, d := range defs {
		if f[d.Name] = d.Default; r.IntN(3) == 0 {
			f[d.Name] = d.Word(r.IntN(d.size()))
		}
		if v, ok := fixed[d.Name]; ok {
			f[d.Name] = v
		}
	}
	return f
}

// Whatever else is known of a weighty case, it is never heard wholly online
// or on the papers; and with everyone within reach, only in the courtroom.
func TestWeightyCasesReturnToTheCourtroom(t *testing.T) {
	law, at, r := MustShipped("kz"), day(t, "2026-03-02"), rand.New(rand.NewPCG(3, 5))
	near := Facts{"abroad": "false", "journey_km": "0", "witnesses": "none"}
	for _, stake := range []Facts{
		{"kind": "criminal", "liberty": "at_stake"}, {"kind": "criminal", "stage": "sanction", "liberty": "at_stake"},
		{"kind": "offence", "liberty": "at_stake"}, {"kind": "civil", "liberty": "at_stake"},
		{"kind": "civil", "property": "deprivation"}, {"kind": "administrative", "property": "deprivation"},
		{"kind": "offence", "property": "deprivation"}, {"kind": "civil", "parental": "deprivation"},
	} {
		if stake["stage"] == "" {
			stake["stage"] = "main"
		}
		for range 1000 {
			f := anyFacts(r, law.lex.defs, stake)
			a, err := law.Decide(Format, f, at)
			if err != nil || a.Outcome.Word == "online" || a.Outcome.Word == "papers" {
				t.Fatalf("%s: %s by %s, %v", f, a.Outcome, a.By.ID, err)
			}
			for k, v := range near {
				f[k] = v
			}
			if a, err = law.Decide(Format, f, at); err != nil || a.Outcome.Word != "in_person" {
				t.Fatalf("%s: %s by %s, %v", f, a.Outcome, a.By.ID, err)
			}
		}
	}
}

// Every answer of every table has a reason in each language and an article,
// on any date since the codes began, and no format that a rule forbids.
func TestEveryAnswerHasAReason(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for _, country := range []string{"kz", "ee"} {
		law := MustShipped(country)
		for range 1500 {
			f, at := anyFacts(r, law.lex.defs, nil), time.Date(2022, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(3000))
			for _, table := range Tables() {
				delete(f, "matter")
				if d, _ := tableOf(table); d.matters != nil {
					f["matter"] = d.matters[r.IntN(len(d.matters))]
				}
				a, err := law.Decide(table, f, at)
				if err != nil || len(a.Articles()) == 0 || slices.ContainsFunc(court.Langs(), func(l court.Lang) bool { return a.By.Reason[l] == "" }) {
					t.Fatalf("%s %s %s: %v, %v", country, table, f, a.Outcome, err)
				}
				if _, forbidden := a.Forbidden()[a.Outcome.Word]; forbidden {
					t.Fatalf("%s: %s is forbidden", f, a.Outcome)
				}
			}
		}
	}
}

// An answer can be heard where the one that outranks it is forbidden: the
// loader sees that such a rule is reachable.
func TestReachableWhereTheOtherIsForbidden(t *testing.T) {
	if _, err := lawOf(t, head+
		`  - {id: xx.papers, when: 'simplified', gives: papers, over: [xx.online], from: 2020-01-01`+tail+
		`  - {id: xx.online, when: 'simplified', gives: online, from: 2020-01-01`+tail+
		`  - {id: xx.jury, when: 'jury', forbids: [papers], from: 2020-01-01`+tail); err != nil {
		t.Error(err)
	}
}

// The examples a lawyer finds in docs/law.md are taken by the program as they stand.
func TestExamplesOfTheManual(t *testing.T) {
	b, err := os.ReadFile("../../docs/law.md")
	if err != nil {
		t.Fatal(err)
	}
	law, n := MustShipped("kz"), 0
	for _, block := range strings.Split(string(b), "```yaml\n")[1:] {
		text, _, _ := strings.Cut(block, "```")
		fs := fstest.MapFS{"example.yaml": {Data: []byte(text)}}
		switch {
		case strings.HasPrefix(text, "# policy.yaml"):
			_, err = law.WithPolicy(fs)
		case strings.HasPrefix(text, "# draft.yaml"):
			_, err = law.Amend(fs)
		default:
			continue
		}
		if n++; err != nil {
			t.Errorf("%v:\n%s", err, text)
		}
	}
	if n != 3 {
		t.Errorf("%d examples", n)
	}
}
