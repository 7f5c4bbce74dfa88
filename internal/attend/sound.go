package attend

import (
	"maps"
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
)

// Levels are root mean squares in ten-thousandths of full scale.

// Row is what a listener's browser counted of one speaker over Second.Span.
type Row struct {
	Speaker court.PersonID
	Packets int // that came
	Samples int // played out, whatever they were made of
	MadeUp  int // of these, where nothing had come
	Level   int // of what was played, after the page's own volume
	Plays   bool
	Volume  int // the page's, in per cent; 0 where it is muted
	Delay   time.Duration
}

// Mouth is what a speaker's browser counted of its own microphone.
type Mouth struct {
	On    bool // there is one, and the person has not turned it off
	Level int
	Lost  int // per mille of its packets, as the media server reported to it
}

// Second is one report of a page about its own reader: nobody speaks for
// another.
type Second struct {
	At      time.Time // when the court received it
	Span    time.Duration
	Blocked bool // the browser plays no sound until it is touched
	Mouth   Mouth
	Rows    []Row
}

// Uplink is what the court counted of a speaker's packets in a second: its own
// media server, or its probe in one that is not.
type Uplink struct {
	At      time.Time
	Open    bool // the microphone sends
	Packets int
	Lost    int       // sequence numbers that were passed over
	Last    time.Time // when the last packet came
}

// Sound is what was last said of who hears whom in one hearing.
type Sound struct {
	ends map[court.PersonID]end
	up   map[court.PersonID]Uplink
	pair map[between]trail

	spells map[hearing.SoundPlace]course
}

// end is one person's end of the line.
type end struct {
	last  Second
	spoke int // level of the microphone in the second before
	rows  map[court.PersonID]Row
	quiet time.Time // since when the microphone gives nothing; zero while it does
}

type between struct{ listener, speaker court.PersonID }

// trail is the recent past of one listener and one speaker.
type trail struct {
	share []share // of the last seconds, newest last
	level int     // in the second before the last
	fresh bool    // the next row comes from before the microphone opened, in part, as the first ever does
	had   Heard   // last that was found while there was speech
	at    time.Time
	state Heard // that was found last
	since time.Time
}

// share is how much of what was played had to be made up.
type share struct{ madeUp, samples int }

// Report takes a page's second. A second that took longer than it may is no
// second: what it averages over is unknown.
func (s *Sound) Report(p court.PersonID, r Second, rule HearingRule) {
	if r.Span <= 0 || r.Span > rule.Stale {
		return
	}
	if s.ends == nil {
		s.ends, s.pair = map[court.PersonID]end{}, map[between]trail{}
	}
	was, known := s.ends[p]
	e := end{last: r, spoke: was.last.Mouth.Level, rows: map[court.PersonID]Row{}, quiet: was.quiet}
	switch {
	case !r.Mouth.On || r.Mouth.Level >= rule.Silent:
		e.quiet = time.Time{}
	case was.quiet.IsZero():
		e.quiet = r.At
	}
	for _, row := range r.Rows {
		e.rows[row.Speaker] = row
		k := between{p, row.Speaker}
		t, seen := s.pair[k]
		if t.fresh || !seen {
			t.fresh = false
		} else {
			t.share = append(slices.Clone(t.share), share{row.MadeUp, row.Samples})
			t.share = t.share[max(0, len(t.share)-rule.Window):]
		}
		t.level = was.rows[row.Speaker].Level
		s.pair[k] = t
	}
	s.ends[p] = e
	s.bound(p, e)
	if known && was.last.Mouth.On != r.Mouth.On {
		s.restart(p)
	}
}

// mostTrails is how many speakers are remembered of one listener: more than a
// sitting has. A page names whom it likes.
const mostTrails = 64

func (s *Sound) bound(listener court.PersonID, e end) {
	n := 0
	for k := range s.pair {
		if k.listener == listener {
			n++
		}
	}
	if n <= mostTrails {
		return
	}
	maps.DeleteFunc(s.pair, func(k between, _ trail) bool {
		_, comes := e.rows[k.speaker]
		return k.listener == listener && !comes
	})
}

// Uplink takes what the court counted of a speaker.
func (s *Sound) Uplink(p court.PersonID, u Uplink) {
	if s.up == nil {
		s.up = map[court.PersonID]Uplink{}
	}
	was, known := s.up[p]
	s.up[p] = u
	if known && was.Open != u.Open {
		s.restart(p)
	}
}

// restart forgets what was counted of a speaker whose microphone was opened or
// closed: the first seconds after it are made up by rights.
func (s *Sound) restart(speaker court.PersonID) {
	for k, t := range s.pair {
		if k.speaker == speaker {
			t.share, t.fresh = nil, true
			s.pair[k] = t
		}
	}
}

// madeUp is the share of the last seconds that was made up, in per mille.
func (t trail) madeUp() int {
	made, all := 0, 0
	for _, s := range t.share {
		made, all = made+s.madeUp, all+s.samples
	}
	if all == 0 {
		return 0
	}
	return made * 1000 / all
}
