package livekit

import (
	"testing"
	"time"
)

// A muted microphone that sends silence is believed once its count has grown,
// and its last packet ages when it no longer grows, also over a session that
// begins on a dead line; one that sends nothing proves nothing.
func TestCounts(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var e ear
	for _, step := range []struct {
		second   int
		session  string
		n        uint64
		ok       bool
		believed bool
		age      int // seconds; -1: no packet yet
	}{
		{0, "a", 500, true, false, -1}, // from before it was muted
		{1, "a", 500, true, false, -1}, // sends nothing while muted
		{2, "a", 550, true, true, 0},
		{3, "a", 600, true, true, 0},
		{4, "a", 600, true, true, 1}, // the line is dead
		{5, "a", 600, true, true, 2},
		{6, "b", 0, false, true, 3}, // joined anew, over the socket alone
		{7, "b", 0, false, true, 4},
		{8, "b", 40, true, true, 0},    // the line is back
		{50, "b", 0, false, false, 42}, // no microphone any more
	} {
		now := at.Add(time.Duration(step.second) * time.Second)
		believed := e.counts(step.n, step.ok, step.session, now)
		age := -1
		if last := e.last(); !last.IsZero() {
			age = int(now.Sub(last) / time.Second)
		}
		if believed != step.believed || age != step.age {
			t.Errorf("second %d: believed %v, age %d; want %v, %d", step.second, believed, age, step.believed, step.age)
		}
	}
}
