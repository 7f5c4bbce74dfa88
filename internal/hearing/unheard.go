package hearing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// SoundWay says of a person in which direction sound does not get through.
type SoundWay string

// The ways. One that is the court's is about nobody in particular.
const (
	Hears   SoundWay = "hears" // to the person
	IsHeard SoundWay = "heard" // from the person
	AtCourt SoundWay = "court"
)

// What is bad of a way of sound that failed.
const (
	SoundChoppy       = "choppy"
	SoundNotDelivered = "not_delivered"
)

// SoundPlace is where sound does not get through: at a person's end, or the court's.
type SoundPlace struct {
	Person court.PersonID // empty: at the court's
	Way    SoundWay
}

// SoundSpell is a time in which sound does not get through at one place: however
// many pairs of people it spoils, it is told once.
type SoundSpell struct {
	SoundPlace
	State  string // the worst of its pairs
	Cause  string
	With   []court.PersonID // at the other ends
	Since  time.Time
	Steady bool // it has lasted for as long as the rule wants
	Mended bool // speech has been delivered again for as long as the rule wants
}

// SoundFailed: for some seconds in which somebody spoke, sound did not get
// through whole to a person, or from a person to others, or at the court's end.
// It is what browsers and the media server counted, and no word about what
// anybody heard. Who stands in With is at the other ends.
type SoundFailed struct {
	Person court.PersonID   `json:"person,omitempty"` // none: at the court's end
	Way    SoundWay         `json:"way"`
	State  string           `json:"state"` // choppy or not_delivered
	Cause  string           `json:"cause"`
	With   []court.PersonID `json:"with"`
	Since  record.Time      `json:"since"`
	Rule   string           `json:"rule"` // the version of the numbers it was judged by
}

// SoundBack: speech got through there again. Failed is the record number of what
// it ends, MS the milliseconds from its beginning until now.
type SoundBack struct {
	Person court.PersonID `json:"person,omitempty"`
	Way    SoundWay       `json:"way"`
	Failed uint64         `json:"failed"`
	Since  record.Time    `json:"since"`
	MS     int64          `json:"ms"`
}

// SoundKept names the raw counts that the states were found from, by their hash:
// a document of its own beside the record (attend.SeriesFormat).
type SoundKept struct {
	Blob record.Hash `json:"blob"`
	Size int64       `json:"size"`
	Rows int         `json:"rows"`
	From record.Time `json:"from"`
	To   record.Time `json:"to"`
}

// EventType is the word in the record; likewise for the others.
func (SoundKept) EventType() string   { return "hearing.sound_kept" }
func (SoundFailed) EventType() string { return "hearing.sound_failed" }
func (SoundBack) EventType() string   { return "hearing.sound_back" }

// Unheard is a place where sound does not get through.
type Unheard struct {
	SoundPlace
	State   string
	Since   time.Time
	Version uint64
}

// SoundNow answers what is new of the places where sound does not get through,
// while the sitting is in session or held for somebody. One that becomes worse is
// told again, from its own beginning.
func (s Sitting) SoundNow(spells []SoundSpell, now time.Time, rule string) []record.Data {
	if s.State != Session && s.State != Held {
		return nil
	}
	var out []record.Data
	for _, sp := range spells {
		u, on := s.unheard(SoundPlace{Person: sp.Person, Way: sp.Way})
		switch {
		case on && sp.Mended:
			out = append(out, SoundBack{Person: u.Person, Way: u.Way, Failed: u.Version, Since: record.At(u.Since), MS: max(0, now.Sub(u.Since).Milliseconds())})
		case sp.Mended, !sp.Steady, len(sp.With) == 0, !s.hasPlace(sp.Person):
		case !on, u.State == SoundChoppy && sp.State == SoundNotDelivered:
			since := sp.Since
			if on {
				since = u.Since
			}
			out = append(out, SoundFailed{Person: sp.Person, Way: sp.Way, State: sp.State, Cause: sp.Cause, With: sp.With, Since: record.At(since), Rule: rule})
		}
	}
	return out
}

// KeepSound notes raw counts of a sitting that people are in, those of its
// waiting room among them.
func (s Sitting) KeepSound(d SoundKept) []record.Data {
	if !s.Live() {
		return nil
	}
	return []record.Data{d}
}

// hasPlace: the court's end is always there.
func (s Sitting) hasPlace(p court.PersonID) bool {
	t, on := s.Seat(p)
	return p == "" || on && t.Here()
}

func (s Sitting) unheard(k SoundPlace) (Unheard, bool) {
	i := slices.IndexFunc(s.Unheard, func(u Unheard) bool { return u.SoundPlace == k })
	if i < 0 {
		return Unheard{}, false
	}
	return s.Unheard[i], true
}

func (s *Sitting) applySound(e record.Event) error {
	drop := func(k SoundPlace) {
		s.Unheard = slices.DeleteFunc(s.Unheard, func(u Unheard) bool { return u.SoundPlace == k })
	}
	if e.Payload.Type == (SoundBack{}).EventType() {
		return with(e, func(d SoundBack) { drop(SoundPlace{Person: d.Person, Way: d.Way}) })
	}
	return with(e, func(d SoundFailed) {
		k := SoundPlace{Person: d.Person, Way: d.Way}
		drop(k)
		s.Unheard = append(s.Unheard, Unheard{SoundPlace: k, State: d.State, Since: d.Since.Time, Version: e.Header.Version})
	})
}

// sounding fills the words of what became of sound.
func (l *Line) sounding(e record.Event) error {
	a := l.Args
	switch l.Type {
	case SoundFailed{}.EventType():
		return with(e, func(d SoundFailed) {
			l.sided(d.Way)
			if d.State == SoundChoppy {
				l.Key += "." + d.State
			}
			a["person"], a["people"], a["cause"], a["clock"] = string(d.Person), join(d.With), "hear.cause."+string(d.Cause), d.Since.String()
		})
	case SoundKept{}.EventType():
		return with(e, func(d SoundKept) {
			a["n"], a["clock"], a["until"], a["hash"] = strconv.Itoa(d.Rows), d.From.String(), d.To.String(), d.Blob.String()
		})
	case SoundBack{}.EventType():
		return with(e, func(d SoundBack) {
			l.sided(d.Way)
			a["person"], a["clock"], a["seconds"] = string(d.Person), d.Since.String(), seconds(d.MS)
		})
	}
	return nil
}

// sided takes the variant for whose place it is; that of who does not hear has none.
func (l *Line) sided(w SoundWay) {
	if w != Hears {
		l.Key += "." + string(w)
	}
}

// soundOf reports whether the line is about the sound at a person's place, or of
// those at the other end, or the court's own.
func (l Line) soundOf(p court.PersonID) bool {
	return strings.HasPrefix(l.Type, "hearing.sound_") && (l.Args["person"] == "" || slices.Contains(strings.Fields(l.Args["people"]), string(p)))
}
