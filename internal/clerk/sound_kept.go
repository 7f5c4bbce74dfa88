package clerk

import (
	"bytes"
	"context"
	"time"

	"tarazy/internal/attend"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// keepEvery is for how long raw counts of sound are in memory alone: what a
// crash may take.
const keepEvery = 10 * time.Minute

// seriesOf is where raw counts go. It needs c.mu. One that is full takes no more
// until it was kept.
func (c *Clerk) seriesOf(id court.HearingID, a *audible) *attend.Series {
	if c.Blobs == nil {
		return nil
	}
	if a.series == nil {
		a.series = attend.NewSeries(id, attend.Rule1())
	}
	if a.series.Full() {
		return nil
	}
	return a.series
}

// soundDue reports whether raw counts have been in memory for long enough.
func (c *Clerk) soundDue(id court.HearingID, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.sounds[id]
	return a != nil && a.series != nil && a.series.Rows > 0 && (a.series.Full() || now.Sub(a.series.From) >= keepEvery)
}

// keepSound puts the raw counts of a sitting among the documents and their hash
// on its record. If we die between the two, a document is left that no event
// names, and it is swept; if it fails, what was counted is lost and the log says so.
func (c *Clerk) keepSound(ctx context.Context, id court.HearingID) {
	c.mu.Lock()
	var raw *attend.Series
	if a := c.sounds[id]; a != nil {
		raw, a.series = a.series, nil
	}
	c.mu.Unlock()
	if raw == nil || raw.Rows == 0 {
		return
	}
	if err := c.keepSeries(ctx, id, raw); err != nil && c.Log != nil {
		c.Log.Error("the counts of sound of a sitting could not be kept", "hearing", id, "rows", raw.Rows, "err", err)
	}
}

func (c *Clerk) keepSeries(ctx context.Context, id court.HearingID, raw *attend.Series) error {
	b := raw.Bytes()
	hash, size, err := c.Blobs.Put(ctx, bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return err
	}
	kept := hearing.SoundKept{Blob: hash, Size: size, Rows: raw.Rows, From: record.At(raw.From), To: record.At(raw.To)}
	return c.observe(ctx, id, func(s sheet) []record.Data { return s.KeepSound(kept) })
}

// lastSound keeps what was counted until the end, before an act that ends the
// sitting: nothing follows that in the stream. Who may not end it keeps nothing.
func (c *Clerk) lastSound(ctx context.Context, by court.PersonID, o order) error {
	if o.action != ActClose && o.action != ActAdjourn {
		return nil
	}
	may := false
	err := c.Store.View(ctx, func(v View) error {
		_, _, _, _, err := c.decide(v, by, o)
		may = err == nil
		return nil // the act itself refuses
	})
	if may {
		c.keepSound(ctx, o.hearing)
	}
	return err
}
