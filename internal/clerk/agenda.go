package clerk

import (
	"slices"
	"strings"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// agenda is the court's calendar with the stream it stands in. A court has one.
type agenda struct {
	ID court.StreamID
	calendar.Calendar
}

// Fold applies events and answers a new value.
func (a agenda) Fold(events ...record.Event) (agenda, error) {
	var err error
	a.Calendar, err = a.Calendar.Fold(events...)
	if len(events) > 0 {
		a.ID = events[0].Header.Stream
	}
	return a, err
}

// agendaOf loads the court's calendar; the zero agenda where nobody has begun one.
func (c *Clerk) agendaOf(v View) (agenda, error) {
	rows, err := v.Rows("calendar", "")
	if err != nil || len(rows) == 0 {
		return agenda{}, err
	}
	return load[agenda](c, v, court.StreamID(rows[0].Key))
}

// agenda is the court's calendar for an act, which begins it where there is
// none yet. Beginning it is the server's own act, in the same transaction, and
// leads nothing: the receipt is that of the act.
func (d *desk) agenda() (agenda, error) {
	a, err := d.agendaOf(d.View)
	if err != nil || a.ID != "" {
		return a, err
	}
	begun, err := a.Open()
	if err != nil {
		return a, err
	}
	done, stamp := d.done, d.stamp
	d.stamp.Key = NewKey(d.Clock.Now())
	err = d.append(court.TheServer(), nil, entry{newStream(), begun})
	d.done, d.stamp = done, stamp
	if err != nil {
		return a, err
	}
	return d.agendaOf(d.View)
}

// terms are what the law says of days and rooms, each day asked once.
func (c *Clerk) terms() calendar.Terms {
	policies, free := map[calendar.Day]calendar.Policy{}, map[calendar.Day]bool{}
	return calendar.Terms{
		Local: c.Law.Local,
		Policy: func(d calendar.Day) calendar.Policy {
			p, ok := policies[d]
			if !ok {
				p = c.policyOn(d.Noon())
				policies[d] = p
			}
			return p
		},
		Working: func(d calendar.Day) (bool, string) {
			off, ok := free[d]
			if !ok {
				off = !c.Law.WorkingDay(d.Noon())
				free[d] = off
			}
			return !off, ""
		},
	}
}

func (c *Clerk) policyOn(at time.Time) calendar.Policy {
	n := func(matter string) int {
		o, _ := c.Law.Number(matter, at)
		return int(o.N)
	}
	d := func(matter string) time.Duration {
		o, _ := c.Law.Number(matter, at)
		return o.Duration()
	}
	return calendar.Policy{
		SeatDistanceCM: n("seat_distance"), AirPerPersonM3: n("air_per_person"), RoomSharePercent: n("room_share"),
		Cleaning: d("cleaning"), JourneySameTown: d("journey_same_town"), JourneyOtherTown: d("journey_other_town"),
		SlotStart: d("slot_start"), SlotEnd: d("slot_end"), SlotStep: d("slot_step"),
		WishDays: n("wish_days"), WishWindow: n("wish_window"), WishBinds: n("wish_binds"),
		LeaveDays: n("leave_days"), LeaveWindow: n("leave_window"),
	}
}

// named puts names and the court's time into a refusal of the calendar, which
// knows people by their ids only.
func (c *Clerk) named(v View, err error) error {
	if err == nil {
		return nil
	}
	refusal := fault.Of(err)
	if len(refusal.Args) == 0 {
		return err
	}
	args := fault.Args{}
	for k, arg := range refusal.Args {
		switch a := arg.(type) {
		case court.PersonID:
			p, perr := c.personOf(v, a)
			if perr != nil {
				return perr
			}
			args[k] = p.Name
		case time.Time:
			args[k] = c.Law.Local(a)
		default:
			args[k] = arg
		}
	}
	return refusal.With(args)
}

// anywhere is the role in which a person may do a: one held in the court
// itself, else one held in a case. It refuses (Forbidden) when there is none.
func (c *Clerk) anywhere(v View, by court.PersonID, a Action) (court.Actor, error) {
	roles, err := c.rolesAnywhere(v, by)
	if err != nil {
		return court.Actor{}, err
	}
	role, may := firstPermitted(roles, a)
	if !may {
		return court.Actor{}, fault.Forbidden("act.not_permitted")
	}
	return court.Actor{Person: by, Role: role}, nil
}

// rolesAnywhere are a person's roles in the court itself, then those in cases;
// none of somebody nobody enrolled.
func (c *Clerk) rolesAnywhere(v View, by court.PersonID) ([]court.Role, error) {
	p, err := c.personOf(v, by)
	if fault.Is(err, fault.KindNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	parts, err := v.Rows("part", string(by))
	if err != nil {
		return nil, err
	}
	roles := slices.Clone(p.Staff)
	for _, r := range parts {
		if ended(r) {
			continue
		}
		roles = append(roles, court.Role(r.Key[strings.LastIndexByte(r.Key, '|')+1:]))
	}
	return roles, nil
}
