package hearing

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// StandingRuled says in advance that the sitting goes on without a person
// whose line is lost again, until a moment; then it is held for them as before.
type StandingRuled struct {
	Person court.PersonID `json:"person"`
	Until  record.Time    `json:"until"`
	Reason string         `json:"reason"`
}

// StandingLapsed ends a standing ruling: by the judge's act, or by the program
// when its time has come.
type StandingLapsed struct {
	Person court.PersonID `json:"person"`
}

// EventType is the word in the record; likewise for the one below.
func (StandingRuled) EventType() string  { return "hearing.standing_ruled" }
func (StandingLapsed) EventType() string { return "hearing.standing_lapsed" }

// Standing is a ruling in force, given before the line was lost.
type Standing struct {
	Until   time.Time
	Reason  string
	Version uint64
}

// longestStanding is how long ahead a judge can rule on a loss that has not
// happened. A hearing's day.
const longestStanding = 12 * time.Hour

// Stand rules in advance that no hold is needed for a person who is lost
// again. It refuses without a reason or an end, an end that is past or more
// than twelve hours away, the bench, and a person for whom the sitting was
// never held: before the first loss there is nothing to rule on.
func (s Sitting) Stand(p court.PersonID, until time.Time, reason string, now time.Time) ([]record.Data, error) {
	t, reason, err := s.about(p, reason)
	switch {
	case err != nil:
		return nil, err
	case t.Role.OnBench():
		return nil, fault.Forbidden("hearing.standing.bench")
	case t.Holds == 0:
		return nil, fault.Conflict("hearing.standing.never_held")
	case !until.After(now) || until.After(now.Add(longestStanding)):
		return nil, fault.Invalid("hearing.standing.until").On("until")
	}
	return []record.Data{StandingRuled{Person: p, Until: record.At(until), Reason: reason}}, nil
}

// Lapse takes a standing ruling back before its end. It refuses when none is in force.
func (s Sitting) Lapse(p court.PersonID) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	t, on := s.Seat(p)
	if !on || t.Standing == nil {
		return nil, fault.Conflict("hearing.standing.none")
	}
	return []record.Data{StandingLapsed{Person: p}}, nil
}

// LapseNow answers the end of each standing ruling whose time has come.
func (s Sitting) LapseNow(now time.Time) []record.Data {
	if !s.Live() {
		return nil
	}
	var out []record.Data
	for _, t := range s.Roll {
		if t.Standing != nil && !now.Before(t.Standing.Until) {
			out = append(out, StandingLapsed{Person: t.Person})
		}
	}
	return out
}

// Spent lists whom of the hold the policy's budget no longer covers. They are
// held for all the same: the court owes them another way to take part.
func (s Sitting) Spent(budget int) []court.PersonID {
	var out []court.PersonID
	if s.Hold == nil || budget <= 0 {
		return out
	}
	for _, p := range s.Hold.About {
		if t, on := s.Seat(p); on && t.Holds > budget {
			out = append(out, p)
		}
	}
	return out
}

func (s *Sitting) applyStanding(e record.Event) error {
	if e.Payload.Type == "hearing.standing_lapsed" {
		return with(e, func(d StandingLapsed) {
			s.seat(d.Person, func(t *Seat) { t.Standing, t.Excused = nil, t.Excused && !t.Stood })
			s.seat(d.Person, func(t *Seat) { t.Stood = false })
		})
	}
	return with(e, func(d StandingRuled) {
		s.seat(d.Person, func(t *Seat) {
			t.Standing = &Standing{Until: d.Until.Time, Reason: d.Reason, Version: e.Header.Version}
			t.stand()
		})
	})
}

// stand excuses a person who is lost while a standing ruling is in force. No
// ruling given ahead covers the court's own failure.
func (t *Seat) stand() {
	if t.Standing != nil && !t.Excused && t.Cause != TheCourt && (t.Presence == Lost || t.Presence == Gone) {
		t.Excused, t.Stood = true, true
	}
}
