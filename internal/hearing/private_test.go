package hearing_test

import (
	"flag"
	"os"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestTalkTable holds the table of private talks, which a lawyer reads.
func TestTalkTable(t *testing.T) {
	const file = "testdata/private.txt"
	got := hearing.TalkTable()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", file, got)
	}
}

// TestWhoTalksWithWhom asks for every pair of a full roll whether one may take
// the other into a private talk in a recess.
func TestWhoTalksWithWhom(t *testing.T) {
	roll := []hearing.RollLine{
		{Person: "presiding", Role: court.Judge}, {Person: "judge", Role: court.Judge}, {Person: "secretary", Role: court.Secretary},
		{Person: "prosecutor", Role: court.Prosecutor}, {Person: "interpreter", Role: court.Interpreter},
		{Person: "claimant", Role: court.Claimant}, {Person: "for-claimant", Role: court.Representative, For: "claimant"},
		{Person: "respondent", Role: court.Respondent}, {Person: "for-respondent", Role: court.Advocate, For: "respondent"},
		{Person: "also-for-respondent", Role: court.Representative, For: "respondent"},
	}
	s := after(t, hearing.Sitting{}, "presiding", hearing.ScheduledFor{Case: "c", Kind: court.Civil, Roll: roll})
	for _, l := range roll {
		s = after(t, s, l.Person, hearing.Prepared{NoRecording: true})
		s = after(t, s, "secretary", hearing.Admitted{Person: l.Person}, hearing.Entered{Person: l.Person})
	}
	s = after(t, s, "presiding", hearing.Opened{}, hearing.Recessed{})
	allowed := map[string]hearing.TalkKind{
		"presiding judge":       hearing.Deliberation,
		"claimant for-claimant": hearing.Counsel, "for-claimant claimant": hearing.Counsel,
		"respondent for-respondent": hearing.Counsel, "for-respondent respondent": hearing.Counsel,
		"respondent also-for-respondent": hearing.Counsel, "also-for-respondent respondent": hearing.Counsel,
		"for-respondent also-for-respondent": hearing.Counsel, "also-for-respondent for-respondent": hearing.Counsel,
	}
	for _, by := range roll {
		for _, with := range roll {
			for _, kind := range []hearing.TalkKind{hearing.Counsel, hearing.Deliberation} {
				_, err := s.Confer(by.Person, kind, []court.PersonID{with.Person}, "room")
				if want := allowed[string(by.Person+" "+with.Person)] == kind; want != (err == nil) {
					t.Errorf("%s with %s, %s: %v", by.Person, with.Person, kind, err)
				}
			}
		}
	}
	for _, three := range []struct {
		with []court.PersonID
		want bool
	}{
		{[]court.PersonID{"for-respondent", "interpreter"}, true},
		{[]court.PersonID{"for-respondent", "also-for-respondent", "interpreter"}, true},
		{[]court.PersonID{"for-respondent", "claimant"}, false},
		{[]court.PersonID{"for-respondent", "judge"}, false},
		{[]court.PersonID{"for-respondent", "for-respondent"}, false},
	} {
		if _, err := s.Confer("respondent", hearing.Counsel, three.with, "room"); three.want != (err == nil) {
			t.Errorf("respondent with %v: %v", three.with, err)
		}
	}
	if _, err := s.Confer("presiding", hearing.Deliberation, []court.PersonID{"judge", "secretary"}, "room"); err == nil {
		t.Error("the secretary is let into a deliberation")
	}
}
