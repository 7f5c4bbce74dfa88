package clerk_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/esign"
	"tarazy/internal/record"
	"tarazy/internal/signature"
)

// register has a person register their key of the national CA.
func (s *signers) register(who, key string) error {
	s.t.Helper()
	by := s.people[who]
	ticket, text, err := s.c.StartEDS(s.t.Context(), by, clerk.ToRegisterKey, s.key())
	s.must(err)
	_, err = s.c.RegisterEDS(s.t.Context(), by, ticket, s.sign(key, text))
	return err
}

// opening is an order to open a hearing that begins now, by a judge who is there.
func (s *signers) opening() clerk.Reasoned {
	d, err := s.c.Schedule(s.t.Context(), s.people["judge"], clerk.Schedule{Stamp: s.stamp(), Case: s.id, At: s.clock.Now()})
	s.must(err)
	s.enters(s.c, d.Ref.Stream, s.people["judge"])
	return clerk.Reasoned{Stamp: s.stamp(), Hearing: d.Ref.Stream, Reason: "all agree"}
}

// with is the order with somebody's signature over the words.
func (s *signers) with(cmd clerk.Reasoned, who string, text []byte) clerk.Reasoned {
	cmd.Sig = &record.Signature{Kind: record.KindEDS, Value: map[string]string{"cms": base64.RawURLEncoding.EncodeToString(s.sign(who, text))}}
	return cmd
}

// A person registers a key that is their own by its number, and for signing.
func TestRegisterEDS(t *testing.T) {
	s := withSigners(t)
	for key, why := range map[string]string{"respondent": "eds.other_person", "for signing in": "esign.reason.wrong_usage", "revoked": "esign.reason.revoked_before",
		"expired": "esign.reason.signed_after_expiry", "stranger": "esign.reason.issuer_unknown"} {
		refusedAs(t, key, s.register("claimant", key), why)
	}
	refusedAs(t, "a person without a number", s.register("secretary", "claimant"), "eds.no_iin")
	s.must(s.register("claimant", "claimant"))
	refusedAs(t, "the same once more", s.register("claimant", "claimant"), "identity.credential.known")
	p, err := s.c.Person(t.Context(), s.people["claimant"])
	s.must(err)
	last := p.Credentials[len(p.Credentials)-1]
	if last.Kind != record.KindEDS || last.RPID != "" {
		t.Errorf("%+v", last)
	}
}

// A weighty act signed with a key of the national CA stands in the record with the
// signature and the verdict, and whoever has both finds the same.
func TestAnActSignedByEDS(t *testing.T) {
	s, ctx := withSigners(t), t.Context()
	judge := s.people["judge"]
	cmd := s.opening()
	_, err := s.c.ActToSign(ctx, judge, "open", cmd, record.KindEDS)
	refusedAs(t, "no such key yet", err, "act.eds_unregistered")
	what, err := s.c.ActToSign(ctx, judge, "open", cmd, "")
	s.must(err)
	_, err = s.c.Open(ctx, judge, s.with(cmd, "judge", record.EDSMessage(what.Act)))
	refusedAs(t, "a key nobody registered", err, "act.eds_unregistered")
	s.must(s.register("judge", "judge"))
	if what, err = s.c.ActToSign(ctx, judge, "open", cmd, record.KindEDS); err != nil || what.Kind != record.KindEDS || string(what.Text) != string(record.EDSMessage(what.Act)) {
		t.Fatalf("%+v %v", what, err)
	}
	other := cmd
	other.Reason = "another reason"
	for what, c := range map[string]struct {
		cmd clerk.Reasoned
		why string
	}{
		"another act":      {s.with(other, "judge", what.Text), "act.signature_invalid"},
		"bare hash":        {s.with(cmd, "judge", what.Act[:]), "act.signature_invalid"},
		"another's key":    {s.with(cmd, "claimant", what.Text), "eds.other_person"},
		"nobody's key":     {s.with(cmd, "nobody", what.Text), "eds.other_person"},
		"unknown issuer":   {s.with(cmd, "stranger", what.Text), "esign.reason.issuer_unknown"},
		"no signature":     {s.with(cmd, "judge", nil), "act.signature_invalid"},
		"a login key":      {s.with(cmd, "for signing in", what.Text), "esign.reason.wrong_usage"},
		"short RSA":        {s.with(cmd, "RSA 1024", what.Text), "esign.reason.weak_key"},
		"a revoked key":    {s.with(cmd, "revoked", what.Text), "esign.reason.revoked_before"},
		"not in base64url": {func() clerk.Reasoned { c := s.with(cmd, "judge", what.Text); c.Sig.Value["cms"] += "="; return c }(), "eds.shape"},
	} {
		_, err := s.c.Open(ctx, judge, c.cmd)
		refusedAs(t, what, err, c.why)
	}
	_, err = s.c.Open(ctx, s.people["claimant"], s.with(cmd, "claimant", what.Text))
	refusedAs(t, "who may not", err, "act.not_permitted")
	signed := s.with(cmd, "judge", what.Text)
	done, err := s.c.Open(ctx, judge, signed)
	s.must(err)
	if again, err := s.c.Open(ctx, judge, signed); err != nil || !again.Again || again.Ref != done.Ref {
		t.Errorf("a retry: %+v %v", again, err)
	}
	s.standsSigned(cmd.Hearing, done.Ref.Version)
}

// standsSigned finds the signature again from what is kept alone.
func (s *signers) standsSigned(hearing court.HearingID, no uint64) {
	s.t.Helper()
	var e record.Event
	s.must(s.store.View(s.t.Context(), func(v clerk.View) error {
		events, err := v.Events(hearing, no-1)
		if err == nil {
			e = events[0]
		}
		return err
	}))
	p, err := s.c.Person(s.t.Context(), s.people["judge"])
	s.must(err)
	sig := e.Payload.Sig
	key, known := p.Key(sig.Credential)
	if !known {
		s.t.Fatalf("signed by %s", sig.Credential)
	}
	s.must(record.VerifySignature(key.Credential, e.Payload.Act, *sig, esign.Holds))
	if record.VerifySignature(key.Credential, record.HashOf([]byte("x")), *sig, esign.Holds) == nil || record.VerifySignature(key.Credential, e.Payload.Act, *sig, nil) == nil {
		s.t.Error("holds for another act, or without a reader")
	}
	hash, ok := e.Payload.VerdictOf()
	if !ok {
		s.t.Fatal("no verdict is kept")
	}
	in, _, err := s.c.Blobs.Open(s.t.Context(), hash)
	s.must(err)
	defer in.Close()
	raw, err := io.ReadAll(in)
	s.must(err)
	var v signature.Verdict
	s.must(json.Unmarshal(raw, &v))
	if v.Outcome != signature.Valid || len(v.Evidence) != 2 || len(v.Signers[0].Chain) < 2 {
		s.t.Errorf("%s, %d pieces of evidence", v.Outcome, len(v.Evidence))
	}
	b, err := s.c.Export(s.t.Context(), "", s.no)
	s.must(err)
	if string(b.Blobs[hash]) != string(raw) {
		s.t.Error("the verdict is not in the bundle")
	}
	if kept := clerk.Until(b, clerk.Covers(b)); string(kept.Blobs[hash]) != string(raw) {
		s.t.Error("the verdict is lost when the bundle is cut to a checkpoint")
	}
}
