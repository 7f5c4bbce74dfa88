package clerk

import (
	"maps"
	"slices"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
)

// withhold takes from a view what the viewer's role does not follow: a witness
// learns nothing of the hearing before they testify, and who watches sees what
// the courtroom shows. What is about the viewer alone stays: that their identity
// was checked and how, what the bench answered them, what was ordered about them.
func (view *HearingView) withhold() {
	if view.May[string(ActFollow)] {
		return
	}
	s := &view.Sitting
	view.Journal = hearing.OwnLines(view.Journal, view.Me)
	s.Attempts = own(s.Attempts, func(a hearing.Attempt) bool { return a.Person == view.Me })
	s.DateNotices = own(s.DateNotices, func(a hearing.Attempt) bool { return a.Person == view.Me })
	s.Reports = own(s.Reports, func(r hearing.Report) bool { return r.Person == view.Me })
	if view.MyRole == court.Witness {
		view.apart()
	}
}

// apart shows a witness nothing of what else was ordered and said in the hearing,
// and not who the other witnesses are, unless both are in the room.
func (view *HearingView) apart() {
	s := &view.Sitting
	s.Former = own(s.Former, func(t hearing.Seat) bool { return t.Person == view.Me })
	s.Talks = own(s.Talks, func(k hearing.Talk) bool { return slices.Contains(k.People, view.Me) })
	s.Asks = own(s.Asks, func(a hearing.TalkAsk) bool { return a.By == view.Me || slices.Contains(a.With, view.Me) })
	view.Names = maps.Clone(view.Names)
	s.Roll = own(s.Roll, func(t hearing.Seat) bool {
		hidden := t.Role == court.Witness && t.Person != view.Me && !t.Here()
		if hidden {
			delete(view.Names, t.Person)
		}
		return !hidden
	})
	for i, t := range s.Roll {
		if t.Person != view.Me {
			s.Roll[i].Order, s.Roll[i].Standing, s.Roll[i].Identity = nil, nil, nil
		}
	}
	if s.Hold != nil {
		h := *s.Hold
		h.About = own(h.About, func(p court.PersonID) bool { _, on := s.Seat(p); return on })
		s.Hold = &h
	}
}

// withhold takes from the place of a hearing why it is not where it was, for who
// does not follow the hearing, and from a witness who the other witnesses are: as
// the letters about a date do.
func (view *PlaceView) withhold() {
	if _, follows := firstPermitted(view.Case.MyRoles, ActFollow); follows {
		return
	}
	b := &view.Booking
	b.Reason, b.NoPublic = "", ""
	if b.Instead != nil {
		b.Instead = &calendar.Instead{At: b.Instead.At}
	}
	if b.Over != nil && !b.Over.Has(view.Me) {
		b.Over = nil
	}
	b.Was = slices.Clone(b.Was)
	for i := range b.Was {
		b.Was[i].Reason = ""
	}
	if !slices.Contains(view.Case.MyRoles, court.Witness) {
		return
	}
	view.Names = maps.Clone(view.Names)
	hidden := func(p court.PersonID) bool {
		t, on := view.Sitting.Seat(p)
		return p != view.Me && on && t.Role == court.Witness && !t.Here()
	}
	for _, t := range view.Sitting.Roll {
		if hidden(t.Person) {
			delete(view.Names, t.Person)
		}
	}
	b.People = own(b.People, func(o calendar.Person) bool { return !hidden(o.Person) })
	b.Waiting = own(b.Waiting, func(w calendar.Wait) bool { return w.Person == view.Me })
	view.Inside = slices.Clone(view.Inside)
	for i, one := range view.Inside {
		view.Inside[i].Inside = own(one.Inside, func(p court.PersonID) bool { return !hidden(p) })
		view.Inside[i].Expected = own(one.Expected, func(p court.PersonID) bool { return !hidden(p) })
	}
	view.Sitting.Roll = own(view.Sitting.Roll, func(t hearing.Seat) bool { return !hidden(t.Person) })
}

// own are those of a list that may be shown, in a list of their own.
func own[T any](list []T, shown func(T) bool) (out []T) {
	for _, v := range list {
		if shown(v) {
			out = append(out, v)
		}
	}
	return out
}

// mayAnswerFor refuses (Forbidden) an answer about what the person was not shown:
// who sees only their own lines of a journal agrees to no journal, and objects
// to those lines.
func mayAnswerFor(role court.Role, lines []hearing.Line, d docket.JournalAnswered, by court.PersonID) error {
	if Permitted(role, ActFollow) {
		return nil
	}
	shown := hearing.OwnLines(lines, by)
	hidden := func(no uint64) bool {
		return !slices.ContainsFunc(shown, func(l hearing.Line) bool { return l.Version == no })
	}
	if d.Agreed || slices.ContainsFunc(d.Lines, hidden) {
		return fault.Forbidden("case.journal.own_only").On("lines")
	}
	return nil
}
