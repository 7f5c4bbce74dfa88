package signin

import (
	"context"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

const kindChallenge = "challenge"

// challengeLinger is how long a challenge that has run out is still known by its
// ticket: who was too slow is told that, and not that there never was one.
const challengeLinger = 10 * time.Minute

// Challenge keeps a challenge and answers the ticket that finds it. It refuses
// (Limit) whoever tries too often from one network, as other ways in do.
func (d *Desk) Challenge(ctx context.Context, from string, c clerk.Challenge) (ticket string, err error) {
	if !d.guard.may("from " + from) {
		return "", fault.Limit("signin.too_often")
	}
	ticket = newToken()
	return ticket, d.put(ctx, kindChallenge, digest(ticket), c, c.Until.Add(challengeLinger))
}

// TakeChallenge finds a challenge and ends it: of two who bring one ticket, one
// finds it.
func (d *Desk) TakeChallenge(ctx context.Context, ticket string) (c clerk.Challenge, found bool, err error) {
	found, err = d.take(ctx, kindChallenge, digest(ticket), &c)
	return c, found, err
}

// PersonOf is whose number it is; "" for nobody's.
func (d *Desk) PersonOf(ctx context.Context, iin string) (person court.PersonID, err error) {
	_, err = d.get(ctx, kindIINOf, iin, &person)
	return person, err
}
