package rules

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
)

// asked are the questions put to each table but format, whose questions are
// the sketches: facts in words, as the goldens show them.
func asked(t Table) []string {
	kinds := []string{"kind civil", "kind criminal", "kind administrative", "kind offence"}
	switch t {
	case Necessary:
		return product(kinds, each("role"))
	case Bench:
		return product(each("role"), each("act"))
	case Warning:
		return slices.Concat(
			product(kinds, []string{"role witness", "role victim"}, []string{"age 13", "age 14", "age 16", "age 18"}, each("relation")),
			product(kinds, []string{"role expert", "role specialist", "role interpreter", "role accused", "role claimant", "role respondent", "role defender", "role prosecutor"}))
	case Publicity:
		return product(kinds, slices.Concat(each("privacy"), []string{"children heard", "minor accused", "state_secret true",
			"state_secret true, privacy adoption, children heard", "privacy adoption, children heard"}))
	case Limit:
		return product(kinds, matters(limitMatters()))
	case Receipt:
		return product(kinds, each("filing"))
	case Consequence:
		return product(matters(consequenceMatters()), []string{"dropped true", "dropped false"})
	case Policy:
		return matters(policyMatters())
	case Urgency:
		return []string{"", "liberty at_stake", "liberty at_stake, stage sanction", "liberty at_stake, stage appeal",
			"liberty at_stake, stage appeal, custody equipped", "liberty at_stake, property deprivation", "parental concerned",
			"parental deprivation", "children concerned", "children heard", "minor party", "property sum", "property deprivation",
			"property deprivation, age_days 200", "children heard, age_days 70", "age_days 0", "age_days 59", "age_days 60",
			"age_days 179", "age_days 180"}
	}
	return nil
}

// each is a fact with every value it can have.
func each(name Fact) (out []string) {
	for _, d := range Vocabulary() {
		if d.Name == name {
			for i := range d.size() {
				out = append(out, string(name)+" "+d.Word(i))
			}
		}
	}
	return out
}

func matters(names []string) (out []string) {
	for _, m := range names {
		out = append(out, "matter "+m)
	}
	return out
}

func product(axes ...[]string) []string {
	out := []string{""}
	for _, axis := range axes {
		var next []string
		for _, a := range out {
			for _, b := range axis {
				next = append(next, strings.TrimPrefix(a+", "+b, ", "))
			}
		}
		out = next
	}
	return out
}

// tableText is a table as a lawyer reads it: what it answers from its
// beginning, and at each later date what is otherwise.
func tableText(t *testing.T, l *Law, table Table, hit map[string]bool) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", l.Name(court.English), table)
	was := map[string]string{}
	for _, s := range l.tables[table] {
		fmt.Fprintf(&b, "\nfrom %s\n", s.from)
		for _, q := range asked(table) {
			facts := sketch{facts: Facts{}}
			if err := facts.read(t, q); err != nil {
				t.Fatalf("%s: %v", q, err)
			}
			a, err := l.Decide(table, facts.facts, s.from.Time(time.UTC).Add(7*time.Hour))
			answer := "no rule yet"
			if err == nil {
				hit[version(&a.By)] = true
				answer = fmt.Sprintf("%-34s %s  %s", a.Outcome, a.By.ID, ground(a.By))
				if a.By.Most > 0 {
					answer += fmt.Sprintf("  [a court may set %d to %d]", a.By.Least, a.By.Most)
				}
			}
			if q == "" {
				q = "nothing else known"
			}
			if was[q] != answer {
				fmt.Fprintf(&b, "  %-58s %s\n", q, answer)
			}
			was[q] = answer
		}
	}
	for _, r := range l.All() {
		if r.Table == table && len(r.Say) > 0 {
			fmt.Fprintf(&b, "\nText of %s\n", r.ID)
			for _, lang := range court.Langs() {
				fmt.Fprintf(&b, "  %s: %s\n", lang, r.Say[lang])
			}
		}
	}
	return b.String()
}

// The tables answer as their goldens say, and every rule of every table
// decides at least one line: altering its outcome alters a golden.
func TestShippedTables(t *testing.T) {
	for _, country := range []string{"kz", "ee"} {
		law := MustShipped(country)
		hit := map[string]bool{}
		for _, table := range Tables() {
			if table != Format {
				golden(t, filepath.Join("testdata", country, string(table)+".txt"), tableText(t, law, table, hit))
			}
		}
		golden(t, filepath.Join("testdata", country, "days.txt"), daysText(law))
		for _, r := range law.All() {
			if r.Table != Format && !hit[version(&r)] {
				t.Errorf("%s: %s decides no line", country, version(&r))
			}
		}
	}
}

func golden(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != text {
		t.Errorf("%s differs: see it with -update and git diff", file)
	}
}

// daysText lists the weekdays on which nobody works, and the days of the
// weekend on which people do.
func daysText(l *Law) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: weekdays off, and weekend days worked\n", l.Name(court.English))
	for d := Day(20200101); d < 20280101; d = d.plus(1) {
		day := d.Time(time.UTC)
		if d%10000 == 101 {
			fmt.Fprintf(&b, "\n%d\n", day.Year())
		}
		off := l.DayOff(d)
		switch weekend := slices.Contains(l.src.country.Weekend, day.Weekday()); {
		case weekend && !off.Is():
			fmt.Fprintf(&b, "  %s %s  worked\n", d, day.Format("Mon"))
		case !weekend && off.Is():
			fmt.Fprintf(&b, "  %s %s  %s\n", d, day.Format("Mon"), cmp.Or(off.Holiday[court.English], off.Decree))
		}
	}
	return b.String()
}

// What a court says with its warnings never threatens whom it does not warn.
func TestNobodyIsWarnedWhoMayNotBe(t *testing.T) {
	law := MustShipped("kz")
	at := day(t, "2026-03-02")
	for _, k := range court.Kinds() {
		for _, f := range []Facts{{"role": "accused"}, {"role": "accused", "age": "15"}, {"role": "witness", "age": "15"},
			{"role": "victim", "age": "13", "relation": "relative"}, {"role": "witness", "relation": "self"}} {
			f["kind"] = string(k)
			a, err := law.Decide(Warning, f, at)
			if err != nil || a.Outcome.Word != "none" {
				t.Errorf("%s: %s, %v", f, a.Outcome, err)
			}
		}
		a, err := law.Decide(Warning, Facts{"kind": string(k), "role": "witness", "relation": "relative"}, at)
		if err != nil || strings.Contains(a.Outcome.Word, "refusal") {
			t.Errorf("a relative in %s proceedings is warned of refusal: %v", k, err)
		}
		a, err = law.Decide(Warning, Facts{"kind": string(k), "role": "witness"}, at)
		if err != nil || strings.HasSuffix(a.Outcome.Word, "_offence") != (k == court.Offence) {
			t.Errorf("a witness in %s proceedings is warned of %s, %v", k, a.Outcome, err)
		}
	}
}

// Nothing follows from a dropped line without a ruling, in any country, of
// any kind, ever.
func TestADroppedLineHasNoConsequence(t *testing.T) {
	for _, country := range []string{"kz", "ee"} {
		law := MustShipped(country)
		for _, s := range law.tables[Consequence] {
			for _, m := range consequenceMatters() {
				for _, dropped := range []string{"true", "false"} {
					a, err := law.Decide(Consequence, Facts{"matter": m, "dropped": dropped}, s.from.Time(time.UTC).Add(7*time.Hour))
					if err != nil || a.Outcome.Word != "needs_ruling" || len(a.Articles()) == 0 {
						t.Errorf("%s: %s follows without a ruling: %s, %v", country, m, a.Outcome, err)
					}
				}
			}
		}
	}
}
