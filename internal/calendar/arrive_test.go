package calendar_test

import (
	"testing"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
)

// TestNobodyIsAskedToComeSoonerThanTheyCan: with fifty kilometres to go nobody is
// booked into a courtroom two minutes from now, nor moved there, nor proposed.
func TestNobodyIsAskedToComeSoonerThanTheyCan(t *testing.T) {
	h := newHouse(t)
	h.room("1", "Main", "Almaty")
	h.now = at("2026-03-02 10:08")
	far := in(court.Claimant, "p-far")
	far.KM = 50
	a := ask(1, in(court.Judge, "p-judge"), far)
	a.NotBefore, a.Now = h.now, h.now
	f := h.refused("calendar.conflict.too_soon")(h.c.Book(h.terms, a, slots(slot("r-1", "2026-03-02 10:10", 5)), h.now))
	if f.Args["person"] != court.PersonID("p-far") || f.Args["need"] != 60 || f.Args["of"] != 2 {
		t.Errorf("%v", f.Args)
	}
	p := h.place(a, "2026-03-02 11:30–12:30 r-1")
	h.must(h.c.Book(h.terms, a, p.Slots, h.now))
	h.refused("calendar.conflict.too_soon")(h.c.Move(h.terms, []calendar.Shift{{Hearing: a.Hearing, Slots: slots(slot("r-1", "2026-03-02 10:30", 30))}}, "the hall", h.now))
	far.Where = calendar.Online
	a = ask(2, in(court.Judge, "p-judge2"), far)
	a.Format = court.Hybrid
	h.refused("calendar.conflict.party")(h.c.Book(h.terms, a, slots(slot("r-1", "2026-03-02 11:30", 60)), h.now)) // online nobody has to come
}

// TestAnOpenHearingHasSeatsForThePublic: none only for a reason, or where the
// room has none left.
func TestAnOpenHearingHasSeatsForThePublic(t *testing.T) {
	h := newHouse(t)
	h.room("1", "Main", "Almaty")
	a := ask(1, in(court.Judge, "p-judge"), in(court.Claimant, "p-1"))
	a.Open = true
	first := slots(slot("r-1", "2026-03-03 10:00", 60))
	if f := h.refused("calendar.reason_missing")(h.c.Book(h.terms, a, first, h.now)); f.Field != "public_reason" {
		t.Errorf("on %q", f.Field)
	}
	a.NoPublic = " A witness is guarded. "
	d, err := h.c.Book(h.terms, a, first, h.now)
	if b := d[0].(calendar.Booked); err != nil || b.NoPublic != "A witness is guarded." {
		t.Errorf("%+v, %v", b, err)
	}
	a.Public = 1
	d, err = h.c.Book(h.terms, a, first, h.now)
	if b := d[0].(calendar.Booked); err != nil || b.NoPublic != "" || b.Slots[0].Seats.Public != 1 {
		t.Errorf("%+v, %v", b, err)
	}
	a.Public, a.NoPublic = 0, ""
	h.must(h.c.AddRoom(calendar.Courtroom{ID: "r-2", Name: "2", House: "Main", Town: "Almaty", AreaM2: 60, VolumeM3: 180,
		Seats: calendar.Seats{Bench: 1, Parties: 2}, Use: calendar.Span{First: day("2026-01-01")}}))
	d, err = h.c.Book(h.terms, a, slots(slot("r-2", "2026-03-03 10:00", 60)), h.now)
	if err != nil || d[0].(calendar.Booked).NoPublic != "" {
		t.Errorf("a room without a seat for the public: %v, %v", d, err)
	}
}
