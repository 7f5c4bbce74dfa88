package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/clerk"
	"tarazy/internal/record"
)

// commit makes the group durable in one transaction. If we die inside it,
// none of it happened.
func (s *Store) commit(g *group) error {
	ctx := context.Background()
	if err := g.seal(); err != nil {
		return err
	}
	hashes := g.grow()
	if err := s.transaction(ctx, func() error { return s.insert(ctx, g, hashes) }); err != nil {
		return err
	}
	s.now = g.state
	for stream, t := range g.tips {
		s.tips[stream] = t
	}
	for k := range g.acts {
		s.recent.add(k)
	}
	s.mu.Lock()
	for stream, secret := range g.fresh {
		s.secrets[stream] = secret
	}
	s.mu.Unlock()
	return nil
}

// seal tags the events and encrypts their payloads, on all cores when there are many.
func (g *group) seal() error {
	n := min(runtime.GOMAXPROCS(0), len(g.events)/16+1)
	errs := make([]error, n)
	var wg sync.WaitGroup
	for part := range n {
		wg.Go(func() {
			for i := part; i < len(g.events) && errs[part] == nil; i += n {
				errs[part] = g.events[i].seal()
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (st *staged) seal() (err error) {
	var nonce [12]byte
	rand.Read(nonce[:])
	st.tag = record.Tag(st.keys.Tag, st.event.Header.Version)
	entry := record.Entry(st.tag, st.hash)
	st.leaf = tlog.RecordHash(entry[:])
	st.sealed, err = record.EncryptUnder(st.keys.Payload, st.header, st.plain, nonce)
	return err
}

// node is a hash of the tree and its stored hash index.
type node struct {
	index int64
	hash  tlog.Hash
}

// grow adds the group's leaves to the right edge of the tree and answers every
// hash that became complete, in the order of x/mod/sumdb/tlog.
func (g *group) grow() []node {
	var out []node
	for i := range g.events {
		n := g.base + int64(i)
		h := g.events[i].leaf
		index := tlog.StoredHashIndex(0, n)
		out = append(out, node{index, h})
		level := 0
		for ; n>>level&1 == 1; level++ {
			h = tlog.NodeHash(g.frontier[level], h)
			index++
			out = append(out, node{index, h})
		}
		g.frontier[level] = h
	}
	return out
}

func (s *Store) insert(ctx context.Context, g *group, hashes []node) error {
	events := make([]any, 0, 10*len(g.events))
	for i := range g.events {
		st := &g.events[i]
		n := int64(0)
		var key, prev any
		if st.actKey != nil {
			key, n = st.actKey, g.acts[[32]byte(st.actKey)].n
		}
		if st.event.Header.Version > 1 {
			prev = st.prev
		}
		h := st.event.Header
		events = append(events, g.base+int64(i), string(h.Stream), int64(h.Version), prev, h.Log, st.header, st.sealed, st.tag[:], key, n)
	}
	nodes := make([]any, 0, 2*len(hashes))
	for _, h := range hashes {
		nodes = append(nodes, h.index, h.hash[:])
	}
	steps := []struct {
		into    string
		columns int
		after   string
		values  []any
	}{
		{"streams (stream, kind, secret, version, last)", 5,
			" ON CONFLICT (stream) DO UPDATE SET version = excluded.version, last = excluded.last", s.streamRows(g)},
		{"events (leaf, stream, version, prev, log, header, payload, tag, act_key, act_len)", 10, "", events},
		{"tree (idx, hash)", 2, "", nodes},
		{"registers (kind, id, owner, doc)", 4,
			" ON CONFLICT (kind, id) DO UPDATE SET owner = excluded.owner, doc = excluded.doc", registerRows(g)},
	}
	for _, st := range steps {
		if err := s.insertMany(ctx, st.into, st.columns, st.after, st.values); err != nil {
			return fmt.Errorf("store: %s: %w", st.into[:strings.IndexByte(st.into, ' ')], err)
		}
	}
	return nil
}

func (s *Store) streamRows(g *group) []any {
	kinds := map[string]string{}
	for _, st := range g.events {
		if st.event.Header.Version == 1 {
			kinds[string(st.event.Header.Stream)] = st.event.Type()
		}
	}
	var out []any
	for stream, t := range g.tips {
		// A stream that goes on keeps the secret it has: the upsert leaves it alone.
		secret := []byte{}
		if f, ok := g.fresh[stream]; ok {
			secret = f.wrapped
		}
		out = append(out, string(stream), kinds[string(stream)], secret, int64(t.Version), t.leaf)
	}
	return out
}

func registerRows(g *group) []any {
	rows := make([]clerk.Row, 0, len(g.rows))
	for _, r := range g.rows {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b clerk.Row) int { return strings.Compare(a.Kind+"\x00"+a.Key, b.Kind+"\x00"+b.Key) })
	out := make([]any, 0, 4*len(rows))
	for _, r := range rows {
		out = append(out, r.Kind, r.Key, r.Owner, r.Doc)
	}
	return out
}
