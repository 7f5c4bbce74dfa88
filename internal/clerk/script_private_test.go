package clerk_test

import (
	"fmt"
	"slices"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// moves has a person's media go where the record has the person.
func (m *minutes) moves(who string) {
	if m.hearing == "" {
		return
	}
	seat, _ := m.view().Sitting.Seat(m.people[who])
	m.lines[who].talk, m.lines[who].gen = seat.Talk, seat.Gen
}

// expectTalk says with whom a person is in a private talk; with nobody they
// are in the sitting's own room.
func (m *minutes) expectTalk(who string, others []string) error {
	for i, plan := range clerk.PlansOf(m.view().Sitting) {
		if _, in := plan.People[m.people[who]]; !in {
			continue
		}
		if (i > 0) != (len(others) > 0) || i > 0 && len(plan.People) != len(others)+1 {
			return fmt.Errorf("room %d of %d people", i, len(plan.People))
		}
		for _, o := range others {
			if _, in := plan.People[m.people[o]]; !in {
				return fmt.Errorf("%s is not there", o)
			}
		}
		return nil
	}
	return fmt.Errorf("%s is in no room", who)
}

func (m *minutes) privateAct(who, verb string, words []string) func() (clerk.Done, error) {
	ctx, by, st := m.t.Context(), m.people[who], m.stamp()
	order := clerk.Private{Stamp: st, Hearing: m.hearing}
	switch verb {
	case "confers": // kind with …
		cmd := clerk.Confer{Stamp: st, Hearing: m.hearing, Kind: words[0]}
		for _, w := range words[1:] {
			cmd.With = append(cmd.With, m.people[w])
		}
		return func() (clerk.Done, error) { return m.c.Confer(ctx, by, cmd) }
	case "returns":
		return func() (clerk.Done, error) {
			return m.c.Return(ctx, by, clerk.Hearing{Stamp: st, Hearing: m.hearing})
		}
	case "allows-talk-of", "declines-talk-of":
		order.What, order.Person = strings.TrimSuffix(verb, "s-talk-of"), m.people[words[0]]
		order.Reason = strings.Join(words[1:], " ")
		return func() (clerk.Done, error) { return m.c.OrderPrivate(ctx, by, order) }
	case "recalls":
		talks := slices.Clone(m.view().Sitting.Talks)
		order.What, order.Room = "recall", court.TalkID("none")
		if len(talks) > 0 {
			order.Room = talks[len(talks)-1].ID
		}
		return func() (clerk.Done, error) { return m.c.OrderPrivate(ctx, by, order) }
	}
	return m.journalAct(who, verb, words)
}
