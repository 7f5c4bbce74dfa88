package clerk

import (
	"context"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// Floor is an order about who may speak. What: give, give_beside, take, mute,
// unmute (about a person), open, close (about everybody).
type Floor struct {
	Stamp
	Hearing court.HearingID
	Person  court.PersonID
	What    string
}

// Hand asks for the floor; with Down it does so no longer.
type Hand struct {
	Stamp
	Hearing court.HearingID
	Down    bool
}

// RaiseHand asks for the floor, or takes the asking back.
func (c *Clerk) RaiseHand(ctx context.Context, by court.PersonID, cmd Hand) (Done, error) {
	if cmd.Down {
		return c.order(ctx, by, order{ActHand, cmd.Hearing, cmd.Stamp, "hearing.hand_lowered", nil,
			func(s hearing.Sitting) ([]record.Data, error) { return s.Lower(by) }})
	}
	return c.order(ctx, by, order{ActHand, cmd.Hearing, cmd.Stamp, "hearing.hand_raised", nil,
		func(s hearing.Sitting) ([]record.Data, error) { return s.Raise(by) }})
}

// OrderFloor orders who may speak. It refuses (Invalid) an order it does not know.
func (c *Clerk) OrderFloor(ctx context.Context, by court.PersonID, cmd Floor) (Done, error) {
	first, decide := floorOrder(cmd)
	if decide == nil {
		return Done{}, fault.Invalid("act.unknown")
	}
	o := order{ActFloor, cmd.Hearing, cmd.Stamp, first, nil, decide}
	if cmd.Person != "" {
		o.says = map[string]string{"person": string(cmd.Person)}
	}
	return c.order(ctx, by, o)
}

func floorOrder(cmd Floor) (first string, decide func(hearing.Sitting) ([]record.Data, error)) {
	about := func(f func(hearing.Sitting, court.PersonID) ([]record.Data, error)) func(hearing.Sitting) ([]record.Data, error) {
		return func(s hearing.Sitting) ([]record.Data, error) { return f(s, cmd.Person) }
	}
	switch cmd.What {
	case "give", "give_beside":
		beside := cmd.What == "give_beside"
		return "hearing.floor_given", func(s hearing.Sitting) ([]record.Data, error) { return s.Give(cmd.Person, beside) }
	case "take":
		return "hearing.floor_taken", about(hearing.Sitting.Take)
	case "mute":
		return "hearing.muted", about(hearing.Sitting.Mute)
	case "unmute":
		return "hearing.unmuted", about(hearing.Sitting.Unmute)
	case "open":
		return "hearing.mics_opened", hearing.Sitting.OpenMicrophones
	case "close":
		return "hearing.mics_closed", hearing.Sitting.CloseMicrophones
	}
	return "", nil
}
