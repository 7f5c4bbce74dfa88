package docket

import (
	"slices"

	"tarazy/internal/record"
)

// Fold applies events to f and answers a new value; f is left as it was.
// Stubs and types of a later version are passed over: they only move the
// version.
func (f File) Fold(events ...record.Event) (File, error) {
	// Clip makes the appends below copy, so that values folded earlier from
	// the same base never see each other's lines.
	f.Parties, f.Filings, f.Hearings = slices.Clip(f.Parties), slices.Clip(f.Filings), slices.Clone(f.Hearings)
	f.Decisions, f.Objections, f.Rulings = slices.Clip(f.Decisions), slices.Clip(f.Objections), slices.Clip(f.Rulings)
	powers := false
	for _, e := range events {
		if e.Type() == (PowerGiven{}).EventType() && !powers {
			f.Parties, powers = slices.Clone(f.Parties), true
		}
		if err := f.apply(e); err != nil {
			return f, err
		}
		f.ID, f.Version = e.Header.Stream, e.Header.Version
	}
	return f, nil
}

func (f *File) apply(e record.Event) error {
	switch e.Type() {
	case Opened{}.EventType():
		var d Opened
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.No, f.Kind, f.Subject, f.Judge, f.Secretary = d.No, d.Kind, d.Subject, d.Judge, d.Secretary
		f.District = d.District
		f.OpenedAt = e.Payload.At.Time
	case PartyAdded{}.EventType():
		var d PartyAdded
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.Parties = append(f.Parties, Party{Person: d.Person, Role: d.Role, For: d.For})
	case PowerGiven{}.EventType():
		var d PowerGiven
		if err := e.Decode(&d); err != nil {
			return err
		}
		for i, p := range f.Parties {
			if p.Person == d.Person && p.For == d.For {
				f.Parties[i].Power = d.Power
			}
		}
	case Filed{}.EventType():
		var d Filed
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.Filings = append(f.Filings, Filing{
			Number: d.Number, Kind: d.Kind, Title: d.Title, Name: d.Name, Type: d.Type, Blob: d.Blob,
			Size: d.Size, By: e.Payload.By, At: e.Payload.At.Time, Version: e.Header.Version,
		})
		if d.Kind == Forgery {
			f.state(authenticity, Disputed, e)
		}
	default:
		return f.applyHearing(e)
	}
	return nil
}

func (f *File) applyHearing(e record.Event) error {
	switch e.Type() {
	case HearingScheduled{}.EventType():
		var d HearingScheduled
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.Hearings = append(f.Hearings, Hearing{ID: d.Hearing, No: d.No, At: d.At.Time})
	case HearingEnded{}.EventType():
		var d HearingEnded
		if err := e.Decode(&d); err != nil {
			return err
		}
		for i, h := range f.Hearings {
			if h.ID == d.Hearing {
				f.Hearings[i].Ended = &d.Head
			}
		}
	default:
		return f.applyFormat(e)
	}
	return nil
}
