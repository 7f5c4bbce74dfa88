package online_test

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"tarazy/internal/court"
	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
	"tarazy/internal/esign/online"
)

func now() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) }

func world() *esigntest.World {
	n := 0
	return esigntest.New(now(), func() *esigntest.Key { n++; return esigntest.NewRSA(2048, n) })
}

func parse(t *testing.T, raw []byte) *esign.Certificate {
	c, err := esign.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// authority serves answers and lists; it counts what it was asked.
type authority struct {
	w       *esigntest.World
	answers int
	lists   int
	nonce   func([]byte) []byte
	down    bool
}

func (a *authority) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/ocsp":
		a.answers++
		body, _ := io.ReadAll(r.Body)
		q, err := ocsp.ParseRequest(body) // another's reader reads our request
		if err != nil || a.down || q.SerialNumber.Cmp(new(big.Int).SetBytes(a.w.Aigul.Serial)) != 0 {
			http.Error(out, fmt.Sprint(err), http.StatusBadRequest)
			return
		}
		nonce := body[len(body)-16:] // the request ends with it
		out.Write(esigntest.OCSP(a.w.Responder, a.w.Aigul, esigntest.Answer{This: now(), Nonce: a.nonce(nonce)}))
	case "/root.crl":
		a.lists++
		out.Write(a.w.Lists(now())[1])
	case "/ca.crl":
		a.lists++
		out.Write(a.w.Lists(now())[0])
	}
}

func TestServices(t *testing.T) {
	w := world()
	a := &authority{w: w, nonce: func(b []byte) []byte { return b }}
	srv := httptest.NewServer(a)
	defer srv.Close()
	trust := &esign.Trust{Anchors: []esign.Anchor{{Certificate: parse(t, w.Root.Cert)}}, Others: []*esign.Certificate{parse(t, w.CA.Cert)},
		Services: []esign.Service{{Issuer: parse(t, w.CA.Cert), OCSP: []string{srv.URL + "/ocsp"}, CRL: []string{srv.URL + "/ca.crl"}},
			{Issuer: parse(t, w.Root.Cert), CRL: []string{srv.URL + "/root.crl"}}}}
	v := esign.New(trust)
	q := esign.Question{File: esigntest.Sign(esigntest.CMS{Content: []byte("x"), Signers: []esigntest.Signer{{Party: w.Aigul, At: now()}}})}
	verify := func(q esign.Question) esign.Verdict { return v.Verify(q, now()) }
	cache := &online.Cache{Services: online.Services{Trust: trust, Client: srv.Client()}, Clock: court.ClockFunc(now), For: time.Minute}
	ask := func() esign.Verdict { return esign.Ask(context.Background(), q, cache, verify) }

	if got := esign.Ask(context.Background(), q, nil, verify); got.Outcome != esign.CannotTell || len(got.Wants) != 2 {
		t.Errorf("%s %s %d", got.Outcome, got.Reason, len(got.Wants))
	}
	for range 2 {
		if got := ask(); got.Outcome != esign.Valid || len(got.Evidence) != 2 {
			t.Errorf("%s %s", got.Outcome, got.Reason)
		}
	}
	if a.answers != 1 || a.lists != 1 {
		t.Errorf("asked %d and %d times", a.answers, a.lists)
	}
	*cache = online.Cache{Services: cache.Services, Clock: cache.Clock, For: cache.For}
	a.nonce = func([]byte) []byte { return []byte("somebody else's.") }
	if got := ask(); got.Outcome != esign.Valid || a.lists != 3 { // the list instead
		t.Errorf("%s %s %d", got.Outcome, got.Reason, a.lists)
	}
	srv.Close()
	*cache = online.Cache{Services: cache.Services, Clock: cache.Clock, For: cache.For}
	if got := ask(); got.Outcome != esign.CannotTell || got.Reason != esign.RevocationUnknown && got.Reason != esign.IssuerUnchecked {
		t.Errorf("%s %s", got.Outcome, got.Reason)
	}
}

// TestAListIsNoLongMemory: a list of half a year, fetched once when the service for
// answers was busy, does not keep a key good that is revoked the day after.
func TestAListIsNoLongMemory(t *testing.T) {
	w, clock := world(), now()
	var revoked []esigntest.Revoked
	asked, busy := map[string]int{}, true
	srv := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		list := esigntest.List{This: clock.Add(-time.Minute), Next: clock.AddDate(0, 0, 180)}
		switch r.URL.Path {
		case "/ocsp":
			body, _ := io.ReadAll(r.Body)
			if busy {
				http.Error(out, "busy", http.StatusServiceUnavailable)
				return
			}
			out.Write(esigntest.OCSP(w.Responder, w.Aigul, esigntest.Answer{This: clock, Nonce: body[len(body)-16:], Revoked: &esigntest.Revoked{At: clock.AddDate(0, 0, -1), Reason: 1}}))
		case "/ca.crl":
			list.Revoked = revoked
			out.Write(esigntest.CRL(w.CA, list))
		case "/root.crl":
			out.Write(esigntest.CRL(w.Root, list))
		}
	}))
	defer srv.Close()
	trust := &esign.Trust{Anchors: []esign.Anchor{{Certificate: parse(t, w.Root.Cert)}}, Others: []*esign.Certificate{parse(t, w.CA.Cert)},
		Services: []esign.Service{{Issuer: parse(t, w.CA.Cert), OCSP: []string{srv.URL + "/ocsp"}, CRL: []string{srv.URL + "/ca.crl"}}, {Issuer: parse(t, w.Root.Cert), CRL: []string{srv.URL + "/root.crl"}}}}
	cache := &online.Cache{Services: online.Services{Trust: trust, Client: srv.Client()}, Clock: court.ClockFunc(func() time.Time { return clock }), For: 5 * time.Minute}
	v := esign.New(trust)
	ask := func(want esign.Outcome, calls int) {
		t.Helper()
		q := esign.Question{Purpose: esign.ForLogin, Fresh: 10 * time.Minute, File: esigntest.Sign(esigntest.CMS{Content: []byte("x"), Signers: []esigntest.Signer{{Party: w.Aigul, At: clock}}})}
		got := esign.Ask(context.Background(), q, cache, func(q esign.Question) esign.Verdict { return v.Verify(q, clock) })
		if got.Outcome != want || asked["/ocsp"] != calls {
			t.Errorf("%s %s, asked %v", got.Outcome, got.Reason, asked)
		}
	}
	ask(esign.Valid, 1) // by the list: the service for answers is busy
	ask(esign.Valid, 1) // at once again: it is left alone
	clock = clock.Add(time.Minute)
	ask(esign.Valid, 2) // it is asked again, though the list is kept
	revoked = []esigntest.Revoked{{Serial: w.Aigul.Serial, At: clock, Reason: 1}}
	clock = clock.AddDate(0, 0, 1)
	ask(esign.RevokedThen, 3) // by a new list
	revoked, busy, clock = nil, false, clock.Add(time.Minute)
	ask(esign.RevokedThen, 4) // by an answer
	srv.Close()
	clock = clock.AddDate(0, 5, 0)
	ask(esign.CannotTell, 4)
}
