package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// Fold applies events to c and answers a new value; c is left as it was.
// Stubs and types of a later version only move the version.
func (c Calendar) Fold(events ...record.Event) (Calendar, error) {
	for _, e := range events {
		if e.Payload != nil {
			if err := c.apply(e); err != nil {
				return c, err
			}
		}
		c.Version = e.Header.Version
	}
	return c, nil
}

// with applies the data of an event as a T.
func with[T record.Data](e record.Event, f func(T)) error {
	var d T
	if err := e.Decode(&d); err != nil {
		return fmt.Errorf("calendar: № %d: %w", e.Header.Version, err)
	}
	f(d)
	return nil
}

func (c *Calendar) apply(e record.Event) error {
	at := e.Payload.At.Time
	switch e.Payload.Type {
	case "calendar.opened":
		c.OpenedAt = at
	case "calendar.booked":
		return with(e, func(d Booked) { c.book(d, e.Header.Version) })
	case "calendar.moved":
		return with(e, func(d Moved) { c.move(d, at, e.Header.Version) })
	case "calendar.people_changed":
		return with(e, func(d PeopleChanged) { c.attend(d, e.Header.Version) })
	case "calendar.released":
		return with(e, func(d Released) { c.release(d, at, e.Header.Version) })
	case "calendar.ended":
		return with(e, func(d Ended) { c.release(Released{Hearing: d.Hearing}, at, e.Header.Version) })
	case "calendar.checked_in":
		return with(e, func(d CheckedIn) { c.enter(d, at) })
	default:
		return c.applyTimes(e)
	}
	return nil
}

// applyTimes applies what says when rooms and people are there.
func (c *Calendar) applyTimes(e record.Event) error {
	switch e.Payload.Type {
	case "calendar.room_added":
		return with(e, func(d RoomAdded) { c.setRoom(&room{Courtroom: d.Courtroom}) })
	case "calendar.room_changed":
		return with(e, func(d RoomChanged) { c.changeRoom(d.ID, func(r *room) { r.Courtroom = d.Courtroom }) })
	case "calendar.room_closed":
		return with(e, func(d RoomClosed) {
			c.changeRoom(d.Room, func(r *room) { r.closed = append(slices.Clip(r.closed), closure{d.Span, d.Reason}) })
		})
	case "calendar.room_reopened":
		return with(e, func(d RoomReopened) {
			c.changeRoom(d.Room, func(r *room) {
				r.closed = cut(r.closed, func(x *closure) *Span { return &x.Span }, d.On)
			})
		})
	case "calendar.person_away":
		return with(e, func(d PersonAway) {
			list, _ := c.away.get(page{of: string(d.Person)})
			c.away = c.away.put(page{of: string(d.Person)}, append(slices.Clip(list), absence{d.Span, d.Leave}))
		})
	case "calendar.person_back":
		return with(e, func(d PersonBack) {
			list, _ := c.away.get(page{of: string(d.Person)})
			c.away = c.away.put(page{of: string(d.Person)}, cut(list, func(x *absence) *Span { return &x.Span }, d.On))
		})
	}
	return nil
}

// cut ends spans before day on; what would begin later falls away.
func cut[T any](list []T, span func(*T) *Span, on Day) []T {
	var kept []T
	for _, x := range list {
		s, left := span(&x).until(on)
		if *span(&x) = s; left {
			kept = append(kept, x)
		}
	}
	return kept
}

func (c *Calendar) setRoom(r *room) {
	i, found := slices.BinarySearchFunc(c.rooms, r.ID, func(o *room, id court.RoomID) int { return strings.Compare(string(o.ID), string(id)) })
	c.rooms = slices.Clone(c.rooms)
	if found {
		c.rooms[i] = r
		return
	}
	c.rooms = slices.Insert(c.rooms, i, r)
}

func (c *Calendar) changeRoom(id court.RoomID, f func(*room)) {
	if old := c.room(id); old != nil {
		r := *old
		f(&r)
		c.setRoom(&r)
	}
}

// book files a hearing, or one that was released again: where it stood and who
// came in there stays known.
func (c *Calendar) book(d Booked, version uint64) {
	b := &Booking{Booked: d, State: Standing, Version: version}
	if old, again := c.bookings.get(page{of: string(d.Hearing)}); again {
		c.unfile(old)
		b.Was, b.Entered = old.Was, old.Entered
	}
	c.file(b)
}

func (c *Calendar) move(d Moved, at time.Time, version uint64) {
	old, ok := c.bookings.get(page{of: string(d.Hearing)})
	if !ok {
		return
	}
	c.unfile(old)
	b := *old
	left := slices.DeleteFunc(slices.Clone(old.Slots), func(s Slot) bool { return holds(d.Slots, s) })
	c.leave(old, left)
	b.Was = append(slices.Clip(b.Was), Was{Slots: left, Reason: d.Reason, At: at})
	b.Slots, b.Waiting, b.Over, b.Version = d.Slots, d.Waiting, d.Over, version
	if len(d.People) > 0 {
		b.People = d.People
	}
	c.file(&b)
}

// release frees every slot that has not begun.
func (c *Calendar) release(d Released, at time.Time, version uint64) {
	old, ok := c.bookings.get(page{of: string(d.Hearing)})
	if !ok || old.State != Standing {
		return
	}
	c.unfile(old)
	b := *old
	begun, left := parted(old.Slots, at)
	c.leave(old, left)
	b.Slots, b.Waiting, b.State, b.Reason, b.Version = begun, waitsIn(old.Waiting, begun), LetGo, d.Reason, version
	b.Was = append(slices.Clip(b.Was), Was{Slots: left, Reason: d.Reason, At: at})
	c.file(&b)
}

func (c *Calendar) enter(d CheckedIn, at time.Time) {
	old, ok := c.bookings.get(page{of: string(d.Hearing)})
	if !ok {
		return
	}
	c.unfile(old)
	b := *old
	b.Entered = append(slices.Clip(b.Entered), Entry{Person: d.Person, Room: d.Room, At: at})
	c.file(&b)
}

// parted are the slots that have begun at a moment, and the others.
func parted(slots []Slot, at time.Time) (begun, ahead []Slot) {
	for _, s := range slots {
		if s.Start.After(at) {
			ahead = append(ahead, s)
		} else {
			begun = append(begun, s)
		}
	}
	return begun, ahead
}

// waitsIn are the waits that belong to these slots.
func waitsIn(waiting []Wait, slots []Slot) []Wait {
	var list []Wait
	for _, w := range waiting {
		if slices.ContainsFunc(slots, func(s Slot) bool { return !w.From.Before(s.Start.Time) && w.From.Before(s.End.Time) }) {
			list = append(list, w)
		}
	}
	return list
}

// holds reports whether the same time in the same room is among slots.
func holds(slots []Slot, s Slot) bool {
	return slices.ContainsFunc(slots, func(o Slot) bool {
		return o.Room == s.Room && o.Start.Equal(s.Start.Time) && o.End.Equal(s.End.Time)
	})
}

// SameTimes reports whether two lists have the same times in the same rooms, in
// the same order. Seats are given, not asked for, and do not count.
func SameTimes(a, b []Slot) bool {
	return slices.EqualFunc(a, b, func(x, y Slot) bool {
		return x.Room == y.Room && record.At(x.Start.Time).Equal(record.At(y.Start.Time).Time) && record.At(x.End.Time).Equal(record.At(y.End.Time).Time)
	})
}

// Ahead are the slots that had not begun when the hearing was moved.
func (d Moved) Ahead(moved record.Time) []Slot {
	_, ahead := parted(d.Slots, moved.Time)
	return ahead
}

// leave notes on its day, and for each of its people, each slot of b that it
// has no longer.
func (c *Calendar) leave(b *Booking, left []Slot) {
	for i, s := range b.Slots {
		if !holds(left, s) {
			continue
		}
		c.depart(page{day: utcDayOf(s.Start.UnixMilli())}, departure{b, i})
		for _, p := range b.People {
			c.depart(page{of: string(p.Person)}, departure{b, i})
		}
	}
}

func (c *Calendar) depart(at page, d departure) {
	list, _ := c.gone.get(at)
	c.gone = c.gone.put(at, append(slices.Clip(list), d))
}

// file puts b into the index, on the page of each day, room and person.
func (c *Calendar) file(b *Booking) {
	c.bookings = c.bookings.put(page{of: string(b.Hearing)}, b)
	c.each(b, func(at page, e engagement) {
		if c.days.a == 0 || at.day < c.days.a {
			c.days.a = at.day
		}
		c.days.z = max(c.days.z, at.day)
		list, _ := c.busy.get(at)
		i, _ := slices.BinarySearchFunc(list, e, inOrder)
		more := make([]engagement, 0, len(list)+1)
		c.busy = c.busy.put(at, append(append(append(more, list[:i]...), e), list[i:]...))
	})
}

// unfile takes b out of the index.
func (c *Calendar) unfile(b *Booking) {
	c.each(b, func(at page, _ engagement) {
		list, _ := c.busy.get(at)
		c.busy = c.busy.put(at, slices.DeleteFunc(slices.Clone(list), func(e engagement) bool { return e.b == b }))
	})
}

func (c *Calendar) each(b *Booking, f func(page, engagement)) {
	for i, s := range b.Slots {
		e := engagement{start: s.Start.UnixMilli(), end: s.End.UnixMilli(), b: b, slot: i, person: -1}
		for d, z := utcDayOf(e.start), utcDayOf(e.end-1); d <= z; d++ {
			f(page{day: d}, e)
			if s.Room != "" {
				f(page{string(s.Room), d}, e)
			}
			for k, p := range b.People {
				e := e
				e.person = k
				f(page{string(p.Person), d}, e)
			}
		}
	}
}

// inOrder sorts by start, then by hearing, so that the order of events does
// not show in the index.
func inOrder(a, b engagement) int {
	switch {
	case a.start != b.start:
		return int(min(1, max(-1, a.start-b.start)))
	case a.b.Hearing != b.b.Hearing:
		return strings.Compare(string(a.b.Hearing), string(b.b.Hearing))
	}
	return a.slot - b.slot
}
