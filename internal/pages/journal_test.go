package pages

import (
	"testing"
	"time"

	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// The longest loss is counted from when the line broke, and one that nobody
// came back from lasts until the closing, or until now.
func TestJournalCountsALossThatLasts(t *testing.T) {
	at := func(s int) time.Time { return time.Date(2026, 11, 23, 5, 0, s, 0, time.UTC) }
	line := func(kind, who string, s, since int) hearing.Line {
		return hearing.Line{Type: kind, At: at(s), Args: map[string]string{"person": who, "clock": record.At(at(since)).String()}}
	}
	lines := []hearing.Line{
		line("hearing.lost", "a", 14, 10), line("hearing.back", "a", 30, 10),
		line("hearing.lost", "b", 44, 40),
	}
	for _, c := range []struct {
		name     string
		ended    time.Time
		want     time.Duration
		of, whom int
	}{
		{"while it lasts", time.Time{}, 80 * time.Second, 2, 2},
		{"after the closing", at(100), 60 * time.Second, 2, 2},
	} {
		p := &journalPage{Now: at(120)}
		p.View.Journal, p.View.Sitting.EndedAt = lines, c.ended
		if p.sum(); p.Longest != c.want || p.Losses != c.of || p.Whom != c.whom {
			t.Errorf("%s: longest %s of %d, %d people", c.name, p.Longest, p.Losses, p.Whom)
		}
	}
	p := &journalPage{Now: at(120)}
	p.View.Journal = lines[:2]
	if p.sum(); p.Longest != 20*time.Second {
		t.Errorf("a loss that ended lasted %s", p.Longest)
	}
}
