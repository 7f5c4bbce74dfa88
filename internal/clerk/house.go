package clerk

import (
	"context"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Founded is the first event of a court's log.
type Founded struct {
	Name string `json:"name"`
	Log  string `json:"log"`
}

// EventType is the word in the record.
func (Founded) EventType() string { return "court.founded" }

// ClockStep is an alarm: the machine's wall clock moved against the time that
// passed, by so many milliseconds.
type ClockStep struct {
	MS int64 `json:"ms"`
}

// EventType is the word in the record.
func (ClockStep) EventType() string { return "court.clock_stepped" }

// Recovered begins an epoch of the log after a loss: what the log was called,
// its last known checkpoint, how many leaves were restored, how many are known
// to be lost, and why. It is the epoch's first event. Where nothing was lost and
// the log was given another key, Rotation is the statement that both keys signed.
type Recovered struct {
	Was        string `json:"was"`
	Checkpoint string `json:"checkpoint"`
	Size       int64  `json:"size"`
	Lost       int64  `json:"lost"`
	Reason     string `json:"reason"`
	Rotation   string `json:"rotation,omitempty"`
}

// EventType is the word in the record.
func (Recovered) EventType() string { return "court.recovered" }

// serverAct runs what the program itself observed or begins.
func (c *Clerk) serverAct(ctx context.Context, decide func(*desk) error) error {
	d := &desk{Clerk: c, stamp: Stamp{Key: NewKey(c.Clock.Now())}}
	err := c.Store.Act(ctx, func(tx Tx) error {
		d.tx, d.View = tx, tx
		return decide(d)
	})
	if err == nil {
		c.tell(d.after)
	}
	return err
}

// Found writes the court's first event, once; later calls change nothing.
func (c *Clerk) Found(ctx context.Context, name string) error {
	return c.serverAct(ctx, func(d *desk) error {
		_, found, err := d.house()
		if err != nil || found {
			return err
		}
		founded := Founded{Name: name, Log: c.Origin}
		return d.append(court.TheServer(), nil, entry{newStream(), []record.Data{founded}})
	})
}

func (d *desk) house() (court.StreamID, bool, error) { return houseOf(d.View) }

// houseOf finds the court's own stream; found is false before it was founded.
func houseOf(v View) (id court.StreamID, found bool, err error) {
	rows, err := v.Rows("court", "")
	if err != nil || len(rows) == 0 {
		return "", false, err
	}
	return court.StreamID(rows[0].Key), true, nil
}

// Recover records that the log goes on in a new epoch, c.Origin, once; later
// calls change nothing. A backup from before the court was founded is founded
// under the name given.
func (c *Clerk) Recover(ctx context.Context, name string, r Recovered) error {
	return c.serverAct(ctx, func(d *desk) error {
		id, found, err := d.house()
		if err != nil {
			return err
		}
		if !found {
			founded := Founded{Name: name, Log: r.Was}
			return d.append(court.TheServer(), nil, entry{newStream(), []record.Data{founded, r}})
		}
		events, err := d.Events(id, 0)
		if err != nil {
			return err
		}
		for _, e := range events {
			if e.Type() == r.EventType() && e.Header.Log == c.Origin {
				return nil
			}
		}
		return d.append(court.TheServer(), nil, entry{id, []record.Data{r}})
	})
}

// ClockStepped records that the wall clock was moved.
func (c *Clerk) ClockStepped(ctx context.Context, step time.Duration) error {
	return c.serverAct(ctx, func(d *desk) error {
		id, found, err := d.house()
		if err != nil {
			return err
		}
		if !found {
			return fault.NotFound("court.not_founded")
		}
		return d.append(court.TheServer(), nil, entry{id, []record.Data{ClockStep{MS: step.Milliseconds()}}})
	})
}

// Start takes up the hearings that were live when the program stopped, however
// it stopped: who was in the room is lost by the court's own failure, and a
// sitting in session is held until the judge acts. Call it once, before people
// come in.
func (c *Clerk) Start(ctx context.Context) error {
	var live []court.HearingID
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
			c.owe(s.Sitting)
			c.watch(s.Sitting)
			if s.Live() {
				live = append(live, s.ID)
				c.follow(s.Sitting)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range live {
		err := c.observe(ctx, id, func(s sheet) []record.Data { return s.Restart(s.LastAt.Time, c.Clock.Now()) })
		if err != nil {
			return err
		}
	}
	return nil
}
