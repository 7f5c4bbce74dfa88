package calendar

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// needs is how long a person who said how far they have is on the way to the
// courtroom; nothing for who did not say, attends online, or is of the bench.
func (p Person) needs(policy Policy) time.Duration {
	switch {
	case p.Where != InCourt || p.Role.OnBench() || p.KM == 0:
		return 0
	case p.KM >= farKM:
		return policy.JourneyOtherTown
	}
	return policy.JourneySameTown
}

// arrives answers a conflict when somebody who hears of the slot now cannot be
// there when it begins.
func (a *Ask) arrives(t Terms, s Slot, now time.Time) conflict {
	policy, left := t.Policy(t.day(s.Start.Time)), s.Start.Sub(now)
	for _, p := range a.People {
		if need := p.needs(policy); left < need {
			return conflict{kind: tooSoon, day: t.day(s.Start.Time), person: p.Person, start: s.Start.UnixMilli(), end: s.End.UnixMilli(),
				n: int(need.Minutes()), of: int(left.Minutes())}
		}
	}
	return conflict{}
}

// soonest is the first moment at which everybody of the ask can be there.
func (a *Ask) soonest(t Terms) time.Time {
	at := a.NotBefore
	if a.Now.IsZero() {
		return at
	}
	policy := t.Policy(t.day(a.Now))
	for _, p := range a.People {
		if p.needs(policy) > 0 {
			at = later(at, a.Now.Add(p.needs(policy)))
		}
	}
	return at
}

// dated refuses (Invalid) another date than was told without a reason.
func (a *Ask) dated() error {
	if a.Instead == nil {
		return nil
	}
	reason, err := because(a.Instead.Reason)
	if err != nil {
		return fault.Of(err).On("date_reason")
	}
	a.Instead = &Instead{At: a.Instead.At, Reason: reason}
	return nil
}

// admits refuses (Invalid) an open hearing in a room that has a seat for the
// public which nobody asked for, unless there is a reason. Where there is no such
// seat it forgets the reason: none was needed.
func (c Calendar) admits(t Terms, a *Ask, slots []Slot) error {
	if !a.Open || a.Closed || a.Public > 0 || a.Format == court.Online {
		a.NoPublic = ""
		return nil
	}
	one, free := *a, false
	one.Public = 1
	full, _, x := c.accept(t, &one, slots, 0)
	for _, s := range full {
		free = free || s.Seats.Public > 0
	}
	if x.is() || !free {
		a.NoPublic = ""
		return nil
	}
	reason, err := because(a.NoPublic)
	if err != nil {
		return fault.Of(err).On("public_reason")
	}
	a.NoPublic = reason
	return nil
}
