package pages

import (
	"context"
	"net/http"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/signature"
)

// Days is the desk's part about the calendar as people and the public see it.
type Days interface {
	MyCalendar(ctx context.Context, by court.PersonID) (clerk.MyDays, error)
	StateAbsence(ctx context.Context, by court.PersonID, cmd clerk.Absence) (clerk.Done, error)
	// Wall asks nobody who they are.
	Wall(ctx context.Context, day calendar.Day, house string) (calendar.CauseList, error)
	AtDoor(ctx context.Context, by court.PersonID, room court.RoomID) (clerk.DoorView, error)
	DoorSheet(ctx context.Context, by court.PersonID, room court.RoomID) (calendar.Courtroom, error)
}

// Printer makes what is printed.
type Printer interface {
	// CauseList is a PDF; the same list in the same language is the same bytes.
	CauseList(lang court.Lang, zone i18n.Zone, courtName string, list calendar.CauseList) ([]byte, error)
	// Journal is a PDF of a hearing's journal, the same for the same likewise.
	Journal(lang court.Lang, zone i18n.Zone, courtName string, j hearing.Sheet) ([]byte, error)
	// Verdict is a PDF of what was found about a file at a moment.
	Verdict(lang court.Lang, zone i18n.Zone, courtName string, at time.Time, p signature.Paper) ([]byte, error)
}

// myLine is one sitting of a person's own.
type myLine struct {
	clerk.OwnLine
	Over *overLine // it was booked over the person's own wish
	Href string
}

type myDaysPage struct {
	Frame
	Ahead, Past, Gone     []myLine
	Away                  []calendar.Span // those that are not over
	Wishes                calendar.Policy // how many days one may keep free, and how far that binds
	Worker, May           bool
	Key, BackKey, Today   string
	First, Last, On, Text string // as the forms were filled
	Done                  string
}

// mine is a person's own days, by what is ahead, past and no longer there.
func (s *site) mine(r *http.Request) (*myDaysPage, error) {
	v, err := s.Days.MyCalendar(r.Context(), me(r))
	if err != nil {
		return nil, err
	}
	day := today(s.Law.Local, v.Now)
	p := &myDaysPage{Wishes: v.Policy, Worker: v.Worker, May: v.May[string(clerk.ActAway)], Key: s.newKey(), BackKey: s.newKey(), Today: day.String()}
	p.First, p.Last, p.On = p.Today, p.Today, p.Today
	for _, l := range v.Lines {
		if line := myOwn(me(r), l, v.Rooms); l.Slot.End.Before(v.Now) {
			p.Past = append(p.Past, line)
		} else {
			p.Ahead = append(p.Ahead, line)
		}
	}
	for _, l := range v.Gone {
		if today(s.Law.Local, l.Slot.Start.Time) >= day {
			p.Gone = append(p.Gone, myOwn(me(r), l, v.Rooms))
		}
	}
	for _, a := range v.Away {
		if a.Last == 0 || a.Last >= day {
			p.Away = append(p.Away, a)
		}
	}
	return p, nil
}

func myOwn(who court.PersonID, l calendar.Line, rooms map[court.RoomID]calendar.Courtroom) myLine {
	line := myLine{OwnLine: clerk.OwnLineOf(who, l, rooms[l.Slot.Room]), Href: "/hearings/" + string(l.Booking.Hearing)}
	if l.Booking.Over.Has(who) {
		line.Over = overLineOf(l.Booking.Over, who, nil)
	}
	return line
}

// myDays shows a person's own sittings and when they cannot attend.
func (s *site) myDays(w http.ResponseWriter, r *http.Request) error {
	p, err := s.mine(r)
	if err != nil {
		return err
	}
	if done := r.URL.Query().Get("done"); done == "away" || done == "back" {
		p.Done = done
	}
	s.Page(w, r, http.StatusOK, "my_days", p)
	return nil
}

// myDaysPost states an absence or ends it.
func (s *site) myDaysPost(w http.ResponseWriter, r *http.Request) error {
	if err := genuine(r); err != nil {
		return err
	}
	cmd := clerk.Absence{Stamp: clerk.Stamp{Key: s.keyOf(r)}, Back: r.FormValue("act") == "back", Reason: r.FormValue("reason")}
	first, last, act := "first", "last", "away"
	if cmd.Back {
		first, last, act = "on", "on", "back"
	}
	p, err := s.mine(r)
	if err != nil {
		return err
	}
	var read [2]bool
	cmd.Span.First, read[0] = calendar.ParseDay(r.FormValue(first))
	cmd.Span.Last, read[1] = calendar.ParseDay(r.FormValue(last))
	switch {
	case !p.May:
		err = fault.Forbidden("act.not_permitted")
	case !read[0] || !read[1]:
		err = fault.Invalid("calendar.span.invalid").On(first)
	default:
		_, err = s.Days.StateAbsence(r.Context(), me(r), cmd)
	}
	if err == nil {
		http.Redirect(w, r, "/calendar/mine?done="+act+"#away", http.StatusSeeOther)
		return nil
	}
	if fault.Of(err).Key == "calendar.back.not_away" {
		err = fault.Of(err).On("on")
	}
	if cmd.Back {
		p.BackKey, p.On = cmd.Key, r.FormValue("on")
	} else {
		p.Key, p.First, p.Last, p.Text = cmd.Key, r.FormValue("first"), r.FormValue("last"), cmd.Reason
	}
	return s.again(w, r, "my_days", p, err)
}

// myCalendarFile is the person's sittings for their own calendar.
func (s *site) myCalendarFile(w http.ResponseWriter, r *http.Request) error {
	return s.calendarFile(w, r, "")
}

// sittingFile is one hearing's sittings for the person's own calendar.
func (s *site) sittingFile(w http.ResponseWriter, r *http.Request) error {
	return s.calendarFile(w, r, court.HearingID(r.PathValue("id")))
}

func (s *site) calendarFile(w http.ResponseWriter, r *http.Request, only court.HearingID) error {
	v, err := s.Days.MyCalendar(r.Context(), me(r))
	if err != nil {
		return err
	}
	var lines []clerk.OwnLine
	own := func(l calendar.Line) {
		if only == "" || l.Booking.Hearing == only {
			lines = append(lines, clerk.OwnLineOf(me(r), l, v.Rooms[l.Slot.Room]))
		}
	}
	for _, l := range v.Lines {
		own(l)
	}
	for _, l := range v.Gone {
		if l.State == calendar.LetGo { // what moved is among the others, under the same name
			own(l)
		}
	}
	name := "hearings.ics"
	if only != "" {
		name = "hearing.ics"
		if len(lines) == 0 {
			return fault.NotFound("calendar.not_booked")
		}
	}
	download(w, "text/calendar; charset=utf-8; method=PUBLISH", name, "attachment")
	_, _ = w.Write([]byte(clerk.ICS(lang(r), s.Law.Local, s.Origin(), lines, v.Now)))
	return nil
}

// dayAsked is the day of the question, or today where none is asked. It refuses
// (Invalid) what is no day: another one than asked would be taken for it.
func (s *site) dayAsked(r *http.Request) (calendar.Day, error) {
	asked := r.URL.Query().Get("day")
	if asked == "" {
		return today(s.Law.Local, s.Clock.Now()), nil
	}
	d, ok := calendar.ParseDay(asked)
	if !ok {
		return 0, fault.Invalid("cal.day.wrong")
	}
	return d, nil
}
