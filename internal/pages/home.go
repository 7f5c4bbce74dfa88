package pages

import (
	"net/http"

	"tarazy/internal/clerk"
	"tarazy/internal/pages/visitor"
)

type homePage struct {
	Frame
	Cases []clerk.CaseCard
	Next  []clerk.CaseCard // those with a hearing ahead or in session
	May   map[string]bool  // in the court itself
	Amend bool             // the person may try a draft of a law
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
		if p.May, err = s.Registry.InCourt(r.Context(), me(r)); err != nil {
			return err
		}
		if p.Amend, err = s.Triage.MayAmend(r.Context(), me(r)); err != nil {
			return err
		}
	}
	s.Page(w, r, http.StatusOK, "home", p)
	return nil
}

type caseListPage struct {
	Frame
	Cases []clerk.CaseCard
	May   map[string]bool // in the court itself
}

// caseList shows the cases the person has a role in.
func (s *site) caseList(w http.ResponseWriter, r *http.Request) error {
	cards, err := s.Clerk.Cases(r.Context(), me(r))
	if err != nil {
		return err
	}
	may, err := s.Registry.InCourt(r.Context(), me(r))
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "case_list", &caseListPage{Cases: cards, May: may})
	return nil
}
