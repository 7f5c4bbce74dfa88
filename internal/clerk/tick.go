package clerk

import (
	"context"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// Tick opens the waiting rooms whose time has come and draws the conclusions
// due at now for every live hearing. Call it a few times a second. A hearing
// whose conclusions cannot be saved is tried again at the next tick; the last
// error is answered.
func (c *Clerk) Tick(ctx context.Context, now time.Time) error {
	live, doors := c.watched(now)
	var last error
	for _, id := range doors {
		if err := c.openLobby(ctx, id, now); err != nil {
			last = err
		}
	}
	for _, id := range live {
		if err := c.lookAt(ctx, id, now); err != nil {
			last = err
		}
	}
	return last
}

// Glance draws between two ticks the conclusions that follow from what is known
// already, without asking the store: a line that broke is on the screens so much
// sooner. Call it as often as that matters. It sees nothing of what another
// process has written since the last tick, and what it concludes is decided
// again on the record as it is.
func (c *Clerk) Glance(ctx context.Context, now time.Time) error {
	live, _ := c.watched(now)
	policy := c.Law.Hold(now)
	var last error
	for _, id := range live {
		s, known := c.folded.get(id).state.(sheet)
		if !known || !c.goneSince(id).IsZero() || len(conclude(s.Sitting, c.roomOf(id), now, policy)) == 0 {
			continue
		}
		if err := c.lookAt(ctx, id, now); err != nil {
			last = err
		}
	}
	return last
}

// watched are the hearings that people may be in, and those whose waiting room
// is to open by now.
func (c *Clerk) watched(now time.Time) (live, doors []court.HearingID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.active {
		live = append(live, id)
	}
	for id, at := range c.doors {
		if !now.Before(at) {
			doors = append(doors, id)
		}
	}
	return live, doors
}

// openLobby records that the waiting room is open. People may come by the clock
// alone: if we die before, nobody was kept out.
func (c *Clerk) openLobby(ctx context.Context, id court.HearingID, now time.Time) error {
	see := func(s sheet) []record.Data { return s.OpenLobbyNow(now, c.Law.LobbyOpens(now)) }
	due, err := c.due(ctx, id, see)
	if err == nil && due {
		err = c.observe(ctx, id, see)
	}
	if err == nil {
		c.mu.Lock()
		delete(c.doors, id) // open now, or older than a day
		c.mu.Unlock()
	}
	return err
}

// lookAt draws the conclusions for one hearing. When its record could not be
// read or written for as long as a lost line takes to be seen, the first thing
// written again is that the court itself had failed.
func (c *Clerk) lookAt(ctx context.Context, id court.HearingID, now time.Time) error {
	policy, since := c.Law.Hold(now), c.goneSince(id)
	see := func(s sheet) []record.Data {
		if data := conclude(s.Sitting, c.roomOf(id), now, policy); len(data) > 0 {
			return data
		}
		return c.unheard(s.Sitting, now)
	}
	was := !since.IsZero() && now.Sub(since) >= policy.Seen
	if was {
		see = func(s sheet) []record.Data { return s.Gone(since, now) }
	}
	due, err := c.due(ctx, id, see)
	if err == nil && due {
		err = c.observe(ctx, id, see)
	}
	c.keeps(id, now, err == nil)
	if err == nil && c.soundDue(id, now) {
		c.keepSound(ctx, id)
	}
	return err
}

func (c *Clerk) goneSince(id court.HearingID) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.gone[id]
}

// keeps notes since when a hearing's record cannot be kept, until it can.
func (c *Clerk) keeps(id court.HearingID, now time.Time, kept bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case kept:
		delete(c.gone, id)
	case c.gone[id].IsZero():
		c.gone[id] = now
	}
}
