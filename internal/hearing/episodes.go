package hearing

import (
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
)

// Episode is one disruption from end to end: a line was lost, the sitting was
// held, people were looked for, they came back, the court went on. It is made
// of lines of the journal and of nothing else.
type Episode struct {
	Person   court.PersonID // empty: the court's own failure, which is everybody's and nobody's fault
	Cause    Cause
	Signs    []string // as message keys
	Since    time.Time
	Until    time.Time // the last that is known of it; now while it lasts
	Lasts    bool      // somebody is still lost, or the failure or the hold goes on
	Gaps     []Gap     // who was without a line, and when; none where a failure cut nobody off
	Held     time.Duration
	Attempts int // to reach who was lost
	Reached  int
	Did      []string // what the court did about it, as event types
	Lines    []uint64 // record numbers
}

// Gap is a time in which one person had no line to the sitting.
type Gap struct {
	Person court.PersonID
	Since  time.Time
	Until  time.Time
	End    GapEnd
	Line   uint64 // the record number that says it began
}

// GapEnd says how a gap ended.
type GapEnd string

const (
	GapLasts   GapEnd = "lasts"
	GapBack    GapEnd = "back"
	GapLeft    GapEnd = "left"    // by own act
	GapRemoved GapEnd = "removed" // by order
	GapClosed  GapEnd = "closed"  // with the sitting
	GapRole    GapEnd = "role"    // with their role in the case, or the power it rests on
)

// Length is how long the gap was.
func (g Gap) Length() time.Duration { return g.Until.Sub(g.Since) }

// Away is the time without a line of everyone in the episode together.
func (e Episode) Away() (sum time.Duration) {
	for _, g := range e.Gaps {
		sum += g.Length()
	}
	return sum
}

// Whom lists who was cut off, once each, in the order it happened.
func (e Episode) Whom() []court.PersonID {
	var out []court.PersonID
	for _, g := range e.Gaps {
		if !slices.Contains(out, g.Person) {
			out = append(out, g.Person)
		}
	}
	return out
}

// About reports whether the episode concerns a person. What the court's own
// side did concerns everybody who was cut off by it.
func (e Episode) About(p court.PersonID) bool {
	return e.Person == p || slices.ContainsFunc(e.Gaps, func(g Gap) bool { return g.Person == p })
}

// Episodes tells the journal's disruptions, in the order they began. They are
// counted from the lines alone, so that anyone with the journal counts the
// same. A line lost again before the court has dealt with the last time is the
// same episode. What lasts is counted until now, and nothing lasts beyond the
// closing; a failure of the court's before the opening no longer than the court
// does, though people stay away. A loss by the court's own failure is in the court's episode.
func Episodes(lines []Line, now time.Time) []Episode {
	t := teller{now: now, inside: map[court.PersonID]bool{}}
	for _, l := range lines {
		t.tell(l)
	}
	out := make([]Episode, len(t.all))
	for i, s := range t.all {
		out[i] = t.finish(s)
	}
	return out
}

// teller follows the lines as Fold follows the events.
type teller struct {
	now    time.Time
	over   bool // closed: now is the closing
	opened bool
	all    []*story
	inside map[court.PersonID]bool
}

func (t *teller) tell(l Line) {
	p := court.PersonID(l.Args["person"])
	switch l.Type {
	case "hearing.opened":
		t.opened = true
	case "hearing.entered":
		t.inside[p] = true
	case "hearing.back":
		t.end(p, l, GapBack)
		t.inside[p] = true
	case "hearing.left":
		t.end(l.By.Person, l, GapLeft)
		delete(t.inside, l.By.Person)
	case "hearing.removed":
		t.end(p, l, GapRemoved)
		delete(t.inside, p)
	case RollChanged{}.EventType():
		for _, p := range strings.Fields(l.Args["person"]) {
			t.end(court.PersonID(p), l, GapRole)
			delete(t.inside, court.PersonID(p))
		}
	case PowerLapsed{}.EventType():
		t.end(p, l, GapRole)
		delete(t.inside, p)
	case "hearing.lost":
		t.lost(p, l)
	case "hearing.court_failed":
		t.failed(l)
	case "hearing.court_restored":
		t.restored(l)
	case "hearing.contact_attempted", "hearing.contact_queued":
		t.tried(p, l)
	default:
		t.ordered(l)
	}
}

// ordered tells what the program held and what the court did.
func (t *teller) ordered(l Line) {
	switch l.Type {
	case "hearing.held":
		t.held(l)
	case "hearing.technical_break":
		t.held(l)
	case "hearing.hold_alarmed", "hearing.break_alarmed":
		t.each(func(s *story) bool { return s.holding }, func(s *story) { s.note(l) })
	case "hearing.standing_ruled":
		if s := t.of(court.PersonID(l.Args["person"])); s != nil {
			s.note(l)
			s.Did = append(s.Did, l.Type)
		}
	case "hearing.recessed", "hearing.resumed", "hearing.went_on", "hearing.hold_dismissed":
		t.acted(l)
	case "hearing.closed", "hearing.adjourned":
		t.now, t.over = l.At, true
		t.each(func(s *story) bool { return !s.settled() }, func(s *story) {
			s.shut(l.At)
			s.note(l)
			s.failing, s.waits = false, false
			for i := range s.Gaps {
				s.Gaps[i].close(l.At, GapClosed)
			}
		})
	}
}

// lost begins a gap: in the person's own episode, or the court's where the
// court's side was the cause.
func (t *teller) lost(p court.PersonID, l Line) {
	cause := Cause(strings.TrimPrefix(l.Args["cause"], "cause."))
	if s := t.of(p); s != nil && s.gapOf(p) != nil {
		s.note(l) // is lost already: nothing new began
		return
	}
	s := t.court()
	if cause != TheCourt {
		s = t.own(p)
	}
	if s == nil {
		s = t.begin(Episode{Cause: cause, Since: since(l)})
		if cause != TheCourt {
			s.Person = p
		}
	}
	if s.Cause != cause {
		s.Cause = NotEstablished
	}
	s.gap(p, l)
	delete(t.inside, p)
}

// failed tells a failure of the court's own side. One that is over when it is
// written, a restart, cut off everyone who was in the room.
func (t *teller) failed(l Line) {
	s := t.court()
	if s == nil {
		s = t.begin(Episode{Cause: TheCourt, Since: since(l)})
	}
	if !strings.HasSuffix(l.Key, ".over") {
		s.failing = !strings.HasSuffix(l.Key, ".record") // that one cut nobody off, and is over
		s.note(l)
		s.Signs = append(s.Signs, strings.Fields(l.Args["signs"])...)
		return
	}
	s.failing = false
	s.note(l)
	people := make([]court.PersonID, 0, len(t.inside))
	for p := range t.inside {
		people = append(people, p)
	}
	slices.Sort(people)
	for _, p := range people {
		s.gap(p, l)
	}
	s.Lines = slices.Compact(s.Lines)
	if len(people) == 0 {
		s.Signs = append(s.Signs, strings.Fields(l.Args["signs"])...)
	}
	clear(t.inside)
}

func (t *teller) restored(l Line) {
	if s := t.court(); s != nil {
		s.failing, s.idle = false, !t.opened
		s.note(l)
	}
}

func (t *teller) end(p court.PersonID, l Line, how GapEnd) {
	for _, s := range t.all {
		if g := s.gapOf(p); g != nil {
			g.close(l.At, how)
			s.note(l)
		}
	}
}

func (t *teller) tried(p court.PersonID, l Line) {
	s := t.of(p)
	if s == nil {
		return
	}
	s.note(l)
	s.Attempts++
	if l.Args["result"] == "contact.result.reached" {
		s.Reached++
	}
}

// held tells a hold. It is in the episode of each whom it is about, and one
// for the court's own failure in the court's.
func (t *teller) held(l Line) {
	var about []*story
	for _, p := range strings.Fields(l.Args["people"]) {
		if s := t.of(court.PersonID(p)); s != nil && !slices.Contains(about, s) {
			about = append(about, s)
		}
	}
	if s := t.court(); s != nil && l.Args["cause"] == "cause."+string(TheCourt) && !slices.Contains(about, s) {
		about = append(about, s)
	}
	for _, s := range about {
		s.note(l)
		if !s.holding {
			s.holding, s.since = true, l.At
		}
	}
}

// acted tells what the court did about what it was held or interrupted for.
func (t *teller) acted(l Line) {
	without := strings.Fields(l.Args["people"])
	t.each(func(s *story) bool {
		return s.holding || s.waits || s.open() > 0 && slices.Contains(without, string(s.Person))
	}, func(s *story) {
		s.shut(l.At)
		s.note(l)
		s.waits = l.Type == "hearing.recessed"
		s.Did = append(s.Did, l.Type)
	})
}

func (t *teller) each(which func(*story) bool, do func(*story)) {
	for _, s := range t.all {
		if which(s) {
			do(s)
		}
	}
}

func (t *teller) begin(e Episode) *story {
	s := &story{Episode: e}
	t.all = append(t.all, s)
	return s
}

// own is the person's episode that is not settled, court the court's, and of
// the one in which the person is now.
func (t *teller) own(p court.PersonID) *story {
	for _, s := range t.all {
		if s.Person == p && p != "" && !s.settled() {
			return s
		}
	}
	return nil
}

func (t *teller) court() *story {
	for _, s := range t.all {
		if s.Person == "" && !s.settled() {
			return s
		}
	}
	return nil
}

func (t *teller) of(p court.PersonID) *story {
	if s := t.own(p); s != nil {
		return s
	}
	if s := t.court(); s != nil && s.About(p) {
		return s
	}
	return nil
}

// finish counts until now what has no end.
func (t *teller) finish(s *story) Episode {
	s.Lasts = !t.over && !s.settled()
	if s.Lasts {
		s.Until = later(s.Until, t.now)
	}
	if s.holding {
		s.Held += t.now.Sub(s.since)
	}
	for i := range s.Gaps {
		if g := &s.Gaps[i]; g.End == GapLasts {
			g.Until = later(g.Since, t.now)
		}
	}
	return s.Episode
}
