package clerk

import (
	"time"

	"tarazy/internal/attend"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// audible is what is known of the sound in one hearing. It is kept in memory:
// after a restart everything is unknown until the pages have reported again.
type audible struct {
	sound  attend.Sound
	pairs  []attend.Pair // as of looked
	spells []hearing.SoundSpell
	looked time.Time
	series *attend.Series // the raw counts since the last that were kept; nil: there are none
}

// lookOften is how old an answer about who hears whom may be.
const lookOften = 700 * time.Millisecond

// SawSound takes what a person's page counted of the sound there. It speaks
// for nobody else, and of a hearing that nobody is in nothing is kept.
func (c *Clerk) SawSound(by court.PersonID, id court.HearingID, s attend.Second) {
	s.At = c.Clock.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.active[id] {
		a := c.audibleOf(id)
		a.sound.Report(by, s, attend.Rule1())
		if raw := c.seriesOf(id, a); raw != nil {
			raw.Second(by, s)
		}
	}
}

// audibleOf needs c.mu.
func (c *Clerk) audibleOf(id court.HearingID) *audible {
	a := c.sounds[id]
	if a == nil {
		a = &audible{}
		c.sounds[id] = a
	}
	return a
}

// uplink notes what the court counted of a speaker. It needs c.mu.
func (c *Clerk) uplink(f Fact) {
	if f.Kind == FactPackets && f.Talk == "" && f.Probed {
		a, u := c.audibleOf(f.Hearing), attend.Uplink{At: f.At, Open: f.Mic, Packets: f.Came, Lost: f.Missed, Last: f.LastPacket}
		a.sound.Uplink(f.Person, u)
		if raw := c.seriesOf(f.Hearing, a); raw != nil {
			raw.Uplink(f.Person, u)
		}
	}
}

// WhoHears is the state of every way of sound in a sitting, as far as pages
// and the probe tell. It is what is seen and no part of the record.
func (c *Clerk) WhoHears(s hearing.Sitting, now time.Time) []attend.Pair {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.active[s.ID] {
		return nil // nobody would forget it
	}
	return c.look(s, now).pairs
}

// look needs c.mu.
func (c *Clerk) look(s hearing.Sitting, now time.Time) *audible {
	a := c.audibleOf(s.ID)
	if a.looked.IsZero() || now.Sub(a.looked) >= lookOften {
		a.pairs, a.looked = a.sound.Look(listeners(s), now, attend.Rule1()), now
		var open []hearing.SoundPlace
		for _, u := range s.Unheard {
			open = append(open, u.SoundPlace)
		}
		a.spells = a.sound.Spells(a.pairs, open, now, attend.Rule1())
	}
	return a
}

// unheard answers what is new on the record of where sound does not get through.
func (c *Clerk) unheard(s hearing.Sitting, now time.Time) []record.Data {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.active[s.ID] {
		return nil
	}
	return s.SoundNow(c.look(s, now).spells, now, attend.Rule1().Version)
}

// listeners are who was admitted, as audibility looks at them.
func listeners(s hearing.Sitting) (people []attend.Who) {
	for _, t := range s.Roll {
		if t.Admitted {
			here := t.Presence == hearing.Inside
			people = append(people, attend.Who{Person: t.Person, Here: here, Voice: here && s.Voice(t.Person),
				Interprets: t.Role == court.Interpreter, Interpreted: t.Interpreted})
		}
	}
	return people
}
