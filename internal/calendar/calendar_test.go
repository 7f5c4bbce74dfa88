package calendar_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

func TestConflicts(t *testing.T) {
	h := newHouse(t)
	one := h.room("1", "Main", "Almaty")
	two := h.room("2", "Main", "Almaty")
	far := h.room("3", "North", "Qonaev")
	h.holiday[day("2026-03-09")] = "womens_day"
	lawyer := in(court.Advocate, "p-lawyer")
	tongue := in(court.Interpreter, "p-tongue")
	h.book(ask(1, in(court.Judge, "p-judge"), in(court.Secretary, "p-secretary"), in(court.Claimant, "p-a"), in(court.Respondent, "p-b"), lawyer, tongue),
		slot(one, "2026-03-03 10:00", 60))
	h.must(h.c.Close(two, calendar.Span{First: day("2026-03-04"), Last: day("2026-03-05")}, "paint"))
	h.must(h.c.Away(h.terms, calendar.PersonAway{Person: "p-c", Span: calendar.Span{First: day("2026-03-04"), Last: day("2026-03-04")}, Reason: "a wedding"}, h.now))

	other := in(court.Judge, "p-judge2")
	third := in(court.Claimant, "p-c")
	for _, c := range []struct {
		name   string
		people []calendar.Person
		slot   calendar.Slot
		key    string
	}{
		{"the judge sits in another room", []calendar.Person{in(court.Judge, "p-judge"), third}, slot(two, "2026-03-03 10:30", 60), "judge"},
		{"the secretary too", []calendar.Person{other, in(court.Secretary, "p-secretary")}, slot(two, "2026-03-03 10:30", 60), "secretary"},
		{"a party is in another hearing", []calendar.Person{other, in(court.Respondent, "p-a")}, slot(two, "2026-03-03 10:30", 60), "party"},
		{"the advocate defends elsewhere", []calendar.Person{other, lawyer}, slot(two, "2026-03-03 10:59", 60), "defender"},
		{"the interpreter translates elsewhere", []calendar.Person{other, tongue}, slot(two, "2026-03-03 09:01", 60), "interpreter"},
		{"a party is a witness elsewhere", []calendar.Person{other, in("witness", "p-b")}, slot(two, "2026-03-03 10:30", 60), "person"},
		{"the room is taken", []calendar.Person{other, third}, slot(one, "2026-03-03 10:30", 60), "room"},
		{"the room is not clean yet", []calendar.Person{other, third}, slot(one, "2026-03-03 11:15", 60), "cleaning"},
		{"the room could not be cleaned before", []calendar.Person{other, third}, slot(one, "2026-03-03 09:00", 45), "cleaning"},
		{"half an hour later it is clean", []calendar.Person{other, third}, slot(one, "2026-03-03 11:30", 60), ""},
		{"the advocate cannot be in the next town at once", []calendar.Person{other, lawyer}, slot(far, "2026-03-03 14:30", 60), "journey"},
		{"four hours later she can", []calendar.Person{other, lawyer}, slot(far, "2026-03-03 15:00", 60), ""},
		{"a holiday", []calendar.Person{other, third}, slot(one, "2026-03-09 10:00", 60), "holiday"},
		{"a Saturday", []calendar.Person{other, third}, slot(one, "2026-03-07 10:00", 60), "holiday"},
		{"before the court opens", []calendar.Person{other, third}, slot(one, "2026-03-05 08:30", 60), "hours"},
		{"after it shuts", []calendar.Person{other, third}, slot(one, "2026-03-05 17:30", 60), "hours"},
		{"the room is being painted", []calendar.Person{other}, slot(two, "2026-03-05 10:00", 60), "closed"},
		{"the party asked for another day", []calendar.Person{other, third}, slot(one, "2026-03-04 10:00", 60), "wish"},
		{"yesterday", []calendar.Person{other, third}, slot(one, "2026-02-27 10:00", 60), "past"},
		{"from 300 km, first thing in the morning", []calendar.Person{other, {Person: "p-d", Role: court.Claimant, Where: calendar.InCourt, KM: 300}},
			slot(one, "2026-03-05 09:00", 60), "first_slot"},
		{"from 300 km, at half past", []calendar.Person{other, {Person: "p-d", Role: court.Claimant, Where: calendar.InCourt, KM: 300}},
			slot(one, "2026-03-05 09:30", 60), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.t = t
			if c.key == "" {
				if _, err := h.c.Book(h.terms, ask(2, c.people...), slots(c.slot), h.now); err != nil {
					t.Fatal(err, fault.Of(err).Args)
				}
				return
			}
			h.refused("calendar.conflict." + c.key)(h.c.Book(h.terms, ask(2, c.people...), slots(c.slot), h.now))
		})
	}
}

func TestARefusalNamesWhatStandsInTheWay(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.book(ask(1), slot(room, "2026-03-03 10:00", 60))
	f := h.refused("calendar.conflict.judge")(h.c.Book(h.terms, ask(2), slots(slot(h.room("2", "Main", "Almaty"), "2026-03-03 10:00", 60)), h.now))
	if f.Args["person"] != court.PersonID("p-judge") || f.Args["case"] != court.CaseNo("7501-26-1") || !f.Args["when"].(time.Time).Equal(at("2026-03-03 10:00")) {
		t.Errorf("%v", f.Args)
	}
}

func TestPlace(t *testing.T) {
	h := newHouse(t)
	one := h.room("1", "Main", "Almaty")
	h.place(ask(1), "2026-03-02 09:00–10:00 r-1")

	h.book(ask(1), slot(one, "2026-03-02 09:00", 60))
	p := h.place(ask(2), "2026-03-02 10:30–11:30 r-1") // the judge at ten, the room after cleaning
	if got := keys(p.Passed); !slices.Equal(got, []string{"calendar.conflict.judge ×2", "calendar.conflict.cleaning ×1"}) {
		t.Error(got)
	}
	var next []string
	for _, o := range p.Others {
		next = append(next, said(o))
	}
	if want := []string{"2026-03-02 11:00–12:00 r-1", "2026-03-02 11:30–12:30 r-1", "2026-03-02 12:00–13:00 r-1"}; !slices.Equal(next, want) {
		t.Error(next)
	}

	a := ask(3)
	a.Prefer = calendar.Afternoon
	h.place(a, "2026-03-02 13:30–14:30 r-1")
	a = ask(4)
	a.Minutes, a.Days = 480, 3
	h.holiday[day("2026-03-05")] = "nauryz"
	h.place(a, "2026-03-03 09:00–17:00 r-1, 2026-03-04 09:00–17:00 r-1, 2026-03-06 09:00–17:00 r-1")
	a = ask(5)
	a.NotBefore, a.NotAfter = at("2026-03-07 08:00"), at("2026-03-08 20:00")
	if p, err := h.c.Place(h.terms, a); err == nil || fault.Of(err).Key != "calendar.place.none" || keys(p.Passed)[0] != "calendar.conflict.holiday ×2" {
		t.Error(err, keys(p.Passed))
	}
}

func TestPlaceTakesTheSmallestRoomThatIsFit(t *testing.T) {
	h := newHouse(t)
	h.room("small", "Main", "Almaty", func(r *calendar.Courtroom) { r.Seats.Parties = 2; r.Cameras = 0 })
	h.room("large", "Main", "Almaty", func(r *calendar.Courtroom) { r.Seats.Public = 50 })
	h.place(ask(1), "2026-03-02 09:00–10:00 r-small")
	crowd := append(ask(2).People, in(court.Advocate, "p-l"), in(court.Interpreter, "p-i"))
	h.place(ask(2, crowd...), "2026-03-02 09:00–10:00 r-large")
	hybrid := ask(3, in(court.Judge, "p-judge"), in(court.Claimant, "p-a"), online(court.Respondent, "p-b"))
	hybrid.Format = court.Hybrid
	h.place(hybrid, "2026-03-02 09:00–10:00 r-large") // the small one has no camera
}

func TestSanitaryCapacity(t *testing.T) {
	h := newHouse(t)
	id := h.room("1", "Main", "Almaty")
	room, _ := h.c.Room(id)
	for _, c := range []struct {
		name string
		p    calendar.Policy
		want int
	}{
		{"no limits: the seats", calendar.Policy{}, 23},
		{"distance of two metres", calendar.Policy{SeatDistanceCM: 200}, 15},
		{"20 m³ of air for each", calendar.Policy{AirPerPersonM3: 20}, 9},
		{"half of the seats", calendar.Policy{RoomSharePercent: 50}, 11},
		{"the least of all", calendar.Policy{SeatDistanceCM: 300, AirPerPersonM3: 20, RoomSharePercent: 50}, 6},
		{"never more than the seats", calendar.Policy{SeatDistanceCM: 10, AirPerPersonM3: 1, RoomSharePercent: 100}, 23},
	} {
		if got := room.Capacity(c.p); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	// From the 4th on a quarantine: six people in the room.
	h.policy = func(d calendar.Day) calendar.Policy {
		p := ordinary()
		if d >= day("2026-03-04") {
			p.SeatDistanceCM = 300
		}
		return p
	}
	a := ask(1)
	a.Press, a.Public = 1, 30
	h.book(a, slot(id, "2026-03-03 10:00", 60))
	b := ask(2)
	b.Press, b.Public = 1, 30
	h.book(b, slot(id, "2026-03-04 10:00", 60))
	before, _ := h.c.Booking(a.Hearing)
	after, _ := h.c.Booking(b.Hearing)
	if got := before.Slots[0].Seats; got != (calendar.Given{Bench: 2, Parties: 2, Press: 1, Public: 10}) {
		t.Error(got)
	}
	if got := after.Slots[0].Seats; got != (calendar.Given{Bench: 2, Parties: 2, Press: 1, Public: 1}) {
		t.Error(got)
	}
	crowd := append(ask(3).People, in(court.Advocate, "p-l"), in(court.Interpreter, "p-i"), in("witness", "p-w"))
	f := h.refused("calendar.conflict.capacity")(h.c.Book(h.terms, ask(3, crowd...), slots(slot(id, "2026-03-05 10:00", 60)), h.now))
	if f.Args["need"] != 7 || f.Args["of"] != 6 {
		t.Error(f.Args)
	}
}

func TestWitnessesDoNotMeet(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	people := append(ask(1).People, in("witness", "p-w1"), in("witness", "p-w2"), in("witness", "p-w3"))
	h.book(ask(1, people...), slot(room, "2026-03-03 10:00", 60))
	b, _ := h.c.Booking("h00001")
	want := []calendar.Wait{
		{Person: "p-w1", Place: "1 left"}, {Person: "p-w2", Place: "1 right"}, {Person: "p-w3", Place: "1 left"}}
	for i, w := range b.Waiting {
		if w.Person != want[i].Person || w.Place != want[i].Place {
			t.Errorf("%d: %s waits at %s", i, w.Person, w.Place)
		}
		for _, o := range b.Waiting[:i] {
			if o.Place == w.Place && o.From.Before(w.Until.Time) && w.From.Before(o.Until.Time) {
				t.Errorf("%s and %s meet at %s", o.Person, w.Person, w.Place)
			}
		}
	}
	h.refused("calendar.conflict.witnesses")(h.c.Book(h.terms, ask(2, append(ask(2).People, in("witness", "p-w1"), in("witness", "p-w2"), in("witness", "p-w3"))...),
		slots(slot(room, "2026-03-03 12:00", 45)), h.now))
	h.refused("calendar.room.waiting_shared")(h.c.AddRoom(calendar.Courtroom{ID: "r-9", Name: "9", House: "Main", Town: "Almaty", AreaM2: 9, VolumeM3: 9,
		Seats: calendar.Seats{Bench: 1, Parties: 2, Witnesses: []calendar.WitnessPlace{{Waiting: "1 left", Seats: 1}}}, Use: calendar.Span{First: 1}}))
}

func TestTheJudgeIsIllForAWeek(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	for n, start := range []string{"2026-03-03 10:00", "2026-03-03 14:00", "2026-03-05 10:00"} {
		h.book(ask(n), slot(room, start, 60))
	}
	other := ask(9, in(court.Judge, "p-judge2"), in(court.Claimant, "p-x"))
	h.book(other, slot(room, "2026-03-04 10:00", 60))

	h.must(h.c.Away(h.terms, calendar.PersonAway{Person: "p-judge", Leave: true, Span: calendar.Span{First: day("2026-03-03"), Last: day("2026-03-09")}}, h.now))
	upset := h.c.Disturbed(h.terms, day("2026-03-01"), day("2026-03-31"))
	hearings := calendar.Mentions(upset)
	if len(hearings) != 3 || upset[0].Why.Key != "calendar.conflict.away" {
		t.Fatal(hearings)
	}
	shifts, err := h.c.Replan(h.terms, moves(hearings...), at("2026-03-03 08:00"), time.Time{}, h.now)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"2026-03-10 09:00–10:00 r-1", "2026-03-10 10:30–11:30 r-1", "2026-03-10 12:00–13:00 r-1"} {
		if got := said(shifts[i].Slots); got != want {
			t.Errorf("%s: %s, want %s", shifts[i].Hearing, got, want)
		}
	}
	// All or none: one place that cannot be had refuses the whole.
	bad := slices.Clone(shifts)
	bad[2].Slots = shifts[0].Slots
	f := h.refused("calendar.conflict.judge")(h.c.Move(h.terms, bad, "the judge is ill", h.now))
	if f.Field != "shift.2" {
		t.Error(f.Field)
	}
	h.refused("calendar.reason_missing")(h.c.Move(h.terms, shifts, " ", h.now))
	h.must(h.c.Move(h.terms, shifts, "the judge is ill", h.now))
	if left := h.c.Disturbed(h.terms, day("2026-03-01"), day("2026-03-31")); len(left) != 0 {
		t.Error(left)
	}
	if n := len(h.c.Day(h.terms, day("2026-03-03"))); n != 0 {
		t.Error(n, "hearings are left on the day of the illness")
	}
}

func TestTwoHearingsChangePlaces(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.book(ask(1), slot(room, "2026-03-03 10:00", 60))
	h.book(ask(2), slot(room, "2026-03-04 10:00", 60))
	h.must(h.c.Move(h.terms, []calendar.Shift{
		{Hearing: "h00001", Slots: slots(slot(room, "2026-03-04 10:00", 60))}, {Hearing: "h00002", Slots: slots(slot(room, "2026-03-03 10:00", 60))},
	}, "at the request of both", h.now))
	if got := h.c.Day(h.terms, day("2026-03-03")); len(got) != 1 || got[0].Hearing != "h00002" {
		t.Error(got)
	}
}

func TestWhatHasBegunStays(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.book(ask(1), slot(room, "2026-03-03 10:00", 60), slot(room, "2026-03-04 10:00", 60), slot(room, "2026-03-05 10:00", 60))
	h.now = at("2026-03-04 10:30")
	h.must(h.c.Move(h.terms, []calendar.Shift{{Hearing: "h00001", Slots: slots(slot(room, "2026-03-10 10:00", 60))}}, "the expert needs time", h.now))
	b, _ := h.c.Booking("h00001")
	if got, want := said(b.Slots), "2026-03-03 10:00–11:00 r-1, 2026-03-04 10:00–11:00 r-1, 2026-03-10 10:00–11:00 r-1"; got != want {
		t.Error(got)
	}
	h.must(h.c.Release("h00001", "settled", h.now))
	if b, _ = h.c.Booking("h00001"); b.State != calendar.LetGo || len(b.Slots) != 2 || len(b.Was) != 2 {
		t.Error(b.State, said(b.Slots))
	}
	h.refused("calendar.not_booked")(h.c.Release("h00001", "again", h.now))
	h.must(h.c.Book(h.terms, ask(2), slots(slot(room, "2026-03-10 10:00", 60)), h.now)) // free again
}

func TestAPartyMayNotOptOutOfADayItIsBookedFor(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.book(ask(1), slot(room, "2026-03-03 10:00", 60))
	span := calendar.Span{First: day("2026-03-03"), Last: day("2026-03-03")}
	h.refused("calendar.away.booked")(h.c.Away(h.terms, calendar.PersonAway{Person: "p-claimant1", Span: span}, h.now))
	span.First, span.Last = day("2026-03-04"), day("2026-03-20")
	h.must(h.c.Away(h.terms, calendar.PersonAway{Person: "p-claimant1", Span: span}, h.now))
	a := ask(2, in(court.Judge, "p-judge"), in(court.Claimant, "p-claimant1"))
	a.NotBefore = at("2026-03-04 08:00")
	h.place(a, "2026-03-23 09:00–10:00 r-1")
	h.must(h.c.Back(h.terms, "p-claimant1", day("2026-03-06"), h.now))
	h.place(a, "2026-03-06 09:00–10:00 r-1")
	h.refused("calendar.back.not_away")(h.c.Back(h.terms, "p-claimant1", day("2026-03-06"), h.now))
}

// TestReleasedAndBookedAnew: what was released before it sat is booked again
// and keeps its past; what sat and was then released is not.
func TestReleasedAndBookedAnew(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.book(ask(1), slot(room, "2026-03-03 10:00", 60))
	h.refused("calendar.booked_already")(h.c.Book(h.terms, ask(1), slots(slot(room, "2026-03-05 10:00", 60)), h.now))
	h.must(h.c.Release("h00001", "a motion", h.now))
	h.book(ask(1), slot(room, "2026-03-04 10:00", 60))
	b, _ := h.c.Booking("h00001")
	if b.State != calendar.Standing || said(b.Slots) != "2026-03-04 10:00–11:00 r-1" || len(b.Was) != 1 || b.Was[0].Reason != "a motion" || b.Version != h.c.Version {
		t.Errorf("%+v", b)
	}
	if n := len(h.c.Of("p-judge")); n != 1 {
		t.Errorf("the judge has %d sittings", n)
	}
	wall := h.c.Wall(h.terms, day("2026-03-03"), "Main")
	if len(wall) != 1 || wall[0].State != calendar.MovedOff || !wall[0].To.Equal(at("2026-03-04 10:00")) {
		t.Errorf("the wall: %+v", wall)
	}
	h.must(h.c.Release("h00001", "another motion", h.now))
	h.book(ask(1), slot(room, "2026-03-03 10:00", 60)) // where it was at first
	if wall := h.c.Wall(h.terms, day("2026-03-03"), "Main"); len(wall) != 1 || wall[0].State != calendar.Standing {
		t.Errorf("the wall: %+v", wall)
	}
	h.book(ask(2), slot(room, "2026-03-05 10:00", 60), slot(room, "2026-03-06 10:00", 60))
	h.now = at("2026-03-05 10:30")
	h.must(h.c.Release("h00002", "settled", h.now))
	h.refused("calendar.booked_begun")(h.c.Book(h.terms, ask(2), slots(slot(room, "2026-03-10 10:00", 60)), h.now))
}

// TestItsOwnPlaceIsInNobodysWay: the next place of a hearing is sought as if
// it had none, by half an hour from the present one if need be.
func TestItsOwnPlaceIsInNobodysWay(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.book(ask(1), slot(room, "2026-03-03 10:00", 60))
	b, _ := h.c.Booking("h00001")
	a := b.Again(ask(1), nil)
	a.NotBefore = at("2026-03-03 10:30")
	p, err := h.c.Free("h00001", h.now).Place(h.terms, a)
	if err != nil || said(p.Slots) != "2026-03-03 10:30–11:30 r-1" || len(p.Passed) != 0 {
		t.Fatalf("%s, passed %v: %v", said(p.Slots), keys(p.Passed), err)
	}
	h.must(h.c.Move(h.terms, []calendar.Shift{{Hearing: "h00001", Slots: p.Slots}}, "half an hour later", h.now))
	h.now = at("2026-03-03 11:00")
	if free := h.c.Free("h00001", h.now); len(free.Of("p-judge")) != 1 {
		t.Error("what has begun was lifted")
	}
}

// gone writes a person's departures as minutes do.
func gone(list []calendar.Line) (all []string) {
	for _, l := range list {
		all = append(all, fmt.Sprintf("%s/%d %s %s: %s", l.Hearing, l.No, l.Start.In(almaty()).Format("01-02 15:04"), l.State, l.Reason))
	}
	return all
}

// TestGone: each sitting keeps its name through all changes, its version grows,
// and who comes to know of it later can tell what moved from what is no more.
func TestGone(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.book(ask(1), slot(room, "2026-03-03 10:00", 60), slot(room, "2026-03-04 10:00", 60))
	move := func(why string, s ...calendar.Slot) {
		t.Helper()
		h.must(h.c.Move(h.terms, []calendar.Shift{{Hearing: "h00001", Slots: s}}, why, h.now))
	}
	var last uint64
	wants := func(want ...string) {
		t.Helper()
		list := h.c.Gone("p-claimant1")
		if got := gone(list); !slices.Equal(got, want) {
			t.Errorf("%q\nwant %q", got, want)
		}
		for _, l := range append(list, h.c.Of("p-claimant1")...) {
			if l.Version <= last {
				t.Errorf("sitting %d is still of version %d", l.No, l.Version)
			}
		}
		last = h.c.Version
	}
	wants()
	move("illness", slot(room, "2026-03-03 10:00", 60), slot(room, "2026-03-05 10:00", 60))
	wants("h00001/2 03-04 10:00 moved: illness")
	move("one day will do", slot(room, "2026-03-06 10:00", 60))
	wants("h00001/1 03-03 10:00 moved: one day will do", "h00001/2 03-05 10:00 released: one day will do")
	h.must(h.c.Release("h00001", "settled", h.now))
	wants("h00001/2 03-05 10:00 released: one day will do", "h00001/1 03-06 10:00 released: settled")
	h.book(ask(1), slot(room, "2026-03-06 10:00", 60))
	wants("h00001/2 03-05 10:00 released: one day will do")
	if n := len(h.c.Gone("p-passer-by")); n != 0 {
		t.Error(n)
	}
}
