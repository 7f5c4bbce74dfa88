package hearing

import (
	"strconv"
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
	// Entered is the entry that says so: the day is somebody's word, not the program's.
	Entered *PowerEntry `json:"entered,omitempty"`
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
		last, over := t.ended(now)
		if !placed || !over {
			continue
		}
		d := PowerLapsed{Person: t.Person, Until: record.At(last.Until)}
		if last.Entered.No > 0 {
			d.Entered = &last.Entered
		}
		out = append(out, d)
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

// lapsed fills the words of a journal line about a power that ended: it names who
// entered the day, where the record says so.
func (l *Line) lapsed(d PowerLapsed) {
	l.Args["person"], l.Args["time"] = string(d.Person), d.Until.String()
	if e := d.Entered; e != nil {
		l.Key += ".entered"
		l.Args["entered"], l.Args["when"], l.Args["no"] = string(e.By), e.At.String(), strconv.FormatUint(e.No, 10)
	}
}
