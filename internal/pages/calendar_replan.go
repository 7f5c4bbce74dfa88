package pages

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

type replanPage struct {
	Frame
	Key    string
	From   string // the day to seek from, as typed
	Lines  []shiftLine
	Reason string
	Why    string // why there is no proposal
	Found  bool   // there is one
	rooms  []clerk.RoomView
}

// shiftLine is one hearing's old and new times.
type shiftLine struct {
	Field   string // the field a refusal of this hearing names
	Hearing court.HearingID
	CaseNo  court.CaseNo
	Was     []slotLine
	Now     []slotLine
	Slots   string
}

// mostAtOnce is how many hearings one act moves; a court day has fewer.
const mostAtOnce = 60

// replanPost proposes new times for the hearings ticked, or moves them.
func (s *site) replanPost(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	p, err := s.replanForm(r)
	if err != nil {
		return err
	}
	if len(p.Lines) == 0 {
		day, err := s.dayPage(r)
		if err != nil {
			return err
		}
		return s.filled(w, r, "calendar_day", day, fault.Invalid("calendar.move.nothing").On("disturbed"))
	}
	if r.FormValue("go") != "move" {
		return s.replanSeek(w, r, p)
	}
	cmd := clerk.Rebook{Stamp: clerk.Stamp{Key: p.Key}, Reason: p.Reason}
	for i := range p.Lines {
		l := &p.Lines[i]
		slots, ok := parseSlots(r.FormValue("slots." + string(l.Hearing)))
		if !ok {
			return s.replanSeek(w, r, p)
		}
		l.propose(s.Law.Local, slots, p.rooms)
		cmd.Shifts = append(cmd.Shifts, calendar.Shift{Hearing: l.Hearing, Slots: slots})
	}
	p.Found = true
	if _, err := s.Calendar.MoveHearings(r.Context(), me(r), cmd); err != nil {
		return s.again(w, r, "calendar_replan", p, err)
	}
	http.Redirect(w, r, "/calendar?day="+today(s.Law.Local, cmd.Shifts[0].Slots[0].Start.Time).String()+"&done=moved", http.StatusSeeOther)
	return nil
}

// replanForm reads the form. Each hearing is shown by the desk that lets the
// person see it.
func (s *site) replanForm(r *http.Request) (*replanPage, error) {
	p := &replanPage{Key: s.keyOf(r), From: r.FormValue("from"), Reason: strings.TrimSpace(r.FormValue("reason"))}
	p.Role = s.staffRole(r)
	ids := r.Form["hearing"]
	if len(ids) > mostAtOnce {
		return nil, fault.Limit("cal.move.many")
	}
	for _, id := range ids {
		if slices.ContainsFunc(p.Lines, func(l shiftLine) bool { return string(l.Hearing) == id }) {
			continue
		}
		v, err := s.Places.Place(r.Context(), me(r), clerk.Wish{Hearing: court.HearingID(id)})
		if err != nil {
			return nil, err
		}
		if !v.May["book"] {
			return nil, fault.Forbidden("act.not_permitted")
		}
		p.rooms = v.Rooms
		p.Lines = append(p.Lines, shiftLine{Field: "shift." + strconv.Itoa(len(p.Lines)), Hearing: v.Sitting.ID, CaseNo: v.Case.No,
			Was: slotLines(s.Law.Local, v.Booking.Slots, v.Rooms)})
	}
	if p.From == "" {
		p.From = p.known(today(s.Law.Local, s.Clock.Now())).String()
	}
	return p, nil
}

// known is the day to seek from where nobody named one: the first that people
// were told, as nobody expects their hearing to be sooner.
func (p *replanPage) known(today calendar.Day) calendar.Day {
	first := calendar.Day(0)
	for _, l := range p.Lines {
		if len(l.Was) > 0 && (first == 0 || l.Was[0].OnDay < first) {
			first = l.Was[0].OnDay
		}
	}
	return max(first, today)
}

// Sooner reports whether the hearing would be before the time its people know.
func (l shiftLine) Sooner() bool {
	return len(l.Was) > 0 && len(l.Now) > 0 && l.Now[0].Start.Before(l.Was[0].Start.Time)
}

func (l *shiftLine) propose(zone i18n.Zone, slots []calendar.Slot, rooms []clerk.RoomView) {
	l.Now, l.Slots = slotLines(zone, slots, rooms), slotText(slots)
}

// replanSeek shows what the calendar proposes, or why it has nothing.
func (s *site) replanSeek(w http.ResponseWriter, r *http.Request, p *replanPage) error {
	day, ok := calendar.ParseDay(p.From)
	if !ok {
		return s.filled(w, r, "calendar_replan", p, fault.Invalid("cal.day.wrong").On("from"))
	}
	ids := make([]court.HearingID, len(p.Lines))
	for i, l := range p.Lines {
		ids[i] = l.Hearing
	}
	shifts, err := s.Calendar.Replan(r.Context(), me(r), ids, notBefore(s.Law.Local, day, s.Clock.Now()))
	if err != nil {
		p.Why = deeper(err, r)
		return s.again(w, r, "calendar_replan", p, err)
	}
	for _, sh := range shifts {
		i := slices.IndexFunc(p.Lines, func(l shiftLine) bool { return l.Hearing == sh.Hearing })
		if i >= 0 {
			p.Lines[i].propose(s.Law.Local, sh.Slots, p.rooms)
		}
	}
	p.Found, p.From = true, day.String()
	s.Page(w, r, http.StatusOK, "calendar_replan", p)
	return nil
}

// deeper is the refusal behind a refusal, in words; empty when there is none.
func deeper(err error, r *http.Request) string {
	var cause *fault.Error
	if errors.As(fault.Of(err).Cause, &cause) {
		return Message(lang(r), cause)
	}
	return ""
}

// slotLine is one slot as people read it.
type slotLine struct {
	calendar.Slot
	OnDay    calendar.Day
	RoomName string
	House    string
	Capacity int
}

func slotLines(zone i18n.Zone, slots []calendar.Slot, rooms []clerk.RoomView) []slotLine {
	var out []slotLine
	for _, sl := range slots {
		room, _ := roomOf(rooms, sl.Room)
		out = append(out, slotLine{Slot: sl, OnDay: today(zone, sl.Start.Time), RoomName: room.Name, House: room.House, Capacity: room.On(today(zone, sl.Start.Time))})
	}
	return out
}
