//go:build demo

package rehearsal

import (
	"slices"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
)

// deed is what a robot does: an act of its own, or a recording it speaks.
type deed struct {
	what  clerk.Action
	about court.PersonID
	floor string // of an order about the floor
	words string // a message key; of what is said, the recording
}

// say is no act of the court's.
const say clerk.Action = "say"

// When things happen. A hold comes ten seconds after a line broke.
const (
	lateBy      = 6 * time.Second  // after the person is in the room
	handAfter   = 4 * time.Second  // in session
	dropAt      = 35 * time.Second // since the opening
	hangsFor    = 20 * time.Second
	removeAt    = 80 * time.Second
	closeAt     = 150 * time.Second
	closeAtLast = 8 * time.Minute
	turnOf      = 25 * time.Second // a robot's with the floor
	turnOfYours = time.Minute      // where another asks for it
	goOnAfter   = 2 * time.Minute  // of a hold
)

// script is what is played: what has happened, and for how long things have
// been as they are. It decides and never acts.
type script struct {
	you   court.PersonID
	began time.Time
	seen  time.Time            // when the person was last in the room
	since map[string]time.Time // since when a thing is so
	done  map[string]bool      // what happens once
	spoke map[court.PersonID]bool
	hung  court.PersonID // whose line breaks
	until time.Time
}

func newScript(you court.PersonID, now time.Time) *script {
	return &script{you: you, began: now, seen: now, since: map[string]time.Time{}, done: map[string]bool{}, spoke: map[court.PersonID]bool{}}
}

// over reports whether there is nothing more to play.
func (c *script) over(s hearing.Sitting, now time.Time) bool {
	t, _ := s.Seat(c.you)
	return over(s, t, c.began, c.seen, now)
}

// lasts is for how long a thing has been so; 0 while it is not.
func (c *script) lasts(what string, is bool, now time.Time) time.Duration {
	if !is {
		delete(c.since, what)
		return 0
	}
	if c.since[what].IsZero() {
		c.since[what] = now
	}
	return now.Sub(c.since[what])
}

// once answers true the first time the thing is so.
func (c *script) once(what string, is bool) bool {
	if !is || c.done[what] {
		return false
	}
	c.done[what] = true
	return true
}

func (c *script) hangs(p court.PersonID, now time.Time) bool {
	return p == c.hung && now.Before(c.until)
}

// look notes what is so at this moment, before anybody is asked what is next.
func (c *script) look(s hearing.Sitting, now time.Time) {
	if t, _ := s.Seat(c.you); t.Presence == hearing.Inside {
		c.seen = now
	}
	for _, p := range s.Floor {
		c.spoke[p] = true
	}
	if due := s.State == hearing.Session && now.Sub(s.OpenedAt) >= dropAt; due && !c.done["drop"] {
		for _, t := range s.Roll {
			if c.robotParty(t) && t.Presence == hearing.Inside && !slices.Contains(s.Floor, t.Person) {
				c.done["drop"], c.hung, c.until = true, t.Person, now.Add(hangsFor)
				break
			}
		}
	}
}

func (c *script) robotParty(t hearing.Seat) bool { return t.Person != c.you && !t.Role.OnBench() }

// next is what the robot on this seat does now.
func (c *script) next(s hearing.Sitting, t hearing.Seat, now time.Time) []deed {
	if c.hangs(t.Person, now) {
		return nil
	}
	if !t.Admitted {
		return c.outside(s, t, now)
	}
	switch t.Role {
	case court.Judge:
		return c.judge(s, now)
	case court.Secretary:
		return c.secretary(s, now)
	}
	return c.party(s, t, now)
}

// outside: the robot asks to be let in, one of them late, and objects when it
// was put out.
func (c *script) outside(s hearing.Sitting, t hearing.Seat, now time.Time) []deed {
	if t.Order != nil {
		if len(t.Order.Objections) == 0 && c.lasts("out "+string(t.Person), true, now) >= 3*time.Second {
			return []deed{{what: clerk.ActProtest, words: "rehearsal.objection"}}
		}
		return nil
	}
	delete(c.since, "out "+string(t.Person))
	if t.Presence == hearing.Waiting && t.Promised {
		return nil
	}
	you, _ := s.Seat(c.you)
	in := c.lasts("you in", you.Presence == hearing.Inside, now)
	if t.Person == c.late(s) && !c.done["late"] && in < lateBy {
		return nil
	}
	if t.Person == c.late(s) {
		c.done["late"] = true
	}
	return []deed{{what: clerk.ActPrepare}}
}

// late is who comes late: the last robot of the roll that is on no bench.
func (c *script) late(s hearing.Sitting) (who court.PersonID) {
	for _, t := range s.Roll {
		if c.robotParty(t) {
			who = t.Person
		}
	}
	return who
}

// party: a robot asks for the floor when those before it have spoken, and
// speaks while it has it.
func (c *script) party(s hearing.Sitting, t hearing.Seat, now time.Time) []deed {
	if s.State != hearing.Session || t.Presence != hearing.Inside {
		return nil
	}
	if slices.Contains(s.Floor, t.Person) {
		return []deed{{what: say, words: string(t.Role)}}
	}
	for _, before := range s.Roll {
		if before.Person == t.Person {
			break
		}
		if c.robotParty(before) && !c.spoke[before.Person] {
			return nil
		}
	}
	asks := !c.spoke[t.Person] && !slices.Contains(s.Hands, t.Person)
	if c.lasts("hand "+string(t.Person), asks, now) >= handAfter {
		return []deed{{what: clerk.ActHand}}
	}
	return nil
}

// secretary admits who waits, soon for a robot judge and late for a person who
// is to do it, and tries to reach who was cut off.
func (c *script) secretary(s hearing.Sitting, now time.Time) []deed {
	patience := 3 * time.Second
	if you, _ := s.Seat(c.you); you.Role == court.Judge {
		patience = 25 * time.Second
	}
	for _, t := range s.Roll {
		waits := t.Presence == hearing.Waiting && t.Promised && !t.Admitted && t.Order == nil
		if c.lasts("waits "+string(t.Person), waits, now) >= patience {
			return []deed{{what: clerk.ActAdmit, about: t.Person}}
		}
	}
	if s.Hold != nil && len(s.Hold.About) > 0 && now.Sub(s.Hold.Since) >= 3*time.Second && c.once("contact "+s.Hold.Since.String(), true) {
		return []deed{{what: clerk.ActContact, about: s.Hold.About[0]}}
	}
	if c.once("welcome", s.State == hearing.Session && now.Sub(s.OpenedAt) >= 9*time.Second && len(s.Floor) == 0) {
		return []deed{{what: say, words: "secretary"}}
	}
	return nil
}
