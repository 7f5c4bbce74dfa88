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
// span's first day. The reason is shown to nobody.
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
}

// Book gives a hearing of the case the slots.
type Book struct {
	Stamp
	Wish
	Slots []calendar.Slot
}

// Rebook moves hearings, all of them or none.
type Rebook struct {
	Stamp
	Shifts []calendar.Shift
	Reason string
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
	return c.act(ctx, by, cmd.Stamp, want{first: first, says: says}, func(d *desk) error {
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
	return c.act(ctx, by, cmd.Stamp, want{first: first, says: map[string]string{"room": string(cmd.Room)}}, func(d *desk) error {
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
// secretary it is leave; of everybody else a wish, which is refused on a day
// for which they are booked.
func (c *Clerk) StateAbsence(ctx context.Context, by court.PersonID, cmd Absence) (Done, error) {
	first := calendar.PersonAway{}.EventType()
	if cmd.Back {
		first = calendar.PersonBack{}.EventType()
	}
	return c.act(ctx, by, cmd.Stamp, want{first: first, says: map[string]string{"person": string(by)}}, func(d *desk) error {
		actor, err := d.anywhere(d.View, by, ActAway)
		if err != nil {
			return err
		}
		return d.inCalendar(actor, func(a agenda) ([]record.Data, error) {
			if cmd.Back {
				return a.Back(by, cmd.Span.First)
			}
			away := calendar.PersonAway{Person: by, Span: cmd.Span, Leave: actor.Role.OnBench(), Reason: cmd.Reason}
			return a.Away(c.terms(), away, c.Clock.Now())
		})
	})
}

// BookHearing gives a hearing its time and courtroom, with seats for everybody
// who must attend. The hearing's own stream says so too, and its people read
// it there.
func (c *Clerk) BookHearing(ctx context.Context, by court.PersonID, cmd Book) (Done, error) {
	return c.act(ctx, by, cmd.Stamp, want{first: hearing.Placed{}.EventType(), stream: cmd.Hearing}, func(d *desk) error {
		s, f, actor, err := d.sheetFor(d.View, by, cmd.Hearing, ActBook)
		if err != nil {
			return err
		}
		return d.placed(actor, func(a agenda) ([]record.Data, error) {
			return a.Book(c.terms(), askOf(s.Sitting, f, cmd.Wish), cmd.Slots, c.Clock.Now())
		})
	})
}

// MoveHearings gives one or many hearings other slots, all of them or none.
func (c *Clerk) MoveHearings(ctx context.Context, by court.PersonID, cmd Rebook) (Done, error) {
	if len(cmd.Shifts) == 0 {
		return Done{}, fault.Invalid("calendar.move.nothing")
	}
	first := cmd.Shifts[0].Hearing
	return c.act(ctx, by, cmd.Stamp, want{first: hearing.Placed{}.EventType(), stream: first}, func(d *desk) error {
		var actor court.Actor
		for _, sh := range cmd.Shifts {
			_, _, role, err := d.sheetFor(d.View, by, sh.Hearing, ActBook)
			if err != nil {
				return err
			}
			actor = role
		}
		return d.placed(actor, func(a agenda) ([]record.Data, error) {
			return a.Move(c.terms(), cmd.Shifts, cmd.Reason, c.Clock.Now())
		})
	})
}

// ReleaseHearing takes a hearing out of the calendar, with a reason.
func (c *Clerk) ReleaseHearing(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	return c.act(ctx, by, cmd.Stamp, want{first: hearing.Unplaced{}.EventType(), stream: cmd.Hearing}, func(d *desk) error {
		_, _, actor, err := d.sheetFor(d.View, by, cmd.Hearing, ActBook)
		if err != nil {
			return err
		}
		return d.placed(actor, func(a agenda) ([]record.Data, error) {
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

// placed appends what the calendar decides of hearings, and says it in each
// hearing's own stream. The hearing's event leads: its receipt is for its people.
func (d *desk) placed(actor court.Actor, decide func(agenda) ([]record.Data, error)) error {
	a, data, err := d.decided(decide)
	if err != nil {
		return err
	}
	for _, one := range data {
		var at entry
		switch e := one.(type) {
		case calendar.Booked:
			at = entry{e.Hearing, []record.Data{placeOf(a, e.Slots, "")}}
		case calendar.Moved:
			at = entry{e.Hearing, []record.Data{placeOf(a, e.Slots, e.Reason)}}
		case calendar.Released:
			at = entry{e.Hearing, []record.Data{hearing.Unplaced{Reason: e.Reason}}}
		}
		if err := d.append(actor, nil, at); err != nil {
			return err
		}
	}
	return d.append(actor, nil, entry{a.ID, data})
}

// placeOf is a place in the words of a hearing.
func placeOf(a agenda, slots []calendar.Slot, reason string) hearing.Placed {
	p := hearing.Placed{Reason: reason}
	for _, s := range slots {
		r, _ := a.Room(s.Room)
		p.Sittings = append(p.Sittings, hearing.When{Start: s.Start, End: s.End, Room: s.Room, Name: r.Name, House: r.House})
	}
	return p
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
		if r, said := f.Readiness[t.Person]; said && p.Where == calendar.InCourt {
			p.KM = int(r.JourneyKM)
		}
		a.People = append(a.People, p)
	}
	return a
}
