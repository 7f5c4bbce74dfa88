package pages

import (
	"net/http"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/pages/visitor"
)

// actForm is one act as a form: what it is, what it needs, where it goes.
type actForm struct {
	Act      string
	Href     string
	Key      string
	CSRF     string
	Person   court.PersonID
	Name     string
	Reason   bool // a reason is asked for
	Required bool // and must be given
	Danger   bool
	Sign     bool // with the person's own passkey
}

type seatLine struct {
	hearing.Seat
	Name, ForName string
	Admit         *actForm
	Contact       *actForm
	Attempts      int
}

type hearingShowPage struct {
	Frame
	View  clerk.HearingView
	Back  string
	Href  string
	Seats []seatLine
	Acts  []actForm
	Next  string // where the person's next step is; empty if there is none
	Held  []string
}

// hearingShow is the hearing for those on its roll: state, roll, next step,
// and a form for every act the person may do now.
func (s *site) hearingShow(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theHearing(r)
	if err != nil {
		return err
	}
	p := &hearingShowPage{View: v, Back: caseHref(v.Sitting.CaseNo), Href: "/hearings/" + string(v.Sitting.ID)}
	p.Role, p.Islands = rolesIn(lang(r), []court.Role{v.MyRole}), []string{"live", "acts"}
	p.refused(r)
	form := func(act string) actForm {
		return actForm{Act: act, Href: p.Href + "/acts/" + act, Key: s.newKey(), CSRF: visitor.From(r.Context()).CSRF}
	}
	for _, seat := range v.Sitting.Roll {
		p.Seats = append(p.Seats, s.seat(v, seat, form))
	}
	for _, act := range []string{"open", "resume", "go_on", "dismiss", "recess", "close"} {
		if v.May[act] {
			f := form(act)
			f.Reason = act == "open" || act == "go_on" || act == "dismiss" || act == "recess"
			f.Required = act == "go_on" || act == "dismiss"
			f.Danger = act == "close"
			f.Sign = clerk.Weighty(clerk.Action(act)) && !visitor.From(r.Context()).Demo
			p.Acts = append(p.Acts, f)
		}
	}
	if v.Sitting.Hold != nil {
		for _, who := range v.Sitting.Hold.About {
			p.Held = append(p.Held, v.Names[who])
		}
	}
	p.Next = nextStep(v, p.Href)
	s.Page(w, r, http.StatusOK, "hearing_show", p)
	return nil
}

func (s *site) seat(v clerk.HearingView, seat hearing.Seat, form func(string) actForm) seatLine {
	l := seatLine{Seat: seat, Name: v.Names[seat.Person], ForName: v.Names[seat.For]}
	for _, a := range v.Sitting.Attempts {
		if a.Person == seat.Person {
			l.Attempts++
		}
	}
	with := func(act string) *actForm {
		f := form(act)
		f.Person, f.Name = seat.Person, l.Name
		return &f
	}
	if v.May["admit"] && !seat.Admitted && seat.Presence == hearing.Waiting {
		l.Admit = with("admit")
	}
	if v.May["contact"] && seat.Person != v.Me && seat.Presence != hearing.Inside {
		l.Contact = with("contact")
	}
	return l
}

// nextStep leads the person on: rules, waiting, room. Nobody who is not on the
// roll, and nobody after the end, has one.
func nextStep(v clerk.HearingView, href string) string {
	if v.Sitting.State == hearing.Ended || v.Sitting.State == hearing.Adjourned {
		return ""
	}
	for _, seat := range v.Sitting.Roll {
		if seat.Person != v.Me {
			continue
		}
		switch {
		case seat.Admitted:
			return href + "/room"
		case seat.Presence == hearing.Waiting:
			return href + "/lobby/wait"
		}
		return href + "/lobby/rules"
	}
	return ""
}

func (s *site) theHearing(r *http.Request) (clerk.HearingView, error) {
	id := r.PathValue("id")
	if len(id) != 32 {
		return clerk.HearingView{}, fault.NotFound("page.fault.not_found")
	}
	return s.Clerk.HearingView(r.Context(), me(r), court.HearingID(id))
}

type journalPage struct {
	Frame
	hearing.Summary
	View  clerk.HearingView
	Back  string
	Lines []journalLine
	Now   time.Time
}

type journalLine struct {
	hearing.Line
	Text, Who string
}

// journalShow is the disruption journal, as it prints.
func (s *site) journalShow(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theHearing(r)
	if err != nil {
		return err
	}
	p := &journalPage{Summary: hearing.Sum(v.Journal, v.Now), View: v, Back: "/hearings/" + string(v.Sitting.ID), Now: v.Now}
	p.Role, p.Islands = rolesIn(lang(r), []court.Role{v.MyRole}), []string{"live"}
	for _, l := range v.Journal {
		who := v.Names[l.By.Person]
		if l.Machine {
			who = i18n.T(lang(r), "page.journal.program", nil)
		}
		p.Lines = append(p.Lines, journalLine{l, l.Text(lang(r), v.Names), who})
	}
	s.Page(w, r, http.StatusOK, "journal_show", p)
	return nil
}
