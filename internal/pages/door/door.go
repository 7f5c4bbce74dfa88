// Package door is where people come in: it finds out who sends a request,
// guards every request with the headers and checks all pages need, and signs
// people in and out. What to do inside is not its business.
package door

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/pages"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/record"
)

// Desk signs people in.
type Desk interface {
	Enter(ctx context.Context, person court.PersonID, name string) (token string, err error)
	Who(ctx context.Context, token string) (person court.PersonID, name string, ok bool, err error)
	Leave(ctx context.Context, token string) error
	ByPassword(ctx context.Context, email, password, from string) (court.PersonID, string, error)
}

// Invitations let a person choose how to sign in.
type Invitations interface {
	Invited(ctx context.Context, token string) (court.PersonID, string, court.Lang, error)
	AcceptWithPassword(ctx context.Context, token, password string) (court.PersonID, string, error)
}

// Passkeys are made and used in two halves, with the browser between them.
type Passkeys interface {
	StartPasskey(ctx context.Context, invite string) (options []byte, ticket string, err error)
	StartAnotherPasskey(ctx context.Context, session string) (options []byte, ticket string, err error)
	FinishPasskey(ctx context.Context, ticket string, response []byte, by court.PersonID) (record.Credential, string, error)
	StartSignIn(ctx context.Context, from string) (options []byte, ticket string, err error)
	FinishSignIn(ctx context.Context, ticket string, response []byte) (court.PersonID, string, error)
}

// Setup is the operator's link, for a court without a registrar and for a
// person no letter reaches.
type Setup interface {
	SetupFor(ctx context.Context, token string) (person court.PersonID, name string, err error)
	Welcome(ctx context.Context, token string, person court.PersonID, name, email string, lang court.Lang) (invite string, err error)
	Free(ctx context.Context, email string, person court.PersonID) error
}

// Clerk puts a passkey into the record, and the first registrar.
type Clerk interface {
	Enrol(ctx context.Context, by court.PersonID, cmd clerk.Enrol) (clerk.Done, error)
	RegisterCredential(ctx context.Context, by court.PersonID, cred record.Credential) (clerk.Done, error)
}

// Deps is what the door works with.
type Deps struct {
	Desk        Desk
	Invitations Invitations
	Passkeys    Passkeys
	Setup       Setup
	Clerk       Clerk
	Phones      bool                  // people can sign in with one
	EDS         EDS                   // nil: the court takes no electronic signatures
	ByProvider  ByProvider            // nil: no provider vouches for people
	Provider    map[court.Lang]string // its name
	Reports     Reports
	Pace        Pace
	Clock       court.Clock
	Renderer    *pages.Renderer
	Log         *slog.Logger
	Secret      [32]byte // of the forms' tokens
	Host        string   // that people reach us at, with its port: "court.example"
	TLS         bool     // people reach us by https
	Proxy       bool     // X-Forwarded-For is set by our own proxy
	Demo        bool
}

// Door signs people in and guards what is behind it.
type Door struct{ Deps }

// New makes the door.
func New(d Deps) *Door { return &Door{d} }

// Routes adds the door's own pages to mux.
func (d *Door) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /sign-in", d.signInPage)
	mux.HandleFunc("POST /sign-in", d.signIn)
	mux.HandleFunc("POST /sign-out", d.signOut)
	mux.HandleFunc("GET /cannot-enter", d.cannotPage)
	mux.HandleFunc("POST /cannot-enter", d.cannotTell)
	mux.HandleFunc("GET /invite/{token}", d.invitePage)
	mux.HandleFunc("POST /invite/{token}", d.inviteAccept)
	mux.HandleFunc("GET /begin/{token}", d.beginPage)
	mux.HandleFunc("POST /begin/{token}", d.begin)
	mux.HandleFunc("POST /sign-in/passkey/start", d.passkeyStart)
	mux.HandleFunc("POST /sign-in/passkey/finish", d.passkeyFinish)
	mux.HandleFunc("POST /sign-in/passkey/make", d.passkeyMake)
	mux.HandleFunc("POST /sign-in/passkey/made", d.passkeyMade)
	d.edsRoutes(mux)
	d.openidRoutes(mux)
}

// signInForm is the sign-in page. Next is where the person wanted to go; Ended
// is what they sent after their session had ended: a "form" or a "file".
type signInForm struct {
	pages.Frame
	Next  string
	Email string
	Ended string
	EDS   bool // a key of the national CA opens the door too
	Scan  bool // one on a phone, by a picture to scan
	// Provider is the name of who vouches for people; "" where nobody does.
	Provider string
}

// ProviderHref leads to the provider, and from there to next.
func (p *signInForm) ProviderHref() string {
	return "/sign-in/openid?next=" + url.QueryEscape(p.Next)
}

// signInForm is the page for who goes on to next.
func (d *Door) signInForm(r *http.Request, next string) *signInForm {
	p := &signInForm{Frame: island(), Next: next, EDS: d.EDS != nil, Scan: d.EDS != nil && d.Phones}
	if d.ByProvider != nil {
		p.Provider = d.Provider[visitor.From(r.Context()).Lang]
	}
	if p.EDS {
		p.Islands = append(p.Islands, "edsin")
	}
	return p
}

// CannotHref leads who cannot sign in to where they can say so, about the
// hearing they wanted to go to.
func (p *signInForm) CannotHref() string { return pages.CannotHref(p.Next) }

func (d *Door) signInPage(w http.ResponseWriter, r *http.Request) {
	if d.Renderer.Spoke(w, r) {
		return
	}
	page := d.signInForm(r, inside(r.URL.Query().Get("next")))
	if err := openidRefusal(r); err != nil {
		page.Refuse(visitor.From(r.Context()).Lang, err)
	}
	if ended := r.URL.Query().Get("ended"); ended == "form" || ended == "file" {
		page.Ended = ended
	}
	d.Renderer.Page(w, r, http.StatusOK, "signin", page)
}

// island is the frame of a page whose buttons need the passkey script.
func island() pages.Frame { return pages.Frame{Islands: []string{"signin"}} }

func (d *Door) signIn(w http.ResponseWriter, r *http.Request) {
	next := inside(r.PostFormValue("next"))
	person, name, err := d.Desk.ByPassword(r.Context(), r.PostFormValue("email"), r.PostFormValue("password"), d.from(r))
	if err != nil {
		if fault.Of(err).Kind == fault.KindInternal {
			d.Renderer.Fail(w, r, err)
			return
		}
		page := d.signInForm(r, next)
		page.Email = r.PostFormValue("email")
		page.Refuse(visitor.From(r.Context()).Lang, err)
		d.Renderer.Page(w, r, status(err), "signin", page)
		return
	}
	if err := d.admit(w, r, person, name); err != nil {
		d.Renderer.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// status of a refusal here: the one limit at the door is how often.
func status(err error) int {
	if fault.Is(err, fault.KindLimit) {
		return http.StatusTooManyRequests
	}
	return pages.Status(fault.Of(err).Kind)
}

func (d *Door) signOut(w http.ResponseWriter, r *http.Request) {
	if err := d.Desk.Leave(r.Context(), d.cookie(r, "session")); err != nil {
		d.Renderer.Fail(w, r, err)
		return
	}
	d.setCookie(w, "session", "", -1)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// admit begins a new session; the one before, if any, ends.
func (d *Door) admit(w http.ResponseWriter, r *http.Request, person court.PersonID, name string) error {
	if old := d.cookie(r, "session"); old != "" {
		if err := d.Desk.Leave(r.Context(), old); err != nil {
			return err
		}
	}
	token, err := d.Desk.Enter(r.Context(), person, name)
	if err != nil {
		return err
	}
	d.setCookie(w, "session", token, 12*60*60)
	return nil
}

// inside is next if it is a path of ours, else the home page: a sign-in must
// not send people to another site.
func inside(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// from is the network a request comes from, as tries are counted: an address
// of the old kind, and of the new kind the /64 that one subscriber has.
func (d *Door) from(r *http.Request) string {
	ip, err := netip.ParseAddr(d.address(r))
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	net, _ := ip.Prefix(64)
	return net.String()
}

// address is who the connection is from, or whom our own proxy saw. A proxy
// appends, to the last line of the header or in a line of its own; what comes
// before is the visitor's word, and without a proxy all of it is.
func (d *Door) address(r *http.Request) string {
	if lines := r.Header.Values("X-Forwarded-For"); d.Proxy && len(lines) > 0 {
		list := strings.Split(lines[len(lines)-1], ",")
		return strings.TrimSpace(list[len(list)-1])
	}
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	return host
}
