package door

import (
	"encoding/json"
	"io"
	"net/http"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/pages"
	"tarazy/internal/pages/visitor"
)

// inviteForm asks the invited to choose how to sign in.
type inviteForm struct {
	pages.Frame
	Name  string
	Token string
}

func (d *Door) invitePage(w http.ResponseWriter, r *http.Request) {
	if d.Renderer.Spoke(w, r) {
		return
	}
	token := r.PathValue("token")
	_, name, _, err := d.Invitations.Invited(r.Context(), token)
	if err != nil {
		d.Renderer.Fail(w, r, err)
		return
	}
	d.Renderer.Page(w, r, http.StatusOK, "invite", &inviteForm{Frame: island(), Name: name, Token: token})
}

func (d *Door) inviteAccept(w http.ResponseWriter, r *http.Request) {
	token := r.PathValue("token")
	_, name, _, err := d.Invitations.Invited(r.Context(), token)
	if err != nil {
		d.Renderer.Fail(w, r, err)
		return
	}
	person, name2, err := d.Invitations.AcceptWithPassword(r.Context(), token, r.PostFormValue("password"))
	if fault.Is(err, fault.KindInvalid) {
		page := &inviteForm{Frame: island(), Name: name, Token: token}
		page.Refuse(visitor.From(r.Context()).Lang, err)
		d.Renderer.Page(w, r, http.StatusUnprocessableEntity, "invite", page)
		return
	}
	if err == nil {
		err = d.admit(w, r, person, name2)
	}
	if err != nil {
		d.Renderer.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// ceremony is what the browser's script sends and gets.
type ceremony struct {
	Invite   string          `json:"invite,omitempty"`
	Ticket   string          `json:"ticket,omitempty"`
	Options  json.RawMessage `json:"options,omitempty"`
	Response json.RawMessage `json:"response,omitempty"`
	Next     string          `json:"next,omitempty"`
	Text     []byte          `json:"text,omitempty"` // what a key of the national CA is to sign
	CMS      []byte          `json:"cms,omitempty"`  // its signature over that
	Handle   string          `json:"handle,omitempty"`
	PNG      []byte          `json:"png,omitempty"`  // to be scanned with a phone
	Link     string          `json:"link,omitempty"` // the same, for a page that is on the phone
	Waiting  bool            `json:"waiting,omitempty"`
}

func (d *Door) passkeyStart(w http.ResponseWriter, r *http.Request) {
	options, ticket, err := d.Passkeys.StartSignIn(r.Context(), d.from(r))
	d.reply(w, r, ceremony{Ticket: ticket, Options: options}, err)
}

func (d *Door) passkeyFinish(w http.ResponseWriter, r *http.Request) {
	var c ceremony
	if !d.read(w, r, &c, "signin.passkey.refused") {
		return
	}
	person, name, err := d.Passkeys.FinishSignIn(r.Context(), c.Ticket, c.Response)
	if err == nil {
		err = d.admit(w, r, person, name)
	}
	d.reply(w, r, ceremony{Next: inside(c.Next)}, err)
}

// passkeyMake begins a passkey: under an invitation, or a further one of
// somebody who has signed in.
func (d *Door) passkeyMake(w http.ResponseWriter, r *http.Request) {
	var c ceremony
	if !d.read(w, r, &c, "signin.passkey.refused") {
		return
	}
	v := visitor.From(r.Context())
	var options []byte
	var ticket string
	err := error(fault.Forbidden("signin.refused"))
	switch {
	case c.Invite != "":
		options, ticket, err = d.Passkeys.StartPasskey(r.Context(), c.Invite)
	case v.SignedIn():
		options, ticket, err = d.Passkeys.StartAnotherPasskey(r.Context(), d.cookie(r, "session"))
	}
	d.reply(w, r, ceremony{Ticket: ticket, Options: options}, err)
}

// passkeyMade keeps the passkey and puts it into the record. If we die between
// the two the person can sign in but not sign acts, and makes another passkey.
func (d *Door) passkeyMade(w http.ResponseWriter, r *http.Request) {
	var c ceremony
	if !d.read(w, r, &c, "signin.passkey.refused") {
		return
	}
	cred, name, err := d.Passkeys.FinishPasskey(r.Context(), c.Ticket, c.Response, visitor.From(r.Context()).Person)
	if err == nil {
		_, err = d.Clerk.RegisterCredential(r.Context(), cred.Person, cred)
	}
	if err == nil {
		err = d.admit(w, r, cred.Person, name)
	}
	d.reply(w, r, ceremony{Next: inside(c.Next)}, err)
}

// read takes what the script sent; what is none of ours is refused under key.
func (d *Door) read(w http.ResponseWriter, r *http.Request, c *ceremony, key string) bool {
	b, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(b, c)
	}
	if err != nil {
		d.reply(w, r, ceremony{}, fault.Invalid(key).Because(err))
		return false
	}
	return true
}

// reply answers the script; refusals come in the person's language.
func (d *Door) reply(w http.ResponseWriter, r *http.Request, c ceremony, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		f := fault.Of(err)
		if f.Kind == fault.KindInternal {
			d.Log.Error("sign-in failed", "err", err)
		}
		w.WriteHeader(status(err))
		var lang court.Lang = visitor.From(r.Context()).Lang
		_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{"key": f.Key, "text": pages.Message(lang, err)}})
		return
	}
	_ = json.NewEncoder(w).Encode(c)
}
