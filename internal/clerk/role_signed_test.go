package clerk_test

import (
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// TestEndOfAPartIsSigned: the judge signs exactly the end of this party's part.
// Who ends another role signs nothing, and an unchecked signature stands nowhere.
func TestEndOfAPartIsSigned(t *testing.T) {
	b := newBench(t, inMemory)
	ctx, judge := t.Context(), b.people["judge"]
	own := clerk.New(clerk.Deps{Store: b.store, Clock: b.clock, Law: b.c.Law, Origin: testLog})
	cmd := clerk.EndRole{Stamp: b.stamp(), Case: b.id, Person: b.people["claimant"], Role: court.Claimant, Reason: "the claim was withdrawn"}
	_, err := own.EndRole(ctx, judge, cmd)
	refusedWith(t, err, "act.signature_needed")
	_, err = own.ActToSign(ctx, b.people["secretary"], "end_party", cmd, "")
	refusedWith(t, err, "case.role.judge_only")
	_, err = own.ActToSign(ctx, b.people["respondent"], "end_party", cmd, "")
	refusedWith(t, err, "case.role.judge_only")
	_, err = own.ActToSign(ctx, judge, "end_party", clerk.Reasoned{}, "")
	refusedWith(t, err, "act.unknown")
	what, err := own.ActToSign(ctx, judge, "end_party", cmd, "")
	b.must(err)
	if len(what.Keys) != 1 {
		t.Fatalf("keys %v", what.Keys)
	}
	sig, err := b.signer.Sign(judge, what.Act)
	b.must(err)
	other := cmd
	other.Sig, other.Person, other.Role = sig, b.people["respondent"], court.Respondent
	_, err = own.EndRole(ctx, judge, other)
	refusedWith(t, err, "act.signature_invalid")
	cmd.Sig = sig
	ended, err := own.EndRole(ctx, judge, cmd)
	b.must(err)
	again, err := own.EndRole(ctx, judge, cmd)
	if b.must(err); !again.Again {
		t.Error("a retry ended it a second time")
	}
	withdrawn, err := own.EndRole(ctx, b.people["respondent"], clerk.EndRole{Stamp: clerk.Stamp{Key: clerk.NewKey(b.clock.Now()), Sig: sig}, Case: b.id,
		Person: b.people["advocate"], Role: court.Advocate, For: b.people["respondent"], Reason: "another advocate"})
	b.must(err)
	for version, signed := range map[uint64]bool{ended.Ref.Version: true, withdrawn.Ref.Version: false} {
		b.must(b.store.View(ctx, func(v clerk.View) error {
			events, err := v.Events(b.id, version-1)
			if err == nil && (events[0].Type() != "case.role_ended" || (events[0].Payload.Sig != nil) != signed) {
				t.Errorf("%s: signed %v", events[0].Type(), events[0].Payload.Sig != nil)
			}
			return err
		}))
	}
}

// TestEndOfAPlaceIsSigned: while a hearing goes on, its waiting room included, the
// office ends no role of anybody on its roll, and the judge does by a signed act.
func TestEndOfAPlaceIsSigned(t *testing.T) {
	b := newBench(t, inMemory)
	ctx, judge := t.Context(), b.people["judge"]
	own := clerk.New(clerk.Deps{Store: b.store, Clock: b.clock, Law: b.c.Law, Origin: testLog})
	h, err := b.c.Schedule(ctx, judge, clerk.Schedule{Stamp: b.stamp(), Case: b.id, At: b.clock.Now()})
	b.must(err)
	end := func() clerk.EndRole {
		return clerk.EndRole{Stamp: b.stamp(), Case: b.id, Person: b.people["advocate"], Role: court.Advocate, For: b.people["respondent"], Reason: "the order was withdrawn"}
	}
	what, err := own.ActToSign(ctx, judge, "end_place", end(), "")
	if b.must(err); len(what.Keys) != 1 {
		t.Errorf("keys %v", what.Keys)
	}
	_, err = b.c.PrepareToEnter(ctx, judge, clerk.Prepare{Stamp: b.stamp(), Hearing: h.Ref.Stream, Camera: "ok", Microphone: "ok", Sound: "ok", NoRecording: true})
	b.must(err)
	for _, office := range []string{"secretary", "registrar"} {
		_, err = b.c.EndRole(ctx, b.people[office], end())
		refusedWith(t, err, "case.role.going_on")
		m, err := b.c.Members(ctx, b.people[office], b.no)
		b.must(err)
		for _, p := range m.File.Parties {
			if m.MayEnd(p) || m.EndIsSigned(p) && p.Role == court.Advocate {
				t.Errorf("%s may end the role of the %s", office, p.Role)
			}
		}
	}
	_, err = own.EndRole(ctx, judge, end())
	refusedWith(t, err, "act.signature_needed")
	cmd := end()
	what, err = own.ActToSign(ctx, judge, "end_party", cmd, "")
	b.must(err)
	cmd.Sig, err = b.signer.Sign(judge, what.Act)
	b.must(err)
	ended, err := own.EndRole(ctx, judge, cmd)
	b.must(err)
	b.must(b.store.View(ctx, func(v clerk.View) error {
		events, err := v.Events(b.id, ended.Ref.Version-1)
		if err == nil && events[0].Payload.Sig == nil {
			t.Error("it is not signed")
		}
		return err
	}))
}
