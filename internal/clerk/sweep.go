package clerk

import (
	"context"
	"time"

	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// unfiledFor is how long a document waits to be filed.
const unfiledFor = 24 * time.Hour

// SweepDocuments takes away what was received and not filed for a day, and
// verdicts of acts that did not happen. Whatever an event names stays, and
// nothing is taken away while any event cannot be read: it could name anything.
// After a loss, what is older than the new epoch stays: the events that named it
// may be among the lost. now is on the clock of the documents' files.
//
// It may run beside filings. One touches its document before its act, which is
// then too young to go; or it comes too late, and is refused before it happens.
// If we die in the middle, the rest goes the next time.
func (c *Clerk) SweepDocuments(ctx context.Context, now time.Time) error {
	before := now.Add(-unfiledFor)
	if c.Blobs == nil {
		return nil
	}
	if err := c.Blobs.Tidy(ctx, before); err != nil {
		return err
	}
	old, err := c.Blobs.Old(ctx, time.Time{}, before)
	if err != nil || len(old) == 0 {
		return err
	}
	named, since, err := c.documentsNamed(ctx)
	if err != nil {
		return err
	}
	if old, err = c.Blobs.Old(ctx, since, before); err != nil {
		return err
	}
	swept := 0
	for _, hash := range old {
		if named[hash] {
			continue
		}
		dropped, err := c.Blobs.Drop(ctx, hash, before)
		if err != nil {
			return err
		}
		if dropped {
			swept++
		}
	}
	if swept > 0 {
		c.Log.Info("documents that nobody filed were taken away", "n", swept)
	}
	return nil
}

// documentsNamed are the documents that events name, and when the log's last loss was
// recovered from; the zero time if nothing ever was lost.
func (c *Clerk) documentsNamed(ctx context.Context) (named map[record.Hash]bool, lost time.Time, err error) {
	named = map[record.Hash]bool{}
	err = c.Store.Each(ctx, func(e record.Event) error {
		if hash, _, ok := documentOf(e); ok {
			named[hash] = true
		}
		if hash, ok := verdictOf(e); ok {
			named[hash] = true
		}
		if e.Type() == (Recovered{}).EventType() && e.Payload != nil {
			lost = e.Payload.At.Time
		}
		return nil
	})
	return named, lost, err
}

// wanted keeps a document from being swept while it is filed. It refuses
// (Conflict) one that is gone: nobody filed it in time.
func (c *Clerk) wanted(ctx context.Context, hash record.Hash) error {
	if c.Blobs == nil {
		return nil
	}
	err := c.Blobs.Touch(ctx, hash)
	if fault.Is(err, fault.KindNotFound) {
		return fault.Conflict("filing.gone").On("file").Because(err)
	}
	return err
}
