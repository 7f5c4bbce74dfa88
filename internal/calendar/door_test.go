package calendar_test

import (
	"fmt"
	"slices"
	"testing"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
)

func TestAHybridHearing(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	a := ask(1, in(court.Judge, "p-judge"), in(court.Claimant, "p-a"), online(court.Respondent, "p-b"), online(court.Advocate, "p-l"))
	a.Format = court.Hybrid
	h.book(a, slot(room, "2026-03-03 10:00", 60))

	h.refused("calendar.door.not_today")(h.c.CheckIn(h.terms, a.Hearing, "p-a", room, h.now))
	h.now = at("2026-03-03 09:40")
	h.refused("calendar.door.not_listed")(h.c.CheckIn(h.terms, a.Hearing, "p-passer-by", room, h.now))
	h.refused("calendar.door.other_room")(h.c.CheckIn(h.terms, a.Hearing, "p-a", h.room("2", "Main", "Almaty"), h.now))
	h.must(h.c.CheckIn(h.terms, a.Hearing, "p-a", room, h.now))
	h.refused("calendar.door.already")(h.c.CheckIn(h.terms, a.Hearing, "p-a", room, h.now))
	h.must(h.c.CheckIn(h.terms, a.Hearing, "p-l", room, h.now)) // listed online, came all the same

	list := h.c.Participants(h.terms, a.Hearing, h.now)
	if len(list) != 2 || list[0].Room != room || list[0].Cameras != 1 || list[0].Microphones != 1 || list[1].Person != "p-b" {
		t.Fatal(list)
	}
	if !slices.Equal(list[0].Inside, []court.PersonID{"p-a", "p-l"}) || !slices.Equal(list[0].Expected, []court.PersonID{"p-judge"}) {
		t.Error(list[0])
	}
}

func TestTheRoomIsFull(t *testing.T) {
	h := newHouse(t)
	h.policy = func(calendar.Day) calendar.Policy {
		p := ordinary()
		p.AirPerPersonM3 = 60 // three people
		return p
	}
	room := h.room("1", "Main", "Almaty")
	a := ask(1, in(court.Judge, "p-judge"), in(court.Claimant, "p-a"), online(court.Respondent, "p-b"), online(court.Advocate, "p-l"))
	a.Format = court.Hybrid
	h.book(a, slot(room, "2026-03-03 10:00", 60))
	h.now = at("2026-03-03 09:40")
	h.must(h.c.CheckIn(h.terms, a.Hearing, "p-b", room, h.now))
	h.refused("calendar.door.full")(h.c.CheckIn(h.terms, a.Hearing, "p-l", room, h.now))
	h.must(h.c.CheckIn(h.terms, a.Hearing, "p-a", room, h.now)) // the seat was kept
}

func TestTheWall(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.book(ask(1), slot(room, "2026-03-03 09:00", 60))
	closed := ask(2)
	closed.Closed, closed.Public = true, 5
	h.book(closed, slot(room, "2026-03-03 11:00", 60))
	h.book(ask(3), slot(room, "2026-03-03 14:00", 60))
	h.book(ask(4), slot(room, "2026-03-03 16:00", 60))
	h.must(h.c.Release("h00003", "the claim was withdrawn", h.now))
	h.must(h.c.Move(h.terms, []calendar.Shift{{Hearing: "h00004", Slots: slots(slot(room, "2026-03-05 09:00", 60))}}, "illness of a party", h.now))
	var got []string
	for _, n := range h.c.Wall(h.terms, day("2026-03-03"), "Main") {
		to := ""
		if !n.To.IsZero() {
			to = " to " + n.To.In(almaty()).Format("01-02 15:04")
		}
		got = append(got, fmt.Sprintf("%s %s %s %s%s %v", n.Start.In(almaty()).Format("15:04"), n.CaseNo, n.Room, n.State, to, n.Parties))
	}
	want := []string{
		"09:00 7501-26-1 Room 1 booked [p-claimant1 p-respondent1]",
		"11:00 7501-26-2 Room 1 booked []",
		"14:00 7501-26-3 Room 1 released [p-claimant3 p-respondent3]",
		"16:00 7501-26-4 Room 1 moved to 03-05 09:00 [p-claimant4 p-respondent4]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if n := len(h.c.Wall(h.terms, day("2026-03-03"), "North")); n != 0 {
		t.Error(n)
	}
	if b, _ := h.c.Booking("h00002"); b.Slots[0].Seats.Public != 0 {
		t.Error("the public has seats in a closed hearing")
	}
}

func TestQueue(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	h.book(ask(5), slot(room, "2026-03-03 09:00", 60))
	pending := func(n int, urgency string, age int, last string) calendar.Pending {
		return calendar.Pending{Case: ask(n).Case, CaseNo: ask(n).CaseNo, Urgency: urgency, AgeDays: age, LastActivity: at(last)}
	}
	queue := h.c.Queue([]calendar.Pending{
		pending(1, "normal", 200, "2026-01-01 10:00"), pending(2, "urgent", 2, "2026-03-01 10:00"), pending(3, "high", 10, "2026-02-01 10:00"),
		pending(4, "high", 10, "2026-01-15 10:00"), pending(5, "urgent", 9, "2026-03-01 10:00"), pending(6, "normal", 300, "2026-02-20 10:00"),
	}, []string{"urgent", "high", "normal"}, h.now)
	var got []court.CaseNo
	for i, q := range queue {
		got = append(got, q.CaseNo)
		if q.No != i+1 || len(q.Reasons) < 2 {
			t.Error(q)
		}
	}
	if want := []court.CaseNo{"7501-26-2", "7501-26-4", "7501-26-3", "7501-26-6", "7501-26-1", "7501-26-5"}; !slices.Equal(got, want) {
		t.Error(got)
	}
	if last := queue[5].Reasons; last[len(last)-1].Key != "calendar.queue.booked" {
		t.Error(last)
	}
}
