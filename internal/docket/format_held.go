package docket

import (
	"cmp"
	"slices"

	"tarazy/internal/court"
)

// Causes that are a person's word.
const (
	ByCircumstances = "circumstances"
	ByReadiness     = "readiness"
)

// ByPeople is the cause of a decision made because somebody came into the case
// or left it.
const ByPeople = "people"

// stands is what holds by a decision while nobody rules.
func (d FormatDecided) stands() court.Format { return cmp.Or(d.Held, d.Outcome) }

// Further reports whether to is further from the courtroom than from.
func Further(from, to court.Format) bool {
	return slices.Index(court.Formats(), to) > slices.Index(court.Formats(), from)
}

// Hold is a decision as it stands after the word of by about a person. What
// brings the case nearer to the courtroom holds at once, and so does what the
// judge states. What takes it further waits for the judge's ruling if it rests
// on what the secretary stated of the case or wrote down of somebody, on what a
// person said for another, or on one party's own word in a case that stands in
// the courtroom. A format that the law forbids by now is never held.
func (f File) Hold(d FormatDecided, by court.Actor, about court.PersonID) FormatDecided {
	was, any := f.Standing()
	if _, forbidden := d.Forbids(was.Format); !any || was.Ruling != nil || forbidden || !Further(was.Format, d.Outcome) {
		return d
	}
	hold := was.Decision.Held != "" // until the judge rules or states otherwise
	switch d.Because {
	case ByCircumstances:
		hold = by.Role != court.Judge
	case ByReadiness:
		hold = hold || by.Person != about || was.Format == court.InPerson
	}
	if hold {
		d.Held = was.Format
	}
	return d
}

// Awaits reports whether the law's answer waits for the judge's ruling.
func (s Standing) Awaits() bool { return s.Ruling == nil && s.Decision.Held != "" }

// Moved reports whether the law was answered anew after the ruling that stands:
// the judge may rule again, and nothing happens by itself.
func (s Standing) Moved() bool {
	return s.Ruling != nil && s.Decision.Version > s.Ruling.Version && s.Decision.Because != ByRuling && s.Decision.Outcome != s.Format
}
