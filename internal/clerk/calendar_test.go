package clerk_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
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
			_, err = b.c.BookHearing(ctx, claimant, clerk.Book{Stamp: b.stamp(), Wish: wish, Slots: view.Proposal.Slots})
			refusedWith(t, err, "act.not_permitted")
			done, err := b.c.BookHearing(ctx, secretary, clerk.Book{Stamp: b.stamp(), Wish: wish, Slots: view.Proposal.Slots})
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
			if mine, err := b.c.MyCalendar(ctx, claimant); err != nil || len(mine.Lines) != 0 {
				t.Errorf("released, and still in the person's days: %+v, %v", mine.Lines, err)
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
	if len(wall) == 0 {
		b.t.Error("the wall is empty")
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
						clerk.Book{Stamp: st, Wish: clerk.Wish{Hearing: id, Minutes: 60, NotBefore: b.clock.Now()}, Slots: first.Proposal.Slots})
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
	_, err = b.c.BookHearing(ctx, b.people["judge"], clerk.Book{Stamp: b.stamp(), Wish: wish, Slots: later.Proposal.Slots})
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
