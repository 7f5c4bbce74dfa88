package door

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/pages"
	"tarazy/internal/pages/visitor"
)

// Guard wraps everything the court serves: the name it is asked by, headers, limits, who is asking, and
// the refusal of forms that another site sent.
func (d *Door) Guard(inner http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	checked := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !d.ourHost(r) {
			d.elsewhere(w)
			return
		}
		d.headers(w, r)
		v, err := d.visitor(w, r)
		if err != nil {
			d.Renderer.Fail(w, r, err)
			return
		}
		r = r.WithContext(visitor.With(r.Context(), v))
		if err := cross.Check(r); err != nil {
			d.Renderer.Fail(w, r, fault.Forbidden("signin.csrf").Because(err))
			return
		}
		if !safe(r.Method) {
			err := d.sent(w, r, v)
			if r.MultipartForm != nil {
				defer r.MultipartForm.RemoveAll()
			}
			if err != nil {
				d.turnAway(w, r, v, err)
				return
			}
		}
		inner.ServeHTTP(w, r)
	})
	return checked
}

// turnAway answers what sent refused. A page that was opened while its reader
// was signed in, and sent when the session had ended, has the token of that
// session: its reader is led to sign in, and then back.
func (d *Door) turnAway(w http.ResponseWriter, r *http.Request, v visitor.Visitor, err error) {
	switch {
	case v.SignedIn() || own(r.URL.Path):
		d.Renderer.Fail(w, r, err)
	case r.Header.Get("X-CSRF-Token") != "":
		d.reply(w, r, ceremony{}, fault.Forbidden("signin.ended"))
	default:
		pages.SignInFirst(w, r)
	}
}

// own reports whether the form is of the door's own pages, which are for those
// who have not signed in.
func own(path string) bool {
	return strings.HasPrefix(path, "/sign-in") || strings.HasPrefix(path, "/invite/") || strings.HasPrefix(path, "/begin/") || path == "/cannot-enter" || path == "/verify"
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// machine reports whether the request is the media server's own signalling,
// which carries its ticket instead of a cookie.
func machine(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/rtc") }

// ncaLayer is the program for electronic signatures on the reader's own machine.
const ncaLayer = "wss://127.0.0.1:13579"

// headers are on every answer. Scripts, styles and pictures come from us only;
// nothing may frame us; camera and microphone are ours to ask for.
func (d *Door) headers(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	ws := "ws://" + r.Host
	if d.TLS {
		ws = "wss://" + r.Host
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "+
		"img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' "+ws+" "+ncaLayer+"; worker-src 'self'; "+
		"frame-ancestors 'none'; form-action 'self'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// visitor finds out who asks. Somebody without a session has a cookie of
// random bits, so that the forms of the sign-in page have a token too.
func (d *Door) visitor(w http.ResponseWriter, r *http.Request) (visitor.Visitor, error) {
	v := visitor.Visitor{Lang: language(r), Demo: d.Demo}
	session := d.cookie(r, "session")
	person, name, ok, err := d.Desk.Who(r.Context(), session)
	if err != nil {
		return v, err
	}
	if ok {
		v.Person, v.Name, v.CSRF = person, name, d.formToken(session)
		// A store that does not answer ends nobody's hearing.
		v.Still = func(ctx context.Context) bool {
			now, _, ok, err := d.Desk.Who(ctx, session)
			return err != nil || ok && now == person
		}
		return v, nil
	}
	guest := d.cookie(r, "guest")
	if guest == "" {
		if strings.HasPrefix(r.URL.Path, "/assets/") || strings.HasPrefix(r.URL.Path, "/log/") {
			return v, nil
		}
		guest = rand.Text()
		d.setCookie(w, "guest", guest, 12*60*60)
	}
	v.CSRF = d.formToken(guest)
	return v, nil
}

// formToken is derived, so that it need not be kept.
func (d *Door) formToken(cookie string) string {
	m := hmac.New(sha256.New, d.Secret[:])
	m.Write([]byte("form " + cookie))
	return hex.EncodeToString(m.Sum(nil))
}

// language is the visitor's choice, else the browser's first that we speak,
// else Kazakh.
func language(r *http.Request) court.Lang {
	if c, err := r.Cookie("lang"); err == nil {
		if l, ok := court.ParseLang(c.Value); ok {
			return l
		}
	}
	for word := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		word, _, _ = strings.Cut(strings.TrimSpace(word), ";")
		word, _, _ = strings.Cut(word, "-")
		if l, ok := court.ParseLang(word); ok {
			return l
		}
	}
	return court.Kazakh
}

// name of a cookie: with https a browser holds __Host- ones to this host, path
// and https.
func (d *Door) cookieName(name string) string {
	if d.TLS {
		return "__Host-" + name
	}
	return name
}

func (d *Door) cookie(r *http.Request, name string) string {
	c, err := r.Cookie(d.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

func (d *Door) setCookie(w http.ResponseWriter, name, value string, age int) {
	http.SetCookie(w, &http.Cookie{Name: d.cookieName(name), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: d.TLS, SameSite: http.SameSiteLaxMode})
}
