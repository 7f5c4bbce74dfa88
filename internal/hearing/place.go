package hearing

import (
	"slices"
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// When is one sitting of a hearing: its time and courtroom, none online.
type When struct {
	Start record.Time  `json:"start"`
	End   record.Time  `json:"end"`
	Room  court.RoomID `json:"room,omitempty"`
	Name  string       `json:"name,omitempty"`  // the courtroom's
	House string       `json:"house,omitempty"` // the courthouse
}

// Placed gives the hearing its place in the court's calendar, or another one.
type Placed struct {
	Sittings []When    `json:"sittings"`
	Reason   string    `json:"reason,omitempty"` // of moving it
	Over     *OverWish `json:"over,omitempty"`
}

// OverWish is whose wish to keep a day free of hearings the judge booked over,
// and why: those people read it here.
type OverWish struct {
	People []court.PersonID `json:"people"`
	Reason string           `json:"reason"`
}

// Has reports whether the wish of the person was one of those.
func (o *OverWish) Has(p court.PersonID) bool { return o != nil && slices.Contains(o.People, p) }

// EventType is the word in the record.
func (Placed) EventType() string { return "hearing.placed" }

// Unplaced takes the hearing out of the calendar.
type Unplaced struct {
	Reason string `json:"reason"`
}

// EventType is the word in the record.
func (Unplaced) EventType() string { return "hearing.unplaced" }

// MayBePlaced refuses (Conflict) a hearing that has ended: nothing follows its
// end in the record, a place least of all.
func (s Sitting) MayBePlaced() error { return s.notEnded() }

// placeIn takes the place: the hearing is at the first of its sittings.
func (s *Sitting) placeIn(d Placed) {
	s.Place, s.Released, s.OverWish = d.Sittings, false, d.Over
	if len(d.Sittings) > 0 {
		s.At = d.Sittings[0].Start.Time
	}
}

// placing fills the words of a journal line about the hearing's place.
func (l *Line) placing(e record.Event) error {
	switch l.Type {
	case "hearing.placed":
		return with(e, func(d Placed) {
			l.because(d.Reason)
			if len(d.Sittings) == 0 {
				return
			}
			first := d.Sittings[0]
			l.Args["time"], l.Args["room"] = first.Start.String(), strings.Trim(first.Name+", "+first.House, ", ")
			if first.Room == "" {
				l.Key += ".online"
			}
			if d.Over != nil {
				l.Key += ".over"
				l.Args["people"], l.Args["over"] = join(d.Over.People), d.Over.Reason
			}
		})
	case "hearing.unplaced":
		return with(e, func(d Unplaced) { l.Args["reason"] = d.Reason })
	}
	return nil
}
