package hearing

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// PutOff ends this date of the case without its end: the judge adjourns it, to
// a moment or to one that is to be set.
type PutOff struct {
	Reason string       `json:"reason"`
	Until  *record.Time `json:"until,omitempty"`
}

// EventType is the word in the record.
func (PutOff) EventType() string { return "hearing.adjourned" }

// Adjournment is why and until when this date was put off. A zero Until is to
// be set. The next hearing is scheduled as any other: this fixes none.
type Adjournment struct {
	Reason  string
	Until   time.Time
	By      court.PersonID
	At      time.Time
	Version uint64
}

// Adjourn puts the hearing off, whatever state it is in: a hold or a break ends
// by it too. It refuses without a reason, over the heads of people in a private
// talk, to a moment that is past or further ahead than the calendar goes, and
// what is over already. A zero until is a date to be set.
func (s Sitting) Adjourn(until time.Time, reason string, now time.Time) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	if err := s.notTalking(); err != nil {
		return nil, err
	}
	reason, err := text(reason)
	switch {
	case err != nil:
		return nil, err
	case reason == "":
		return nil, fault.Invalid("hearing.adjourn.reason_missing").On("reason")
	case until.IsZero():
		return []record.Data{PutOff{Reason: reason}}, nil
	case !until.After(now):
		return nil, fault.Invalid("hearing.adjourn.past").On("until")
	case until.After(now.AddDate(yearsAhead, 0, 0)):
		return nil, fault.Invalid("calendar.slots.far").With(fault.Args{"n": yearsAhead}).On("until")
	}
	at := record.At(until)
	return []record.Data{PutOff{Reason: reason, Until: &at}}, nil
}

func (s *Sitting) applyPutOff(e record.Event, at time.Time) error {
	return with(e, func(d PutOff) {
		s.over(Adjourned, at)
		s.Adjournment = &Adjournment{Reason: d.Reason, By: e.Payload.By.Person, At: at, Version: e.Header.Version}
		if d.Until != nil {
			s.Adjournment.Until = d.Until.Time
		}
	})
}

// over ends what was going on.
func (s *Sitting) over(as State, at time.Time) {
	s.State, s.EndedAt, s.Hold, s.Break = as, at, nil, nil
}
