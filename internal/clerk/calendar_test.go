package clerk_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// hall is a courtroom for the tests.
func hall(name string) calendar.Courtroom {
	return calendar.Courtroom{Name: name, House: "House 1", Town: "Town", AreaM2: 80, VolumeM3: 260, Cameras: 2, Microphones: 4,
		Seats: calendar.Seats{Bench: 3, Parties: 8, Witnesses: []calendar.WitnessPlace{{Waiting: "101", Seats: 2}}, Press: 4, Public: 20}}
}

// scheduled is a new online hearing of a new case with the same people.
func (b *bench) scheduled(no string) court.HearingID {
	b.openCase(court.CaseNo(no))
	d, err := b.c.Schedule(b.t.Context(), b.people["judge"], clerk.Schedule{Stamp: b.stamp(), Case: b.id, At: b.clock.Now().Add(time.Hour)})
	b.must(err)
	return d.Ref.Stream
}

// TestPlaceOfAHearing: a hearing gets a lawful place; it stands in the
// hearing's own record, on the wall and in everybody's own days; it moves with
// a reason and leaves the calendar with one.
func TestPlaceOfAHearing(t *testing.T) {
	for _, store := range stores() {
		t.Run(store.name, func(t *testing.T) {
			b := newBench(t, store.open)
			ctx, judge, secretary, claimant := t.Context(), b.people["judge"], b.people["secretary"], b.people["claimant"]
			_, err := b.c.SetCourtroom(ctx, secretary, clerk.Courtroom{Stamp: b.stamp(), Room: hall("1")})
			refusedWith(t, err, "act.not_permitted")
			st := b.stamp()
			room, err := b.c.SetCourtroom(ctx, b.people["registrar"], clerk.Courtroom{Stamp: st, Room: hall("1")})
			b.must(err)
			again, err := b.c.SetCourtroom(ctx, b.people["registrar"], clerk.Courtroom{Stamp: st, Room: hall("1")})
			if err != nil || !again.Again || again.Ref != room.Ref {
				t.Errorf("the retry answers %+v, %v", again, err)
			}
			id := b.scheduled("7501-26-00-2/2")
			wish := clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now().Add(24 * time.Hour)}
			view, err := b.c.Place(ctx, secretary, wish)
			b.must(err)
			if view.Refused != nil || len(view.Proposal.Slots) != 1 || !view.May["book"] {
				t.Fatalf("proposed: %+v, %v", view.Proposal, view.Refused)
			}
			_, err = b.c.BookHearing(ctx, claimant, clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: view.Proposal.Slots})
			refusedWith(t, err, "act.not_permitted")
			_, err = b.c.BookHearing(ctx, secretary, clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: view.Proposal.Slots})
			refusedWith(t, err, "calendar.date.notice") // tomorrow, where the judge fixed today
			_, err = b.c.BookHearing(ctx, judge, clerk.Book{Stamp: b.stamp(), Wish: wish, Slots: view.Proposal.Slots})
			refusedWith(t, err, "calendar.reason_missing")
			done, err := b.c.BookHearing(ctx, judge, clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: view.Proposal.Slots})
			b.must(err)
			if done.Ref.Stream != id {
				t.Error("the act's receipt is not of the hearing")
			}
			h, err := b.c.HearingView(ctx, claimant, id)
			b.must(err)
			if len(h.Sitting.Place) != 1 || !h.Sitting.At.Equal(view.Proposal.Slots[0].Start.Time) {
				t.Errorf("the hearing is at %v, %v", h.Sitting.At, h.Sitting.Place)
			}
			b.wants(claimant, id)
			if mine, err := b.c.MyCalendar(ctx, claimant); err != nil || mine.Policy.WishDays != 60 || mine.Policy.WishWindow != 180 || mine.Policy.WishBinds != 90 {
				t.Errorf("what one may wish: %+v, %v", mine.Policy, err)
			}

			sunday := view.Proposal.Slots[0]
			day := sunday.Start.AddDate(0, 0, 5)
			sunday.Start.Time, sunday.End.Time = day, day.Add(time.Hour)
			shift := []calendar.Shift{{Hearing: id, Slots: []calendar.Slot{sunday}}}
			_, err = b.c.MoveHearings(ctx, judge, clerk.Rebook{Stamp: b.stamp(), Shifts: shift, Reason: "illness"})
			refusedWith(t, err, "calendar.conflict.holiday")
			shift[0].Slots[0].Start.Time, shift[0].Slots[0].End.Time = day.AddDate(0, 0, 1), day.AddDate(0, 0, 1).Add(time.Hour)
			_, err = b.c.MoveHearings(ctx, judge, clerk.Rebook{Stamp: b.stamp(), Shifts: shift, Reason: ""})
			refusedWith(t, err, "calendar.reason_missing")
			_, err = b.c.MoveHearings(ctx, judge, clerk.Rebook{Stamp: b.stamp(), Shifts: shift, Reason: "illness"})
			b.must(err)
			_, err = b.c.ReleaseHearing(ctx, judge, clerk.Reasoned{Stamp: b.stamp(), Hearing: id, Reason: "settled"})
			b.must(err)
			h, err = b.c.HearingView(ctx, claimant, id)
			b.must(err)
			if len(h.Sitting.Place) != 0 || h.Journal[len(h.Journal)-1].Type != (hearing.Unplaced{}).EventType() {
				t.Errorf("released: %v", h.Sitting.Place)
			}
			b.newClerk() // what a fresh program folds is the same
			mine, err := b.c.MyCalendar(ctx, claimant)
			if err != nil || len(mine.Lines) != 0 || len(mine.Gone) != 1 || !mine.May["away"] {
				t.Fatalf("released, and in the person's days: %+v, %v", mine, err)
			}
			if l := mine.Gone[0]; l.Hearing != id || l.No != 1 || l.State != calendar.LetGo || l.Reason != "settled" || l.Version == 0 {
				t.Errorf("what is gone: %+v", l)
			}
			if mine, err := b.c.MyCalendar(ctx, b.people["registrar"]); err != nil || len(mine.Lines) != 0 || mine.May["away"] {
				t.Errorf("the registrar's days: %+v, %v", mine, err)
			}
		})
	}
}

// wants checks the person's own days and the wall.
func (b *bench) wants(who court.PersonID, id court.HearingID) {
	b.t.Helper()
	mine, err := b.c.MyCalendar(b.t.Context(), who)
	b.must(err)
	if len(mine.Lines) != 1 || mine.Lines[0].Hearing != id {
		b.t.Fatalf("the person's days: %+v", mine.Lines)
	}
	_, err = b.c.MyCalendar(b.t.Context(), b.people["stranger"])
	refusedWith(b.t, err, "act.not_permitted")
	_, err = b.c.Calendar(b.t.Context(), who, calendar.DayOf(mine.Lines[0].Start.Time))
	refusedWith(b.t, err, "act.not_permitted")
	wall, err := b.c.Wall(b.t.Context(), calendar.DayOf(mine.Lines[0].Start.Time), "")
	b.must(err)
	if len(wall.Lines) != 1 || wall.Lines[0].JudgeName != "judge" || len(wall.Lines[0].PartyNames) == 0 {
		b.t.Errorf("the wall: %+v", wall)
	}
}

// TestOneJudgeOneHearing: of many who book one judge for one hour at once, one
// succeeds, and every other is told whom the judge sits for.
func TestOneJudgeOneHearing(t *testing.T) {
	for _, store := range stores() {
		t.Run(store.name, func(t *testing.T) {
			b := newBench(t, store.open)
			var all []court.HearingID
			for i := range 12 {
				all = append(all, b.scheduled(fmt.Sprintf("7501-26-00-2/%d", 10+i)))
			}
			first, err := b.c.Place(t.Context(), b.people["judge"], clerk.Wish{Hearing: all[0], Minutes: 60, NotBefore: b.clock.Now()})
			b.must(err)
			var wg sync.WaitGroup
			errs := make([]error, len(all))
			for i, id := range all {
				st := b.stamp()
				wg.Go(func() {
					_, errs[i] = b.c.BookHearing(t.Context(), b.people["judge"],
						clerk.Book{Stamp: st, Reason: "The hall is free then", Wish: clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now()}, Slots: first.Proposal.Slots})
				})
			}
			wg.Wait()
			booked := 0
			for _, err := range errs {
				if err == nil {
					booked++
				} else if r := fault.Of(err); r.Key != "calendar.conflict.judge" || r.Args["person"] != "judge" {
					t.Errorf("refused with %v %v", r.Key, r.Args)
				}
			}
			if booked != 1 {
				t.Errorf("%d hearings in one hour of one judge", booked)
			}
		})
	}
}

// TestAbsence: a party says when they cannot come, and is not booked then; on
// a day they are booked for they must ask the judge.
func TestAbsence(t *testing.T) {
	b := newBench(t, inMemory)
	ctx, claimant := t.Context(), b.people["claimant"]
	id := b.scheduled("7501-26-00-2/2")
	wish := clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now()}
	free, err := b.c.Place(ctx, b.people["judge"], wish)
	b.must(err)
	day := calendar.DayOf(free.Proposal.Slots[0].Start.Time)
	_, err = b.c.StateAbsence(ctx, claimant, clerk.Absence{Stamp: b.stamp(), Span: calendar.Span{First: day, Last: day}, Reason: "treatment"})
	b.must(err)
	later, err := b.c.Place(ctx, b.people["judge"], wish)
	b.must(err)
	if calendar.DayOf(later.Proposal.Slots[0].Start.Time) == day {
		t.Error("placed on a day the party is away")
	}
	if len(later.Proposal.Passed) == 0 || later.Proposal.Passed[0].Why.Args["person"] != "claimant" {
		t.Errorf("passed over: %+v", later.Proposal.Passed)
	}
	_, err = b.c.BookHearing(ctx, b.people["judge"], clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: later.Proposal.Slots})
	b.must(err)
	day = calendar.DayOf(later.Proposal.Slots[0].Start.Time)
	_, err = b.c.StateAbsence(ctx, claimant, clerk.Absence{Stamp: b.stamp(), Span: calendar.Span{First: day, Last: day}})
	refusedWith(t, err, "calendar.away.booked")
	_, err = b.c.StateAbsence(ctx, b.people["stranger"], clerk.Absence{Stamp: b.stamp(), Span: calendar.Span{First: day, Last: day}})
	refusedWith(t, err, "act.not_permitted")
	queue, err := b.c.Queue(ctx, b.people["judge"])
	b.must(err)
	if len(queue.Cases) != 2 || queue.Cases[0].CaseNo != b0 || queue.Cases[1].Booked.IsZero() {
		t.Errorf("the queue: %+v", queue.Cases)
	}
}

// b0 is the case every bench begins with: it has no hearing yet.
const b0 = court.CaseNo("7501-26-00-2/1")

// booked is a scheduled hearing with the earliest place from tomorrow on.
func (b *bench) booked(no string) (court.HearingID, []calendar.Slot) {
	b.t.Helper()
	id := b.scheduled(no)
	wish := clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now().Add(24 * time.Hour)}
	view, err := b.c.Place(b.t.Context(), b.people["judge"], wish)
	b.must(err)
	_, err = b.c.BookHearing(b.t.Context(), b.people["judge"], clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: view.Proposal.Slots})
	b.must(err)
	return id, view.Proposal.Slots
}

// TestAnotherPlace: a hearing that has a place can be proposed one that
// overlaps it, and one that was released can be booked again.
func TestAnotherPlace(t *testing.T) {
	for _, store := range stores() {
		t.Run(store.name, func(t *testing.T) {
			b := newBench(t, store.open)
			ctx, judge := t.Context(), b.people["judge"]
			id, slots := b.booked("7501-26-00-2/2")
			wish := clerk.Wish{Hearing: id, Minutes: 60, NotBefore: slots[0].Start.Add(30 * time.Minute)}
			view, err := b.c.Place(ctx, judge, wish)
			b.must(err)
			if !view.Booked || view.Refused != nil || !view.Proposal.Slots[0].Start.Equal(wish.NotBefore) || len(view.Proposal.Passed) != 0 {
				t.Fatalf("half an hour later: %+v, %v", view.Proposal, view.Refused)
			}
			_, err = b.c.MoveHearings(ctx, judge, clerk.Rebook{Stamp: b.stamp(), Shifts: []calendar.Shift{{Hearing: id, Slots: view.Proposal.Slots}}, Reason: "a motion"})
			b.must(err)
			_, err = b.c.ReleaseHearing(ctx, judge, clerk.Reasoned{Stamp: b.stamp(), Hearing: id, Reason: "another motion"})
			b.must(err)
			_, err = b.c.BookHearing(ctx, judge, clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: slots})
			b.must(err)
			b.newClerk()
			view, err = b.c.Place(ctx, b.people["claimant"], clerk.Wish{Hearing: id})
			b.must(err)
			if !view.Booked || len(view.Booking.Was) != 2 || !view.Sitting.At.Equal(slots[0].Start.Time) {
				t.Errorf("booked anew: %+v", view.Booking)
			}
		})
	}
}

// TestSentAgain: an act of the calendar sent again under its key is the same
// act; with another slot, day, room or reason it is another, and refused.
func TestSentAgain(t *testing.T) {
	for _, store := range stores() {
		t.Run(store.name, func(t *testing.T) {
			b := newBench(t, store.open)
			ctx, judge, registrar := t.Context(), b.people["judge"], b.people["registrar"]
			twice := func(what string, do func(other bool) (clerk.Done, error)) {
				t.Helper()
				first, err := do(false)
				b.must(err)
				again, err := do(false)
				if err != nil || !again.Again || again.Ref != first.Ref {
					t.Errorf("%s sent again answers %+v, %v; not %+v", what, again, err, first.Ref)
				}
				_, err = do(true)
				refusedWith(t, err, "act.key_reused")
			}
			id := b.scheduled("7501-26-00-2/2")
			wish := clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now().Add(24 * time.Hour)}
			view, err := b.c.Place(ctx, judge, wish)
			b.must(err)
			offered := append([][]calendar.Slot{view.Proposal.Slots}, view.Proposal.Others...)
			pick := func(other bool, i int) []calendar.Slot {
				if other {
					i++
				}
				return offered[i]
			}
			st := b.stamp()
			twice("a booking", func(other bool) (clerk.Done, error) {
				return b.c.BookHearing(ctx, judge, clerk.Book{Stamp: st, Reason: "The hall is free then", Wish: wish, Slots: pick(other, 0)})
			})
			more := wish
			more.Public = 3
			_, err = b.c.BookHearing(ctx, judge, clerk.Book{Stamp: st, Reason: "The hall is free then", Wish: more, Slots: offered[0]})
			refusedWith(t, err, "act.key_reused")
			st = b.stamp()
			move := func(other bool) (clerk.Done, error) {
				return b.c.MoveHearings(ctx, judge, clerk.Rebook{Stamp: st, Shifts: []calendar.Shift{{Hearing: id, Slots: pick(other, 1)}}, Reason: "illness"})
			}
			twice("a move", move)
			second := b.scheduled("7501-26-00-2/3")
			_, err = b.c.MoveHearings(ctx, judge, clerk.Rebook{Stamp: st, Reason: "illness",
				Shifts: []calendar.Shift{{Hearing: id, Slots: offered[1]}, {Hearing: second, Slots: offered[1]}}})
			refusedWith(t, err, "act.key_reused")
			reason := func(other bool) string { return map[bool]string{true: "other", false: "settled"}[other] }
			st = b.stamp()
			twice("a release", func(other bool) (clerk.Done, error) {
				return b.c.ReleaseHearing(ctx, judge, clerk.Reasoned{Stamp: st, Hearing: id, Reason: reason(other)})
			})
			var room court.RoomID
			st = b.stamp()
			twice("a courtroom", func(other bool) (clerk.Done, error) {
				r := hall(" 1 ")
				if other {
					r.Seats.Witnesses[0].Seats = 9
				}
				return b.c.SetCourtroom(ctx, registrar, clerk.Courtroom{Stamp: st, Room: r})
			})
			cal, err := b.c.Calendar(ctx, judge, 20_500)
			b.must(err)
			room, st = cal.Rooms[0].ID, b.stamp()
			days := func(other bool) calendar.Span {
				first := calendar.DayOf(b.clock.Now()) + 1
				return calendar.Span{First: first, Last: first + map[bool]calendar.Day{true: 2, false: 1}[other]}
			}
			twice("a closure", func(other bool) (clerk.Done, error) {
				return b.c.CloseCourtroom(ctx, registrar, clerk.RoomSpan{Stamp: st, Room: room, Span: days(other), Reason: "paint"})
			})
			st = b.stamp()
			twice("an absence", func(other bool) (clerk.Done, error) {
				return b.c.StateAbsence(ctx, judge, clerk.Absence{Stamp: st, Span: days(other), Reason: "leave"})
			})
		})
	}
}

// TestCourtroomAndTrial: staff see what bounds a courtroom and what sits in
// it; trying slots refuses what booking would and leaves nothing behind.
func TestCourtroomAndTrial(t *testing.T) {
	b := newBench(t, inMemory)
	ctx, judge := t.Context(), b.people["judge"]
	_, err := b.c.SetCourtroom(ctx, b.people["registrar"], clerk.Courtroom{Stamp: b.stamp(), Room: hall("1")})
	b.must(err)
	id := b.scheduled("7501-26-00-2/2")
	wish := clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now().Add(24 * time.Hour)}
	free, err := b.c.Place(ctx, judge, wish)
	b.must(err)
	trial, err := b.c.TryPlace(ctx, judge, wish, free.Proposal.Slots)
	b.must(err)
	if len(trial.Slots) != 1 || trial.Slots[0] != free.Proposal.Slots[0] {
		t.Errorf("tried %v, proposed %v", trial.Slots, free.Proposal.Slots)
	}
	if after, err := b.c.Place(ctx, judge, wish); err != nil || after.Booked {
		t.Errorf("trying booked it: %v", err)
	}
	night := free.Proposal.Slots[0]
	night.Start.Time, night.End.Time = night.Start.Add(12*time.Hour), night.End.Add(12*time.Hour)
	_, err = b.c.TryPlace(ctx, judge, wish, []calendar.Slot{night})
	refusedWith(t, err, "calendar.conflict.hours")
	_, err = b.c.TryPlace(ctx, b.people["claimant"], wish, free.Proposal.Slots)
	refusedWith(t, err, "act.not_permitted")
	_, err = b.c.BookHearing(ctx, judge, clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: free.Proposal.Slots})
	b.must(err)
	_, err = b.c.TryPlace(ctx, judge, wish, []calendar.Slot{night}) // it has a place: this would move it
	refusedWith(t, err, "calendar.conflict.hours")

	day, err := b.c.Calendar(ctx, judge, calendar.DayOf(free.Proposal.Slots[0].Start.Time))
	b.must(err)
	room := day.Rooms[0]
	view, err := b.c.Courtroom(ctx, judge, room.ID)
	b.must(err)
	binds := 0
	for _, l := range view.Limits {
		if l.Binds {
			binds = l.People
		}
	}
	if view.Capacity != room.Capacity || binds != view.Capacity || view.May["courtrooms"] || len(view.Limits) < 2 {
		t.Errorf("%+v", view)
	}
	_, err = b.c.Courtroom(ctx, judge, "r-none")
	refusedWith(t, err, "calendar.room.unknown")
	_, err = b.c.Courtroom(ctx, b.people["claimant"], room.ID)
	refusedWith(t, err, "act.not_permitted")
}

// TestTheCaseShowsWhereItsHearingIs: the case and the list of cases follow the
// hearing to its place, and say when it has none any more.
func TestTheCaseShowsWhereItsHearingIs(t *testing.T) {
	for _, store := range stores() {
		t.Run(store.name, func(t *testing.T) {
			b := newBench(t, store.open)
			ctx, claimant := t.Context(), b.people["claimant"]
			const no = court.CaseNo("7501-26-00-2/2")
			id, slots := b.booked(string(no))
			card := func() clerk.HearingCard {
				t.Helper()
				b.newClerk()
				v, err := b.c.Case(ctx, claimant, no)
				b.must(err)
				list, err := b.c.Cases(ctx, claimant)
				b.must(err)
				i := slices.IndexFunc(list, func(c clerk.CaseCard) bool { return c.No == no })
				if len(v.Hearings) != 1 || v.Hearings[0].ID != id || list[i].Next == nil || !list[i].Next.At.Equal(v.Hearings[0].At) {
					t.Fatalf("the case has %+v, the list %+v", v.Hearings, list[i].Next)
				}
				return v.Hearings[0]
			}
			if h := card(); !h.At.Equal(slots[0].Start.Time) || len(h.Place) != 1 || h.Released {
				t.Errorf("booked: %+v", h)
			}
			_, err := b.c.ReleaseHearing(ctx, b.people["judge"], clerk.Reasoned{Stamp: b.stamp(), Hearing: id, Reason: "settled"})
			b.must(err)
			if h := card(); len(h.Place) != 0 || !h.Released {
				t.Errorf("released: %+v", h)
			}
		})
	}
}

// TestADayOff: a hearing on a day off is scheduled only by a judge who has
// confirmed the day; the calendar books and moves nothing there whoever asks,
// for the law has no rule of urgency that would allow it.
func TestADayOff(t *testing.T) {
	for _, store := range stores() {
		t.Run(store.name, func(t *testing.T) {
			b := newBench(t, store.open)
			ctx, judge := t.Context(), b.people["judge"]
			saturday := b.clock.Now().AddDate(0, 0, 5) // of a Monday
			cmd := clerk.Schedule{Stamp: b.stamp(), Case: b.id, At: saturday}
			_, err := b.c.Schedule(ctx, judge, cmd)
			refusedWith(t, err, "hearing.schedule.day_off")
			if f := fault.Of(err); f.Field != "day_off" || f.Args["day"] != calendar.DayOf(saturday) {
				t.Errorf("%+v", f)
			}
			cmd.DayOff = true
			done, err := b.c.Schedule(ctx, judge, cmd)
			b.must(err)
			cmd.At = saturday.Add(time.Hour)
			_, err = b.c.Schedule(ctx, judge, cmd)
			refusedWith(t, err, "act.key_reused")
			wish := clerk.Wish{Hearing: done.Ref.Stream, Minutes: 60, NotBefore: saturday}
			at := func(start time.Time) []calendar.Slot {
				return []calendar.Slot{{Start: record.At(start), End: record.At(start.Add(time.Hour))}}
			}
			for _, who := range []string{"judge", "secretary"} {
				_, err = b.c.BookHearing(ctx, b.people[who], clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: at(saturday)})
				refusedWith(t, err, "calendar.conflict.holiday")
				_, err = b.c.BookHearing(ctx, b.people[who], clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: at(saturday.AddDate(0, 0, 2).Add(12 * time.Hour))})
				refusedWith(t, err, "calendar.conflict.hours")
				newYear := time.Date(2027, 1, 1, 6, 0, 0, 0, time.UTC) // a Friday
				_, err = b.c.BookHearing(ctx, b.people[who], clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: at(newYear)})
				refusedWith(t, err, "calendar.conflict.holiday")
			}
			view, err := b.c.Place(ctx, judge, wish)
			b.must(err)
			if first := view.Proposal.Slots[0].Start; first.Before(saturday.AddDate(0, 0, 2).Add(-12 * time.Hour)) {
				t.Errorf("proposed at %v", first)
			}
		})
	}
}

// TestTheHearingEnds: a hearing that has ended has no place to get, keep or
// lose; the days it had ahead are free, and nothing follows its end in the record.
func TestTheHearingEnds(t *testing.T) {
	for _, store := range stores() {
		t.Run(store.name, func(t *testing.T) {
			b := newBench(t, store.open)
			ctx, judge := t.Context(), b.people["judge"]
			const no = court.CaseNo("7501-26-00-2/2")
			id := b.scheduled(string(no))
			wish := clerk.Wish{Hearing: id, Minutes: 60, Days: 2, NotBefore: b.clock.Now()}
			view, err := b.c.Place(ctx, judge, wish)
			b.must(err)
			_, err = b.c.BookHearing(ctx, judge, clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: view.Proposal.Slots})
			b.must(err)
			b.clock.set(view.Proposal.Slots[0].Start.Add(10 * time.Minute))
			b.enters(b.c, id, judge)
			_, err = b.c.Open(ctx, judge, clerk.Reasoned{Stamp: b.stamp(), Hearing: id, Reason: "all agree"})
			b.must(err)
			due := func() *calendar.Due {
				v, err := b.c.Case(ctx, b.people["claimant"], no)
				b.must(err)
				return v.Due
			}
			// Two months, from the day the case was opened.
			if d := due(); d == nil || d.Article.No != "183" || !d.Article.Verify || d.Last < calendar.DayOf(b.clock.Now().AddDate(0, 1, 15)) {
				t.Errorf("by when it is to be heard: %+v", d)
			}
			closing := clerk.Hearing{Stamp: b.stamp(), Hearing: id}
			done, err := b.c.Close(ctx, judge, closing)
			b.must(err)
			if d := due(); d != nil {
				t.Errorf("a case that was heard is still due: %+v", d)
			}
			again, err := b.c.Close(ctx, judge, closing)
			if err != nil || !again.Again || again.Ref != done.Ref {
				t.Errorf("closed again: %+v, %v", again, err)
			}
			b.newClerk()
			mine, err := b.c.MyCalendar(ctx, b.people["claimant"])
			b.must(err)
			if len(mine.Lines) != 1 || len(mine.Gone) != 1 || mine.Gone[0].State != calendar.LetGo || mine.Gone[0].No != 2 {
				t.Errorf("the second day is still kept: %+v", mine)
			}
			view, err = b.c.Place(ctx, judge, clerk.Wish{Hearing: id})
			b.must(err)
			if view.May["book"] {
				t.Error("an ended hearing may be booked")
			}
			slots := []calendar.Slot{view.Booking.Slots[0]}
			slots[0].Start, slots[0].End = record.At(slots[0].Start.AddDate(0, 0, 2)), record.At(slots[0].End.AddDate(0, 0, 2))
			_, err = b.c.BookHearing(ctx, judge, clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: slots})
			refusedWith(t, err, "hearing.ended")
			_, err = b.c.MoveHearings(ctx, judge, clerk.Rebook{Stamp: b.stamp(), Shifts: []calendar.Shift{{Hearing: id, Slots: slots}}, Reason: "r"})
			refusedWith(t, err, "hearing.ended")
			_, err = b.c.ReleaseHearing(ctx, judge, clerk.Reasoned{Stamp: b.stamp(), Hearing: id, Reason: "r"})
			refusedWith(t, err, "hearing.ended")
			queue, err := b.c.Queue(ctx, judge)
			b.must(err)
			if len(queue.Cases) != 1 || queue.Cases[0].CaseNo != b0 {
				t.Errorf("a case whose hearing has ended waits: %+v", queue.Cases)
			}
		})
	}
}

// state says of the bench's case what the law asks.
func (b *bench) state(fact, value string) {
	b.t.Helper()
	_, err := b.c.StateCircumstances(b.t.Context(), b.people["judge"], clerk.StateCircumstances{Stamp: b.stamp(), Case: b.id,
		Facts: map[string]string{fact: value}, Reason: "the file"})
	b.must(err)
}

// TestTheLawSaysWhatIsUrgent: the queue has the order of the law's own words.
func TestTheLawSaysWhatIsUrgent(t *testing.T) {
	b := newBench(t, inMemory)
	judge := b.people["judge"]
	b.clock.set(b.clock.Now().Add(72 * time.Hour))
	for i, fact := range []string{"children", "property"} {
		b.openCase(court.CaseNo(fmt.Sprintf("7501-26-00-2/%d", 2+i)))
		b.state(fact, map[string]string{"children": "heard", "property": "deprivation"}[fact])
	}
	queue, err := b.c.Queue(t.Context(), judge)
	b.must(err)
	var got []string
	for _, q := range queue.Cases {
		got = append(got, string(q.CaseNo)+" "+q.Urgency)
	}
	if want := []string{"7501-26-00-2/2 urgent", "7501-26-00-2/3 high", "7501-26-00-2/1 normal"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for i, want := range []string{"2026-12-28 183", "2027-01-26 183", "2027-01-25 183"} { // a month and two from the opening, to a working day
		if d := queue.Cases[i].Due; d == nil || d.Last.String()+" "+d.Article.No != want {
			t.Errorf("%s is due %+v, want %s", got[i], d, want)
		}
	}
}

// TestWhatTheLawCloses: in a hearing that the law closes the public has no seat,
// and the wall no name; also when that is known only after it was booked.
func TestWhatTheLawCloses(t *testing.T) {
	b := newBench(t, inMemory)
	ctx, judge := t.Context(), b.people["judge"]
	closed := func(id court.HearingID) (onWall, booked bool) {
		t.Helper()
		view, err := b.c.Place(ctx, judge, clerk.Wish{Hearing: id})
		b.must(err)
		wall, err := b.c.Wall(ctx, calendar.DayOf(view.Booking.Slots[0].Start.Time), "")
		b.must(err)
		i := slices.IndexFunc(wall.Lines, func(n calendar.Listed) bool { return n.CaseNo == view.Booking.CaseNo })
		if n := wall.Lines[i]; n.Closed != (len(n.Parties) == 0) {
			t.Errorf("%+v", n)
		}
		return wall.Lines[i].Closed, view.Booking.Closed
	}
	open, _ := b.booked("7501-26-00-2/2")
	if wall, booked := closed(open); wall || booked {
		t.Error("an open hearing is closed")
	}
	b.state("privacy", "adoption")
	if wall, booked := closed(open); !wall || booked {
		t.Error("the adoption is on the wall")
	}
	b.openCase("7501-26-00-2/3")
	b.state("privacy", "adoption")
	done, err := b.c.Schedule(ctx, judge, clerk.Schedule{Stamp: b.stamp(), Case: b.id, At: b.clock.Now().Add(time.Hour)})
	b.must(err)
	_, err = b.c.SetCourtroom(ctx, b.people["registrar"], clerk.Courtroom{Stamp: b.stamp(), Room: hall("1")})
	b.must(err)
	id := done.Ref.Stream
	wish := clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now().Add(24 * time.Hour), Public: 10}
	view, err := b.c.Place(ctx, judge, wish)
	b.must(err)
	cmd := clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: view.Proposal.Slots}
	_, err = b.c.BookHearing(ctx, judge, cmd)
	b.must(err)
	if again, err := b.c.BookHearing(ctx, judge, cmd); err != nil || !again.Again {
		t.Errorf("sent again: %+v, %v", again, err)
	}
	if wall, booked := closed(id); !wall || !booked {
		t.Error("the adoption was booked for the public")
	}
	view, err = b.c.Place(ctx, judge, clerk.Wish{Hearing: id})
	b.must(err)
	if s := view.Booking.Slots[0].Seats; s.Public != 0 || s.Parties == 0 {
		t.Errorf("%+v", s)
	}
}

// TestAFormatTheLawForbidsByNow: once the authenticity of a document is in
// dispute nobody books the online hearing that was fixed before.
func TestAFormatTheLawForbidsByNow(t *testing.T) {
	b := newBench(t, inMemory)
	id := b.scheduled("7501-26-00-2/2")
	wish := clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now().Add(24 * time.Hour)}
	view, err := b.c.Place(t.Context(), b.people["judge"], wish)
	b.must(err)
	b.state("authenticity", docket.Disputed)
	_, err = b.c.BookHearing(t.Context(), b.people["secretary"], clerk.Book{Stamp: b.stamp(), Reason: "The hall is free then", Wish: wish, Slots: view.Proposal.Slots})
	refusedWith(t, err, "case.format.forbidden")
}
