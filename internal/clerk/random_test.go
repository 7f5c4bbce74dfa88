package clerk

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tarazy/internal/attend"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// chance plays one random sitting: acts of everybody, lawful or not, and lines
// that drop and come back, in any order.
type chance struct {
	*rand.Rand
	t      *testing.T
	s      hearing.Sitting
	events []record.Event
	room   attend.Room
	now    time.Time
	people map[court.PersonID]court.Role
	cast   []court.PersonID
	f      docket.File
	law    *rules.Law

	// what the oracle has read so far, and what follows from it
	read            int
	admitted, muted map[court.PersonID]bool
	talks           map[court.TalkID]map[court.PersonID]bool
	over            bool
	away            absences
	dead            map[court.PersonID]bool // whose line is broken
	ran             int                     // how often a sitting in session was looked at
}

func (c *chance) any() court.PersonID { return c.cast[c.IntN(len(c.cast))] }

// record appends what was decided, as the store would.
func (c *chance) record(by court.Actor, data ...record.Data) {
	for _, d := range data {
		b, err := json.Marshal(d)
		if err != nil {
			c.t.Fatal(err)
		}
		e := record.Event{Header: record.Header{Stream: "h", Version: uint64(len(c.events) + 1)},
			Payload: &record.Payload{Type: d.EventType(), At: record.At(c.now), By: by, Data: b}}
		c.events = append(c.events, e)
		if c.s, err = c.s.Fold(e); err != nil {
			c.t.Fatal(err)
		}
	}
}

// order tries an act, and records what it comes to where it is lawful.
func (c *chance) order() {
	by, p := c.any(), c.any()
	acts := []func() ([]record.Data, error){
		func() ([]record.Data, error) {
			return c.s.Prepare(by, hearing.Prepared{Camera: "ok", Microphone: "ok", Sound: "ok", NoRecording: true}, c.now, 30*time.Minute)
		},
		func() ([]record.Data, error) { return c.s.Admit(p) },
		func() ([]record.Data, error) { return c.s.TurnAway(p, "reason") },
		func() ([]record.Data, error) { return c.s.Remove(p, "reason") },
		func() ([]record.Data, error) { return c.s.Readmit(p, "reason") },
		func() ([]record.Data, error) { return c.s.Object(by, "words") },
		func() ([]record.Data, error) { return c.s.Stand(p, c.now.Add(time.Minute), "reason", c.now) },
		func() ([]record.Data, error) { return c.s.Lapse(p) },
		func() ([]record.Data, error) { return c.s.Raise(by) },
		func() ([]record.Data, error) { return c.s.Lower(by) },
		func() ([]record.Data, error) { return c.s.Give(p, c.IntN(2) == 0) },
		func() ([]record.Data, error) { return c.s.Take(p) },
		func() ([]record.Data, error) { return c.s.Mute(p) },
		func() ([]record.Data, error) { return c.s.Unmute(p) },
		c.s.OpenMicrophones,
		c.s.CloseMicrophones,
		func() ([]record.Data, error) { return c.s.Open("reason", c.now) },
		func() ([]record.Data, error) { return c.s.Recess("") },
		func() ([]record.Data, error) { return c.s.BreakOff("reason") },
		func() ([]record.Data, error) { return c.s.Identify(p, hearing.Hows()[c.IntN(3)], "") },
		c.s.Resume,
		func() ([]record.Data, error) { return c.s.GoOn("reason", c.shown()) },
		func() ([]record.Data, error) { return c.s.Dismiss("reason", c.shown()) },
		func() ([]record.Data, error) { return c.s.Leave(by) },
		func() ([]record.Data, error) { return c.s.Interpret(by, c.IntN(2) == 0) },
	}
	if c.IntN(4) == 0 {
		acts = c.private(by, p)
	}
	if c.IntN(60) == 0 {
		acts = []func() ([]record.Data, error){c.s.Close, func() ([]record.Data, error) { return c.s.Adjourn(time.Time{}, "reason", c.now) }}
	}
	if data, err := acts[c.IntN(len(acts))](); err == nil {
		c.record(court.Actor{Person: by, Role: c.people[by]}, data...)
	}
}

// line lets something befall a person's line, and the program conclude.
func (c *chance) line(law *rules.Law) {
	p := c.any()
	here := c.IntN(3) > 0
	c.dead[p] = !here
	c.room.Seen(p, func(a *attend.Person) {
		if here {
			a.Join(c.now, "s")
			a.BeatAt(c.now)
			a.Packets(c.now, c.now, true, "s")
		} else if c.IntN(2) == 0 {
			a.Go(c.now, "s")
		}
	})
	c.record(court.TheServer(), c.s.OpenLobbyNow(c.now, 30*time.Minute)...)
	switch c.IntN(40) {
	case 0:
		c.room.MediaDown = c.now
	case 1:
		c.record(court.TheServer(), c.s.Restart(c.now.Add(-time.Minute), c.now)...)
	case 2:
		c.record(court.TheServer(), c.s.Gone(c.now.Add(-time.Minute), c.now)...)
	default:
		c.room.MediaDown = time.Time{}
	}
	c.record(court.TheServer(), conclude(c.s, c.room, c.now, law.Hold(c.now))...)
}

// oracle says from the events alone, by rules of its own, who is admitted and
// whom an order of the judge silences. It reads each event once.
func (c *chance) oracle() (admitted, muted map[court.PersonID]bool) {
	for _, e := range c.events[c.read:] {
		c.saw(e)
		c.sawTalk(e)
		c.sawAbsence(e)
	}
	c.read = len(c.events)
	return c.admitted, c.muted
}

func (c *chance) saw(e record.Event) {
	var about struct {
		Person court.PersonID   `json:"person"`
		Gone   []court.PersonID `json:"gone"`
	}
	if err := json.Unmarshal(e.Payload.Data, &about); err != nil {
		c.t.Fatal(err)
	}
	by := e.Payload.By
	switch e.Payload.Type {
	case "hearing.scheduled":
		c.admitted, c.muted, c.talks = map[court.PersonID]bool{}, map[court.PersonID]bool{}, map[court.TalkID]map[court.PersonID]bool{}
	case "hearing.closed", "hearing.adjourned":
		c.over, c.admitted = true, nil
	case "hearing.unmuted", "hearing.floor_given":
		c.muted[about.Person] = false
	case "hearing.muted":
		c.muted[about.Person] = true
	}
	if c.over {
		return
	}
	switch e.Payload.Type {
	case "hearing.prepared":
		c.admitted[by.Person] = c.admitted[by.Person] || by.Role.OnBench()
	case "hearing.roll_changed":
		for _, p := range about.Gone {
			c.admitted[p], c.muted[p] = false, false
		}
	case "hearing.admitted", "hearing.readmitted":
		c.admitted[about.Person] = true
	case "hearing.removed", hearing.PowerLapsed{}.EventType():
		c.admitted[about.Person] = false
	case "hearing.lost", "hearing.left", "hearing.court_failed":
		c.calls(e, about.Person)
	}
}

// TestRandomSittings: no sequence of acts and drops leaves a person in a room
// whom the record does not admit, lets one be heard whom it silences, keeps
// anybody out without an order, ends anything without a judge, or runs on
// without somebody necessary on whom the judge has not ruled.
func TestRandomSittings(t *testing.T) {
	sittings := 10_000
	if testing.Short() {
		sittings = 500
	}
	law, types, ran := rules.Kazakhstan(), map[string]bool{}, 0
	for seed := range sittings {
		c := &chance{Rand: rand.New(rand.NewPCG(uint64(seed), 7)), t: t, now: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC),
			people: map[court.PersonID]court.Role{}, dead: map[court.PersonID]bool{}}
		c.f, c.law = theCase(t, seed%10 != 0), law
		d, err := hearing.Schedule(c.f, c.now, c.now, law)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range d.Roll {
			c.people[l.Person], c.cast = l.Role, append(c.cast, l.Person)
		}
		c.record(court.Actor{Person: "judge", Role: court.Judge}, d)
		if seed%2 == 0 {
			c.assemble()
		}
		for range 60 {
			c.now = c.now.Add(time.Duration(c.IntN(8000)) * time.Millisecond)
			if seed%4 < 3 {
				c.beat() // else everybody's line breaks all the time
			}
			switch c.IntN(12) {
			case 0, 1, 2, 3:
				c.line(law)
			case 4:
				c.roles()
			default:
				c.order()
			}
			if c.IntN(3) == 0 {
				c.settle(seed)
				c.goesOn()
				c.breaks()
			}
			c.check(seed)
			c.checkRoles(seed)
		}
		ran += c.ran
		for _, e := range c.events {
			types[e.Payload.Type] = true
		}
	}
	if ran < 2*sittings {
		t.Errorf("only %d moments of sittings in session: the test has lost its breadth", ran)
	}
	if len(types) < 38 {
		t.Errorf("only %d types of events came: the test has lost its breadth", len(types))
	}
}

func (c *chance) check(seed int) {
	c.t.Helper()
	admitted, muted := c.oracle()
	c.checkTalks(seed, admitted)
	plan := PlansOf(c.s)[0]
	for p, place := range plan.People {
		bench := c.people[p].OnBench()
		switch {
		case !admitted[p]:
			c.t.Fatalf("seed %d: %s is in the room, the record does not admit them", seed, p)
		case place.Voice && muted[p]:
			c.t.Fatalf("seed %d: %s is heard, the record silences them", seed, p)
		case place.Voice && !bench && slices.Contains([]hearing.State{hearing.Held, hearing.Recess, hearing.TechnicalBreak}, c.s.State):
			c.t.Fatalf("seed %d: %s is heard while %s", seed, p, c.s.State)
		case bench && !place.Voice:
			c.t.Fatalf("seed %d: the bench is silent", seed)
		}
	}
	said := map[court.PersonID]hearing.Step{c.any(): {Name: hearing.PageSteps()[c.IntN(6)], Since: c.now, Seen: c.now}}
	for _, r := range c.s.Board(said, c.now, time.Minute) {
		if t, _ := c.s.Seat(r.Person); (r.Step == "connected") != t.Here() || t.Order != nil && r.Step != "kept_out" {
			c.t.Fatalf("seed %d: the board has %s at %s", seed, r.Person, r.Step)
		}
	}
	for _, t := range c.s.Roll {
		if plan.Open && admitted[t.Person] && !c.placed(t.Person) {
			c.t.Fatalf("seed %d: %s is kept out without an order", seed, t.Person)
		}
		if c.s.Hold != nil && c.s.State != hearing.Held || c.s.Break != nil && c.s.State != hearing.TechnicalBreak {
			c.t.Fatalf("seed %d: a hold or a break outlived itself: %s", seed, c.s.State)
		}
		if t.Order != nil && t.Admitted {
			c.t.Fatalf("seed %d: %s is admitted and kept out", seed, t.Person)
		}
	}
	for _, e := range c.events {
		byJudge := []string{"hearing.opened", "hearing.resumed", "hearing.went_on", "hearing.hold_dismissed", "hearing.closed", "hearing.adjourned", "hearing.removed"}
		if e.Payload.By.Role == court.Server && slices.Contains(byJudge, e.Payload.Type) {
			c.t.Fatalf("seed %d: the program itself wrote %s", seed, e.Payload.Type)
		}
	}
}
