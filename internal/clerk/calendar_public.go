package clerk

import (
	"context"
	"slices"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/rules"
)

// DoorView is a courtroom's door as a person stands before it.
type DoorView struct {
	Room  calendar.Courtroom
	Today []DoorLine // the person's own sittings of the day, by their start
	Now   time.Time
}

// DoorLine is one of them.
type DoorLine struct {
	calendar.Line
	Room calendar.Courtroom // where it sits; the zero one online
	Here bool               // behind this door
	In   time.Time          // when the person came in; zero: has not
}

// wallDays is how many days ahead the wall is shown: the court's own policy,
// long enough to see a hearing in the week after the next holidays.
const wallDays = 30

// Wall is what hangs in the corridor and is printed: anybody may read it. Of a
// house that the court does not have it is empty. It refuses (NotFound) a day
// that is past or more than wallDays ahead: a corridor shows what is to come,
// and is no register of who ever stood before the court.
func (c *Clerk) Wall(ctx context.Context, day calendar.Day, house string) (list calendar.CauseList, err error) {
	if now := calendar.DayOf(c.Law.Local(c.Clock.Now())); day < now || day > now+wallDays {
		return list, fault.NotFound("calendar.wall.day").With(fault.Args{"n": wallDays})
	}
	err = c.Store.View(ctx, func(v View) error {
		a, err := c.agendaOf(v)
		if err != nil {
			return err
		}
		list = calendar.CauseList{Day: day, House: house, Now: c.Clock.Now()}
		list.Today = calendar.DayOf(c.Law.Local(list.Now)) == day
		for _, r := range a.Rooms() {
			if !slices.Contains(list.Houses, r.House) {
				list.Houses = append(list.Houses, r.House)
			}
		}
		for _, n := range a.Wall(c.terms(), day, house) {
			line, err := c.listed(v, n, list.Now)
			if err != nil {
				return err
			}
			list.Lines = append(list.Lines, line)
		}
		return nil
	})
	return list, err
}

// listed puts names to a notice. The law of the hearing's day is asked anew:
// what became known of the case since it was booked counts. Parties are named
// only where it answers that the hearing is open; where it cannot answer, or
// says that the court may close it on a motion, their names may be the very
// thing to keep.
func (c *Clerk) listed(v View, n calendar.Notice, now time.Time) (calendar.Listed, error) {
	f, err := load[docket.File](c, v, n.Case)
	if err != nil {
		return calendar.Listed{}, err
	}
	answer, err := c.Law.Decide(rules.Publicity, rules.FactsOf(f, n.Start), n.Start)
	n.Closed = n.Closed || err == nil && answer.Outcome.Word == "closed"
	how, _ := c.Law.Number("list_names", n.Start) // where the law says nothing nobody is named
	if err != nil || answer.Outcome.Word != "open" || n.Closed || how.N == 0 {
		n.Parties = nil
	}
	line := calendar.Listed{Notice: n}
	if line.JudgeName, err = c.nameOf(v, n.Judge); err != nil {
		return line, err
	}
	for _, p := range n.Parties {
		name, err := c.nameOf(v, p)
		if err != nil {
			return line, err
		}
		if how.N == 1 {
			name = court.Initials(name)
		}
		line.PartyNames = append(line.PartyNames, name)
	}
	line.Sits, err = c.sits(v, n, now)
	return line, err
}

// sits says how far a sitting has come. A hearing of several sittings runs on
// the day of the one that began: not on the wall of another.
func (c *Clerk) sits(v View, n calendar.Notice, now time.Time) (calendar.Sits, error) {
	day := func(t time.Time) calendar.Day { return calendar.DayOf(c.Law.Local(t)) }
	if n.State != calendar.Standing || day(n.Start) > day(now) {
		return calendar.Ahead, nil
	}
	s, err := load[sheet](c, v, n.Hearing)
	switch {
	case err != nil:
		return calendar.Ahead, err
	case s.Over() || day(n.Start) < day(now):
		return calendar.Over, nil
	case s.State == hearing.Session:
		return calendar.Running, nil
	case s.State == hearing.Recess || s.State == hearing.Held || s.State == hearing.TechnicalBreak:
		return calendar.Paused, nil
	}
	return calendar.Ahead, nil
}

// AtDoor is the person's day as seen from a courtroom's door. It refuses
// (NotFound) a room that the court does not have, and nobody who signed in:
// whoever is on no list is told so.
func (c *Clerk) AtDoor(ctx context.Context, by court.PersonID, room court.RoomID) (view DoorView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		a, err := c.agendaOf(v)
		if err != nil {
			return err
		}
		var known bool
		if view.Room, known = a.Room(room); !known {
			return fault.NotFound("calendar.room.unknown")
		}
		view.Now = c.Clock.Now()
		day := func(t time.Time) calendar.Day { return calendar.DayOf(c.Law.Local(t)) }
		for _, l := range a.Of(by) {
			if day(l.Start.Time) != day(view.Now) || l.State != calendar.Standing {
				continue
			}
			line := DoorLine{Line: l, Here: l.Slot.Room == room}
			line.Room, _ = a.Room(l.Slot.Room)
			for _, e := range l.Entered {
				if e.Person == by && e.Room == l.Slot.Room && day(e.At) == day(view.Now) {
					line.In = e.At
				}
			}
			view.Today = append(view.Today, line)
		}
		return nil
	})
	return view, err
}

// DoorSheet is the courtroom for the sheet with its door's code, which the
// court's staff print. It refuses (Forbidden) everybody else.
func (c *Clerk) DoorSheet(ctx context.Context, by court.PersonID, room court.RoomID) (r calendar.Courtroom, err error) {
	err = c.Store.View(ctx, func(v View) error {
		if err := c.mayInCourt(v, by, ActCourtrooms, ActCalendar); err != nil {
			return err
		}
		a, err := c.agendaOf(v)
		if err != nil {
			return err
		}
		var known bool
		if r, known = a.Room(room); !known {
			return fault.NotFound("calendar.room.unknown")
		}
		return nil
	})
	return r, err
}
