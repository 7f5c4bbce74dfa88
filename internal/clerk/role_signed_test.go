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
