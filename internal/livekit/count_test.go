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
		believed := e.counts(count{tracks: map[bool]int{true: 1}[step.ok], in: step.n}, step.session, now)
		age := -1
		if last := e.last(); !last.IsZero() {
			age = int(now.Sub(last) / time.Second)
		}
		if believed != step.believed || age != step.age {
			t.Errorf("second %d: believed %v, age %d; want %v, %d", step.second, believed, age, step.believed, step.age)
		}
	}
}

// A camera that is turned off, and a microphone that loses the floor, take
// their proof with them: nothing is expected of what is not there.
func TestCountsOfWhatIsTakenAway(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var e ear
	for i, step := range []struct {
		c        count
		believed bool
	}{
		{count{tracks: 2, in: 100}, false},
		{count{tracks: 2, in: 200}, true},
		{count{tracks: 1, in: 150}, false},
		{count{tracks: 1, in: 150}, false},
		{count{tracks: 1, in: 170}, true},
		{count{}, false},
	} {
		if got := e.counts(step.c, "a", at.Add(time.Duration(i)*time.Second)); got != step.believed {
			t.Errorf("round %d: believed %v", i, got)
		}
	}
}

// Who sends nothing is seen by what their browser reports on the pictures it
// is sent; without pictures its silence means nothing.
func TestAcks(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	second := func(n int) time.Time { return at.Add(time.Duration(n) * time.Second) }
	var e ear
	for i, step := range []struct {
		c        count
		believed bool
		age      int
	}{
		{count{out: 10, ack: time.Unix(0, 0)}, false, -1}, // no report yet
		{count{out: 20, ack: second(1)}, false, 0},
		{count{out: 30, ack: second(2)}, true, 0},
		{count{out: 40, ack: second(2)}, true, 1}, // the line is dead
		{count{out: 50, ack: second(2)}, true, 2},
		{count{out: 50, ack: second(2)}, false, 3}, // no picture is sent any more
		{count{out: 60, ack: second(6)}, false, 0},
		{count{out: 70, ack: second(7)}, false, 0},
		{count{out: 80, ack: second(8)}, true, 0},
	} {
		believed, age := e.acks(step.c), -1
		if last := e.last(); !last.IsZero() {
			age = int(second(i).Sub(last) / time.Second)
		}
		if believed != step.believed || age != step.age {
			t.Errorf("round %d: believed %v, age %d", i, believed, age)
		}
	}
}

// What came and what is missing is counted from one look to the next; a packet
// that comes late is missing no more, and another track begins anew.
func TestGrown(t *testing.T) {
	var e ear
	for i, step := range []struct {
		now          tally
		grew         bool
		came, missed int64
	}{
		{tally{in: 50}, true, 50, 0},
		{tally{in: 90, lost: 10}, true, 40, 10},
		{tally{in: 95, lost: 8}, true, 5, -2},
		{tally{in: 95, lost: 8}, false, 0, 0},
		{tally{in: 3}, false, 0, 0},
		{tally{in: 53, lost: 1}, true, 50, 1},
	} {
		grew, came, missed := e.grown(step.now), e.came.Swap(0), e.missed.Swap(0)
		if grew != step.grew || came != step.came || missed != step.missed {
			t.Errorf("look %d: grew %v, %d came, %d missing", i, grew, came, missed)
		}
	}
}
