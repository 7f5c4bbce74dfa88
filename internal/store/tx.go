package store

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// staged is an event that waits for the group's commit.
type staged struct {
	event  record.Event
	plain  []byte
	keys   record.StreamKeys
	header []byte      // its canonical form
	hash   record.Hash // of header
	prev   int64       // the leaf of the stream's event before this, from № 2 on
	tag    [32]byte    // this and what follows: made just before the commit
	sealed []byte      // the encrypted payload
	leaf   tlog.Hash
	actKey []byte // of an act's first event
	actLen int64
}

// act is where a staged act began and how many events it has.
type act struct {
	first int64
	n     int64
}

// group is everything the acts of one commit staged.
type group struct {
	state  // where the log will stand after the commit
	events []staged
	tips   map[court.StreamID]tip
	fresh  map[court.StreamID]streamSecret // streams that begin in this group
	rows   map[[2]string]clerk.Row
	acts   map[[32]byte]act
	unused [32]byte // the running act's key, once it is known to be free
	undo   []func() // takes back what the running act staged, last first
}

func newGroup(s state) *group {
	return &group{
		state: s, tips: map[court.StreamID]tip{}, fresh: map[court.StreamID]streamSecret{},
		rows: map[[2]string]clerk.Row{}, acts: map[[32]byte]act{},
	}
}

// takeBack undoes the running act alone.
func (g *group) takeBack() {
	for i := len(g.undo) - 1; i >= 0; i-- {
		g.undo[i]()
	}
	g.undo = nil
}

// set changes a map so that takeBack restores it.
func set[K comparable, V any](g *group, m map[K]V, k K, v V) {
	old, had := m[k]
	g.undo = append(g.undo, func() {
		if had {
			m[k] = old
		} else {
			delete(m, k)
		}
	})
	m[k] = v
}

// tx is one act at work: it reads what is durable with what the group staged
// over it, and stages. It implements clerk.Tx.
type tx struct {
	view
	g *group
}

// Append stages the drafts. It refuses (Conflict) an idempotency key that an
// earlier act of the same actor used.
func (t tx) Append(drafts ...record.Draft) ([]record.Event, error) {
	out := make([]record.Event, 0, len(drafts))
	for _, d := range drafts {
		e, err := t.append(d)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func (t tx) append(d record.Draft) (record.Event, error) {
	last, secret, err := t.place(d)
	if err != nil {
		return record.Event{}, err
	}
	var salt [16]byte
	rand.Read(salt[:])
	at := record.At(t.s.clock.Now())
	if at.Before(t.g.last.Time) {
		at = t.g.last // the record's time never runs back
	}
	e, plain, err := record.Seal(d, last.Head, t.s.log, at, salt)
	if err != nil {
		return record.Event{}, fmt.Errorf("store: append: %w", err)
	}
	header := e.Header.Canonical()
	hash := record.HashOf(header)
	st := staged{event: e, plain: plain, keys: secret.keys, header: header, hash: hash, prev: last.leaf}
	if err := t.countAct(d, &st); err != nil {
		return record.Event{}, err
	}
	before, n := t.g.state, len(t.g.events)
	t.g.undo = append(t.g.undo, func() { t.g.state, t.g.events = before, t.g.events[:n] })
	t.g.events = append(t.g.events, st)
	t.g.size, t.g.last = t.g.size+1, at
	set(t.g, t.g.tips, d.Stream, tip{record.Head{Stream: d.Stream, Version: e.Header.Version, Hash: hash}, before.size})
	return e, nil
}

// place finds where the draft's stream stands, and its keys; a stream's first
// event makes its secret.
func (t tx) place(d record.Draft) (tip, streamSecret, error) {
	last, err := t.tip(d.Stream)
	if err != nil {
		return last, streamSecret{}, err
	}
	if secret, ok := t.g.fresh[d.Stream]; ok {
		return last, secret, nil
	}
	if last.Version > 0 {
		secret, _, err := t.s.secret(t.ctx, t.q, d.Stream)
		return last, secret, err
	}
	secret := t.s.newSecret(d.Stream)
	set(t.g, t.g.fresh, d.Stream, secret)
	return last, secret, nil
}

// countAct ties the event to its act: the first event carries the act's key,
// which is unique for ever; the ones after it are counted there.
func (t tx) countAct(d record.Draft, st *staged) error {
	k := actKey(d.By.Person, d.Key)
	if a, ok := t.g.acts[k]; ok {
		if a.first+a.n != t.g.size || !t.mine(a) {
			return fault.Conflict("act.key_used")
		}
		set(t.g, t.g.acts, k, act{a.first, a.n + 1})
		return nil
	}
	if _, found, err := t.Acted(d.By.Person, d.Key); err != nil {
		return err
	} else if found {
		return fault.Conflict("act.key_used")
	}
	st.actKey = k[:]
	set(t.g, t.g.acts, k, act{t.g.size, 1})
	return nil
}

// mine reports whether the running act staged a: its events cannot be older
// than the first undo of the running act.
func (t tx) mine(a act) bool { return a.first >= t.g.begin }

// tip, with what is staged.
func (t tx) tip(stream court.StreamID) (tip, error) {
	if last, ok := t.g.tips[stream]; ok {
		return last, nil
	}
	if last, ok := t.s.tips[stream]; ok {
		return last, nil
	}
	last, err := t.view.tip(stream)
	if err == nil && last.Version > 0 {
		t.s.tips[stream] = last // durable, and only the writer changes it
	}
	return last, err
}

// Head, with what is staged.
func (t tx) Head(stream court.StreamID) (record.Head, error) {
	last, err := t.tip(stream)
	return last.Head, err
}

// Events, with what is staged.
func (t tx) Events(stream court.StreamID, after uint64) ([]record.Event, error) {
	var out []record.Event
	if _, begins := t.g.fresh[stream]; !begins {
		if last, ok := t.s.tips[stream]; !ok || last.Version > after {
			var err error
			if out, err = t.view.Events(stream, after); err != nil {
				return nil, err
			}
		}
	}
	if _, touched := t.g.tips[stream]; !touched {
		return out, nil
	}
	for _, st := range t.g.events {
		if st.event.Header.Stream == stream && st.event.Header.Version > after {
			out = append(out, st.event)
		}
	}
	return out, nil
}

// Acted, with what is staged.
func (t tx) Acted(by court.PersonID, key string) ([]record.Ref, bool, error) {
	k := actKey(by, key)
	a, ok := t.g.acts[k]
	if !ok && (t.g.unused == k || t.s.recent.unused(k)) {
		return nil, false, nil
	}
	if !ok {
		refs, found, err := t.view.Acted(by, key)
		if err == nil && !found {
			t.g.unused = k
		}
		return refs, found, err
	}
	var refs []record.Ref
	for i := a.first; i < a.first+a.n; i++ {
		h := t.g.events[i-t.g.base].event.Header
		refs = append(refs, record.Ref{Stream: h.Stream, Version: h.Version, Leaf: i})
	}
	return refs, true, nil
}

// Leaves, with what is staged.
func (t tx) Leaves(stream court.StreamID, after uint64) ([]int64, error) {
	var out []int64
	if _, begins := t.g.fresh[stream]; !begins {
		var err error
		if out, err = t.view.Leaves(stream, after); err != nil {
			return nil, err
		}
	}
	for i, st := range t.g.events {
		if st.event.Header.Stream == stream && st.event.Header.Version > after {
			out = append(out, t.g.base+int64(i))
		}
	}
	return out, nil
}

// Leaf, with what is staged.
func (t tx) Leaf(stream court.StreamID, version uint64) (record.Ref, error) {
	if last, ok := t.g.tips[stream]; ok && last.Version == version {
		return record.Ref{Stream: stream, Version: version, Leaf: last.leaf}, nil
	}
	for i, st := range t.g.events {
		if st.event.Header.Stream == stream && st.event.Header.Version == version {
			return record.Ref{Stream: stream, Version: version, Leaf: t.g.base + int64(i)}, nil
		}
	}
	return t.view.Leaf(stream, version)
}

// Keys, with what is staged.
func (t tx) Keys(stream court.StreamID) (record.StreamKeys, error) {
	if secret, ok := t.g.fresh[stream]; ok {
		return secret.keys, nil
	}
	return t.view.Keys(stream)
}

// Put stages register rows.
func (t tx) Put(rows ...clerk.Row) error {
	for _, r := range rows {
		set(t.g, t.g.rows, [2]string{r.Kind, r.Key}, r)
	}
	return nil
}

// Row, with what is staged.
func (t tx) Row(kind, key string) (clerk.Row, bool, error) {
	if r, ok := t.g.rows[[2]string{kind, key}]; ok {
		return r, true, nil
	}
	return t.view.Row(kind, key)
}

// Rows, with what is staged.
func (t tx) Rows(kind, owner string) ([]clerk.Row, error) {
	durable, err := t.view.Rows(kind, owner)
	if err != nil {
		return nil, err
	}
	out := slices.DeleteFunc(durable, func(r clerk.Row) bool {
		_, newer := t.g.rows[[2]string{kind, r.Key}]
		return newer
	})
	for k, r := range t.g.rows {
		if k[0] == kind && (owner == "" || r.Owner == owner) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b clerk.Row) int { return strings.Compare(a.Key, b.Key) })
	return out, nil
}
