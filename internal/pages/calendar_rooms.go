package pages

import (
	"net/http"
	"slices"
	"strings"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

type roomListPage struct {
	Frame
	Done  string
	Rooms []roomLine
	May   map[string]bool
}

type roomLine struct {
	clerk.RoomView
	Shut *calendar.Span // it is closed today
}

// roomList lists the court's courtrooms for its staff.
func (s *site) roomList(w http.ResponseWriter, r *http.Request) error {
	day := today(s.Law.Local, s.Clock.Now())
	v, err := s.Calendar.Calendar(r.Context(), me(r), day)
	if err != nil {
		return err
	}
	p := &roomListPage{May: v.May, Done: justDone(r, "added")}
	p.Islands, p.Role = []string{"live"}, s.staffRole(r)
	for _, room := range v.Rooms {
		p.Rooms = append(p.Rooms, roomLine{room, shut(room, day)})
	}
	s.Page(w, r, http.StatusOK, "calendar_rooms", p)
	return nil
}

// justDone is the key of what was done just now, as the way back here says it.
func justDone(r *http.Request, words ...string) string {
	if word := r.URL.Query().Get("done"); slices.Contains(words, word) {
		return "cal.done." + word
	}
	return ""
}

func shut(room clerk.RoomView, day calendar.Day) *calendar.Span {
	for _, span := range room.Closed {
		if span.Has(day) {
			return &span
		}
	}
	return nil
}

type courtroomPage struct {
	Frame
	clerk.CourtroomView
	Done   string
	Key    string
	Shut   *calendar.Span
	Ahead  []calendar.Span // closed now or later
	Total  int
	Lines  []sittingLine
	First  string // as typed
	Last   string
	Again  string
	Reason string
	Sure   bool
}

// courtroomShow is one courtroom: how many may be in it and why, what sits in
// it, and for the registrar the acts on it.
func (s *site) courtroomShow(w http.ResponseWriter, r *http.Request) error {
	p, err := s.theCourtroom(r)
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "calendar_room", p)
	return nil
}

func (s *site) theCourtroom(r *http.Request) (*courtroomPage, error) {
	v, err := s.Calendar.Courtroom(r.Context(), me(r), court.RoomID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	day := today(s.Law.Local, v.Now)
	p := &courtroomPage{CourtroomView: v, Key: s.newKey(), Done: justDone(r, "changed", "closed", "reopened"), Total: v.Seats.Total(),
		Shut: shut(v.RoomView, day), First: day.String(), Again: day.String()}
	p.Islands, p.Role = []string{"live"}, s.staffRole(r)
	for _, span := range v.Closed {
		if span.Last == 0 || span.Last >= day {
			p.Ahead = append(p.Ahead, span)
		}
	}
	all := clerk.CalendarView{Rooms: []clerk.RoomView{v.RoomView}}
	for _, l := range v.Lines {
		p.Lines = append(p.Lines, newSitting(s.Law.Local, l, all, me(r)))
	}
	return p, nil
}

// courtroomPost closes the courtroom for a while, or opens it again.
func (s *site) courtroomPost(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	p, err := s.theCourtroom(r)
	if err != nil {
		return err
	}
	cmd, err := p.span(s, r)
	if err == nil {
		_, err = s.Calendar.CloseCourtroom(r.Context(), me(r), cmd)
	}
	if err != nil {
		return s.again(w, r, "calendar_room", p, p.field(cmd, err))
	}
	word := "closed"
	if cmd.Reopen {
		word = "reopened"
	}
	http.Redirect(w, r, "/courtrooms/"+string(p.ID)+"?done="+word, http.StatusSeeOther)
	return nil
}

// span reads the form of closing or of reopening. Only who may act has it
// checked: authorisation comes first.
func (p *courtroomPage) span(s *site, r *http.Request) (clerk.RoomSpan, error) {
	p.Key, p.Reason, p.Done = s.keyOf(r), strings.TrimSpace(r.FormValue("reason")), ""
	cmd := clerk.RoomSpan{Stamp: clerk.Stamp{Key: p.Key}, Room: p.ID, Reason: p.Reason, Reopen: r.FormValue("go") == "reopen"}
	if !p.May["courtrooms"] {
		return cmd, fault.Forbidden("act.not_permitted")
	}
	if cmd.Reopen {
		p.Again, p.Sure = r.FormValue("again"), r.FormValue("sure") != ""
		first, ok := calendar.ParseDay(p.Again)
		switch cmd.Span.First = first; {
		case !ok:
			return cmd, fault.Invalid("cal.day.wrong").On("again")
		case !p.Sure:
			return cmd, fault.Invalid("cal.room.reopen_sure_missing").On("sure")
		}
		return cmd, nil
	}
	p.First, p.Last = r.FormValue("first"), r.FormValue("last")
	first, ok := calendar.ParseDay(p.First)
	if !ok {
		return cmd, fault.Invalid("cal.day.wrong").On("first")
	}
	cmd.Span.First = first
	if p.Last != "" {
		if cmd.Span.Last, ok = calendar.ParseDay(p.Last); !ok {
			return cmd, fault.Invalid("cal.day.wrong").On("last")
		}
	}
	return cmd, nil
}

// field puts a refusal to reopen on the form it came from.
func (p *courtroomPage) field(cmd clerk.RoomSpan, err error) error {
	if f := fault.Of(err); cmd.Reopen && (f.Field == "room" || f.Field == "first") {
		return f.On("again")
	}
	return err
}
