package calendar_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// chance is a court whose orders are drawn by lot.
type chance struct {
	*house
	r        *rand.Rand
	rooms    []court.RoomID
	n        int
	hearings []court.HearingID
	closed   map[court.RoomID][]calendar.Span
	away     map[court.PersonID][]calendar.Span
	accepted int
	refusals map[string]int
}

func newChance(t *testing.T, seed uint64) *chance {
	x := &chance{house: newHouse(t), r: rand.New(rand.NewPCG(seed, 7)), closed: map[court.RoomID][]calendar.Span{},
		away: map[court.PersonID][]calendar.Span{}, refusals: map[string]int{}}
	// The law changes: quarantine in the second fortnight, longer cleaning in April.
	x.policy = func(d calendar.Day) calendar.Policy {
		p := ordinary()
		if d >= day("2026-03-16") {
			p.SeatDistanceCM, p.AirPerPersonM3, p.RoomSharePercent = 200, 20, 60
		}
		if d >= day("2026-04-01") {
			p.Cleaning, p.SlotStart, p.SlotStep = time.Hour, 10*time.Hour, 15*time.Minute
		}
		return p
	}
	x.holiday[day("2026-03-09")], x.holiday[day("2026-03-23")] = "womens_day", "nauryz"
	for i, at := range [][2]string{{"Main", "Almaty"}, {"Main", "Almaty"}, {"South", "Almaty"}, {"North", "Qonaev"}} {
		x.rooms = append(x.rooms, x.room(fmt.Sprint(i), at[0], at[1], func(r *calendar.Courtroom) { r.VolumeM3 = 100 + 60*i; r.Cameras = i % 3 }))
	}
	return x
}

func (x *chance) someone(role string, of int) court.PersonID {
	return court.PersonID(fmt.Sprintf("p-%s%d", role, x.r.IntN(of)))
}

// ask draws a hearing; its people are few, so that they meet again.
func (x *chance) ask() calendar.Ask {
	x.n++
	a := ask(x.n, in(court.Judge, x.someone("judge", 5)), in(court.Secretary, x.someone("secretary", 6)),
		in(court.Claimant, x.someone("party", 40)), in(court.Advocate, x.someone("advocate", 12)))
	a.Format = []court.Format{court.InPerson, court.InPerson, court.Hybrid, court.Online}[x.r.IntN(4)]
	if x.r.IntN(3) == 0 {
		a.People = append(a.People, in(court.Interpreter, x.someone("interpreter", 3)))
	}
	for i := range x.r.IntN(4) {
		a.People = append(a.People, in("witness", court.PersonID(fmt.Sprintf("p-witness%d-%d", x.n%12, i))))
	}
	for i := range a.People {
		if a.People[i].KM = x.r.IntN(300); a.Format == court.Online || a.Format == court.Hybrid && i > 0 && x.r.IntN(2) == 0 {
			a.People[i].Where = calendar.Online
		}
	}
	a.Minutes, a.Press, a.Public, a.Closed = 30+15*x.r.IntN(10), x.r.IntN(3), x.r.IntN(20), x.r.IntN(5) == 0
	if x.r.IntN(8) == 0 {
		a.Days = 2 + x.r.IntN(2)
	}
	a.Prefer = []calendar.Part{calendar.AnyTime, calendar.Morning, calendar.Afternoon}[x.r.IntN(3)]
	a.NotBefore = x.now.AddDate(0, 0, x.r.IntN(15))
	return a
}

// anywhere draws slots that may or may not be lawful.
func (x *chance) anywhere(a calendar.Ask) []calendar.Slot {
	var list []calendar.Slot
	room := x.rooms[x.r.IntN(len(x.rooms))]
	if a.Format == court.Online {
		room = ""
	}
	d := x.now.Truncate(24*time.Hour).AddDate(0, 0, x.r.IntN(25))
	for range max(1, a.Days) {
		if w := d.Weekday(); w == time.Saturday || w == time.Sunday && x.r.IntN(4) > 0 {
			d = d.AddDate(0, 0, 2)
		}
		start := d.Add(time.Duration(3*60+x.r.IntN(44)*15) * time.Minute)
		list = append(list, calendar.Slot{Room: room, Start: record.At(start), End: record.At(start.Add(time.Duration(a.Minutes) * time.Minute))})
		d = d.AddDate(0, 0, 1)
	}
	return list
}

func (x *chance) span() calendar.Span {
	first := calendar.DayOf(x.now) + calendar.Day(x.r.IntN(50))
	return calendar.Span{First: first, Last: first + calendar.Day(x.r.IntN(5))}
}

// step gives one order by lot and appends what was decided.
func (x *chance) step() {
	switch x.r.IntN(20) {
	case 0:
		if x.r.IntN(3) > 0 {
			return
		}
		s, room := x.span(), x.rooms[x.r.IntN(len(x.rooms))]
		x.append(x.c.Close(room, s, "by lot"))
		x.closed[room] = append(x.closed[room], s)
	case 1:
		if x.r.IntN(3) > 0 {
			return
		}
		s, p := x.span(), x.someone("judge", 5)
		x.append(x.c.Away(x.terms, calendar.PersonAway{Person: p, Span: s, Leave: true}, x.now))
		x.away[p] = append(x.away[p], s)
	case 2:
		s, p := x.span(), x.someone("party", 40)
		if x.append(x.c.Away(x.terms, calendar.PersonAway{Person: p, Span: s}, x.now)) {
			x.away[p] = append(x.away[p], s)
		}
	case 3, 4:
		if len(x.hearings) > 0 {
			x.append(x.c.Release(x.hearings[x.r.IntN(len(x.hearings))], "by lot", x.now))
		}
	case 5, 6, 7:
		x.moveSome()
	case 8, 9, 10, 11, 12:
		a := x.ask()
		if x.append(x.c.Book(x.terms, a, x.anywhere(a), x.now)) {
			x.hearings = append(x.hearings, a.Hearing)
		}
	default:
		x.placeAndBook()
	}
}

func (x *chance) moveSome() {
	if len(x.hearings) < 3 {
		return
	}
	var shifts []calendar.Shift
	for range 1 + x.r.IntN(3) {
		h := x.hearings[x.r.IntN(len(x.hearings))]
		b, _ := x.c.Booking(h)
		shifts = append(shifts, calendar.Shift{Hearing: h, Slots: x.anywhere(calendar.Ask{Format: b.Format, Days: max(1, len(b.Slots)), Minutes: 60})})
	}
	x.append(x.c.Move(x.terms, shifts, "by lot", x.now))
}

// placeAndBook: what Place proposes Book accepts, the alternatives too.
func (x *chance) placeAndBook() {
	a := x.ask()
	p, err := x.c.Place(x.terms, a)
	if err != nil {
		x.refusals[fault.Of(err).Key]++
		return
	}
	for _, other := range p.Others {
		if _, err := x.c.Book(x.terms, a, other, x.now); err != nil {
			x.t.Fatalf("the alternative %s is refused: %v %v", said(other), err, fault.Of(err).Args)
		}
	}
	events, err := x.c.Book(x.terms, a, p.Slots, x.now)
	if err != nil {
		x.t.Fatalf("the proposal %s is refused: %v %v", said(p.Slots), err, fault.Of(err).Args)
	}
	if b := events[0].(calendar.Booked); !reflect.DeepEqual(b.Slots, p.Slots) || !reflect.DeepEqual(b.Waiting, p.Waiting) {
		x.t.Fatalf("proposed %v %v, booked %v %v", p.Slots, p.Waiting, b.Slots, b.Waiting)
	}
	x.append(events, nil)
	x.hearings = append(x.hearings, a.Hearing)
}

// append checks what was decided against what the court knows of its rooms
// and people, apart from the calendar, and appends it.
func (x *chance) append(events []record.Data, err error) bool {
	x.t.Helper()
	if err != nil {
		if f := fault.Of(err); f.Kind == fault.KindInternal {
			x.t.Fatal(err)
		} else {
			x.refusals[f.Key]++
		}
		return false
	}
	x.must(events, nil)
	x.accepted++
	for _, e := range events {
		switch d := e.(type) {
		case calendar.Booked:
			x.checkDays(d.People, d.Slots)
		case calendar.Moved:
			b, _ := x.c.Booking(d.Hearing)
			x.checkDays(b.People, slices.DeleteFunc(slices.Clone(d.Slots), func(s calendar.Slot) bool { return !s.Start.After(x.now) }))
		}
	}
	return true
}

func (x *chance) checkDays(people []calendar.Person, slots []calendar.Slot) {
	x.t.Helper()
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
			if slices.ContainsFunc(x.away[p.Person], has) {
				x.t.Fatalf("%s is away on %s", p.Person, d)
			}
		}
		if s.Room == "" {
			continue
		}
		r, _ := x.c.Room(s.Room)
		p := x.policy(d)
		limit := min(r.Seats.Total(), r.AreaM2*10_000/(p.SeatDistanceCM*p.SeatDistanceCM), r.VolumeM3/p.AirPerPersonM3, r.Seats.Total()*p.RoomSharePercent/100)
		if s.Seats.Total() > limit {
			x.t.Fatalf("%d people in %s on %s: %d are healthy", s.Seats.Total(), s.Room, d, limit)
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
			if from.Town == to.Town || a.Room == "" || b.Room == "" || where(a, id) == calendar.Online || where(b, id) == calendar.Online {
				return 0
			}
			return x.policy(calendar.DayOf(b.Start.In(almaty()))).JourneyOtherTown
		})
		if got := x.c.Of(id); len(got) != len(list) {
			x.t.Fatalf("%s has %d sittings by person, %d by day", id, len(got), len(list))
		}
	}
}

func where(l calendar.Line, p court.PersonID) calendar.Where {
	return l.People[slices.IndexFunc(l.People, func(o calendar.Person) bool { return o.Person == p })].Where
}

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

// TestByLot gives thousands of orders by lot: nobody and no room is ever in
// two hearings, cleaning and journeys are kept, no day has more people in a
// room than is healthy, what is proposed can be booked, and the record read
// again gives the same calendar.
func TestByLot(t *testing.T) {
	met := map[string]int{}
	for seed := range uint64(6) {
		x := newChance(t, seed)
		for i := range 1500 {
			x.step()
			if i%50 == 49 {
				x.now = x.now.Add(7 * time.Hour)
			}
			if i%250 == 249 {
				x.checkAll()
			}
		}
		for key, n := range x.refusals {
			met[key] += n
		}
		again, err := calendar.Calendar{}.Fold(x.events...)
		if err != nil || !reflect.DeepEqual(again, x.c) {
			t.Error("the record read again gives another calendar", err)
		}
	}
	for _, kind := range []string{"judge", "secretary", "party", "defender", "interpreter", "person", "room", "cleaning", "journey", "holiday",
		"hours", "away", "closed", "equipment", "capacity", "witnesses", "past", "first_slot"} {
		if met["calendar.conflict."+kind] == 0 {
			t.Errorf("the lot never met %s", kind)
		}
	}
	t.Logf("refused: %v", met)
}

// TestFoldLeavesTheOldCalendar: a value folded from keeps what it had.
func TestFoldLeavesTheOldCalendar(t *testing.T) {
	x := newChance(t, 11)
	for range 200 {
		x.step()
	}
	before, kept := x.c, len(x.events)
	for range 400 {
		x.step()
	}
	again, err := calendar.Calendar{}.Fold(x.events[:kept]...)
	if err != nil || !reflect.DeepEqual(again, before) {
		t.Error("the earlier value has changed", err)
	}
}

// TestAtTheSameTime: many ask at once, each deciding against the version it
// read. As the clerk does, an append is refused when the version has moved
// on, and the order is decided anew.
func TestAtTheSameTime(t *testing.T) {
	x := newChance(t, 5)
	terms, version := x.terms, x.c.Version
	var mu sync.Mutex
	load := func() calendar.Calendar { mu.Lock(); defer mu.Unlock(); return x.c }
	save := func(read uint64, events []record.Data) bool {
		mu.Lock()
		defer mu.Unlock()
		if x.c.Version != read {
			return false
		}
		x.must(events, nil)
		return true
	}
	var wg sync.WaitGroup
	const clerks, each = 8, 25
	booked, refused, anew := make([]int, clerks), make([]int, clerks), make([]int, clerks)
	for k := range clerks {
		wg.Go(func() {
			for i := range each {
				a := ask(k*each+i, in(court.Judge, "p-judge"), in(court.Claimant, court.PersonID(fmt.Sprintf("p-a%d", i))))
				for {
					c := load()
					p, err := calendar.Calendar.Place(c, terms, a)
					if err != nil {
						t.Error(err)
						return
					}
					// Everybody wants the slot that was the first in the beginning, too.
					events, err := c.Book(terms, a, p.Slots, at("2026-03-02 08:00"))
					if i%5 == 0 {
						events, err = c.Book(terms, a, slots(slot("r-0", "2026-03-03 10:00", 60)), at("2026-03-02 08:00"))
					}
					if err != nil {
						refused[k]++
						break
					}
					if save(c.Version, events) {
						booked[k]++
						break
					}
					anew[k]++
				}
			}
		})
	}
	wg.Wait()
	sum := func(list []int) (n int) {
		for _, v := range list {
			n += v
		}
		return n
	}
	t.Logf("%d booked, %d refused, %d decided anew", sum(booked), sum(refused), sum(anew))
	if got := int(x.c.Version - version); got != sum(booked) || sum(booked)+sum(refused) != clerks*each {
		t.Errorf("%d appended, %d booked, %d refused", got, sum(booked), sum(refused))
	}
	if n := len(x.c.Day(terms, day("2026-03-03"))); n == 0 {
		t.Error("nobody had the slot that all wanted")
	}
	x.checkAll()
}

// TestDecidedAgainstTheSameVersion: two orders for one slot are lawful alone;
// the second, decided anew after the first was appended, is refused.
func TestDecidedAgainstTheSameVersion(t *testing.T) {
	h := newHouse(t)
	room := h.room("1", "Main", "Almaty")
	read := h.c
	one, err1 := read.Book(h.terms, ask(1), slots(slot(room, "2026-03-03 10:00", 60)), h.now)
	_, err2 := read.Book(h.terms, ask(2), slots(slot(room, "2026-03-03 10:30", 60)), h.now)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	h.must(one, nil)
	h.refused("calendar.conflict.judge")(h.c.Book(h.terms, ask(2), slots(slot(room, "2026-03-03 10:30", 60)), h.now))
	other := ask(2, in(court.Judge, "p-judge2"), in(court.Claimant, "p-x"))
	h.refused("calendar.conflict.room")(h.c.Book(h.terms, other, slots(slot(room, "2026-03-03 10:30", 60)), h.now))
}
