package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Found is told of one thing that is wrong: a message key and its words.
type Found func(key string, args fault.Args)

// Check re-reads the whole record in one snapshot and tells found what is
// wrong with it: events that are missing, out of their chain, do not decrypt
// or say something else than their hash; acts whose key was changed; hashes of
// the tree that are not what the entries make; a tree that is not the one
// signed last. Then it hands the same snapshot, with every stream's name, to
// rest. It writes nothing and may run beside the writer; err is a failure to
// look, not a finding.
func (s *Store) Check(ctx context.Context, signed record.Checkpoint, found Found, rest func(clerk.View, []court.StreamID) error) error {
	tx, err := s.read.BeginTx(ctx, s.snapshot())
	if err != nil {
		return fmt.Errorf("store: check: %w", err)
	}
	defer tx.Rollback()
	c := &check{view: view{ctx, s, tx}, found: found, streams: map[court.StreamID]*chain{}}
	if err := c.loadStreams(); err != nil {
		return err
	}
	if err := c.loadLogs(); err != nil {
		return err
	}
	for from := int64(0); from < c.size; from += checkRows {
		if err := c.part(from, min(from+checkRows, c.size), signed); err != nil {
			return err
		}
	}
	if err := c.ends(signed); err != nil {
		return err
	}
	return rest(c.view, c.order)
}

// checkRows bounds what a check holds in memory.
const checkRows = 2048

// check is one check under way.
type check struct {
	view
	found    Found
	size     int64
	order    []court.StreamID
	streams  map[court.StreamID]*chain
	logs     []epoch
	frontier [64]tlog.Hash
	rest     int64 // events that still belong to the act under way
}

// chain is a stream: where its row says it ends, and how far the walk is.
type chain struct {
	version, last int64  // what the row says
	kind          string // and this: the type of its first event
	walked        tip
	at            record.Time
	broken        bool // a gap was named; what follows from it is not named again
}

// epoch is a row of logs.
type epoch struct {
	log   string
	first int64
}

// row is a stored event as it lies there.
type row struct {
	leaf, version, actLen        int64
	stream, log                  string
	prev                         sql.NullInt64
	header, payload, tag, actKey []byte
}

func (c *check) loadStreams() error {
	if err := c.q.QueryRowContext(c.ctx, `SELECT COALESCE(MAX(leaf) + 1, 0) FROM events`).Scan(&c.size); err != nil {
		return fmt.Errorf("store: size: %w", err)
	}
	rows, err := c.q.QueryContext(c.ctx, `SELECT stream, kind, version, last FROM streams ORDER BY stream`)
	if err != nil {
		return fmt.Errorf("store: streams: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id court.StreamID
		s := new(chain)
		if err := rows.Scan(&id, &s.kind, &s.version, &s.last); err != nil {
			return fmt.Errorf("store: streams: %w", err)
		}
		c.streams[id] = s
		c.order = append(c.order, id)
	}
	return rows.Err()
}

func (c *check) loadLogs() error {
	rows, err := c.q.QueryContext(c.ctx, `SELECT log, first FROM logs ORDER BY epoch`)
	if err != nil {
		return fmt.Errorf("store: logs: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var e epoch
		if err := rows.Scan(&e.log, &e.first); err != nil {
			return fmt.Errorf("store: logs: %w", err)
		}
		c.logs = append(c.logs, e)
	}
	return rows.Err()
}

// logAt is the name events at leaf are written under.
func (c *check) logAt(leaf int64) (log string) {
	for _, e := range c.logs {
		if e.first <= leaf {
			log = e.log
		}
	}
	return log
}

// part checks the events from..to-1 and the hashes they complete.
func (c *check) part(from, to int64, signed record.Checkpoint) error {
	list, err := c.rows(from, to)
	if err != nil {
		return err
	}
	stored, err := c.hashes(tlog.StoredHashIndex(0, from), tlog.StoredHashIndex(0, to))
	if err != nil {
		return err
	}
	for leaf := from; leaf < to; leaf++ {
		var h tlog.Hash
		if len(list) > 0 && list[0].leaf == leaf {
			h = c.event(list[0])
			list = list[1:]
		} else {
			c.found("doctor.leaf.missing", fault.Args{"leaf": leaf})
			h, c.rest = stored[tlog.StoredHashIndex(0, leaf)], 0
		}
		c.grow(leaf, h, stored)
		if leaf+1 == signed.Size && c.root(signed.Size) != signed.Root {
			c.found("doctor.signed.differs", fault.Args{"size": signed.Size})
		}
	}
	for index := range stored {
		c.found("doctor.tree.extra", fault.Args{"index": index})
	}
	return nil
}

func (c *check) rows(from, to int64) ([]row, error) {
	rows, err := c.q.QueryContext(c.ctx,
		`SELECT leaf, stream, version, prev, log, header, payload, tag, act_key, act_len FROM events WHERE leaf >= $1 AND leaf < $2 ORDER BY leaf`, from, to)
	if err != nil {
		return nil, fmt.Errorf("store: events: %w", err)
	}
	defer rows.Close()
	var out []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.leaf, &r.stream, &r.version, &r.prev, &r.log, &r.header, &r.payload, &r.tag, &r.actKey, &r.actLen); err != nil {
			return nil, fmt.Errorf("store: events: %w", err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// hashes are the tree's rows from..to-1 by their index.
func (c *check) hashes(from, to int64) (map[int64]tlog.Hash, error) {
	rows, err := c.q.QueryContext(c.ctx, `SELECT idx, hash FROM tree WHERE idx >= $1 AND idx < $2`, from, to)
	if err != nil {
		return nil, fmt.Errorf("store: tree: %w", err)
	}
	defer rows.Close()
	out := map[int64]tlog.Hash{}
	for rows.Next() {
		var index int64
		var h []byte
		if err := rows.Scan(&index, &h); err != nil {
			return nil, fmt.Errorf("store: tree: %w", err)
		}
		var hash tlog.Hash
		copy(hash[:], h) // of another length: another hash
		out[index] = hash
	}
	return out, rows.Err()
}

// grow adds a leaf and compares every hash it completes with the stored one,
// which it takes out of stored.
func (c *check) grow(leaf int64, h tlog.Hash, stored map[int64]tlog.Hash) {
	index := tlog.StoredHashIndex(0, leaf)
	for level := 0; ; level++ {
		have, ok := stored[index]
		delete(stored, index)
		if !ok || have != h {
			c.found("doctor.tree.hash", fault.Args{"level": level, "n": leaf >> level})
		}
		if leaf>>level&1 == 0 {
			c.frontier[level] = h
			return
		}
		h = tlog.NodeHash(c.frontier[level], h)
		index++
	}
}

// root is the head of the tree walked so far, of size leaves.
func (c *check) root(size int64) record.Hash {
	var h tlog.Hash
	first := true
	for level := range c.frontier {
		switch {
		case size>>level&1 == 0:
		case first:
			h, first = c.frontier[level], false
		default:
			h = tlog.NodeHash(c.frontier[level], h)
		}
	}
	return record.Hash(h)
}

// ends compares where the walk ended with what the rows and the last signature say.
func (c *check) ends(signed record.Checkpoint) error {
	if c.size < signed.Size {
		c.found("doctor.signed.shrunk", fault.Args{"have": c.size, "signed": signed.Size})
	}
	for _, id := range c.order {
		s := c.streams[id]
		switch {
		case int64(s.walked.Version) < s.version && !s.broken:
			c.found("doctor.event.missing", fault.Args{"stream": id, "no": s.walked.Version + 1})
		case (int64(s.walked.Version) != s.version || s.walked.leaf != s.last) && !s.broken:
			c.found("doctor.stream.head", fault.Args{"stream": id})
		}
	}
	var extra int64
	err := c.q.QueryRowContext(c.ctx, `SELECT COUNT(*) FROM tree WHERE idx >= $1`, tlog.StoredHashIndex(0, c.size)).Scan(&extra)
	if err == nil && extra > 0 && c.size >= signed.Size {
		// Hashes of leaves that no longer are there: the last events were deleted.
		c.found("doctor.tree.beyond", fault.Args{"size": c.size})
	}
	return err
}

// event checks one row and answers the leaf its bytes make.
func (c *check) event(r row) tlog.Hash {
	id := court.StreamID(r.stream)
	var tag [32]byte
	copy(tag[:], r.tag)
	entry := record.Entry(tag, record.HashOf(r.header))
	leaf := tlog.RecordHash(entry[:])
	args := fault.Args{"stream": id, "no": r.version}
	secret, known, err := c.s.secret(c.ctx, c.q, id)
	s := c.streams[id]
	if err != nil || !known || s == nil {
		c.found("doctor.event.secret", args)
		return leaf
	}
	e, ok := c.read(r, secret.keys, args)
	c.walk(s, r, e, args)
	if tag != record.Tag(secret.keys.Tag, uint64(r.version)) || len(r.tag) != 32 {
		c.found("doctor.event.tag", args)
	}
	if ok && e.Payload != nil {
		if e.Payload.At.Before(s.at.Time) {
			c.found("doctor.event.time", args)
		}
		s.at = e.Payload.At
		if r.version == 1 && e.Payload.Type != s.kind {
			c.found("doctor.stream.kind", fault.Args{"stream": id, "kind": s.kind, "first": e.Payload.Type})
		}
	}
	c.act(r, e, args)
	return leaf
}

// read opens the row's event: header in its form and at its place, payload
// under its hash. Nothing here erases by order: a payload that is not there was taken out.
func (c *check) read(r row, keys record.StreamKeys, args fault.Args) (record.Event, bool) {
	var e record.Event
	err := json.Unmarshal(r.header, &e.Header)
	h := e.Header
	if err != nil || !bytes.Equal(h.Canonical(), r.header) || string(h.Stream) != r.stream || int64(h.Version) != r.version || h.Log != r.log || h.Log != c.logAt(r.leaf) {
		c.found("doctor.event.header", args)
		e.Header = record.Header{Stream: court.StreamID(r.stream), Version: uint64(r.version)}
		return e, false
	}
	if r.payload == nil {
		c.found("doctor.event.payload_gone", args)
		return e, false
	}
	plain, err := record.DecryptPayload(keys.Payload, h, r.payload)
	if err == nil {
		e.Payload, err = record.ParsePayload(plain)
	}
	if err != nil {
		c.found("doctor.event.payload", args)
		return e, false
	}
	act, err := record.ActHash(h.Log, record.Draft{Stream: h.Stream, Type: e.Payload.Type, By: e.Payload.By, Data: e.Payload.Data, Key: e.Payload.Key})
	if err != nil || act != e.Payload.Act {
		c.found("doctor.event.act", args)
		return e, false
	}
	return e, true
}

// walk holds the event against the one before it in its stream.
func (c *check) walk(s *chain, r row, e record.Event, args fault.Args) {
	h := e.Header
	before := sql.NullInt64{Int64: s.walked.leaf, Valid: s.walked.Version > 0}
	switch {
	case h.Version != s.walked.Version+1:
		c.found("doctor.event.missing", fault.Args{"stream": h.Stream, "no": s.walked.Version + 1})
	case s.broken:
	case h.Log != "" && h.Prev != s.walked.Hash, r.prev != before:
		c.found("doctor.event.chain", args)
	}
	// A header that cannot be read has no hash to follow: its own line says so.
	s.broken = h.Log == ""
	s.walked = tip{record.Head{Stream: h.Stream, Version: h.Version, Hash: h.Hash()}, r.leaf}
}

// act holds the event against the act it belongs to: the key that makes an act
// happen once stands on its first event, and no other.
func (c *check) act(r row, e record.Event, args fault.Args) {
	wrong := false
	switch {
	case c.rest > 0:
		wrong = r.actKey != nil
		c.rest--
	case r.actKey == nil || r.actLen < 1:
		wrong = true
	default:
		if c.rest = r.actLen - 1; r.leaf+r.actLen > c.size { // an act that would reach beyond the record
			c.found("doctor.event.act_key", fault.Args{"stream": r.stream, "no": r.version})
			c.rest = 0
		}
		if p := e.Payload; p != nil {
			k := actKey(p.By.Person, p.Key)
			wrong = !bytes.Equal(k[:], r.actKey)
		}
	}
	if wrong {
		c.found("doctor.event.act_key", args)
	}
}
