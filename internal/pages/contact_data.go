package pages

import (
	"net/http"

	"tarazy/internal/court"
)

// contactData is the form of a person's addresses, as typed or as known.
type contactData struct {
	Of           court.PersonID
	Action       string
	Email, Phone string
	Saved        bool
	EmailID      string // of the input, where the page has another
}

// contactData reads what is known, or again what was typed.
func (s *site) contactData(r *http.Request, of court.PersonID, action, id string) (contactData, error) {
	to, err := s.Registry.Contacts(r.Context(), me(r), of)
	return contactData{Of: of, Action: action, Email: to.Email, Phone: to.Phone, Saved: r.URL.Query().Get("saved") != "", EmailID: id}, err
}

// readdress changes the addresses as the form says. Who may is the clerk's to
// say; the old addresses are told by the post.
func (s *site) readdress(r *http.Request, of court.PersonID) error {
	return s.Registry.Readdress(r.Context(), me(r), of, r.FormValue("email"), r.FormValue("phone"))
}

// accountContact changes one's own addresses.
func (s *site) accountContact(w http.ResponseWriter, r *http.Request) error {
	if err := genuine(r); err != nil {
		return err
	}
	err := s.readdress(r, me(r))
	if err == nil {
		http.Redirect(w, r, "/account?saved=1#contact", http.StatusSeeOther)
		return nil
	}
	p, perr := s.accountOf(r)
	if perr != nil {
		return perr
	}
	p.Contact.Email, p.Contact.Phone = r.FormValue("email"), r.FormValue("phone")
	return s.again(w, r, "account", p, err)
}

// personContact is the registrar's change of a person's addresses, at the
// person's request and without a new invitation.
func (s *site) personContact(w http.ResponseWriter, r *http.Request) error {
	if err := genuine(r); err != nil {
		return err
	}
	p, err := s.known(r)
	if err != nil {
		return err
	}
	err = s.readdress(r, p.Who.ID)
	if err == nil {
		http.Redirect(w, r, "/people/"+string(p.Who.ID)+"?saved=1#contact", http.StatusSeeOther)
		return nil
	}
	p.Address = p.Who.Standing.Email
	p.Contact.Email, p.Contact.Phone = r.FormValue("email"), r.FormValue("phone")
	return s.again(w, r, "person_show", p, err)
}
