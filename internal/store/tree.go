package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// Size is how many leaves are durable.
func (s *Store) Size(ctx context.Context) (int64, error) {
	var n int64
	if err := s.read.QueryRowContext(ctx, `SELECT COALESCE(MAX(leaf) + 1, 0) FROM events`).Scan(&n); err != nil {
		return 0, fmt.Errorf("store: size: %w", err)
	}
	return n, nil
}

// ReadHashes reads stored hashes of the tree, as tlog.HashReader.
func (s *Store) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	return readHashes(context.Background(), s.read, indexes)
}

func readHashes(ctx context.Context, q querier, indexes []int64) ([]tlog.Hash, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	list := make([]string, len(indexes))
	for i, n := range indexes {
		list[i] = strconv.FormatInt(n, 10)
	}
	rows, err := q.QueryContext(ctx, `SELECT idx, hash FROM tree WHERE idx IN (`+strings.Join(list, ",")+`)`)
	if err != nil {
		return nil, fmt.Errorf("store: tree: %w", err)
	}
	defer rows.Close()
	found := make(map[int64]tlog.Hash, len(indexes))
	for rows.Next() {
		var n int64
		var h []byte
		if err := rows.Scan(&n, &h); err != nil {
			return nil, fmt.Errorf("store: tree: %w", err)
		}
		if len(h) != tlog.HashSize {
			return nil, fmt.Errorf("store: tree: hash %d has %d bytes", n, len(h))
		}
		found[n] = tlog.Hash(h)
	}
	out := make([]tlog.Hash, len(indexes))
	for i, n := range indexes {
		h, ok := found[n]
		if !ok {
			return nil, fmt.Errorf("store: tree: no hash %d", n)
		}
		out[i] = h
	}
	return out, rows.Err()
}

// Entries are the 64-byte entries from..to-1. It refuses a range that is not
// wholly durable.
func (s *Store) Entries(ctx context.Context, from, to int64) ([][]byte, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT tag, header FROM events WHERE leaf >= $1 AND leaf < $2 ORDER BY leaf`, from, to)
	if err != nil {
		return nil, fmt.Errorf("store: entries: %w", err)
	}
	defer rows.Close()
	var out [][]byte
	for rows.Next() {
		var tag, header []byte
		if err := rows.Scan(&tag, &header); err != nil {
			return nil, fmt.Errorf("store: entries: %w", err)
		}
		if len(tag) != 32 {
			return nil, fmt.Errorf("store: entries: a tag of %d bytes", len(tag))
		}
		e := record.Entry([32]byte(tag), record.HashOf(header))
		out = append(out, e[:])
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if int64(len(out)) != to-from {
		return nil, fmt.Errorf("store: entries %d to %d: only %d there", from, to, len(out))
	}
	return out, nil
}

// openStored reads a stored event whose stream's keys are not at hand.
func (s *Store) openStored(ctx context.Context, q querier, stream string, header, payload []byte) (record.Event, error) {
	secret, found, err := s.secret(ctx, q, court.StreamID(stream))
	if err != nil {
		return record.Event{}, err
	}
	if !found {
		return record.Event{}, fmt.Errorf("store: no stream %s", stream)
	}
	return openEvent(secret.keys, header, payload)
}
