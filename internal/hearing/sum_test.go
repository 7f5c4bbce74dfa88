package hearing

import (
	"encoding/json"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

var ten = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

// clock is a moment of the sitting's morning, in seconds after ten.
func clock(s float64) record.Time {
	return record.At(ten.Add(time.Duration(s * float64(time.Second))))
}

// happened is an event at s seconds after ten.
func happened(s float64, by court.PersonID, d record.Data) record.Event {
	data, _ := json.Marshal(d)
	return record.Event{Payload: &record.Payload{At: clock(s), By: court.Actor{Person: by}, Type: d.EventType(), Data: data}}
}

func lost(p court.PersonID, since float64) PersonLost {
	return PersonLost{Person: p, Since: clock(since), Cause: NotEstablished, Signs: []string{SignHeartbeat}}
}

func back(p court.PersonID, since float64) PersonBack {
	return PersonBack{Person: p, Since: clock(since)}
}

// The summary follows from the events: a loss that nothing has ended lasts
// until the closing, and until now while the sitting does.
func TestSum(t *testing.T) {
	const judge, claimant, respondent = court.PersonID("p-judge"), court.PersonID("p-claimant"), court.PersonID("p-respondent")
	until := clock(160)
	begin := []record.Event{
		happened(0, "", Entered{Person: judge}), happened(1, "", Entered{Person: claimant}), happened(2, "", Entered{Person: respondent}),
		happened(10, judge, Opened{Absent: []court.PersonID{}}),
	}
	restart := happened(160, "", CourtFailed{Since: clock(150), Until: &until, Sign: SignRestarted})
	for _, c := range []struct {
		what string
		then []record.Event
		want Summary
	}{
		{"nothing", nil, Summary{Sat: 890 * time.Second}},
		{"a loss that ended", []record.Event{happened(25, "", lost(claimant, 20)), happened(32, "", back(claimant, 20))},
			Summary{Sat: 890 * time.Second, Losses: 1, Whom: 1, Longest: 12 * time.Second}},
		{"a loss that lasts", []record.Event{happened(25, "", lost(claimant, 20)), happened(32, "", back(claimant, 20)), happened(105, "", lost(claimant, 100))},
			Summary{Sat: 890 * time.Second, Losses: 2, Whom: 1, Longest: 800 * time.Second}},
		{"a loss until the closing", []record.Event{happened(105, "", lost(claimant, 100)), happened(400, judge, Closed{})},
			Summary{Sat: 390 * time.Second, Losses: 1, Whom: 1, Longest: 300 * time.Second}},
		{"the lost one leaves by own act", []record.Event{happened(105, "", lost(claimant, 100)), happened(130, claimant, PersonLeft{})},
			Summary{Sat: 890 * time.Second, Losses: 1, Whom: 1, Longest: 30 * time.Second}},
		{"leaving and coming again is no loss", []record.Event{happened(100, claimant, PersonLeft{}), happened(500, "", back(claimant, 100))},
			Summary{Sat: 890 * time.Second}},
		{"a restart cuts off all who were in the room", []record.Event{happened(100, claimant, PersonLeft{}), restart, happened(170, "", back(judge, 150))},
			Summary{Sat: 890 * time.Second, Losses: 2, Whom: 2, Longest: 750 * time.Second}},
		{"a hold that is widened, and another", []record.Event{happened(25, "", lost(claimant, 20)), happened(30, "", HeldFor{About: []court.PersonID{claimant}}),
			happened(40, "", HeldFor{About: []court.PersonID{respondent}}), happened(50, judge, WentOn{Reason: "x"}), happened(60, "", HeldFor{About: []court.PersonID{respondent}}),
			happened(70, judge, Closed{})}, Summary{Sat: 60 * time.Second, Losses: 1, Whom: 1, Longest: 50 * time.Second, Holds: 2}},
	} {
		lines, err := Journal(append(begin, c.then...)...)
		if err != nil {
			t.Fatal(err)
		}
		if got := Sum(lines, clock(900).Time); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.what, got, c.want)
		}
	}
}
