package clerk

import (
	"context"
	"encoding/json"
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
	Capacity int                                // sanitary, on the day of the view
	Policy   func(calendar.Day) calendar.Policy // by day; nil: as on that of the view
	Closed   []calendar.Span
}

// On is how many the courtroom may hold on a day.
func (r RoomView) On(day calendar.Day) int {
	if r.Policy == nil {
		return r.Capacity
	}
	return r.Courtroom.Capacity(r.Policy(day))
}

// MyDays are a person's own sittings and absences. A sitting's identity is its
// hearing and No, the same in Lines and Gone through all changes; its Version
// grows with each change. Of Gone what is MovedOff is in Lines at its new
// place, what is LetGo is not.
type MyDays struct {
	Lines  []calendar.Line
	Gone   []calendar.Line // where sittings stood that were moved or released
	Away   []calendar.Span
	Rooms  map[court.RoomID]calendar.Courtroom // of Lines and Gone
	Now    time.Time
	Policy calendar.Policy // of today
	Worker bool            // of the bench: an absence is leave
	May    map[string]bool // "away": may say when they cannot attend
}

// PlaceView is a hearing with what the calendar proposes for it.
type PlaceView struct {
	Me       court.PersonID
	Case     CaseCard
	Sitting  hearing.Sitting
	Booking  calendar.Booking
	Booked   bool
	Proposal calendar.Proposal
	Refused  error // why there is no proposal; nil if there is one, or none was asked for
	Rooms    []RoomView
	MustCome map[court.PersonID]rules.Rule // of a hybrid hearing: whom the law wants in the courtroom, and why
	Come     []calendar.Person             // those of them who were booked online: the hearing is to be moved
	Press    int                           // seats the policy gives press and public where it is open
	Public   int
	Bind     calendar.Day // the last day on which its people's wishes bind it
	Names    map[court.PersonID]string
	Inside   []calendar.Participant // of a hearing with a courtroom: who came in at the door
	May      map[string]bool        // "book", "check_in"; "over_wish" where there is a wish that binds no longer
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
		out = append(out, RoomView{Courtroom: r, Capacity: r.Capacity(t.Policy(day)), Policy: t.Policy, Closed: a.Closed(r.ID)})
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

// MyCalendar is what a person was ever booked for, and when they are away. A
// member of the staff whom no hearing concerns has nothing there. It refuses
// (Forbidden) who is neither of the court nor in a case.
func (c *Clerk) MyCalendar(ctx context.Context, by court.PersonID) (mine MyDays, err error) {
	err = c.Store.View(ctx, func(v View) error {
		roles, err := c.rolesAnywhere(v, by)
		if err != nil {
			return err
		}
		if len(roles) == 0 {
			return fault.Forbidden("act.not_permitted")
		}
		a, err := c.agendaOf(v)
		role, may := firstPermitted(roles, ActAway)
		mine = MyDays{Lines: a.Of(by), Gone: a.Gone(by), Away: a.Absences(by), Now: c.Clock.Now(), Policy: c.policyOn(c.Clock.Now()), Worker: role.OnBench(),
			Rooms: map[court.RoomID]calendar.Courtroom{}, May: map[string]bool{string(ActAway): may}}
		for _, l := range slices.Concat(mine.Lines, mine.Gone) {
			if r, known := a.Room(l.Slot.Room); known {
				mine.Rooms[r.ID] = r
			}
		}
		return err
	})
	return mine, err
}

// closed reports whether the law closes the case's hearings to the public, or
// says nothing of it: then nobody's name is shown by mistake.
func (c *Clerk) closed(f docket.File) bool {
	now := c.Clock.Now()
	a, err := c.Law.Decide(rules.Publicity, rules.FactsOf(f, now), now)
	return err != nil || a.Outcome.Word == "closed"
}

// Place proposes a place in the calendar for a hearing of the person's case,
// for one that has a place another one: its own booking stands in nobody's way,
// and who attends from where stays as it was booked. Without a duration it
// shows the place the hearing has.
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
		view = PlaceView{Me: by, Sitting: s.Sitting, Now: now, Rooms: roomsOn(a, t, calendar.DayOf(c.Law.Local(now))), Inside: a.Participants(t, s.ID, now)}
		view.Booking, view.Booked = a.Booking(s.ID)
		view.Booked = view.Booked && view.Booking.State != calendar.LetGo
		if view.Case, _, err = c.card(v, by, f); err != nil {
			return err
		}
		_, book := firstPermitted(view.Case.MyRoles, ActBook)
		_, door := firstPermitted(view.Case.MyRoles, ActCheckIn)
		book = book && s.MayBePlaced() == nil
		view.May = map[string]bool{"book": book, "check_in": door && view.Booked}
		if view.Names, err = c.names(v, f); err != nil {
			return err
		}
		called, err := c.mustCome(s.Sitting, f)
		if err != nil {
			return err
		}
		view.MustCome = map[court.PersonID]rules.Rule{}
		for _, one := range called {
			view.MustCome[one.Person] = one.Rule
		}
		come, ask := seated(s.Sitting, f, called), c.askFor(s.Sitting, f, w)
		view.Come, view.Bind = view.Booking.Online(come), ask.Wishes.Bind
		if ask.Open {
			view.Press, view.Public = c.seats(now)
		}
		_, over := firstPermitted(view.Case.MyRoles, ActOverWish)
		view.May[string(ActOverWish)] = book && over && a.AnyWish(ask.People, calendar.DayOf(c.Law.Local(now)), view.Bind)
		if w.Minutes == 0 || !book {
			view.withhold()
			return nil
		}
		if view.Refused = c.mayBeHeard(s.Sitting, f); view.Refused != nil {
			return nil // nothing is proposed that would be refused
		}
		free := a.Calendar
		if view.Booked {
			free, ask = a.Free(s.ID, now), view.Booking.Again(ask, come)
		}
		ask.Wishes.Over = ask.Wishes.Over && over
		if !ask.NotBefore.IsZero() && ask.NotBefore.Before(now) {
			ask.NotBefore = now // what is past can be proposed and not booked
		}
		if day := calendar.DayOf(c.Law.Local(s.At)); !s.Released && day == calendar.DayOf(c.Law.Local(ask.NotBefore)) && ask.NotBefore.Before(s.At) && !view.Booked {
			ask.NotBefore = s.At // the hour its people know
		}
		view.Proposal, err = free.Place(t, ask)
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
		var moves []calendar.Shift
		for _, id := range hearings {
			s, f, actor, err := c.sheetFor(v, by, id, ActBook)
			if err != nil {
				return err
			}
			if err := c.mayBeHeard(s.Sitting, f); err != nil {
				return err
			}
			if !Permitted(actor.Role, ActSchedule) { // nothing is proposed that would be refused
				until, _, err := c.noticeUntil(f)
				if err != nil {
					return err
				}
				if until.After(notBefore) {
					notBefore = until
				}
			}
			move, err := c.shiftOf(s.Sitting, f, nil, Over{})
			if err != nil {
				return err
			}
			moves = append(moves, move)
		}
		a, err := c.agendaOf(v)
		if err != nil {
			return err
		}
		now := c.Clock.Now()
		shifts, err = a.Replan(c.terms(), moves, notBefore, notBefore.AddDate(1, 0, 0), now)
		return c.named(v, err)
	})
	return shifts, err
}

// Queue orders the court's open cases by urgency and age. It proposes; a
// judge decides. Of a case whose every hearing has ended no file is read: the
// register of hearings says so. What is urgent the law says of the whole file,
// of which no register holds a part, so the files of the others are read.
func (c *Clerk) Queue(ctx context.Context, by court.PersonID) (view QueueView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		if err := c.mayInCourt(v, by, ActCalendar); err != nil {
			return err
		}
		waiting, err := casesWaiting(v)
		if err != nil {
			return err
		}
		view.Now = c.Clock.Now()
		var all []calendar.Pending
		for _, id := range waiting {
			f, err := load[docket.File](c, v, id)
			if err != nil {
				return err
			}
			all = append(all, c.pending(f, view.Now))
		}
		a, err := c.agendaOf(v)
		view.Cases = a.Queue(all, rules.Outcomes(rules.Urgency), view.Now)
		return err
	})
	return view, err
}

// casesWaiting lists the cases that have no hearing, or one that has not ended.
func casesWaiting(v View) ([]court.CaseID, error) {
	hearings, err := v.Rows("hearing", "")
	if err != nil {
		return nil, err
	}
	heard := map[string]bool{} // whether every hearing of the case has ended
	for _, r := range hearings {
		var h hearingRow
		if err := json.Unmarshal(r.Doc, &h); err != nil {
			return nil, err
		}
		before, known := heard[r.Owner]
		heard[r.Owner] = h.State == hearing.Ended && (before || !known)
	}
	cases, err := v.Rows("case", "")
	if err != nil {
		return nil, err
	}
	var waiting []court.CaseID
	for _, r := range cases {
		if !heard[r.Key] {
			waiting = append(waiting, court.CaseID(r.Key))
		}
	}
	return waiting, nil
}

// pending is a case as the queue sees it. Of what the law does not say how
// urgent it is, it is the least.
func (c *Clerk) pending(f docket.File, now time.Time) calendar.Pending {
	words := rules.Outcomes(rules.Urgency)
	p := calendar.Pending{Case: f.ID, CaseNo: f.No, Urgency: words[len(words)-1], AgeDays: int(now.Sub(f.OpenedAt).Hours() / 24), LastActivity: f.OpenedAt}
	if n := len(f.Filings); n > 0 {
		p.LastActivity = f.Filings[n-1].At
	}
	if a, err := c.Law.Decide(rules.Urgency, rules.FactsOf(f, now), now); err == nil {
		p.Urgency = a.Outcome.Word
	}
	p.Due = c.heardBy(f, p.Urgency == words[0])
	return p
}

// heardBy is by when the law wants the case heard, the short limit for what is most
// urgent. It is counted from the opening: when a preparation ended the program is
// not told, so the day is one to plan by, and never the later one.
func (c *Clerk) heardBy(f docket.File, urgent bool) *calendar.Due {
	matter := "consideration"
	if urgent {
		matter = "consideration_short"
	}
	until, a, err := c.Law.Limit(matter, rules.Facts{"kind": string(f.Kind)}, f.OpenedAt)
	if err != nil || len(a.By.Articles) == 0 {
		return nil
	}
	article := a.By.Articles[0]
	article.Verify = article.Verify || !a.By.Verified
	return &calendar.Due{Last: calendar.DayOf(c.Law.Local(until)), Article: article}
}
