package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/record"
)

// querier is a connection, a pool or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// view is one consistent snapshot. It implements clerk.View.
type view struct {
	ctx context.Context
	s   *Store
	q   querier
}

// View runs fn on a durable snapshot, beside the writer.
func (s *Store) View(ctx context.Context, fn func(clerk.View) error) error {
	tx, err := s.read.BeginTx(ctx, s.snapshot())
	if err != nil {
		return fmt.Errorf("store: view: %w", err)
	}
	defer tx.Rollback()
	return fn(view{ctx, s, snapshotTx{s, tx}})
}

// snapshot asks PostgreSQL for one moment; in SQLite every transaction is one.
func (s *Store) snapshot() *sql.TxOptions {
	if s.sqlite {
		return &sql.TxOptions{ReadOnly: true}
	}
	return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
}

// openEvent reads an event as it is stored. Nothing in this program erases a
// payload yet: one that is gone was taken out by hand, and a case without it
// must not be shown as if it were whole.
func openEvent(keys record.StreamKeys, header, payload []byte) (record.Event, error) {
	var e record.Event
	if err := json.Unmarshal(header, &e.Header); err != nil {
		return e, fmt.Errorf("store: header: %w", err)
	}
	if payload == nil {
		return e, fmt.Errorf("store: the payload of %s № %d is gone", e.Header.Stream, e.Header.Version)
	}
	plain, err := record.DecryptPayload(keys.Payload, e.Header, payload)
	if err != nil {
		return e, err
	}
	e.Payload = new(record.Payload)
	if err := json.Unmarshal(plain, e.Payload); err != nil {
		return e, fmt.Errorf("store: payload of %s № %d: %w", e.Header.Stream, e.Header.Version, err)
	}
	return e, nil
}

func (v view) Acted(by court.PersonID, key string) ([]record.Ref, bool, error) {
	k := actKey(by, key)
	var first, n int64
	err := v.q.QueryRowContext(v.ctx, `SELECT leaf, act_len FROM events WHERE act_key = $1`, k[:]).Scan(&first, &n)
	if isMissing(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("store: act: %w", err)
	}
	refs, err := v.refs(`SELECT stream, version, leaf FROM events WHERE leaf >= $1 AND leaf < $2 ORDER BY leaf`, first, first+n)
	return refs, err == nil, err
}

func (v view) refs(query string, args ...any) ([]record.Ref, error) {
	rows, err := v.q.QueryContext(v.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("store: refs: %w", err)
	}
	defer rows.Close()
	var out []record.Ref
	for rows.Next() {
		var r record.Ref
		var version int64
		if err := rows.Scan(&r.Stream, &version, &r.Leaf); err != nil {
			return nil, fmt.Errorf("store: refs: %w", err)
		}
		r.Version = uint64(version)
		out = append(out, r)
	}
	return out, rows.Err()
}

func (v view) Keys(stream court.StreamID) (record.StreamKeys, error) {
	secret, found, err := v.s.secret(v.ctx, v.q, stream)
	if err == nil && !found {
		err = fmt.Errorf("store: no stream %s", stream)
	}
	return secret.keys, err
}

func (v view) Row(kind, key string) (clerk.Row, bool, error) {
	r := clerk.Row{Kind: kind, Key: key}
	err := v.q.QueryRowContext(v.ctx, rowQuery, kind, key).Scan(&r.Owner, &r.Doc)
	if isMissing(err) {
		return clerk.Row{}, false, nil
	}
	if err != nil {
		return clerk.Row{}, false, fmt.Errorf("store: register %s: %w", kind, err)
	}
	return r, true, nil
}

func (v view) Rows(kind, owner string) ([]clerk.Row, error) {
	query, args := `SELECT id, owner, doc FROM registers WHERE kind = $1 ORDER BY id`, []any{kind}
	if owner != "" {
		query, args = rowsQuery, []any{kind, owner}
	}
	rows, err := v.q.QueryContext(v.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("store: register %s: %w", kind, err)
	}
	defer rows.Close()
	var out []clerk.Row
	for rows.Next() {
		r := clerk.Row{Kind: kind}
		if err := rows.Scan(&r.Key, &r.Owner, &r.Doc); err != nil {
			return nil, fmt.Errorf("store: register %s: %w", kind, err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
