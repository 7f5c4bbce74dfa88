package rules

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// A draft of two days: what only the second one moves is counted, once, and named
// with that day; a decision made in between counts by what comes after it.
func TestAmendmentOfTwoDays(t *testing.T) {
	law, err := lawOf(t, head+`  - {id: xx.online, when: 'kind == "civil"', gives: online, from: 2021-01-01`+tail)
	if err != nil {
		t.Fatal(err)
	}
	next, err := law.Amend(fstest.MapFS{"draft.yaml": {Data: []byte("table: format\ncode: XX\nrules:\n" +
		"  - {id: xx.one, when: 'kind == \"criminal\"', gives: hybrid, over: [xx.online], from: 2027-01-01" + tail +
		"  - {id: xx.two, when: 'kind == \"offence\"', gives: hybrid, over: [xx.online], from: 2028-01-01" + tail)}})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 5, 5, 0, 0, 0, 0, time.UTC)
	r := Replay(law, next, slices.Values([]PastCase{
		{No: "1", At: at, Facts: Facts{"kind": "criminal"}}, {No: "2", At: at, Facts: Facts{"kind": "offence"}},
		{No: "3", At: at.AddDate(2, 0, 0), Facts: Facts{"kind": "offence"}}, {No: "4", At: at, Facts: Facts{"kind": "civil"}}}))
	var got []string
	for _, d := range r.Changed {
		got = append(got, string(d.No)+" "+d.By+" "+d.On.String())
	}
	if want := "1 xx.one 2027-01-01, 2 xx.two 2028-01-01, 3 xx.two 2028-01-01"; strings.Join(got, ", ") != want || r.Moves[0].Decisions != 3 {
		t.Errorf("%v, %+v", got, r.Moves)
	}
}

// Where a draft only forbids, the report names its prohibition, and not the rule
// that is left to answer; where it only repeals, the rule that answers then.
func TestTheReportNamesWhatTheDraftDoes(t *testing.T) {
	law, err := lawOf(t, head+`  - {id: xx.online, when: 'kind == "civil"', gives: online, from: 2021-01-01`+tail)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 5, 5, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"table: format\ncode: XX\nrules:\n  - {id: xx.no_online, when: 'kind == \"civil\"', forbids: [online], from: 2027-01-01" + tail: "xx.no_online",
		"repeals: [{id: xx.online, from: 2027-01-01}]\n": "xx.default",
	} {
		next, err := law.Amend(Draft([]byte(text)))
		if err != nil {
			t.Fatal(err)
		}
		r := Replay(law, next, slices.Values([]PastCase{{No: "1", At: at, Facts: Facts{"kind": "civil"}}}))
		if len(r.Changed) != 1 || r.Changed[0].By != want {
			t.Errorf("%s: %+v, want by %s", text, r.Changed, want)
		}
	}
}

// A draft of nothing is no draft.
func TestADraftOfNothing(t *testing.T) {
	for _, text := range []string{"table: format\ncode: XX\nrules: []\n", "repeals: []\n"} {
		_, err := MustShipped("kz").Amend(Draft([]byte(text)))
		var bad Problems
		if !errors.As(err, &bad) || fault.Of(bad[0].Why).Key != "law.wrong.draft_empty" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// drafted is a law and what a draft makes of it, under which civil cases are heard otherwise.
func drafted(t *testing.T) (law, next *Law) {
	t.Helper()
	law, err := lawOf(t, head)
	if err != nil {
		t.Fatal(err)
	}
	next, err = law.Amend(fstest.MapFS{"draft.yaml": {Data: []byte("table: format\ncode: XX\nrules:\n  - {id: xx.one, when: 'kind == \"civil\"', gives: hybrid, from: 2027-01-01" + tail)}})
	if err != nil {
		t.Fatal(err)
	}
	return law, next
}

// Of more differences than a report names it names the earliest, whichever order
// the workers end in.
func TestAReportNamesTheEarliest(t *testing.T) {
	law, next := drafted(t)
	first := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	const n = 20_000
	for range 4 {
		r := Replay(law, next, func(yield func(PastCase) bool) {
			for i := range n { // the latest first
				if !yield(PastCase{No: court.CaseNo(strconv.Itoa(n - i)), At: first.Add(time.Duration(n-i) * time.Hour), Facts: Facts{"kind": "civil"}}) {
					return
				}
			}
		})
		if len(r.Changed) != mostDifferences || r.Moves[0].Decisions != n {
			t.Fatalf("%d named of %+v", len(r.Changed), r.Moves)
		}
		for i, d := range r.Changed {
			if d.No != court.CaseNo(strconv.Itoa(i+1)) {
				t.Fatalf("the %dth is %s", i+1, d.No)
			}
		}
	}
}

// A case that was decided on several times is one case, and heard otherwise by any
// of its decisions, also where its decisions are more than a worker takes at a time.
func TestAReportCountsCases(t *testing.T) {
	law, next := drafted(t)
	at := time.Date(2025, 5, 5, 0, 0, 0, 0, time.UTC)
	var past []PastCase
	add := func(id court.CaseID, district string, kinds ...string) {
		for _, kind := range kinds {
			past = append(past, PastCase{Case: id, District: district, At: at, Facts: Facts{"kind": kind}})
		}
	}
	add("a", "one", "criminal", "civil", "civil")
	add("b", "one", "criminal", "criminal")
	add("c", "two", slices.Repeat([]string{"civil"}, 3*batch)...)
	add("d", "two", "civil")
	r := Replay(law, next, slices.Values(past))
	if want := (Extent{4, 3, 3*batch + 6, 3*batch + 3}); r.Extent != want {
		t.Errorf("in all %+v", r.Extent)
	}
	if want := []District{{"one", Extent{2, 1, 5, 2}}, {"two", Extent{2, 2, 3*batch + 1, 3*batch + 1}}}; !slices.Equal(r.Districts, want) {
		t.Errorf("%+v", r.Districts)
	}
}
