package clerk

import (
	"strconv"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/rules"
)

// allowed refuses (Forbidden) to book over wishes to who may not: the calendar
// is the secretary's too, but what a party asked for only the judge sets aside.
func (o Over) allowed(actor court.Actor) error {
	if o.Wish && !Permitted(actor.Role, ActOverWish) {
		return fault.Forbidden("calendar.wish.judge")
	}
	return nil
}

// wishesOf is how far the wishes of a case's people bind its hearings. The court's
// policy of today counts from the day on which the case was opened.
func (c *Clerk) wishesOf(f docket.File, o Over) calendar.Wishes {
	day := calendar.DayOf(c.Law.Local(f.OpenedAt))
	return calendar.Wishes{Bind: c.policyOn(c.Clock.Now()).BindUntil(day), Over: o.Wish, Reason: o.Reason}
}

// shiftOf is the move of a hearing to these slots, with those who by now must
// come to the courtroom and with how far wishes bind.
func (c *Clerk) shiftOf(s hearing.Sitting, f docket.File, slots []calendar.Slot, o Over) (calendar.Shift, error) {
	called, err := c.mustCome(s, f)
	return calendar.Shift{Hearing: s.ID, Slots: slots, Come: seated(s, f, called), Wishes: c.wishesOf(f, o)}, err
}

// toMove is a move that the hearing may make: its format is lawful by now, and
// its people hear of the date in time.
func (c *Clerk) toMove(s hearing.Sitting, f docket.File, actor court.Actor, slots []calendar.Slot, o Over) (calendar.Shift, error) {
	if err := c.mayBeHeard(s, f); err != nil {
		return calendar.Shift{}, err
	}
	if err := c.mayDate(s, f, actor, slots); err != nil {
		return calendar.Shift{}, err
	}
	return c.shiftOf(s, f, slots, o)
}

// onShift ties a refusal to the shift it is of.
func onShift(err error, i int) error {
	if f := fault.Of(err); f.Kind != fault.KindInternal {
		return f.On("shift." + strconv.Itoa(i))
	}
	return err
}

// seated are those whom the law wants in the courtroom of a hearing, as the
// calendar seats them.
func seated(s hearing.Sitting, f docket.File, called []rules.Called) (come []calendar.Person) {
	for _, one := range called {
		seat, _ := s.Seat(one.Person)
		come = append(come, calendar.Person{Person: one.Person, Role: seat.Role, Where: calendar.InCourt, KM: wayOf(f, one.Person)})
	}
	return come
}
