package calendar_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

func almaty() *time.Location { return time.FixedZone("UTC+5", 5*60*60) }

// at reads "2026-03-02 10:30" by the court's clock.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, almaty())
	if err != nil {
		panic(err)
	}
	return t
}

func day(s string) calendar.Day {
	d, ok := calendar.ParseDay(s)
	if !ok {
		panic(s)
	}
	return d
}

// ordinary is the policy of the tests: 30 minutes between hearings, a working
// day from nine to six in steps of half an hour.
func ordinary() calendar.Policy {
	return calendar.Policy{
		SeatDistanceCM: 100, AirPerPersonM3: 5, RoomSharePercent: 100, Cleaning: 30 * time.Minute,
		JourneySameTown: time.Hour, JourneyOtherTown: 4 * time.Hour,
		SlotStart: 9 * time.Hour, SlotEnd: 18 * time.Hour, SlotStep: 30 * time.Minute,
		WishDays: 60, WishWindow: 180, WishBinds: 90, LeaveDays: 90, LeaveWindow: 365,
	}
}

// house is a court in a test: its calendar, its law, and what was appended.
type house struct {
	t       *testing.T
	c       calendar.Calendar
	terms   calendar.Terms
	policy  func(calendar.Day) calendar.Policy
	holiday map[calendar.Day]string
	now     time.Time
	events  []record.Event
}

func newHouse(t *testing.T) *house {
	h := &house{t: t, holiday: map[calendar.Day]string{}, now: at("2026-03-02 08:00")} // a Monday
	h.policy = func(calendar.Day) calendar.Policy { return ordinary() }
	h.terms = calendar.Terms{
		Local:  func(m time.Time) time.Time { return m.In(almaty()) },
		Policy: func(d calendar.Day) calendar.Policy { return h.policy(d) },
		Working: func(d calendar.Day) (bool, string) {
			if why, is := h.holiday[d]; is {
				return false, why
			}
			w := d.Noon().Weekday()
			return w != time.Saturday && w != time.Sunday, "weekend"
		},
	}
	h.must(h.c.Open())
	return h
}

// event is how the clerk's draft comes back from the record.
func event(version uint64, at time.Time, d record.Data) record.Event {
	data, err := json.Marshal(d)
	if err != nil {
		panic(err)
	}
	return record.Event{
		Header:  record.Header{Stream: "c0", Version: version},
		Payload: &record.Payload{At: record.At(at), By: court.Actor{Person: "p-registrar", Role: court.Registrar}, Data: data, Type: d.EventType()},
	}
}

// must appends what was decided.
func (h *house) must(events []record.Data, err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("refused: %v %v", err, fault.Of(err).Args)
	}
	for _, d := range events {
		e := event(h.c.Version+1, h.now, d)
		h.events = append(h.events, e)
		if h.c, err = h.c.Fold(e); err != nil {
			h.t.Fatal(err)
		}
	}
}

// refused expects the refusal with this key.
func (h *house) refused(key string) func([]record.Data, error) *fault.Error {
	return func(_ []record.Data, err error) *fault.Error {
		h.t.Helper()
		if err == nil {
			h.t.Fatalf("not refused; want %s", key)
		}
		f := fault.Of(err)
		if f.Key != key {
			h.t.Fatalf("refused with %s %v; want %s", f.Key, f.Args, key)
		}
		return f
	}
}

// room adds a courtroom: seats for 3 + 6 + 2 witnesses + 2 press + 10 public,
// 60 m², 180 m³, one camera and one microphone.
func (h *house) room(name, house, town string, change ...func(*calendar.Courtroom)) court.RoomID {
	h.t.Helper()
	r := calendar.Courtroom{
		ID: court.RoomID("r-" + name), Name: "Room " + name, House: house, Town: town, AreaM2: 60, VolumeM3: 180, Cameras: 1, Microphones: 1,
		Seats: calendar.Seats{Bench: 3, Parties: 6, Press: 2, Public: 10, Witnesses: []calendar.WitnessPlace{
			{Waiting: name + " left", Seats: 1}, {Waiting: name + " right", Seats: 1}}},
		Use: calendar.Span{First: day("2020-01-01")},
	}
	for _, f := range change {
		f(&r)
	}
	h.must(h.c.AddRoom(r))
	return r.ID
}

func in(role court.Role, p court.PersonID) calendar.Person {
	return calendar.Person{Person: p, Role: role, Where: calendar.InCourt}
}

func online(role court.Role, p court.PersonID) calendar.Person {
	return calendar.Person{Person: p, Role: role, Where: calendar.Online}
}

// ask is an hour in the courtroom before judge "p-judge" and parties of the
// case's own.
func ask(n int, people ...calendar.Person) calendar.Ask {
	if len(people) == 0 {
		people = []calendar.Person{in(court.Judge, "p-judge"), in(court.Secretary, "p-secretary"),
			in(court.Claimant, court.PersonID(fmt.Sprintf("p-claimant%d", n))), in(court.Respondent, court.PersonID(fmt.Sprintf("p-respondent%d", n)))}
	}
	return calendar.Ask{
		Hearing: court.HearingID(fmt.Sprintf("h%05d", n)), Case: court.CaseID(fmt.Sprintf("c%05d", n)), CaseNo: court.CaseNo(fmt.Sprintf("7501-26-%d", n)),
		Format: court.InPerson, Lang: court.Kazakh, People: people, Minutes: 60, NotBefore: at("2026-03-02 08:00"),
	}
}

// slot reads "2026-03-02 10:00" and the length.
func slot(room court.RoomID, start string, minutes int) calendar.Slot {
	from := at(start)
	return calendar.Slot{Room: room, Start: record.At(from), End: record.At(from.Add(time.Duration(minutes) * time.Minute))}
}

// moves are moves of these hearings of which nothing else is known.
func moves(hearings ...court.HearingID) []calendar.Shift {
	list := make([]calendar.Shift, len(hearings))
	for i, h := range hearings {
		list[i].Hearing = h
	}
	return list
}

func slots(s ...calendar.Slot) []calendar.Slot { return s }

// said writes slots as minutes do.
func said(list []calendar.Slot) (s string) {
	for i, x := range list {
		if i > 0 {
			s += ", "
		}
		s += x.Start.In(almaty()).Format("2006-01-02 15:04") + "–" + x.End.In(almaty()).Format("15:04")
		if x.Room != "" {
			s += " " + string(x.Room)
		}
	}
	return s
}

func (h *house) place(a calendar.Ask, want string) calendar.Proposal {
	h.t.Helper()
	p, err := h.c.Place(h.terms, a)
	if err != nil {
		h.t.Fatalf("%v %v; passed %v", err, fault.Of(err).Args, keys(p.Passed))
	}
	if got := said(p.Slots); got != want {
		h.t.Fatalf("placed at %s; want %s (passed %v)", got, want, keys(p.Passed))
	}
	return p
}

func keys(list []calendar.Passed) (all []string) {
	for _, p := range list {
		all = append(all, fmt.Sprintf("%s ×%d", p.Why.Key, p.Count))
	}
	return all
}

func (h *house) book(a calendar.Ask, s ...calendar.Slot) {
	h.t.Helper()
	h.must(h.c.Book(h.terms, a, s, h.now))
}
