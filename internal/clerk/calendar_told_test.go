package clerk_test

import (
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/rules"
)

// away is a hearing with a place in the calendar a month ahead, moved there for
// a reason that is about somebody.
func (b *bench) away(ahead time.Duration, why string) (court.HearingID, clerk.PlaceView) {
	b.t.Helper()
	ctx, judge := b.t.Context(), b.people["judge"]
	_, err := b.c.SetCourtroom(ctx, b.people["registrar"], clerk.Courtroom{Stamp: b.stamp(), Room: hall("1")})
	b.must(err)
	id := b.scheduled("7501-26-00-2/9")
	wish := clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now().Add(ahead)}
	view, err := b.c.Place(ctx, judge, wish)
	b.must(err)
	b.must(view.Refused)
	_, err = b.c.BookHearing(ctx, judge, clerk.Book{Stamp: b.stamp(), Reason: why, Wish: wish, Slots: view.Proposal.Slots})
	b.must(err)
	view, err = b.c.Place(ctx, judge, clerk.Wish{Hearing: id})
	b.must(err)
	return id, view
}

// Whoever may not shorten the law's notice is proposed nothing sooner: what is
// proposed can be moved to.
func TestTheSecretaryIsProposedWhatSheMayMoveTo(t *testing.T) {
	b := newBench(t, inMemory)
	ctx, secretary := t.Context(), b.people["secretary"]
	id, _ := b.away(30*24*time.Hour, "The hall is free then")
	shifts, err := b.c.Replan(ctx, secretary, []court.HearingID{id}, b.clock.Now())
	b.must(err)
	until, _, err := rules.Kazakhstan().Limit("trial_notice", rules.Facts{"kind": "civil"}, b.clock.Now())
	b.must(err)
	if len(shifts) != 1 || !shifts[0].Slots[0].Start.After(until) {
		t.Fatalf("proposed %+v, notice until %v", shifts, until)
	}
	_, err = b.c.MoveHearings(ctx, secretary, clerk.Rebook{Stamp: b.stamp(), Reason: "The hall is closed", Shifts: []calendar.Shift{{Hearing: id, Slots: shifts[0].Slots}}})
	b.must(err)
	free, err := b.c.Replan(ctx, b.people["judge"], []court.HearingID{id}, b.clock.Now())
	b.must(err)
	if free[0].Slots[0].Start.After(until) {
		t.Errorf("the judge may have it sooner than %v", free[0].Slots[0].Start)
	}
}

// A witness learns when and where, and neither why it is then nor who else testifies.
func TestAWitnessIsToldTheDateAlone(t *testing.T) {
	b := newBench(t, inMemory)
	ctx := t.Context()
	id, _ := b.away(30*24*time.Hour, "The second witness is ill until then")
	for _, who := range []string{"witness", "witness2"} {
		_, err := b.c.AddParty(ctx, b.people["secretary"], clerk.AddParty{Stamp: b.stamp(), Case: b.id, PartyEntry: clerk.PartyEntry{Person: b.member(who), Role: court.Witness}, Reason: "Saw it"})
		b.must(err)
	}
	full, err := b.c.Place(ctx, b.people["claimant"], clerk.Wish{Hearing: id})
	b.must(err)
	if full.Booking.Instead == nil || full.Booking.Instead.Reason == "" || full.Names[b.people["witness2"]] == "" {
		t.Fatalf("the claimant reads %+v", full.Booking.Instead)
	}
	view, err := b.c.Place(ctx, b.people["witness"], clerk.Wish{Hearing: id})
	b.must(err)
	if view.Booking.Instead == nil || view.Booking.Instead.Reason != "" || len(view.Booking.Slots) != 1 {
		t.Errorf("the witness reads %+v, %+v", view.Booking.Instead, view.Booking.Slots)
	}
	_, on := view.Sitting.Seat(b.people["witness2"])
	for _, p := range view.Booking.People {
		on = on || p.Person == b.people["witness2"]
	}
	if on || view.Names[b.people["witness2"]] != "" {
		t.Error("the witness reads who the other witness is")
	}
}

// A law that came into force since the last act is told before the next one, and
// no place is proposed that it forbids.
func TestALawThatChangedMeanwhileIsTold(t *testing.T) {
	b := newBench(t, inMemory)
	ctx, judge := t.Context(), b.people["judge"]
	id := b.scheduled("7501-26-00-2/9")
	law, err := rules.Kazakhstan().Amend(rules.Draft([]byte(`
table: format
code: ГПК РК
rules:
  - id: kz.new.offline
    when: kind == "civil"
    forbids: [online, papers]
    from: 2026-01-01
    articles: ["1"]
    status: verify
    reason: {kk: қ, ru: р, en: e}
`)))
	b.must(err)
	b.c = clerk.New(clerk.Deps{Store: b.store, Clock: b.clock, Signer: b.signer, Origin: testLog, Law: law})
	v, err := b.c.Format(ctx, judge, "7501-26-00-2/9")
	b.must(err)
	if v.Standing.Format != court.Online || v.Anew == "" || v.Anew == court.Online {
		t.Errorf("%s stands, by now it would be %q", v.Standing.Format, v.Anew)
	}
	p, err := b.c.Place(ctx, judge, clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now().Add(24 * time.Hour)})
	b.must(err)
	if len(p.Proposal.Slots) != 0 {
		t.Errorf("proposed %+v", p.Proposal.Slots)
	}
	refusedWith(t, p.Refused, "case.format.forbidden")
}

// A courtroom holds on each day what that day's policy allows.
func TestARoomHoldsWhatTheDayAllows(t *testing.T) {
	r := clerk.RoomView{Courtroom: hall("1"), Policy: func(d calendar.Day) calendar.Policy {
		if d < 100 {
			return calendar.Policy{}
		}
		return calendar.Policy{RoomSharePercent: 50}
	}}
	if before, after := r.On(99), r.On(100); after >= before || after == 0 {
		t.Errorf("%d before, %d after", before, after)
	}
}
