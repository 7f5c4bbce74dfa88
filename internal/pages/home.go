package pages

import (
	"net/http"
	"net/url"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/pages/visitor"
)

func escape(s string) string { return url.QueryEscape(s) }

type homePage struct {
	Frame
	Cases   []clerk.CaseCard
	Next    []clerk.CaseCard // those with a hearing ahead or in session
	MayOpen bool
}

// home shows what the person came for: the next hearings and the cases. To
// others it says what this court's pages are.
func (s *site) home(w http.ResponseWriter, r *http.Request) error {
	p := &homePage{}
	p.Islands = []string{"live"}
	if visitor.From(r.Context()).SignedIn() {
		cards, err := s.Clerk.Cases(r.Context(), me(r))
		if err != nil {
			return err
		}
		p.Cases = cards
		for _, c := range cards {
			if c.Next != nil {
				p.Next = append(p.Next, c)
			}
		}
		p.MayOpen = s.mayOpen(r)
	}
	s.Page(w, r, http.StatusOK, "home", p)
	return nil
}

// mayOpen hides the button from those whom the clerk would refuse.
func (s *site) mayOpen(r *http.Request) bool {
	people, err := s.Clerk.People(r.Context())
	if err != nil {
		return false
	}
	for _, p := range people {
		for _, role := range p.Staff {
			if p.ID == me(r) && (role == court.Judge || role == court.Registrar) {
				return true
			}
		}
	}
	return false
}

type caseListPage struct {
	Frame
	Cases   []clerk.CaseCard
	MayOpen bool
}

// caseList shows the cases the person has a role in.
func (s *site) caseList(w http.ResponseWriter, r *http.Request) error {
	cards, err := s.Clerk.Cases(r.Context(), me(r))
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "case_list", &caseListPage{Cases: cards, MayOpen: s.mayOpen(r)})
	return nil
}

type verifyPage struct {
	Frame
	Origin string
}

// verify explains how anybody checks a receipt or a case without trusting us.
func (s *site) verify(w http.ResponseWriter, r *http.Request) error {
	s.Page(w, r, http.StatusOK, "verify", &verifyPage{Origin: s.Origin()})
	return nil
}

type accountPage struct{ Frame }

// account shows who the person is to this court and the languages.
func (s *site) account(w http.ResponseWriter, r *http.Request) error {
	s.Page(w, r, http.StatusOK, "account", &accountPage{})
	return nil
}
