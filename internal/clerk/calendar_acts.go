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
	"tarazy/internal/record"
)

// Courtroom adds a courtroom, or says anew what it is when it has an id.
type Courtroom struct {
	Stamp
	Room calendar.Courtroom
}

// RoomSpan closes a courtroom for a while; with Reopen it is open again from
// the span's first day on.
type RoomSpan struct {
	Stamp
	Room   court.RoomID
	Span   calendar.Span
	Reopen bool
	Reason string
}

// Absence is when the person who acts cannot attend; with Back it ends on the
// span's first day, today at the earliest. The reason is shown to nobody.
type Absence struct {
	Stamp
	Span   calendar.Span
	Back   bool
	Reason string
}

// Wish is what a hearing needs of the calendar, besides its people.
type Wish struct {
	Hearing     court.HearingID
	Minutes     int
	Days        int
	NotBefore   time.Time
	Prefer      calendar.Part
	House       string
	Press       int
	Public      int
	Cameras     int
	Microphones int
	InCourt     []court.PersonID // of a hybrid hearing: who attends in the courtroom
	Over                         // also on days that its people wish free
}

// Over books over wishes to keep a day free, where they bind the case no longer,
// and over leave.
// It is the judge's, with a reason that those whose wish it is are told.
type Over struct {
	Wish   bool
	Reason string
}

// Book gives a hearing of the case the slots. Reason is why they do not keep the
// date the judge fixed, NoPublic why an open hearing has no seats for the public.
type Book struct {
	Stamp
	Wish
	Slots    []calendar.Slot
	Reason   string
	NoPublic string
}

// Rebook moves hearings, all of them or none.
type Rebook struct {
	Stamp
	Shifts []calendar.Shift // Come and Wishes the law says, not who asks
	Reason string
	Over
}

// Door is a person coming in at a courtroom's door; without Person the one who acts.
type Door struct {
	Stamp
	Hearing court.HearingID
	Person  court.PersonID
	Room    court.RoomID
}

// SetCourtroom adds a courtroom to the calendar or changes one. Hearings
// booked in it stay booked: Disturbed tells which do not fit any more.
func (c *Clerk) SetCourtroom(ctx context.Context, by court.PersonID, cmd Courtroom) (Done, error) {
	first, says := calendar.RoomAdded{}.EventType(), map[string]string{"name": cmd.Room.Name}
	if cmd.Room.ID != "" {
		first, says = calendar.RoomChanged{}.EventType(), map[string]string{"room": string(cmd.Room.ID)}
	}
	return c.act(ctx, by, cmd.Stamp, want{first: first, says: says, also: cmd.again()}, func(d *desk) error {
		return d.roomAct(func(a agenda) ([]record.Data, error) {
			if cmd.Room.ID != "" {
				return a.ChangeRoom(cmd.Room)
			}
			cmd.Room.ID = court.RoomID("r-" + random()[:16])
			if cmd.Room.Use.First == 0 {
				cmd.Room.Use.First = calendar.DayOf(c.Law.Local(c.Clock.Now()))
			}
			return a.AddRoom(cmd.Room)
		})
	})
}

// CloseCourtroom takes a courtroom out of use for a while, or ends that.
func (c *Clerk) CloseCourtroom(ctx context.Context, by court.PersonID, cmd RoomSpan) (Done, error) {
	first := calendar.RoomClosed{}.EventType()
	if cmd.Reopen {
		first = calendar.RoomReopened{}.EventType()
	}
	return c.act(ctx, by, cmd.Stamp, want{first: first, says: map[string]string{"room": string(cmd.Room)}, also: cmd.again()}, func(d *desk) error {
		return d.roomAct(func(a agenda) ([]record.Data, error) {
			if cmd.Reopen {
				return a.Reopen(cmd.Room, cmd.Span.First)
			}
			return a.Close(cmd.Room, cmd.Span, cmd.Reason)
		})
	})
}

// roomAct is an act on the courtrooms.
func (d *desk) roomAct(decide func(agenda) ([]record.Data, error)) error {
	actor, err := d.staff(ActCourtrooms)
	if err != nil {
		return err
	}
	return d.inCalendar(actor, decide)
}

// StateAbsence says when the person who acts cannot attend. Of judge and
// secretary it is leave, which binds where they are of the bench; of everybody
// else a wish, which is refused on a day for which they are booked. Of neither is
// there more than the policy lets one person state.
func (c *Clerk) StateAbsence(ctx context.Context, by court.PersonID, cmd Absence) (Done, error) {
	first := calendar.PersonAway{}.EventType()
	if cmd.Back {
		first = calendar.PersonBack{}.EventType()
		cmd.Span.First = max(cmd.Span.First, calendar.DayOf(c.Law.Local(c.Clock.Now())))
	}
	return c.act(ctx, by, cmd.Stamp, want{first: first, says: map[string]string{"person": string(by)}, also: cmd.again()}, func(d *desk) error {
		actor, err := d.anywhere(d.View, by, ActAway)
		if err != nil {
			return err
		}
		return d.inCalendar(actor, func(a agenda) ([]record.Data, error) {
			if cmd.Back {
				return a.Back(c.terms(), by, cmd.Span.First, c.Clock.Now())
			}
			away := calendar.PersonAway{Person: by, Span: cmd.Span, Leave: actor.Role.OnBench(), Reason: cmd.Reason}
			return a.Away(c.terms(), away, c.Clock.Now())
		})
	})
}

// toPlace loads a hearing to give it a place or take one from it. It refuses
// (Conflict) one that has ended, besides what sheetFor refuses.
func (d *desk) toPlace(id court.HearingID) (sheet, docket.File, court.Actor, error) {
	s, f, actor, err := d.sheetFor(d.View, d.by, id, ActBook)
	if err == nil {
		err = s.MayBePlaced()
	}
	return s, f, actor, err
}

// freeRest frees what a hearing that has just ended had ahead in the calendar:
// nobody must be kept from another hearing by days that will not be sat.
func (d *desk) freeRest(actor court.Actor, id court.HearingID) error {
	a, err := d.agendaOf(d.View)
	if err != nil {
		return err
	}
	if rest := a.End(id, d.Clock.Now()); len(rest) > 0 {
		return d.append(actor, nil, entry{a.ID, rest})
	}
	return nil
}

// BookHearing gives a hearing its time and courtroom, with seats for everybody
// who must attend. The hearing's own stream says so too, and its people read
// it there. It refuses (Forbidden) a hearing fixed in a format that the law
// forbids by now: another one is to be scheduled in the format that stands;
// (Conflict) to leave online whom the law wants in the courtroom, and another
// date than the judge fixed with less notice than the law gives; (Invalid) such a
// date, or an open hearing without seats for the public, without a reason.
// To book over a wish is the judge's alone, and so is shorter notice.
func (c *Clerk) BookHearing(ctx context.Context, by court.PersonID, cmd Book) (Done, error) {
	return c.act(ctx, by, cmd.Stamp, want{first: hearing.Placed{}.EventType(), stream: cmd.Hearing, also: cmd.again()}, func(d *desk) error {
		s, f, actor, err := d.toPlace(cmd.Hearing)
		if err != nil {
			return err
		}
		if err := cmd.Over.allowed(actor); err != nil {
			return err
		}
		ask, err := d.toBook(s.Sitting, f, actor, cmd)
		if err != nil {
			return d.named(d.View, err)
		}
		return d.placed(ctx, actors{cmd.Hearing: actor}, func(a agenda) ([]record.Data, error) {
			return a.Book(c.terms(), ask, cmd.Slots, c.Clock.Now())
		})
	})
}

// toBook is what a hearing asks of the calendar for a place that it may have.
func (c *Clerk) toBook(s hearing.Sitting, f docket.File, actor court.Actor, cmd Book) (a calendar.Ask, err error) {
	if err := c.mayBook(s, f, cmd.Wish); err != nil {
		return a, err
	}
	if err := c.mayDate(s, f, actor, cmd.Slots); err != nil {
		return a, err
	}
	a = c.askFor(s, f, cmd.Wish)
	a.NoPublic, a.Instead = cmd.NoPublic, c.insteadOf(s, cmd.Slots, cmd.Reason)
	return a, nil
}

// MoveHearings gives one or many hearings other slots, all of them or none. Who
// must come to the courtroom by now has a seat there, though booked online. It
// refuses what BookHearing refuses of format and notice; to move over a wish is
// the judge's alone.
func (c *Clerk) MoveHearings(ctx context.Context, by court.PersonID, cmd Rebook) (Done, error) {
	if len(cmd.Shifts) == 0 {
		return Done{}, fault.Invalid("calendar.move.nothing")
	}
	first := cmd.Shifts[0].Hearing
	return c.act(ctx, by, cmd.Stamp, want{first: hearing.Placed{}.EventType(), stream: first, also: cmd.again()}, func(d *desk) error {
		as, shifts := actors{}, slices.Clone(cmd.Shifts)
		for i, sh := range shifts {
			s, f, actor, err := d.toPlace(sh.Hearing)
			if err != nil {
				return err
			}
			if err := cmd.Over.allowed(actor); err != nil {
				return err
			}
			if shifts[i], err = d.toMove(s.Sitting, f, actor, sh.Slots, cmd.Over); err != nil {
				return onShift(err, i)
			}
			as[sh.Hearing] = actor
		}
		return d.placed(ctx, as, func(a agenda) ([]record.Data, error) {
			return a.Move(c.terms(), shifts, cmd.Reason, c.Clock.Now())
		})
	})
}

// ReleaseHearing takes a hearing out of the calendar, with a reason.
func (c *Clerk) ReleaseHearing(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	return c.act(ctx, by, cmd.Stamp, want{first: hearing.Unplaced{}.EventType(), stream: cmd.Hearing, says: because(cmd)}, func(d *desk) error {
		_, _, actor, err := d.toPlace(cmd.Hearing)
		if err != nil {
			return err
		}
		return d.placed(ctx, actors{cmd.Hearing: actor}, func(a agenda) ([]record.Data, error) {
			return a.Release(cmd.Hearing, cmd.Reason, c.Clock.Now())
		})
	})
}

// CheckIn lets a person in at the courtroom's door: themselves by the code at
// the door, or anybody on the list by judge and secretary.
func (c *Clerk) CheckIn(ctx context.Context, by court.PersonID, cmd Door) (Done, error) {
	if cmd.Person == "" {
		cmd.Person = by
	}
	says := map[string]string{"person": string(cmd.Person), "hearing": string(cmd.Hearing)}
	return c.act(ctx, by, cmd.Stamp, want{first: calendar.CheckedIn{}.EventType(), says: says}, func(d *desk) error {
		s, _, actor, err := d.sheetFor(d.View, by, cmd.Hearing, ActCheckIn)
		if err != nil {
			return err
		}
		if cmd.Person != by && !actor.Role.OnBench() {
			return fault.Forbidden("act.not_permitted")
		}
		if _, on := s.Seat(cmd.Person); !on {
			return fault.Forbidden("calendar.door.not_listed")
		}
		return d.inCalendar(actor, func(a agenda) ([]record.Data, error) {
			return a.CheckIn(c.terms(), cmd.Hearing, cmd.Person, cmd.Room, c.Clock.Now())
		})
	})
}

// decided is what the calendar decides, or its refusal with the names of people.
func (d *desk) decided(decide func(agenda) ([]record.Data, error)) (agenda, []record.Data, error) {
	a, err := d.agenda()
	if err != nil {
		return a, nil, err
	}
	data, err := decide(a)
	return a, data, d.named(d.View, err)
}

// inCalendar appends what the calendar decides.
func (d *desk) inCalendar(actor court.Actor, decide func(agenda) ([]record.Data, error)) error {
	a, data, err := d.decided(decide)
	if err != nil {
		return err
	}
	return d.append(actor, nil, entry{a.ID, data})
}

// askFor is what a hearing asks of the calendar, closed to the public where the
// law closes it: then there are no seats for press and public.
func (c *Clerk) askFor(s hearing.Sitting, f docket.File, w Wish) calendar.Ask {
	a := askOf(s, f, w)
	a.Closed, a.Wishes, a.Now = c.closed(f), c.wishesOf(f, w.Over), c.Clock.Now()
	a.Open = !a.Closed
	return a
}

// askOf is what a hearing asks of the calendar: everybody on its roll attends
// as its format says, in a hybrid one the bench in the courtroom with whom it names.
func askOf(s hearing.Sitting, f docket.File, w Wish) calendar.Ask {
	a := calendar.Ask{Hearing: s.ID, Case: f.ID, CaseNo: f.No, Format: s.Format, Minutes: w.Minutes, Days: w.Days,
		NotBefore: w.NotBefore, Prefer: w.Prefer, House: w.House, Press: w.Press, Public: w.Public, Cameras: w.Cameras, Microphones: w.Microphones}
	for _, t := range s.Roll {
		p := calendar.Person{Person: t.Person, Role: t.Role, Where: calendar.Online}
		if a.Format == court.InPerson || a.Format == court.Hybrid && (t.Role.OnBench() || slices.Contains(w.InCourt, t.Person)) {
			p.Where = calendar.InCourt
		}
		if p.Where == calendar.InCourt {
			p.KM = wayOf(f, t.Person)
		}
		a.People = append(a.People, p)
	}
	return a
}

// wayOf is how far a person said to have to the court, in kilometres.
func wayOf(f docket.File, p court.PersonID) int { return int(f.Readiness[p].JourneyKM) }
