package door

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// ByProvider is coming in through a provider of identities (OpenID Connect). The
// browser goes there and comes back.
type ByProvider interface {
	StartByProvider(ctx context.Context, from string) (url, state string, err error)
	SignInByProvider(ctx context.Context, began, state, code string) (court.PersonID, string, error)
}

// OpenIDBack is where the provider sends the browser back to.
const OpenIDBack = "/sign-in/openid/back"

// openidLife is how long the browser keeps the state of its way, in seconds: no
// longer than the court does.
const openidLife = 5 * 60

func (d *Door) openidRoutes(mux *http.ServeMux) {
	if d.ByProvider == nil {
		return
	}
	mux.HandleFunc("GET /sign-in/openid", d.openidStart)
	mux.HandleFunc("GET "+OpenIDBack, d.openidBack)
}

// openidStart sends the browser to the provider. It keeps the state in a cookie:
// an answer counts in the browser alone that asked.
func (d *Door) openidStart(w http.ResponseWriter, r *http.Request) {
	next := inside(r.URL.Query().Get("next"))
	there, state, err := d.ByProvider.StartByProvider(r.Context(), d.from(r))
	if err != nil {
		d.signInAgain(w, r, next, err)
		return
	}
	d.setCookie(w, "openid", state+"."+base64.RawURLEncoding.EncodeToString([]byte(next)), openidLife)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, there, http.StatusSeeOther)
}

func (d *Door) openidBack(w http.ResponseWriter, r *http.Request) {
	began, kept, _ := strings.Cut(d.cookie(r, "openid"), ".")
	raw, _ := base64.RawURLEncoding.DecodeString(kept)
	next, said := inside(string(raw)), r.URL.Query()
	d.setCookie(w, "openid", "", -1)
	person, name, err := d.ByProvider.SignInByProvider(r.Context(), began, said.Get("state"), said.Get("code"))
	if err == nil {
		err = d.admit(w, r, person, name)
	}
	if err != nil {
		d.signInAgain(w, r, next, err)
		return
	}
	// The address that had the code in it is left at once.
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// signInAgain leads back to the page for signing in, which shows the refusal: an
// address with the provider's answer in it is not stayed on.
func (d *Door) signInAgain(w http.ResponseWriter, r *http.Request, next string, err error) {
	f := fault.Of(err)
	if f.Kind == fault.KindInternal {
		d.Renderer.Fail(w, r, err)
		return
	}
	d.Log.Info("sign-in by the provider refused", "err", err)
	http.Redirect(w, r, "/sign-in?"+url.Values{"next": {next}, "refused": {f.Key}}.Encode(), http.StatusSeeOther)
}

// openidRefusal is the refusal that the address of the page names; nil for one that
// coming in through a provider does not end in.
func openidRefusal(r *http.Request) error {
	key := r.URL.Query().Get("refused")
	if !slices.Contains([]string{"openid.away", "openid.off", "openid.other_browser", "openid.refused", "signin.eds.unknown", "signin.too_often",
		"eds.challenge.gone", "eds.challenge.late", "eds.challenge.purpose"}, key) {
		return nil
	}
	return fault.Forbidden(key)
}
