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

// private are the acts of private talks, lawful or not.
func (c *chance) private(by, p court.PersonID) []func() ([]record.Data, error) {
	room := court.TalkID(newStream())
	with := []court.PersonID{p}
	if c.IntN(3) == 0 {
		with = append(with, c.any())
	}
	return []func() ([]record.Data, error){
		func() ([]record.Data, error) { return c.s.Confer(by, hearing.Counsel, with, room) },
		func() ([]record.Data, error) {
			return c.s.Confer("advocate", hearing.Counsel, []court.PersonID{"respondent"}, room)
		},
		func() ([]record.Data, error) { return c.s.Confer(by, hearing.Deliberation, with, room) },
		func() ([]record.Data, error) { return c.s.Allow("advocate", room) },
		func() ([]record.Data, error) { return c.s.Decline(p, "") },
		func() ([]record.Data, error) { return c.s.Return(by) },
		func() ([]record.Data, error) {
			if len(c.s.Talks) == 0 {
				return c.s.Return(by)
			}
			return c.s.Recall(c.s.Talks[len(c.s.Talks)-1].ID, c.now)
		},
	}
}

// assemble brings everybody into the room, so that what needs several of them
// there is tried often.
func (c *chance) assemble() {
	for _, p := range c.cast {
		if c.people[p] == court.Witness {
			continue // is called later
		}
		by := court.Actor{Person: p, Role: c.people[p]}
		data, err := c.s.Prepare(p, hearing.Prepared{Camera: "ok", Microphone: "ok", Sound: "ok", NoRecording: true}, c.now, 30*time.Minute)
		if err != nil {
			c.t.Fatal(err)
		}
		c.record(by, data...)
		if !by.Role.OnBench() {
			c.record(court.Actor{Person: "secretary", Role: court.Secretary}, hearing.Admitted{Person: p})
		}
		c.room.Seen(p, func(a *attend.Person) { a.Join(c.now, "s"); a.BeatAt(c.now) })
		c.record(court.TheServer(), hearing.Entered{Person: p})
	}
}

// kind is what a private talk is for.
func (c *chance) kind(room court.TalkID) hearing.TalkKind {
	for _, k := range c.s.Talks {
		if k.ID == room {
			return k.Kind
		}
	}
	return ""
}

// placed reports whether a person has a place in any room.
func (c *chance) placed(p court.PersonID) bool {
	return slices.ContainsFunc(PlansOf(c.s), func(plan RoomPlan) bool { _, in := plan.People[p]; return in })
}

// sawTalk keeps, from the events alone, who may be in which private talk.
func (c *chance) sawTalk(e record.Event) {
	var d struct {
		Room   court.TalkID     `json:"room"`
		Person court.PersonID   `json:"person"`
		People []court.PersonID `json:"people"`
	}
	if json.Unmarshal(e.Payload.Data, &d) != nil {
		return // of another shape: not of a talk
	}
	switch e.Payload.Type {
	case "hearing.private_opened":
		c.talks[d.Room] = map[court.PersonID]bool{}
		for _, p := range d.People {
			c.talks[d.Room][p] = true
		}
	case "hearing.private_left":
		delete(c.talks[d.Room], d.Person)
	case "hearing.private_closed":
		delete(c.talks, d.Room)
	case "hearing.closed":
		clear(c.talks)
	}
}

// checkLeft: in no talk is there anybody alone with an interpreter.
func (c *chance) checkLeft(seed int) {
	c.t.Helper()
	for _, k := range c.s.Talks {
		if !k.Closed && c.s.Live() && len(k.People) == 2 && (c.people[k.People[0]] == court.Interpreter || c.people[k.People[1]] == court.Interpreter) {
			c.t.Fatalf("seed %d: %v are left in a talk without a client", seed, k.People)
		}
	}
}

// checkTalks: nobody has a place in a private talk who was not invited, or
// whom the record does not admit; nobody is in two rooms; nobody is moved
// without a new generation; and no table lets the bench or the other side in.
func (c *chance) checkTalks(seed int, admitted map[court.PersonID]bool) {
	c.t.Helper()
	seen := map[court.PersonID]court.TalkID{}
	for i, plan := range PlansOf(c.s) {
		for p, place := range plan.People {
			if before, twice := seen[p]; twice {
				c.t.Fatalf("seed %d: %s is in two rooms: %q and %q", seed, p, before, plan.Talk)
			}
			seen[p] = plan.Talk
			if i == 0 {
				continue
			}
			if !c.talks[plan.Talk][p] || !admitted[p] || !plan.Open || place.Gen == 0 {
				c.t.Fatalf("seed %d: %s has a place in a talk they have no part in", seed, p)
			}
			if counsel := c.kind(plan.Talk) == hearing.Counsel; counsel == c.people[p].OnBench() || counsel && c.people[p].Watches() {
				c.t.Fatalf("seed %d: %s is in the talk of the other side", seed, p)
			}
		}
	}
}
