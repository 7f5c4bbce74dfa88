// Package openid signs people in through a provider of identities that the court
// believes (OpenID Connect Core 1.0, the code flow). Its user has shown the
// provider who they are; what the court takes from it is one claim, the
// identification number, and whose number that is the clerk says.
package openid

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Config is which provider, and as whom the court is known to it.
type Config struct {
	Issuer   string // https, but for one on this machine
	ClientID string
	Secret   string   // "": a public client, which PKCE alone protects
	Redirect string   // the court's own address to come back to
	Claim    string   // that has the number
	Scopes   []string // besides openid
	Clock    court.Clock
	Client   *http.Client // nil: one that waits ten seconds
}

// Provider is one provider. It is asked for its own description when it is first
// needed, and again after a failure: a provider that is away must not keep a court
// from opening.
type Provider struct {
	conf Config

	turn  chan struct{} // holds found: asking takes time, and whoever waits may go
	found *oidc.Provider
}

// patience is how long the provider may take to answer, each time.
const patience = 10 * time.Second

// New is the provider of the configuration.
func New(c Config) *Provider {
	if c.Client == nil {
		c.Client = &http.Client{Timeout: patience}
	}
	return &Provider{conf: c, turn: make(chan struct{}, 1)}
}

func (p *Provider) discover(ctx context.Context) (context.Context, *oidc.Provider, error) {
	ctx = oidc.ClientContext(ctx, p.conf.Client)
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return ctx, nil, fault.Unavailable("openid.away").Because(ctx.Err())
	case <-time.After(patience):
		return ctx, nil, fault.Unavailable("openid.away")
	}
	if p.found != nil {
		return ctx, p.found, nil
	}
	// Keys are fetched later with the context given here: it must outlive the request.
	found, err := oidc.NewProvider(context.WithoutCancel(ctx), p.conf.Issuer)
	if err != nil {
		return ctx, nil, fault.Unavailable("openid.away").Because(err)
	}
	p.found = found
	return ctx, found, nil
}

func (p *Provider) oauth(at *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: p.conf.ClientID, ClientSecret: p.conf.Secret, RedirectURL: p.conf.Redirect, Endpoint: at.Endpoint(),
		Scopes: append([]string{oidc.ScopeOpenID}, p.conf.Scopes...)}
}

// Begin is where the browser goes to show who its user is. It refuses
// (Unavailable) while the provider is away.
func (p *Provider) Begin(ctx context.Context, f clerk.Flow) (url string, err error) {
	_, at, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	return p.oauth(at).AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), nil
}

// Number is the identification number that the provider vouches for; "" if it
// says none.
//
// It refuses (Forbidden) a code that the provider does not take back with this
// flow's verifier; a token that is not signed by it, not for this court, out of
// date or of another flow; and words about another user than the token's.
func (p *Provider) Number(ctx context.Context, code string, f clerk.Flow) (iin string, err error) {
	ctx, at, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	no := func(why string, err error) error {
		return fault.Forbidden("openid.refused").Because(fmt.Errorf("openid: %s: %w", why, err))
	}
	token, err := p.oauth(at).Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return "", no("code", err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := at.VerifierContext(ctx, &oidc.Config{ClientID: p.conf.ClientID, Now: p.conf.Clock.Now}).Verify(ctx, raw)
	if err != nil {
		return "", no("token", err)
	}
	if err := p.ours(id, token.AccessToken, f); err != nil {
		return "", no("token", err)
	}
	said := map[string]any{}
	if err := id.Claims(&said); err != nil {
		return "", no("claims", err)
	}
	if iin, is := said[p.conf.Claim].(string); is {
		return iin, nil
	}
	return p.asked(ctx, at, token, id.Subject)
}

// ours sees that the token is of this flow, and for this court alone.
func (p *Provider) ours(id *oidc.IDToken, access string, f clerk.Flow) error {
	var c struct {
		Party string `json:"azp"`
	}
	if err := id.Claims(&c); err != nil {
		return err
	}
	switch {
	case f.Nonce == "" || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1:
		return fmt.Errorf("of another flow")
	case len(id.Audience) > 1 && c.Party != p.conf.ClientID, !slices.Contains(id.Audience, p.conf.ClientID):
		return fmt.Errorf("for %v", id.Audience)
	case id.AccessTokenHash == "":
		return nil
	}
	return id.VerifyAccessToken(access)
}

// asked takes the claim from what the provider answers about its user.
func (p *Provider) asked(ctx context.Context, at *oidc.Provider, token *oauth2.Token, subject string) (string, error) {
	info, err := at.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return "", fault.Unavailable("openid.away").Because(err)
	}
	if info.Subject != subject {
		return "", fault.Forbidden("openid.refused").Because(fmt.Errorf("openid: words about %q", info.Subject))
	}
	said := map[string]any{}
	if err := info.Claims(&said); err != nil {
		return "", fault.Forbidden("openid.refused").Because(err)
	}
	iin, _ := said[p.conf.Claim].(string)
	return iin, nil
}
