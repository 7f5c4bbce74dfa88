package clerk

import (
	"encoding/json"
	"slices"
	"time"

	"tarazy/internal/attend"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// absences is kept from the events alone: who is necessary and not there, since
// when, and whom the judge has ruled on.
type absences struct {
	necessary map[court.PersonID]bool
	since     map[court.PersonID]time.Time // of who is not in a room with a living line
	ruled     map[court.PersonID]bool      // opened, gone on or dismissed without, until they are in the room again
	standing  map[court.PersonID]bool
	byCourt   map[court.PersonID]bool // cut off by the court's own failure
	called    map[court.PersonID]bool // a witness who was let in
	outside   map[court.PersonID]bool // has not knocked yet
	opened    time.Time
}

// shown is whom the judge's page may have had as missing: it may be behind.
func (c *chance) shown() []court.PersonID {
	if c.IntN(2) == 0 {
		return nil
	}
	return slices.DeleteFunc(c.s.Missing(), func(court.PersonID) bool { return c.IntN(3) == 0 })
}

// sawAbsence keeps the absences.
func (c *chance) sawAbsence(e record.Event) {
	var d struct {
		Person  court.PersonID     `json:"person"`
		Absent  []court.PersonID   `json:"absent"`
		Without []court.PersonID   `json:"without"`
		About   []court.PersonID   `json:"about"`
		Gone    []court.PersonID   `json:"gone"`
		Cause   string             `json:"cause"`
		Sign    string             `json:"sign"`
		Roll    []hearing.RollLine `json:"roll"`
		Lines   []hearing.RollLine `json:"lines"`
	}
	if err := json.Unmarshal(e.Payload.Data, &d); err != nil {
		c.t.Fatal(err)
	}
	a, at, by := &c.away, e.Payload.At.Time, e.Payload.By.Person
	gone := func(p court.PersonID) { a.since[p], a.byCourt[p] = at, false }
	switch e.Payload.Type {
	case "hearing.scheduled":
		*a = absences{map[court.PersonID]bool{}, map[court.PersonID]time.Time{}, map[court.PersonID]bool{}, map[court.PersonID]bool{}, map[court.PersonID]bool{}, map[court.PersonID]bool{}, map[court.PersonID]bool{}, time.Time{}}
	case "hearing.entered", "hearing.back":
		delete(a.since, d.Person)
		delete(a.ruled, d.Person)
	case "hearing.lost":
		gone(d.Person)
		a.byCourt[d.Person] = d.Cause == "court"
	case "hearing.admitted", "hearing.readmitted":
		a.called[d.Person] = true
		if _, away := a.since[d.Person]; away {
			gone(d.Person)
		}
	case "hearing.prepared":
		if a.outside[by] {
			gone(by) // has as long from the knock as from anything else
		}
		delete(a.outside, by)
	case "hearing.left":
		delete(a.called, by)
		gone(by)
	case "hearing.removed", (hearing.PowerLapsed{}).EventType():
		delete(a.called, d.Person)
		gone(d.Person)
		a.outside[d.Person] = e.Payload.Type != "hearing.removed"
	case "hearing.court_failed":
		for p := range a.necessary {
			if _, away := a.since[p]; !away && d.Sign == hearing.SignRestarted {
				gone(p)
				a.byCourt[p] = true
			}
		}
	case "hearing.opened":
		a.opened = at
	case "hearing.standing_ruled":
		a.standing[d.Person] = true
	case "hearing.standing_lapsed":
		delete(a.standing, d.Person)
	}
	for _, l := range append(d.Roll, d.Lines...) {
		if _, known := a.necessary[l.Person]; !known {
			gone(l.Person)
			a.outside[l.Person] = true
		}
		a.necessary[l.Person] = l.Necessary
	}
	for _, p := range d.Gone {
		for _, m := range []map[court.PersonID]bool{a.necessary, a.ruled, a.standing, a.byCourt, a.called} {
			delete(m, p)
		}
	}
	ruled := append(d.Absent, d.Without...)
	if e.Payload.Type == "hearing.hold_dismissed" {
		ruled = d.About
	}
	for _, p := range ruled {
		if c.people[p] == court.Judge {
			c.t.Fatalf("%s goes on without the judge", e.Payload.Type)
		}
		_, a.ruled[p] = a.since[p]
	}
}

// beat lets every line live on that nothing has befallen.
func (c *chance) beat() {
	for _, p := range c.cast {
		c.room.Seen(p, func(a *attend.Person) {
			if a.Joined && !c.dead[p] {
				a.BeatAt(c.now)
				a.Packets(c.now, c.now, true, a.Session)
			}
		})
	}
}

// goesOn has the judge be quick with it where the sitting stands still.
func (c *chance) goesOn() {
	judge := court.Actor{Person: "judge", Role: court.Judge}
	acts := []func() ([]record.Data, error){
		func() ([]record.Data, error) { return c.s.Open("reason", c.now) },
		func() ([]record.Data, error) { return c.s.GoOn("reason", c.shown()) },
		func() ([]record.Data, error) { return c.s.Dismiss("reason", c.shown()) },
		c.s.Resume,
	}
	if data, err := acts[c.IntN(len(acts))](); err == nil {
		c.record(judge, data...)
	}
}

// breaks has lines break where it is easily overlooked: in a private talk given
// in session, and of somebody put out who is let in again.
func (c *chance) breaks() {
	judge := court.Actor{Person: "judge", Role: court.Judge}
	try := func(by court.Actor, data []record.Data, err error) bool {
		if err == nil {
			c.record(by, data...)
		}
		return err == nil
	}
	switch c.IntN(8) {
	case 0:
		data, err := c.s.Confer("advocate", hearing.Counsel, []court.PersonID{"respondent"}, court.TalkID(newStream()))
		if !try(court.Actor{Person: "advocate", Role: court.Advocate}, data, err) {
			return
		}
		data, err = c.s.Allow("advocate", court.TalkID(newStream()))
		if try(judge, data, err) || c.s.Talking() {
			c.dead["advocate"], c.dead["respondent"] = true, c.IntN(2) == 0
		}
	case 2:
		data, err := c.s.Confer("advocate", hearing.Counsel, []court.PersonID{"respondent", "interpreter"}, court.TalkID(newStream()))
		try(court.Actor{Person: "advocate", Role: court.Advocate}, data, err)
		data, err = c.s.Allow("advocate", court.TalkID(newStream()))
		if try(judge, data, err) || c.s.Talking() {
			data, err = c.s.Return("respondent")
			try(court.Actor{Person: "respondent", Role: court.Respondent}, data, err)
		}
	case 1:
		p := c.any()
		data, err := c.s.Remove(p, "reason")
		if try(judge, data, err) {
			c.dead[p] = true
			data, err = c.s.Readmit(p, "reason")
			try(judge, data, err)
		}
	}
}

// settle lets the program conclude until it has nothing more to say.
func (c *chance) settle(seed int) {
	c.t.Helper()
	for range 20 {
		data := conclude(c.s, c.room, c.now, c.law.Hold(c.now))
		if len(data) == 0 {
			c.checkWaits(seed)
			c.checkLeft(seed)
			return
		}
		c.record(court.TheServer(), data...)
	}
	c.t.Fatalf("seed %d: the program never comes to an end", seed)
}

// checkWaits: while the sitting is in session everybody necessary is there with
// a living line, has been away for less than it takes to hold it, or the judge
// has ruled on them; and no judge is away at all.
func (c *chance) checkWaits(seed int) {
	c.t.Helper()
	c.oracle()
	a := c.away
	if c.s.State != hearing.Session {
		return
	}
	c.ran++
	for p, necessary := range a.necessary {
		since, away := a.since[p]
		if since.Before(a.opened) {
			since = a.opened
		}
		witness := c.people[p] == court.Witness && !a.called[p] // is not waited for
		if !necessary || !away || witness || a.ruled[p] || a.standing[p] && !a.byCourt[p] {
			continue
		}
		if c.now.Sub(since) >= c.law.Hold(c.now).Hold {
			t, _ := c.s.Seat(p)
			c.t.Fatalf("seed %d: the sitting runs on without %s since %s: %+v", seed, p, since, t)
		}
	}
}
