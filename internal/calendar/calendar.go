// Package calendar is the court's one calendar: which courtrooms there are,
// who is away, and which hearing sits where and when.
//
// Values here decide and never act. A method answers the events that follow
// from an order, or a refusal that names what stands in the way; package clerk
// saves them in the transaction in which it loaded the calendar. Two orders
// decided against the same version can therefore never both be appended: the
// second is decided anew and sees the first.
//
// The law is not here. Distances, hours, holidays come in as Terms, because
// they have dates and articles of their own.
package calendar

import (
	"slices"
	"time"

	"tarazy/internal/court"
)

// Calendar is folded from the court's calendar stream. It is a value: Fold
// answers another one and shares with it whatever did not change.
type Calendar struct {
	OpenedAt time.Time
	Version  uint64

	rooms    []*room               // sorted by id; few, copied when one changes
	bookings shelf[*Booking]       // by hearing
	busy     shelf[[]engagement]   // by room or person and day, and everything by day
	gone     shelf[[]departure]    // by day, or by person: what was moved or released
	away     shelf[[]absence]      // by person
	days     struct{ a, z utcDay } // the first and last day that holds anything
}

// room is a courtroom and when it was closed.
type room struct {
	Courtroom
	closed []closure
}

type closure struct {
	Span
	reason string
}

// absence is when a person cannot attend. Why is in the record and stays there.
type absence struct {
	Span
	leave bool
}

// engagement is one slot of a booking as a room or a person sees it.
type engagement struct {
	start, end int64 // Unix milliseconds
	b          *Booking
	slot       int
	person     int // the index in b.People; -1 for a room
}

// departure is a slot a booking no longer has.
type departure struct {
	b    *Booking // as it was
	slot int
}

// Booking is one hearing's place in the calendar.
type Booking struct {
	Booked
	State   State
	Was     []Was   // where it stood before, oldest first
	Entered []Entry // who came in at the courtroom's door
	Reason  string  // of the release
	Version uint64  // record number of the last change
}

// State is how a booking stands.
type State string

const (
	Standing State = "booked"
	MovedOff State = "moved" // only on the wall: what stood here is elsewhere now
	LetGo    State = "released"
)

// Was is a place a booking no longer has.
type Was struct {
	Slots  []Slot
	Reason string
	At     time.Time
}

// Entry is one person at the courtroom's door.
type Entry struct {
	Person court.PersonID
	Room   court.RoomID
	At     time.Time
}

// Booking finds a hearing's booking, released ones too.
func (c Calendar) Booking(h court.HearingID) (Booking, bool) {
	b, ok := c.bookings.get(page{of: string(h)})
	if !ok {
		return Booking{}, false
	}
	return *b, true
}

// Room finds a courtroom.
func (c Calendar) Room(id court.RoomID) (Courtroom, bool) {
	if r := c.room(id); r != nil {
		return r.Courtroom, true
	}
	return Courtroom{}, false
}

// Rooms lists the courtrooms by courthouse and name.
func (c Calendar) Rooms() []Courtroom {
	list := make([]Courtroom, len(c.rooms))
	for i, r := range c.rooms {
		list[i] = r.Courtroom
	}
	slices.SortFunc(list, byHouse)
	return list
}

// Closed lists the spans for which a courtroom is closed.
func (c Calendar) Closed(id court.RoomID) []Span {
	var spans []Span
	if r := c.room(id); r != nil {
		for _, x := range r.closed {
			spans = append(spans, x.Span)
		}
	}
	return spans
}

// Absences lists the spans in which a person is away.
func (c Calendar) Absences(p court.PersonID) []Span {
	list, _ := c.away.get(page{of: string(p)})
	spans := make([]Span, len(list))
	for i, a := range list {
		spans[i] = a.Span
	}
	return spans
}

// Size is how many hearings were ever booked.
func (c Calendar) Size() int { return c.bookings.size }

func (c Calendar) room(id court.RoomID) *room {
	i, found := slices.BinarySearchFunc(c.rooms, id, func(r *room, id court.RoomID) int {
		switch {
		case r.ID < id:
			return -1
		case r.ID > id:
			return 1
		}
		return 0
	})
	if !found {
		return nil
	}
	return c.rooms[i]
}
