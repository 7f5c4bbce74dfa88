package hearing

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Identified: the bench has checked that a person is who the roll says. How is
// one of Hows; of a paper neither number nor picture is kept.
type Identified struct {
	Person court.PersonID `json:"person"`
	How    string         `json:"how"`
	Note   string         `json:"note,omitempty"`
}

// EventType is the word in the record.
func (Identified) EventType() string { return "hearing.identified" }

// Hows are the ways of checking an identity: a paper was shown; it was compared
// with the copy in the case file; the person is known to the court from an
// earlier hearing of the case.
func Hows() []string { return []string{"paper", "copy", "known"} }

// Identity is how a person's identity was checked; the last check counts.
type Identity struct {
	How     string
	By      court.PersonID
	At      time.Time
	Version uint64
}

// Identify records that a person's identity was checked against the roll. It
// refuses the bench, a way there is not, and somebody who has not come.
func (s Sitting) Identify(p court.PersonID, how, note string) ([]record.Data, error) {
	if err := s.notEnded(); err != nil {
		return nil, err
	}
	t, on := s.Seat(p)
	note, err := text(note)
	switch {
	case !on:
		return nil, fault.Forbidden("hearing.not_on_roll")
	case err != nil:
		return nil, err
	case t.Role.OnBench():
		return nil, fault.Forbidden("hearing.identify.bench")
	case t.Presence != Waiting && !t.Here():
		return nil, fault.Conflict("hearing.identify.not_here")
	case !slices.Contains(Hows(), how):
		return nil, fault.Invalid("hearing.identify.how").On("what")
	}
	return []record.Data{Identified{Person: p, How: how, Note: note}}, nil
}

func (s *Sitting) identify(d Identified, by court.PersonID, at time.Time, version uint64) {
	s.seat(d.Person, func(t *Seat) { t.Identity = &Identity{How: d.How, By: by, At: at, Version: version} })
}

// Interpreter reports who said that they need an interpreter, and whether one
// is on the roll.
func (s Sitting) Interpreter() (needed []court.PersonID, on bool) {
	for _, t := range s.Roll {
		if t.Interpreter == "needed" {
			needed = append(needed, t.Person)
		}
		on = on || t.Role == court.Interpreter && s.standing(t) == nil
	}
	return needed, on
}
