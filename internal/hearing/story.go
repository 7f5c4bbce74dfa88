package hearing

import (
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// story is an episode while it is told.
type story struct {
	Episode
	failing bool // the court's failure goes on
	holding bool // the sitting is held for it, since:
	since   time.Time
	waits   bool // the court has interrupted the sitting and not yet resumed it
	idle    bool // the court works again before the opening: nobody need be there yet
}

// settled reports whether nothing more can come of it.
func (s *story) settled() bool {
	return !s.failing && !s.holding && !s.waits && (s.open() == 0 || s.idle)
}

func (s *story) open() (n int) {
	for _, g := range s.Gaps {
		if g.End == GapLasts {
			n++
		}
	}
	return n
}

func (s *story) note(l Line) {
	s.Lines = append(s.Lines, l.Version)
	s.Until = later(s.Until, l.At)
}

func (s *story) gap(p court.PersonID, l Line) {
	s.note(l)
	s.Gaps = append(s.Gaps, Gap{Person: p, Since: since(l), End: GapLasts, Line: l.Version})
	if at := since(l); at.Before(s.Since) {
		s.Since = at
	}
	for _, sign := range strings.Fields(l.Args["signs"]) {
		if !slices.Contains(s.Signs, sign) {
			s.Signs = append(s.Signs, sign)
		}
	}
}

// shut ends the hold, if there is one.
func (s *story) shut(at time.Time) {
	if s.holding {
		s.holding, s.Held = false, s.Held+at.Sub(s.since)
	}
}

// gapOf is the person's gap that is open.
func (s *story) gapOf(p court.PersonID) *Gap {
	for i := range s.Gaps {
		if s.Gaps[i].Person == p && s.Gaps[i].End == GapLasts {
			return &s.Gaps[i]
		}
	}
	return nil
}

func (g *Gap) close(at time.Time, how GapEnd) {
	if g.End == GapLasts {
		g.Until, g.End = later(g.Since, at), how
	}
}

// since is the moment the line says that it began; its own where it says none.
func since(l Line) time.Time {
	at, err := time.Parse(record.TimeLayout, l.Args["clock"])
	if err != nil {
		return l.At
	}
	return at
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
