package clerk_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/rules"
)

// TestAFloodIsBounded: a stranger's flood is bounded by address and in all,
// whoever is turned away is told so and until when, and no person of the roll is
// kept from being heard.
func TestAFloodIsBounded(t *testing.T) {
	b := newBench(t, inMemory)
	b.openPost()
	ctx := t.Context()
	d, err := b.c.Schedule(ctx, b.people["judge"], clerk.Schedule{Stamp: b.stamp(), Case: b.id, At: b.clock.Now()})
	b.must(err)
	id := d.Ref.Stream
	flood := func(from string, n int) (taken int, last error) {
		for range n {
			words := fmt.Sprint("nobody ", b.stamp().Key)
			if _, err := b.c.CannotEnter(ctx, "", clerk.CannotEnter{Stamp: b.stamp(), Case: b.no, Name: words, What: "link", From: from}); err != nil {
				last = err
				continue
			}
			taken++
		}
		return taken, last
	}
	if n, err := flood("a", 10); n != 3 || fault.Of(err).Key != "hearing.report.pace" || fault.Of(err).Args["time"] == nil {
		t.Fatalf("of one address %d are taken, then %v", n, err)
	}
	law, ownLaw := b.c.Law, "table: policy\ncode: Court\nrules:\n  - {id: local.a, when: 'matter == \"report_burst\"', gives: {n: 4, unit: count}, from: 2024-01-01, own: true, status: verify, reason: {kk: к, ru: к, en: k}}\n"
	b.c.Law, err = law.WithPolicy(rules.Draft([]byte(ownLaw)))
	b.must(err)
	if n, err := flood("generous", 10); n != 4 || fault.Of(err).Key != "hearing.report.pace" {
		t.Errorf("by a court's own policy %d are taken, then %v", n, err)
	}
	b.c.Law = law
	for i := range 10 {
		flood(fmt.Sprint(i), 10)
	}
	view := func() clerk.HearingView {
		v, err := b.c.HearingView(ctx, b.people["secretary"], id)
		b.must(err)
		return v
	}
	v := view()
	if len(v.Sitting.Reports) != 20 || !v.Sitting.Bounded || len(v.Contact.Reports) != 20 || v.Journal[len(v.Journal)-1].Type != "hearing.cannot_enter_bounded" {
		t.Fatalf("%d reports, bounded %t, %d alarms", len(v.Sitting.Reports), v.Sitting.Bounded, len(v.Contact.Reports))
	}
	for i, what := range []string{"link", "device", "not_admitted"} {
		told, err := b.c.CannotEnter(ctx, b.people["respondent"], clerk.CannotEnter{Stamp: b.stamp(), Hearing: id, What: what})
		b.must(err)
		if told.No != uint64(26+i) {
			t.Errorf("told № %d", told.No)
		}
	}
	_, err = b.c.CannotEnter(ctx, b.people["respondent"], clerk.CannotEnter{Stamp: b.stamp(), Hearing: id, What: "no_invitation"})
	if fault.Of(err).Key != "hearing.report.told_already" {
		t.Errorf("the fourth: %v", err)
	}
	// A genuine stranger is told when to try again, and is then heard.
	if n, err := flood("genuine", 1); n != 0 || fault.Of(err).Args["time"] == nil {
		t.Errorf("%d, %v", n, err)
	} else if at := fault.Of(err).Args["time"].(time.Time); at.Sub(b.clock.Now()) > 4*time.Minute {
		t.Errorf("until %v", at)
	} else {
		b.clock.set(at)
	}
	if n, err := flood("genuine", 1); n != 1 {
		t.Errorf("after the pause: %v", err)
	}
	v = view()
	// Once the bench has answered, it is told no more that there are many.
	for _, r := range v.Sitting.Reports {
		if r.Person != "" {
			continue
		}
		_, err := b.c.AnswerReport(ctx, b.people["judge"], clerk.Numbered{Stamp: b.stamp(), Hearing: id, No: r.Version, Reason: "nobody of that name takes part"})
		b.must(err)
	}
	if v := view(); v.Sitting.Bounded || len(v.Contact.Reports) != 3 {
		t.Errorf("bounded %t, %d alarms", v.Sitting.Bounded, len(v.Contact.Reports))
	}
	b.clock.set(b.clock.Now().Add(4 * time.Minute))
	_, err = b.c.CannotEnter(ctx, "", clerk.CannotEnter{Stamp: b.stamp(), Case: b.no, Name: "another", What: "link", Reach: "+7 701"})
	b.must(err)
	if v := view(); len(v.Contact.Reports) != 4 || v.Contact.Reports[3].Reach != "+7 701" {
		t.Errorf("%+v", v.Contact.Reports)
	}
	if v, err := b.c.HearingView(ctx, b.people["claimant"], id); err != nil || v.Contact.Reports != nil || v.Contact.Tasks != nil || v.Contact.Reach != nil {
		t.Errorf("a party sees %+v, %v", v.Contact, err)
	}
}

// TestNobodyLearnsOfACaseByAsking: of a hearing that is not on the public list
// a stranger is answered as of one that does not exist.
func TestNobodyLearnsOfACaseByAsking(t *testing.T) {
	b := newBench(t, inMemory)
	ctx := t.Context()
	d, err := b.c.Schedule(ctx, b.people["judge"], clerk.Schedule{Stamp: b.stamp(), Case: b.id, At: b.clock.Now()})
	b.must(err)
	say := func(by court.PersonID, cmd clerk.CannotEnter) clerk.Told {
		t.Helper()
		cmd.Stamp, cmd.Name, cmd.What = b.stamp(), "nobody", "link"
		told, err := b.c.CannotEnter(ctx, by, cmd)
		b.must(err)
		return told
	}
	none := say("", clerk.CannotEnter{Case: "7501-26-00-2/999"})
	secret := say("", clerk.CannotEnter{Case: b.no})
	secret.CaseNo, none.CaseNo = "", ""
	if secret != none || none.No != 0 {
		t.Errorf("%+v is not %+v", secret, none)
	}
	for _, cmd := range []clerk.CannotEnter{{Hearing: d.Ref.Stream}, {Hearing: b.id}, {Hearing: "00000000000000000000000000000000"}} {
		if told := say(b.people["stranger"], cmd); told.No != 0 || told.Hearing != "" {
			t.Errorf("%+v: %+v", cmd, told)
		}
	}
	for _, cmd := range []clerk.CannotEnter{{Case: b.no, What: "nonsense", Name: "n"}, {Case: "7501-26-00-2/999", What: "nonsense", Name: "n"}} {
		cmd.Stamp = b.stamp()
		if _, err := b.c.CannotEnter(ctx, "", cmd); fault.Of(err).Key != "hearing.report.what" {
			t.Errorf("%s: %v", cmd.Case, err)
		}
	}
	if told := say(b.people["claimant"], clerk.CannotEnter{Case: b.no}); told.No == 0 {
		t.Errorf("a party: %+v", told)
	}
	v, err := b.c.HearingView(ctx, b.people["judge"], d.Ref.Stream)
	b.must(err)
	// The same words twice are one report: by number, and by the link.
	if len(v.Sitting.Reports) != 2 || v.Sitting.Reports[0].Person != "" || v.Sitting.Reports[1].Person != b.people["claimant"] {
		t.Errorf("%+v", v.Sitting.Reports)
	}
	_, err = b.c.SetCourtroom(ctx, b.people["registrar"], clerk.Courtroom{Stamp: b.stamp(), Room: hall("1")})
	b.must(err)
	public, _ := b.sitting("7501-26-00-2/3")
	if told := say("", clerk.CannotEnter{Case: "7501-26-00-2/3"}); told.No == 0 || told.Hearing != public {
		t.Errorf("on the public list: %+v", told)
	}
}

// TestNobodyIsToldWhatTheBenchDoesNotKnow: of a hearing that is not on the public
// list, and of one that does not exist, a stranger over the bound gets the same
// honest answer; "told" is never the word for what was not taken down.
func TestNobodyIsToldWhatTheBenchDoesNotKnow(t *testing.T) {
	b := newBench(t, inMemory)
	ctx := t.Context()
	d, err := b.c.Schedule(ctx, b.people["judge"], clerk.Schedule{Stamp: b.stamp(), Case: b.id, At: b.clock.Now()})
	b.must(err)
	answers := map[court.CaseNo][]string{}
	for _, no := range []court.CaseNo{b.no, "7501-26-00-2/999"} {
		told := 0
		for i := range 40 {
			name := fmt.Sprint("stranger ", i/2) // each says it twice
			_, err := b.c.CannotEnter(ctx, "", clerk.CannotEnter{Stamp: b.stamp(), Case: no, Name: name, What: "link", From: fmt.Sprint("address ", i/4)})
			if answers[no] = append(answers[no], fmt.Sprint(err)); err == nil {
				told++
			}
		}
		if told != 20 {
			t.Errorf("%s: told %d times", no, told)
		}
	}
	if !slices.Equal(answers[b.no], answers["7501-26-00-2/999"]) {
		t.Errorf("%q\nis not\n%q", answers[b.no], answers["7501-26-00-2/999"])
	}
	v, err := b.c.HearingView(ctx, b.people["judge"], d.Ref.Stream)
	b.must(err)
	if !v.Sitting.Bounded || len(v.Sitting.Reports) == 0 {
		t.Errorf("the bench is not told: %+v", v.Sitting.Reports)
	}
}
