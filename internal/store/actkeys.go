package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

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

// recent is the writer's own knowledge of the newest acts' keys, so that the
// usual new act, whose key was made a moment ago, is known to be new without
// asking the database. It says only "certainly unused"; of every other key the
// database is asked, and its unique index has the last word in any case.
//
// It holds all durable keys that begin with from..to-1. Nothing of it is on
// the disk: it is read anew at start, after a failed commit, and when full.
type recent struct {
	from, to uint64 // milliseconds; equal when nothing is known
	keys     map[uint64]struct{}
}

// recentMost bounds what recent holds: about two megabytes.
const recentMost = 1 << 16

// recentSpan is how far ahead of us a key's moment may lie: a clock that goes
// wrong must not put a key into it that is not looked for there.
const recentSpan = 24 * time.Hour

// parts are a key's moment, as recent counts it, and a print of the rest.
func parts(k [32]byte) (moment, print uint64) {
	return binary.BigEndian.Uint64(k[:8]) >> 16, binary.BigEndian.Uint64(k[8:16])
}

// bound is the least key of a moment.
func bound(moment uint64) []byte {
	return append(binary.BigEndian.AppendUint64(nil, moment<<16), make([]byte, 24)...)
}

// unused reports that no durable act has the key. False says nothing.
func (r *recent) unused(k [32]byte) bool {
	moment, print := parts(k)
	if moment < r.from || moment >= r.to {
		return false
	}
	_, has := r.keys[print]
	return !has
}

// add takes a key that became durable.
func (r *recent) add(k [32]byte) {
	if moment, print := parts(k); moment >= r.from && moment < r.to {
		r.keys[print] = struct{}{}
	}
}

// stale reports that recent is full, or that its moments will soon have passed.
func (r *recent) stale(now time.Time) bool {
	return len(r.keys) >= recentMost || uint64(max(now.Add(recentSpan/2).UnixMilli(), 0)) >= r.to
}

// refreshRecent reads recent anew when it is stale. Without it acts stand as
// surely, only slower: a failure is left to the next group.
func (s *Store) refreshRecent() {
	if s.recent.stale(s.clock.Now()) && s.loadRecent(context.Background()) != nil {
		s.recent = recent{}
	}
}

// loadRecent begins recent anew from this moment on. It must run where no key
// can become durable beside it: in the writer, between two groups.
func (s *Store) loadRecent(ctx context.Context) error {
	now := s.clock.Now()
	r := recent{from: uint64(max(now.UnixMilli(), 0)), to: uint64(max(now.Add(recentSpan).UnixMilli(), 0)), keys: map[uint64]struct{}{}}
	rows, err := s.conn.QueryContext(ctx, `SELECT act_key FROM events WHERE act_key >= $1 AND act_key < $2 LIMIT $3`,
		bound(r.from), bound(r.to), recentMost/2)
	if err != nil {
		return fmt.Errorf("store: acts: %w", err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var k []byte
		if err := rows.Scan(&k); err != nil {
			return fmt.Errorf("store: acts: %w", err)
		}
		if len(k) == 32 { // any other was edited, and is nobody's
			r.add([32]byte(k))
		}
	}
	if n == recentMost/2 {
		// So many acts whose keys lie about their moment: the database is asked.
		r = recent{from: r.to, to: r.to}
	}
	s.recent = r
	return rows.Err()
}
