package hearing

import (
	"slices"
	"time"

	"tarazy/internal/court"
)

// Step is what a person's own page said last of how far they are. It is an
// observation, no act: nothing follows from it, and it is in no record.
type Step struct {
	Name  string
	Since time.Time // when the page first said so
	Seen  time.Time // when it said so last
}

// PageSteps are what a page may say: it is open; it tests the devices; the
// browser refused camera and microphone; it asks for the promise; it waits to
// be let in; it connects to the room.
func PageSteps() []string {
	return []string{"page", "devices", "refused", "promise", "wait", "connecting"}
}

// pageGone is how long a page may say nothing before it is taken for closed.
const pageGone = 15 * time.Second

// Ready is one line of the readiness board: where a person is on the way into
// the room, and since when.
type Ready struct {
	Person court.PersonID
	Step   string // of BoardSteps
	Since  time.Time
	Stuck  bool // for as long as someone may be kept waiting
}

// BoardSteps are the places on the way, as the board names them.
func BoardSteps() []string {
	return []string{"absent", "page", "devices", "refused", "promise", "waiting", "waiting_away", "kept_out", "admitted", "connecting", "connected", "lost", "left"}
}

// Board is the way of everybody on the roll. What stands in the record counts
// before what a page says, so that no page can say that someone is in the room.
func (s Sitting) Board(said map[court.PersonID]Step, now time.Time, patience time.Duration) []Ready {
	var out []Ready
	for _, t := range s.Roll {
		step, fresh := said[t.Person], false
		if !step.Seen.IsZero() && now.Sub(step.Seen) < pageGone {
			fresh = true
		}
		r := Ready{Person: t.Person, Step: t.way(step, fresh), Since: t.Since}
		if fresh && slices.Contains([]string{"page", "devices", "refused", "promise", "connecting"}, r.Step) {
			r.Since = step.Since
		}
		r.Stuck = !slices.Contains([]string{"connected", "absent", "left", "kept_out"}, r.Step) && now.Sub(r.Since) >= patience
		out = append(out, r)
	}
	return out
}

func (t Seat) way(said Step, fresh bool) string {
	switch {
	case t.Here():
		return "connected"
	case t.Order != nil, t.Presence == PutOut:
		return "kept_out"
	case t.Presence == Lost && fresh && said.Name == "refused", t.Admitted && fresh && said.Name == "refused":
		return "refused"
	case t.Presence == Lost:
		return "lost"
	case t.Admitted && t.Presence == Waiting && fresh && said.Name == "connecting":
		return "connecting"
	case t.Admitted && t.Presence == Waiting:
		return "admitted"
	case t.Presence == Waiting && fresh:
		return "waiting"
	case t.Presence == Waiting:
		return "waiting_away"
	case t.Presence == Gone:
		return "left"
	case !fresh:
		return "absent"
	case said.Name == "wait", said.Name == "connecting":
		return "page"
	}
	return said.Name
}
