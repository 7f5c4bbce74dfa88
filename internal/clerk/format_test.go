package clerk_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/rules"
)

// guess is an act chosen at random, by people chosen at random.
func (b *bench) guess(r *rand.Rand) error {
	ctx, st := b.t.Context(), b.stamp()
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	format := func() court.Format { return court.Formats()[r.IntN(4)] }
	who := b.people[pick("judge", "secretary", "claimant", "respondent", "advocate", "judge")]
	var err error
	switch r.IntN(7) {
	case 0, 1:
		defs := rules.Statable()
		d := defs[r.IntN(len(defs))]
		v := d.Default
		if n := max(len(d.Values), len(d.Cuts)); r.IntN(3) > 0 {
			v = d.Word(r.IntN(n))
		}
		_, err = b.c.StateCircumstances(ctx, who, clerk.StateCircumstances{Stamp: st, Case: b.id, Facts: map[string]string{string(d.Name): v}, Reason: "r"})
	case 2:
		said := docket.Readiness{Equipment: "all", JourneyKM: int64(r.IntN(700)), Abroad: r.IntN(9) == 0, Link: pick("good", "poor", "sound_only"),
			Consent: pick("agrees", "agrees", "refuses"), Accessibility: pick("none", "none", "courtroom"), Custody: pick("none", "none", "unequipped")}
		_, err = b.c.StateReadiness(ctx, who, clerk.StateReadiness{Stamp: st, Case: b.id, Readiness: said})
	case 3:
		_, err = b.c.ObjectToFormat(ctx, who, clerk.ObjectToFormat{Stamp: st, Case: b.id, To: format(), Grounds: "link"})
	case 4:
		cmd := clerk.RuleOnFormat{Stamp: st, Case: b.id, Format: format(), Reason: "r"}
		v, verr := b.c.Format(ctx, b.people["judge"], b.no)
		b.must(verr)
		for _, o := range v.Objections {
			if o.Pending() && r.IntN(9) > 0 {
				cmd.Objections = append(cmd.Objections, o.Version)
			}
		}
		_, err = b.c.RuleOnFormat(ctx, who, cmd)
	case 5:
		_, err = b.c.Schedule(ctx, who, clerk.Schedule{Stamp: st, Case: b.id, At: b.clock.Now(), Format: format()})
	case 6:
		b.clock.set(b.clock.Now().Add(time.Duration(r.IntN(30)) * time.Hour))
		cmd := b.file("d")
		cmd.Kind = docket.FilingKinds()[r.IntN(6)]
		_, err = b.c.File(ctx, who, cmd)
	}
	if fault.Of(err).Kind == fault.KindInternal && err != nil {
		b.t.Fatal(err)
	}
	return err
}

// TestNeverOnlineWhereARuleForbidsIt: whatever is stated, said, objected, ruled
// and scheduled, in any order, the format that stands is not forbidden; every
// decision has a reason and an article; and the objections' answers agree.
func TestNeverOnlineWhereARuleForbidsIt(t *testing.T) {
	for seed := range uint64(12) {
		b, r := newBench(t, inMemory), rand.New(rand.NewPCG(7, seed))
		done := 0
		for i := range 150 {
			if b.guess(r) == nil {
				done++
			}
			v, err := b.c.Format(t.Context(), b.people["claimant"], b.no)
			b.must(err)
			facts := rules.FactsOf(v.File, v.File.Decisions[len(v.File.Decisions)-1].At)
			a, err := rules.Kazakhstan().Decide(rules.Format, facts, b.clock.Now())
			b.must(err)
			if rule, forbidden := a.Forbidden()[string(v.Standing.Format)]; forbidden {
				t.Fatalf("seed %d, act %d: %s stands, and %s forbids it for %s", seed, i, v.Standing.Format, rule.ID, facts)
			}
			last := v.File.Decisions[len(v.File.Decisions)-1]
			if len(last.Rules) == 0 || len(last.Rules[0].Articles) == 0 || v.Steps[0].Rule.Reason[court.Kazakh] == "" {
				t.Fatalf("a decision without reason or article: %+v", last)
			}
			for _, o := range v.File.Objections {
				if granted := o.Ruled == o.To; !o.Pending() && granted != (o.Answer == docket.Upheld) {
					t.Fatalf("%s was asked, %s ruled, and the answer is %s", o.To, o.Ruled, o.Answer)
				}
			}
			if v.May["object"] != (v.ObjectWhy == "") {
				t.Fatalf("may object %v, but %q", v.May["object"], v.ObjectWhy)
			}
		}
		for _, h := range hearingsOf(b) {
			if h.Format == court.Papers || h.Format == "" {
				t.Errorf("a hearing on %q", h.Format)
			}
		}
		if done < 20 {
			t.Errorf("seed %d: only %d acts were done", seed, done)
		}
	}
}

func hearingsOf(b *bench) (all []hearing.Sitting) {
	v, err := b.c.Case(b.t.Context(), b.people["judge"], b.no)
	b.must(err)
	for _, h := range v.File.Hearings {
		hv, err := b.c.HearingView(b.t.Context(), b.people["judge"], h.ID)
		b.must(err)
		all = append(all, hv.Sitting)
	}
	return all
}

// TestRulingIsSigned: without the demo's signer the judge signs exactly this ruling.
func TestRulingIsSigned(t *testing.T) {
	b := newBench(t, inMemory)
	ctx, judge := t.Context(), b.people["judge"]
	own := clerk.New(clerk.Deps{Store: b.store, Clock: b.clock, Origin: testLog})
	cmd := clerk.RuleOnFormat{Stamp: b.stamp(), Case: b.id, Format: court.Hybrid, Reason: "the respondent asks for it"}
	_, err := own.RuleOnFormat(ctx, judge, cmd)
	refusedWith(t, err, "act.signature_needed")
	_, err = own.ActToSign(ctx, b.people["claimant"], "rule", cmd, "")
	refusedWith(t, err, "act.not_permitted")
	_, err = own.ActToSign(ctx, judge, "rule", clerk.Reasoned{}, "")
	refusedWith(t, err, "act.unknown")
	what, err := own.ActToSign(ctx, judge, "rule", cmd, "")
	b.must(err)
	if len(what.Keys) != 1 {
		t.Fatalf("keys %v", what.Keys)
	}
	sig, err := b.signer.Sign(judge, what.Act)
	b.must(err)
	other := cmd
	other.Sig, other.Format = sig, court.InPerson
	_, err = own.RuleOnFormat(ctx, judge, other)
	refusedWith(t, err, "act.signature_invalid")
	cmd.Sig = sig
	done, err := own.RuleOnFormat(ctx, judge, cmd)
	b.must(err)
	b.must(b.store.View(ctx, func(v clerk.View) error {
		events, err := v.Events(b.id, done.Ref.Version-1)
		if err == nil && (events[0].Payload.Sig == nil || events[0].Type() != "case.format_ruled") {
			t.Errorf("%s stands without a signature", events[0].Type())
		}
		return err
	}))
}

// TestReplay runs drafts over what the court decided; nothing is altered by it.
func TestReplay(t *testing.T) {
	for _, store := range stores() {
		t.Run(store.name, func(t *testing.T) { replay(t, newBench(t, store.open)) })
	}
}

func replay(t *testing.T, b *bench) {
	ctx := t.Context()
	for i, district := range []string{"", "", "=Almaty", "=Almaty", "=Almaty"} {
		_, err := b.c.OpenCase(ctx, b.people["registrar"], clerk.OpenCase{Stamp: b.stamp(), No: court.CaseNo(fmt.Sprint("7501-26-00-2/9", i)), Kind: court.Civil,
			Subject: "s", District: district, Judge: b.people["judge"], Secretary: b.people["secretary"],
			Parties: []clerk.PartyEntry{{Person: b.people["claimant"], Role: court.Claimant}},
			Facts:   map[string]string{"amount_mci": fmt.Sprint(1000 * i)}})
		b.must(err)
	}
	draft, err := os.ReadFile("testdata/draft.yaml")
	b.must(err)
	before, err := b.c.Format(ctx, b.people["judge"], b.no)
	b.must(err)
	r, err := b.c.Replay(ctx, b.people["judge"], draft)
	b.must(err)
	if got := fmt.Sprint(r.Extent, r.Moves, r.Districts); got != "{6 3 6 3} [{online in_person 3}] [{=Almaty {3 3 3 3}} {test court {3 0 3 0}}]" {
		t.Error(got)
	}
	after, err := b.c.Format(ctx, b.people["judge"], b.no)
	b.must(err)
	if after.File.Version != before.File.Version {
		t.Error("a replay wrote to the record")
	}
	lines := clerk.ReportRows(court.English, r)
	if len(lines) != 8 || lines[3][1] != "=Almaty" || lines[1][7] != "3" || lines[1][9] != "3" || lines[5][10] != "kz.gpk.format.draft.large_sum" {
		t.Errorf("%d lines: %q", len(lines), lines)
	}
	_, err = b.c.Replay(ctx, b.people["claimant"], draft)
	refusedWith(t, err, "act.not_permitted")
	_, err = b.c.Replay(ctx, b.people["registrar"], make([]byte, clerk.MaxDraft+1))
	refusedWith(t, err, "law.draft.long")
	_, err = b.c.Replay(ctx, b.people["registrar"], []byte("table: format\nrules:\n  - id: kz.x\n    when: kind == \"cival\"\n"))
	refusedWith(t, err, "law.draft.wrong")
	var problems rules.Problems
	if !errors.As(err, &problems) || problems[0].Line != 3 || problems[0].File != "draft.yaml" {
		t.Errorf("problems: %v", problems)
	}
}

// TestEveryWordOfTheLawHasWords: formats, grounds, causes, kinds of filing.
func TestEveryWordOfTheLawHasWords(t *testing.T) {
	for _, f := range court.Formats() {
		has(t, "format."+string(f))
	}
	for _, w := range docket.Causes() {
		has(t, "format.because."+w)
	}
	for _, w := range docket.Grounds() {
		has(t, "format.ground."+w)
	}
	for _, k := range docket.FilingKinds() {
		has(t, "page.filing.kind."+k)
	}
}

// TestAnotherCountry: the same court under another law, without a line of code.
func TestAnotherCountry(t *testing.T) {
	b := newBench(t, inMemory)
	law, err := rules.Shipped("ee")
	b.must(err)
	c := clerk.New(clerk.Deps{Store: b.store, Clock: b.clock, Signer: b.signer, Origin: testLog, Law: law})
	_, err = c.StateCircumstances(t.Context(), b.people["judge"], clerk.StateCircumstances{Stamp: b.stamp(), Case: b.id,
		Facts: map[string]string{"witnesses": "some"}, Reason: "r"})
	b.must(err)
	v, err := c.Format(t.Context(), b.people["judge"], b.no)
	b.must(err)
	if v.OtherLaw || v.Standing.Law != law.Digest() || !strings.HasPrefix(v.Steps[0].Rule.ID, "ee.") {
		t.Errorf("decided by %s", v.Steps[0].Rule.ID)
	}
	old, err := b.c.Format(t.Context(), b.people["judge"], b.no)
	b.must(err)
	if !old.OtherLaw || len(old.Steps) == 0 || len(old.Steps[0].Articles) == 0 {
		t.Error("a decision under a law the program has not is not explained from the record")
	}
}

// TestDistricts: a case belongs to a district of the court from its opening on,
// and the report of an amendment has one row for each.
func TestDistricts(t *testing.T) {
	b := newBench(t, inMemory)
	c := clerk.New(clerk.Deps{Store: b.store, Clock: b.clock, Signer: b.signer, Origin: testLog, Districts: []string{"Алмалы ауданы", "Медеу ауданы"}})
	open := func(n int, district string) error {
		_, err := c.OpenCase(t.Context(), b.people["registrar"], clerk.OpenCase{Stamp: b.stamp(), No: court.CaseNo(fmt.Sprint("7501-26-00-2/8", n)), Kind: court.Civil,
			Subject: "s", District: district, Judge: b.people["judge"], Secretary: b.people["secretary"],
			Parties: []clerk.PartyEntry{{Person: b.people["claimant"], Role: court.Claimant}}, Facts: map[string]string{"amount_mci": "2000"}})
		return err
	}
	b.must(open(1, ""))
	b.must(open(2, "Медеу ауданы"))
	b.must(open(3, " Медеу ауданы "))
	refusedWith(t, open(4, "Медеуский район"), "case.district.unknown")
	v, err := c.Case(t.Context(), b.people["judge"], "7501-26-00-2/81")
	b.must(err)
	if v.File.District != "Алмалы ауданы" {
		t.Errorf("the case belongs to %q", v.File.District)
	}
	draft, err := os.ReadFile("testdata/draft.yaml")
	b.must(err)
	r, err := c.Replay(t.Context(), b.people["judge"], draft)
	b.must(err)
	if got := fmt.Sprint(r.Districts); got != "[{Алмалы ауданы {2 1 2 1}} {Медеу ауданы {2 2 2 2}}]" { // the bench's own case names none
		t.Error(got)
	}
}

// TestReplayOfHearings: a hearing that was decided at a stage of its own is one
// more past decision.
func TestReplayOfHearings(t *testing.T) {
	b := newBench(t, inMemory)
	draft, err := os.ReadFile("testdata/draft.yaml")
	b.must(err)
	count := func() int {
		r, err := b.c.Replay(t.Context(), b.people["judge"], draft)
		b.must(err)
		return r.Decisions
	}
	was := count()
	for i, stage := range []string{"", "preparation"} {
		_, err := b.c.Schedule(t.Context(), b.people["judge"], clerk.Schedule{Stamp: b.stamp(), Case: b.id, At: b.clock.Now().Add(time.Duration(i) * time.Hour), Stage: stage})
		b.must(err)
	}
	if n := count(); n != was+1 {
		t.Errorf("%d decisions, %d before", n, was)
	}
}
