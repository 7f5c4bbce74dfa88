package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/clerk"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// most acts that share a commit: enough to hide the disk, few enough that the
// first does not wait long for the last.
const most = 512

// state is where the log stands.
type state struct {
	size     int64         // leaves
	base     int64         // leaves that were durable when the group began
	begin    int64         // leaves when the running act began
	last     record.Time   // time of the newest event
	frontier [64]tlog.Hash // frontier[i]: the complete subtree of 2^i leaves at the right edge, where size has bit i
}

// request is an act in the queue.
type request struct {
	ctx  context.Context
	fn   func(clerk.Tx) error
	err  error
	done chan struct{}
}

// errClosed is an act after Close.
var errClosed = errors.New("store: closed")

// Act queues fn for the writer and returns when it is durable, or refused.
// When ctx ends while fn waits it never runs; once it runs, its outcome is
// what Act answers.
func (s *Store) Act(ctx context.Context, fn func(clerk.Tx) error) error {
	r := &request{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case s.queue <- r:
	case <-s.stopped:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-r.done:
		return r.err
	case <-s.stopped:
		select {
		case <-r.done:
			return r.err
		default:
			return errClosed
		}
	}
}

func (s *Store) writer() {
	defer close(s.stopped)
	expect := 1
	for {
		select {
		case <-s.quit:
			return
		case first := <-s.queue:
			all := s.gather(first, expect)
			s.commitGroup(all)
			s.refreshRecent()
			// Whoever was answered may be back at once with the next act.
			expect = min(len(all)+len(s.queue), most)
		}
	}
}

// patience is how long a group waits for acts that may come: less than a disk
// takes, and only where acts come faster than one by one.
const patience = 250 * time.Microsecond

// gather takes what waits behind first, and has patience until as many are
// there as were about a moment ago: a disk is waited for by all of them at the
// price of one. Whoever acts alone waits for nobody.
func (s *Store) gather(first *request, expect int) []*request {
	all := []*request{first}
	var over <-chan time.Time
	for len(all) < most {
		select {
		case r := <-s.queue:
			all = append(all, r)
			continue
		default:
		}
		if len(all) >= expect {
			break
		}
		if over == nil {
			over = time.After(patience)
		}
		select {
		case <-over:
			return all
		default:
			runtime.Gosched()
		}
	}
	return all
}

// commitGroup runs the acts one by one, then makes what they staged durable.
func (s *Store) commitGroup(all []*request) {
	g := newGroup(s.now)
	g.base = g.size
	for _, r := range all {
		r.err = s.run(r, g)
	}
	var err error
	if len(g.events) > 0 || len(g.rows) > 0 {
		err = s.commit(g)
	} else if brokeDown(all) {
		// A connection that went away shows in an act's first read already.
		err = s.conn.PingContext(context.Background())
	}
	if err != nil {
		s.fail(all, err)
		return
	}
	for _, r := range all {
		close(r.done)
	}
}

// brokeDown reports whether an act failed otherwise than by a refusal.
func brokeDown(all []*request) bool {
	return slices.ContainsFunc(all, func(r *request) bool { return fault.Is(r.err, fault.KindInternal) })
}

// run runs one act. What a refused act staged is taken back, so that it takes
// no other with it.
func (s *Store) run(r *request, g *group) (err error) {
	if r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	g.undo, g.begin, g.unused = nil, g.size, [32]byte{}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: the act broke down: %v", p)
		}
		if err != nil {
			g.takeBack()
		}
	}()
	return r.fn(tx{view{context.WithoutCancel(r.ctx), s, writerConn{s}}, g})
}

// fail answers a failed commit: nothing of the group happened. What the writer
// remembers is read anew, since the database is right and memory may not be.
func (s *Store) fail(all []*request, cause error) {
	for _, r := range all {
		if r.err == nil {
			r.err = fmt.Errorf("store: commit: %w", cause)
		}
		close(r.done)
	}
	for s.recoverWriter() != nil {
		select {
		case <-s.quit:
			return
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// recoverWriter takes a new connection if the old one is gone, with its lock.
func (s *Store) recoverWriter() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if s.conn.PingContext(ctx) != nil {
		s.conn.Close()
		if err := s.takeConn(ctx); err != nil {
			return err
		}
		if !s.sqlite {
			if err := s.lock(ctx, ""); err != nil {
				return err
			}
		}
	}
	return s.loadState(ctx)
}

// loadState reads where the log stands.
func (s *Store) loadState(ctx context.Context) error {
	st := state{}
	v := view{ctx, s, s.conn}
	err := s.conn.QueryRowContext(ctx, `SELECT COALESCE(MAX(leaf) + 1, 0) FROM events`).Scan(&st.size)
	if err != nil {
		return fmt.Errorf("store: size: %w", err)
	}
	if st.size > 0 {
		last, err := v.newest(st.size - 1)
		if err != nil {
			return err
		}
		st.last = last
	}
	for level := range 64 {
		if st.size>>level&1 == 0 {
			continue
		}
		// The complete subtree of this level that ends where the larger ones and it end.
		n := st.size>>level - 1
		h, err := readHashes(ctx, s.conn, []int64{tlog.StoredHashIndex(level, n)})
		if err != nil {
			return err
		}
		st.frontier[level] = h[0]
	}
	s.now = st
	clear(s.tips)
	return s.loadRecent(ctx)
}

// newest is the time of the event at leaf; of an erased one nothing is known.
func (v view) newest(leaf int64) (record.Time, error) {
	var header, payload []byte
	var stream string
	err := v.q.QueryRowContext(v.ctx, `SELECT stream, header, payload FROM events WHERE payload IS NOT NULL AND leaf <= $1 ORDER BY leaf DESC LIMIT 1`, leaf).
		Scan(&stream, &header, &payload)
	if isMissing(err) {
		return record.Time{}, nil
	}
	if err != nil {
		return record.Time{}, fmt.Errorf("store: newest event: %w", err)
	}
	e, err := v.s.openStored(v.ctx, v.q, stream, header, payload)
	if err != nil {
		return record.Time{}, err
	}
	return e.Payload.At, nil
}
