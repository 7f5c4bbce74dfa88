package hearing

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// PowerLapsed: the power a person stood on ended while the hearing went on, and
// their place in it with the power. The program notes what the document says;
// nothing about a line follows from it.
type PowerLapsed struct {
	Person court.PersonID `json:"person"`
	Until  record.Time    `json:"until"` // the first moment at which it holds no more
}

// EventType is the word in the record.
func (PowerLapsed) EventType() string { return "hearing.power_lapsed" }

// LapsePowersNow answers the end of the place of each person whose power has
// ended. A hearing that was begun before midnight would otherwise keep them:
// who may come is asked by its own day, and what a person may do in the case by
// today.
func (s Sitting) LapsePowersNow(now time.Time) []record.Data {
	if !s.Live() {
		return nil
	}
	var out []record.Data
	for _, t := range s.Roll {
		placed := t.Admitted || t.Here() || t.Presence == Waiting
		if placed && !t.Until.IsZero() && !now.Before(t.Until) {
			out = append(out, PowerLapsed{Person: t.Person, Until: record.At(t.Until)})
		}
	}
	return out
}

// lapse ends the person's place: in no room, without the floor, at no door. With
// another power they knock anew. Who is kept out by an order stays so.
func (s *Sitting) lapse(d PowerLapsed, at time.Time, version uint64) {
	s.untalk(d.Person, at, version)
	s.Floor, s.Hands = without(s.Floor, d.Person), without(s.Hands, d.Person)
	s.seat(d.Person, func(t *Seat) {
		t.Admitted, t.Promised, t.Lapsed = false, false, true
		if t.Presence != PutOut {
			t.Presence, t.Since, t.Cause, t.Overdue = Outside, at, PowerOver, false
		}
	})
}
