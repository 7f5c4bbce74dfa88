package calendar_test

import (
	"testing"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// TestPlaceFollowsTheRoll: who comes is seated, who goes is free, and who is
// elsewhere then makes the place one that must be moved; nobody is refused.
func TestPlaceFollowsTheRoll(t *testing.T) {
	h := newHouse(t)
	one, two := h.room("1", "Main", "Almaty"), h.room("2", "Main", "Almaty")
	lawyer := in(court.Advocate, "p-lawyer")
	bench := []calendar.Person{in(court.Judge, "p-judge"), in(court.Secretary, "p-secretary"), in(court.Claimant, "p-a"), in(court.Respondent, "p-b")}
	h.book(ask(1, bench...), slot(one, "2026-03-03 10:00", 60))
	h.book(ask(2, in(court.Judge, "p-judge2"), in(court.Claimant, "p-c"), lawyer), slot(two, "2026-03-03 10:00", 60))
	disturbed := func() (keys []string) {
		for _, d := range h.c.Disturbed(h.terms, day("2026-03-01"), day("2026-03-31")) {
			keys = append(keys, string(d.Booking.Hearing)+" "+d.Why.Key)
		}
		return keys
	}
	attend := func(people ...calendar.Person) int {
		events := h.c.Attend(h.terms, "h00001", people, h.now)
		h.must(events, nil)
		return len(events)
	}
	seats := func() calendar.Given { b, _ := h.c.Booking("h00001"); return b.Slots[0].Seats }

	before := seats()
	if attend(bench...) != 0 {
		t.Error("the same people are an event")
	}
	witness := in("witness", "p-w")
	if attend(append(bench, witness)...) != 1 || seats().Total() <= before.Total() || len(disturbed()) > 0 {
		t.Errorf("a witness has no seat: %+v, %v", seats(), disturbed())
	}
	if b, _ := h.c.Booking("h00001"); len(b.Waiting) != 1 || b.Waiting[0].Person != "p-w" {
		t.Errorf("the witness waits at %v", b.Waiting)
	}
	attend(append(bench, witness, lawyer)...)
	if got := disturbed(); len(got) != 2 || got[0] != "h00001 calendar.conflict.defender" {
		t.Errorf("an advocate in two rooms at once: %v", got)
	}
	_, err := h.c.Book(h.terms, ask(3, in(court.Judge, "p-judge3"), in(court.Claimant, "p-w")), slots(slot(two, "2026-03-03 10:00", 60)), h.now)
	if fault.Of(err).Key == "" {
		t.Error("the witness is free while they are on the roll")
	}
	attend(bench...)
	if b, _ := h.c.Booking("h00001"); len(b.Waiting) != 0 || len(disturbed()) != 0 || seats() != before {
		t.Errorf("who went is still waited for: %v %v %+v", b.Waiting, disturbed(), seats())
	}
	h.now = at("2026-03-03 10:30")
	if attend(append(bench, witness)...) != 0 {
		t.Error("what has begun is changed")
	}
}
