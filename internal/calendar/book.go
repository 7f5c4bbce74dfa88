package calendar

import (
	"slices"
	"strconv"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Shift is a hearing and the slots it is to have instead of those ahead.
type Shift struct {
	Hearing court.HearingID
	Slots   []Slot
}

// Open begins the court's calendar. It refuses to do so twice.
func (c Calendar) Open() ([]record.Data, error) {
	if c.Version > 0 {
		return nil, fault.Conflict("calendar.opened_already")
	}
	return []record.Data{Opened{}}, nil
}

// Book gives a hearing these slots; seats and waiting places are given here,
// whatever the slots say of them. It refuses a hearing that has a place, a
// time that is past, and whatever conflict there is of day, hours, people,
// room, cleaning, seats or journeys, naming it.
func (c Calendar) Book(t Terms, a Ask, slots []Slot, now time.Time) ([]record.Data, error) {
	a.Minutes = max(a.Minutes, minMinutes) // the slots say how long
	if err := a.check(); err != nil {
		return nil, err
	}
	if old, known := c.bookings.get(page{of: string(a.Hearing)}); known {
		return nil, fault.Conflict("calendar.booked_already").With(fault.Args{"case": old.CaseNo})
	}
	slots, err := c.checkSlots(t, &a, slots, now)
	if err != nil {
		return nil, err
	}
	full, waiting, x := c.accept(t, &a, slots)
	if x.is() {
		return nil, x.fault(c)
	}
	return []record.Data{a.booked(full, waiting)}, nil
}

// checkSlots refuses slots that are none: out of order, past, in no room or
// in one that is not known, in two rooms on one day.
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
	hearings := make([]court.HearingID, len(shifts))
	for i, s := range shifts {
		hearings[i] = s.Hearing
	}
	free, err := c.lift(hearings, now)
	if err != nil {
		return nil, err
	}
	var events []record.Data
	for i, s := range shifts {
		d, err := free.shift(t, c, s, now)
		if err != nil {
			return nil, fault.Of(err).On("shift." + strconv.Itoa(i))
		}
		d.Reason = reason
		events = append(events, d)
		free.move(d, now, 0)
	}
	return events, nil
}

// shift decides one move in a calendar from which the hearing was lifted; was
// is the calendar that still has it.
func (c Calendar) shift(t Terms, was Calendar, s Shift, now time.Time) (Moved, error) {
	old, _ := was.bookings.get(page{of: string(s.Hearing)})
	begun, _ := parted(old.Slots, now)
	a := old.ask(s.Slots)
	slots, err := c.checkSlots(t, &a, s.Slots, now)
	if err != nil {
		return Moved{}, err
	}
	full, waiting, x := c.accept(t, &a, slots)
	if x.is() {
		return Moved{}, x.fault(c)
	}
	waited := slices.DeleteFunc(slices.Clone(old.Waiting), func(w Wait) bool { return w.From.After(now) })
	return Moved{Hearing: s.Hearing, Slots: append(slices.Clone(begun), full...), Waiting: append(waited, waiting...)}, nil
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

// Replan proposes new places for hearings that cannot stay where they are,
// in the order in which they stand: nothing is moved. It refuses when one of
// them has no lawful place, naming its case.
func (c Calendar) Replan(t Terms, hearings []court.HearingID, notBefore, notAfter, now time.Time) ([]Shift, error) {
	free, err := c.lift(hearings, now)
	if err != nil {
		return nil, err
	}
	standing := make([]*Booking, len(hearings))
	for i, h := range hearings {
		standing[i], _ = c.bookings.get(page{of: string(h)})
	}
	ahead := func(b *Booking) []Slot { _, left := parted(b.Slots, now); return left }
	slices.SortStableFunc(standing, func(a, b *Booking) int { return ahead(a)[0].Start.Compare(ahead(b)[0].Start.Time) })
	var shifts []Shift
	for _, b := range standing {
		a := b.ask(ahead(b))
		a.NotBefore, a.NotAfter = later(notBefore, now), notAfter
		p, err := free.Place(t, a)
		if err != nil {
			return nil, fault.Conflict("calendar.replan.none").With(fault.Args{"case": b.CaseNo}).Because(err)
		}
		shifts = append(shifts, Shift{Hearing: b.Hearing, Slots: p.Slots})
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
