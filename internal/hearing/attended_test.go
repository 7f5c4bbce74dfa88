package hearing

import (
	"testing"

	"tarazy/internal/court"
)

// Who took part is who was in the room at some time after the opening: not who
// left before it, nor who never came, and still who was lost or left later.
func TestWhoTookPart(t *testing.T) {
	var d ScheduledFor
	for _, p := range []court.PersonID{pJudge, pClaimant, pRespondent, "p-early", "p-late", "p-never"} {
		d.Roll = append(d.Roll, RollLine{Person: p})
	}
	s, err := Sitting{}.Fold(happened(0, "", d), happened(1, "", Entered{Person: pJudge}), happened(1, "", Entered{Person: pClaimant}),
		happened(1, "", Entered{Person: pRespondent}), happened(2, "", Entered{Person: "p-early"}), happened(3, "p-early", PersonLeft{}),
		happened(10, pJudge, Opened{}), happened(20, "", lost(pClaimant, 15)), happened(30, "", Entered{Person: "p-late"}), happened(40, "p-late", PersonLeft{}),
		happened(90, pJudge, Closed{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, seat := range s.Roll {
		if want := seat.Person != "p-early" && seat.Person != "p-never"; seat.Attended != want {
			t.Errorf("%s attended: %t", seat.Person, seat.Attended)
		}
	}
}
