package pages

import (
	"net/http"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/identity"
)

// staffRoles are the roles held in the court itself.
func staffRoles() []court.Role { return []court.Role{court.Judge, court.Secretary, court.Registrar} }

// registrar is the role these pages are shown to, in the reader's words.
func registrar(r *http.Request) string { return rolesIn(lang(r), []court.Role{court.Registrar}) }

type peopleListPage struct {
	Frame
	People []clerk.Known
	Poll   bool // a letter is on its way
}

// peopleList is the registrar's list. The clerk refuses who may not enrol.
func (s *site) peopleList(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Registry.Registry(r.Context(), me(r))
	if err != nil {
		return err
	}
	p := &peopleListPage{People: list}
	p.Islands, p.Role = []string{"live"}, registrar(r)
	for _, k := range list {
		p.Poll = p.Poll || k.Standing.State() == "sending"
	}
	s.Page(w, r, http.StatusOK, "people_list", p)
	return nil
}

type personNewPage struct {
	Frame
	Key         string
	Name, Email string
	Tongue      court.Lang
	Roles       []court.Role
	Staff       map[court.Role]bool
}

// enroller refuses (Forbidden) who may not enrol, whatever they typed.
func (s *site) enroller(r *http.Request) error {
	may, err := s.Registry.InCourt(r.Context(), me(r))
	if err == nil && !may[string(clerk.ActEnrol)] {
		err = fault.Forbidden("act.not_permitted")
	}
	return err
}

// personNew is the form to enrol a person.
func (s *site) personNew(w http.ResponseWriter, r *http.Request) error {
	if err := s.enroller(r); err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "person_new", &personNewPage{Frame: Frame{Role: registrar(r)}, Key: s.newKey(), Tongue: court.Kazakh, Roles: staffRoles()})
	return nil
}

// personEnrol enrols and invites, or shows the form again as it was typed.
func (s *site) personEnrol(w http.ResponseWriter, r *http.Request) error {
	if err := genuine(r); err != nil {
		return err
	}
	if err := s.enroller(r); err != nil {
		return err
	}
	p := &personNewPage{Frame: Frame{Role: registrar(r)}, Key: s.keyOf(r), Name: r.FormValue("name"), Email: r.FormValue("email"), Roles: staffRoles(), Staff: map[court.Role]bool{}}
	p.Tongue, _ = court.ParseLang(r.FormValue("lang"))
	var staff []court.Role
	for _, word := range r.Form["staff"] {
		staff, p.Staff[court.Role(word)] = append(staff, court.Role(word)), true
	}
	err := error(fault.Invalid("signin.email.malformed").On("email"))
	var done clerk.Done
	if p.Email != "" {
		done, err = s.Registry.Enrol(r.Context(), me(r), clerk.Enrol{Stamp: clerk.Stamp{Key: p.Key}, Name: p.Name, Email: p.Email, Lang: p.Tongue, Staff: staff})
	}
	if err != nil {
		return s.again(w, r, "person_new", p, err)
	}
	http.Redirect(w, r, "/people/"+string(identity.Of(done.Ref.Stream)), http.StatusSeeOther)
	return nil
}

type personShowPage struct {
	Frame
	Who     clerk.Known
	Address string // as typed, or the one known
	Contact contactData
	Numbers bool // people come in by their numbers
	Number  clerk.NumberStanding
}

// personShow is one person to the registrar: how the invitation stands, and
// the form that sends it, again or to another address.
func (s *site) personShow(w http.ResponseWriter, r *http.Request) error {
	p, err := s.known(r)
	if err != nil {
		return err
	}
	p.Address = p.Who.Standing.Email
	s.Page(w, r, http.StatusOK, "person_show", p)
	return nil
}

func (s *site) known(r *http.Request) (*personShowPage, error) {
	list, err := s.Registry.Registry(r.Context(), me(r))
	if err != nil {
		return nil, err
	}
	for _, k := range list {
		if string(k.ID) == r.PathValue("id") {
			p := &personShowPage{Who: k}
			p.Islands, p.Role = []string{"live"}, registrar(r)
			if p.Numbers = s.Numbers != nil; p.Numbers {
				if p.Number, err = s.Numbers.NumberOf(r.Context(), me(r), k.ID); err != nil {
					return nil, err
				}
			}
			p.Contact, err = s.contactData(r, k.ID, "/people/"+string(k.ID)+"/contact", "contact-email")
			return p, err
		}
	}
	return nil, fault.NotFound("person.not_found")
}

// personInvite asks for the letter. Sending is the post's work: the page shows
// whether it has gone.
func (s *site) personInvite(w http.ResponseWriter, r *http.Request) error {
	if err := genuine(r); err != nil {
		return err
	}
	p, err := s.known(r)
	if err != nil {
		return err
	}
	err = s.Registry.Invite(r.Context(), me(r), p.Who.ID, r.FormValue("email"))
	if err != nil {
		p.Address = r.FormValue("email")
		return s.again(w, r, "person_show", p, err)
	}
	http.Redirect(w, r, "/people/"+string(p.Who.ID), http.StatusSeeOther)
	return nil
}
