package calendar_test

import (
	"math/rand/v2"
	"testing"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// TestWishesLeaveRoom: whatever a person wishes, takes back and waits for, of
// any 180 days in a row at most 60 are kept free by their wishes. What counts
// is what the calendar held on the day itself, not what is left of it.
func TestWishesLeaveRoom(t *testing.T) {
	for seed := range uint64(40) {
		h, r := newHouse(t), rand.New(rand.NewPCG(seed, 11))
		var kept []bool // each day that went by: whether a wish stood on it
		for range 600 {
			today := h.terms.Local(h.now)
			on := calendar.DayOf(today)
			for range 2 {
				first := on + calendar.Day(r.IntN(40)-5)
				if r.IntN(4) > 0 {
					a := calendar.PersonAway{Person: "p-respondent1", Span: calendar.Span{First: first, Last: first + calendar.Day(r.IntN(30))}}
					if d, err := h.c.Away(h.terms, a, h.now); err == nil {
						h.must(d, err)
					}
				} else if d, err := h.c.Back(h.terms, "p-respondent1", first, h.now); err == nil {
					h.must(d, err)
				}
			}
			stands := false
			for _, s := range h.c.Absences("p-respondent1") {
				stands = stands || s.Has(on)
			}
			kept = append(kept, stands)
			n := 0
			for _, is := range kept[max(0, len(kept)-180):] {
				if is {
					n++
				}
			}
			if n > 60 {
				t.Fatalf("lot %d: %d of the 180 days up to %v were kept free", seed, n, on)
			}
			h.now = h.now.AddDate(0, 0, 1)
		}
	}
}

// blocked is a court in which three people of one case wish every day of the
// next year free between them, each within what one may.
func blocked(t *testing.T) (*house, calendar.Ask) {
	h := newHouse(t)
	h.room("1", "Main", "Almaty")
	a := ask(1, in(court.Judge, "p-judge"), in(court.Claimant, "p-0"), in(court.Respondent, "p-1"), in(court.Advocate, "p-2"))
	today := calendar.DayOf(h.terms.Local(h.now))
	for n := range calendar.Day(9) {
		first := today + 60*n
		h.must(h.c.Away(h.terms, calendar.PersonAway{Person: a.People[1+n%3].Person, Span: calendar.Span{First: first, Last: first + 59}}, h.now))
	}
	a.Wishes.Bind = ordinary().BindUntil(today)
	return h, a
}

// TestTogetherTheyCannotBlockAYear: wishes bind a case for some time; a later
// day is booked over them by who may, with a reason that names whose they were.
func TestTogetherTheyCannotBlockAYear(t *testing.T) {
	h, a := blocked(t)
	p, err := h.c.Place(h.terms, a)
	if fault.Of(err).Key != "calendar.place.none" || keys(p.Passed)[1] != "calendar.conflict.wish ×263" {
		t.Fatal(err, keys(p.Passed))
	}
	if why := p.Passed[1].Why; why.Args["binds"] != day("2026-05-31") || why.Args["person"] != court.PersonID("p-0") {
		t.Errorf("%v", why.Args)
	}
	a.Wishes.Over = true
	p = h.place(a, "2026-06-01 09:00–10:00 r-1") // the first working day after those on which they bind
	f := h.refused("calendar.reason_missing")(h.c.Book(h.terms, a, p.Slots, h.now))
	if f.Field != "over_reason" {
		t.Errorf("on %q", f.Field)
	}
	a.Wishes.Reason = " The case has waited for three months. "
	h.refused("calendar.conflict.wish")(h.c.Book(h.terms, a, slots(slot("r-1", "2026-05-29 10:00", 60)), h.now))
	a.Wishes.Bind = day("2026-06-01")
	h.refused("calendar.conflict.wish")(h.c.Book(h.terms, a, p.Slots, h.now)) // on the last of them it binds still
	a.Wishes.Bind--
	h.must(h.c.Book(h.terms, a, p.Slots, h.now))
	b, _ := h.c.Booking(a.Hearing)
	if !b.Over.Has("p-1") || len(b.Over.People) != 1 || b.Over.Reason != "The case has waited for three months." {
		t.Fatalf("%+v", b.Over)
	}
	if upset := h.c.Disturbed(h.terms, day("2026-03-01"), day("2026-12-31")); len(upset) != 0 {
		t.Errorf("what was booked over a wish must move: %v", upset[0].Why)
	}
}

// TestOverLeave: leave is booked over by who may and with the reason, and by
// nobody else; what nobody's days stand against is booked without saying so.
func TestOverLeave(t *testing.T) {
	h, a := blocked(t)
	a.Wishes.Over, a.Wishes.Reason = true, "It is urgent."
	june := calendar.Span{First: day("2026-06-01"), Last: day("2026-06-30")}
	h.must(h.c.Away(h.terms, calendar.PersonAway{Person: "p-judge", Span: june, Leave: true}, h.now))
	p := h.place(a, "2026-06-01 09:00–10:00 r-1")
	a.Wishes.Over = false
	h.refused("calendar.conflict.away")(h.c.Book(h.terms, a, p.Slots, h.now))
	a.Wishes.Over = true
	d, err := h.c.Book(h.terms, a, p.Slots, h.now)
	if over := d[0].(calendar.Booked).Over; err != nil || !over.Has("p-judge") || !over.Has("p-1") || over.Reason != "It is urgent." {
		t.Errorf("over %+v, %v", over, err)
	}
	free := ask(2, in(court.Judge, "p-judge2"), in(court.Claimant, "p-9"))
	free.Wishes = a.Wishes
	h.book(free, slot("r-1", "2026-06-01 09:00", 60))
	if b, _ := h.c.Booking(free.Hearing); b.Over != nil {
		t.Errorf("over nobody's wish: %+v", b.Over)
	}
}

// TestMovedOverAWish: a hearing is moved over a wish as it is booked, and the
// next move takes back what the first one said.
func TestMovedOverAWish(t *testing.T) {
	h, a := blocked(t)
	a.Wishes.Over, a.Wishes.Reason = true, "It is urgent."
	h.book(a, slot("r-1", "2026-06-01 09:00", 60))
	move := func(start string, w calendar.Wishes) ([]record.Data, error) {
		return h.c.Move(h.terms, []calendar.Shift{{Hearing: a.Hearing, Slots: slots(slot("r-1", start, 60)), Wishes: w}}, "another hall", h.now)
	}
	w := a.Wishes
	w.Reason = ""
	if f := h.refused("calendar.reason_missing")(move("2026-07-01 09:00", w)); f.Field != "over_reason" {
		t.Errorf("on %q", f.Field)
	}
	w.Over = false
	h.refused("calendar.conflict.wish")(move("2026-07-01 09:00", w))
	h.must(move("2026-07-02 09:00", a.Wishes))
	if b, _ := h.c.Booking(a.Hearing); !b.Over.Has("p-2") || len(b.Over.People) != 1 {
		t.Errorf("moved over the wish of %+v", b.Over)
	}
	h.now = at("2026-03-03 08:00")
	h.must(h.c.Back(h.terms, "p-0", day("2026-03-03"), h.now))
	h.must(h.c.Back(h.terms, "p-1", day("2026-03-03"), h.now))
	h.must(h.c.Back(h.terms, "p-2", day("2026-03-03"), h.now))
	h.must(move("2026-07-03 09:00", calendar.Wishes{}))
	if b, _ := h.c.Booking(a.Hearing); b.Over != nil {
		t.Errorf("no wish is left: %+v", b.Over)
	}
}

// TestWhoMustComeComesWithTheMove: somebody booked online whom the law wants in
// the courtroom by now has a seat there after the move, and the room must have it.
func TestWhoMustComeComesWithTheMove(t *testing.T) {
	h := newHouse(t)
	h.room("1", "Main", "Almaty")
	h.room("2", "Main", "Almaty", func(r *calendar.Courtroom) { r.Seats.Parties = 1 })
	a := ask(1, in(court.Judge, "p-judge"), in(court.Claimant, "p-a"), online(court.Respondent, "p-b"))
	a.Format = court.Hybrid
	h.book(a, slot("r-2", "2026-03-03 10:00", 60))
	shift := calendar.Shift{Hearing: a.Hearing, Come: []calendar.Person{{Person: "p-b", Role: court.Respondent, Where: calendar.InCourt, KM: 300}}}
	shift.Slots = slots(slot("r-2", "2026-03-04 10:00", 60))
	h.refused("calendar.conflict.capacity")(h.c.Move(h.terms, []calendar.Shift{shift}, "the line failed", h.now))
	shift.Slots = slots(slot("r-1", "2026-03-04 09:00", 60)) // from 300 km, first thing in the morning
	h.refused("calendar.conflict.first_slot")(h.c.Move(h.terms, []calendar.Shift{shift}, "the line failed", h.now))
	proposed, err := h.c.Replan(h.terms, []calendar.Shift{shift}, at("2026-03-04 08:00"), at("2026-03-05 08:00"), h.now)
	if err != nil || said(proposed[0].Slots) != "2026-03-04 09:30–10:30 r-1" {
		t.Fatal(proposed, err)
	}
	h.must(h.c.Move(h.terms, proposed, "the line failed", h.now))
	b, _ := h.c.Booking(a.Hearing)
	if b.People[2].Where != calendar.InCourt || b.People[2].KM != 300 || b.Slots[0].Seats.Parties != 2 {
		t.Errorf("%+v %+v", b.People, b.Slots)
	}
	if was, err := (calendar.Calendar{}).Fold(h.events...); err != nil || was.Size() != 1 {
		t.Error(err)
	}
}
