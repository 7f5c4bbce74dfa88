package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// broken is a store that cannot be reached.
type broken struct{ clerk.Store }

var errBroken = errors.New("the database does not answer")

func (broken) Act(context.Context, func(clerk.Tx) error) error    { return errBroken }
func (broken) View(context.Context, func(clerk.View) error) error { return errBroken }

func (m *minutes) unlessBroken(err error) {
	m.t.Helper()
	if _, is := m.c.Store.(broken); !is || !errors.Is(err, errBroken) {
		m.must(err)
	}
}

func (m *minutes) adjourns(by court.PersonID, words []string) func() (clerk.Done, error) {
	cmd := clerk.Adjourn{Stamp: m.stamp(), Hearing: m.hearing}
	if len(words) > 1 && words[0] == "to" {
		at, err := time.Parse(time.RFC3339, words[1])
		m.must(err)
		cmd.Until, words = at, words[2:]
	}
	cmd.Reason = strings.TrimPrefix(strings.Join(words, " "), "because ")
	return func() (clerk.Done, error) { return m.c.Adjourn(m.t.Context(), by, cmd) }
}

// expectBoard compares what the bench reads of a person: the step, and "stuck".
func (m *minutes) expectBoard(who, want string) error {
	for _, r := range m.c.Board(m.view().Sitting, m.clock.Now()) {
		if r.Person != m.people[who] {
			continue
		}
		got := r.Step
		if r.Stuck {
			got += " stuck"
		}
		if got != want {
			return fmt.Errorf("the board says %q", got)
		}
		return nil
	}
	return fmt.Errorf("%s is not on the board", who)
}
