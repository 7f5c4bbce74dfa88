package docket

import (
	"maps"
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// applyFormat folds what was said and decided about the format. Maps are
// copied before they change: other values may have been folded from the same.
func (f *File) applyFormat(e record.Event) error {
	switch e.Type() {
	case CircumstancesStated{}.EventType():
		var d CircumstancesStated
		if err := e.Decode(&d); err != nil {
			return err
		}
		for fact, v := range d.Facts {
			f.state(fact, v, e)
		}
	case ReadinessStated{}.EventType():
		var d ReadinessStated
		if err := e.Decode(&d); err != nil {
			return err
		}
		own := f.Readiness[d.Person].Own
		if e.Payload.By.Person == d.Person {
			own = d.Readiness
		}
		f.Readiness = with(f.Readiness, d.Person, Ready{d.Readiness, e.Payload.By, e.Payload.At.Time, e.Header.Version, own})
	case LinkFailed{}.EventType():
		var d LinkFailed
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.LinkFailures = with(f.LinkFailures, d.Person, d.Times)
	default:
		return f.applyDecision(e)
	}
	return nil
}

func (f *File) applyDecision(e record.Event) error {
	switch e.Type() {
	case FormatDecided{}.EventType():
		var d FormatDecided
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.Decisions = append(f.Decisions, Decision{d, e.Payload.At.Time, e.Header.Version})
		if d.EndsRuling != 0 && f.ruling > 0 {
			f.Rulings = slices.Clone(f.Rulings)
			f.Rulings[f.ruling-1].Ended, f.ruling = e.Header.Version, 0
		}
	case FormatObjected{}.EventType():
		var d FormatObjected
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.Objections = append(f.Objections, Objection{FormatObjected: d, By: e.Payload.By, At: e.Payload.At.Time, Version: e.Header.Version})
	case FormatRuled{}.EventType():
		var d FormatRuled
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.Rulings = append(f.Rulings, Ruling{FormatRuled: d, By: e.Payload.By, At: e.Payload.At.Time, Version: e.Header.Version})
		f.ruling = len(f.Rulings)
		*f = f.Answer(d, e.Header.Version)
	default:
		return f.applyJournal(e)
	}
	return nil
}

func (f *File) state(fact, value string, e record.Event) {
	f.Circumstances = with(f.Circumstances, fact, Circumstance{value, e.Payload.By, e.Payload.At.Time, e.Header.Version})
}

// with is m with one more entry; m stays as it was.
func with[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	m = maps.Clone(m)
	if m == nil {
		m = map[K]V{}
	}
	m[k] = v
	return m
}

// Participants lists everyone in the case who takes part and is not of the
// court, once, in the order of the file.
func (f File) Participants() []court.PersonID {
	var out []court.PersonID
	for _, p := range f.Parties {
		if p.takesPart() && !slices.Contains(out, p.Person) {
			out = append(out, p.Person)
		}
	}
	return out
}
