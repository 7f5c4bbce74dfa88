package pages

import (
	"net/http"
	"slices"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/identity"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/record"
	"tarazy/web"
)

// island is what the room and the lobby start from; it holds no secret but
// the CSRF token and the way into the media room, which belong to this page's
// reader anyway. Pages are kept by no cache.
type island struct {
	Lang     court.Lang                `json:"lang"`
	CSRF     string                    `json:"csrf"`
	Hearing  court.HearingID           `json:"hearing"`
	CaseNo   court.CaseNo              `json:"case_no"`
	Me       court.PersonID            `json:"me"`
	Role     court.Role                `json:"role"`
	Step     string                    `json:"step"`
	Phone    string                    `json:"phone"`
	Names    map[court.PersonID]string `json:"names"`
	Messages map[string]any            `json:"messages"`
	// Ticket is the way into the media room, so that the page need not ask.
	Ticket *clerk.Ticket `json:"ticket,omitempty"`
	// Worker is the script that encrypts private talks, apart from the page's own.
	Worker string `json:"worker,omitempty"`
	// Signed are the acts that the reader may sign with a key of the national CA
	// too: the weighty ones, once such a key is registered.
	Signed []clerk.Action `json:"signed,omitempty"`
}

type lobbyPage struct {
	Frame
	View  clerk.HearingView
	Step  string
	Steps []string
	No    int
	Back  string
	Href  string
	Key   string
	Next  string
	Order *orderCard // keeps the reader out
	Data  island
}

func (s *site) island(r *http.Request, v clerk.HearingView, step string) island {
	l := lang(r)
	return island{Lang: l, CSRF: visitor.From(r.Context()).CSRF, Hearing: v.Sitting.ID, CaseNo: v.Sitting.CaseNo, Me: v.Me,
		Role: v.MyRole, Step: step, Phone: s.look.Phone, Names: v.Names,
		Messages: i18n.Catalogue(l, "room.", "lobby.", "live.", "role.", "state.", "presence.", "cause.", "journal.", "contact.", "reach.", "dispute.", "sign.", "device.", "link.", "tongue.", "interpreter.", "identity.", "board.", "hear.", "account.eds.with", "eds.asking", "page.this_language")}
}

// lobbyShow is one step before the room. Each has its own address, so that a
// reload loses nothing.
func (s *site) lobbyShow(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theHearing(r)
	if err != nil {
		return err
	}
	p := &lobbyPage{View: v, Step: r.PathValue("step"), Steps: []string{"rules", "device", "promise", "wait"},
		Href: "/hearings/" + string(v.Sitting.ID), Key: s.newKey()}
	for i, step := range p.Steps {
		if step == p.Step {
			p.No = i + 1
		}
	}
	if p.No == 0 {
		return fault.NotFound("page.fault.not_found")
	}
	p.Back = p.Href
	if p.No > 1 && p.No < 4 {
		p.Back = p.Href + "/lobby/" + p.Steps[p.No-2]
	}
	p.Next, p.Order = nextStep(v, p.Href), s.ordered(r, v)
	if seat, on := v.Sitting.Seat(v.Me); p.Step == "wait" && p.Order == nil && on && !seat.Promised && p.Next != "" && !p.AtRoom() {
		// Who has not knocked is let in by nobody, however long they wait.
		http.Redirect(w, r, p.Href+"/lobby/rules", http.StatusSeeOther)
		return nil
	}
	p.Role, p.Sheets, p.Islands = rolesIn(lang(r), []court.Role{v.MyRole}), []string{"lobby"}, []string{"lobby", "live"}
	if p.Step == "promise" && p.Closed() {
		p.Refresh = 30
	}
	if p.Step == "wait" && p.Order == nil { // who answers an order writes
		p.Refresh = 3
	}
	p.Data = s.island(r, v, p.Step)
	s.Page(w, r, http.StatusOK, "lobby_show", p)
	return nil
}

// Closed reports whether the waiting room is still closed to the reader.
func (p *lobbyPage) Closed() bool { return !p.View.Door.IsZero() && !p.View.May["prepare"] }

// Tongues are the languages a person may say they take part in, theirs first.
func (p *lobbyPage) Tongues() []string { return []string{"kk", "ru", "en", "other"} }

// AtRoom reports whether the next step is the room itself.
func (p *lobbyPage) AtRoom() bool { return p.Next == p.Href+"/room" }

type roomPage struct {
	Frame
	View clerk.HearingView
	Href string
	Data island
}

// roomShow is the room's shell. Who has not been admitted is led to the lobby.
func (s *site) roomShow(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theHearing(r)
	if err != nil {
		return err
	}
	href := "/hearings/" + string(v.Sitting.ID)
	if to := nextStep(v, href); to != href+"/room" {
		if to == "" {
			to = href
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil
	}
	p := &roomPage{View: v, Href: href, Data: s.island(r, v, "room")}
	p.Data.Worker = web.Asset("e2ee.js")
	// Without one the page asks for it, and says what is wrong.
	if t, err := s.Clerk.Ticket(r.Context(), me(r), v.Sitting.ID); err == nil {
		p.Data.Ticket = &t
	}
	if p.Data.Signed, err = s.signedByEDS(r); err != nil {
		return err
	}
	p.Bare, p.Sheets, p.Islands = true, []string{"room"}, []string{"room"}
	s.Page(w, r, http.StatusOK, "room_show", p)
	return nil
}

// signedByEDS are the acts that the reader may sign with a key of the national CA.
func (s *site) signedByEDS(r *http.Request) (acts []clerk.Action, err error) {
	if !s.EDS {
		return nil, nil
	}
	known, err := s.Registry.Person(r.Context(), me(r))
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return nil, err
	}
	if !slices.ContainsFunc(known.Credentials, func(k identity.Registered) bool { return k.Kind == record.KindEDS }) {
		return nil, nil
	}
	return slices.DeleteFunc(clerk.Actions(), func(a clerk.Action) bool { return !clerk.Weighty(a) }), nil
}
