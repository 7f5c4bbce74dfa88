package esign_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
)

// services are an authority's, as somebody asks them now: a list each of the
// issuing authority and of the root.
type services struct {
	w        *esigntest.World
	ca, root []byte // nil: they do not answer
	asked    int
}

func (s *services) Find(_ context.Context, w esign.Want) ([]esign.Evidence, error) {
	s.asked++
	raw := s.root
	if bytes.Equal(w.Issuer, s.w.CA.Cert) {
		raw = s.ca
	}
	if raw == nil {
		return nil, nil
	}
	return []esign.Evidence{{Kind: esign.CRL, DER: raw, Asked: now()}}, nil
}

// caList is the issuing authority's list of so many hours ago, that stands for
// half a year.
func caList(w *esigntest.World, hoursAgo int, revoked ...esigntest.Revoked) []byte {
	return esigntest.CRL(w.CA, esigntest.List{This: hours(-hoursAgo), Next: now().AddDate(0, 0, 180), Revoked: revoked})
}

// TestWhoSignsInIsAskedAboutNow: for this moment only what the court itself had
// from the authority says that a key is good. What the file brings may be public,
// older than the loss of the key, and chosen by the thief.
func TestWhoSignsInIsAskedAboutNow(t *testing.T) {
	w := world(4)
	roots := esigntest.CRL(w.Root, esigntest.List{This: now().AddDate(0, -4, 0), Next: now().AddDate(0, 2, 0)})
	lost := esigntest.Revoked{Serial: w.Aigul.Serial, At: hours(-24 * 3), Reason: 1}
	held := esigntest.Revoked{Serial: w.Aigul.Serial, At: hours(-2), Reason: 6}
	for name, c := range map[string]struct {
		brings  [][]byte
		service services
		outcome esign.Outcome
		reason  esign.Reason
	}{
		"the authority's list of today":              {nil, services{ca: caList(w, 1), root: roots}, esign.Valid, esign.GoodNow},
		"the file brings an older one":               {[][]byte{caList(w, 120), roots}, services{ca: caList(w, 1, lost), root: roots}, esign.RevokedThen, esign.RevokedBefore},
		"the file brings one, nobody answers":        {[][]byte{caList(w, 1), roots}, services{}, esign.CannotTell, esign.NotFresh},
		"the file brings one, the root answers":      {[][]byte{caList(w, 1), roots}, services{root: roots}, esign.CannotTell, esign.NotFresh},
		"the file brings that it is revoked":         {[][]byte{caList(w, 0, lost)}, services{ca: caList(w, 1), root: roots}, esign.RevokedThen, esign.RevokedBefore},
		"the file brings that it is suspended":       {[][]byte{caList(w, 0, held)}, services{ca: caList(w, 1), root: roots}, esign.CannotTell, esign.Suspended},
		"suspended, the file brings what was before": {[][]byte{caList(w, 5)}, services{ca: caList(w, 1, held), root: roots}, esign.CannotTell, esign.Suspended},
		"suspended, the file brings what is newer":   {[][]byte{caList(w, 0)}, services{ca: caList(w, 1, held), root: roots}, esign.CannotTell, esign.Suspended},
		"an old list, shown again":                   {nil, services{ca: caList(w, 24*8), root: roots}, esign.CannotTell, esign.NotFresh},
		"the authority itself cannot be asked about": {[][]byte{roots}, services{ca: caList(w, 1)}, esign.CannotTell, esign.IssuerUnchecked},
		"nothing is brought, and nobody answers":     {nil, services{}, esign.CannotTell, esign.NotFresh},
	} {
		file := esigntest.Sign(esigntest.CMS{Content: text(), CRLs: c.brings, Signers: []esigntest.Signer{{Party: w.Aigul, At: now()}}})
		c.service.w = w
		v := esign.New(trusting(w))
		got := esign.Ask(t.Context(), esign.Question{File: file, Purpose: esign.ForLogin, Fresh: 10 * time.Minute}, &c.service, func(q esign.Question) esign.Verdict { return v.Verify(q, now()) })
		if got.Outcome != c.outcome || got.Reason != c.reason || c.service.asked == 0 {
			t.Errorf("%s: %s %s, asked %d times", name, got.Outcome, got.Reason, c.service.asked)
		}
	}
}

// TestWhatWasAskedGrowsOld: an answer that was had eleven minutes ago is none.
func TestWhatWasAskedGrowsOld(t *testing.T) {
	w := world(4)
	for minutes, want := range map[int]esign.Outcome{9: esign.Valid, 11: esign.CannotTell} {
		got := ask(w, attached(w), func(q *esign.Question, _ *esign.Trust) {
			q.Fresh = 10 * time.Minute
			for i := range q.Evidence {
				q.Evidence[i].Asked = now().Add(-time.Duration(minutes) * time.Minute)
			}
		})
		if got.Outcome != want {
			t.Errorf("after %d minutes: %s %s", minutes, got.Outcome, got.Reason)
		}
		if want == esign.Valid && (len(got.Evidence) == 0 || got.Evidence[0].Asked.IsZero()) {
			t.Error("the verdict does not say when the authority was asked")
		}
	}
}

// TestADocumentBringsItsOwn: where the authority does not answer, what a document
// brings counts; where it answers, that comes first.
func TestADocumentBringsItsOwn(t *testing.T) {
	w := world(4)
	roots := w.Lists(hours(-1))[1]
	file := esigntest.Sign(esigntest.CMS{Content: text(), CRLs: [][]byte{caList(w, 2), roots}, Signers: []esigntest.Signer{{Party: w.Aigul, At: hours(-1)}}})
	v := esign.New(trusting(w))
	lost := esigntest.Revoked{Serial: w.Aigul.Serial, At: hours(-3), Reason: 1}
	for name, c := range map[string]struct {
		service services
		want    esign.Outcome
	}{
		"nobody answers":                 {services{w: w}, esign.Valid},
		"the authority says otherwise":   {services{w: w, ca: caList(w, 1, lost), root: roots}, esign.RevokedThen},
		"the issuer alone says it":       {services{w: w, ca: caList(w, 1, lost)}, esign.RevokedThen},
		"the root alone answers, of CAs": {services{w: w, root: roots}, esign.Valid},
	} {
		q := esign.Question{File: file, Fresh: 10 * time.Minute, Prefer: true}
		if got := esign.Ask(t.Context(), q, &c.service, func(q esign.Question) esign.Verdict { return v.Verify(q, now()) }); got.Outcome != c.want {
			t.Errorf("%s: %s %s", name, got.Outcome, got.Reason)
		}
	}
}
