package calendar_test

import (
	"slices"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
)

// What holds of a calendar whatever orders were given, checked apart from it.

// checkDays: nobody is booked on leave, nor against a wish but one that binds
// no longer and is named with a reason.
func (x *chance) checkDays(people []calendar.Person, slots []calendar.Slot, over *calendar.OverWish) {
	x.t.Helper()
	if over != nil {
		x.over += len(over.People)
	}
	for _, s := range slots {
		d := calendar.DayOf(s.Start.In(almaty()))
		has := func(o calendar.Span) bool { return o.Has(d) }
		if works, _ := x.terms.Working(d); !works {
			x.t.Fatalf("%s is no working day", d)
		}
		if slices.ContainsFunc(x.closed[s.Room], has) {
			x.t.Fatalf("%s is closed on %s", s.Room, d)
		}
		for _, p := range people {
			if slices.ContainsFunc(x.away[p.Person], has) && (!x.wishes.Over || !over.Has(p.Person) || over.Reason == "") {
				x.t.Fatalf("%s is away on %s: %+v, over %+v", p.Person, d, x.wishes, over)
			}
			if slices.ContainsFunc(x.wished[p.Person], has) {
				if !x.wishes.Over || d <= x.wishes.Bind || !over.Has(p.Person) || over.Reason == "" {
					x.t.Fatalf("%s keeps %s free: %+v, over %+v", p.Person, d, x.wishes, over)
				}
			}
		}
		if s.Room == "" {
			continue
		}
		r, _ := x.c.Room(s.Room)
		p := x.policy(d)
		limit := min(r.Seats.Total(), r.AreaM2*10_000/(p.SeatDistanceCM*p.SeatDistanceCM), r.VolumeM3/p.AirPerPersonM3, r.Seats.Total()*p.RoomSharePercent/100)
		must := 0
		for _, o := range people {
			if o.Where == calendar.InCourt {
				must++
			}
		}
		if g := s.Seats; g.Bench+g.Parties+g.Witnesses != must {
			x.t.Fatalf("%d people must attend in %s, seats are given to %+v", must, s.Room, g)
		}
		if s.Seats.Total() > limit {
			x.t.Fatalf("%d people in %s on %s: %d are healthy", s.Seats.Total(), s.Room, d, limit)
		}
	}
}

// checkWaits: in each sitting every witness in the courtroom waits at a place of
// the room, and at no moment do two wait at one.
func (x *chance) checkWaits(people []calendar.Person, slots []calendar.Slot, waiting []calendar.Wait) {
	x.t.Helper()
	want := 0
	for _, s := range slots {
		r, _ := x.c.Room(s.Room)
		for _, p := range people {
			if p.Role != "witness" || p.Where != calendar.InCourt {
				continue
			}
			want++
			i := slices.IndexFunc(waiting, func(w calendar.Wait) bool {
				return w.Person == p.Person && !w.From.Before(s.Start.Time) && !w.Until.After(s.End.Time)
			})
			if i < 0 || !slices.ContainsFunc(r.Seats.Witnesses, func(o calendar.WitnessPlace) bool { return o.Waiting == waiting[i].Place }) {
				x.t.Fatalf("%s waits nowhere in %s: %v", p.Person, s.Room, waiting)
			}
		}
	}
	if len(waiting) != want {
		x.t.Fatalf("%d waits, %d wanted: %v in %v", len(waiting), want, waiting, slots)
	}
	for i, w := range waiting {
		for _, o := range waiting[:i] {
			if o.Place == w.Place && o.From.Before(w.Until.Time) && w.From.Before(o.Until.Time) {
				x.t.Fatalf("%s and %s meet at %s", o.Person, w.Person, w.Place)
			}
		}
	}
}

// checkGone: of everything a person was ever booked for each sitting is told
// once, as standing or as gone, under one name.
func (x *chance) checkGone(p court.PersonID) {
	x.t.Helper()
	type name struct {
		of court.HearingID
		no int
	}
	stands, gone := map[name]bool{}, map[name]bool{}
	for _, l := range x.c.Of(p) {
		id := name{l.Hearing, l.No}
		if stands[id] {
			x.t.Fatalf("%s has sitting %d of %s twice", p, l.No, l.Hearing)
		}
		stands[id] = true
	}
	for _, l := range x.c.Gone(p) {
		id := name{l.Hearing, l.No}
		if gone[id] || stands[id] != (l.State == calendar.MovedOff) {
			x.t.Fatalf("%s: sitting %d of %s is %s (told %v, stands %v)", p, l.No, l.Hearing, l.State, gone[id], stands[id])
		}
		gone[id] = true
	}
	for _, h := range x.hearings {
		b, _ := x.c.Booking(h)
		if !slices.ContainsFunc(b.People, func(o calendar.Person) bool { return o.Person == p }) {
			continue
		}
		most := len(b.Slots)
		for _, w := range b.Was {
			most = max(most, len(w.Slots))
		}
		if most > 0 && len(b.Slots) < most && b.State == calendar.LetGo && !gone[name{h, most}] && !stands[name{h, most}] {
			x.t.Fatalf("%s is not told that sitting %d of %s is gone", p, most, h)
		}
	}
}

// checkAll looks at every pair of sittings that follow each other, by room and
// by person.
func (x *chance) checkAll() {
	x.t.Helper()
	byRoom, byPerson := map[court.RoomID][]calendar.Line{}, map[court.PersonID][]calendar.Line{}
	for d := day("2026-03-01"); d < day("2026-09-01"); d++ {
		for _, l := range x.c.Day(x.terms, d) {
			if l.Room != "" {
				byRoom[l.Room] = append(byRoom[l.Room], l)
			}
			for _, p := range l.People {
				byPerson[p.Person] = append(byPerson[p.Person], l)
			}
		}
	}
	for id, list := range byRoom {
		x.apart(string(id), list, func(a, b calendar.Line) time.Duration {
			if a.Hearing == b.Hearing {
				return 0
			}
			return x.policy(calendar.DayOf(b.Start.In(almaty()))).Cleaning
		})
	}
	for id, list := range byPerson {
		x.apart(string(id), list, func(a, b calendar.Line) time.Duration {
			from, _ := x.c.Room(a.Room)
			to, _ := x.c.Room(b.Room)
			p := x.policy(calendar.DayOf(b.Start.In(almaty())))
			aIn, bIn := where(a, id) == calendar.InCourt, where(b, id) == calendar.InCourt
			bench := func(l calendar.Line) bool { return attends(l, id).Role.OnBench() }
			switch {
			case a.Hearing == b.Hearing, !aIn && !bIn, aIn != bIn && bench(a) && bench(b), aIn && bIn && from.House == to.House && from.Town == to.Town:
				return 0
			case aIn && bIn && from.Town != to.Town, aIn != bIn && max(attends(a, id).KM, attends(b, id).KM) >= 200:
				return p.JourneyOtherTown
			}
			return p.JourneySameTown
		})
		if got := x.c.Of(id); len(got) != len(list) {
			x.t.Fatalf("%s has %d sittings by person, %d by day", id, len(got), len(list))
		}
		x.checkGone(id)
	}
}

func attends(l calendar.Line, p court.PersonID) calendar.Person {
	return l.People[slices.IndexFunc(l.People, func(o calendar.Person) bool { return o.Person == p })]
}

func where(l calendar.Line, p court.PersonID) calendar.Where { return attends(l, p).Where }

func (x *chance) apart(who string, list []calendar.Line, want func(a, b calendar.Line) time.Duration) {
	x.t.Helper()
	slices.SortFunc(list, func(a, b calendar.Line) int { return a.Start.Compare(b.Start.Time) })
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], list[i]
		if gap := b.Start.Sub(a.End.Time); gap < want(a, b) {
			x.t.Fatalf("%s: %s (%s) and %s (%s) are %s apart, not %s", who, a.Hearing, said(slots(a.Slot)), b.Hearing, said(slots(b.Slot)), gap, want(a, b))
		}
	}
}
