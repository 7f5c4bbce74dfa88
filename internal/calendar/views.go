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

// Gone lists the places a person's sittings no longer have, by when they would
// have begun. A sitting is known by its hearing and No through all changes; its
// Version, the number of the last change of its booking in the record, grows
// with each. MovedOff: the sitting stands elsewhere now, and Of has it. LetGo:
// there is no such sitting any more. Of each sitting only the last place it
// left is told, with the reason; what is there again is not told at all.
func (c Calendar) Gone(p court.PersonID) []Line {
	list, _ := c.gone.get(page{of: string(p)})
	type sitting struct {
		of court.HearingID
		no int
	}
	told, out := map[sitting]bool{}, []Line{}
	for i := len(list) - 1; i >= 0; i-- {
		d := list[i]
		now, _ := c.bookings.get(page{of: string(d.b.Hearing)})
		id := sitting{d.b.Hearing, d.slot + 1}
		if s := d.b.Slots[d.slot]; !told[id] && !holds(now.Slots, s) {
			l := Line{Booking: *now, Slot: s, No: id.no}
			if l.Reason = now.whyLeft(s); id.no <= len(now.Slots) {
				l.State = MovedOff
			} else {
				l.State = LetGo
			}
			out = append(out, l)
		}
		told[id] = true
	}
	slices.SortFunc(out, func(a, b Line) int {
		return cmp.Or(a.Start.Compare(b.Start.Time), cmp.Compare(a.Hearing, b.Hearing), a.No-b.No)
	})
	return out
}

// whyLeft is the reason for which the booking last left a slot.
func (b *Booking) whyLeft(s Slot) string {
	for i := len(b.Was) - 1; i >= 0; i-- {
		if holds(b.Was[i].Slots, s) {
			return b.Was[i].Reason
		}
	}
	return ""
}

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
	Hearing    court.HearingID
	Case       court.CaseID
	Start, End time.Time
	CaseNo     court.CaseNo
	Format     court.Format
	Room       string // the courtroom's name
	House      string // the courthouse
	State      State
	To         time.Time // when it sits now, where it was moved
	Closed     bool      // to the public
	Judge      court.PersonID
	Parties    []court.PersonID
}

// Wall lists the day of a courthouse for the corridor (an empty name: of the
// whole court, with what sits online). It holds no reason, and of a closed
// hearing no person but the judge. What was moved or released stays on the wall of its day,
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
	n := Notice{Hearing: b.Hearing, Case: b.Case, Start: s.Start.Time, End: s.End.Time, CaseNo: b.CaseNo, Format: b.Format, State: state, Closed: b.Closed}
	if r := c.room(s.Room); r != nil {
		n.Room, n.House = r.Name, r.House
	}
	for _, p := range b.People {
		switch {
		case p.Role == court.Judge:
			n.Judge = p.Person
		case !b.Closed && (p.Role == court.Claimant || p.Role == court.Respondent):
			n.Parties = append(n.Parties, p.Person)
		}
	}
	return n
}

// Disturbance is a sitting that no longer stands lawfully, and why: its room
// was closed or has fewer seats, a witness would wait where the room has no
// place for it any more, somebody is away, the day became a holiday, the roll
// has somebody now who is elsewhere then or for whom there is no seat.
//
// Who must attend is as the roll has it: an act that changes the roll says so
// here too, by Attend, and accept then finds what no longer fits.
type Disturbance struct {
	Line
	Why *fault.Error
}

// Disturbed lists what must be moved between two days, the last included. Moved
// to where it stands, a sitting gets the seats and waiting places of today.
func (c Calendar) Disturbed(t Terms, first, last Day) []Disturbance {
	var list []Disturbance
	for _, e := range c.within("", t.at(first, 0).UnixMilli(), t.at(last+1, 0).UnixMilli()) {
		if e.b.State != Standing {
			continue
		}
		if x := c.disturbs(t, e); x.is() {
			list = append(list, Disturbance{Line: lines([]engagement{e})[0], Why: x.fault(c)})
		}
	}
	return list
}

// disturbs is what stands in the way of a sitting where it stands.
func (c Calendar) disturbs(t Terms, e engagement) conflict {
	free := c
	free.unfile(e.b)
	s := e.b.Slots[e.slot]
	a := e.b.ask([]Slot{s})
	// Leave stated since disturbs it; what it was booked over does not, nor a wish,
	// which is refused on a day that is booked.
	a.Wishes = Wishes{Over: true, stands: cmp.Or(e.b.Over, &OverWish{})}
	now, _, x := free.accept(t, &a, []Slot{s}, e.slot)
	if x.is() {
		return x
	}
	if is, was := now[0].Seats, s.Seats; is.Press < was.Press || is.Public < was.Public { // press and public were promised more than is healthy now
		return conflict{kind: capacity, day: t.day(s.Start.Time), room: s.Room, start: e.start, end: e.end, n: was.Total(), of: is.Total(), why: "calendar.seats.all"}
	}
	return c.waitsNowhere(t, e.b, s)
}

// waitsNowhere answers a conflict when a witness of the slot was told to wait
// where the slot's room has no waiting place now: it may be another room's by
// now, and two witnesses would meet.
func (c Calendar) waitsNowhere(t Terms, b *Booking, s Slot) conflict {
	r := c.room(s.Room)
	for _, w := range waitsIn(b.Waiting, []Slot{s}) {
		if r != nil && !slices.ContainsFunc(r.Seats.Witnesses, func(p WitnessPlace) bool { return p.Waiting == w.Place }) {
			return conflict{kind: witnesses, day: t.day(s.Start.Time), room: s.Room, start: s.Start.UnixMilli(), end: s.End.UnixMilli(),
				n: s.Seats.Witnesses, of: len(r.Seats.Witnesses)}
		}
	}
	return conflict{}
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
