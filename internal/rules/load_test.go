package rules

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tarazy/internal/court"
)

const small = `country: xx
names: {kk: Х, ru: Х, en: X}
zone: [{from: 2000-01-01, utc: 5}]
weekend: [saturday, sunday]
`

// head begins every test file of formats: the default is the first rule.
const head = `table: format
code: XX
rules:
  - {id: xx.default, gives: in_person, default: true, articles: ["1"], from: 2020-01-01, status: verify, reason: {kk: қ, ru: р, en: e}}
`

const tail = `, articles: ["2"], status: verify, reason: {kk: қ, ru: р, en: e}}
`

func lawOf(t *testing.T, formats string) (*Law, error) {
	t.Helper()
	fs := fstest.MapFS{"country.yaml": {Data: []byte(small)}, "format.yaml": {Data: []byte(formats)}}
	for _, d := range tableDefs() {
		if d.name != Format {
			fs[string(d.name)+".yaml"] = &fstest.MapFile{Data: []byte(filler(d))}
		}
	}
	return Load(fs)
}

// filler is a table with nothing but its default.
func filler(d tableDef) string {
	gives, say := "", ""
	if len(d.units) > 0 {
		gives = "{n: 5, unit: " + string(d.units[0]) + "}, least: 3, most: 9"
		if d.name != Policy {
			gives = "{n: 5, unit: " + string(d.units[0]) + "}"
		}
	} else {
		gives = d.outcomes[0]
	}
	if d.says {
		say = ", say: {kk: қ, ru: р, en: e}"
	}
	return "table: " + string(d.name) + "\ncode: XX\nrules:\n  - {id: xx." + string(d.name) + ", gives: " + gives + say +
		", default: true, from: 2020-01-01" + tail
}

// Each mistake of an author is named with its line and a reason.
func TestLoaderSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ name, rules, line, why string }{
		{"a misspelt word", `  - {id: xx.a, when: 'kind == "crimnal"', gives: online, from: 2020-01-01` + tail, "format.yaml:5: xx.a", `kind is never “crimnal”`},
		{"no such fact", `  - {id: xx.a, when: 'weather == "rain"', gives: online, from: 2020-01-01` + tail, "format.yaml:5: xx.a", "no fact “weather”"},
		{"must answer yes or no", `  - {id: xx.a, when: 'kind', gives: online, from: 2020-01-01` + tail, "format.yaml:5", "must answer yes or no"},
		{"a number between the bands", `  - {id: xx.a, when: 'link_failures >= 4', gives: online, from: 2020-01-01` + tail, "format.yaml:5", "not divided at 4"},
		{"a band compared by ==", `  - {id: xx.a, when: 'link_failures == 2', gives: online, from: 2020-01-01` + tail, "format.yaml:5", "by >= and <"},
		{"arithmetic", `  - {id: xx.a, when: 'link_failures + 1 >= 2', gives: online, from: 2020-01-01` + tail, "format.yaml:5", "has no place in a condition"},
		{"a function", `  - {id: xx.a, when: 'kind.startsWith("civ")', gives: online, from: 2020-01-01` + tail, "format.yaml:5", "has no place in a condition"},
		{"never", `  - {id: xx.a, when: 'kind == "civil" && kind == "criminal"', gives: online, from: 2020-01-01` + tail, "format.yaml:5", "can never apply"},
		{"no such answer", `  - {id: xx.a, gives: by_post, from: 2020-01-01` + tail, "format.yaml:5", "has no answer “by_post”"},
		{"the courtroom forbidden", `  - {id: xx.a, forbids: [in_person], from: 2020-01-01` + tail, "format.yaml:5", "No rule can forbid the courtroom"},
		{"gives and forbids", `  - {id: xx.a, gives: online, forbids: [papers], from: 2020-01-01` + tail, "format.yaml:5", "either gives an answer (gives) or forbids"},
		{"comes to nobody", `  - {id: xx.a, gives: hybrid, comes: all, from: 2020-01-01` + tail, "format.yaml:5", "whose, others, witnesses"},
		{"comes of a rule that brings nobody", `  - {id: xx.a, gives: online, comes: whose, from: 2020-01-01` + tail, "format.yaml:5", "gives hybrid or forbids online"},
		{"supposes what nobody is asked", `  - {id: xx.a, gives: online, supposes: [jury], from: 2020-01-01` + tail, "format.yaml:5", "what people are asked about (“jury” is not)"},
		{"no date", `  - {id: xx.a, gives: online` + tail, "format.yaml:5", "day of effect is missing"},
		{"a wrong date", `  - {id: xx.a, gives: online, from: 2020-02-30` + tail, "format.yaml:5", "is no date"},
		{"a language missing", `  - {id: xx.a, gives: online, from: 2020-01-01, articles: ["2"], status: verify, reason: {kk: қ, en: e}}` + "\n", "format.yaml:5", "no text in ru"},
		{"No article", `  - {id: xx.a, gives: online, from: 2020-01-01, status: verify, reason: {kk: қ, ru: р, en: e}}` + "\n", "format.yaml:5", "No article"},
		{"own, in a table of the law", `  - {id: xx.a, gives: online, own: true, from: 2020-01-01, status: verify, reason: {kk: қ, ru: р, en: e}}` + "\n", "format.yaml:5", "only for the tables policy, limit and urgency"},
		{"own, without a reason", `  - {id: xx.a, gives: online, own: true, from: 2020-01-01, status: verify}` + "\n", "format.yaml:5", "reason told to the parties is missing"},
		{"no status", `  - {id: xx.a, gives: online, from: 2020-01-01, articles: ["2"], reason: {kk: қ, ru: р, en: e}}` + "\n", "format.yaml:5", "verified or verify"},
		{"a stray key", `  - {id: xx.a, gives: online, colour: red, from: 2020-01-01` + tail, "format.yaml:5", `“colour” has no place here`},
		{"a contradiction", `  - {id: xx.a, when: 'kind == "civil"', gives: online, from: 2020-01-01` + tail +
			`  - {id: xx.b, when: 'jury', gives: hybrid, from: 2021-01-01` + tail, "format.yaml:6: xx.b", "contradicts xx.a (format.yaml, line 5), whose answer is online: both apply when kind=civil jury=true"},
		{"a cycle", `  - {id: xx.a, when: 'kind == "civil"', gives: online, over: [xx.b], from: 2020-01-01` + tail +
			`  - {id: xx.b, when: 'jury', gives: hybrid, over: [xx.a], from: 2020-01-01` + tail, "format.yaml:5", "outranks itself"},
		{"over nobody", `  - {id: xx.a, when: 'jury', gives: hybrid, over: [xx.zz], from: 2020-01-01` + tail, "format.yaml:5", "no such rule"},
		{"two versions at once", `  - {id: xx.a, gives: online, from: 2020-01-01` + tail + `  - {id: xx.a, gives: papers, from: 2021-01-01` + tail,
			"format.yaml:6", "Two versions are in force on 2021-01-01"},
		{"days between versions", `  - {id: xx.a, gives: online, from: 2020-01-01, until: 2021-01-01` + tail + `  - {id: xx.a, gives: papers, from: 2021-02-01` + tail,
			"format.yaml:6", "a gap"},
		{"always outranked", `  - {id: xx.a, when: 'jury', gives: hybrid, from: 2020-01-01` + tail +
			`  - {id: xx.b, when: 'jury || state_secret', gives: online, over: [xx.a], from: 2020-01-01` + tail, "format.yaml:5: xx.a", "can never be heard"},
		{"always forbidden", `  - {id: xx.a, when: 'jury', gives: online, from: 2020-01-01` + tail +
			`  - {id: xx.b, when: 'jury || state_secret', forbids: [online], from: 2020-01-01` + tail, "format.yaml:5: xx.a", "can never be heard"},
		{"blocked by two together", `  - {id: xx.a, when: 'jury', gives: online, from: 2020-01-01` + tail +
			`  - {id: xx.b, when: 'jury && state_secret', forbids: [online], from: 2020-01-01` + tail +
			`  - {id: xx.c, when: '!state_secret', gives: hybrid, over: [xx.a], from: 2020-01-01` + tail, "format.yaml:5: xx.a", "can never be heard"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := lawOf(t, head+c.rules)
			var bad Problems
			if !errors.As(err, &bad) {
				t.Fatalf("it loads: %v", err)
			}
			for _, p := range bad {
				for _, lang := range court.Langs() {
					if s := p.In(lang); strings.Contains(s, "law.wrong.") || strings.ContainsAny(s, "{}") {
						t.Errorf("%s: %s", lang, s)
					}
				}
				if strings.HasPrefix(p.String(), c.line) && strings.Contains(p.In(court.English), c.why) {
					return
				}
			}
			t.Errorf("it says:\n%v", err)
		})
	}
}

// What is wrong with a condition is told at the condition's own line, what CEL
// says of it apart; what is wrong with the file's form, where the reader stopped.
func TestLinesOfProblems(t *testing.T) {
	rule := func(when string) string {
		return head + "  - id: xx.a\n    gives: online\n    from: 2020-01-01\n    when: " + when + "\n    articles: [\"2\"]\n    status: verify\n    reason: {kk: қ, ru: р, en: e}\n"
	}
	for _, c := range []struct{ text, line, key, detail string }{
		{rule(`kind == "crimnal"`), "format.yaml:8: xx.a: ", "law.wrong.when_never", ""},
		{rule(`weather == "rain"`), "format.yaml:8: xx.a: ", "law.wrong.fact_unknown", ""},
		{rule(`kind == "civil" && kind == "criminal"`), "format.yaml:8: xx.a: ", "law.wrong.never_applies", ""},
		{rule(`kind == "civil" &&& jury`), "format.yaml:8: xx.a: ", "law.wrong.when_unreadable", "Syntax error"},
		{rule(`children == 2`), "format.yaml:8: xx.a: ", "law.wrong.when_never", ""},
		{rule(`kind in ["civil", 3]`), "format.yaml:8: xx.a: ", "law.wrong.when_never", ""},
		{rule(`jury == "true"`), "format.yaml:8: xx.a: ", "law.wrong.when_never", ""},
		{rule(`age_days >= "60"`), "format.yaml:8: xx.a: ", "law.wrong.when_cut", ""},
		{rule(`amount == 1000`), "format.yaml:8: xx.a: ", "law.wrong.fact_unknown", ""},
		{rule(`'[1, 2].all(x, x > 0)'`), "format.yaml:8: xx.a: ", "law.wrong.fact_unknown", ""},
		{rule(`kind && jury`), "format.yaml:8: xx.a: ", "law.wrong.when_unreadable", "expected type"},
		{rule(`jury`) + "  - {id: \xff}", "format.yaml:12: ", "law.wrong.not_utf8", ""},
		{rule(`jury`) + "  - {id: xx.b", "format.yaml:11: ", "law.wrong.not_yaml", "line "},
	} {
		_, err := lawOf(t, c.text)
		var bad Problems
		if !errors.As(err, &bad) || bad[0].Why.Key != c.key || !strings.Contains(bad[0].Detail, c.detail) || (c.detail == "") != (bad[0].Detail == "") {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		for _, lang := range court.Langs() {
			if s := bad[0].In(lang); !strings.HasPrefix(s, c.line) || strings.Contains(s, "{detail}") || strings.Contains(s, "law.wrong.") {
				t.Errorf("%s: %s", lang, s)
			}
		}
	}
}

// A default that ends leaves a gap.
func TestGapInDates(t *testing.T) {
	_, err := lawOf(t, strings.Replace(head, "from: 2020-01-01", "from: 2020-01-01, until: 2024-01-01", 1)+
		`  - {id: xx.a, when: 'jury', gives: hybrid, from: 2020-01-01`+tail)
	if err == nil || !strings.HasPrefix(err.Error(), "format.yaml:4: xx.default: There is a gap: from 2024-01-01 on the table format has no default") {
		t.Errorf("it says: %v", err)
	}
}

// A default that was never written has no line: the file is named without one.
func TestGapFromTheBeginning(t *testing.T) {
	_, err := lawOf(t, strings.Replace(head, "gives: in_person", "gives: in_person, when: 'kind == \"civil\"'", 1)+
		`  - {id: xx.a, when: 'kind != "civil"', gives: hybrid, from: 2020-01-01`+tail)
	if err == nil || !strings.HasPrefix(err.Error(), "format.yaml: There is a gap") {
		t.Errorf("it says: %v", err)
	}
}

func TestDecide(t *testing.T) {
	law, err := lawOf(t, head+
		`  - {id: xx.online, when: 'kind == "civil"', gives: online, from: 2021-01-01`+tail+
		`  - {id: xx.papers, when: 'simplified', gives: papers, over: ["xx.on*"], from: 2020-01-01`+tail+
		`  - {id: xx.dispute, when: 'authenticity == "disputed"', forbids: [online, papers], from: 2020-01-01`+tail)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at    string
		facts Facts
		want  string
		by    string
	}{
		{"2020-06-01", Facts{}, "in_person", "xx.default"},
		{"2021-01-01", Facts{}, "online", "xx.online"},
		{"2021-01-01", Facts{"kind": "criminal"}, "in_person", "xx.default"},
		{"2021-01-01", Facts{"simplified": "true"}, "papers", "xx.papers"},
		{"2021-01-01", Facts{"simplified": "true", "authenticity": "disputed"}, "in_person", "xx.default"},
	} {
		day, _ := ParseDay(c.at)
		a, err := law.Decide(Format, c.facts, day.Time(time.UTC))
		if err != nil || a.Outcome.Word != c.want || a.By.ID != c.by || len(a.Articles()) == 0 {
			t.Errorf("%s %v: %s by %s, %v", c.at, c.facts, a.Outcome, a.By.ID, err)
		}
		if a.Facts["authenticity"] == "disputed" && a.Forbidden()["online"].ID != "xx.dispute" {
			t.Errorf("%v: online is not forbidden", c.facts)
		}
	}
	if _, err := law.Decide(Format, Facts{}, time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)); err == nil {
		t.Error("it decides before it began")
	}
	if _, err := law.Decide(Format, Facts{"kind": "martial"}, time.Now()); err == nil {
		t.Error("it takes a kind there is not")
	}
	a, _ := law.Decide(Format, Facts{}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	changes := law.WhatIf(a)
	if len(changes) != 5 { // three other kinds, a dispute, simplified
		t.Errorf("what would change it: %v", changes)
	}
}

// A court's own policy tightens and never loosens.
func TestLocalPolicy(t *testing.T) {
	law, err := lawOf(t, head+`  - {id: xx.online, when: 'kind == "civil"', gives: online, from: 2021-01-01`+tail)
	if err != nil {
		t.Fatal(err)
	}
	with := func(table, rule string) (*Law, error) {
		return law.WithPolicy(fstest.MapFS{"p.yaml": {Data: []byte("table: " + table + "\ncode: Court\nrules:\n" + rule)}})
	}
	tight, err := with("format", `  - {id: local.a, when: 'amount_mci >= 2000', forbids: [online], from: 2020-01-01`+tail)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if a, err := tight.Decide(Format, Facts{"amount_mci": "30000"}, at); err != nil || a.Outcome.Word != "in_person" || tight.Digest() == law.Digest() {
		t.Errorf("%v %v", a.Outcome, err)
	}
	for _, c := range []struct{ name, table, rule, why string }{
		{"gives a format", "format", `  - {id: local.a, when: 'jury', gives: online, from: 2020-01-01` + tail, "nothing else"},
		{"takes the law's id", "format", `  - {id: xx.online, forbids: [online], from: 2022-01-01` + tail, "begins with local."},
		{"stands over the law", "format", `  - {id: local.a, forbids: [online], over: [xx.online], from: 2022-01-01` + tail, "stands over none"},
		{"says who is necessary", "necessary", `  - {id: local.a, when: 'role == "interpreter"', gives: no, from: 2022-01-01` + tail, "nothing else"},
		{"a number too large", "policy", `  - {id: local.a, gives: {n: 10, unit: seconds}, from: 2022-01-01` + tail, "not within 3 and 9"},
		{"another unit", "policy", `  - {id: local.a, gives: {n: 5, unit: minutes}, from: 2022-01-01` + tail, "counts this in seconds"},
	} {
		if _, err := with(c.table, c.rule); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	set, err := with("policy", `  - {id: local.a, gives: {n: 7, unit: seconds}, from: 2022-01-01`+tail)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := set.Number("hold_after", at); n.N != 7 {
		t.Errorf("the court's own number is %s", n)
	}
	if n, _ := set.Number("hold_after", at.AddDate(-5, 0, 0)); n.N != 5 {
		t.Errorf("before the court's own number it is %s", n)
	}
}

// A draft changes what follows its date, and the replay counts it.
func TestAmendment(t *testing.T) {
	law, err := lawOf(t, head+`  - {id: xx.online, when: 'kind == "civil"', gives: online, from: 2021-01-01`+tail)
	if err != nil {
		t.Fatal(err)
	}
	draft := "table: format\ncode: XX\nrules:\n  - {id: xx.online, when: 'kind == \"civil\" && amount_mci < 2000', gives: online, from: 2027-01-01" + tail
	next, err := law.Amend(fstest.MapFS{"draft.yaml": {Data: []byte(draft)}})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 5, 5, 0, 0, 0, 0, time.UTC)
	cases := []PastCase{
		{No: "1", District: "A", At: at, Facts: Facts{"amount_mci": "100"}},
		{No: "2", District: "A", At: at, Facts: Facts{"amount_mci": "5000"}},
		{No: "3", District: "B", At: at, Facts: Facts{"kind": "criminal", "amount_mci": "5000"}},
		{No: "4", District: "B", At: at, Facts: Facts{"kind": "unheard_of"}},
	}
	r := Replay(law, next, func(yield func(PastCase) bool) {
		for _, c := range cases {
			if !yield(c) {
				return
			}
		}
	})
	if r.Decisions != 4 || r.Skipped != 1 || len(r.Changed) != 1 || r.Changed[0].No != "2" || r.Changed[0].Now.Word != "in_person" ||
		len(r.Districts) != 2 || r.Districts[0].DecisionsChanged != 1 || len(r.Moves) != 1 {
		t.Errorf("%+v", r)
	}
	if a, _ := next.Decide(Format, cases[1].Facts, at); a.Outcome.Word != "online" {
		t.Error("the past changed")
	}
	// What became online in 2021 without the draft is no change of the draft.
	same, err := law.Amend(fstest.MapFS{"draft.yaml": {Data: []byte(strings.Replace(draft, "amount_mci < 2000", "true", 1))}})
	if err != nil {
		t.Fatal(err)
	}
	early := PastCase{No: "5", At: at.AddDate(-5, 0, 0), Facts: Facts{}}
	if r := Replay(law, same, func(yield func(PastCase) bool) { yield(early) }); r.Decisions != 1 || len(r.Changed) != 0 {
		t.Errorf("a draft without effect: %+v", r)
	}
	if _, err := law.Amend(fstest.MapFS{"d.yaml": {Data: []byte("repeals: [{id: xx.none, from: 2027-01-01}]")}}); err == nil {
		t.Error("it repeals a rule there is not")
	}
	if _, err := law.Amend(fstest.MapFS{"d.yaml": {Data: []byte("repeals: [{id: xx.default, from: 2027-01-01}]")}}); err == nil || !strings.Contains(err.Error(), "gap") {
		t.Errorf("repealing the default: %v", err)
	}
}

func TestArticleString(t *testing.T) {
	if s := (court.Article{Code: "XX", No: "2", Verify: true}).String(); s != "XX 2 (verify)" {
		t.Error(s)
	}
}

// Whatever the bytes, the loader answers and does not fall over.
func FuzzLoad(f *testing.F) {
	f.Add(head)
	f.Add(head + `  - {id: xx.a, when: 'kind == "civil"', gives: online, from: 2020-01-01` + tail)
	f.Add("rules: &a [*a]")
	f.Add(head + `  - {id: xx.a, when: 'children == 2 || [1].all(x, x > 0)', gives: online, from: 2020-01-01` + tail)
	f.Add("table: policy\nrules:\n  - {id: a, gives: {n: 1, unit: count}, articles: [{code: X, no: 1}]}")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 20_000 {
			return
		}
		_, err := Load(fstest.MapFS{"country.yaml": {Data: []byte(small)}, "f.yaml": {Data: []byte(text)}})
		var bad Problems
		if err != nil && !errors.As(err, &bad) {
			t.Fatalf("%T %v", err, err)
		}
	})
}
