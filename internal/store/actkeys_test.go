package store

import (
	"bytes"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// Keys of one moment are neighbours in the index, whoever acts; the same key
// of two people is two acts; a key of another form is spread by its hash.
func TestActKey(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	earlier, later := clerk.NewKey(at), clerk.NewKey(at.Add(time.Millisecond))
	for _, by := range []string{"p-1", "p-2"} {
		for _, then := range []string{"p-1", "p-2"} {
			a, b := actKey(court.PersonID(by), earlier), actKey(court.PersonID(then), later)
			if bytes.Compare(a[:], b[:]) >= 0 {
				t.Errorf("%s before %s: %x, %x", by, then, a, b)
			}
		}
	}
	if actKey("p-1", earlier) == actKey("p-2", earlier) {
		t.Error("two people share an act")
	}
	if a, b := actKey("p-1", "0193a5b6c7d8e9f0a"), actKey("p-1", "0193a5b6c7d8e9f0b"); bytes.Equal(a[:6], b[:6]) {
		t.Errorf("%x, %x", a, b)
	}
}

// What is recent says "unused" of a key only where it would know otherwise.
func TestRecent(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	key := func(moment time.Duration) [32]byte { return actKey("p-1", clerk.NewKey(at.Add(moment))) }
	from := uint64(at.UnixMilli())
	r := recent{from: from, to: from + uint64(recentSpan.Milliseconds()), keys: map[uint64]struct{}{}}
	used := key(time.Second)
	r.add(used)
	for _, c := range []struct {
		name   string
		key    [32]byte
		unused bool
	}{
		{"new", key(time.Second), true},
		{"used", used, false},
		{"of the first moment", key(0), true},
		{"older than what is known", key(-time.Millisecond), false},
		{"of a moment too far ahead", key(recentSpan), false},
		{"that tells no moment", actKey("p-1", "0193a5b6c7d8e9f0a"), false},
	} {
		if got := r.unused(c.key); got != c.unused {
			t.Errorf("a key %s: unused is %v", c.name, got)
		}
	}
	if nothing := (recent{}); nothing.unused(used) || !nothing.stale(at) {
		t.Error("where nothing is known something was said")
	}
	if r.stale(at) || !r.stale(at.Add(recentSpan)) {
		t.Error("stale at the wrong time")
	}
}
