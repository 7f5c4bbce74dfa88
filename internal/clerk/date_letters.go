package clerk

import (
	"context"
	"strings"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/record"
)

// tellDate are the messages owed to the people of a hearing where what the
// calendar has decided changes the date they know. A first place that keeps the
// date the judge fixed changes none.
func (c *Clerk) tellDate(ctx context.Context, before sheet, decided record.Data) ([]record.Data, error) {
	var to *record.Time
	var reason string
	first := func(slots []calendar.Slot) {
		if len(slots) > 0 {
			to = &slots[0].Start
		}
	}
	switch e := decided.(type) {
	case calendar.Booked:
		if e.Instead == nil && !before.Released {
			return nil, nil
		}
		if e.Instead != nil {
			reason = e.Instead.Reason
		}
		first(e.Slots)
	case calendar.Moved:
		first(e.Slots)
		reason = e.Reason
	case calendar.Released:
		reason = e.Reason
	}
	return before.TellDate(to, reason, func(p court.PersonID) (hearing.Way, error) {
		reach, _, err := c.reachOf(ctx, p)
		return reach.notice(), err
	})
}

// tellFirst owes the people of a hearing that was fixed in this act the news of it:
// if we die, neither stands.
func (d *desk) tellFirst(ctx context.Context, id court.HearingID) error {
	s, err := load[sheet](d.Clerk, d, id)
	if err != nil {
		return err
	}
	owed, err := s.TellFirst(func(p court.PersonID) (hearing.Way, error) {
		reach, _, err := d.reachOf(ctx, p)
		return reach.notice(), err
	})
	if err != nil || len(owed) == 0 {
		return err
	}
	if err := mayFollow(d.Law, s.Kind, owed, d.Clock.Now()); err != nil {
		return err
	}
	return d.append(court.TheServer(), nil, entry{id, owed})
}

// aboutDate is which of the letters about a date tells this.
func aboutDate(d hearing.DateNoticeQueued) string {
	switch {
	case d.To == nil:
		return "released"
	case d.First:
		return "first"
	case d.From == nil:
		return "placed"
	}
	return "moved"
}

// dateLetter writes a message about the hearing's date: the one they knew, every
// sitting as it stands in the calendar now with the place where this person
// attends, the reason, and a file for their own calendar. The reason goes to who
// may follow the hearing: it may be about a person whom a witness must not know of.
func (c *Clerk) dateLetter(ctx context.Context, s hearing.Sitting, a hearing.Attempt, to Addressee, words fault.Args) (m Message, err error) {
	about := "letter.date." + aboutDate(*a.Date)
	var sittings, file []OwnLine
	err = c.Store.View(ctx, func(v View) error {
		ag, err := c.agendaOf(v)
		if err != nil {
			return err
		}
		own := func(l calendar.Line) OwnLine {
			room, _ := ag.Room(l.Slot.Room)
			return OwnLineOf(a.Person, l, room)
		}
		for _, l := range ag.Of(a.Person) {
			if l.Booking.Hearing == s.ID {
				sittings = append(sittings, own(l))
			}
		}
		file = append(file, sittings...)
		for _, l := range ag.Gone(a.Person) {
			if l.Booking.Hearing == s.ID && l.State == calendar.LetGo {
				file = append(file, own(l))
			}
		}
		return nil
	})
	if err != nil {
		return m, err
	}
	zone := i18n.Zone(c.Law.Local)
	var list []string
	for _, l := range sittings {
		list = append(list, zone.DateTime(to.Lang, l.Slot.Start.Time)+" – "+zone.Time(to.Lang, l.Slot.End.Time)+", "+l.Place(to.Lang))
	}
	words["was"], words["now"], words["because"], words["sittings"] = "", "", "", strings.Join(list, "\n")
	words["format"] = i18n.T(to.Lang, "format."+string(s.Format), nil)
	if a.Date.From != nil {
		words["was"] = zone.DateTime(to.Lang, a.Date.From.Time)
	}
	if a.Date.To != nil {
		words["now"] = zone.DateTime(to.Lang, a.Date.To.Time)
	}
	if seat, on := s.Seat(a.Person); on && a.Date.Reason != "" && Permitted(seat.Role, ActFollow) {
		words["because"] = i18n.T(to.Lang, "letter.date.because", fault.Args{"reason": a.Date.Reason})
	}
	m = written(a.Delivery.Channel, about+"."+a.Delivery.Channel, to.Lang, words, m)
	if len(file) > 0 {
		m.Calendar = ICS(to.Lang, zone, c.URL, file, c.Clock.Now())
	}
	return m, nil
}
