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

// Stands is what holds by a decision while nobody rules.
func (d FormatDecided) Stands() court.Format { return cmp.Or(d.Held, d.Outcome) }

// Further reports whether to is further from the courtroom than from.
func Further(from, to court.Format) bool {
	return slices.Index(court.Formats(), to) > slices.Index(court.Formats(), from)
}

// Hold is a decision as it stands while the judge has not ruled. What brings the
// case nearer to the courtroom holds at once, and so does what the judge states,
// and what a person says of themselves in a case that does not stand in the
// courtroom. All else that was said, and who came or left, since the judge last
// ruled or stated the case, takes it no further: ways are what the law answers
// with some of that taken back (File.Ways), and the nearest of these answers
// stands. A format that the law forbids by now is never held, but the next one
// nearer to the courtroom.
func (d FormatDecided) Hold(ways []court.Format) FormatDecided {
	held := d.Outcome
	for _, w := range ways {
		if Further(w, held) {
			held = w
		}
	}
	for _, nearer := range slices.Backward(court.Formats()) {
		if _, forbidden := d.Forbids(held); forbidden && Further(nearer, held) {
			held = nearer
		}
	}
	if held != d.Outcome {
		d.Held = held
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
