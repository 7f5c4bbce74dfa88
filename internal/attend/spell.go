package attend

import (
	"slices"
	"time"

	"tarazy/internal/hearing"
)

// course is what became of one spell so far.
type course struct {
	hearing.SoundSpell
	good  time.Time // since when speech is delivered again
	times int       // it was steady before
}

// Spells follows what Look found. What is open on the record is followed too,
// though the program was started anew since. Silence neither mends nor spoils:
// only speech that was delivered ends a spell, and only speech that was not begins one.
func (s *Sound) Spells(pairs []Pair, open []hearing.SoundPlace, now time.Time, rule HearingRule) []hearing.SoundSpell {
	if s.spells == nil {
		s.spells = map[hearing.SoundPlace]course{}
	}
	for _, k := range open {
		if c, known := s.spells[k]; !known || c.Since.IsZero() {
			s.spells[k] = course{SoundSpell: hearing.SoundSpell{SoundPlace: k, Since: now, Steady: true}, times: c.times}
		}
	}
	bad := spoilt(pairs)
	for k, b := range bad {
		c := s.spells[k]
		if c.Since.IsZero() || c.Mended {
			c = course{SoundSpell: hearing.SoundSpell{Since: now}, times: c.times}
		}
		b.Since, b.Steady = c.Since, c.Steady
		if !b.Steady && now.Sub(c.Since) >= rule.Fails {
			b.Steady, c.times = true, c.times+1
		}
		c.SoundSpell, c.good = b, time.Time{}
		s.spells[k] = c
	}
	var out []hearing.SoundSpell
	for k, c := range s.spells {
		if _, is := bad[k]; !is {
			c = c.without(pairs, now, rule)
			s.spells[k] = c
		}
		if !c.Since.IsZero() {
			out = append(out, c.SoundSpell)
		}
	}
	slices.SortFunc(out, func(a, b hearing.SoundSpell) int {
		return slices.Compare([]string{string(a.Person), string(a.Way)}, []string{string(b.Person), string(b.Way)})
	})
	return out
}

// without goes on with a spell of which nothing bad was found.
func (c course) without(pairs []Pair, now time.Time, rule HearingRule) course {
	if c.Since.IsZero() {
		return c
	}
	got := slices.ContainsFunc(pairs, func(p Pair) bool { return p.State == Delivered && c.concerns(p) })
	there := slices.ContainsFunc(pairs, func(p Pair) bool { return p.State != Away && c.concerns(p) })
	if got && c.good.IsZero() {
		c.good = now
	}
	wait := rule.Mends
	if c.times > rule.Often {
		wait = rule.MendsOften
	}
	switch {
	case !c.Steady && (got || now.Sub(c.Since) >= rule.Forgets):
		return course{times: c.times}
	case c.Mended, !there:
		return course{times: c.times} // it was told a look ago; who is away has no sound at all
	case !c.good.IsZero() && now.Sub(c.good) >= wait:
		c.Mended = true
	}
	return c
}

func (c course) concerns(p Pair) bool {
	switch c.Way {
	case hearing.Hears:
		return p.Listener == c.Person
	case hearing.IsHeard:
		return p.Speaker == c.Person
	}
	return true
}

// spoilt gathers the pairs that are choppy or not delivered by the place where
// sound stops. Where no place is established it is told of who does not hear.
func spoilt(pairs []Pair) map[hearing.SoundPlace]hearing.SoundSpell {
	out := map[hearing.SoundPlace]hearing.SoundSpell{}
	for _, p := range pairs {
		if p.State != Choppy && p.State != NotDelivered {
			continue
		}
		k, other := hearing.SoundPlace{Person: p.Listener, Way: hearing.Hears}, p.Speaker
		switch p.Cause {
		case SpeakersDevice, SpeakersLink:
			k, other = hearing.SoundPlace{Person: p.Speaker, Way: hearing.IsHeard}, p.Listener
		case TheCourts:
			k, other = hearing.SoundPlace{Way: hearing.AtCourt}, p.Listener
		}
		b, known := out[k]
		if !known {
			b = hearing.SoundSpell{SoundPlace: k, State: hearing.SoundChoppy, Cause: string(p.Cause)}
		}
		if p.State == NotDelivered {
			b.State = hearing.SoundNotDelivered
		}
		if string(p.Cause) != b.Cause {
			b.Cause = string(NoCause)
		}
		if !slices.Contains(b.With, other) {
			b.With = append(b.With, other)
		}
		out[k] = b
	}
	return out
}
