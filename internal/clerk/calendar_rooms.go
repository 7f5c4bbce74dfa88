package clerk

import (
	"context"
	"slices"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// CourtroomView is one courtroom for the court's staff.
type CourtroomView struct {
	RoomView
	Policy calendar.Policy  // in force today
	Limits []calendar.Limit // of its capacity
	Lines  []calendar.Line  // what sits in it from today on
	Now    time.Time
	May    map[string]bool // "courtrooms"
}

// Courtroom is one courtroom with what sits in it. It refuses (Forbidden) who
// is not of the court's staff, and (NotFound) a room that is not known.
func (c *Clerk) Courtroom(ctx context.Context, by court.PersonID, id court.RoomID) (view CourtroomView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		if err := c.mayInCourt(v, by, ActCalendar); err != nil {
			return err
		}
		a, err := c.agendaOf(v)
		if err != nil {
			return err
		}
		room, known := a.Room(id)
		if !known {
			return fault.NotFound("calendar.room.unknown")
		}
		view.Now = c.Clock.Now()
		today := calendar.DayOf(c.Law.Local(view.Now))
		view.Policy = c.terms().Policy(today)
		view.RoomView = RoomView{Courtroom: room, Capacity: room.Capacity(view.Policy), Closed: a.Closed(id)}
		view.Limits = room.Limits(view.Policy)
		view.Lines = slices.DeleteFunc(a.OfRoom(id), func(l calendar.Line) bool {
			return l.State != calendar.Standing || calendar.DayOf(c.Law.Local(l.Start.Time)) < today
		})
		view.May = map[string]bool{"courtrooms": c.mayInCourt(v, by, ActCourtrooms) == nil}
		return nil
	})
	return view, err
}

// Trial is what slots would give a hearing: nothing is booked by asking.
type Trial struct {
	Slots   []calendar.Slot // with the seats
	Waiting []calendar.Wait
	Over    []court.PersonID // whose wish it would be booked over: that takes a reason
	Instead bool             // it is not the date the judge fixed: so does that
	Shut    bool             // it is open and has no seats for the public: so does that
}

// TryPlace decides as BookHearing would, or as MoveHearings where the hearing
// has a place, and refuses as they do; nothing is recorded.
func (c *Clerk) TryPlace(ctx context.Context, by court.PersonID, w Wish, slots []calendar.Slot) (trial Trial, err error) {
	err = c.Store.View(ctx, func(v View) error {
		d := &desk{Clerk: c, View: v, by: by}
		s, f, actor, err := d.toPlace(w.Hearing)
		if err != nil {
			return err
		}
		if err := w.Over.allowed(actor); err != nil {
			return err
		}
		const given = "." // reasons are asked for once it is known which
		w.Over.Reason = given
		a, err := c.agendaOf(v)
		if err != nil {
			return err
		}
		var data []record.Data
		if b, known := a.Booking(w.Hearing); known && b.State == calendar.Standing {
			var shift calendar.Shift
			if shift, err = c.toMove(s.Sitting, f, actor, slots, w.Over); err == nil {
				data, err = a.Move(c.terms(), []calendar.Shift{shift}, given, c.Clock.Now())
			}
		} else {
			var ask calendar.Ask
			if ask, err = c.toBook(s.Sitting, f, actor, Book{Wish: w, Slots: slots, Reason: given, NoPublic: given}); err == nil {
				data, err = a.Book(c.terms(), ask, slots, c.Clock.Now())
			}
		}
		for _, one := range data {
			switch e := one.(type) {
			case calendar.Booked:
				trial.see(e.Slots, e.Waiting, e.Over)
				trial.Instead, trial.Shut = e.Instead != nil, e.NoPublic != ""
			case calendar.Moved:
				trial.see(e.Slots, e.Waiting, e.Over)
			}
		}
		return c.named(v, err)
	})
	return trial, err
}

func (t *Trial) see(slots []calendar.Slot, waiting []calendar.Wait, over *calendar.OverWish) {
	t.Slots, t.Waiting = slots, waiting
	if over != nil {
		t.Over = over.People
	}
}
