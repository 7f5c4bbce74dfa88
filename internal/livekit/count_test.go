package livekit

import (
	"testing"
	"time"
)

// A muted microphone that sends silence is believed once its count has grown,
// and its last packet ages when it no longer grows; one that sends nothing
// proves nothing, and neither does a new session's count.
func TestCounts(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var e ear
	for i, step := range []struct {
		n        uint64
		ok       bool
		believed bool
		age      int // seconds; -1: no packet yet
	}{
		{n: 0, ok: false, believed: false, age: -1},
		{n: 500, ok: true, believed: false, age: -1}, // from before it was muted
		{n: 500, ok: true, believed: false, age: -1}, // sends nothing while muted
		{n: 550, ok: true, believed: true, age: 0},
		{n: 600, ok: true, believed: true, age: 0},
		{n: 600, ok: true, believed: true, age: 1}, // the line is dead
		{n: 600, ok: true, believed: true, age: 2},
		{n: 12, ok: true, believed: false, age: 3}, // a new session
		{n: 62, ok: true, believed: true, age: 0},
		{n: 0, ok: false, believed: false, age: 1}, // no microphone any more
	} {
		now := at.Add(time.Duration(i) * time.Second)
		believed := e.counts(step.n, step.ok, now)
		age := -1
		if last := e.last(); !last.IsZero() {
			age = int(now.Sub(last) / time.Second)
		}
		if believed != step.believed || age != step.age {
			t.Errorf("second %d: believed %v, age %d; want %v, %d", i, believed, age, step.believed, step.age)
		}
	}
}
