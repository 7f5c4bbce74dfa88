package clerk

import (
	"context"
	"io"
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/record"
)

// Export gathers a case on its way out of the house: the case's stream, all
// its hearings, the people's streams (for their keys) and the documents. by is
// a person in the case, or empty for the court's own operator, whom the door
// has checked by other means. Checkpoint and Policy are the caller's to add:
// the checkpoint must cover every leaf, see Covers, and what is newer than it
// must be left out, see Until.
func (c *Clerk) Export(ctx context.Context, by court.PersonID, no court.CaseNo) (b record.Bundle, err error) {
	var f docket.File
	err = c.Store.View(ctx, func(v View) error {
		id, err := findCase(v, no)
		if err != nil {
			return err
		}
		if by == "" {
			f, err = load[docket.File](c, v, id)
		} else {
			f, _, err = c.fileFor(v, by, id, ActExport)
		}
		if err != nil {
			return err
		}
		b = record.Bundle{Case: f.No, CaseStream: f.ID, Log: c.Origin, Blobs: map[record.Hash][]byte{}}
		return c.gather(v, by, f, &b)
	})
	if err != nil {
		return record.Bundle{}, err
	}
	return b, c.addDocuments(ctx, &b)
}

// addDocuments adds what the events name: what was filed, what was counted of
// sound, and what was found about every electronic signature, with what it rested
// on. Whoever has the bundle can find it again.
func (c *Clerk) addDocuments(ctx context.Context, b *record.Bundle) error {
	add := func(hash record.Hash) (err error) {
		if b.Blobs[hash] == nil {
			b.Blobs[hash], err = c.content(ctx, hash)
		}
		return err
	}
	for _, s := range b.Streams {
		for _, e := range s.Events {
			if hash, _, ok := documentOf(e); ok {
				if err := add(hash); err != nil {
					return err
				}
			}
			if hash, ok := verdictOf(e); ok && s.Kind != "person" {
				if err := add(hash); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// gather adds the streams, all from one snapshot.
func (c *Clerk) gather(v View, by court.PersonID, f docket.File, b *record.Bundle) error {
	add := func(id court.StreamID, kind string, show bool) error {
		s, err := exported(v, id, kind, show)
		b.Streams = append(b.Streams, s)
		return err
	}
	if err := add(f.ID, "case", true); err != nil {
		return err
	}
	for _, h := range f.Hearings {
		if err := add(h.ID, "hearing", true); err != nil {
			return err
		}
	}
	for _, id := range f.Named() {
		p, err := c.personOf(v, id)
		if err != nil {
			return err
		}
		// The tag key of a person's stream shows when that person acts
		// anywhere: it is for the person alone.
		if err := add(p.Stream, "person", id == by); err != nil {
			return err
		}
	}
	// After a recovery the court's own stream says what was lost.
	if _, epoch, ok := record.Epoch(c.Origin); !ok || epoch == 1 {
		return nil
	}
	rows, err := v.Rows("court", "")
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := add(court.StreamID(r.Key), "court", true); err != nil {
			return err
		}
	}
	return nil
}

func exported(v View, id court.StreamID, kind string, show bool) (s record.BundleStream, err error) {
	s = record.BundleStream{ID: id, Kind: kind, ShowTag: show}
	if s.Keys, err = v.Keys(id); err != nil {
		return s, err
	}
	if s.Events, err = v.Events(id, 0); err != nil {
		return s, err
	}
	s.Leaves, err = v.Leaves(id, 0)
	return s, err
}

// Covers is the least size of a tree that holds every event of the bundle.
func Covers(b record.Bundle) (size int64) {
	for _, s := range b.Streams {
		for _, leaf := range s.Leaves {
			size = max(size, leaf+1)
		}
	}
	return size
}

// Until is the bundle as of a tree of size leaves: what came after is left out,
// so that a checkpoint of that size has no event of these streams that the
// bundle has not. It is whole only if the bundle was gathered when the tree had
// that size already.
func Until(b record.Bundle, size int64) record.Bundle {
	streams, blobs := b.Streams, b.Blobs
	b.Streams, b.Blobs = nil, map[record.Hash][]byte{}
	for _, s := range streams {
		n, _ := slices.BinarySearch(s.Leaves, size)
		if n == 0 {
			continue
		}
		s.Events, s.Leaves = s.Events[:n], s.Leaves[:n]
		b.Streams = append(b.Streams, s)
		for _, e := range s.Events {
			if hash, _, ok := documentOf(e); ok {
				b.Blobs[hash] = blobs[hash]
			}
			if hash, ok := verdictOf(e); ok && blobs[hash] != nil {
				b.Blobs[hash] = blobs[hash]
			}
		}
	}
	return b
}

func (c *Clerk) content(ctx context.Context, hash record.Hash) ([]byte, error) {
	r, size, err := c.Blobs.Open(ctx, hash)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b := make([]byte, size)
	_, err = io.ReadFull(r, b)
	return b, err
}
