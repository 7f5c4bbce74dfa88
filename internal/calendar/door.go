package calendar

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// CheckIn lets a person in at the courtroom's door. It refuses somebody who is
// not on the hearing's list, another door, another day, a second time for one
// sitting, and somebody listed online when the room has no healthy seat left.
// Nobody who has a seat is refused for being early or late.
func (c Calendar) CheckIn(t Terms, h court.HearingID, p court.PersonID, at court.RoomID, now time.Time) ([]record.Data, error) {
	b, known := c.bookings.get(page{of: string(h)})
	if !known || b.State != Standing {
		return nil, fault.NotFound("calendar.not_booked").On("hearing")
	}
	i := slices.IndexFunc(b.People, func(o Person) bool { return o.Person == p })
	if i < 0 {
		return nil, fault.Forbidden("calendar.door.not_listed").On("person")
	}
	s, today := b.sitting(t, now)
	switch {
	case !today:
		return nil, fault.Conflict("calendar.door.not_today").With(fault.Args{"case": b.CaseNo}).On("hearing")
	case s.Room != at:
		return nil, fault.Conflict("calendar.door.other_room").With(fault.Args{"room": c.roomName(s.Room)}).On("room")
	}
	inside := b.inside(t, t.day(now), at)
	if slices.Contains(inside, p) {
		return nil, fault.Conflict("calendar.door.already").On("person")
	}
	if b.People[i].Where != InCourt && !c.seatLeft(t, b, s, inside) {
		return nil, fault.Conflict("calendar.door.full").With(fault.Args{"room": c.roomName(at)}).On("room")
	}
	return []record.Data{CheckedIn{Hearing: h, Person: p, Room: at}}, nil
}

// sitting is the slot of this day that is not over, or else the day's last.
func (b *Booking) sitting(t Terms, now time.Time) (found Slot, today bool) {
	for _, s := range b.Slots {
		if t.day(s.Start.Time) != t.day(now) {
			continue
		}
		if found, today = s, true; now.Before(s.End.Time) {
			break
		}
	}
	return found, today
}

// inside lists who came into a room on a day. Who came to another room, from
// which the hearing was moved since, is not in this one.
func (b *Booking) inside(t Terms, d Day, room court.RoomID) []court.PersonID {
	var list []court.PersonID
	for _, e := range b.Entered {
		if e.Room == room && t.day(e.At) == d {
			list = append(list, e.Person)
		}
	}
	return list
}

// seatLeft reports whether one more than was planned may sit in the room.
func (c Calendar) seatLeft(t Terms, b *Booking, s Slot, inside []court.PersonID) bool {
	r := c.room(s.Room)
	if r == nil {
		return false
	}
	unplanned := 0
	for _, p := range b.People {
		if p.Where != InCourt && slices.Contains(inside, p.Person) {
			unplanned++
		}
	}
	return s.Seats.Total()+unplanned < r.Capacity(t.Policy(t.day(s.Start.Time)))
}

func (c Calendar) roomName(id court.RoomID) string {
	if r := c.room(id); r != nil {
		return r.Name
	}
	return string(id)
}

// Participant is one line of a hybrid hearing's list of participants: a person
// online, or the courtroom, which has its own cameras and microphones and
// those in it behind them.
type Participant struct {
	Person      court.PersonID // empty for the courtroom
	Role        court.Role
	Room        court.RoomID
	Cameras     int
	Microphones int
	Inside      []court.PersonID // who checked in at the door today
	Expected    []court.PersonID // who is listed in the courtroom and has not
}

// Participants lists a hearing's participants on a day: the courtroom first,
// then each person online who has not come to the courtroom after all.
func (c Calendar) Participants(t Terms, h court.HearingID, now time.Time) []Participant {
	b, known := c.bookings.get(page{of: string(h)})
	if !known {
		return nil
	}
	var list []Participant
	s, today := b.sitting(t, now)
	inside := b.inside(t, t.day(now), s.Room)
	if today && s.Room != "" {
		at := Participant{Room: s.Room, Inside: inside}
		if r := c.room(s.Room); r != nil {
			at.Cameras, at.Microphones = r.Cameras, r.Microphones
		}
		for _, p := range b.People {
			if p.Where == InCourt && !slices.Contains(inside, p.Person) {
				at.Expected = append(at.Expected, p.Person)
			}
		}
		list = append(list, at)
	}
	for _, p := range b.People {
		if p.Where == Online && !slices.Contains(inside, p.Person) {
			list = append(list, Participant{Person: p.Person, Role: p.Role})
		}
	}
	return list
}
