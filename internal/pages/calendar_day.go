package pages

import (
	"net/http"
	"slices"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
)

type calendarDayPage struct {
	Frame
	Done      string
	Typed     string // the day as typed
	Day       calendar.Day
	Today     bool
	Off       string // why the court does not sit; empty when it does
	DayOff    rules.Closed
	ByRoom    bool
	Lines     []sittingLine
	Rooms     []roomDay
	Disturbed []disturbedLine
	Movable   bool // one of them at least by this person
	May       map[string]bool
	NoRooms   bool
}

// sittingLine is one sitting as a row.
type sittingLine struct {
	calendar.Line
	Judge    string
	RoomName string // empty online
	Capacity int
	Mine     bool // the person is in the case, and can open it
	MustMove bool
	OnDay    calendar.Day
}

// roomDay is the day of one courtroom, or of what sits online.
type roomDay struct {
	Room  *clerk.RoomView // nil online
	Shut  bool
	Lines []sittingLine
}

type disturbedLine struct {
	sittingLine
	Why      string
	First    bool // of its hearing's sittings: it has the tick box
	Bookable bool
}

// calendarDay is a day of the whole court, for its staff. Everybody else comes
// to their own calendar.
func (s *site) calendarDay(w http.ResponseWriter, r *http.Request) error {
	p, err := s.dayPage(r)
	if fault.Is(err, fault.KindForbidden) {
		http.Redirect(w, r, "/calendar/mine", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(p.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	s.Page(w, r, status, "calendar_day", p)
	return nil
}

func (s *site) dayPage(r *http.Request) (*calendarDayPage, error) {
	now := s.Clock.Now()
	p := &calendarDayPage{Day: today(s.Law.Local, now), Typed: r.FormValue("day"), ByRoom: r.FormValue("by") == "room"}
	if p.Typed != "" {
		day, ok := calendar.ParseDay(p.Typed)
		if ok && day.Noon().Year() >= 1995 && day.Noon().Year() < 2100 {
			p.Day = day
		} else {
			p.Errors = []FieldError{{"day", i18n.T(lang(r), "cal.day.wrong", nil)}}
		}
	}
	v, err := s.Calendar.Calendar(r.Context(), me(r), p.Day)
	if err != nil {
		return nil, err
	}
	p.Today, p.May, p.DayOff, p.NoRooms = p.Day == today(s.Law.Local, now), v.May, v.DayOff, len(v.Rooms) == 0
	if p.Typed == "" || len(p.Errors) == 0 {
		p.Typed = p.Day.String()
	}
	p.Done = justDone(r, "moved")
	p.Off = dayOff(lang(r), v.DayOff)
	p.Islands, p.Role = []string{"live"}, s.staffRole(r)
	for _, l := range v.Lines {
		line := newSitting(s.Law.Local, l, v, me(r))
		line.MustMove = slices.ContainsFunc(v.Disturbed, func(d calendar.Disturbance) bool { return d.Hearing == l.Hearing && d.No == l.No })
		p.Lines = append(p.Lines, line)
	}
	p.Rooms = byRoom(v, p.Lines)
	p.disturb(v, r, s.Law.Local)
	return p, nil
}

func newSitting(zone i18n.Zone, l calendar.Line, v clerk.CalendarView, who court.PersonID) sittingLine {
	line := sittingLine{Line: l, OnDay: today(zone, l.Start.Time)}
	for _, o := range l.People {
		line.Mine = line.Mine || o.Person == who
		if o.Role == court.Judge && line.Judge == "" {
			line.Judge = v.Names[o.Person]
		}
	}
	room, _ := roomOf(v.Rooms, l.Room)
	line.RoomName, line.Capacity = room.Name, room.Capacity
	return line
}

// byRoom groups the day's sittings by courtroom; online comes last.
func byRoom(v clerk.CalendarView, lines []sittingLine) []roomDay {
	var all []roomDay
	for i := range v.Rooms {
		d := roomDay{Room: &v.Rooms[i]}
		d.Shut = slices.ContainsFunc(d.Room.Closed, func(s calendar.Span) bool { return s.Has(v.Day) }) || !d.Room.Use.Has(v.Day)
		for _, l := range lines {
			if l.Room == d.Room.ID {
				d.Lines = append(d.Lines, l)
			}
		}
		all = append(all, d)
	}
	online := roomDay{}
	for _, l := range lines {
		if l.Room == "" {
			online.Lines = append(online.Lines, l)
		}
	}
	if len(online.Lines) > 0 {
		all = append(all, online)
	}
	return all
}

// disturb lists what stands no longer lawfully. A hearing has one tick box,
// for those of the bench who can move it.
func (p *calendarDayPage) disturb(v clerk.CalendarView, r *http.Request, zone i18n.Zone) {
	seen := map[court.HearingID]bool{}
	for _, d := range v.Disturbed {
		line := disturbedLine{sittingLine: newSitting(zone, d.Line, v, me(r)), Why: Message(lang(r), d.Why), First: !seen[d.Hearing]}
		for _, o := range d.People {
			line.Bookable = line.Bookable || o.Person == me(r) && o.Role.OnBench()
		}
		seen[d.Hearing] = true
		p.Movable = p.Movable || line.Bookable
		p.Disturbed = append(p.Disturbed, line)
	}
}

// ToMove counts the hearings among what stands no longer: one may have several days.
func (p *calendarDayPage) ToMove() (n int) {
	for _, l := range p.Disturbed {
		if l.First {
			n++
		}
	}
	return n
}

// Before is the day before.
func (p *calendarDayPage) Before() calendar.Day { return p.Day - 1 }

// After is the day after.
func (p *calendarDayPage) After() calendar.Day { return p.Day + 1 }
