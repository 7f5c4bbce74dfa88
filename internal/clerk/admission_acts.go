package clerk

import (
	"context"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// TurnAway leaves at the door a person who knocked, with a reason they read
// and may answer.
func (c *Clerk) TurnAway(ctx context.Context, by court.PersonID, cmd About) (Done, error) {
	return c.order(ctx, by, order{ActTurnAway, cmd.Hearing, cmd.Stamp, "hearing.turned_away", cmd.says(),
		func(s hearing.Sitting) ([]record.Data, error) { return s.TurnAway(cmd.Person, cmd.Reason) }})
}

// Remove puts a person out of the room by a reasoned order; signed.
func (c *Clerk) Remove(ctx context.Context, by court.PersonID, cmd About) (Done, error) {
	return c.order(ctx, by, removeOrder(cmd))
}

// Readmit ends a removal or a refusal by a reasoned order; signed.
func (c *Clerk) Readmit(ctx context.Context, by court.PersonID, cmd About) (Done, error) {
	return c.order(ctx, by, readmitOrder(cmd))
}

// Stand rules ahead that the sitting goes on without a person who is lost
// again, or takes such a ruling back; signed.
func (c *Clerk) Stand(ctx context.Context, by court.PersonID, cmd StandRuling) (Done, error) {
	return c.order(ctx, by, c.standingOrder(cmd))
}

func (a About) says() map[string]string {
	return map[string]string{"person": string(a.Person), "reason": a.Reason}
}

func removeOrder(cmd About) order {
	return order{ActRemove, cmd.Hearing, cmd.Stamp, "hearing.removed", cmd.says(),
		func(s hearing.Sitting) ([]record.Data, error) { return s.Remove(cmd.Person, cmd.Reason) }}
}

func readmitOrder(cmd About) order {
	return order{ActReadmit, cmd.Hearing, cmd.Stamp, "hearing.readmitted", cmd.says(),
		func(s hearing.Sitting) ([]record.Data, error) { return s.Readmit(cmd.Person, cmd.Reason) }}
}

func (c *Clerk) standingOrder(cmd StandRuling) order {
	says := map[string]string{"person": string(cmd.Person)}
	if cmd.Until.IsZero() {
		return order{ActStanding, cmd.Hearing, cmd.Stamp, "hearing.standing_lapsed", says,
			func(s hearing.Sitting) ([]record.Data, error) { return s.Lapse(cmd.Person) }}
	}
	says["reason"], says["until"] = cmd.Reason, record.At(cmd.Until).String()
	return order{ActStanding, cmd.Hearing, cmd.Stamp, "hearing.standing_ruled", says,
		func(s hearing.Sitting) ([]record.Data, error) {
			return s.Stand(cmd.Person, cmd.Until, cmd.Reason, c.Clock.Now())
		}}
}

// OrdersAbout are the orders about one person that the viewer may give now.
func (v HearingView) OrdersAbout(p court.PersonID) []Action {
	const given = "."
	s := v.Sitting
	ruled := func() ([]record.Data, error) {
		if data, err := s.Lapse(p); err == nil {
			return data, nil // one in force is taken back
		}
		return s.Stand(p, v.Now.Add(time.Minute), given, v.Now)
	}
	var acts []Action
	for _, o := range []struct {
		act    Action
		decide func() ([]record.Data, error)
	}{
		{ActTurnAway, func() ([]record.Data, error) { return s.TurnAway(p, given) }},
		{ActRemove, func() ([]record.Data, error) { return s.Remove(p, given) }},
		{ActReadmit, func() ([]record.Data, error) { return s.Readmit(p, given) }},
		{ActStanding, ruled},
	} {
		if !v.May[string(o.act)] {
			continue
		}
		if _, err := o.decide(); err == nil {
			acts = append(acts, o.act)
		}
	}
	return acts
}
