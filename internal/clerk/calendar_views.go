package clerk

import (
	"context"
	"slices"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/rules"
)

// CalendarView is the court's calendar for its staff.
type CalendarView struct {
	Day       calendar.Day
	Lines     []calendar.Line // the sittings of the day, by their start
	Rooms     []RoomView
	Disturbed []calendar.Disturbance // what stands no longer lawfully in the next 60 days
	DayOff    rules.Closed
	Names     map[court.PersonID]string
	May       map[string]bool // "courtrooms", "calendar"
	Now       time.Time
}

// RoomView is a courtroom as it is on a day.
type RoomView struct {
	calendar.Courtroom
	Capacity int // sanitary
	Closed   []calendar.Span
}

// MyDays are a person's own sittings and absences.
type MyDays struct {
	Lines  []calendar.Line
	Away   []calendar.Span
	Now    time.Time
	Worker bool // of the bench: an absence is leave
}

// PlaceView is a hearing with what the calendar proposes for it.
type PlaceView struct {
	Case     CaseCard
	Sitting  hearing.Sitting
	Booking  calendar.Booking
	Booked   bool
	Proposal calendar.Proposal
	Refused  error // why there is no proposal; nil if there is one, or none was asked for
	Rooms    []RoomView
	Names    map[court.PersonID]string
	Inside   []calendar.Participant // of a hearing with a courtroom: who came in at the door
	May      map[string]bool        // "book", "check_in"
	Now      time.Time
}

// QueueView is the order proposed for cases that wait for a hearing.
type QueueView struct {
	Cases []calendar.Queued
	Now   time.Time
}

// Calendar is a day of the whole court. It refuses (Forbidden) who is not of
// its staff.
func (c *Clerk) Calendar(ctx context.Context, by court.PersonID, day calendar.Day) (view CalendarView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		if err := c.mayInCourt(v, by, ActCalendar); err != nil {
			return err
		}
		a, err := c.agendaOf(v)
		if err != nil {
			return err
		}
		t := c.terms()
		view = CalendarView{Day: day, Lines: a.Day(t, day), Rooms: roomsOn(a, t, day), Now: c.Clock.Now(), DayOff: c.Law.DayOff(ruleDay(day))}
		today := calendar.DayOf(c.Law.Local(view.Now))
		view.Disturbed = a.Disturbed(t, today, calendar.DayOf(c.Law.Local(view.Now.AddDate(0, 0, 60))))
		if view.Names, err = c.namesOf(v, view.Lines, view.Disturbed); err != nil {
			return err
		}
		for i := range view.Disturbed {
			view.Disturbed[i].Why = fault.Of(c.named(v, view.Disturbed[i].Why))
		}
		view.May = map[string]bool{"courtrooms": c.mayInCourt(v, by, ActCourtrooms) == nil, "calendar": true}
		return nil
	})
	return view, err
}

func ruleDay(d calendar.Day) rules.Day { return rules.DayOf(d.Noon()) }

func roomsOn(a agenda, t calendar.Terms, day calendar.Day) []RoomView {
	var out []RoomView
	for _, r := range a.Rooms() {
		out = append(out, RoomView{Courtroom: r, Capacity: r.Capacity(t.Policy(day)), Closed: a.Closed(r.ID)})
	}
	return out
}

func (c *Clerk) namesOf(v View, lines []calendar.Line, more []calendar.Disturbance) (map[court.PersonID]string, error) {
	for _, d := range more {
		lines = append(lines[:len(lines):len(lines)], d.Line)
	}
	names := map[court.PersonID]string{}
	for _, l := range lines {
		for _, p := range l.People {
			if names[p.Person] != "" {
				continue
			}
			known, err := c.personOf(v, p.Person)
			if err != nil {
				return nil, err
			}
			names[p.Person] = known.Name
		}
	}
	return names, nil
}

// MyCalendar is what a person was ever booked for, and when they are away.
func (c *Clerk) MyCalendar(ctx context.Context, by court.PersonID) (mine MyDays, err error) {
	err = c.Store.View(ctx, func(v View) error {
		actor, err := c.anywhere(v, by, ActAway)
		if err != nil {
			return err
		}
		a, err := c.agendaOf(v)
		mine = MyDays{Lines: a.Of(by), Away: a.Absences(by), Now: c.Clock.Now(), Worker: actor.Role.OnBench()}
		return err
	})
	return mine, err
}

// Wall is what hangs in the corridor: anybody may read it.
func (c *Clerk) Wall(ctx context.Context, day calendar.Day, house string) (notices []calendar.Notice, err error) {
	err = c.Store.View(ctx, func(v View) error {
		a, err := c.agendaOf(v)
		notices = a.Wall(c.terms(), day, house)
		return err
	})
	return notices, err
}

// Place proposes a place in the calendar for a hearing of the person's case;
// without a duration it shows the place the hearing has.
func (c *Clerk) Place(ctx context.Context, by court.PersonID, w Wish) (view PlaceView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		s, f, _, err := c.sheetFor(v, by, w.Hearing, ActPrepare)
		if err != nil {
			return err
		}
		a, err := c.agendaOf(v)
		if err != nil {
			return err
		}
		t, now := c.terms(), c.Clock.Now()
		view = PlaceView{Sitting: s.Sitting, Now: now, Rooms: roomsOn(a, t, calendar.DayOf(c.Law.Local(now))), Inside: a.Participants(t, s.ID, now)}
		view.Booking, view.Booked = a.Booking(s.ID)
		view.Booked = view.Booked && view.Booking.State != calendar.LetGo
		if view.Case, _, err = c.card(v, by, f); err != nil {
			return err
		}
		_, book := firstPermitted(view.Case.MyRoles, ActBook)
		_, door := firstPermitted(view.Case.MyRoles, ActCheckIn)
		view.May = map[string]bool{"book": book, "check_in": door && view.Booked}
		if view.Names, err = c.names(v, f); err != nil || w.Minutes == 0 || !book {
			return err
		}
		view.Proposal, err = a.Place(t, askOf(s.Sitting, f, w))
		view.Refused = c.named(v, err)
		for i := range view.Proposal.Passed {
			view.Proposal.Passed[i].Why = fault.Of(c.named(v, view.Proposal.Passed[i].Why))
		}
		return nil
	})
	return view, err
}

// Replan proposes new places for hearings that cannot stay where they are, as
// far as the person may book them; nothing is moved.
func (c *Clerk) Replan(ctx context.Context, by court.PersonID, hearings []court.HearingID, notBefore time.Time) (shifts []calendar.Shift, err error) {
	err = c.Store.View(ctx, func(v View) error {
		for _, id := range hearings {
			if _, _, _, err := c.sheetFor(v, by, id, ActBook); err != nil {
				return err
			}
		}
		a, err := c.agendaOf(v)
		if err != nil {
			return err
		}
		now := c.Clock.Now()
		shifts, err = a.Replan(c.terms(), hearings, notBefore, notBefore.AddDate(1, 0, 0), now)
		return c.named(v, err)
	})
	return shifts, err
}

// Queue orders the court's open cases by urgency and age. It proposes; a
// judge decides.
func (c *Clerk) Queue(ctx context.Context, by court.PersonID) (view QueueView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		if err := c.mayInCourt(v, by, ActCalendar); err != nil {
			return err
		}
		rows, err := v.Rows("case", "")
		if err != nil {
			return err
		}
		view.Now = c.Clock.Now()
		var all []calendar.Pending
		for _, r := range rows {
			f, err := load[docket.File](c, v, court.CaseID(r.Key))
			if err != nil {
				return err
			}
			if p, waits := c.pending(f, view.Now); waits {
				all = append(all, p)
			}
		}
		a, err := c.agendaOf(v)
		view.Cases = a.Queue(all, []string{"urgent", "high", "normal"}, view.Now)
		return err
	})
	return view, err
}

// pending is a case as the queue sees it; one whose every hearing has ended
// waits for none.
func (c *Clerk) pending(f docket.File, now time.Time) (calendar.Pending, bool) {
	if len(f.Hearings) > 0 && !slices.ContainsFunc(f.Hearings, func(h docket.Hearing) bool { return h.Ended == nil }) {
		return calendar.Pending{}, false
	}
	p := calendar.Pending{Case: f.ID, CaseNo: f.No, Urgency: "normal", AgeDays: int(now.Sub(f.OpenedAt).Hours() / 24), LastActivity: f.OpenedAt}
	if n := len(f.Filings); n > 0 {
		p.LastActivity = f.Filings[n-1].At
	}
	if a, err := c.Law.Decide(rules.Urgency, rules.FactsOf(f, now), now); err == nil {
		p.Urgency = a.Outcome.Word
	}
	return p, true
}
