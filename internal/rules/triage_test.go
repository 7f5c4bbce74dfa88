package rules

import (
	"maps"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
)

func TestADraftIsAFolderOfOneFile(t *testing.T) {
	if err := fstest.TestFS(Draft([]byte("rules: []\n")), DraftName); err != nil {
		t.Fatal(err)
	}
}

// TestReadinessIsInTheVocabulary: what a person may answer, the rules may ask.
func TestReadinessIsInTheVocabulary(t *testing.T) {
	for _, c := range docket.ReadinessChoices() {
		for _, v := range c.Values {
			if c.Name == "consent" {
				continue
			}
			if _, err := ParseFacts(map[string]string{c.Name: v}); err != nil {
				t.Errorf("%s=%s: %v", c.Name, v, err)
			}
			if rank(Fact(c.Name), v) < 0 {
				t.Errorf("%s=%s is neither better nor worse than anything", c.Name, v)
			}
		}
	}
}

// twoSides is a case with a represented respondent.
func twoSides() docket.File {
	return docket.File{Kind: court.Civil, OpenedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		Parties: []docket.Party{{Person: "c", Role: court.Claimant}, {Person: "r", Role: court.Respondent},
			{Person: "a", Role: court.Advocate, For: "r"}}}
}

func TestFactsOf(t *testing.T) {
	ready := func(p court.PersonID, r docket.Readiness) func(*docket.File) {
		return func(f *docket.File) {
			if f.Readiness == nil {
				f.Readiness = map[court.PersonID]docket.Ready{}
			}
			f.Readiness[p] = docket.Ready{Readiness: r, Version: 9}
		}
	}
	stated := func(fact, v string) func(*docket.File) {
		return func(f *docket.File) { f.Circumstances = map[string]docket.Circumstance{fact: {Value: v}} }
	}
	objected := func(o docket.Objection) func(*docket.File) {
		return func(f *docket.File) { f.Objections = append(f.Objections, o) }
	}
	on := func(to court.Format, answer string) docket.Objection {
		return docket.Objection{FormatObjected: docket.FormatObjected{To: to}, By: court.Actor{Person: "c"}, Answer: answer, Ruling: 5}
	}
	for name, c := range map[string]struct {
		with []func(*docket.File)
		want string
	}{
		"nothing said":                  {nil, "equipment=unasked kind=civil stage=main"},
		"the worst line counts":         {[]func(*docket.File){ready("c", docket.Readiness{Link: "good"}), ready("r", docket.Readiness{Link: "poor"})}, "equipment=unasked kind=civil link=poor stage=main"},
		"one good line proves no other": {[]func(*docket.File){ready("c", docket.Readiness{Link: "good"})}, "equipment=unasked kind=civil stage=main"},
		"who is represented may stay away": {[]func(*docket.File){stated("attendance", "representatives"), ready("r", docket.Readiness{Equipment: "none"}),
			ready("a", docket.Readiness{Equipment: "partial"})}, "attendance=representatives equipment=partial kind=civil stage=main"},
		"nobody must come": {[]func(*docket.File){stated("attendance", "none"), ready("c", docket.Readiness{Equipment: "none", Consent: docket.Refuses})},
			"attendance=none consent=some_refuse kind=civil stage=main"},
		"an advocate agrees for the client": {[]func(*docket.File){ready("c", docket.Readiness{Consent: docket.Agrees}), ready("a", docket.Readiness{Consent: docket.Agrees})},
			"consent=all equipment=unasked kind=civil stage=main"},
		"one has not said":                {[]func(*docket.File){ready("c", docket.Readiness{Consent: docket.Agrees})}, "equipment=unasked kind=civil stage=main"},
		"a journey":                       {[]func(*docket.File){ready("r", docket.Readiness{JourneyKM: 600, Abroad: true})}, "abroad=true equipment=unasked journey_km=600 kind=civil stage=main"},
		"a word of an older version":      {[]func(*docket.File){stated("weather", "fine")}, "equipment=unasked kind=civil stage=main"},
		"pending":                         {[]func(*docket.File){objected(on(court.InPerson, "")), objected(on(court.InPerson, docket.Rejected))}, "equipment=unasked kind=civil objection=pending stage=main"},
		"upheld":                          {[]func(*docket.File){objected(on(court.InPerson, "")), objected(on(court.Hybrid, docket.Upheld))}, "equipment=unasked kind=civil objection=upheld stage=main"},
		"upheld for more distance":        {[]func(*docket.File){objected(on(court.Online, docket.Upheld))}, "equipment=unasked kind=civil stage=main"},
		"upheld, but they have agreed":    {[]func(*docket.File){objected(on(court.Hybrid, docket.Upheld)), ready("c", docket.Readiness{Consent: docket.Agrees})}, "equipment=unasked kind=civil stage=main"},
		"failures are one person's, most": {[]func(*docket.File){func(f *docket.File) { f.LinkFailures = map[court.PersonID]int{"c": 1, "r": 3} }}, "equipment=unasked kind=civil link_failures=3 stage=main"},
	} {
		f := twoSides()
		for _, do := range c.with {
			do(&f)
		}
		if got := FactsOf(f, f.OpenedAt).String(); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", name, got, c.want)
		}
	}
	f := twoSides()
	ready("r", docket.Readiness{Equipment: "none"})(&f)
	facts := FactsOf(f, f.OpenedAt.AddDate(0, 2, 0), "appeal")
	if facts["age_days"] != "59" || facts["stage"] != "appeal" {
		t.Error(facts)
	}
	if from := Sources(f, facts); !slices.Equal(from["equipment"], []court.PersonID{"r"}) || len(from) != 1 {
		t.Error(from)
	}
}

// What the answer supposes and nobody has said is named, and who has yet to say
// it; what would change the answer names it too.
func TestWhatIsNotKnownIsAsked(t *testing.T) {
	law, f, at := MustShipped("kz"), twoSides(), day(t, "2026-03-02")
	f.Parties = append(f.Parties, docket.Party{Person: "i", Role: court.Interpreter})
	say := func(p court.PersonID, r docket.Readiness) {
		f.Readiness = maps.Clone(f.Readiness)
		if f.Readiness == nil {
			f.Readiness = map[court.PersonID]docket.Ready{}
		}
		f.Readiness[p] = docket.Ready{Readiness: r, Version: 9}
	}
	wants := func(facts []Fact, who ...court.PersonID) {
		t.Helper()
		a, err := law.Decide(Format, FactsOf(f, at), at)
		if err != nil || a.Outcome.Word != "online" {
			t.Fatalf("%v, %v", a.Outcome, err)
		}
		if got := a.By.Unasked(a.Facts); !slices.Equal(got, facts) {
			t.Errorf("unasked are %v, want %v", got, facts)
		}
		if got := a.By.ToAsk(f, a.Facts); !slices.Equal(got, who) {
			t.Errorf("asked are %v, want %v", got, who)
		}
		for _, fact := range facts {
			if !slices.ContainsFunc(law.WhatIf(a), func(c Change) bool { return c.Fact == fact && c.From == "unasked" && c.Outcome.Word == "hybrid" }) {
				t.Errorf("what would change it does not name %s", fact)
			}
		}
	}
	both := []Fact{"equipment", "consent"}
	wants(both, "c", "r", "a", "i")
	say("c", docket.Readiness{Equipment: "all", Consent: docket.Agrees})
	wants(both, "r", "a", "i")
	say("i", docket.Readiness{Equipment: "all"})
	say("a", docket.Readiness{Equipment: "all", Consent: docket.Agrees}) // for the respondent, too, who has yet to name their means
	wants([]Fact{"equipment"}, "r")
	say("r", docket.Readiness{Equipment: "all"})
	wants(nil)
}

// Where nobody need come any longer nobody is asked: that is told, and no word is
// put into anybody's mouth.
func TestNobodyIsAskedWhoNeedNotCome(t *testing.T) {
	for _, c := range []struct{ was, now map[string]string }{
		{map[string]string{"equipment": "unasked"}, map[string]string{"attendance": "none"}},
		{map[string]string{"attendance": "none"}, map[string]string{"equipment": "unasked"}},
	} {
		got := changed(c.was, c.now)
		if len(got) != 1 || got[0].Fact != "attendance" {
			t.Errorf("%v to %v: %+v", c.was, c.now, got)
		}
	}
	if got := changed(map[string]string{"equipment": "none"}, map[string]string{}); len(got) != 1 {
		t.Errorf("what somebody said anew: %+v", got)
	}
}
