package clerk_test

import (
	"slices"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
)

// sitting is a hybrid hearing of a new case, booked where the calendar
// proposes, with the claimant in the courtroom; and its slot.
func (b *bench) sitting(no string) (court.HearingID, calendar.Slot) {
	b.t.Helper()
	ctx, judge := b.t.Context(), b.people["judge"]
	d := b.openCase(court.CaseNo(no))
	_, err := b.c.RuleOnFormat(ctx, judge, clerk.RuleOnFormat{Stamp: b.stamp(), Case: d.Ref.Stream, Format: court.Hybrid, Reason: "the claimant is in the town"})
	b.must(err)
	at := b.clock.Now().Add(time.Hour)
	d, err = b.c.Schedule(ctx, judge, clerk.Schedule{Stamp: b.stamp(), Case: d.Ref.Stream, At: at})
	b.must(err)
	wish := clerk.Wish{Hearing: d.Ref.Stream, Minutes: 60, Public: 6, NotBefore: b.clock.Now(), InCourt: []court.PersonID{b.people["claimant"]}}
	view, err := b.c.Place(ctx, judge, wish)
	b.must(err)
	b.must(view.Refused)
	_, err = b.c.BookHearing(ctx, judge, clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: view.Proposal.Slots})
	b.must(err)
	return d.Ref.Stream, view.Proposal.Slots[0]
}

// TestTheDoor: a person before a courtroom's door sees their own hearing of
// the day, comes in once, and is told when it is another door or none.
func TestTheDoor(t *testing.T) {
	b := newBench(t, inMemory)
	ctx, claimant := t.Context(), b.people["claimant"]
	for _, name := range []string{"1", "2"} {
		room := hall(name)
		room.Seats.Witnesses[0].Waiting = "10" + name
		_, err := b.c.SetCourtroom(ctx, b.people["registrar"], clerk.Courtroom{Stamp: b.stamp(), Room: room})
		b.must(err)
	}
	id, slot := b.sitting("7501-26-00-2/2")
	cal, err := b.c.Calendar(ctx, b.people["secretary"], calendar.DayOf(slot.Start.Time))
	b.must(err)
	other := cal.Rooms[0].ID
	if other == slot.Room {
		other = cal.Rooms[1].ID
	}
	b.clock.set(slot.Start.Add(-10 * time.Minute))

	at, err := b.c.AtDoor(ctx, claimant, slot.Room)
	b.must(err)
	if len(at.Today) != 1 || !at.Today[0].Here || !at.Today[0].In.IsZero() || at.Today[0].Line.Hearing != id || at.Room.ID != slot.Room {
		t.Fatalf("before the door: %+v", at)
	}
	elsewhere, err := b.c.AtDoor(ctx, claimant, other)
	b.must(err)
	if len(elsewhere.Today) != 1 || elsewhere.Today[0].Here || elsewhere.Today[0].Room.ID != slot.Room {
		t.Errorf("before another door: %+v", elsewhere)
	}
	if at, err := b.c.AtDoor(ctx, b.people["stranger"], slot.Room); err != nil || len(at.Today) != 0 {
		t.Errorf("a stranger before the door: %+v, %v", at, err)
	}
	_, err = b.c.AtDoor(ctx, claimant, "r-none")
	refusedWith(t, err, "calendar.room.unknown")

	_, err = b.c.CheckIn(ctx, claimant, clerk.Door{Stamp: b.stamp(), Hearing: id, Room: other})
	refusedWith(t, err, "calendar.door.other_room")
	st := b.stamp()
	for range 2 { // the second is the same act
		_, err = b.c.CheckIn(ctx, claimant, clerk.Door{Stamp: st, Hearing: id, Room: slot.Room})
		b.must(err)
	}
	if at, err = b.c.AtDoor(ctx, claimant, slot.Room); err != nil || at.Today[0].In.IsZero() {
		t.Errorf("came in, and the door does not know: %+v, %v", at, err)
	}

	_, err = b.c.DoorSheet(ctx, claimant, slot.Room)
	refusedWith(t, err, "act.not_permitted")
	for _, who := range []string{"registrar", "secretary"} {
		r, err := b.c.DoorSheet(ctx, b.people[who], slot.Room)
		b.must(err)
		if r.ID != slot.Room {
			t.Errorf("the sheet is of %+v", r)
		}
	}
	_, err = b.c.DoorSheet(ctx, b.people["registrar"], "r-none")
	refusedWith(t, err, "calendar.room.unknown")
}

// TestTheWallKeepsNames: parties are named while the law says that the hearing
// is open and nothing more; the judge always is.
func TestTheWallKeepsNames(t *testing.T) {
	for privacy, want := range map[string]struct {
		names  []string
		closed bool
	}{"none": {[]string{"claimant", "respondent"}, false}, "intimate": {nil, false}, "adoption": {nil, true}} {
		b := newBench(t, inMemory)
		room := hall("1")
		_, err := b.c.SetCourtroom(t.Context(), b.people["registrar"], clerk.Courtroom{Stamp: b.stamp(), Room: room})
		b.must(err)
		_, slot := b.sitting("7501-26-00-2/2")
		_, err = b.c.StateCircumstances(t.Context(), b.people["judge"], clerk.StateCircumstances{Stamp: b.stamp(), Case: b.id, Facts: map[string]string{"privacy": privacy}, Reason: "r"})
		if privacy != "none" {
			b.must(err)
		}
		wall := func(house string) calendar.CauseList {
			list, err := b.c.Wall(t.Context(), calendar.DayOf(slot.Start.Time), house)
			b.must(err)
			return list
		}
		list := wall(room.House)
		if len(list.Lines) != 1 || !slices.Equal(list.Houses, []string{room.House}) {
			t.Fatalf("%s: the wall: %+v", privacy, list)
		}
		line := list.Lines[0]
		if !slices.Equal(line.PartyNames, want.names) || line.Closed != want.closed || line.JudgeName != "judge" || len(line.Parties) != len(want.names) {
			t.Errorf("%s: %+v", privacy, line)
		}
		if list := wall("Another house"); len(list.Lines) != 0 {
			t.Errorf("%s: another house: %+v", privacy, list)
		}
		b.clock.set(slot.Start.Time)
		if line := wall("").Lines[0]; line.Sits != calendar.Ahead {
			t.Errorf("nobody opened it: %q", line.Sits)
		}
		b.clock.set(slot.Start.Add(24 * time.Hour))
		for _, day := range []calendar.Day{calendar.DayOf(slot.Start.Time), calendar.DayOf(slot.Start.Time) + 60} {
			_, err := b.c.Wall(t.Context(), day, "")
			refusedWith(t, err, "calendar.wall.day") // no register of who stood before the court
		}
	}
}

// TestWhomTheLawWantsInTheCourtroom: the form is told who must come and by
// which rule, and nobody books them online.
func TestWhomTheLawWantsInTheCourtroom(t *testing.T) {
	b := newBench(t, inMemory)
	ctx, judge, claimant, respondent := t.Context(), b.people["judge"], b.people["claimant"], b.people["respondent"]
	_, err := b.c.SetCourtroom(ctx, b.people["registrar"], clerk.Courtroom{Stamp: b.stamp(), Room: hall("1")})
	b.must(err)
	d := b.openCase("7501-26-00-2/7")
	_, err = b.c.StateReadiness(ctx, respondent, clerk.StateReadiness{Stamp: b.stamp(), Case: d.Ref.Stream, Readiness: docket.Readiness{Equipment: "none"}})
	b.must(err)
	h, err := b.c.Schedule(ctx, judge, clerk.Schedule{Stamp: b.stamp(), Case: d.Ref.Stream, At: b.clock.Now().Add(time.Hour)})
	b.must(err)
	wish := clerk.Wish{Hearing: h.Ref.Stream, Minutes: 60, Public: 6, NotBefore: b.clock.Now().Add(24 * time.Hour), InCourt: []court.PersonID{claimant}}
	view, err := b.c.Place(ctx, judge, wish)
	b.must(err)
	b.must(view.Refused)
	if r := view.MustCome[respondent]; view.Sitting.Format != court.Hybrid || len(view.MustCome) != 1 || r.ID != "kz.court.format.hybrid.equipment" {
		t.Fatalf("%s: must come: %v", view.Sitting.Format, view.MustCome)
	}
	wants := func(err error) {
		t.Helper()
		refusedWith(t, err, "calendar.place.must_come")
		if f := fault.Of(err); f.Field != "people" || f.Args["person"] != view.Names[respondent] || f.Args["rule"] != "kz.court.format.hybrid.equipment" {
			t.Errorf("it names %v", f.Args)
		}
	}
	_, err = b.c.TryPlace(ctx, judge, wish, view.Proposal.Slots)
	wants(err)
	_, err = b.c.BookHearing(ctx, judge, clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: view.Proposal.Slots})
	wants(err)
	wish.InCourt = []court.PersonID{respondent}
	_, err = b.c.TryPlace(ctx, judge, wish, view.Proposal.Slots)
	b.must(err)
	_, err = b.c.BookHearing(ctx, judge, clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: view.Proposal.Slots})
	b.must(err)
	// The claimant's computer breaks after that: who moves the hearing is told, and seats both.
	if view, err = b.c.Place(ctx, judge, clerk.Wish{Hearing: wish.Hearing}); err != nil || len(view.Come) != 0 {
		t.Fatalf("%+v, %v", view.Come, err)
	}
	_, err = b.c.StateReadiness(ctx, claimant, clerk.StateReadiness{Stamp: b.stamp(), Case: d.Ref.Stream, Readiness: docket.Readiness{Equipment: "none", JourneyKM: 60}})
	b.must(err)
	if view, err = b.c.Place(ctx, judge, wish); err != nil || len(view.Come) != 1 || view.Come[0].Person != claimant || view.MustCome[claimant].ID == "" {
		t.Fatalf("by now: %+v, %v", view.Come, err)
	}
	slots := view.Proposal.Slots
	trial, err := b.c.TryPlace(ctx, judge, wish, slots)
	if err != nil || trial.Slots[0].Seats.Parties != 2 {
		t.Errorf("%+v, %v", trial, err)
	}
	shifts, err := b.c.Replan(ctx, judge, []court.HearingID{wish.Hearing}, slots[0].Start.Time)
	if err != nil || len(shifts) != 1 || len(shifts[0].Come) != 2 {
		t.Errorf("%+v, %v", shifts, err)
	}
	_, err = b.c.MoveHearings(ctx, judge, clerk.Rebook{Stamp: b.stamp(), Shifts: []calendar.Shift{{Hearing: wish.Hearing, Slots: slots}}, Reason: "the computer broke"})
	b.must(err)
	b.newClerk()
	view, err = b.c.Place(ctx, judge, clerk.Wish{Hearing: wish.Hearing})
	b.must(err)
	for _, p := range view.Booking.People {
		if p.Person == claimant && (p.Where != calendar.InCourt || p.KM != 60) || len(view.Come) != 0 {
			t.Errorf("after the move: %+v, to come %+v", p, view.Come)
		}
	}
}
