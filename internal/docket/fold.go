package docket

import (
	"slices"
	"sync/atomic"

	"tarazy/internal/record"
)

// Fold applies events to f and answers a new value; f is left as it was.
// Stubs and types of a later version are passed over: they only move the
// version.
func (f File) Fold(events ...record.Event) (File, error) {
	// Clip makes the appends below copy, so that values folded earlier from
	// the same base never see each other's lines.
	f.Parties, f.Hearings = slices.Clip(f.Parties), slices.Clone(f.Hearings)
	f.Former, f.Changes, f.Looks = slices.Clip(f.Former), slices.Clip(f.Changes), slices.Clip(f.Looks)
	f.Decisions, f.Objections, f.Rulings = slices.Clip(f.Decisions), slices.Clip(f.Objections), slices.Clip(f.Rulings)
	powers := false
	for _, e := range events {
		if e.Type() == (PowerGiven{}).EventType() && !powers {
			f.Parties, powers = slices.Clone(f.Parties), true
		}
		was := f
		if err := f.apply(e); err != nil {
			return f, err
		}
		f.remember(was, e)
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
	case PartyAdded{}.EventType(), PowerGiven{}.EventType(), RoleEnded{}.EventType(), Looked{}.EventType():
		return f.applyRoles(e)
	case Filed{}.EventType():
		var d Filed
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.join(Filing{
			Number: d.Number, Kind: d.Kind, Title: d.Title, Name: d.Name, Type: d.Type, Blob: d.Blob,
			Size: d.Size, By: e.Payload.By, At: e.Payload.At.Time, Version: e.Header.Version, Signature: d.Signature,
		})
		if d.Kind == Forgery {
			f.state(authenticity, Disputed, e)
		}
	default:
		return f.applyHearing(e)
	}
	return nil
}

// join adds a filing without copying the others, of which a case has hundreds.
// The place after the last one is taken by the first fold that comes for it;
// another fold from the same base, or one of two at a time, copies. So what a
// value shows never changes: its list ends before any place taken later.
func (f *File) join(d Filing) {
	n := len(f.Filings)
	if n == cap(f.Filings) || f.taken == nil || !f.taken.CompareAndSwap(int64(n), int64(n+1)) {
		f.Filings = slices.Grow(slices.Clip(f.Filings), n/2+4)
		f.taken = new(atomic.Int64)
		f.taken.Store(int64(n + 1))
	}
	f.Filings = append(f.Filings, d)
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
