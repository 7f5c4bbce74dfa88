package hearing_test

import (
	"encoding/json"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// after folds one event onto a sitting.
func after(t *testing.T, s hearing.Sitting, by court.PersonID, data ...record.Data) hearing.Sitting {
	t.Helper()
	for _, d := range data {
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		s, err = s.Fold(record.Event{Header: record.Header{Stream: "h", Version: s.Version + 1},
			Payload: &record.Payload{Type: d.EventType(), At: record.At(time.Unix(0, 0)), By: court.Actor{Person: by}, Data: b}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestInterpretation: everybody but the interpreter may follow the sitting
// through the interpreter, where there is one, and go back to the original.
func TestInterpretation(t *testing.T) {
	seat := func(p string, role court.Role) hearing.RollLine {
		return hearing.RollLine{Person: court.PersonID(p), Role: role}
	}
	s := after(t, hearing.Sitting{}, "judge", hearing.ScheduledFor{Case: "c", Kind: court.Civil,
		Roll: []hearing.RollLine{seat("claimant", court.Claimant), seat("interpreter", court.Interpreter)}},
		hearing.Admitted{Person: "claimant"}, hearing.Admitted{Person: "interpreter"})
	s = after(t, s, "claimant", hearing.Prepared{NoRecording: true})
	refused := func(p court.PersonID, through bool, key string) {
		t.Helper()
		if _, err := s.Interpret(p, through); fault.Of(err).Key != key {
			t.Errorf("%s %v: %v", p, through, err)
		}
	}
	refused("interpreter", true, "hearing.interpretation.own")
	refused("claimant", false, "hearing.interpretation.already")
	refused("stranger", true, "hearing.not_on_roll")
	data, err := s.Interpret("claimant", true)
	if err != nil {
		t.Fatal(err)
	}
	s = after(t, s, "claimant", data...)
	if mine, _ := s.Seat("claimant"); !mine.Interpreted {
		t.Error("not marked on the roll")
	}
	refused("claimant", true, "hearing.interpretation.already")
	if data, err = s.Interpret("claimant", false); err != nil {
		t.Fatal(err)
	}
	if mine, _ := after(t, s, "claimant", data...).Seat("claimant"); mine.Interpreted {
		t.Error("still marked on the roll")
	}
	s.Roll = s.Roll[:1]
	refused("claimant", true, "hearing.interpretation.none")
}
