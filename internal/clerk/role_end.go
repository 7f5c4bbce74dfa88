package clerk

import (
	"context"
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// mayShorten refuses (Conflict) a power that ends sooner than the one in force of
// somebody who is on the roll of a hearing ahead: their place in it would end by
// an entry of the office, and not by an order, and the evening before is as good
// as the hour itself.
func mayShorten(f docket.File, p docket.Party, today string, ahead map[court.PersonID]bool) error {
	now, _ := f.Line(p.Person, p.Role, p.For)
	if ahead[p.Person] && now.Covers(today) && p.Shortens(now.Terms) {
		return fault.Conflict("case.power.shortens").On("until")
	}
	return nil
}

// goingOn lists who is on the roll of a hearing of the case that goes on, its
// waiting room included.
func (c *Clerk) goingOn(v View, f docket.File) (map[court.PersonID]bool, error) {
	return c.onRolls(v, f, func(s sheet) bool { return s.Live() })
}

// onRolls lists who is on the roll of a hearing of the case that is not over and
// of which which holds.
func (c *Clerk) onRolls(v View, f docket.File, which func(sheet) bool) (map[court.PersonID]bool, error) {
	on := map[court.PersonID]bool{}
	for _, h := range f.Hearings {
		if h.Ended != nil {
			continue
		}
		s, err := load[sheet](c, v, h.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range s.Roll {
			on[t.Person] = on[t.Person] || which(s)
		}
	}
	return on, nil
}

// EndRole ends a role in the case. Who is in the case in no other loses their
// place in its hearings at once, and what they did stands. The end of a party's
// own part, and of the role of whoever stands for one or is on the roll of a
// hearing that goes on, carries the judge's signature; but whom a person stands
// for may end that at any time. Who lost the role, and whom they stood for, are told.
func (c *Clerk) EndRole(ctx context.Context, by court.PersonID, cmd EndRole) (Done, error) {
	same := want{first: docket.RoleEnded{}.EventType(), stream: cmd.Case,
		says: map[string]string{"person": string(cmd.Person), "role": string(cmd.Role), "reason": cmd.Reason}}
	_, what := c.toSign(by, ActEndParty, cmd)
	if err := c.examine(ctx, by, &cmd.Stamp, what); err != nil {
		return Done{}, err
	}
	var ended []record.Data
	done, err := c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		actor, events, a, act, err := c.roleEnd(d.View, by, cmd)
		if err != nil {
			return err
		}
		ended = events
		var sig *record.Signature
		if Weighty(a) {
			if sig, err = c.signed(d.View, act, by, cmd.Stamp); err != nil {
				return err
			}
		}
		return d.changeRoles(actor, sig, cmd.Case, events, cmd.Reason)
	})
	if err == nil {
		c.tellEnded(ctx, by, ended)
	}
	return done, err
}

// tellEnded has those told whose role ended and whom they stood for, except who
// did it. If we die before, the pages of the case say so still.
func (c *Clerk) tellEnded(ctx context.Context, by court.PersonID, ended []record.Data) {
	if c.Addresses == nil {
		return
	}
	told := []court.PersonID{by, ""}
	for _, e := range ended {
		d, is := e.(docket.RoleEnded)
		if !is {
			continue
		}
		for _, p := range []court.PersonID{d.Person, d.For} {
			if slices.Contains(told, p) {
				continue
			}
			told = append(told, p)
			if err := c.Addresses.Tell(ctx, p, "role"); err != nil {
				c.Log.Warn("an ended role was not told", "person", p, "err", err)
			}
		}
	}
	c.pokePost()
}

// roleEnd authorises and decides the end of a role without making it, and
// answers what it is in the permission table and what the judge would sign. Who
// may end some role, but not a party's part, is told by the case file whose that is.
func (c *Clerk) roleEnd(v View, by court.PersonID, cmd EndRole) (actor court.Actor, events []record.Data, a Action, act record.Hash, err error) {
	f, actor, err := c.membersFor(v, by, cmd.Case, ActEndRole)
	if err != nil {
		return
	}
	going, err := c.goingOn(v, f)
	if err != nil {
		return
	}
	events, a, err = endOf(f, docket.RoleEnded{Person: cmd.Person, Role: cmd.Role, For: cmd.For, Reason: cmd.Reason}, actor, going)
	if err != nil || !Weighty(a) {
		return
	}
	act, err = record.ActHash(c.Origin, record.Draft{Stream: f.ID, Type: events[0].EventType(), By: actor, Data: events[0], Key: cmd.Key})
	return
}

// endOf decides the end of a role and what it is in the permission table. It
// refuses what docket.File.End refuses, and (Forbidden) to anybody but the judge a
// role by whose end a party would lose who stands for them, also the evening
// before, or somebody in going their place: nobody is put out by an entry of the office.
func endOf(f docket.File, d docket.RoleEnded, by court.Actor, going map[court.PersonID]bool) (events []record.Data, a Action, err error) {
	if events, err = f.End(d, by); err != nil {
		return nil, "", err
	}
	a = ActEndRole
	goes := false
	withdraws := d.For == by.Person && by.Role.IsParty()
	for _, e := range events {
		if ended, is := e.(docket.RoleEnded); is && (going[ended.Person] || ended.Role.Represents()) && !withdraws {
			a, goes = ActEndPlace, goes || going[ended.Person]
		}
	}
	if d.Role.IsParty() {
		a = ActEndParty
	}
	switch {
	case Permitted(by.Role, a):
		return events, a, nil
	case a == ActEndPlace && goes:
		return nil, a, fault.Forbidden("case.role.going_on")
	case a == ActEndPlace:
		return nil, a, fault.Forbidden("case.role.stands_for")
	}
	return nil, a, fault.Forbidden("act.not_permitted")
}

// roleOver refuses whoever has no role in the case any more.
const roleOver = "case.role.over"

// ousted lets a person answer the end of their role while a hearing went on: it
// is what put them out of it, though they have no role in the case any more.
func (c *Clerk) ousted(v View, by court.PersonID, id court.HearingID, s sheet, f docket.File, actor court.Actor, err error) (sheet, docket.File, court.Actor, error) {
	if fault.Of(err).Key != roleOver {
		return s, f, actor, err
	}
	s, lerr := load[sheet](c, v, id)
	if lerr != nil {
		return s, f, actor, lerr
	}
	seat, out := s.Ousted(by)
	if !out {
		return s, f, actor, err
	}
	f, lerr = load[docket.File](c, v, s.Case)
	return s, f, court.Actor{Person: by, Role: seat.Role}, lerr
}
