package openid_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/signin/openid"
	"tarazy/internal/signin/openid/openidtest"
)

const (
	claimant = "990000400030"
	back     = "http://localhost:8080/sign-in/openid/back"
)

// provider is one whose users "claimant" and "nobody" came from somewhere.
func provider(t *testing.T) *openidtest.Provider {
	return openidtest.Start(t, back, map[string]string{"claimant": claimant, "nobody": ""})
}

func client(p *openidtest.Provider, change func(*openid.Config)) *openid.Provider {
	c := openid.Config{Issuer: p.URL, ClientID: "court", Secret: openidtest.Secret, Redirect: back, Claim: "iin", Clock: court.ClockFunc(time.Now)}
	if change != nil {
		change(&c)
	}
	return openid.New(c)
}

func flow() clerk.Flow {
	return clerk.Flow{State: "state-of-forty-three-characters-0123456789abc", Nonce: "nonce-of-forty-three-characters-0123456789abc", Verifier: "verifier-of-forty-three-characters-01234567"}
}

// The number is the provider's word, for this flow, this court and once.
func TestNumber(t *testing.T) {
	p := provider(t)
	c := client(p, nil)
	begin := func(c *openid.Provider, user string) string {
		at, err := c.Begin(t.Context(), flow())
		if err != nil {
			t.Fatal(err)
		}
		came := openidtest.Walk(t, at, back, user).Query()
		if came.Get("state") != flow().State || came.Get("code") == "" {
			t.Fatalf("came back with %v", came)
		}
		return came.Get("code")
	}
	code := begin(c, "claimant")
	if iin, err := c.Number(t.Context(), code, flow()); err != nil || iin != claimant {
		t.Fatalf("%q %v", iin, err)
	}
	refused := func(what string, err error) {
		t.Helper()
		if fault.Of(err).Key != "openid.refused" {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := c.Number(t.Context(), code, flow())
	refused("a code used before", err)
	if iin, err := c.Number(t.Context(), begin(c, "nobody"), flow()); err != nil || iin != "" {
		t.Errorf("a user without a number: %q %v", iin, err)
	}
	other := flow()
	other.Nonce += "x"
	_, err = c.Number(t.Context(), begin(c, "claimant"), other)
	refused("a token of another flow", err)
	other = flow()
	other.Verifier += "x"
	_, err = c.Number(t.Context(), begin(c, "claimant"), other)
	refused("a code without its verifier", err)
	foreign := client(p, func(c *openid.Config) { c.ClientID = "other" })
	_, err = foreign.Number(t.Context(), begin(c, "claimant"), flow())
	refused("another client's code", err)
	late := client(p, func(c *openid.Config) {
		c.Clock = court.ClockFunc(func() time.Time { return time.Now().Add(24 * time.Hour) })
	})
	_, err = late.Number(t.Context(), begin(late, "claimant"), flow())
	refused("a token out of date", err)
	p.Speaks = "nobody"
	_, err = c.Number(t.Context(), begin(c, "claimant"), flow())
	refused("words about somebody else", err)
}

// A provider that is away keeps nobody from opening the court, and is asked again.
func TestProviderAway(t *testing.T) {
	up := false
	p := provider(t)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !up {
			http.Error(w, "away", http.StatusBadGateway)
			return
		}
		http.Redirect(w, r, p.URL+r.URL.Path, http.StatusFound)
	}))
	defer front.Close()
	c := openid.New(openid.Config{Issuer: front.URL, ClientID: "court", Redirect: back, Claim: "iin", Clock: court.ClockFunc(time.Now)})
	if _, err := c.Begin(t.Context(), flow()); fault.Of(err).Key != "openid.away" {
		t.Errorf("away: %v", err)
	}
	up = true
	if _, err := c.Begin(t.Context(), flow()); fault.Of(err).Key != "openid.away" {
		t.Errorf("one that says it is another: %v", err)
	}
}

// A provider that takes a question and never answers keeps nobody: whoever goes
// away has gone, also while another one asks.
func TestAProviderThatHangs(t *testing.T) {
	stuck := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stuck }))
	defer srv.Close()
	defer close(stuck)
	p := openid.New(openid.Config{Issuer: srv.URL, ClientID: "court", Redirect: back, Claim: "iin", Clock: court.ClockFunc(time.Now), Client: &http.Client{Timeout: time.Second}})
	first := make(chan error, 1)
	go func() {
		_, err := p.Begin(t.Context(), flow())
		first <- err
	}()
	time.Sleep(50 * time.Millisecond)
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	began := time.Now()
	if _, err := p.Begin(ctx, flow()); fault.Of(err).Key != "openid.away" || time.Since(began) > 500*time.Millisecond {
		t.Errorf("the second: %v after %v", err, time.Since(began))
	}
	if err := <-first; fault.Of(err).Key != "openid.away" {
		t.Errorf("the first: %v", err)
	}
}
