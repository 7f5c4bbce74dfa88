package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
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
	return fn(view{ctx, s, tx})
}

// snapshot asks PostgreSQL for one moment; in SQLite every transaction is one.
func (s *Store) snapshot() *sql.TxOptions {
	if s.sqlite {
		return &sql.TxOptions{ReadOnly: true}
	}
	return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
}

func (v view) Head(stream court.StreamID) (record.Head, error) {
	h := record.Head{Stream: stream}
	var version int64
	var hash []byte
	err := v.q.QueryRowContext(v.ctx, `SELECT version, head FROM streams WHERE stream = $1`, string(stream)).Scan(&version, &hash)
	if isMissing(err) {
		return record.Head{}, nil
	}
	if err != nil {
		return record.Head{}, fmt.Errorf("store: head: %w", err)
	}
	h.Version = uint64(version)
	copy(h.Hash[:], hash)
	return h, nil
}

func (v view) Events(stream court.StreamID, after uint64) ([]record.Event, error) {
	secret, found, err := v.s.secret(v.ctx, v.q, stream)
	if err != nil || !found {
		return nil, err
	}
	rows, err := v.q.QueryContext(v.ctx,
		`SELECT header, payload FROM events WHERE stream = $1 AND version > $2 ORDER BY version`, string(stream), int64(after))
	if err != nil {
		return nil, fmt.Errorf("store: events: %w", err)
	}
	defer rows.Close()
	var out []record.Event
	for rows.Next() {
		var header, payload []byte
		if err := rows.Scan(&header, &payload); err != nil {
			return nil, fmt.Errorf("store: events: %w", err)
		}
		e, err := openEvent(secret.keys, header, payload)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
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

// actKey is what makes an act happen once: it says nothing of who or what. A
// key that tells its moment has it in front, so that the keys of one time lie
// side by side in the index and a commit touches few of its pages, however
// many acts the court has had. The rest is SHA-256, 208 bits at least.
func actKey(by court.PersonID, key string) [32]byte {
	k := sha256.Sum256([]byte(string(by) + "\x00" + key))
	if ms, ok := clerk.KeyTime(key); ok {
		var moment [8]byte
		binary.BigEndian.PutUint64(moment[:], ms)
		copy(k[:6], moment[2:])
	}
	return k
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

func (v view) Leaf(stream court.StreamID, version uint64) (record.Ref, error) {
	refs, err := v.refs(`SELECT stream, version, leaf FROM events WHERE stream = $1 AND version = $2`, string(stream), int64(version))
	if err != nil {
		return record.Ref{}, err
	}
	if len(refs) == 0 {
		return record.Ref{}, fmt.Errorf("store: no event № %d in stream %s", version, stream)
	}
	return refs[0], nil
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
	err := v.q.QueryRowContext(v.ctx, `SELECT owner, doc FROM registers WHERE kind = $1 AND id = $2`, kind, key).Scan(&r.Owner, &r.Doc)
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
		query, args = `SELECT id, owner, doc FROM registers WHERE kind = $1 AND owner = $2 ORDER BY id`, []any{kind, owner}
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
