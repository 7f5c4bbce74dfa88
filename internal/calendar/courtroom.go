package calendar

import (
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Courtroom is a room in which hearings sit.
type Courtroom struct {
	ID          court.RoomID `json:"room"`
	Name        string       `json:"name"`
	House       string       `json:"house"` // the courthouse
	Town        string       `json:"town"`
	Seats       Seats        `json:"seats"`
	AreaM2      int          `json:"area_m2"`
	VolumeM3    int          `json:"volume_m3"` // of air
	Cameras     int          `json:"cameras"`   // its own, for hybrid hearings
	Microphones int          `json:"microphones"`
	Use         Span         `json:"use"` // while it may be booked
}

// Seats are the seats of a room by who may sit there.
type Seats struct {
	Bench     int            `json:"bench"`
	Parties   int            `json:"parties"`
	Witnesses []WitnessPlace `json:"witnesses"`
	Press     int            `json:"press"`
	Public    int            `json:"public"`
}

// WitnessPlace is a group of seats for one witness and whoever is with them,
// with a place to wait from which no other witness is met.
type WitnessPlace struct {
	Waiting string `json:"waiting"`
	Seats   int    `json:"seats"`
}

// Given is how many people have a seat in a slot. Press and public have what
// those who must attend leave.
type Given struct {
	Bench     int `json:"bench"`
	Parties   int `json:"parties"`
	Witnesses int `json:"witnesses"`
	Press     int `json:"press"`
	Public    int `json:"public"`
}

// Total is everybody in the room.
func (g Given) Total() int { return g.Bench + g.Parties + g.Witnesses + g.Press + g.Public }

// Total is every seat of the room.
func (s Seats) Total() int {
	n := s.Bench + s.Parties + s.Press + s.Public
	for _, w := range s.Witnesses {
		n += w.Seats
	}
	return n
}

// Capacity is the sanitary capacity: the least of what distance, air and
// share allow, never more than the seats. A limit of zero is no limit.
func (r Courtroom) Capacity(p Policy) int {
	for _, l := range r.Limits(p) {
		if l.Binds {
			return l.People
		}
	}
	return 0
}

// seat gives the seats of a slot: first to those who must attend, then to the
// press, then to the public. What is missing is a conflict.
func (r Courtroom) seat(a Ask, p Policy) (Given, conflict) {
	g := a.inRoom()
	room := r.Capacity(p)
	for _, group := range []struct {
		word     string
		need, of int
	}{{"bench", g.Bench, r.Seats.Bench}, {"parties", g.Parties, r.Seats.Parties}, {"all", g.Total(), room}} {
		if group.need > group.of {
			return g, conflict{kind: capacity, room: r.ID, n: group.need, of: group.of, why: "calendar.seats." + group.word}
		}
	}
	if g.Witnesses > 0 && len(r.Seats.Witnesses) == 0 {
		return g, conflict{kind: witnesses, room: r.ID, n: g.Witnesses}
	}
	g.Press = min(a.Press, r.Seats.Press, room-g.Total())
	g.Public = min(a.Public, r.Seats.Public, room-g.Total())
	return g, conflict{}
}

// Tidy is the room with its words as the record keeps them.
func (r Courtroom) Tidy() Courtroom {
	r.Name, r.House, r.Town = court.Text(r.Name), court.Text(r.House), court.Text(r.Town)
	places := make([]WitnessPlace, len(r.Seats.Witnesses))
	for i, w := range r.Seats.Witnesses {
		places[i] = WitnessPlace{Waiting: court.Text(w.Waiting), Seats: w.Seats}
	}
	r.Seats.Witnesses = places
	return r
}

// checkRoom refuses a room that is no place for a hearing: without name or
// place, without seats for bench and parties, with a waiting place that two
// groups of witnesses would share.
func (c Calendar) checkRoom(r *Courtroom) error {
	*r = r.Tidy()
	for field, v := range map[string]string{"name": r.Name, "house": r.House, "town": r.Town} {
		if v == "" || len(v) > 200 {
			return fault.Invalid("calendar.room.nameless").On(field)
		}
	}
	s := r.Seats
	if s.Bench < 1 || s.Parties < 1 || s.Press < 0 || s.Public < 0 || s.Total() > 10_000 {
		return fault.Invalid("calendar.room.seats").On("seats")
	}
	if r.AreaM2 < 1 || r.VolumeM3 < 1 || r.AreaM2 > 100_000 || r.VolumeM3 > 1_000_000 {
		return fault.Invalid("calendar.room.size").On("area_m2")
	}
	if r.Cameras < 0 || r.Microphones < 0 {
		return fault.Invalid("calendar.room.equipment").On("cameras")
	}
	if !r.Use.valid() {
		return fault.Invalid("calendar.span.invalid").On("first")
	}
	return c.checkWaiting(r)
}

func (c Calendar) checkWaiting(r *Courtroom) error {
	taken := map[string]bool{}
	for _, other := range c.rooms {
		for _, w := range other.Seats.Witnesses {
			place := strings.ToLower(w.Waiting)
			taken[place] = taken[place] || other.House == r.House && other.Town == r.Town && other.ID != r.ID
		}
	}
	for _, w := range r.Seats.Witnesses {
		place := strings.ToLower(w.Waiting) // "Left" and "left" are one door
		if w.Waiting == "" || w.Seats < 1 || len(w.Waiting) > 200 {
			return fault.Invalid("calendar.room.waiting_missing").On("witnesses")
		}
		if taken[place] {
			return fault.Invalid("calendar.room.waiting_shared").With(fault.Args{"place": w.Waiting}).On("witnesses")
		}
		taken[place] = true
	}
	return nil
}

func byHouse(a, b Courtroom) int {
	return strings.Compare(a.Town+"\x00"+a.House+"\x00"+a.Name+"\x00"+string(a.ID), b.Town+"\x00"+b.House+"\x00"+b.Name+"\x00"+string(b.ID))
}
