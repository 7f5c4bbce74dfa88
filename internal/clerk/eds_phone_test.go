package clerk_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/esign/esigntest"
	"tarazy/internal/esign/online"
)

// byPhone signs in with a phone that sign plays.
func (s *signers) byPhone(sign func([]byte) []byte, broken int) (clerk.Scan, error) {
	relay := httptest.NewServer(esigntest.Relay(sign, broken))
	s.t.Cleanup(relay.Close)
	s.c.Phone = &online.Phone{URL: relay.URL, Client: relay.Client()}
	return s.c.StartByPhone(s.t.Context(), s.key())
}

// finish asks until the phone has signed.
func (s *signers) finish(scan clerk.Scan) (string, error) {
	for range 500 {
		_, name, waiting, err := s.c.SignInByPhone(s.t.Context(), scan.Ticket, scan.Handle)
		if !waiting {
			return name, err
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatal("nobody signed")
	return "", nil
}

// Whoever signs the challenge on a phone is in, also after lines that broke; who
// says no is not, and what a relay makes up is nothing.
func TestSignInByPhone(t *testing.T) {
	s := withSigners(t)
	signs := func(who string) func([]byte) []byte { return func(d []byte) []byte { return s.sign(who, d) } }
	scan, err := s.byPhone(signs("claimant"), 2)
	if err != nil || len(scan.PNG) == 0 || !strings.HasPrefix(scan.Link, "https://") {
		t.Fatalf("%+v %v", scan, err)
	}
	if name, err := s.finish(scan); err != nil || name != "claimant" {
		t.Errorf("%q %v", name, err)
	}
	_, err = s.finish(scan)
	refusedAs(t, "the same again", err, "edsin.phone.none")
	for what, c := range map[string]struct {
		sign func([]byte) []byte
		key  string
	}{
		"the person says no":   {func([]byte) []byte { return nil }, "edsin.phone.none"},
		"other words":          {func([]byte) []byte { return s.sign("claimant", []byte("other")) }, "eds.challenge.other"},
		"another's phone":      {signs("nobody"), "signin.eds.unknown"},
		"what is no signature": {func([]byte) []byte { return make([]byte, 100) }, "esign.reason.not_a_signature"},
	} {
		scan, err := s.byPhone(c.sign, 0)
		s.must(err)
		_, err = s.finish(scan)
		refusedAs(t, what, err, c.key)
	}
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"qrCode":"iVBO","dataURL":"http://evil.example/x","signURL":"http://evil.example/x"}`))
	}))
	defer elsewhere.Close()
	s.c.Phone = &online.Phone{URL: elsewhere.URL, Client: elsewhere.Client()}
	_, err = s.c.StartByPhone(t.Context(), s.key())
	refusedAs(t, "a relay that leads elsewhere", err, "edsin.phone.away")
	s.c.Phone = nil
	_, err = s.c.StartByPhone(t.Context(), s.key())
	refusedAs(t, "a court without a relay", err, "eds.off")
}
