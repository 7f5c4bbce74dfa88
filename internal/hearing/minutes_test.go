package hearing

import (
	"testing"

	"tarazy/internal/court"
)

func types(lines []Line) (out []string) {
	for _, l := range lines {
		out = append(out, l.Type)
	}
	return out
}

// The minutes have what the court did and the disruptions that mattered; the
// journal of a person has what concerns them and everybody.
func TestMinutesAndAPersonsJournal(t *testing.T) {
	lines := told(t, happened(0, pClaimant, Prepared{NoRecording: true}), happened(1, pJudge, Admitted{Person: pClaimant}),
		happened(2, "", Entered{Person: pJudge}), happened(3, "", Entered{Person: pClaimant}), happened(10, pJudge, Opened{}),
		happened(25, "", lost(pRespondent, 20)), happened(30, "", back(pRespondent, 20)), // a blip
		happened(105, "", lost(pClaimant, 100)), happened(110, "", HeldFor{About: []court.PersonID{pClaimant}, Cause: NotEstablished}),
		happened(120, "", back(pClaimant, 100)), happened(130, pJudge, Resumed{}), happened(140, pClaimant, HandRaised{}), happened(200, pJudge, Closed{}))
	want := []string{"hearing.opened", "hearing.lost", "hearing.held", "hearing.back", "hearing.resumed", "hearing.closed"}
	if got := types(Minutes(lines, clock(300).Time)); len(got) != len(want) || got[1] != want[1] || got[4] != want[4] {
		t.Errorf("minutes: %v", got)
	}
	for _, l := range Concerning(lines, pRespondent) {
		if l.Args["person"] == string(pClaimant) || l.By.Person == pClaimant {
			t.Errorf("another's line in the respondent's journal: %+v", l)
		}
	}
	if got := len(Concerning(lines, pClaimant)); got != len(lines)-3 { // but the judge's coming in and the respondent's blip
		t.Errorf("%d of %d lines", got, len(lines))
	}
}
