package cli

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/pages"
	"tarazy/internal/pages/door"
	"tarazy/internal/signin/openid"
)

// providerOf is who vouches for people; nil when the court has nobody. It refuses
// a provider that is not reached by https, but for one on this machine; one without
// a client or a name in every language, and a secret that cannot be read.
func providerOf(conf Config, origin string, clock court.Clock) (clerk.Provider, error) {
	c := conf.OpenID
	if c == nil {
		return nil, nil
	}
	at, err := url.Parse(c.Issuer)
	if err != nil || at.Host == "" || at.Scheme != "https" && !(at.Scheme == "http" && here(at)) {
		return nil, fault.Invalid("cli.openid.issuer").Because(err)
	}
	for _, l := range court.Langs() {
		if c.ClientID == "" || c.Name[l] == "" {
			return nil, fault.Invalid("cli.openid.incomplete")
		}
	}
	secret := ""
	if c.SecretFile != "" {
		raw, err := os.ReadFile(c.SecretFile)
		if err != nil {
			return nil, fault.Invalid("cli.config.unreadable").With(fault.Args{"file": c.SecretFile}).Because(err)
		}
		secret = strings.TrimSpace(string(raw))
	}
	claim := c.Claim
	if claim == "" {
		claim = "iin"
	}
	return openid.New(openid.Config{Issuer: c.Issuer, ClientID: c.ClientID, Secret: secret, Redirect: origin + door.OpenIDBack, Claim: claim, Scopes: c.Scopes,
		Clock: clock, Client: &http.Client{Timeout: askFor}}), nil
}

// here reports whether an address is on this machine.
func here(u *url.URL) bool {
	return isLoopback(u.Hostname()) || net.ParseIP(u.Hostname()).IsLoopback()
}

// byProvider lets people in through the provider; nil where there is none.
func (h *house) byProvider() (door.ByProvider, map[court.Lang]string) {
	if h.conf.OpenID == nil {
		return nil, nil
	}
	return h.desk, h.conf.OpenID.Name
}

// numbers is the desk for identification numbers, where people can come in by
// one: with a key of the national CA, or through a provider; nil elsewhere.
func (h *house) numbers() pages.Numbers {
	if !h.conf.takesEDS() && h.conf.OpenID == nil {
		return nil
	}
	return h.desk
}
