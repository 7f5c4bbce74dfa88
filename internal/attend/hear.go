package attend

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
)

// Heard is what is known of the way of sound from one person to another. The
// program never says that somebody heard: that is the person's own word.
type Heard string

// The states, best first but for the last three.
const (
	Delivered    Heard = "delivered"               // speech was played by the listener's browser
	Choppy       Heard = hearing.SoundChoppy       // with gaps
	NotDelivered Heard = hearing.SoundNotDelivered // was not
	Untested     Heard = "untested"                // the path is open and nobody speaks on it
	Away         Heard = "away"                    // one of the two is not in the room
	Unknown      Heard = "unknown"                 // the listener's page says nothing
)

// HearCause is where sound stops, as far as it shows.
type HearCause string

// The causes. Speaker's and listener's are places, not persons: nobody is blamed.
const (
	ListenersDevice HearCause = "listeners_device"
	ListenersLink   HearCause = "listeners_link"
	SpeakersDevice  HearCause = "speakers_device"
	SpeakersLink    HearCause = "speakers_link"
	TheCourts       HearCause = "court"
	NoCause         HearCause = "not_established"
)

// What a person can do something about at their own end; the page has a
// sentence for each.
const (
	TipBlocked = "blocked" // the browser keeps the sound off until it is touched
	TipMuted   = "muted"   // the page's sound is off
	TipSilent  = "silent"  // the microphone gives nothing at all
	TipDown    = "down"    // little of what the court sends arrives
	TipUp      = "up"      // little of what the person sends arrives at the court
)

// HearingRule is by what numbers sound counts as delivered. They were measured
// with speech in Chromium: a share made up of 5 % goes with an intelligibility
// (STOI) of about 0.93, one of 25 % with about 0.7.
type HearingRule struct {
	Version string        // names the numbers in the record
	Window  int           // seconds a share is counted over
	Choppy  int           // per mille made up from which sound is choppy
	Lost    int           // and not delivered
	Gone    int           // so much that nothing came
	Speaks  int           // level from which somebody speaks
	Silent  int           // level under which a microphone gives nothing
	Muffled int           // per cent of the speaker's level under which what arrived was not played
	UpLost  int           // per mille of a speaker's packets missing from which the link to the court is bad
	Stale   time.Duration // how old a page's second may be, and how long it may have taken
	UpGone  time.Duration // without a packet the same
	Quiet   time.Duration // for so long nothing from a microphone that has the word

	// When it comes on the record, and when it is over.
	Fails      time.Duration // speech did not get through for so long
	Mends      time.Duration // and got through again for so long
	Often      int           // after so many times at one place
	MendsOften time.Duration // it must get through for longer
	Forgets    time.Duration // what was bad once and not seen since was nothing
}

// Rule1 is the first rule.
func Rule1() HearingRule {
	return HearingRule{
		Version: "1", Window: 3, Choppy: 50, Lost: 250, Gone: 900, Speaks: 100, Silent: 50, Muffled: 10, UpLost: 50,
		Stale: 2500 * time.Millisecond, UpGone: 1500 * time.Millisecond, Quiet: 2 * time.Second,
		Fails: 3 * time.Second, Mends: 5 * time.Second, Often: 10, MendsOften: time.Minute, Forgets: 10 * time.Second,
	}
}

// Pair is what is found of one listener and one speaker.
type Pair struct {
	Listener, Speaker court.PersonID
	Via               court.PersonID // the interpreter through whom the listener follows the speaker
	State             Heard
	Since             time.Time
	Cause             HearCause // of what is choppy or not delivered
	Tip               string    // for whom the cause concerns
	Late              bool      // it comes so late that people talk over each other
	Last              Heard     // what was found when there was speech last, for what is untested now
	LastAt            time.Time
}

// tooLate is a delay at which people begin to talk over each other.
const tooLate = 600 * time.Millisecond

// Who is one person to be looked at.
type Who struct {
	Person      court.PersonID
	Here        bool // in the room
	Voice       bool // the record lets the microphone send
	Interprets  bool // and what it sends is the interpretation
	Interpreted bool // follows the sitting through the interpreter
}

// Look finds the state of every ordered pair at now, and remembers what was
// found while there was speech. Who has no voice is nobody's speaker, and who
// hears the original is not asked about the interpreter.
func (s *Sound) Look(people []Who, now time.Time, rule HearingRule) []Pair {
	var out []Pair
	interpreter := slices.IndexFunc(people, func(w Who) bool { return w.Interprets && w.Here && w.Voice })
	for _, speaker := range people {
		if !speaker.Voice {
			continue
		}
		for _, listener := range people {
			if listener.Person == speaker.Person || speaker.Interprets && !listener.Interpreted {
				continue
			}
			var p Pair
			if listener.Interpreted && !speaker.Interprets && interpreter >= 0 {
				p = chain(s.judge(people[interpreter], speaker, now, rule), s.judge(listener, people[interpreter], now, rule))
				p.Via = people[interpreter].Person
			} else {
				p = s.judge(listener, speaker, now, rule)
			}
			p.Listener, p.Speaker = listener.Person, speaker.Person
			out = append(out, s.remember(p, now))
		}
	}
	return courtSide(out, s, now, rule)
}

// chain is what reaches a listener through the interpreter: no more than what
// reached the interpreter, and no more than the interpreter's words did. What
// a person can do is said where the sound stops, which is a pair of its own.
func chain(to, from Pair) Pair {
	worst := []Heard{Away, Unknown, NotDelivered, Choppy, Untested, Delivered}
	p := from
	if slices.Index(worst, to.State) <= slices.Index(worst, from.State) {
		p = to
	}
	p.Tip, p.Late = "", to.Late || from.Late
	return p
}

// remember keeps since when it is so, and what was found while there was
// speech, which is carried over the silence.
func (s *Sound) remember(p Pair, now time.Time) Pair {
	k := between{p.Listener, p.Speaker}
	t, known := s.pair[k]
	if t.state != p.State {
		t.state, t.since = p.State, now
	}
	p.Since = t.since
	switch p.State {
	case Delivered, Choppy, NotDelivered:
		t.had, t.at = p.State, now
	case Untested:
		p.Last, p.LastAt = t.had, t.at
	}
	if s.pair == nil {
		s.pair = map[between]trail{}
	}
	t.fresh = t.fresh || !known // nothing was counted yet
	s.pair[k] = t
	return p
}

// judge applies the rule to one pair. The order matters: what the listener's
// own page says of itself comes first, a microphone that is off is no fault,
// and only then is it asked what came.
func (s *Sound) judge(l, sp Who, now time.Time, rule HearingRule) Pair {
	if !l.Here || !sp.Here {
		return Pair{State: Away}
	}
	ear, ok := s.ends[l.Person]
	if !ok || now.Sub(ear.last.At) >= rule.Stale {
		return Pair{State: Unknown}
	}
	mouth, mouthKnown := s.ends[sp.Person]
	mouthKnown = mouthKnown && now.Sub(mouth.last.At) < rule.Stale
	row, comes := ear.rows[sp.Person]
	off := mouthKnown && !mouth.last.Mouth.On
	switch {
	case ear.last.Blocked:
		return Pair{State: NotDelivered, Cause: ListenersDevice, Tip: TipBlocked}
	case off:
		return Pair{State: Untested}
	case !comes:
		return s.absent(sp.Person, now, rule)
	case !row.Plays:
		return Pair{State: NotDelivered, Cause: ListenersDevice, Tip: TipBlocked}
	case row.Volume == 0:
		return Pair{State: NotDelivered, Cause: ListenersDevice, Tip: TipMuted}
	case row.Packets > 0 && row.Samples == 0:
		return Pair{State: NotDelivered, Cause: NoCause} // it cannot be decoded, or decrypted
	}
	level := -1
	if mouthKnown {
		level = mouth.last.Mouth.Level
	}
	p := s.heard(between{l.Person, sp.Person}, row, level, now, rule)
	p.Late = row.Delay >= tooLate
	return p
}

// absent is for a listener who gets no stream of a speaker at all.
func (s *Sound) absent(speaker court.PersonID, now time.Time, rule HearingRule) Pair {
	u, known := s.up[speaker]
	switch {
	case !known || !u.Open:
		return Pair{State: Untested}
	case s.upBad(speaker, now, rule):
		return Pair{State: NotDelivered, Cause: SpeakersLink, Tip: TipUp}
	}
	return Pair{State: NotDelivered, Cause: NoCause}
}

// heard goes by what came; level is the speaker's own, -1 where it is not known.
func (s *Sound) heard(k between, row Row, level int, now time.Time, rule HearingRule) Pair {
	bad := func(state Heard) Pair {
		if s.upBad(k.speaker, now, rule) {
			return Pair{State: state, Cause: SpeakersLink, Tip: TipUp}
		}
		return Pair{State: state, Cause: ListenersLink, Tip: TipDown}
	}
	t := s.pair[k]
	if len(t.share) == 0 {
		return Pair{State: Untested} // the microphone was opened a moment ago
	}
	newest := t.share[len(t.share)-1]
	if newest.samples > 0 && newest.madeUp*1000 >= rule.Gone*newest.samples {
		return bad(NotDelivered)
	}
	if level >= 0 && level < rule.Silent {
		return s.silent(k.speaker, now, rule)
	}
	// Two seconds at both ends: their pages count from different moments, and a
	// word's beginning is in one of them only.
	if spoke := min(level, s.ends[k.speaker].spoke); spoke >= rule.Speaks && max(row.Level, t.level)*100 < spoke*rule.Muffled {
		return Pair{State: NotDelivered, Cause: ListenersDevice, Tip: TipMuted}
	}
	made := t.madeUp()
	switch {
	case made >= rule.Lost:
		return bad(NotDelivered)
	case made >= rule.Choppy:
		return bad(Choppy)
	case level < rule.Speaks && row.Level < rule.Speaks:
		return Pair{State: Untested} // somebody breathes; nothing is proven by that
	}
	return Pair{State: Delivered}
}

// silent is for a microphone that gives nothing. A room has a noise of its
// own: nothing at all for some seconds is a dead device, or one muted outside
// the page.
func (s *Sound) silent(speaker court.PersonID, now time.Time, rule HearingRule) Pair {
	e := s.ends[speaker]
	if e.last.Mouth.Level == 0 && !e.quiet.IsZero() && now.Sub(e.quiet) >= rule.Quiet {
		return Pair{State: Untested, Cause: SpeakersDevice, Tip: TipSilent}
	}
	return Pair{State: Untested}
}

// upBad reports whether little of what a speaker sends arrives at the court.
func (s *Sound) upBad(speaker court.PersonID, now time.Time, rule HearingRule) bool {
	if e, ok := s.ends[speaker]; ok && now.Sub(e.last.At) < rule.Stale && e.last.Mouth.Lost > rule.UpLost {
		return true
	}
	u, known := s.up[speaker]
	if !known || !u.Open || now.Sub(u.At) >= rule.Stale {
		return false
	}
	if now.Sub(u.Last) >= rule.UpGone {
		return true
	}
	return u.Lost*1000 > rule.UpLost*(u.Packets+u.Lost)
}

// courtSide names the court where one place explains what many suffer: two
// speakers at once whose sound does not reach the court, or a speaker who
// reaches the court well and half of the listeners badly.
func courtSide(pairs []Pair, s *Sound, now time.Time, rule HearingRule) []Pair {
	ups := map[court.PersonID]bool{}
	bad, all := map[court.PersonID]int{}, map[court.PersonID]int{}
	for _, p := range pairs {
		switch p.State {
		case Delivered, Choppy, NotDelivered:
			all[p.Speaker]++
		}
		if p.Cause == SpeakersLink {
			ups[p.Speaker] = true
		}
		if p.Cause == ListenersLink {
			bad[p.Speaker]++
		}
	}
	for i, p := range pairs {
		many := p.Cause == ListenersLink && bad[p.Speaker] >= 2 && bad[p.Speaker]*2 >= all[p.Speaker] && !s.upBad(p.Speaker, now, rule)
		if p.Cause == SpeakersLink && len(ups) >= 2 || many {
			pairs[i].Cause, pairs[i].Tip = TheCourts, ""
		}
	}
	return pairs
}
