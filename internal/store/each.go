package store

import (
	"context"
	"fmt"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// eachRows bounds what Each holds in memory, and how long it keeps a snapshot.
const eachRows = 512

// Each hands out every durable event in the log's order, a part at a time: the
// writer does not wait for it, and what is written meanwhile comes too. It fails
// where an event is missing or cannot be read.
func (s *Store) Each(ctx context.Context, fn func(record.Event) error) error {
	for from := int64(0); ; {
		events, err := s.part(ctx, from)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			return nil
		}
		for _, e := range events {
			if err := fn(e); err != nil {
				return err
			}
		}
		from += int64(len(events))
	}
}

// part are the events from a leaf on. The secrets of their streams are read anew:
// keeping them would keep those of every stream there ever was.
func (s *Store) part(ctx context.Context, from int64) ([]record.Event, error) {
	stored, err := s.stored(ctx, from)
	if err != nil {
		return nil, err
	}
	events, secrets := make([]record.Event, len(stored)), map[string]streamSecret{}
	for i, r := range stored {
		if r.leaf != from+int64(i) {
			return nil, fmt.Errorf("store: no entry at place %d", from+int64(i))
		}
		secret, known := secrets[r.stream]
		if !known {
			if secret, known, err = s.readSecret(ctx, s.read, court.StreamID(r.stream)); err != nil {
				return nil, err
			}
			if !known {
				return nil, fmt.Errorf("store: no stream %s", r.stream)
			}
			secrets[r.stream] = secret
		}
		if events[i], err = openEvent(secret.keys, r.header, r.payload); err != nil {
			return nil, err
		}
	}
	return events, nil
}

func (s *Store) stored(ctx context.Context, from int64) (out []row, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT leaf, stream, header, payload FROM events WHERE leaf >= $1 ORDER BY leaf LIMIT $2`, from, eachRows)
	if err != nil {
		return nil, fmt.Errorf("store: events: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.leaf, &r.stream, &r.header, &r.payload); err != nil {
			return nil, fmt.Errorf("store: events: %w", err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
