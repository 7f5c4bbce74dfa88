package clerk_test

import (
	"testing"
	"time"

	"tarazy/internal/hearing"
)

// A line that broke is seen between two ticks, from memory; a store that cannot
// be reached is left to the tick.
func TestABrokenLineIsSeenBetweenTicks(t *testing.T) {
	m := played(t, stores()[0], opened+`
	05:10:00 respondent loses-line`)
	ctx, gone := t.Context(), m.clock.Now()
	see := func(after time.Duration, want hearing.Presence) {
		t.Helper()
		m.clock.set(gone.Add(after))
		m.seen()
		m.must(m.c.Glance(ctx, m.clock.Now()))
		if seat, _ := m.view().Sitting.Seat(m.people["respondent"]); seat.Presence != want {
			t.Errorf("after %v: %s", after, seat.Presence)
		}
	}
	see(2900*time.Millisecond, hearing.Inside)
	m.c.Store = broken{m.store}
	m.must(m.c.Glance(ctx, gone.Add(2950*time.Millisecond))) // does not ask it
	m.c.Store = m.store
	see(3000*time.Millisecond, hearing.Lost)
}
