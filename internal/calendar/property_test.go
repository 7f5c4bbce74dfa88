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
	asks     map[court.HearingID]calendar.Ask
	ended    map[court.HearingID]bool
	closed   map[court.RoomID][]calendar.Span
	away     map[court.PersonID][]calendar.Span // on leave
	wished   map[court.PersonID][]calendar.Span
	wishes   calendar.Wishes // how far those bind, of what is ordered now
	over     int             // wishes booked over
	accepted int
	rebooked int
	came     int
	refusals map[string]int
}

func newChance(t *testing.T, seed uint64) *chance {
	x := &chance{house: newHouse(t), r: rand.New(rand.NewPCG(seed, 7)), closed: map[court.RoomID][]calendar.Span{},
		away: map[court.PersonID][]calendar.Span{}, wished: map[court.PersonID][]calendar.Span{}, asks: map[court.HearingID]calendar.Ask{}, ended: map[court.HearingID]bool{}, refusals: map[string]int{}}
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
	a.NotBefore, a.Now, a.Wishes = x.now.AddDate(0, 0, x.r.IntN(15)), x.now, x.wishes
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
	x.wishes = calendar.Wishes{Bind: calendar.DayOf(x.now) + calendar.Day(x.r.IntN(30)-10), Over: x.r.IntN(3) == 0, Reason: "by lot"}
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
		if x.append(x.c.Away(x.terms, calendar.PersonAway{Person: p, Span: s, Leave: true}, x.now)) {
			x.away[p] = append(x.away[p], s)
		}
	case 2:
		s, p := x.span(), x.someone("party", 40)
		if x.append(x.c.Away(x.terms, calendar.PersonAway{Person: p, Span: s}, x.now)) {
			x.wished[p] = append(x.wished[p], s)
		}
	case 3, 4:
		if len(x.hearings) > 0 {
			x.append(x.c.Release(x.hearings[x.r.IntN(len(x.hearings))], "by lot", x.now))
		}
	case 5:
		x.anotherPlace()
	case 6, 7:
		x.moveSome()
	case 8, 9, 10, 11, 12:
		a := x.ask()
		if x.append(x.c.Book(x.terms, a, x.anywhere(a), x.now)) {
			x.keep(a)
		}
	default:
		x.placeAndBook()
	}
}

// anotherPlace takes a hearing by lot: one that was released is booked again,
// one that stands is moved to the first place that is not its own, and now and
// then one ends.
func (x *chance) anotherPlace() {
	if len(x.hearings) == 0 {
		return
	}
	id := x.hearings[x.r.IntN(len(x.hearings))]
	b, _ := x.c.Booking(id)
	if x.ended[id] {
		return
	}
	if x.r.IntN(6) == 0 {
		x.append(x.c.End(id, x.now), nil)
		x.ended[id] = true
		return
	}
	a := x.asks[id]
	a.NotBefore, a.Now, a.Wishes = x.now, x.now, x.wishes
	if b.State == calendar.LetGo {
		if p, err := x.c.Place(x.terms, a); err == nil && x.append(x.c.Book(x.terms, a, p.Slots, x.now)) {
			x.rebooked++
		}
		return
	}
	p, err := x.c.Free(id, x.now).Place(x.terms, b.Again(a, nil))
	if err != nil {
		return
	}
	moved := x.append(x.c.Move(x.terms, []calendar.Shift{{Hearing: id, Slots: p.Slots, Wishes: x.wishes}}, "by lot", x.now))
	if begun := !b.Slots[len(b.Slots)-1].Start.After(x.now); !moved && !begun {
		x.t.Fatalf("the proposal %s for %s is refused", said(p.Slots), id)
	}
}

// keep remembers a hearing that was booked.
func (x *chance) keep(a calendar.Ask) {
	x.hearings = append(x.hearings, a.Hearing)
	x.asks[a.Hearing] = a
}

func (x *chance) moveSome() {
	if len(x.hearings) < 3 {
		return
	}
	var shifts []calendar.Shift
	for range 1 + x.r.IntN(3) {
		h := x.hearings[x.r.IntN(len(x.hearings))]
		b, _ := x.c.Booking(h)
		shifts = append(shifts, calendar.Shift{Hearing: h, Wishes: x.wishes, Come: x.called(b), Slots: x.anywhere(calendar.Ask{Format: b.Format, Days: max(1, len(b.Slots)), Minutes: 60})})
	}
	x.append(x.c.Move(x.terms, shifts, "by lot", x.now))
}

// called draws who of a hybrid hearing must come after all.
func (x *chance) called(b calendar.Booking) (come []calendar.Person) {
	for _, p := range b.People {
		if b.Format == court.Hybrid && p.Where == calendar.Online && x.r.IntN(2) == 0 {
			p.Where = calendar.InCourt
			come = append(come, p)
		}
	}
	return come
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
	x.keep(a)
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
			x.checkDays(d.People, d.Slots, d.Over)
			x.checkWaits(d.People, d.Slots, d.Waiting)
		case calendar.Moved:
			b, _ := x.c.Booking(d.Hearing)
			x.checkDays(b.People, slices.DeleteFunc(slices.Clone(d.Slots), func(s calendar.Slot) bool { return !s.Start.After(x.now) }), d.Over)
			x.came += len(d.People)
			x.checkWaits(b.People, d.Slots, d.Waiting)
		}
	}
	return true
}

// TestByLot gives thousands of orders by lot: nobody and no room is ever in
// two hearings, cleaning and journeys are kept, no day has more people in a
// room than is healthy, what is proposed can be booked, and the record read
// again gives the same calendar.
func TestByLot(t *testing.T) {
	met, rebooked, over, came := map[string]int{}, 0, 0, 0
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
		rebooked, over, came = rebooked+x.rebooked, over+x.over, came+x.came
		again, err := calendar.Calendar{}.Fold(x.events...)
		if err != nil || !reflect.DeepEqual(again, x.c) {
			t.Error("the record read again gives another calendar", err)
		}
	}
	for _, kind := range []string{"judge", "secretary", "party", "defender", "interpreter", "person", "room", "cleaning", "journey", "holiday",
		"hours", "away", "wish", "closed", "equipment", "capacity", "witnesses", "past", "first_slot"} {
		if met["calendar.conflict."+kind] == 0 {
			t.Errorf("the lot never met %s", kind)
		}
	}
	if rebooked == 0 {
		t.Error("the lot never booked anew what was released")
	}
	if over == 0 || came == 0 {
		t.Errorf("the lot booked over %d wishes, and moved %d hearings with others in the courtroom", over, came)
	}
	t.Logf("%d booked anew, over %d wishes, refused: %v", rebooked, over, met)
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
