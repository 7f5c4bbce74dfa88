package door

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/identity"
	"tarazy/internal/pages"
	"tarazy/internal/pages/visitor"
)

// beginForm asks the court's first registrar who it is; with For it leads a
// person the operator lets in to their invitation.
type beginForm struct {
	pages.Frame
	Token       string
	For         string
	Name, Email string
	Tongue      court.Lang
}

func (d *Door) beginPage(w http.ResponseWriter, r *http.Request) {
	if d.Renderer.Spoke(w, r) {
		return
	}
	token := r.PathValue("token")
	_, name, err := d.Setup.SetupFor(r.Context(), token)
	if err != nil {
		d.Renderer.Fail(w, r, err)
		return
	}
	d.Renderer.Page(w, r, http.StatusOK, "begin", &beginForm{Token: token, For: name, Tongue: visitor.From(r.Context()).Lang})
}

// begin enrols the first registrar, who then chooses how to sign in. If we die
// between the two the registrar is enrolled and has no account; the same link
// goes on, because its act has one key.
func (d *Door) begin(w http.ResponseWriter, r *http.Request) {
	token := r.PathValue("token")
	person, name, err := d.Setup.SetupFor(r.Context(), token)
	if err != nil {
		d.Renderer.Fail(w, r, err)
		return
	}
	form := &beginForm{Token: token, For: name, Name: r.PostFormValue("name"), Email: r.PostFormValue("email")}
	form.Tongue, _ = court.ParseLang(r.PostFormValue("lang"))
	if person == "" {
		person, err = d.firstRegistrar(r, form)
	}
	var invite string
	if err == nil {
		invite, err = d.Setup.Welcome(r.Context(), token, person, form.Name, form.Email, form.Tongue)
	}
	if fault.Of(err).Field != "" {
		form.Refuse(visitor.From(r.Context()).Lang, err)
		d.Renderer.Page(w, r, pages.Status(fault.Of(err).Kind), "begin", form)
		return
	}
	if err != nil {
		d.Renderer.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/invite/"+url.PathEscape(invite), http.StatusSeeOther)
}

func (d *Door) firstRegistrar(r *http.Request, form *beginForm) (court.PersonID, error) {
	if err := d.Setup.Free(r.Context(), form.Email, ""); err != nil {
		return "", err
	}
	key := sha256.Sum256([]byte("first registrar " + form.Token))
	done, err := d.Clerk.Enrol(r.Context(), "", clerk.Enrol{Stamp: clerk.Stamp{Key: hex.EncodeToString(key[:16])}, Name: form.Name,
		Lang: form.Tongue, Staff: []court.Role{court.Registrar}})
	if fault.Is(err, fault.KindForbidden) {
		err = fault.Conflict("signin.setup.done")
	}
	return identity.Of(done.Ref.Stream), err
}
