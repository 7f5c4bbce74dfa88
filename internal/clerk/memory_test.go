package clerk_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

const testLog = "localhost/log/1"

// memory is the smallest store: maps under a lock, copied for each act.
type memory struct {
	mu    sync.Mutex
	clock court.Clock
	held  maps
}

type maps struct {
	streams map[court.StreamID][]record.Event
	leaves  map[record.Head]int64
	acted   map[string][]record.Ref
	rows    map[string]clerk.Row
	size    int64
	last    record.Time
}

func newMemory(clock court.Clock) *memory {
	return &memory{clock: clock, held: maps{streams: map[court.StreamID][]record.Event{}, leaves: map[record.Head]int64{},
		acted: map[string][]record.Ref{}, rows: map[string]clerk.Row{}}}
}

func (m *maps) clone() *maps {
	c := *m
	c.streams, c.leaves, c.acted, c.rows = copied(m.streams), copied(m.leaves), copied(m.acted), copied(m.rows)
	return &c
}

func copied[K comparable, V any](m map[K]V) map[K]V {
	c := make(map[K]V, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

func (s *memory) Act(ctx context.Context, fn func(clerk.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	t := &memTx{maps: s.held.clone(), clock: s.clock, fresh: map[string]bool{}}
	if err := fn(t); err != nil {
		return err
	}
	s.held = *t.maps
	return nil
}

func (s *memory) View(_ context.Context, fn func(clerk.View) error) error {
	s.mu.Lock()
	c := s.held.clone()
	s.mu.Unlock()
	return fn(&memTx{maps: c})
}

func (s *memory) Each(ctx context.Context, fn func(record.Event) error) error {
	return s.View(ctx, func(v clerk.View) error {
		all := make([]record.Event, v.(*memTx).size)
		for _, stream := range v.(*memTx).streams {
			for _, e := range stream {
				all[v.(*memTx).leaves[record.Head{Stream: e.Header.Stream, Version: e.Header.Version}]] = e
			}
		}
		for _, e := range all {
			if err := fn(e); err != nil {
				return err
			}
		}
		return nil
	})
}

type memTx struct {
	*maps
	clock court.Clock
	fresh map[string]bool
}

func (t *memTx) Events(id court.StreamID, after uint64) ([]record.Event, error) {
	all := t.streams[id]
	return slices.Clone(all[min(after, uint64(len(all))):]), nil
}

func (t *memTx) Head(id court.StreamID) (record.Head, error) {
	all := t.streams[id]
	if len(all) == 0 {
		return record.Head{}, nil
	}
	return all[len(all)-1].Head(), nil
}

func (t *memTx) Acted(by court.PersonID, key string) ([]record.Ref, bool, error) {
	refs, found := t.acted[string(by)+"|"+key]
	return refs, found, nil
}

func (t *memTx) Leaf(id court.StreamID, version uint64) (record.Ref, error) {
	leaf, found := t.leaves[record.Head{Stream: id, Version: version}]
	if !found {
		return record.Ref{}, fmt.Errorf("no event № %d in stream %s", version, id)
	}
	return record.Ref{Stream: id, Version: version, Leaf: leaf}, nil
}

func (t *memTx) Leaves(id court.StreamID, after uint64) (out []int64, err error) {
	for v := after + 1; v <= uint64(len(t.streams[id])); v++ {
		out = append(out, t.leaves[record.Head{Stream: id, Version: v}])
	}
	return out, nil
}

func (t *memTx) Keys(id court.StreamID) (record.StreamKeys, error) {
	return record.DeriveKeys([32]byte([]byte(string(id) + "................................")[:32])), nil
}

func (t *memTx) Row(kind, key string) (clerk.Row, bool, error) {
	r, found := t.rows[kind+"|"+key]
	return r, found, nil
}

func (t *memTx) Rows(kind, owner string) (out []clerk.Row, err error) {
	for _, r := range t.rows {
		if r.Kind == kind && (owner == "" || r.Owner == owner) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b clerk.Row) int { return cmp.Compare(a.Key, b.Key) })
	return out, nil
}

func (t *memTx) Append(drafts ...record.Draft) (out []record.Event, err error) {
	for _, d := range drafts {
		k := string(d.By.Person) + "|" + d.Key
		if refs := t.acted[k]; len(refs) > 0 && (!t.fresh[k] || refs[len(refs)-1].Leaf+1 != t.size) {
			return nil, fault.Conflict("act.key_used")
		}
		head, _ := t.Head(d.Stream)
		var salt [16]byte
		_, _ = rand.Read(salt[:])
		at := record.At(t.clock.Now())
		if at.Before(t.last.Time) {
			at = t.last
		}
		e, _, err := record.Seal(d, head, testLog, at, salt)
		if err != nil {
			return nil, err
		}
		t.fresh[k], t.last = true, at
		t.streams[d.Stream] = append(slices.Clip(t.streams[d.Stream]), e)
		t.leaves[record.Head{Stream: d.Stream, Version: e.Header.Version}] = t.size
		t.acted[k] = append(slices.Clip(t.acted[k]), record.Ref{Stream: d.Stream, Version: e.Header.Version, Leaf: t.size})
		t.size++
		out = append(out, e)
	}
	return out, nil
}

func (t *memTx) Put(rows ...clerk.Row) error {
	for _, r := range rows {
		t.rows[r.Kind+"|"+r.Key] = r
	}
	return nil
}
