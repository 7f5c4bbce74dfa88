package clerk

import (
	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/docket"
)

// attend makes the place of a booked hearing follow its roll, which has just
// changed. Who came into the case is in the courtroom where the law wants them
// there. Nothing is refused: a place that no longer fits is among what must be
// moved, and the calendar's page says why.
func (d *desk) attend(actor court.Actor, f docket.File, id court.HearingID) error {
	a, err := d.agendaOf(d.View)
	if err != nil {
		return err
	}
	b, booked := a.Booking(id)
	if !booked || b.State != calendar.Standing {
		return nil
	}
	s, err := load[sheet](d.Clerk, d, id)
	if err != nil {
		return err
	}
	var w Wish
	for _, p := range b.People {
		if p.Where == calendar.InCourt {
			w.InCourt = append(w.InCourt, p.Person)
		}
	}
	called, err := d.mustCome(s.Sitting, f)
	if err != nil {
		return err
	}
	for _, one := range called {
		w.InCourt = append(w.InCourt, one.Person)
	}
	changed := a.Attend(d.terms(), id, askOf(s.Sitting, f, w).People, d.Clock.Now())
	if len(changed) == 0 {
		return nil
	}
	return d.append(actor, nil, entry{a.ID, changed})
}
