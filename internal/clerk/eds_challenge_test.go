package clerk_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"tarazy/internal/blob"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/signature"
	"tarazy/internal/signin"
)

// verifier is a court's verifier in this process, with a trust list and lists of
// what was revoked.
type verifier struct {
	w       *esigntest.World
	clock   court.Clock
	revoked []esigntest.Revoked
	second  *signature.Second
}

func (v *verifier) Signature(_ context.Context, file []byte, content io.ReadSeeker, purpose signature.Purpose, at time.Time) (signature.Verdict, error) {
	cert := func(raw []byte) *esign.Certificate {
		c, err := esign.ParseCertificate(raw)
		if err != nil {
			panic(err)
		}
		return c
	}
	trust := &esign.Trust{Anchors: []esign.Anchor{{Certificate: cert(v.w.Root.Cert), Test: true}}, Others: []*esign.Certificate{cert(v.w.CA.Cert)}}
	q := esign.Question{File: file, Content: content, Purpose: purpose, At: at}
	for _, l := range v.w.Lists(v.clock.Now().Add(-time.Minute), v.revoked...) {
		q.Evidence = append(q.Evidence, esign.Evidence{Kind: esign.CRL, DER: l})
	}
	verdict := esign.New(trust).Verify(q, v.clock.Now())
	verdict.Second = v.second
	return verdict, nil
}

// signers are a court that takes signatures of a made-up authority, and whoever
// has a key of it.
type signers struct {
	*bench
	verifier *verifier
	desk     *signin.Desk
	keys     map[string]*esigntest.Party
}

// iins are numbers of nobody: they have no month and no day.
func iins() map[string]string {
	return map[string]string{"judge": "990000400010", "claimant": "990000400030", "respondent": "990000400040"}
}

func withSigners(t *testing.T) *signers {
	b := newBench(t, inMemory)
	now := b.clock.Now()
	w := esigntest.New(now, func() *esigntest.Key { return esigntest.NewGOST(0) })
	desk, err := signin.New(signin.Config{Cabinet: signin.NewMemory(), Clock: b.clock, Origin: "https://court.example"})
	b.must(err)
	shelf, err := blob.Open(t.TempDir())
	b.must(err)
	s := &signers{bench: b, verifier: &verifier{w: w, clock: b.clock}, desk: desk, keys: map[string]*esigntest.Party{"stranger": w.Stranger}}
	b.c = clerk.New(clerk.Deps{Store: b.store, Rooms: b.rooms, Clock: b.clock, Origin: testLog, URL: "https://court.example", Blobs: shelf, Signer: b.signer,
		Signatures: s.verifier, TestKeys: true, Numbers: desk, Challenges: desk})
	for who, iin := range iins() {
		b.must(b.c.Number(t.Context(), b.people["registrar"], b.people[who], iin))
		b.must(b.c.ConfirmNumber(t.Context(), b.people[who], iin))
		s.keys[who] = s.issue(who, iin, nil)
	}
	s.keys["nobody"] = s.issue("nobody", "990000400080", nil)
	s.keys["no number"] = s.issue("no number", "", func(t *esigntest.Template) { t.Subject = []esigntest.RDN{{OID: "2.5.4.3", Value: "АТАУСЫЗ"}} })
	s.keys["expired"] = s.issue("claimant", iins()["claimant"], func(t *esigntest.Template) { t.To = now.Add(-time.Hour) })
	s.keys["revoked"] = s.issue("claimant", iins()["claimant"], nil)
	s.verifier.revoked = []esigntest.Revoked{{Serial: s.keys["revoked"].Serial, At: now.Add(-time.Hour), Reason: 1}}
	s.keys["for signing in"] = s.issue("claimant", iins()["claimant"], authentication)
	s.keys["for encryption"] = s.issue("claimant", iins()["claimant"], func(t *esigntest.Template) { t.Usage, t.EKU = []int{2}, nil })
	from, to := now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0)
	rsa := esigntest.Signing(esigntest.Person("СЫНАҚ RSA", "", iins()["claimant"], "", ""), from, to, esigntest.EKUIndividual)
	s.keys["RSA 1024"] = esigntest.Issue(w.CA, rsa, esigntest.NewRSA(1024, 41))
	authentication(&rsa)
	s.keys["RSA for signing in"] = esigntest.Issue(w.CA, rsa, esigntest.NewRSA(2048, 42))
	return s
}

// authentication makes a certificate one for signing in alone.
func authentication(t *esigntest.Template) {
	t.Usage, t.EKU = []int{0, 2}, []string{"1.3.6.1.5.5.7.3.2", esigntest.EKUIndividual}
}

func (s *signers) issue(who, iin string, change func(*esigntest.Template)) *esigntest.Party {
	now := s.clock.Now()
	t := esigntest.Signing(esigntest.Person("СЫНАҚ "+strings.ToUpper(who), "", iin, "", ""), now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0), esigntest.EKUIndividual)
	if change != nil {
		change(&t)
	}
	return esigntest.Issue(s.verifier.w.CA, t, esigntest.NewGOST(0))
}

// sign signs words as NCALayer would.
func (s *signers) sign(who string, text []byte) []byte {
	return esigntest.Sign(esigntest.CMS{Content: text, Detached: true, Signers: []esigntest.Signer{{Party: s.keys[who], At: s.clock.Now()}}})
}

// start begins a sign-in.
func (s *signers) start() (ticket string, text []byte) {
	s.t.Helper()
	ticket, text, err := s.c.StartEDS(s.t.Context(), "", clerk.ToSignIn, s.key())
	s.must(err)
	return ticket, text
}

// refusedAs compares the reason of a refusal.
func refusedAs(t *testing.T, what string, err error, key string) {
	t.Helper()
	if got := fault.Of(err).Key; err == nil || got != key {
		t.Errorf("%s: %v, want %s", what, err, key)
	}
}

// Whoever signs the challenge with a key whose number the court knows is in, with
// a certificate for signing or for signing in; and nobody else is.
func TestSignInByEDS(t *testing.T) {
	s := withSigners(t)
	for who, want := range map[string]string{"claimant": "claimant", "respondent": "respondent", "for signing in": "claimant", "RSA for signing in": "claimant"} {
		ticket, text := s.start()
		p, name, err := s.c.SignInByEDS(t.Context(), ticket, s.sign(who, text))
		if err != nil || p != s.people[want] || name != want {
			t.Errorf("%s: %q %q %v", who, p, name, err)
		}
	}
	for who, key := range map[string]string{
		"nobody": "signin.eds.unknown", "no number": "signin.eds.unknown", "stranger": "esign.reason.issuer_unknown", "expired": "esign.reason.signed_after_expiry",
		"revoked": "esign.reason.revoked_before", "RSA 1024": "esign.reason.weak_key", "for encryption": "esign.reason.wrong_usage",
	} {
		ticket, text := s.start()
		_, _, err := s.c.SignInByEDS(t.Context(), ticket, s.sign(who, text))
		refusedAs(t, who, err, key)
	}
}

// A challenge is answered once, in time, for what it was made for.
func TestAChallengeIsAnsweredOnce(t *testing.T) {
	s, ctx := withSigners(t), t.Context()
	ticket, text := s.start()
	cms := s.sign("claimant", text)
	if _, _, err := s.c.SignInByEDS(ctx, ticket, cms); err != nil {
		t.Fatal(err)
	}
	_, _, err := s.c.SignInByEDS(ctx, ticket, cms)
	refusedAs(t, "the same again", err, "eds.challenge.gone")
	ticket, _ = s.start()
	_, _, err = s.c.SignInByEDS(ctx, ticket, cms)
	refusedAs(t, "an earlier signature under a new ticket", err, "eds.challenge.other")
	_, _, err = s.c.SignInByEDS(ctx, ticket, cms)
	refusedAs(t, "a ticket whose answer was refused", err, "eds.challenge.gone")

	ticket, text = s.start()
	cms = s.sign("claimant", text)
	s.clock.set(s.clock.Now().Add(clerk.ChallengeLife))
	_, _, err = s.c.SignInByEDS(ctx, ticket, cms)
	refusedAs(t, "too late", err, "eds.challenge.late")

	me := s.people["claimant"]
	ticket, text, err = s.c.StartEDS(ctx, me, clerk.ToRegisterKey, s.key())
	s.must(err)
	_, _, err = s.c.SignInByEDS(ctx, ticket, s.sign("claimant", text))
	refusedAs(t, "a challenge for a key, to sign in", err, "eds.challenge.purpose")
	ticket, text = s.start()
	_, err = s.c.RegisterEDS(ctx, me, ticket, s.sign("claimant", text))
	refusedAs(t, "a challenge to sign in, for a key", err, "eds.challenge.purpose")
	ticket, text, err = s.c.StartEDS(ctx, me, clerk.ToRegisterKey, s.key())
	s.must(err)
	_, err = s.c.RegisterEDS(ctx, s.people["respondent"], ticket, s.sign("respondent", text))
	refusedAs(t, "a challenge made for another person", err, "eds.challenge.purpose")
	ticket, _ = s.start()
	_, _, err = s.c.SignInByEDS(ctx, ticket, s.sign("claimant", record.EDSMessage(record.HashOf([]byte("act")))))
	refusedAs(t, "a signature of an act", err, "eds.challenge.other")
	ticket, text = s.start()
	foreign := strings.Replace(string(text), "https://court.example", "https://evil.example", 1)
	_, _, err = s.c.SignInByEDS(ctx, ticket, s.sign("claimant", []byte(foreign)))
	refusedAs(t, "words of another court", err, "eds.challenge.other")
}

// What is inside the file, two signers, another verifier's no: each is refused.
func TestShapeOfAnAnswer(t *testing.T) {
	s, ctx := withSigners(t), t.Context()
	ticket, text := s.start()
	one := esigntest.Signer{Party: s.keys["claimant"], At: s.clock.Now()}
	_, _, err := s.c.SignInByEDS(ctx, ticket, esigntest.Sign(esigntest.CMS{Content: text, Signers: []esigntest.Signer{one}}))
	refusedAs(t, "the words inside", err, "eds.shape")
	ticket, text = s.start()
	two := esigntest.Signer{Party: s.keys["respondent"], At: s.clock.Now()}
	_, _, err = s.c.SignInByEDS(ctx, ticket, esigntest.Sign(esigntest.CMS{Content: text, Detached: true, Signers: []esigntest.Signer{one, two}}))
	refusedAs(t, "two signers", err, "eds.shape")
	ticket, text = s.start()
	s.verifier.second = &signature.Second{Agreement: signature.Differ}
	_, _, err = s.c.SignInByEDS(ctx, ticket, s.sign("claimant", text))
	refusedAs(t, "two verifiers differ", err, "esign.outside.differ")
	s.verifier.second = nil
	ticket, _ = s.start()
	_, _, err = s.c.SignInByEDS(ctx, ticket, []byte("hello"))
	refusedAs(t, "no signature", err, "esign.reason.not_a_signature")
	_, _, err = s.c.SignInByEDS(ctx, ticket, make([]byte, 1<<20))
	refusedAs(t, "too large", err, "eds.too_large")
}

// Tries are counted as those of the other ways in are.
func TestChallengesAreCounted(t *testing.T) {
	s := withSigners(t)
	var err error
	for n := 0; err == nil && n < 100; n++ {
		_, _, err = s.c.StartEDS(t.Context(), "", clerk.ToSignIn, "192.0.2.1")
	}
	refusedAs(t, "a hundred challenges", err, "signin.too_often")
	if _, _, err := s.c.StartEDS(t.Context(), "", clerk.ToSignIn, "192.0.2.2"); err != nil {
		t.Error(err)
	}
	none := clerk.New(clerk.Deps{Store: s.store, Clock: s.clock, Origin: testLog})
	_, _, err = none.StartEDS(t.Context(), "", clerk.ToSignIn, "192.0.2.3")
	refusedAs(t, "a court without a trust list", err, "eds.off")
	_, _, err = s.c.StartEDS(t.Context(), "", clerk.ToRegisterKey, "192.0.2.4")
	refusedAs(t, "a key for nobody", err, "signin.refused")
}
