package hearing

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// TechnicalBroken interrupts the sitting for a failure of the court's own side:
// by the program, about the necessary persons whom that failure cut off, or by
// the bench, with a reason. Time limits run on; it is no stay of proceedings.
type TechnicalBroken struct {
	About  []court.PersonID `json:"about"`
	Reason string           `json:"reason,omitempty"`
}

// BreakAlarmed: a technical break has lasted too long without an act of the judge.
type BreakAlarmed struct {
	Since record.Time `json:"since"`
}

// EventType is the word in the record; likewise for the one below.
func (TechnicalBroken) EventType() string { return "hearing.technical_break" }
func (BreakAlarmed) EventType() string    { return "hearing.break_alarmed" }

// Break is a technical break, until a judge acts.
type Break struct {
	Since   time.Time
	About   []court.PersonID
	Reason  string         // of the bench; empty where the program saw it itself
	By      court.PersonID // empty likewise
	Version uint64
	Alarmed bool
}

// BreakOff interrupts a sitting because the court's own means have failed. It
// refuses without a reason, and a sitting that is not in session: what is held
// or in recess stands still already.
func (s Sitting) BreakOff(reason string) ([]record.Data, error) {
	if s.State != Session {
		return nil, fault.Conflict("hearing.technical_break.not_in_session")
	}
	reason, err := text(reason)
	if err != nil {
		return nil, err
	}
	if reason == "" {
		return nil, fault.Invalid("hearing.technical_break.reason_missing").On("reason")
	}
	return []record.Data{TechnicalBroken{About: []court.PersonID{}, Reason: reason}}, nil
}

// BreakNow answers a technical break when the court's own failure has kept a
// necessary person away for as long as the policy says.
func (s Sitting) BreakNow(now time.Time, policy rules.HoldPolicy) []record.Data {
	if s.State != Session {
		return nil
	}
	d := TechnicalBroken{}
	for _, t := range s.Roll {
		if s.Awaited(t) && !t.Excused && t.cutOffByCourt() && now.Sub(t.Since) >= policy.Hold {
			d.About = append(d.About, t.Person)
		}
	}
	if len(d.About) == 0 {
		return nil
	}
	return []record.Data{d}
}

// Gone says what follows when the court could not keep its record: it failed
// between two moments, and a sitting in session stands still, since nothing
// said or ordered in that time can have become part of it.
func (s Sitting) Gone(since, now time.Time) []record.Data {
	if !s.Live() || !slices.ContainsFunc(s.Roll, Seat.Here) {
		return nil
	}
	until := record.At(now)
	return s.brokenOff(CourtFailed{Since: record.At(since), Until: &until, Sign: SignRecordGone})
}

// brokenOff is a failure that is over when it is written, and the break it
// opens over a sitting in session, about everyone necessary.
func (s Sitting) brokenOff(f CourtFailed) []record.Data {
	if s.State != Session {
		return []record.Data{f}
	}
	d := TechnicalBroken{About: []court.PersonID{}}
	for _, t := range s.Roll {
		if s.Awaited(t) && !t.Excused {
			d.About = append(d.About, t.Person)
		}
	}
	return []record.Data{f, d}
}

// applyTechnical applies what begins a technical break or is said of one; what
// ends it is the judge's act.
func (s *Sitting) applyTechnical(e record.Event, at time.Time) error {
	if e.Payload.Type == "hearing.break_alarmed" {
		if s.Break != nil {
			b := *s.Break
			b.Alarmed = true
			s.Break = &b
		}
		return nil
	}
	return with(e, func(d TechnicalBroken) {
		s.State, s.Hold, s.Asks = TechnicalBreak, nil, nil
		s.Break = &Break{Since: at, About: d.About, Reason: d.Reason, Version: e.Header.Version}
		if d.Reason != "" {
			s.Break.By = e.Payload.By.Person
		}
	})
}
