//go:build demo

package rehearsal

import (
	"slices"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
)

// judge is the robot judge: opens, gives the floor, removes and readmits once,
// resumes after a hold, closes.
func (c *script) judge(s hearing.Sitting, now time.Time) []deed {
	if out, d := c.readmits(s, now); out && s.State != hearing.Lobby {
		return d
	}
	switch s.State {
	case hearing.Lobby, hearing.Scheduled:
		return c.opens(s, now)
	case hearing.Held, hearing.Recess, hearing.TechnicalBreak:
		return c.resumes(s, now)
	case hearing.Session:
	default:
		return nil
	}
	if d := c.orders(s, now); d != nil {
		return d
	}
	if d := c.givesFloor(s, now); d != nil {
		return d
	}
	if c.lasts("played", c.played(s, now), now) >= 3*time.Second {
		if c.once("goodbye", true) {
			return []deed{{what: say, words: "judge-close"}}
		}
		if c.lasts("bye", true, now) >= 5*time.Second {
			return []deed{{what: clerk.ActClose}}
		}
	}
	return nil
}

// opens when everyone necessary is there, and after a while without them, by a
// reasoned ruling; never without the person who plays.
func (c *script) opens(s hearing.Sitting, now time.Time) []deed {
	missing := s.Missing()
	if slices.Contains(missing, c.you) {
		return nil
	}
	whole := c.lasts("whole", len(missing) == 0, now) >= 2*time.Second
	you, _ := s.Seat(c.you)
	if !whole && c.lasts("open anyway", you.Presence == hearing.Inside, now) < time.Minute {
		return nil
	}
	open := deed{what: clerk.ActOpen}
	if len(missing) > 0 {
		open.words = "rehearsal.open"
	}
	return []deed{open, {what: say, words: "judge-open"}}
}

func (c *script) resumes(s hearing.Sitting, now time.Time) []deed {
	back := len(s.Missing()) == 0
	switch {
	case c.lasts("back", back, now) >= 2*time.Second:
		return []deed{{what: clerk.ActResume}, {what: say, words: "judge-resume"}}
	case s.Hold != nil && now.Sub(s.Hold.Since) >= goOnAfter:
		return []deed{{what: clerk.ActGoOn, words: "rehearsal.go_on"}}
	case s.Hold != nil && !back && c.once("told "+s.Hold.Since.String(), true):
		return []deed{{what: say, words: "judge-hold"}}
	}
	return nil
}

// readmits lets back whom the judge put out, once they have objected and been
// heard, and soon where they say nothing. out says that somebody is out.
func (c *script) readmits(s hearing.Sitting, now time.Time) (out bool, d []deed) {
	for _, t := range s.Roll {
		if t.Order == nil || t.Person == c.you {
			continue
		}
		heard := c.lasts("objected", len(t.Order.Objections) > 0, now) >= 5*time.Second
		if heard || now.Sub(t.Order.At) >= 30*time.Second {
			d = []deed{{what: clerk.ActReadmit, about: t.Person, words: "rehearsal.readmit"}}
		}
		return true, d
	}
	return false, nil
}

// orders removes one robot, once.
func (c *script) orders(s hearing.Sitting, now time.Time) []deed {
	if now.Sub(s.OpenedAt) < removeAt || c.done["removal"] {
		return nil
	}
	for _, t := range slices.Backward(s.Roll) {
		if c.robotParty(t) && t.Presence == hearing.Inside && !slices.Contains(s.Floor, t.Person) && !c.hangs(t.Person, now) {
			c.done["removal"] = true
			return []deed{{what: say, words: "judge-order"}, {what: clerk.ActRemove, about: t.Person, words: "rehearsal.remove"}}
		}
	}
	return nil
}

// givesFloor gives it to who asks first, once whoever has it has had their turn.
func (c *script) givesFloor(s hearing.Sitting, now time.Time) []deed {
	var has court.PersonID
	if len(s.Floor) > 0 {
		has = s.Floor[0]
	}
	had := c.lasts("floor "+string(has), true, now)
	for what := range c.since {
		if len(what) > 6 && what[:6] == "floor " && what != "floor "+string(has) {
			delete(c.since, what)
		}
	}
	turn := turnOf
	if has == c.you {
		turn = turnOfYours
	}
	asked := c.lasts("asked", len(s.Hands) > 0, now)
	switch {
	case len(s.Hands) > 0 && asked >= 2*time.Second && (has == "" || had >= turn):
		return []deed{{what: clerk.ActFloor, floor: "give", about: s.Hands[0]}, {what: say, words: "judge-floor"}}
	case has != "" && has != c.you && had >= turn:
		return []deed{{what: clerk.ActFloor, floor: "take", about: has}}
	}
	return nil
}

// played: everything of the script has happened and everybody has spoken, the
// person too unless they do not want to.
func (c *script) played(s hearing.Sitting, now time.Time) bool {
	open := now.Sub(s.OpenedAt)
	if open >= closeAtLast {
		return true
	}
	you, _ := s.Seat(c.you)
	all := c.done["drop"] && c.done["removal"] && len(s.Hands) == 0 && len(s.Floor) == 0 && (you.Role.OnBench() || c.spoke[c.you] || open >= 2*closeAt)
	for _, t := range s.Roll {
		all = all && (!c.robotParty(t) || c.spoke[t.Person] && t.Presence == hearing.Inside)
	}
	return all && open >= closeAt
}
