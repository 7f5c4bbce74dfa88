package calendar

import (
	"slices"
	"strconv"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Shift is a hearing and the slots it is to have instead of those ahead, with
// those who by now must come to the courtroom though they were booked online.
type Shift struct {
	Hearing court.HearingID
	Slots   []Slot
	Come    []Person
	Wishes  Wishes
}

// Open begins the court's calendar. It refuses to do so twice.
func (c Calendar) Open() ([]record.Data, error) {
	if c.Version > 0 {
		return nil, fault.Conflict("calendar.opened_already")
	}
	return []record.Data{Opened{}}, nil
}

// Book gives a hearing these slots; seats and waiting places are given here,
// whatever the slots say of them. It refuses a hearing that has a place, one
// that sat and was then released (it goes on in another hearing), a time that
// is past, and whatever conflict there is of day, hours, people, room,
// cleaning, seats or journeys, naming it. Without a reason it refuses another date
// than was told, and an open hearing without a seat for the public where the room
// has one. What was released before it sat is
// booked anew, and keeps where it stood before.
func (c Calendar) Book(t Terms, a Ask, slots []Slot, now time.Time) ([]record.Data, error) {
	a.Minutes = max(a.Minutes, minMinutes) // the slots say how long
	if err := a.check(); err != nil {
		return nil, err
	}
	if old, known := c.bookings.get(page{of: string(a.Hearing)}); known && old.State == Standing {
		return nil, fault.Conflict("calendar.booked_already").With(fault.Args{"case": old.CaseNo})
	} else if known && len(old.Slots) > 0 {
		return nil, fault.Conflict("calendar.booked_begun").With(fault.Args{"case": old.CaseNo})
	}
	slots, err := c.checkSlots(t, &a, slots, now)
	if err != nil {
		return nil, err
	}
	full, waiting, x := c.accept(t, &a, slots, 0)
	if !x.is() {
		x = a.arrives(t, slots[0], now)
	}
	if x.is() {
		return nil, x.fault(c)
	}
	if err := a.dated(); err != nil {
		return nil, err
	}
	if err := c.admits(t, &a, slots); err != nil {
		return nil, err
	}
	over, err := c.over(t, a, full)
	if err != nil {
		return nil, err
	}
	return []record.Data{a.booked(full, waiting, over)}, nil
}

// yearsAhead is how far ahead a hearing may be booked. What is further is a slip
// of the pen, or a hearing somebody does not want to be held.
const yearsAhead = 2

// checkSlots refuses slots that are none: out of order, past or years ahead, in
// no room or in one that is not known, in two rooms on one day.
func (c Calendar) checkSlots(t Terms, a *Ask, slots []Slot, now time.Time) ([]Slot, error) {
	if len(slots) == 0 || len(slots) > 60 {
		return nil, fault.Invalid("calendar.slots.none").On("start")
	}
	slots = slices.Clone(slots)
	for i := range slots {
		s := &slots[i]
		s.Start, s.End, s.Seats = record.At(s.Start.Time), record.At(s.End.Time), Given{}
		switch {
		case !s.End.After(s.Start.Time):
			return nil, fault.Invalid("calendar.slots.order").On("end")
		case i > 0 && s.Start.Before(slots[i-1].End.Time):
			return nil, fault.Invalid("calendar.slots.order").On("start")
		case s.End.Sub(s.Start.Time) < minMinutes*time.Minute, s.End.Sub(s.Start.Time) > maxMinutes*time.Minute:
			return nil, fault.Invalid("calendar.ask.duration").On("end")
		case s.Start.After(now.AddDate(yearsAhead, 0, 0)):
			return nil, fault.Invalid("calendar.slots.far").With(fault.Args{"n": yearsAhead}).On("start")
		case s.Start.Before(now):
			x := conflict{kind: past, day: t.day(s.Start.Time), start: s.Start.UnixMilli(), end: s.End.UnixMilli()}
			return nil, x.fault(c).On("start")
		case (s.Room == "") != (a.Format == court.Online):
			return nil, fault.Invalid("calendar.slots.room_format").On("room")
		case s.Room != "" && c.room(s.Room) == nil:
			return nil, fault.NotFound("calendar.room.unknown").On("room")
		case i > 0 && s.Room != slots[i-1].Room && t.day(s.Start.Time) == t.day(slots[i-1].Start.Time):
			return nil, fault.Invalid("calendar.slots.two_rooms").On("room")
		}
	}
	return slots, nil
}

// Move gives one or many hearings other slots, all of them or none. What has
// begun stays where it was. It refuses without a reason, and each conflict as
// Book does; the field names the shift by its place in the list.
func (c Calendar) Move(t Terms, shifts []Shift, reason string, now time.Time) ([]record.Data, error) {
	reason, err := because(reason)
	if err != nil {
		return nil, err
	}
	free, err := c.lift(hearingsOf(shifts), now)
	if err != nil {
		return nil, err
	}
	var events []record.Data
	for i, s := range shifts {
		d, err := free.shift(t, c, s, now)
		if refusal := fault.Of(err); err != nil && refusal.Field != "over_reason" {
			return nil, refusal.On("shift." + strconv.Itoa(i))
		}
		if err != nil {
			return nil, err
		}
		d.Reason = reason
		events = append(events, d)
		free.move(d, now, 0)
	}
	return events, nil
}

func hearingsOf(shifts []Shift) []court.HearingID {
	list := make([]court.HearingID, len(shifts))
	for i, s := range shifts {
		list[i] = s.Hearing
	}
	return list
}

// shift decides one move in a calendar from which the hearing was lifted; was
// is the calendar that still has it.
func (c Calendar) shift(t Terms, was Calendar, s Shift, now time.Time) (Moved, error) {
	old, _ := was.bookings.get(page{of: string(s.Hearing)})
	begun, _ := parted(old.Slots, now)
	a := old.ask(s.Slots)
	a.People, a.Wishes = brought(a.People, s.Come), s.Wishes
	slots, err := c.checkSlots(t, &a, s.Slots, now)
	if err != nil {
		return Moved{}, err
	}
	full, waiting, x := c.accept(t, &a, slots, 0)
	if !x.is() {
		x = a.arrives(t, slots[0], now)
	}
	if x.is() {
		return Moved{}, x.fault(c)
	}
	m := Moved{Hearing: s.Hearing, Slots: append(slices.Clone(begun), full...), Waiting: append(waitsIn(old.Waiting, begun), waiting...)}
	if !slices.Equal(a.People, old.People) {
		m.People = a.People
	}
	m.Over, err = c.over(t, a, full)
	return m, err
}

// lift takes the slots ahead of these hearings out of a calendar. It refuses a
// hearing that has none, was released, or is named twice.
func (c Calendar) lift(hearings []court.HearingID, now time.Time) (Calendar, error) {
	if len(hearings) == 0 {
		return c, fault.Invalid("calendar.move.nothing").On("hearing")
	}
	for i, h := range hearings {
		b, known := c.bookings.get(page{of: string(h)})
		if !known || b.State != Standing {
			return c, fault.NotFound("calendar.not_booked").On("hearing")
		}
		begun, ahead := parted(b.Slots, now)
		if slices.Contains(hearings[:i], h) {
			return c, fault.Invalid("calendar.move.twice").With(fault.Args{"case": b.CaseNo}).On("hearing")
		}
		if len(ahead) == 0 {
			return c, fault.Conflict("calendar.move.begun").With(fault.Args{"case": b.CaseNo}).On("hearing")
		}
		left := *b
		left.Slots = begun
		c.unfile(b)
		c.file(&left)
	}
	return c, nil
}

// Free is the calendar without what is ahead of a hearing: where its next
// place is sought, its present one stands in nobody's way. A hearing of which
// nothing is ahead changes nothing.
func (c Calendar) Free(h court.HearingID, now time.Time) Calendar {
	if free, err := c.lift([]court.HearingID{h}, now); err == nil {
		return free
	}
	return c
}

// Replan proposes new places for hearings that cannot stay where they are,
// in the order in which they stand: nothing is moved. Of each it takes the
// hearing, who must come and how far wishes bind. It refuses when one of them
// has no lawful place, naming its case.
func (c Calendar) Replan(t Terms, moves []Shift, notBefore, notAfter, now time.Time) ([]Shift, error) {
	free, err := c.lift(hearingsOf(moves), now)
	if err != nil {
		return nil, err
	}
	ahead := func(s Shift) []Slot {
		b, _ := c.bookings.get(page{of: string(s.Hearing)})
		_, left := parted(b.Slots, now)
		return left
	}
	moves = slices.Clone(moves)
	slices.SortStableFunc(moves, func(a, b Shift) int { return ahead(a)[0].Start.Compare(ahead(b)[0].Start.Time) })
	var shifts []Shift
	for _, s := range moves {
		b, _ := c.bookings.get(page{of: string(s.Hearing)})
		a := b.ask(ahead(s))
		a.People, a.Wishes = brought(a.People, s.Come), s.Wishes
		a.NotBefore, a.NotAfter, a.Now = later(notBefore, now), notAfter, now
		p, err := free.Place(t, a)
		if err != nil {
			return nil, fault.Conflict("calendar.replan.none").With(fault.Args{"case": b.CaseNo}).Because(err)
		}
		s.Slots = p.Slots
		shifts = append(shifts, s)
		begun, _ := parted(b.Slots, now)
		free.move(Moved{Hearing: b.Hearing, Slots: append(slices.Clone(begun), p.Slots...)}, now, 0)
	}
	return shifts, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Release takes a hearing out of the calendar, with a reason. What has begun
// stays in it; a hearing of which nothing is ahead is not released.
func (c Calendar) Release(h court.HearingID, reason string, now time.Time) ([]record.Data, error) {
	reason, err := because(reason)
	if err != nil {
		return nil, err
	}
	if _, err := c.lift([]court.HearingID{h}, now); err != nil {
		return nil, err
	}
	return []record.Data{Released{Hearing: h, Reason: reason}}, nil
}

// End frees what a hearing that has ended had ahead; nothing where it had
// nothing.
func (c Calendar) End(h court.HearingID, now time.Time) []record.Data {
	if _, err := c.lift([]court.HearingID{h}, now); err != nil {
		return nil
	}
	return []record.Data{Ended{Hearing: h}}
}

// because refuses an act of the calendar without a reason, or with one that
// is longer than anybody reads.
func because(reason string) (string, error) {
	reason = court.Text(reason)
	if reason == "" {
		return "", fault.Invalid("calendar.reason_missing").On("reason")
	}
	if len(reason) > 4000 {
		return "", fault.Invalid("calendar.reason_long").On("reason")
	}
	return reason, nil
}
