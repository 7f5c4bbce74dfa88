package store

import (
	"fmt"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// tip is where a stream stands and the leaf of its last event. The zero tip is
// an empty stream.
type tip struct {
	record.Head
	leaf int64
}

// tip reads where the stream stands from its last event. It refuses a stream
// whose last event is not where its row says: a stream that goes on elsewhere,
// or begins anew, would be another record.
func (v view) tip(stream court.StreamID) (tip, error) {
	t := tip{Head: record.Head{Stream: stream}}
	var version int64
	var header []byte
	err := v.q.QueryRowContext(v.ctx, tipQuery, string(stream)).Scan(&version, &t.leaf, &header)
	if isMissing(err) {
		return tip{}, nil
	}
	if err != nil {
		return tip{}, fmt.Errorf("store: head: %w", err)
	}
	if header == nil {
		return tip{}, fmt.Errorf("store: stream %s has no № %d at place %d", stream, version, t.leaf)
	}
	t.Version, t.Hash = uint64(version), record.HashOf(header)
	return t, nil
}

// Head of the stream.
func (v view) Head(stream court.StreamID) (record.Head, error) {
	t, err := v.tip(stream)
	return t.Head, err
}

// walk is the way back from a stream's last event to the one after № $2.
const walk = `WITH RECURSIVE walk (leaf, version) AS (
	SELECT last, version FROM streams WHERE stream = $1 AND version > $2
	UNION ALL
	SELECT e.prev, w.version - 1 FROM walk w JOIN events e ON e.leaf = w.leaf WHERE w.version > $2 + 1) `

// Events reads the stream's events after a version. It refuses a stream in
// which one is missing: what comes after it cannot be told from what was never
// written.
func (v view) Events(stream court.StreamID, after uint64) ([]record.Event, error) {
	secret, found, err := v.s.secret(v.ctx, v.q, stream)
	if err != nil || !found {
		return nil, err
	}
	rows, err := v.q.QueryContext(v.ctx,
		walk+`SELECT w.version, e.header, e.payload FROM walk w LEFT JOIN events e ON e.leaf = w.leaf ORDER BY w.version`, string(stream), int64(after))
	if err != nil {
		return nil, fmt.Errorf("store: events: %w", err)
	}
	defer rows.Close()
	var out []record.Event
	for rows.Next() {
		var version int64
		var header, payload []byte
		if err := rows.Scan(&version, &header, &payload); err != nil {
			return nil, fmt.Errorf("store: events: %w", err)
		}
		after++
		if header == nil || uint64(version) != after {
			return nil, fmt.Errorf("store: no event № %d in stream %s", after, stream)
		}
		e, err := openEvent(secret.keys, header, payload)
		if err != nil {
			return nil, err
		}
		if e.Header.Stream != stream || e.Header.Version != after {
			return nil, fmt.Errorf("store: № %d of stream %s stands where № %d of %s should", e.Header.Version, e.Header.Stream, after, stream)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// Leaves are the places of the stream's events after a version.
func (v view) Leaves(stream court.StreamID, after uint64) ([]int64, error) {
	rows, err := v.q.QueryContext(v.ctx, walk+`SELECT leaf, version FROM walk ORDER BY version`, string(stream), int64(after))
	if err != nil {
		return nil, fmt.Errorf("store: leaves: %w", err)
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var leaf *int64
		var version int64
		if err := rows.Scan(&leaf, &version); err != nil {
			return nil, fmt.Errorf("store: leaves: %w", err)
		}
		after++
		if leaf == nil || uint64(version) != after {
			return nil, fmt.Errorf("store: no event № %d in stream %s", after, stream)
		}
		out = append(out, *leaf)
	}
	return out, rows.Err()
}

// Leaf is the place of one event.
func (v view) Leaf(stream court.StreamID, version uint64) (record.Ref, error) {
	if version > 0 {
		leaves, err := v.Leaves(stream, version-1)
		if err != nil {
			return record.Ref{}, err
		}
		if len(leaves) > 0 {
			return record.Ref{Stream: stream, Version: version, Leaf: leaves[0]}, nil
		}
	}
	return record.Ref{}, fmt.Errorf("store: no event № %d in stream %s", version, stream)
}
