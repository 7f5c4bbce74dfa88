package hearing

import (
	"strings"
	"time"

	"tarazy/internal/record"
)

// Summary is what the journal comes to.
type Summary struct {
	Sat     time.Duration // from the opening to the closing; zero before the opening
	Losses  int           // connections lost
	Whom    int           // people who lost it
	Longest time.Duration // the longest loss
	Holds   int           // a hold that was widened is one hold
}

// Sum counts from the lines alone, so that anyone with the journal can count
// the same. What lasts is counted until now, and nothing lasts beyond the
// closing. A restart of the program is a loss of everybody who was in the room.
func Sum(lines []Line, now time.Time) Summary {
	t := tally{end: now, inside: map[string]bool{}, lost: map[string]time.Time{}, whom: map[string]bool{}}
	for _, l := range lines {
		t.people(l)
		t.state(l)
	}
	for who := range t.lost {
		t.found(who, t.end)
	}
	if !t.opened.IsZero() {
		t.Sat = t.end.Sub(t.opened)
	}
	t.Whom = len(t.whom)
	return t.Summary
}

// tally follows the lines as Fold follows the events.
type tally struct {
	Summary
	opened time.Time
	end    time.Time            // the closing, or now
	inside map[string]bool      // who is in the room
	lost   map[string]time.Time // who is lost, since when
	whom   map[string]bool      // who was ever lost
	held   bool
}

func (t *tally) people(l Line) {
	who := l.Args["person"]
	switch l.Type {
	case "hearing.entered", "hearing.back":
		t.found(who, l.At)
		t.inside[who] = true
	case "hearing.lost":
		t.lose(who, l)
	case "hearing.removed", PowerLapsed{}.EventType():
		t.found(who, l.At)
		delete(t.inside, who)
	case "hearing.left":
		who = string(l.By.Person)
		t.found(who, l.At)
		delete(t.inside, who)
	case RollChanged{}.EventType():
		for _, gone := range strings.Fields(who) {
			t.found(gone, l.At)
			delete(t.inside, gone)
		}
	case "hearing.court_failed":
		if strings.HasSuffix(l.Key, ".over") {
			for who := range t.inside {
				t.lose(who, l)
			}
		}
	}
}

func (t *tally) state(l Line) {
	switch l.Type {
	case "hearing.opened":
		t.opened = l.At
	case "hearing.held":
		if !t.held {
			t.Holds++
		}
		t.held = true
	case "hearing.recessed", "hearing.resumed", "hearing.went_on", "hearing.hold_dismissed":
		t.held = false
	case "hearing.closed", "hearing.adjourned":
		t.end, t.held = l.At, false
	}
}

// lose begins a loss at the moment its line names.
func (t *tally) lose(who string, l Line) {
	since, err := time.Parse(record.TimeLayout, l.Args["clock"])
	if err != nil {
		since = l.At
	}
	t.Losses++
	t.lost[who], t.whom[who] = since, true
	delete(t.inside, who)
}

// found ends a loss, if there is one.
func (t *tally) found(who string, at time.Time) {
	if since, was := t.lost[who]; was {
		t.Longest = max(t.Longest, at.Sub(since))
		delete(t.lost, who)
	}
}
