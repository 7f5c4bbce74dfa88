package clerk

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// theCase is a case with somebody in every role there is, or a small one with
// four people and the bench: each person is named after the role.
func theCase(t *testing.T, small bool) docket.File {
	f := docket.File{ID: "c", Kind: court.Criminal, Judge: "judge", Secretary: "secretary"}
	principals := map[court.Role]court.PersonID{court.Representative: "claimant", court.Advocate: "respondent", court.Defender: "accused", court.Assistant: "accused"}
	few := []court.Role{court.Claimant, court.Respondent, court.Advocate, court.Interpreter}
	for _, r := range docket.RolesInCase(f.Kind) {
		if small && !slices.Contains(few, r) {
			continue
		}
		f.Parties = append(f.Parties, docket.Party{Person: court.PersonID(r), Role: r, For: principals[r], Power: "1"})
	}
	if !small && len(f.People()) != len(court.Roles())-1 { // the registrar is in no case
		t.Fatal("not everybody is in the case")
	}
	return f
}

// roles ends somebody's role in the case, lets somebody come back, or enters
// another power, whoever may or may not; the roll follows, as the clerk has it follow.
func (c *chance) roles() {
	var events []record.Data
	by := c.actor()
	going := map[court.PersonID]bool{}
	for _, t := range c.s.Roll {
		going[t.Person] = c.s.Live()
	}
	if n := len(c.f.Former); n > 0 && c.IntN(2) == 0 {
		events, _ = c.f.Add(c.f.Former[c.IntN(n)], "reason")
	} else if n := len(c.f.Parties); n > 0 {
		p := c.f.Parties[c.IntN(n)]
		if c.IntN(2) == 0 {
			events, _, _ = endOf(c.f, docket.RoleEnded{Person: p.Person, Role: p.Role, For: p.For, Reason: "reason"}, by, going)
		} else if Permitted(by.Role, ActPower) {
			days := []string{"", "2026-11-22", "2026-11-23", "2026-11-24"}
			p.Power, p.Terms = "2", docket.Terms{From: days[c.IntN(4)], Until: days[c.IntN(4)]}
			if mayShorten(c.f, p, "2026-11-23", going) == nil {
				events, _ = c.f.Empower(p, "reason", "2026-11-23")
			}
		}
	}
	before, placed := c.s, PlansOf(c.s)
	defer func() { c.checkPlaces(before, placed, by) }()
	for _, d := range events {
		b, err := json.Marshal(d)
		if err != nil {
			c.t.Fatal(err)
		}
		e := record.Event{Header: record.Header{Stream: "c", Version: c.f.Version + 1}, Payload: &record.Payload{Type: d.EventType(), At: record.At(c.now), By: by, Data: b}}
		if c.f, err = c.f.Fold(e); err != nil {
			c.t.Fatal(err)
		}
	}
	data, err := c.s.Follow(c.f, c.law, "reason")
	if err != nil {
		c.t.Fatal(err)
	}
	c.record(by, data...)
}

// checkRoles: the roll is the case file's; who only watches sends nothing; a
// witness is in no room before the sitting is in session.
func (c *chance) checkRoles(seed int) {
	c.t.Helper()
	var roll []court.PersonID
	for _, t := range c.s.Roll {
		roll = append(roll, t.Person)
	}
	people := c.f.People()
	slices.Sort(roll)
	slices.Sort(people)
	if !c.s.Over() && !slices.Equal(roll, people) {
		c.t.Fatalf("seed %d: the roll is %v, the case file has %v", seed, roll, people)
	}
	for _, plan := range PlansOf(c.s) {
		for p, place := range plan.People {
			switch r := c.people[p]; {
			case !c.s.Over() && !slices.Contains(people, p):
				c.t.Fatalf("seed %d: %s is in a room, and in the case no longer", seed, p)
			case r.Watches() && (place.Voice || place.Publish):
				c.t.Fatalf("seed %d: %s, who watches, sends", seed, p)
			case r == court.Witness && c.s.OpenedAt.IsZero():
				c.t.Fatalf("seed %d: a witness is in the room before the opening", seed)
			}
		}
	}
}

// actor is somebody who may try to change who is in the case: the judge, the
// office, or a party.
func (c *chance) actor() court.Actor {
	roles := []court.Role{court.Judge, court.Secretary, court.Registrar, court.Respondent, court.Accused}
	r := roles[c.IntN(len(roles))]
	return court.Actor{Person: court.PersonID(r), Role: r}
}

// checkPlaces: by a change in the case nobody loses their place in a sitting that
// goes on but by the judge, or by whom they stand for; nobody's power lapses
// by an entry made meanwhile; and a necessary place that it empties is missed.
func (c *chance) checkPlaces(before hearing.Sitting, placed []RoomPlan, by court.Actor) {
	c.t.Helper()
	for _, plan := range placed {
		for p := range plan.People {
			t, _ := before.Seat(p)
			if _, on := c.s.Seat(p); on || by.Role == court.Judge {
				continue
			}
			if t.For != by.Person {
				c.t.Fatalf("%s put %s out of a sitting that goes on", by.Role, p)
			}
			if t.Necessary && before.Remote() && !slices.Contains(c.s.Missing(), p) && len(c.s.Vacant) == 0 {
				c.t.Fatalf("nobody misses %s, whom %s sent away", p, by.Person)
			}
		}
	}
	if lapsed := c.s.LapsePowersNow(c.now); len(lapsed) > 0 && before.Live() && len(before.LapsePowersNow(c.now)) == 0 {
		c.t.Fatalf("%s ended a place by a date: %v", by.Role, lapsed)
	}
}

// calls: a witness who was cut off or left is admitted no more until called again.
func (c *chance) calls(e record.Event, lost court.PersonID) {
	for p, r := range c.people {
		failed := e.Payload.Type == "hearing.court_failed" && strings.Contains(string(e.Payload.Data), hearing.SignRestarted)
		if r == court.Witness && (p == lost || failed || e.Payload.Type == "hearing.left" && p == e.Payload.By.Person) {
			c.admitted[p] = false
		}
	}
}
