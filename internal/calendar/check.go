package calendar

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// sheet is what one day holds for an ask, looked up once: Place tries every
// slot of the day against it, Book the one it is given. Both go the same way,
// so that what is proposed can be booked.
type sheet struct {
	c      Calendar
	t      Terms
	ask    *Ask
	day    Day
	policy Policy
	open   int64 // the first moment a hearing may begin, Unix milliseconds
	shut   int64 // when all must be over
	off    conflict
	people [][]engagement // of each person of the ask
	rooms  []sheetRoom
}

type sheetRoom struct {
	*room
	busy   []engagement
	given  Given
	unfit  conflict // for the whole day
	rounds int      // in which witnesses wait
}

// sheet looks a day up for the ask and these rooms.
func (c Calendar) sheet(t Terms, a *Ask, d Day, rooms []*room) *sheet {
	s := &sheet{c: c, t: t, ask: a, day: d, policy: t.Policy(d)}
	s.open, s.shut = t.at(d, s.policy.SlotStart).UnixMilli(), t.at(d, s.policy.SlotEnd).UnixMilli()
	if works, why := t.Working(d); !works {
		s.off = conflict{kind: holiday, day: d, why: why, start: s.open, end: s.shut}
		return s
	}
	if s.off = s.absent(); s.off.is() {
		return s
	}
	reach := max(s.policy.JourneySameTown, s.policy.JourneyOtherTown).Milliseconds()
	s.people = make([][]engagement, len(a.People))
	for i, p := range a.People {
		s.people[i] = c.between(string(p.Person), s.open-reach, s.shut+reach)
	}
	s.rooms = make([]sheetRoom, len(rooms))
	for i, r := range rooms {
		s.rooms[i] = s.look(r)
	}
	return s
}

// between lists what a room or a person has in a span of time.
func (c Calendar) between(of string, from, to int64) []engagement {
	a, z := utcDayOf(from), utcDayOf(to-1)
	if a == z {
		list, _ := c.busy.get(page{of, a})
		return list
	}
	var all []engagement
	for d := a; d <= z; d++ {
		list, _ := c.busy.get(page{of, d})
		for _, e := range list {
			if d == a || utcDayOf(e.start) == d { // over midnight it stands on both
				all = append(all, e)
			}
		}
	}
	return all
}

// look finds what of the room holds for the whole day.
func (s *sheet) look(r *room) sheetRoom {
	x := sheetRoom{room: r}
	isClosed := func(o closure) bool { return o.Has(s.day) }
	switch {
	case r.Cameras < s.ask.Cameras:
		x.unfit = conflict{kind: equipment, n: s.ask.Cameras, of: r.Cameras}
	case r.Microphones < s.ask.Microphones:
		x.unfit = conflict{kind: equipment, n: s.ask.Microphones, of: r.Microphones}
	case !r.Use.Has(s.day) || slices.ContainsFunc(r.closed, isClosed):
		x.unfit = conflict{kind: closed}
	default:
		x.given, x.unfit = r.seat(*s.ask, s.policy)
	}
	x.unfit.room, x.unfit.day = r.ID, s.day
	if !x.unfit.is() {
		clean := s.policy.Cleaning.Milliseconds()
		x.busy = s.c.between(string(r.ID), s.open-clean, s.shut+clean)
		if n := len(r.Seats.Witnesses); n > 0 {
			x.rounds = (x.given.Witnesses + n - 1) / n
		}
	}
	return x
}

// hours answers a conflict when the slot is not inside the court's day.
// FarToo: the slot is the first of the hearing, so that whoever is from far
// arrives that day.
func (s *sheet) hours(start, end int64, farToo bool) conflict {
	if s.off.is() {
		return s.off
	}
	if start < s.open || end > s.shut || s.policy.SlotStep <= 0 {
		return conflict{kind: hours, day: s.day, start: start, end: end}
	}
	if !farToo || start != s.open {
		return conflict{}
	}
	for _, p := range s.ask.People {
		if p.Where == InCourt && p.KM >= farKM {
			return conflict{kind: first, day: s.day, person: p.Person, start: start, end: end}
		}
	}
	return conflict{}
}

// persons answers a conflict when somebody is elsewhere then, or could not
// come in time to a courtroom of this courthouse (nil: online).
func (s *sheet) persons(r *room, start, end int64) conflict {
	for i, list := range s.people {
		p := &s.ask.People[i]
		for k := range list {
			e := &list[k]
			if e.start < end && start < e.end {
				return conflict{kind: kindOf(p.Role), day: s.day, person: p.Person, with: e.b, start: start, end: end}
			}
			gap := max(e.start-end, start-e.end)
			if way := s.way(p, r, e).Milliseconds(); gap < way {
				return conflict{kind: journey, day: s.day, person: p.Person, with: e.b, start: start, end: end,
					n: int(way / 60_000), of: int(gap / 60_000)}
			}
		}
	}
	return conflict{}
}

// way is how long p needs between a hearing of the ask in r and another one.
// The bench sits online from the courthouse it is in; anybody else has to
// come from wherever they are.
func (s *sheet) way(p *Person, r *room, e *engagement) time.Duration {
	other := e.b.People[e.person]
	here, there := p.Where == InCourt && r != nil, other.Where == InCourt
	switch {
	case !here && !there:
		return 0
	case here && there:
		o := s.c.room(e.b.Slots[e.slot].Room)
		switch {
		case o == nil || o.House == r.House && o.Town == r.Town:
			return 0
		case o.Town == r.Town:
			return s.policy.JourneySameTown
		}
		return s.policy.JourneyOtherTown
	case p.Role.OnBench() && other.Role.OnBench():
		return 0
	case max(p.KM, other.KM) >= farKM:
		return s.policy.JourneyOtherTown
	}
	return s.policy.JourneySameTown
}

// room answers a conflict when the room is unfit that day, taken, or could
// not be cleaned before or after.
func (s *sheet) room(x *sheetRoom, start, end int64) conflict {
	if x.unfit.is() {
		u := x.unfit
		u.start, u.end = start, end
		return u
	}
	if x.rounds > 1 && (end-start)/int64(x.rounds) < s.policy.SlotStep.Milliseconds() {
		return conflict{kind: witnesses, day: s.day, room: x.ID, start: start, end: end, n: x.given.Witnesses, of: len(x.Seats.Witnesses)}
	}
	clean := s.policy.Cleaning.Milliseconds()
	for i := range x.busy {
		e := &x.busy[i]
		switch gap := max(e.start-end, start-e.end); {
		case gap < 0:
			return conflict{kind: roomBusy, day: s.day, room: x.ID, with: e.b, start: start, end: end}
		case gap < clean:
			return conflict{kind: cleaning, day: s.day, room: x.ID, with: e.b, start: start, end: end, n: int(clean / 60_000), of: int(gap / 60_000)}
		}
	}
	return conflict{}
}

// waits gives each witness in the courtroom a waiting place of their own. Are
// there more witnesses than places, they come in rounds: who waits at one
// place does so one after another.
func (x *sheetRoom) waits(a *Ask, s Slot) []Wait {
	var list []Wait
	places := x.Seats.Witnesses
	length := s.End.Sub(s.Start.Time) / time.Duration(max(1, x.rounds))
	for _, p := range a.People {
		if p.Role != court.Witness || p.Where != InCourt {
			continue
		}
		round := time.Duration(len(list) / len(places))
		from := s.Start.Add(round * length)
		list = append(list, Wait{Person: p.Person, Place: places[len(list)%len(places)].Waiting,
			From: record.At(from), Until: record.At(from.Add(length))})
	}
	return list
}

// accept checks slots for an ask and answers them with seats and waiting
// places, or what stands in the way of the first that cannot be had. From is
// which sitting of the hearing the first slot is, from 0.
func (c Calendar) accept(t Terms, a *Ask, slots []Slot, from int) ([]Slot, []Wait, conflict) {
	full := make([]Slot, 0, len(slots))
	var waiting []Wait
	for i, s := range slots {
		start, end := s.Start.UnixMilli(), s.End.UnixMilli()
		var rooms []*room
		if r := c.room(s.Room); r != nil {
			rooms = []*room{r}
		} else if s.Room != "" {
			return nil, nil, conflict{kind: noRoom, day: t.day(s.Start.Time), start: start, end: end}
		}
		sh := c.sheet(t, a, t.day(s.Start.Time), rooms)
		x := sh.hours(start, end, from+i == 0)
		if s.Seats = (Given{}); !x.is() && rooms == nil {
			x = sh.persons(nil, start, end)
		} else if !x.is() {
			if x = sh.persons(rooms[0], start, end); !x.is() {
				x = sh.room(&sh.rooms[0], start, end)
			}
			s.Seats = sh.rooms[0].given
			if !x.is() {
				waiting = append(waiting, sh.rooms[0].waits(a, s)...)
			}
		}
		if x.is() {
			return nil, nil, x
		}
		full = append(full, s)
	}
	return full, waiting, conflict{}
}

// roomsFor lists the rooms of an ask, the smallest first: a large room is
// kept for who needs it. Online there is none.
func (c Calendar) roomsFor(a *Ask) []*room {
	if a.Format == court.Online {
		return nil
	}
	var list []*room
	for _, r := range c.rooms {
		if a.House == "" || r.House == a.House {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(x, y *room) int { return x.Seats.Total() - y.Seats.Total() })
	return list
}
