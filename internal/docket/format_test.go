package docket

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// event is one event of a case's stream, as folding reads it.
func event(t *testing.T, version uint64, by court.Role, d record.Data) record.Event {
	t.Helper()
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	at := record.At(time.Date(2026, 11, 23, 5, 0, int(version), 0, time.UTC))
	return record.Event{Header: record.Header{Stream: "c", Version: version},
		Payload: &record.Payload{Type: d.EventType(), At: at, By: court.Actor{Person: "p", Role: by}, Data: b}}
}

// TestFoldingLeavesTheBaseAlone: two values folded from one never see each
// other's statements, decisions and answers.
func TestFoldingLeavesTheBaseAlone(t *testing.T) {
	fold := func(f File, events ...record.Event) File {
		t.Helper()
		g, err := f.Fold(events...)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	base := fold(File{},
		event(t, 1, court.Registrar, Opened{No: "1", Kind: court.Civil}),
		event(t, 2, court.Server, FormatDecided{Outcome: court.Online}),
		event(t, 3, court.Claimant, FormatObjected{Decided: 2, To: court.InPerson}),
		event(t, 4, court.Judge, CircumstancesStated{Facts: map[string]string{"witnesses": "some"}}),
		event(t, 5, court.Claimant, ReadinessStated{Person: "p", Readiness: Readiness{Link: "good"}}))
	ruled := fold(base, event(t, 6, court.Judge, FormatRuled{Format: court.Hybrid, Objections: []Answered{{Objection: 3, Upheld: true}}}))
	other := fold(base,
		event(t, 6, court.Claimant, Filed{Kind: Forgery, Number: 1}),
		event(t, 7, court.Server, FormatDecided{Outcome: court.InPerson}),
		event(t, 8, court.Server, LinkFailed{Person: "p", Times: 1}))
	ended := fold(ruled, event(t, 7, court.Server, FormatDecided{Outcome: court.InPerson, EndsRuling: 6}))
	for name, f := range map[string]struct {
		File
		want   court.Format
		answer string
		facts  int
	}{
		"base": {base, court.Online, "", 1}, "ruled": {ruled, court.Hybrid, Upheld, 1},
		"other": {other, court.InPerson, "", 2}, "ended": {ended, court.InPerson, Upheld, 1},
	} {
		s, ok := f.Standing()
		if !ok || s.Format != f.want || f.Objections[0].Answer != f.answer || len(f.Circumstances) != f.facts {
			t.Errorf("%s: %s stands, the objection is %q, circumstances %v", name, s.Format, f.Objections[0].Answer, f.Circumstances)
		}
	}
	if other.Circumstances["authenticity"].Value != Disputed || other.LinkFailures["p"] != 1 || base.LinkFailures["p"] != 0 {
		t.Errorf("%v %v", other.Circumstances, other.LinkFailures)
	}
	if ruled.Rulings[0].Ended != 0 || ended.Rulings[0].Ended != 7 {
		t.Error("a ruling's end is seen where it has not ended")
	}
}

// TestLinesAreCountedToThree: what is more stands in the hearing's journal.
func TestLinesAreCountedToThree(t *testing.T) {
	f := File{Parties: []Party{{Person: "p", Role: court.Claimant}}}
	for n := 1; n <= 5; n++ {
		got := f.FailLink("h", "p")
		if (n <= MaxLinkFailures) != (len(got) == 1) {
			t.Fatalf("failure %d: %v", n, got)
		}
		if len(got) == 1 {
			f.LinkFailures = with(f.LinkFailures, "p", got[0].(LinkFailed).Times)
		}
	}
	if f.FailLink("h", "judge") != nil {
		t.Error("the court's own people are counted")
	}
}

// TestWhatARulingGrants: an objection is upheld when the ruling is what it asked
// for and only then; partly, when the ruling goes its way and not to its end.
func TestWhatARulingGrants(t *testing.T) {
	for _, c := range []struct {
		was, asked, ruled court.Format
		want              string
	}{
		{court.Online, court.InPerson, court.InPerson, Upheld},
		{court.Online, court.InPerson, court.Hybrid, Partly},
		{court.Online, court.InPerson, court.Online, Rejected},
		{court.Online, court.InPerson, court.Papers, Rejected},
		{court.Online, court.Hybrid, court.InPerson, Partly},
		{court.Online, court.Papers, court.Hybrid, Rejected},
		{court.InPerson, court.Online, court.Hybrid, Partly},
		{court.InPerson, court.Online, court.InPerson, Rejected},
		{court.Hybrid, court.InPerson, court.Online, Rejected},
		{court.Papers, court.InPerson, court.Online, Partly},
	} {
		f := File{Decisions: []Decision{{FormatDecided: FormatDecided{Outcome: c.was}, Version: 2}},
			Objections: []Objection{{FormatObjected: FormatObjected{Decided: 2, To: c.asked}, Version: 3}}}
		d, err := f.Rule(FormatRuled{Format: c.ruled, Reason: "r"}, []uint64{3})
		if err != nil {
			t.Fatal(err)
		}
		after := f.Answer(d, 4).Objections[0]
		if after.Answer != c.want || d.Objections[0].Word() != c.want || f.Objections[0].Answer != "" {
			t.Errorf("%s stood, %s was asked, %s is ruled: %s", c.was, c.asked, c.ruled, after.Answer)
		}
		if after.Remote() != slices.Contains([]court.Format{court.Online, court.Papers}, c.asked) && c.want != Partly {
			t.Errorf("%s, %s: remote %v", c.asked, c.want, after.Remote())
		}
		if c.want == Partly && after.Remote() != (c.ruled == court.Online) {
			t.Errorf("%s ruled: remote %v", c.ruled, after.Remote())
		}
		for _, weighed := range [][]uint64{nil, {9}, {3, 9}} {
			if _, err := f.Rule(FormatRuled{Format: c.ruled, Reason: "r"}, weighed); !fault.Is(err, fault.KindConflict) {
				t.Errorf("weighed %v: %v", weighed, err)
			}
		}
	}
}
