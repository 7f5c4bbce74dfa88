package cli

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/signin/openid/openidtest"
)

// Who shows a provider who they are comes in as the person with that number, in the
// browser that asked and once; nobody else does.
func TestSignInByProvider(t *testing.T) {
	const iin = "990000400060"
	var at *openidtest.Provider
	back := ""
	c := found(t, func(conf *Config) {
		back = conf.URL + "/sign-in/openid/back"
		at = openidtest.Start(t, back, map[string]string{"registrar": iin, "stranger": "990000400080", "nobody": ""})
		secret := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(secret, []byte(openidtest.Secret+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		conf.OpenID = &OpenID{Name: map[court.Lang]string{"kk": "Сынақ", "ru": "Тест", "en": "Test"}, Issuer: at.URL, ClientID: "court", SecretFile: secret}
	})
	c.registrar()
	me := c.get("/people").body
	i := strings.Index(me, "/people/p-")
	if i < 0 {
		t.Fatal("the registrar is not on the list")
	}
	person := me[i : i+len("/people/p-0123456789abcdef")]
	c.want("the number", c.send(person, person+"/iin", url.Values{"iin": {iin}}), http.StatusSeeOther)
	c.want("the person's own word", c.send("/account", "/account/iin", url.Values{"iin": {iin}}), http.StatusSeeOther)

	begin := func() string {
		c.client = c.visitor()
		page := c.get("/sign-in?next=/account").body
		if !strings.Contains(page, "/sign-in/openid?next=%2Faccount") {
			t.Fatalf("no way to the provider\n%s", page)
		}
		got := c.get("/sign-in/openid?next=%2Faccount")
		c.want("on the way", got, http.StatusSeeOther)
		return got.Header.Get("Location")
	}
	come := func(user string) reply {
		return c.get(openidtest.Walk(t, begin(), back, user).RequestURI())
	}
	got := come("registrar")
	c.want("back", got, http.StatusSeeOther)
	if to := got.Header.Get("Location"); to != "/account" {
		t.Errorf("led to %s", to)
	}
	if page := c.get("/account"); page.StatusCode != http.StatusOK || !strings.Contains(page.body, "Demo Registrar") {
		t.Errorf("signed in as nobody: %d", page.StatusCode)
	}
	refused := func(what string, got reply, key string) {
		t.Helper()
		to, _ := url.Parse(got.Header.Get("Location"))
		if got.StatusCode != http.StatusSeeOther || to == nil || to.Path != "/sign-in" || to.Query().Get("refused") != key || to.Query().Get("code") != "" {
			t.Errorf("%s: %d %s", what, got.StatusCode, to)
			return
		}
		if page := c.get(to.RequestURI()).body; !strings.Contains(page, `class="errors"`) {
			t.Errorf("%s: the page does not say so", what)
		}
		if c.get("/account").StatusCode == http.StatusOK {
			t.Errorf("%s: signed in all the same", what)
		}
	}
	refused("a number nobody has here", come("stranger"), "signin.eds.unknown")
	refused("a user without a number", come("nobody"), "signin.eds.unknown")
	answer := openidtest.Walk(t, begin(), back, "registrar").RequestURI()
	c.client = c.visitor()
	refused("an answer slipped into another browser", c.get(answer), "openid.other_browser")
	answer = openidtest.Walk(t, begin(), back, "registrar").RequestURI()
	c.want("the first time", c.get(answer), http.StatusSeeOther)
	c.client = c.visitor()
	refused("the same answer again", c.get(answer), "openid.other_browser")
	refused("a state that nobody gave", c.get("/sign-in/openid/back?state=x&code=y"), "openid.other_browser")
	begun, err := url.Parse(begin())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(begun.Query().Get(name)) < 43 {
			t.Errorf("%s %q", name, begun.Query().Get(name))
		}
	}
	refused("the user said no", c.get("/sign-in/openid/back?error=access_denied&state="+begun.Query().Get("state")), "openid.refused")
}

// A provider that nobody can be sure of is refused before the court is served.
func TestProviderIsRefused(t *testing.T) {
	whole := OpenID{Name: map[court.Lang]string{"kk": "а", "ru": "б", "en": "c"}, Issuer: "https://id.example", ClientID: "court"}
	for what, c := range map[string]struct {
		change func(*OpenID)
		key    string
	}{
		"by http":           {func(o *OpenID) { o.Issuer = "http://id.example" }, "cli.openid.issuer"},
		"nowhere":           {func(o *OpenID) { o.Issuer = "" }, "cli.openid.issuer"},
		"no client":         {func(o *OpenID) { o.ClientID = "" }, "cli.openid.incomplete"},
		"no name in Kazakh": {func(o *OpenID) { o.Name = map[court.Lang]string{"ru": "б", "en": "c"} }, "cli.openid.incomplete"},
		"no such secret":    {func(o *OpenID) { o.SecretFile = "/nowhere/secret" }, "cli.config.unreadable"},
	} {
		o := whole
		c.change(&o)
		if _, err := providerOf(Config{OpenID: &o}, "https://court.example", nil); fault.Of(err).Key != c.key {
			t.Errorf("%s: %v", what, err)
		}
	}
	if p, err := providerOf(Config{OpenID: &whole}, "https://court.example", nil); err != nil || p == nil {
		t.Error(err)
	}
}
