package door

import (
	"context"
	"net/http"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/pages/visitor"
)

// EDS is coming in with a key of the national CA, and registering one to sign
// acts with. Each has two halves, with NCALayer between them.
type EDS interface {
	StartEDS(ctx context.Context, by court.PersonID, purpose clerk.Purpose, from string) (ticket string, text []byte, err error)
	SignInByEDS(ctx context.Context, ticket string, cms []byte) (court.PersonID, string, error)
	RegisterEDS(ctx context.Context, by court.PersonID, ticket string, cms []byte) (clerk.Done, error)
	StartByPhone(ctx context.Context, from string) (clerk.Scan, error)
	SignInByPhone(ctx context.Context, ticket, handle string) (person court.PersonID, name string, waiting bool, err error)
}

func (d *Door) edsRoutes(mux *http.ServeMux) {
	if d.EDS == nil {
		return
	}
	mux.HandleFunc("POST /sign-in/eds/start", d.edsStart(clerk.ToSignIn))
	mux.HandleFunc("POST /sign-in/eds/finish", d.edsFinish)
	mux.HandleFunc("POST /sign-in/eds/make", d.edsStart(clerk.ToRegisterKey))
	mux.HandleFunc("POST /sign-in/eds/made", d.edsMade)
	if d.Phones {
		mux.HandleFunc("POST /sign-in/phone/start", d.phoneStart)
		mux.HandleFunc("POST /sign-in/phone/finish", d.phoneFinish)
	}
}

// edsStart answers what is to be signed.
func (d *Door) edsStart(purpose clerk.Purpose) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ticket, text, err := d.EDS.StartEDS(r.Context(), visitor.From(r.Context()).Person, purpose, d.from(r))
		d.reply(w, r, ceremony{Ticket: ticket, Text: text}, err)
	}
}

func (d *Door) edsFinish(w http.ResponseWriter, r *http.Request) {
	var c ceremony
	if !d.read(w, r, &c, "eds.shape") {
		return
	}
	person, name, err := d.EDS.SignInByEDS(r.Context(), c.Ticket, c.CMS)
	if err == nil {
		err = d.admit(w, r, person, name)
	}
	d.reply(w, r, ceremony{Next: inside(c.Next)}, err)
}

func (d *Door) edsMade(w http.ResponseWriter, r *http.Request) {
	var c ceremony
	if !d.read(w, r, &c, "eds.shape") {
		return
	}
	v := visitor.From(r.Context())
	err := error(fault.Forbidden("signin.refused"))
	if v.SignedIn() {
		_, err = d.EDS.RegisterEDS(r.Context(), v.Person, c.Ticket, c.CMS)
	}
	d.reply(w, r, ceremony{Next: inside(c.Next)}, err)
}

// phoneStart answers what is to be scanned.
func (d *Door) phoneStart(w http.ResponseWriter, r *http.Request) {
	s, err := d.EDS.StartByPhone(r.Context(), d.from(r))
	d.reply(w, r, ceremony{Ticket: s.Ticket, Handle: s.Handle, PNG: s.PNG, Link: s.Link}, err)
}

// phoneFinish lets in who signed on their phone; the page asks until somebody has.
func (d *Door) phoneFinish(w http.ResponseWriter, r *http.Request) {
	var c ceremony
	if !d.read(w, r, &c, "eds.shape") {
		return
	}
	person, name, waiting, err := d.EDS.SignInByPhone(r.Context(), c.Ticket, c.Handle)
	if waiting {
		d.reply(w, r, ceremony{Waiting: true}, nil)
		return
	}
	if err == nil {
		err = d.admit(w, r, person, name)
	}
	d.reply(w, r, ceremony{Next: inside(c.Next)}, err)
}
