package calendar

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// AddRoom puts a courtroom into the calendar. It refuses an id that is taken
// and a room that is no place for a hearing.
func (c Calendar) AddRoom(r Courtroom) ([]record.Data, error) {
	if r.ID == "" || c.room(r.ID) != nil {
		return nil, fault.Conflict("calendar.room.taken").On("room")
	}
	if err := c.checkRoom(&r); err != nil {
		return nil, err
	}
	return []record.Data{RoomAdded{r}}, nil
}

// ChangeRoom says anew what a courtroom is. Hearings booked in it stay booked:
// Disturbed tells which of them do not fit any more.
func (c Calendar) ChangeRoom(r Courtroom) ([]record.Data, error) {
	if c.room(r.ID) == nil {
		return nil, fault.NotFound("calendar.room.unknown").On("room")
	}
	if err := c.checkRoom(&r); err != nil {
		return nil, err
	}
	return []record.Data{RoomChanged{r}}, nil
}

// Close takes a courtroom out of use. It refuses no closure because of what
// is booked: water in the room does not wait. Disturbed tells what must move.
func (c Calendar) Close(id court.RoomID, s Span, reason string) ([]record.Data, error) {
	reason, err := because(reason)
	if err != nil {
		return nil, err
	}
	if c.room(id) == nil {
		return nil, fault.NotFound("calendar.room.unknown").On("room")
	}
	if !s.valid() {
		return nil, fault.Invalid("calendar.span.invalid").On("first")
	}
	return []record.Data{RoomClosed{Room: id, Span: s, Reason: reason}}, nil
}

// Reopen ends a courtroom's closures from a day on. It refuses when there is
// none to end.
func (c Calendar) Reopen(id court.RoomID, on Day) ([]record.Data, error) {
	r := c.room(id)
	if r == nil {
		return nil, fault.NotFound("calendar.room.unknown").On("room")
	}
	for _, x := range r.closed {
		if x.Last == 0 || x.Last >= on {
			return []record.Data{RoomReopened{Room: id, On: on}}, nil
		}
	}
	return nil, fault.Conflict("calendar.room.not_closed").On("room")
}

// Away says that a person cannot attend. It refuses more days than the policy
// lets one person keep free, of leave and of wishes each, and years ahead. Leave,
// of the bench, is not refused because of what is booked; a party's wish is, on a
// day on which they are booked: that hearing they must ask the judge to move.
func (c Calendar) Away(t Terms, a PersonAway, now time.Time) ([]record.Data, error) {
	a.Reason = court.Text(a.Reason)
	if len(a.Reason) > 4000 {
		return nil, fault.Invalid("calendar.reason_long").On("reason")
	}
	if a.Person == "" {
		return nil, fault.Invalid("calendar.ask.person").On("person")
	}
	if !a.Span.valid() || a.Span.Last == 0 || a.Span.Last < t.day(now) {
		return nil, fault.Invalid("calendar.span.invalid").On("first")
	}
	p := t.Policy(t.day(now))
	days, window := p.bound(a.Leave)
	if n := c.daysAway(a, p); n > days {
		return nil, fault.Conflict("calendar.away.long").With(fault.Args{"n": days, "of": window, "need": n}).On("last")
	}
	if a.Span.Last > t.day(now.AddDate(yearsAhead, 0, 0)) {
		return nil, fault.Invalid("calendar.away.far").With(fault.Args{"n": yearsAhead}).On("last")
	}
	if a.Leave {
		return []record.Data{a}, nil
	}
	from, to := t.at(a.Span.First, 0).UnixMilli(), t.at(a.Span.Last+1, 0).UnixMilli()
	for _, e := range c.within(string(a.Person), from, to) {
		if e.b.State == Standing && e.end > now.UnixMilli() {
			return nil, fault.Conflict("calendar.away.booked").With(fault.Args{"case": e.b.CaseNo, "when": time.UnixMilli(e.start).UTC()}).On("first")
		}
	}
	return []record.Data{a}, nil
}

// Back ends a person's absences from a day on. It refuses when there is none,
// and a day that is past: what was wished for then has been so.
func (c Calendar) Back(t Terms, p court.PersonID, on Day, now time.Time) ([]record.Data, error) {
	if on < t.day(now) {
		return nil, fault.Invalid("calendar.span.invalid").On("first")
	}
	list, _ := c.away.get(page{of: string(p)})
	for _, a := range list {
		if a.Last >= on {
			return []record.Data{PersonBack{Person: p, On: on}}, nil
		}
	}
	return nil, fault.Conflict("calendar.back.not_away").On("person")
}
