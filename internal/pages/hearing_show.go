package pages

import (
	"net/http"
	"slices"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/rules"
)

// actForm is one act as a form: what it is, what it needs, where it goes.
type actForm struct {
	Act      string
	Href     string
	Key      string
	CSRF     string
	Person   court.PersonID
	Ruling   bool   // about those whom the page shows as missing, and nobody else
	Shown    string // their ids
	Name     string
	Reason   bool // a reason is asked for
	Required bool // and must be given
	Danger   bool
	Sign     bool   // with the person's own passkey
	Zone     string // by which its time is typed; empty: it has none
}

type seatLine struct {
	hearing.Seat
	Name, ForName string
	Admit         *actForm
	Contact       *actForm
	Identify      *actForm
	Bench         bool           // identifies, and is not identified
	Orders        []actForm      // the judge's, about this person
	Took          *took          // after the end, in place of where the person is
	Warned        []rules.Answer // to the bench and to the person: what the law says to them before they speak
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
	// Unplaced: it has no place in the calendar, and the person may book one.
	Unplaced bool
	Order    *orderCard // keeps the reader out
	Barred   string     // to the bench: the law by now forbids the hearing's format
	Mend     bool       // to the judge: a ruling that finds the lines mended would lift that
	OverMine bool       // it was booked over the reader's wish to keep the day free
	// Schedule leads the judge on from a hearing that was adjourned to the next.
	Schedule string
	reaching
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
	form := func(act string) actForm { return s.actForm(r, v, act) }
	p.Order, p.reaching = s.ordered(r, v), s.reaching(r, v)
	for _, seat := range v.Sitting.Roll {
		line := s.seat(v, seat, form)
		line.Warned = s.warned(v, seat)
		if p.tasked(seat.Person) {
			line.Contact = nil // the form stands at the task
		}
		p.Seats = append(p.Seats, line)
	}
	for _, act := range []string{"open", "resume", "go_on", "dismiss", "recess", "technical_break", "adjourn", "close"} {
		if v.May[act] {
			f := form(act)
			f.Required = slices.Contains([]string{"go_on", "dismiss", "technical_break", "adjourn"}, act)
			f.Reason = f.Required || act == "open" || act == "recess"
			f.Ruling, f.Shown = act == "go_on" || act == "dismiss", ids(v.Sitting.RuledOn(nil))
			f.Danger = act == "close" || act == "adjourn"
			if act == "adjourn" {
				f.Zone = s.Law.Local(s.Clock.Now()).Location().String()
			}
			p.Acts = append(p.Acts, f)
		}
	}
	if v.Sitting.Hold != nil {
		for _, who := range v.Sitting.Hold.About {
			p.Held = append(p.Held, v.Names[who])
		}
	}
	if v.Barred != nil {
		p.Barred, p.Mend = v.Barred.Text(lang(r)), v.Barred.Mend && slices.Contains(v.Case.MyRoles, court.Judge)
	}
	if a := v.Sitting.Adjournment; a != nil && slices.Contains(v.Case.MyRoles, court.Judge) {
		p.Schedule = p.Back + "/hearings/new"
		if !a.Until.IsZero() {
			p.Schedule += "?at=" + s.Law.Local(a.Until).Format("2006-01-02T15:04")
		}
	}
	p.Next = nextStep(v, p.Href)
	p.OverMine = v.Sitting.OverWish.Has(me(r)) && !v.Sitting.Over()
	p.place()
	s.Page(w, r, http.StatusOK, "hearing_show", p)
	return nil
}

// ids are people as a form names them.
func ids(people []court.PersonID) string {
	var b strings.Builder
	for _, p := range people {
		b.WriteString(string(p) + " ")
	}
	return strings.TrimSpace(b.String())
}

// place says whether a place in the calendar is still to be booked.
func (p *hearingShowPage) place() {
	sit := p.View.Sitting
	ahead := sit.State == hearing.Scheduled || sit.State == hearing.Lobby
	p.Unplaced = ahead && len(sit.Place) == 0 && slices.ContainsFunc(p.View.Case.MyRoles, court.Role.OnBench)
}

func (s *site) seat(v clerk.HearingView, seat hearing.Seat, form func(string) actForm) seatLine {
	l := seatLine{Seat: seat, Name: v.Names[seat.Person], ForName: v.Names[seat.For]}
	if v.Sitting.Over() {
		l.Took = tookPart(v.Sitting, seat)
	}
	with := func(act string) *actForm {
		f := form(act)
		f.Person, f.Name = seat.Person, l.Name
		return &f
	}
	for _, act := range v.OrdersAbout(seat.Person) {
		if act == clerk.ActStanding {
			continue // given in the room, where the line is seen to break
		}
		f := with(string(act))
		f.Reason, f.Required, f.Danger = true, true, act != clerk.ActReadmit
		l.Orders = append(l.Orders, *f)
	}
	if v.May["admit"] && !seat.Admitted && seat.Order == nil && (seat.Presence == hearing.Waiting || seat.Uncalled) {
		l.Admit = with("admit")
	}
	if v.May["contact"] && seat.Person != v.Me && !seat.Here() && seat.Presence != hearing.PutOut {
		l.Contact = with("contact")
	}
	l.Bench = seat.Role.OnBench()
	if _, err := v.Sitting.Identify(seat.Person, hearing.Hows()[0], ""); err == nil && v.May["identify"] && seat.Identity == nil {
		l.Identify = with("identify")
	}
	return l
}

// warned is what the law says to whoever has a seat before they speak. It is the
// judge's to say and that person's to know before; nobody else's business.
func (s *site) warned(v clerk.HearingView, seat hearing.Seat) []rules.Answer {
	if v.Sitting.Over() || !v.MyRole.OnBench() && seat.Person != v.Me {
		return nil
	}
	at := s.Clock.Now()
	if v.Sitting.At.After(at) {
		at = v.Sitting.At
	}
	return s.Law.Warnings(v.Sitting.Kind, seat.Role, at)
}

// nextStep leads the person on: rules, waiting, room. Nobody who is not on the
// roll, and nobody after the end, has one.
func nextStep(v clerk.HearingView, href string) string {
	if v.Sitting.Over() {
		return ""
	}
	for _, seat := range v.Sitting.Roll {
		if seat.Person != v.Me {
			continue
		}
		switch {
		case seat.Admitted:
			return href + "/room"
		case seat.Presence == hearing.Waiting, seat.Presence == hearing.PutOut:
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
