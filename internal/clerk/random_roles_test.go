package clerk

import (
	"encoding/json"
	"slices"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/docket"
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

// roles ends somebody's role in the case, or lets somebody come back; the roll
// follows, as the clerk has it follow.
func (c *chance) roles() {
	var events []record.Data
	by := court.Actor{Person: "judge", Role: court.Judge}
	if n := len(c.f.Former); n > 0 && c.IntN(2) == 0 {
		events, _ = c.f.Add(c.f.Former[c.IntN(n)], "reason")
	} else if n := len(c.f.Parties); n > 0 {
		p := c.f.Parties[c.IntN(n)]
		events, _ = c.f.End(docket.RoleEnded{Person: p.Person, Role: p.Role, For: p.For, Reason: "reason"}, by)
	}
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
	data, err := c.s.Follow(c.f, c.law)
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
