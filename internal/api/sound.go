package api

import (
	"encoding/json"
	"time"

	"tarazy/internal/attend"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
)

// Audible is the desk's part that audibility needs.
type Audible interface {
	SawSound(by court.PersonID, id court.HearingID, s attend.Second)
	WhoHears(s hearing.Sitting, now time.Time) []attend.Pair
}

const (
	countsOften = 500 * time.Millisecond // between two counts that are taken; a page sends one a second
	mostRows    = 40                     // people whose sound one page counts
	mostSamples = 4 * 48_000             // in one count
)

// counted is what a page counts of its own sound over so many milliseconds.
// Levels are in ten-thousandths of full scale.
type counted struct {
	MS      int  `json:"ms"`
	Blocked bool `json:"blocked"`
	Mic     struct {
		On    bool `json:"on"`
		Level int  `json:"level"`
		Lost  int  `json:"lost"` // per mille
	} `json:"mic"`
	Rows []struct {
		Of      court.PersonID `json:"of"`
		Packets int            `json:"packets"`
		Samples int            `json:"samples"`
		MadeUp  int            `json:"made_up"`
		Level   int            `json:"level"`
		Plays   bool           `json:"plays"`
		Volume  int            `json:"volume"`
		Delay   int            `json:"delay"` // ms
	} `json:"rows"`
}

// readSecond reads a page's count. What is no count, or counts what cannot be,
// is none: a number cut to what is possible would be a number of ours.
func readSecond(b []byte) (attend.Second, bool) {
	var m counted
	if json.Unmarshal(b, &m) != nil || len(m.Rows) > mostRows || !within(m.MS, 1, 60_000) || !within(m.Mic.Level, 0, 10_000) || !within(m.Mic.Lost, 0, 1000) {
		return attend.Second{}, false
	}
	s := attend.Second{Span: time.Duration(m.MS) * time.Millisecond, Blocked: m.Blocked, Mouth: attend.Mouth{On: m.Mic.On, Level: m.Mic.Level, Lost: m.Mic.Lost}}
	for _, r := range m.Rows {
		if r.Of == "" || len(r.Of) > 64 || !within(r.Packets, 0, 2000) || !within(r.Samples, 0, mostSamples) || !within(r.MadeUp, 0, r.Samples) ||
			!within(r.Level, 0, 10_000) || !within(r.Volume, 0, 100) || !within(r.Delay, 0, 60_000) {
			return attend.Second{}, false
		}
		s.Rows = append(s.Rows, attend.Row{Speaker: r.Of, Packets: r.Packets, Samples: r.Samples, MadeUp: r.MadeUp, Level: r.Level,
			Plays: r.Plays, Volume: r.Volume, Delay: time.Duration(r.Delay) * time.Millisecond})
	}
	return s, true
}

func within(n, least, most int) bool { return n >= least && n <= most }

// sound takes a page's count; one that cannot be read is as good as none, and
// what is not known is shown as unknown.
func (s *door) sound(by court.PersonID, id court.HearingID, b []byte) {
	if second, ok := readSecond(b); ok {
		s.Clerk.SawSound(by, id, second)
	}
}

// roomHears is one way of sound as a page is shown it.
type roomHears struct {
	Listener court.PersonID `json:"l"`
	Speaker  court.PersonID `json:"s"`
	Via      court.PersonID `json:"via,omitempty"`
	State    string         `json:"state"`
	Since    time.Time      `json:"since"`
	Cause    string         `json:"cause,omitempty"`
	Tip      string         `json:"tip,omitempty"` // to whom it concerns
	Late     bool           `json:"late,omitempty"`
	Last     string         `json:"last,omitempty"`   // what was found when there was speech last
	LastAt   time.Time      `json:"last_at,omitzero"` // and when
}

// hears is what a page is shown of who hears whom: the bench all of it, others
// their own ends. It is never nil.
func (s *door) hears(v clerk.HearingView, now time.Time) []roomHears {
	out := []roomHears{}
	if v.Sitting.Over() {
		return out
	}
	for _, p := range s.Clerk.WhoHears(v.Sitting, now) {
		mine := p.Listener == v.Me || p.Speaker == v.Me
		if !mine && !v.MyRole.OnBench() {
			continue
		}
		h := roomHears{Listener: p.Listener, Speaker: p.Speaker, Via: p.Via, State: string(p.State), Since: p.Since.Truncate(time.Second), Cause: string(p.Cause), Late: p.Late, Last: string(p.Last)}
		if p.Last != "" {
			h.LastAt = p.LastAt.Truncate(time.Second)
		}
		if concerns(p) == v.Me {
			h.Tip = p.Tip
		}
		out = append(out, h)
	}
	return out
}

// concerns is who of the two can do something about it.
func concerns(p attend.Pair) court.PersonID {
	switch p.Cause {
	case attend.SpeakersDevice, attend.SpeakersLink:
		return p.Speaker
	case attend.ListenersDevice, attend.ListenersLink:
		return p.Listener
	}
	return ""
}
