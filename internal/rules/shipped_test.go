package rules

import (
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
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

// In Kazakhstan, on whatever day and whatever else is known – every combination
// of all facts is looked at –: a case in which liberty is at stake, or property
// or parental rights may be taken away, is heard online or on the papers at no
// stage of it, in no emergency; what is decided in it is answered in person or
// hybrid. With the building closed nothing weighty is hybrid either: it waits.
// And no main hearing goes on the papers where somebody must attend, where there
// is a witness, or where authenticity is disputed.
func TestWeightyIsNeverOnlineWhateverTheFacts(t *testing.T) {
	law := MustShipped("kz")
	c, err := newCompiler(law.lex)
	if err != nil {
		t.Fatal(err)
	}
	for i := range law.tables[Format] {
		s := &law.tables[Format][i]
		d := newDiagrams(law.lex)
		where := func(when string) set {
			holds, wrong := c.compile(when)
			if wrong != nil {
				t.Fatal(when, wrong)
			}
			return d.of(&holds)
		}
		at := d.answers(s, func(*Rule) bool { return false })
		weighty := where(`liberty == "at_stake" || property == "deprivation" || parental == "deprivation"`)
		heard := where(`stage == "main" && (attendance != "none" || witnesses != "none" || authenticity == "disputed")`)
		closed := d.and(weighty, where(`emergency == "closed"`))
		for _, never := range []struct {
			format string
			where  set
			since  Day
		}{{"online", weighty, 0}, {"papers", weighty, 0}, {"papers", heard, 0}, {"hybrid", closed, 20200316}} {
			if found := d.and(never.where, at[never.format]); found != none && s.from >= never.since {
				t.Errorf("%s: %s when %s", s.from, never.format, law.lex.unusual(d.example(found)))
			}
		}
	}
}

// No case is told an article of another kind of proceeding, whatever rule bears
// on it, unless the rule is known by no other.
func TestArticlesAreOfTheCasesOwnCode(t *testing.T) {
	for _, country := range []string{"kz", "ee"} {
		law := MustShipped(country)
		kinds, _ := law.lex.def("kind")
		for _, r := range law.src.rules {
			if r.Table != Format {
				continue
			}
			r.holds.each(law.lex, law.lex.start, func(p point) bool {
				kind := kinds.Word(int(p[law.lex.index["kind"]]))
				if !slices.Contains(r.holds.on, law.lex.index["kind"]) {
					for _, kind = range kinds.Values {
						law.ownArticles(t, r, kind)
					}
					return false
				}
				law.ownArticles(t, r, kind)
				return true
			})
		}
	}
}

func (l *Law) ownArticles(t *testing.T, r *Rule, kind string) {
	t.Helper()
	for _, a := range l.cited(r, Facts{"kind": kind}).Articles {
		if kinds, listed := l.src.country.Codes[a.Code]; listed && !slices.Contains(kinds, kind) {
			t.Errorf("%s in a case %s: %s", version(r), kind, a)
		}
	}
}

// Every answer of every table has a reason in each language, and an article or
// that it is the court’s own policy,
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
				if err != nil || len(a.Articles()) == 0 && !a.By.Own || slices.ContainsFunc(court.Langs(), func(l court.Lang) bool { return a.By.Reason[l] == "" }) {
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

// A court may hear more of those who cannot get in than the program proposes, and
// never fewer.
func TestPolicyNeverHearsFewerReports(t *testing.T) {
	for _, code := range []string{"kz", "ee"} {
		at := day(t, "2026-03-02")
		shipped := MustShipped(code).Reports(at)
		set := func(matter, n string) (ReportPace, error) {
			law, err := MustShipped(code).WithPolicy(Draft([]byte("table: policy\ncode: Court\nrules:\n  - {id: local.a, when: 'matter == \"" + matter + "\"', gives: {n: " + n + "}, from: 2024-01-01" + tail)))
			if err != nil {
				return ReportPace{}, err
			}
			return law.Reports(at), nil
		}
		if more, err := set("report_burst", "5, unit: count"); err != nil || more.One != 5 || more.PauseOne != shipped.PauseOne {
			t.Errorf("%s: %+v, %v", code, more, err)
		}
		for matter, fewer := range map[string]string{"report_burst": "2, unit: count", "report_pause": "11, unit: minutes", "report_burst_all": "19, unit: count", "report_pause_all": "4, unit: minutes"} {
			if _, err := set(matter, fewer); err == nil {
				t.Errorf("%s: %s may be %s", code, matter, fewer)
			}
		}
	}
}

// Every kind of filing has its receipt's text.
func TestReceiptSays(t *testing.T) {
	for _, code := range []string{"kz", "ee"} {
		for _, k := range docket.FilingKinds() {
			r, ok := MustShipped(code).ReceiptSays(court.Civil, docket.Filing{Kind: k, At: day(t, "2026-03-02")})
			if !ok || r.Say[court.Kazakh] == "" || len(r.Articles) == 0 {
				t.Errorf("%s %s: %v", code, k, r.Say)
			}
		}
	}
}

// A court's own prohibition is refused, in every language with its line, a case
// and both answers, when it would let a case slip further from the courtroom.
func TestPolicyNeverLoosensByForbidding(t *testing.T) {
	law := MustShipped("kz")
	policy := func(when, forbids string) error {
		_, err := law.WithPolicy(Draft([]byte("table: format\ncode: Court\nrules:\n  - {id: local.a, when: '" + when + "', forbids: [" + forbids + "], from: 2024-01-01" + tail)))
		return err
	}
	err := policy(`kind in ["civil", "administrative"]`, "hybrid")
	var bad Problems
	if !errors.As(err, &bad) || bad[0].File != DraftName || bad[0].Line != 4 {
		t.Fatalf("it is in order: %v", err)
	}
	for _, lang := range court.Langs() {
		if s := bad[0].In(lang); !strings.Contains(s, "kind=") || !strings.Contains(s, "hybrid") || !strings.Contains(s, "online") || strings.Contains(s, "law.wrong") {
			t.Error(s)
		}
	}
	if err := policy(`jury && stage == "appeal" && kind == "civil" && witnesses == "some" && minor == "party" && journey_km >= 200`, "hybrid"); err == nil || !strings.Contains(err.Error(), "minor=party") {
		t.Error(err)
	}
	for _, forbids := range []string{"online", "hybrid, online, papers", "papers, online"} {
		if err := policy(`kind == "civil"`, forbids); err != nil {
			t.Errorf("[%s]: %v", forbids, err)
		}
	}
}

// The diagrams answer what Decide answers, for any facts on any day.
func TestDiagramsAgreeWithDecide(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 17))
	for _, country := range []string{"kz", "ee"} {
		law := MustShipped(country)
		for i := range law.tables[Format] {
			s := &law.tables[Format][i]
			d := newDiagrams(law.lex)
			at := d.answers(s, func(*Rule) bool { return false })
			for range 2000 {
				p, err := law.lex.point(anyFacts(r, law.lex.defs, nil))
				if err != nil {
					t.Fatal(err)
				}
				v := s.decide(p)
				for word, set := range at {
					if got, want := d.has(set, p), v.by >= 0 && s.rules[v.by].Gives.Word == word; got != want {
						t.Fatalf("%s %s %s: %v", country, s.from, law.lex.unusual(p), got)
					}
				}
			}
		}
	}
}

func (d *diagrams) has(s set, p point) bool {
	for s > all {
		s = d.nodes[s].branches[p[d.nodes[s].fact]]
	}
	return s == all
}
