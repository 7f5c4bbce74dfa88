package clerk

import (
	"context"
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// Confer begins a private talk, or asks the judge for one.
type Confer struct {
	Stamp
	Hearing court.HearingID
	Kind    string
	With    []court.PersonID
}

// Private is an order of the judge about a private talk. What: allow or
// decline (what Person asked for), recall (the talk in Room).
type Private struct {
	Stamp
	Hearing court.HearingID
	What    string
	Person  court.PersonID
	Room    court.TalkID
	Reason  string
}

// Confer begins a private talk or asks for one; who may invite whom is the
// table of private talks, as far as the law's table of the bench lets the role.
func (c *Clerk) Confer(ctx context.Context, by court.PersonID, cmd Confer) (Done, error) {
	room := newStream()
	return c.order(ctx, by, order{ActConfer, cmd.Hearing, cmd.Stamp, "hearing.private_asked hearing.private_opened", nil,
		func(s hearing.Sitting) ([]record.Data, error) {
			data, err := s.Confer(by, hearing.TalkKind(cmd.Kind), cmd.With, room)
			if err == nil && !c.mayTalk(s, by, hearing.TalkKind(cmd.Kind)) {
				err = fault.Forbidden("hearing.private.not_theirs")
			}
			return data, err
		}})
}

// mayTalk reports whether the law lets the person's role have such a talk.
func (c *Clerk) mayTalk(s hearing.Sitting, by court.PersonID, kind hearing.TalkKind) bool {
	seat, on := s.Seat(by)
	return on && c.Law.May(s.Kind, seat.Role, string(kind), c.Clock.Now())
}

// invitations are the private talks the person may begin or ask for now.
func (c *Clerk) invitations(s hearing.Sitting, by court.PersonID) []hearing.Invitation {
	return slices.DeleteFunc(s.Invitations(by), func(i hearing.Invitation) bool { return !c.mayTalk(s, by, i.Kind) })
}

// Return is the person's own act: back from a private talk.
func (c *Clerk) Return(ctx context.Context, by court.PersonID, cmd Hearing) (Done, error) {
	return c.order(ctx, by, order{ActConfer, cmd.Hearing, cmd.Stamp, "hearing.private_left", nil,
		func(s hearing.Sitting) ([]record.Data, error) { return s.Return(by) }})
}

// OrderPrivate allows, declines and ends private talks. It refuses (Invalid)
// an order it does not know. None of them lets anybody listen.
func (c *Clerk) OrderPrivate(ctx context.Context, by court.PersonID, cmd Private) (Done, error) {
	o := order{action: ActPrivate, hearing: cmd.Hearing, stamp: cmd.Stamp}
	switch cmd.What {
	case "allow":
		room := newStream()
		o.first = "hearing.private_opened"
		o.decide = func(s hearing.Sitting) ([]record.Data, error) { return s.Allow(cmd.Person, room) }
	case "decline":
		o.first, o.says = "hearing.private_declined", map[string]string{"person": string(cmd.Person), "reason": cmd.Reason}
		o.decide = func(s hearing.Sitting) ([]record.Data, error) { return s.Decline(cmd.Person, cmd.Reason) }
	case "recall":
		o.first, o.says = "hearing.private_recalled", map[string]string{"room": string(cmd.Room)}
		o.decide = func(s hearing.Sitting) ([]record.Data, error) { return s.Recall(cmd.Room, c.Clock.Now()) }
	default:
		return Done{}, fault.Invalid("act.unknown")
	}
	return c.order(ctx, by, o)
}

// spot is in which room the record has a person, and since which move.
type spot struct {
	talk court.TalkID
	gen  uint64
}

// move notes where the record has everybody. What is seen of a person is
// forgotten when they move: they are to be seen anew, in the room they are in
// now. The caller holds mu.
func (c *Clerk) move(s hearing.Sitting) {
	spots := c.spots[s.ID]
	if spots == nil {
		spots = map[court.PersonID]spot{}
		c.spots[s.ID] = spots
	}
	for _, t := range s.Roll {
		was, now := spots[t.Person], spot{t.Talk, t.Gen}
		spots[t.Person] = now
		if room := c.rooms[s.ID]; room != nil && was != now {
			if v, seen := room.People[t.Person]; seen {
				v.Move(c.Clock.Now())
				room.People[t.Person] = v
			}
		}
	}
}

// stale reports whether the media server speaks of a room the person is not in
// any more, or of an earlier time in the same one. Sockets know no rooms. The
// caller holds mu.
func (c *Clerk) stale(f Fact) bool {
	switch f.Kind {
	case FactJoined, FactGone, FactPackets:
		return f.Person != "" && c.spots[f.Hearing][f.Person] != spot{f.Talk, f.Gen}
	}
	return false
}

// PlansOf is what the record says about a hearing's rooms: its own, open while
// the sitting lives to those who were admitted and are in no private talk, and
// one for each private talk, closed when that is over. A hearing in the
// courtroom has none. In a hold and a recess people stay where they are, so
// that the bench can speak to them; whose microphone sends is the floor's to
// say. Who only watches sends nothing.
func PlansOf(s hearing.Sitting) []RoomPlan {
	open := s.Live() && s.Remote()
	plans := []RoomPlan{{Hearing: s.ID, Open: open, People: map[court.PersonID]Place{}}}
	at := map[court.TalkID]int{}
	for _, k := range s.Talks {
		at[k.ID] = len(plans)
		plans = append(plans, RoomPlan{Hearing: s.ID, Talk: k.ID, Open: open && !k.Closed, People: map[court.PersonID]Place{}})
	}
	for _, t := range s.Roll {
		// at answers 0, the sitting's own room, for no talk.
		if plan := plans[at[t.Talk]]; plan.Open && t.Admitted {
			plan.People[t.Person] = Place{Publish: !t.Role.Watches(), Subscribe: true, Voice: s.Voice(t.Person), Gen: t.Gen}
		}
	}
	return plans
}
