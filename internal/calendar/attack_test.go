package calendar_test

import (
	"slices"
	"testing"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/record"
)

// What somebody would try who wants to favour a party, or no hearing at all.

func TestNobodyBooksForNever(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.refused("calendar.slots.far")(h.c.Book(h.terms, ask(1), slots(slot(room, "2099-03-03 10:00", 60)), h.now))
	h.book(ask(1), slot(room, "2026-03-03 10:00", 60))
	h.refused("calendar.slots.far")(h.c.Move(h.terms, []calendar.Shift{{Hearing: "h00001", Slots: slots(slot(room, "2031-03-03 10:00", 60))}}, "a motion", h.now))
}

// TestAWishIsNotForEver: whoever may not wish for all days at once may not do it
// bit by bit either, nor by waiting until the days of a wish are past; those taken
// back do not count.
func TestAWishIsNotForEver(t *testing.T) {
	h := newHouse(t)
	away := func(first, last string) ([]record.Data, error) {
		return h.c.Away(h.terms, calendar.PersonAway{Person: "p-respondent1", Span: calendar.Span{First: day(first), Last: day(last)}}, h.now)
	}
	h.refused("calendar.away.long")(away("2026-03-10", "2036-03-10"))
	h.must(away("2026-03-10", "2026-04-08")) // thirty days
	h.must(away("2026-05-01", "2026-05-30"))
	f := h.refused("calendar.away.long")(away("2026-07-01", "2026-07-01"))
	if f.Args["n"] != 60 || f.Args["need"] != 61 {
		t.Error(f.Args)
	}
	h.must(h.c.Back(h.terms, "p-respondent1", day("2026-05-21"), h.now))
	h.must(away("2026-07-01", "2026-07-10"))
	h.now = at("2026-04-20 08:00")
	h.refused("calendar.away.long")(away("2026-08-01", "2026-08-30"))
	h.refused("calendar.span.invalid")(h.c.Back(h.terms, "p-respondent1", day("2026-03-10"), h.now))
	h.must(away("2026-07-01", "2026-07-10")) // named twice, it is the same day
	h.refused("calendar.away.long")(away("2026-09-05", "2026-09-05"))
	h.must(away("2026-09-06", "2026-09-06")) // 180 days after the first of them
	h.refused("calendar.away.far")(away("2036-03-10", "2036-03-11"))
}

// TestLeaveIsNotForEver: leave has its own measure, and no decades.
func TestLeaveIsNotForEver(t *testing.T) {
	h := newHouse(t)
	leave := func(first, last string) ([]record.Data, error) {
		return h.c.Away(h.terms, calendar.PersonAway{Person: "p-secretary", Leave: true, Span: calendar.Span{First: day(first), Last: day(last)}}, h.now)
	}
	h.refused("calendar.away.long")(leave("2027-01-02", "2096-12-31"))
	h.must(leave("2026-05-01", "2026-07-29")) // ninety days
	f := h.refused("calendar.away.long")(leave("2027-04-30", "2027-04-30"))
	if f.Args["n"] != 90 || f.Args["of"] != 365 || f.Args["need"] != 91 {
		t.Error(f.Args)
	}
	h.must(leave("2027-05-01", "2027-05-01"))
	h.refused("calendar.away.far")(leave("2029-05-01", "2029-05-01"))
	wish := calendar.PersonAway{Person: "p-secretary", Span: calendar.Span{First: day("2026-09-01"), Last: day("2026-10-30")}}
	h.must(h.c.Away(h.terms, wish, h.now)) // what they wish as a party is counted apart
}

// TestLeaveOfTheBenchIsAPartysWish: a secretary's leave keeps the case in which
// they are the claimant waiting no longer than any party's wish does.
func TestLeaveOfTheBenchIsAPartysWish(t *testing.T) {
	h := newHouse(t)
	h.room("1", "Main", "Almaty")
	june := calendar.Span{First: day("2026-06-01"), Last: day("2026-06-30")}
	h.must(h.c.Away(h.terms, calendar.PersonAway{Person: "p-both", Span: june, Leave: true}, h.now))
	a := ask(1, in(court.Judge, "p-judge"), in(court.Claimant, "p-both"), in(court.Respondent, "p-2"))
	a.Wishes.Bind = day("2026-06-10")
	h.refused("calendar.conflict.wish")(h.c.Book(h.terms, a, slots(slot("r-1", "2026-06-15 10:00", 60)), h.now))
	a.Wishes.Over = true
	h.refused("calendar.conflict.wish")(h.c.Book(h.terms, a, slots(slot("r-1", "2026-06-10 10:00", 60)), h.now))
	h.refused("calendar.reason_missing")(h.c.Book(h.terms, a, slots(slot("r-1", "2026-06-15 10:00", 60)), h.now))
	a.Wishes.Reason = "It has waited."
	h.must(h.c.Book(h.terms, a, slots(slot("r-1", "2026-06-15 10:00", 60)), h.now))
	own := ask(2, in(court.Judge, "p-judge"), in(court.Secretary, "p-both"), in(court.Claimant, "p-3"))
	h.refused("calendar.conflict.away")(h.c.Book(h.terms, own, slots(slot("r-1", "2026-06-16 10:00", 60)), h.now))
	own.Wishes = calendar.Wishes{Over: true, Reason: "Another secretary sits in."}
	h.must(h.c.Book(h.terms, own, slots(slot("r-1", "2026-06-16 10:00", 60)), h.now))
	b, _ := h.c.Booking(own.Hearing)
	if !b.Over.Has("p-both") || len(h.c.Disturbed(h.terms, june.First, june.Last)) != 0 {
		t.Errorf("booked over %+v", b.Over)
	}
	h.must(h.c.Away(h.terms, calendar.PersonAway{Person: "p-judge", Span: june, Leave: true}, h.now))
	if upset := h.c.Disturbed(h.terms, june.First, june.Last); len(upset) != 2 {
		t.Errorf("leave stated since disturbs %v", upset)
	}
}

func TestWaitingPlacesHaveOneName(t *testing.T) {
	h := newHouse(t)
	h.room("1", "Main", "Almaty")
	place := func(town, waiting string) calendar.Courtroom {
		return calendar.Courtroom{ID: "r-9", Name: "9", House: "Main", Town: town, AreaM2: 9, VolumeM3: 9,
			Seats: calendar.Seats{Bench: 1, Parties: 2, Witnesses: []calendar.WitnessPlace{{Waiting: waiting, Seats: 1}}}, Use: calendar.Span{First: 1}}
	}
	h.refused("calendar.room.waiting_shared")(h.c.AddRoom(place("Almaty", " 1 LEFT")))
	if _, err := h.c.AddRoom(place("Qonaev", "1 left")); err != nil { // another house of the same name
		t.Error(err)
	}
}

// TestTheWaitingPlaceIsAnotherRoomsNow: a room gives a waiting place to the one
// next door; the witness who was told to wait there would meet another one.
func TestTheWaitingPlaceIsAnotherRoomsNow(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	a := ask(1, append(ask(1).People, in("witness", "p-w1"), in("witness", "p-w2"))...)
	h.book(a, slot(room, "2026-03-03 10:00", 60))
	r, _ := h.c.Room(room)
	r.Seats.Witnesses = []calendar.WitnessPlace{{Waiting: "1 right", Seats: 1}, {Waiting: "1 hall", Seats: 1}}
	h.must(h.c.ChangeRoom(r))
	upset := h.c.Disturbed(h.terms, day("2026-03-01"), day("2026-03-31"))
	if len(upset) != 1 || upset[0].Why.Key != "calendar.conflict.witnesses" {
		t.Fatal(upset)
	}
	b, _ := h.c.Booking(a.Hearing) // the same slot again gives new places
	h.must(h.c.Move(h.terms, []calendar.Shift{{Hearing: a.Hearing, Slots: b.Slots}}, "another waiting place", h.now))
	if upset := h.c.Disturbed(h.terms, day("2026-03-01"), day("2026-03-31")); len(upset) != 0 {
		t.Error(upset)
	}
}

// TestQuarantineAfterTheBooking: who must attend still fits, and the public was
// promised more seats than are healthy since.
func TestQuarantineAfterTheBooking(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	a := ask(1)
	a.Press, a.Public = 2, 10
	h.book(a, slot(room, "2026-03-03 10:00", 60))
	h.policy = func(calendar.Day) calendar.Policy {
		p := ordinary()
		p.SeatDistanceCM = 300 // six people
		return p
	}
	upset := h.c.Disturbed(h.terms, day("2026-03-01"), day("2026-03-31"))
	if len(upset) != 1 || upset[0].Why.Key != "calendar.conflict.capacity" || upset[0].Why.Args["need"] != 16 || upset[0].Why.Args["of"] != 6 {
		t.Fatal(upset)
	}
	b, _ := h.c.Booking(a.Hearing)
	h.must(h.c.Move(h.terms, []calendar.Shift{{Hearing: a.Hearing, Slots: b.Slots}}, "quarantine", h.now))
	if b, _ = h.c.Booking(a.Hearing); b.Slots[0].Seats.Total() != 6 || len(h.c.Disturbed(h.terms, day("2026-03-01"), day("2026-03-31"))) != 0 {
		t.Error(b.Slots[0].Seats)
	}
}

// TestTheWaitOfARunningSittingStays: the days ahead move while witnesses of
// today still wait for their round.
func TestTheWaitOfARunningSittingStays(t *testing.T) {
	for _, order := range []string{"move", "release"} {
		h := newHouse(t)
		room := h.room("1", "Main", "Almaty")
		a := ask(1, append(ask(1).People, in("witness", "p-w1"), in("witness", "p-w2"), in("witness", "p-w3"))...)
		h.book(a, slot(room, "2026-03-03 10:00", 120), slot(room, "2026-03-04 10:00", 120))
		h.now = at("2026-03-03 10:15")
		want := 3
		if order == "move" {
			h.must(h.c.Move(h.terms, []calendar.Shift{{Hearing: a.Hearing, Slots: slots(slot(room, "2026-03-05 10:00", 120))}}, "illness", h.now))
			want = 6
		} else {
			h.must(h.c.Release(a.Hearing, "settled", h.now))
		}
		b, _ := h.c.Booking(a.Hearing)
		third := func(w calendar.Wait) bool { return w.Person == "p-w3" && w.From.Equal(at("2026-03-03 11:00")) }
		if len(b.Waiting) != want || !slices.ContainsFunc(b.Waiting, third) {
			t.Errorf("%s: %v", order, b.Waiting)
		}
	}
}

// TestTheSecondDayMayBeginEarly: who is from far is there since the first day;
// what could be booked is not told to be unlawful the next moment.
func TestTheSecondDayMayBeginEarly(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	a := ask(1, in(court.Judge, "p-judge"), calendar.Person{Person: "p-far", Role: court.Claimant, Where: calendar.InCourt, KM: 300})
	h.book(a, slot(room, "2026-03-03 10:00", 60), slot(room, "2026-03-04 09:00", 60))
	if upset := h.c.Disturbed(h.terms, day("2026-03-01"), day("2026-03-31")); len(upset) != 0 {
		t.Error(upset[0].Why)
	}
}

// TestTheDoorAfterAMove: who came to the room from which the hearing was moved
// the same day is let into the other one, and is not counted in it before.
func TestTheDoorAfterAMove(t *testing.T) {
	h := newHouse(t)
	one, two := h.room("1", "Main", "Almaty"), h.room("2", "Main", "Almaty")
	h.book(ask(1), slot(one, "2026-03-03 10:00", 60))
	h.now = at("2026-03-03 09:30")
	h.must(h.c.CheckIn(h.terms, "h00001", "p-claimant1", one, h.now))
	h.must(h.c.Close(one, calendar.Span{First: day("2026-03-03"), Last: day("2026-03-03")}, "water"))
	h.must(h.c.Move(h.terms, []calendar.Shift{{Hearing: "h00001", Slots: slots(slot(two, "2026-03-03 11:00", 60))}}, "water", h.now))
	if list := h.c.Participants(h.terms, "h00001", h.now); list[0].Room != two || len(list[0].Inside) != 0 || len(list[0].Expected) != 4 {
		t.Error(list[0])
	}
	h.must(h.c.CheckIn(h.terms, "h00001", "p-claimant1", two, h.now))
	h.refused("calendar.door.already")(h.c.CheckIn(h.terms, "h00001", "p-claimant1", two, h.now))
}

// TestTheHearingHasEnded: what was ahead is free for others, what was sat stays.
func TestTheHearingHasEnded(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.book(ask(1), slot(room, "2026-03-03 10:00", 60), slot(room, "2026-03-04 10:00", 60))
	h.now = at("2026-03-03 10:40")
	h.must(h.c.End("h00001", h.now), nil)
	b, _ := h.c.Booking("h00001")
	if b.State != calendar.LetGo || len(b.Slots) != 1 || len(h.c.End("h00001", h.now)) != 0 || len(h.c.End("h00009", h.now)) != 0 {
		t.Errorf("%+v", b)
	}
	h.book(ask(2), slot(room, "2026-03-04 10:00", 60))
}
