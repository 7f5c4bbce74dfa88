package cli

import (
	"bytes"
	"crypto/tls"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"tarazy/web"
)

// founded is a court of one's own as its operator starts it, on HTTPS.
type founded struct {
	t      *testing.T
	url    string
	keys   string
	link   string // what the terminal shows
	log    *journal
	client *http.Client
}

// journal is the operator's log.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

func found(t *testing.T, change ...func(*Config)) *founded {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	srv := httptest.NewUnstartedServer(nil)
	_, port, _ := strings.Cut(srv.Listener.Addr().String(), ":")
	c := &founded{t: t, url: "https://localhost:" + port, log: &journal{}}
	dir := t.TempDir()
	conf := Config{URL: c.url, Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys"),
		Media: Media{LiveKit: "ws://127.0.0.1:9"}, // nobody's: one process can hold one media server only
		Mail:  &Mail{Host: "127.0.0.1", Port: 1, From: "court@example.kz", Security: "none"}}
	for _, f := range change {
		f(&conf)
	}
	conf.defaults()
	c.keys = conf.Keys
	house, err := build(t.Context(), conf, c.url, slog.New(slog.NewTextHandler(c.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(house.close)
	house.start(t.Context())
	srv.Config.Handler = house.handler
	srv.StartTLS()
	t.Cleanup(srv.Close)
	var terminal bytes.Buffer
	house.greet(&terminal)
	c.link = regexp.MustCompile(`https:\S+`).FindString(terminal.String())
	c.client = c.visitor()
	return c
}

// visitor is a browser with cookies of its own that follows no redirect.
func (c *founded) visitor() *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

var csrfField = regexp.MustCompile(`name="csrf" value="([0-9a-f]+)"`)

type reply struct {
	*http.Response
	body string
}

func (c *founded) do(r *http.Request, err error) reply {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	resp, err := c.client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return reply{resp, string(b)}
}

func (c *founded) get(path string) reply {
	c.t.Helper()
	return c.do(http.NewRequest("GET", c.full(path), nil))
}

func (c *founded) full(path string) string {
	if strings.HasPrefix(path, "https:") {
		return path
	}
	return c.url + path
}

// send sends the form of a page, with the page's token.
func (c *founded) send(page, action string, form url.Values, change ...func(*http.Request)) reply {
	c.t.Helper()
	m := csrfField.FindStringSubmatch(c.get(page).body)
	if m == nil {
		c.t.Fatalf("%s has no form", page)
	}
	form.Set("csrf", m[1])
	return c.post(action, form, change...)
}

func (c *founded) post(action string, form url.Values, change ...func(*http.Request)) reply {
	c.t.Helper()
	r, err := http.NewRequest("POST", c.full(action), strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, f := range change {
		f(r)
	}
	return c.do(r, nil)
}

func (c *founded) want(what string, got reply, status int) {
	c.t.Helper()
	if got.StatusCode != status {
		c.t.Fatalf("%s: %d, want %d\n%s", what, got.StatusCode, status, got.body)
	}
}

const password = "қара жорға бие"

// registrar founds the court's first registrar by the terminal's link.
func (c *founded) registrar() {
	c.t.Helper()
	got := c.send(c.link, c.link, url.Values{"name": {"Demo Registrar"}, "email": {"r@example.kz"}, "lang": {"kk"}})
	c.want("the first registrar", got, http.StatusSeeOther)
	invite := got.Header.Get("Location")
	c.want("a short password", c.send(invite, invite, url.Values{"password": {"short"}}), http.StatusUnprocessableEntity)
	c.want("the password", c.send(invite, invite, url.Values{"password": {password}}), http.StatusSeeOther)
	c.want("the invitation again", c.get(invite), http.StatusNotFound)
}

// The operator's link founds one registrar, who enrols people; nothing that
// opens a door, and nobody's address, comes into the log.
func TestFounding(t *testing.T) {
	c := found(t)
	if got := c.get(c.link); got.StatusCode != 200 || got.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Fatalf("the link: %d", got.StatusCode)
	}
	c.registrar()
	c.want("the link again", c.get(c.link), http.StatusNotFound)
	form := url.Values{"name": {"Demo Judge"}, "email": {"judge@example.kz"}, "lang": {"ru"}, "staff": {"judge"}, "key": {"0123456789abcdef"}}
	got := c.send("/people/new", "/people", form)
	c.want("enrol", got, http.StatusSeeOther)
	if show := c.get(got.Header.Get("Location")); !strings.Contains(show.body, "judge@example.kz") {
		t.Error("the registrar does not see the address")
	}
	for _, word := range []string{"@example.kz", "/invite/", "/begin/"} {
		if strings.Contains(c.log.String(), word) {
			t.Errorf("the log holds %s:\n%s", word, c.log)
		}
	}
}

// A second link does not make a second first registrar, and "tarazy invite"
// prints one for a person who has an account.
func TestInviteCommand(t *testing.T) {
	c := found(t)
	args := []string{"invite", "--url", c.url, "--keys", c.keys}
	run := func(more ...string) string {
		var out, errs bytes.Buffer
		if code := Run(t.Context(), append(args, more...), &out, &errs); code != 0 {
			return errs.String()
		}
		return strings.TrimSpace(out.String())
	}
	second := run()
	c.registrar()
	got := c.send(second, second, url.Values{"name": {"Demo Intruder"}, "email": {"i@example.kz"}, "lang": {"kk"}})
	c.want("a second first registrar", got, http.StatusConflict)
	if said := run("--email", "nobody@example.kz"); strings.Contains(said, "https:") {
		t.Errorf("a link for nobody: %s", said)
	}
	again := run("--email", "R@example.kz")
	c.client = c.visitor()
	invite := c.send(again, again, url.Values{}).Header.Get("Location")
	c.want("a new password", c.send(invite, invite, url.Values{"password": {password + " 2"}}), http.StatusSeeOther)
	c.want("the registrar's list", c.get("/people"), http.StatusOK)
}

func TestCookiesAndHeaders(t *testing.T) {
	c := found(t)
	c.registrar()
	got := c.send("/sign-in", "/sign-in", url.Values{"email": {"r@example.kz"}, "password": {password}, "next": {"//evil.example/"}})
	c.want("sign-in", got, http.StatusSeeOther)
	if to := got.Header.Get("Location"); to != "/" {
		t.Errorf("leads to %s", to)
	}
	if h := got.Header.Get("Strict-Transport-Security"); !strings.HasPrefix(h, "max-age=31536000") {
		t.Errorf("HSTS: %q", h)
	}
	for _, cookie := range got.Cookies() {
		if !strings.HasPrefix(cookie.Name, "__Host-") || !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
			t.Errorf("cookie %+v", cookie)
		}
	}
	if len(got.Cookies()) == 0 {
		t.Error("no session")
	}
}

// A form of another site does nothing, whatever it brings.
func TestForeignForms(t *testing.T) {
	c := found(t)
	c.registrar()
	form := url.Values{"email": {"r@example.kz"}, "password": {password}}
	c.want("without a token", c.post("/sign-in", url.Values{}), http.StatusForbidden)
	c.want("with another's token", c.post("/sign-in", url.Values{"csrf": {strings.Repeat("0", 64)}}), http.StatusForbidden)
	c.want("from another site", c.send("/sign-in", "/sign-in", form, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }), http.StatusForbidden)
	c.want("from another origin", c.send("/sign-in", "/sign-in", form, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }), http.StatusForbidden)
	c.want("a ceremony without a token", c.post("/sign-in/passkey/start", url.Values{}, func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }), http.StatusForbidden)
}

// A session planted before signing in opens nothing after it, and signing out
// ends it on our side.
func TestSessionIsNewAtTheDoor(t *testing.T) {
	c := found(t)
	c.registrar()
	session := func() string {
		u, _ := url.Parse(c.url)
		for _, k := range c.client.Jar.Cookies(u) {
			if k.Name == "__Host-session" {
				return k.Value
			}
		}
		return ""
	}
	first := session()
	c.want("sign-in", c.send("/sign-in", "/sign-in", url.Values{"email": {"r@example.kz"}, "password": {password}}), http.StatusSeeOther)
	second := session()
	if first == "" || second == "" || first == second {
		t.Fatalf("sessions %q and %q", first, second)
	}
	c.want("sign-out", c.send("/account", "/sign-out", url.Values{}), http.StatusSeeOther)
	c.client = c.visitor()
	for _, old := range []string{first, second} {
		r, err := http.NewRequest("GET", c.url+"/people", nil)
		r.AddCookie(&http.Cookie{Name: "__Host-session", Value: old})
		if got := c.do(r, err); got.StatusCode != http.StatusSeeOther || !strings.HasPrefix(got.Header.Get("Location"), "/sign-in") {
			t.Errorf("an ended session opens: %d", got.StatusCode)
		}
	}
}

// Guesses are refused after some tries, whatever address they claim to come
// from, and an address nobody has is refused alike.
func TestGuesses(t *testing.T) {
	c := found(t)
	c.registrar()
	c.client = c.visitor()
	try := func(email, from string) reply {
		return c.send("/sign-in", "/sign-in", url.Values{"email": {email}, "password": {"not the password"}},
			func(r *http.Request) { r.Header.Set("X-Forwarded-For", from) })
	}
	known, unknown := try("r@example.kz", "198.51.100.1"), try("nobody@example.kz", "198.51.100.2")
	strip := regexp.MustCompile(`value="[^"]*"`)
	if known.StatusCode != http.StatusForbidden || unknown.StatusCode != known.StatusCode || strip.ReplaceAllString(known.body, "") != strip.ReplaceAllString(unknown.body, "") {
		t.Errorf("a known address is told from an unknown one: %d, %d", known.StatusCode, unknown.StatusCode)
	}
	for i := range 20 {
		if got := try("r@example.kz", "198.51.100."+string(rune('1'+i%9))); got.StatusCode == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("twenty guesses at once")
}

// Who has not signed in cannot make us read much.
func TestLargeBodies(t *testing.T) {
	c := found(t)
	big := url.Values{"csrf": {"x"}, "password": {strings.Repeat("a", 2<<20)}}
	c.want("sign-in", c.post("/sign-in", big), http.StatusRequestEntityTooLarge)
	c.want("a filing", c.post("/cases/1/file", big), http.StatusSeeOther)
}

// Whoever sends a form when their session has ended signs in, is told that it
// was not accepted, and comes back to the page it stands on.
func TestEndedSession(t *testing.T) {
	c := found(t)
	c.registrar()
	page := c.get("/people/new")
	token := csrfField.FindStringSubmatch(page.body)[1]
	c.want("sign-out in another window", c.send("/account", "/sign-out", url.Values{}), http.StatusSeeOther)
	document := func(size int) reply {
		body := "--cut\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" + token + "\r\n--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n" +
			strings.Repeat("a", size) + "\r\n--cut--\r\n"
		r, err := http.NewRequest("POST", c.url+"/cases/7501-26-00-2.1/file", strings.NewReader(body))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=cut")
		return c.do(r, err)
	}
	form := url.Values{"csrf": {token}, "name": {"Demo Judge"}}
	for _, x := range []struct {
		what string
		got  reply
		next string
		says string
	}{
		{"a form", c.post("/people", form), "/people/new", "not accepted"},
		{"an act", c.post("/hearings/0123/acts/open", form), "/hearings/0123", "not accepted"},
		{"a document", document(1000), "/cases/7501-26-00-2.1/file", "the document was not filed"},
		{"a large document", document(15 << 20), "/cases/7501-26-00-2.1/file", "the document was not filed"},
	} {
		c.want(x.what, x.got, http.StatusSeeOther)
		r, err := http.NewRequest("GET", c.url+x.got.Header.Get("Location"), nil)
		r.Header.Set("Accept-Language", "en")
		signIn := c.do(r, err)
		c.want(x.what, signIn, http.StatusOK)
		if !strings.Contains(signIn.body, x.says) || !strings.Contains(signIn.body, `name="next" value="`+x.next+`"`) {
			t.Errorf("%s: %s\n%s", x.what, x.got.Header.Get("Location"), signIn.body)
		}
	}
	script := c.post("/hearings/0123/acts/open", url.Values{}, func(r *http.Request) { r.Header.Set("X-CSRF-Token", token) })
	if script.StatusCode != http.StatusForbidden || !strings.Contains(script.body, "signin.ended") {
		t.Errorf("a script: %d %s", script.StatusCode, script.body)
	}
	back := c.send(c.full("/sign-in?next=/people/new"), "/sign-in", url.Values{"email": {"r@example.kz"}, "password": {password}, "next": {"/people/new"}})
	if c.want("signing in", back, http.StatusSeeOther); back.Header.Get("Location") != "/people/new" {
		t.Errorf("leads to %s", back.Header.Get("Location"))
	}
}

func TestNoDemoPages(t *testing.T) {
	c := found(t)
	for _, path := range []string{"/demo", "/demo/people.json", "/demo/sign-in/x"} {
		c.want(path, c.get(path), http.StatusNotFound)
	}
}
