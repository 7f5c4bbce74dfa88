package calendar

import (
	"cmp"
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Line is one sitting as it stands in the calendar.
type Line struct {
	Booking
	Slot
	No int // which sitting of the hearing, from 1
}

// Day lists the sittings of a day by their start.
func (c Calendar) Day(t Terms, d Day) []Line {
	return lines(c.within("", t.at(d, 0).UnixMilli(), t.at(d+1, 0).UnixMilli()))
}

// Of lists everything a person was ever booked for.
func (c Calendar) Of(p court.PersonID) []Line { return lines(c.always(string(p))) }

// OfRoom lists everything that was ever booked in a courtroom.
func (c Calendar) OfRoom(id court.RoomID) []Line { return lines(c.always(string(id))) }

func (c Calendar) always(of string) []engagement {
	return c.within(of, int64(c.days.a)*dayMS, (int64(c.days.z)+1)*dayMS)
}

// within lists what begins in a span of time.
func (c Calendar) within(of string, from, to int64) []engagement {
	var list []engagement
	for _, e := range c.between(of, from, to) {
		if e.start >= from && e.start < to {
			list = append(list, e)
		}
	}
	return list
}

func lines(list []engagement) []Line {
	out := make([]Line, len(list))
	for i, e := range list {
		out[i] = Line{Booking: *e.b, Slot: e.b.Slots[e.slot], No: e.slot + 1}
	}
	return out
}

// Notice is one line of the wall in the corridor: what anybody may read.
type Notice struct {
	Start, End time.Time
	CaseNo     court.CaseNo
	Format     court.Format
	Room       string // the courtroom's name
	State      State
	To         time.Time // when it sits now, where it was moved
	Closed     bool      // to the public
	Parties    []court.PersonID
}

// Wall lists the day of a courthouse for the corridor (an empty name: of the
// whole court, with what sits online). It holds no reason, and of a closed
// hearing no person. What was moved or released stays on the wall of its day,
// so that whoever came for it knows.
func (c Calendar) Wall(t Terms, d Day, house string) []Notice {
	from, to := t.at(d, 0).UnixMilli(), t.at(d+1, 0).UnixMilli()
	var list []Notice
	for _, e := range c.within("", from, to) {
		if s := e.b.Slots[e.slot]; c.inHouse(s, house) {
			list = append(list, c.notice(e.b, s, Standing))
		}
	}
	for u := utcDayOf(from); u <= utcDayOf(to-1); u++ {
		gone, _ := c.gone.get(page{day: u})
		for _, old := range gone {
			s := old.b.Slots[old.slot]
			if n, left := c.left(old, s); left && t.day(s.Start.Time) == d && c.inHouse(s, house) {
				list = append(list, n)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Notice) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Room, b.Room), cmp.Compare(a.CaseNo, b.CaseNo), cmp.Compare(a.State, b.State))
	})
	return slices.CompactFunc(list, func(a, b Notice) bool {
		return a.CaseNo == b.CaseNo && a.State == b.State && a.Start.Equal(b.Start) && a.Room == b.Room // there and away again
	})
}

func (c Calendar) inHouse(s Slot, house string) bool {
	r := c.room(s.Room)
	return house == "" || r != nil && r.House == house
}

// left is the notice of a slot that is no longer there; false when it is there
// again.
func (c Calendar) left(old departure, s Slot) (Notice, bool) {
	now, _ := c.bookings.get(page{of: string(old.b.Hearing)})
	if holds(now.Slots, s) {
		return Notice{}, false
	}
	n := c.notice(old.b, s, LetGo)
	if now.State == Standing {
		n.State, n.To = MovedOff, now.Slots[min(old.slot, len(now.Slots)-1)].Start.Time
	}
	return n, true
}

func (c Calendar) notice(b *Booking, s Slot, state State) Notice {
	n := Notice{Start: s.Start.Time, End: s.End.Time, CaseNo: b.CaseNo, Format: b.Format, State: state, Closed: b.Closed}
	if r := c.room(s.Room); r != nil {
		n.Room = r.Name
	}
	if b.Closed {
		return n
	}
	for _, p := range b.People {
		if p.Role == court.Claimant || p.Role == court.Respondent {
			n.Parties = append(n.Parties, p.Person)
		}
	}
	return n
}

// Disturbance is a sitting that no longer stands lawfully, and why: its room
// was closed or has fewer seats, somebody is away, the day became a holiday.
type Disturbance struct {
	Line
	Why *fault.Error
}

// Disturbed lists what must be moved between two days, the last included.
func (c Calendar) Disturbed(t Terms, first, last Day) []Disturbance {
	var list []Disturbance
	for _, e := range c.within("", t.at(first, 0).UnixMilli(), t.at(last+1, 0).UnixMilli()) {
		if e.b.State != Standing {
			continue
		}
		free := c
		free.unfile(e.b)
		s := e.b.Slots[e.slot]
		a := e.b.ask([]Slot{s})
		if _, _, x := free.accept(t, &a, []Slot{s}); x.is() {
			list = append(list, Disturbance{Line: lines([]engagement{e})[0], Why: x.fault(c)})
		}
	}
	return list
}

// Mentions are the hearings of disturbances, each once.
func Mentions(list []Disturbance) []court.HearingID {
	var hearings []court.HearingID
	for _, d := range list {
		if !slices.Contains(hearings, d.Booking.Hearing) {
			hearings = append(hearings, d.Booking.Hearing)
		}
	}
	return hearings
}
