package clerk

import (
	"context"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// Interpret is the person's own choice to follow a sitting through the
// interpreter; with Down in the original again.
type Interpret struct {
	Stamp
	Hearing court.HearingID
	Down    bool
}

// Interpret notes how the person follows the sitting.
func (c *Clerk) Interpret(ctx context.Context, by court.PersonID, cmd Interpret) (Done, error) {
	first := "hearing.interpretation_taken"
	if cmd.Down {
		first = "hearing.interpretation_dropped"
	}
	return c.order(ctx, by, order{ActInterpret, cmd.Hearing, cmd.Stamp, first, nil,
		func(s hearing.Sitting) ([]record.Data, error) { return s.Interpret(by, !cmd.Down) }})
}
