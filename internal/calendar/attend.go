package calendar

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// PeopleChanged makes who attends a booked hearing follow its roll. Slots and
// Waiting are its place anew: where it fits these people, with seats and waiting
// places for them.
type PeopleChanged struct {
	Hearing court.HearingID `json:"hearing"`
	People  []Person        `json:"people"`
	Slots   []Slot          `json:"slots"`
	Waiting []Wait          `json:"waiting,omitempty"`
}

// EventType is the word in the record.
func (PeopleChanged) EventType() string { return "calendar.people_changed" }

// Attend is how a hearing's booking changes so that its people are the roll's;
// nothing where they are, where it has no place and where nothing of it is
// ahead. It refuses nothing, for who is in a case is not the calendar's to say: a
// place in which somebody is elsewhere then, or has no seat, stands and is
// Disturbed until it is moved. Who attended before attends as before.
func (c Calendar) Attend(t Terms, h court.HearingID, roll []Person, now time.Time) []record.Data {
	b, known := c.bookings.get(page{of: string(h)})
	if !known || b.State != Standing {
		return nil
	}
	begun, ahead := parted(b.Slots, now)
	people := make([]Person, len(roll))
	for i, p := range roll {
		people[i] = p
		if k := slices.IndexFunc(b.People, func(o Person) bool { return o.Person == p.Person && o.Role == p.Role }); k >= 0 {
			people[i] = b.People[k]
		}
	}
	if len(ahead) == 0 || slices.Equal(people, b.People) {
		return nil
	}
	d := PeopleChanged{Hearing: h, People: people, Slots: b.Slots, Waiting: slices.DeleteFunc(slices.Clone(b.Waiting), func(w Wait) bool {
		return !slices.ContainsFunc(people, func(p Person) bool { return p.Person == w.Person })
	})}
	free := c.Free(h, now)
	a := b.ask(ahead)
	a.People = people
	if full, waiting, x := free.accept(t, &a, ahead, len(begun)); !x.is() {
		d.Slots, d.Waiting = append(slices.Clone(begun), full...), append(waitsIn(d.Waiting, begun), waiting...)
	}
	return []record.Data{d}
}

func (c *Calendar) attend(d PeopleChanged, version uint64) {
	old, ok := c.bookings.get(page{of: string(d.Hearing)})
	if !ok {
		return
	}
	c.unfile(old)
	b := *old
	b.People, b.Slots, b.Waiting, b.Version = d.People, d.Slots, d.Waiting, version
	c.file(&b)
}
