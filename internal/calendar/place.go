package calendar

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Proposal is the earliest lawful place of a hearing. It is a proposal: a
// person books it, or another one.
type Proposal struct {
	Slots   []Slot
	Waiting []Wait
	Passed  []Passed // why it is not earlier
	Others  [][]Slot // the next lawful places
}

// Passed is one kind of reason for which earlier slots were passed over, with
// the first of them as the example.
type Passed struct {
	Why   *fault.Error
	Count int
}

// horizon is how far ahead a place is sought when nobody says until when.
const horizon = 366

// others is how many more places are proposed.
const others = 3

// search goes through the days for one ask.
type search struct {
	c      Calendar
	t      Terms
	ask    *Ask
	rooms  []*room
	house  []int    // of each room, the index of its courthouse
	sheets []*sheet // the working days so far
	next   Day
	last   Day
	told   []conflict // persons, by sitting and courthouse, for the start being tried
	asked  []bool
	passed [kinds]struct {
		example conflict
		count   int
	}
	found bool
}

// Place proposes the earliest lawful place of one hearing, and the next three.
// Without any it refuses with `calendar.place.none`; what stood in the way is
// in the proposal's Passed then too.
func (c Calendar) Place(t Terms, a Ask) (Proposal, error) {
	if err := a.check(); err != nil {
		return Proposal{}, err
	}
	if a.NotBefore.IsZero() {
		return Proposal{}, fault.Invalid("calendar.ask.not_before").On("not_before")
	}
	a.NotBefore = a.soonest(t)
	s := &search{c: c, t: t, ask: &a, rooms: c.roomsFor(&a), next: t.day(a.NotBefore)}
	s.last = s.next + horizon
	if !a.NotAfter.IsZero() {
		s.last = min(t.day(a.NotAfter), s.next+2*horizon)
	}
	if len(s.rooms) == 0 && a.Format != court.Online {
		return Proposal{}, fault.Conflict("calendar.conflict.no_room")
	}
	s.houses()
	all := s.run()
	p := Proposal{Passed: s.reasons()}
	if len(all) == 0 {
		return p, fault.Conflict("calendar.place.none").With(fault.Args{"from": t.day(a.NotBefore), "until": s.last})
	}
	p.Slots, p.Waiting = all[0].slots, all[0].waiting
	for _, o := range all[1:] {
		p.Others = append(p.Others, o.slots)
	}
	return p, nil
}

// houses numbers the courthouses, so that people's ways are looked at once
// for all rooms of one.
func (s *search) houses() {
	seen := map[[2]string]int{}
	for _, r := range s.rooms {
		at := [2]string{r.Town, r.House}
		if _, known := seen[at]; !known {
			seen[at] = len(seen)
		}
		s.house = append(s.house, seen[at])
	}
	n := s.ask.Days * max(1, len(seen))
	s.told, s.asked = make([]conflict, n), make([]bool, n)
}

type place struct {
	slots   []Slot
	waiting []Wait
}

func (s *search) run() []place {
	var all []place
	for i := 0; ; i++ {
		d := s.sheet(i)
		if d == nil {
			return all
		}
		if d.off.is() {
			s.pass(d.off)
			continue
		}
		for _, since := range s.starts(d) {
			p, ok, over := s.try(i, since)
			if over {
				return all
			}
			if ok {
				s.found = true
				if all = append(all, p); len(all) > others {
					return all
				}
			}
		}
	}
}

// sheet is the i-th working day of the search, nil beyond its end.
func (s *search) sheet(i int) *sheet {
	for i >= len(s.sheets) {
		if s.next > s.last {
			return nil
		}
		d := s.c.sheet(s.t, s.ask, s.next, s.rooms)
		s.next++
		if d.off.kind == holiday {
			s.pass(d.off)
			continue
		}
		s.sheets = append(s.sheets, d)
	}
	return s.sheets[i]
}

// starts lists the moments of a day at which a hearing may begin, counted
// from its opening, the preferred part of the day first.
func (s *search) starts(d *sheet) []int64 {
	step, length := d.policy.SlotStep.Milliseconds(), int64(s.ask.Minutes)*60_000
	if step <= 0 || d.shut-d.open < length {
		s.pass(conflict{kind: hours, day: d.day, start: d.open, end: d.open + length})
		return nil
	}
	var wished, rest []int64
	from, half := s.ask.NotBefore.UnixMilli(), (d.shut-d.open)/2
	for since := int64(0); d.open+since+length <= d.shut; since += step {
		switch {
		case d.open+since < from:
		case s.ask.Prefer == AnyTime, (s.ask.Prefer == Morning) == (since < half):
			wished = append(wished, since)
		default:
			rest = append(rest, since)
		}
	}
	return append(wished, rest...)
}

// try looks for a room that has all sittings of the hearing from the i-th
// working day on. Over means that the days end before the hearing does.
func (s *search) try(i int, since int64) (p place, ok, over bool) {
	length := int64(s.ask.Minutes) * 60_000
	for k := range s.ask.Days {
		d := s.sheet(i + k)
		if d == nil {
			return p, false, true
		}
		start := d.open + since
		x := d.hours(start, start+length, k == 0)
		if end := s.ask.NotAfter; !x.is() && !end.IsZero() && start+length > end.UnixMilli() {
			x = conflict{kind: late, day: d.day, start: start, end: end.UnixMilli()}
		}
		if x.is() {
			s.pass(x)
			return p, false, false
		}
	}
	clear(s.asked)
	if s.ask.Format == court.Online {
		if x := s.free(i, since, -1); x.is() {
			s.pass(x)
			return p, false, false
		}
		return s.place(i, since, -1), true, false
	}
	var nearest conflict
	for r := range s.rooms {
		x := s.free(i, since, r)
		if !x.is() {
			return s.place(i, since, r), true, false
		}
		if x.kind > nearest.kind {
			nearest = x
		}
	}
	s.pass(nearest)
	return p, false, false
}

// free answers what stands in the way of all sittings in room r (-1: online).
func (s *search) free(i int, since int64, r int) conflict {
	length := int64(s.ask.Minutes) * 60_000
	for k := range s.ask.Days {
		d := s.sheets[i+k]
		start, slot := d.open+since, k
		if r >= 0 {
			slot = s.house[r]*s.ask.Days + k
		}
		if !s.asked[slot] {
			var at *room
			if r >= 0 {
				at = s.rooms[r]
			}
			s.told[slot], s.asked[slot] = d.persons(at, start, start+length), true
		}
		if x := s.told[slot]; x.is() {
			return x
		}
		if r >= 0 {
			if x := d.room(&d.rooms[r], start, start+length); x.is() {
				return x
			}
		}
	}
	return conflict{}
}

// place writes the sittings out.
func (s *search) place(i int, since int64, r int) (p place) {
	for k := range s.ask.Days {
		d := s.sheets[i+k]
		start := time.UnixMilli(d.open + since)
		slot := Slot{Start: record.At(start), End: record.At(start.Add(time.Duration(s.ask.Minutes) * time.Minute))}
		if r >= 0 {
			x := &d.rooms[r]
			slot.Room, slot.Seats = x.ID, x.given
			p.waiting = append(p.waiting, x.waits(s.ask, slot)...)
		}
		p.slots = append(p.slots, slot)
	}
	return p
}

// pass counts a reason, until a place is found.
func (s *search) pass(x conflict) {
	if s.found {
		return
	}
	p := &s.passed[x.kind]
	if p.count++; p.count == 1 || x.start < p.example.start {
		p.example = x
	}
}

func (s *search) reasons() []Passed {
	var list []Passed
	for _, p := range s.passed {
		if p.count > 0 {
			list = append(list, Passed{Why: p.example.fault(s.c), Count: p.count})
		}
	}
	return list
}
