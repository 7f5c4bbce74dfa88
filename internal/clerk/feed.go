package clerk

import (
	"context"
	"sync"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
)

// feed tells watchers that a stream has moved on. A watcher that is slow gets
// the newest version only: what happened stands in the record.
type feed struct {
	mu   sync.Mutex
	subs map[court.StreamID]map[chan uint64]bool
}

// Subscribe watches a stream. The channel holds the newest version not yet
// read; it is closed by cancel, which may be called more than once.
func (c *Clerk) Subscribe(stream court.StreamID) (<-chan uint64, func()) {
	ch := make(chan uint64, 1)
	f := &c.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.subs == nil {
		f.subs = map[court.StreamID]map[chan uint64]bool{}
	}
	if f.subs[stream] == nil {
		f.subs[stream] = map[chan uint64]bool{}
	}
	f.subs[stream][ch] = true
	return ch, sync.OnceFunc(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.subs[stream], ch)
		if len(f.subs[stream]) == 0 {
			delete(f.subs, stream)
		}
		close(ch)
	})
}

// Watch is Subscribe for a person: to a case they may read, or to a hearing
// they may come to. To everyone else there is no such stream (NotFound), and
// whom the table does not grant it is refused (Forbidden).
func (c *Clerk) Watch(ctx context.Context, by court.PersonID, stream court.StreamID) (<-chan uint64, func(), error) {
	err := c.Store.View(ctx, func(v View) error { return c.mayOn(v, by, stream, ActRead, ActPrepare) })
	if err != nil {
		return nil, nil, err
	}
	ch, cancel := c.Subscribe(stream)
	return ch, cancel, nil
}

func (f *feed) announce(stream court.StreamID, version uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ch := range f.subs[stream] {
		select {
		case <-ch: // an older version nobody has read
		default:
		}
		ch <- version
	}
}

// tell lets the rooms and the watchers know what is now durable.
func (c *Clerk) tell(changes []change) {
	for _, ch := range changes {
		if s, is := ch.state.(sheet); is {
			c.follow(s.Sitting)
			c.owe(s.Sitting)
		}
		c.feed.announce(ch.stream, ch.version)
	}
}

// follow gives the media side the room the record asks for, and keeps the
// hearing under watch while people may be in it. Two acts may arrive here out
// of order, so the newest state known is taken.
func (c *Clerk) follow(s hearing.Sitting) {
	c.planMu.Lock()
	defer c.planMu.Unlock()
	if newest, is := c.folded.get(s.ID).state.(sheet); is && newest.Version > s.Version {
		s = newest.Sitting
	}
	c.watch(s)
	if c.Rooms != nil {
		for _, plan := range PlansOf(s) {
			c.Rooms.Want(plan)
		}
	}
}

// watch keeps or drops the hearing among those Tick looks at, now or when its
// waiting room is to open.
func (c *Clerk) watch(s hearing.Sitting) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.move(s)
	if s.Live() && s.Remote() {
		c.active[s.ID] = true
	} else {
		delete(c.active, s.ID)
	}
	if door := s.DoorAt(c.Law.LobbyOpens(c.Clock.Now())); s.State == hearing.Scheduled && s.Remote() && !door.IsZero() {
		c.doors[s.ID] = door
	} else {
		delete(c.doors, s.ID)
	}
	if s.Over() {
		delete(c.rooms, s.ID)
		delete(c.sounds, s.ID)
		delete(c.spots, s.ID)
		delete(c.steps, s.ID)
	}
}

// Plans are the rooms of all hearings that people may be in, for the media
// side to start with.
func (c *Clerk) Plans(ctx context.Context) ([]RoomPlan, error) {
	var plans []RoomPlan
	err := c.Store.View(ctx, func(v View) error {
		rows, err := v.Rows("hearing", "")
		if err != nil {
			return err
		}
		for _, r := range rows {
			s, err := load[sheet](c, v, court.HearingID(r.Key))
			if err != nil {
				return err
			}
			if s.Live() && s.Remote() {
				plans = append(plans, PlansOf(s.Sitting)...)
			}
		}
		return nil
	})
	return plans, err
}
