package clerk

import (
	"context"
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// ActIdentify checks an identity against the roll.
const ActIdentify Action = "identify"

// Identify is the bench's word that a person is who the roll says.
type Identify struct {
	Stamp
	Hearing court.HearingID
	Person  court.PersonID
	How     string // of hearing.Hows
	Note    string
}

// Identify records how a person's identity was checked.
func (c *Clerk) Identify(ctx context.Context, by court.PersonID, cmd Identify) (Done, error) {
	says := map[string]string{"person": string(cmd.Person), "how": cmd.How}
	return c.order(ctx, by, order{ActIdentify, cmd.Hearing, cmd.Stamp, "hearing.identified", says,
		func(s hearing.Sitting) ([]record.Data, error) { return s.Identify(cmd.Person, cmd.How, cmd.Note) }})
}

// stepOften is how close together a page's words on its step may come.
const stepOften = 500 * time.Millisecond

// SawStep takes what a person's own page says of how far they are on the way
// into a hearing. It speaks for nobody else. It refuses (Invalid) a step there
// is not, (Limit) more than two a second, and (NotFound, Forbidden) a hearing
// that is not theirs. It is kept in memory, for the bench's board.
func (c *Clerk) SawStep(ctx context.Context, by court.PersonID, id court.HearingID, name string) error {
	if !slices.Contains(hearing.PageSteps(), name) {
		return fault.Invalid("hearing.step.unknown")
	}
	err := c.Store.View(ctx, func(v View) error {
		s, _, _, err := c.sheetFor(v, by, id, ActPrepare)
		if err != nil {
			return err
		}
		if _, on := s.Seat(by); !on || s.Over() {
			return fault.Forbidden("hearing.not_on_roll")
		}
		return nil
	})
	if err != nil {
		return err
	}
	now := c.Clock.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.steps[id]
	if all == nil {
		all = map[court.PersonID]hearing.Step{}
		c.steps[id] = all
	}
	was := all[by]
	if !was.Seen.IsZero() && now.Sub(was.Seen) < stepOften {
		return fault.Limit("hearing.step.often")
	}
	if was.Name != name {
		was = hearing.Step{Name: name, Since: now}
	}
	was.Seen = now
	all[by] = was
	return nil
}

// Board is where everybody is on the way into the room, for the bench.
func (c *Clerk) Board(s hearing.Sitting, now time.Time) []hearing.Ready {
	said := map[court.PersonID]hearing.Step{}
	c.mu.Lock()
	for p, step := range c.steps[s.ID] {
		said[p] = step
	}
	c.mu.Unlock()
	return s.Board(said, now, c.Law.Hold(now).Wait)
}
