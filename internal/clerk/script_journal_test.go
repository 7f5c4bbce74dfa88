package clerk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// journalAct are the verbs about a journal that is closed and about figures.
func (m *minutes) journalAct(who, verb string, words []string) func() (clerk.Done, error) {
	ctx, by, st := m.t.Context(), m.people[who], m.stamp()
	switch verb {
	case "agrees-with-journal":
		cmd := clerk.AnswerJournal{Stamp: st, Hearing: m.hearing, Agreed: true}
		return func() (clerk.Done, error) { return m.c.AnswerJournal(ctx, by, cmd) }
	case "objects-to-line": // number words
		cmd := clerk.AnswerJournal{Stamp: st, Hearing: m.hearing, Text: strings.Join(words[1:], " ")}
		var n uint64
		if _, err := fmt.Sscan(words[0], &n); err == nil {
			cmd.Lines = []uint64{n}
		}
		return func() (clerk.Done, error) { return m.c.AnswerJournal(ctx, by, cmd) }
	case "upholds-objection-of", "rejects-objection-of": // person because …
		cmd := clerk.RuleJournal{Stamp: st, Hearing: m.hearing, Upheld: verb == "upholds-objection-of", Reason: strings.TrimPrefix(strings.Join(words[1:], " "), "because ")}
		v, err := m.c.Journal(ctx, m.people["judge"], m.hearing)
		m.must(err)
		for _, a := range v.Answers {
			if a.By.Person == m.people[words[0]] {
				cmd.Objection = a.Version
			}
		}
		return func() (clerk.Done, error) { return m.c.RuleOnJournal(ctx, by, cmd) }
	}
	return m.formatAct(who, verb, words, strings.Join(words, " "))
}

// played is the state after a script's minutes.
func played(t *testing.T, store openStore, script string) *minutes {
	m := &minutes{bench: newBench(t, store.open), lines: map[string]*line{}}
	for _, text := range strings.Split(strings.TrimSpace(script), "\n") {
		m.play(text, strings.TrimSpace(text))
	}
	return m
}

const opened = `
	05:00:00 judge schedules
	05:00:10 judge prepares
	05:00:11 secretary prepares
	05:00:12 claimant prepares
	05:00:13 respondent prepares
	05:00:14 advocate prepares
	05:00:20 secretary admits claimant
	05:00:21 secretary admits respondent
	05:00:22 secretary admits advocate
	05:00:23 judge joins
	05:00:23 secretary joins
	05:00:24 claimant joins
	05:00:24 respondent joins
	05:00:25 advocate joins
	05:00:28 judge opens`

const disrupted = opened + `
	05:10:00 respondent loses-line
	05:10:20 secretary tries-to-reach respondent phone reached
	05:11:00 respondent reconnects
	05:11:10 judge resumes
	05:20:00 judge closes`

// What is said and ruled of a journal stands in the case's stream and leaves
// the hearing's final head, which the case file names, as it was.
func TestAJournalIsAnsweredInTheCase(t *testing.T) {
	for _, store := range stores() {
		t.Run(store.name, func(t *testing.T) {
			m := played(t, store, disrupted+`
	05:30:00 respondent objects-to-line 16 the line was not mine
	05:31:00 claimant agrees-with-journal
	05:40:00 judge upholds-objection-of respondent because the operator confirmed it`)
			v, err := m.c.Journal(t.Context(), m.people["respondent"], m.hearing)
			m.must(err)
			if len(v.Answers) != 2 || v.Answers[0].Ruled == nil || !v.Answers[0].Ruled.Upheld || !v.Answers[1].Agreed || v.Answers[0].Head != v.Sitting.Version {
				t.Errorf("%+v", v.Answers)
			}
			if v.Until.Format(time.DateOnly) != "2026-11-30" || len(v.Limit.Articles()) == 0 || !v.Limit.Articles()[0].Verify {
				t.Errorf("until %v, %v", v.Until, v.Limit.Articles())
			}
			file, err := m.c.Case(t.Context(), m.people["judge"], m.no)
			m.must(err)
			if head := file.File.Hearings[0].Ended; head == nil || head.Version != v.Sitting.Version {
				t.Errorf("the hearing's head is another: %+v", head)
			}
			if eps := hearing.Episodes(v.Journal, v.Now); len(eps) != 1 || eps[0].Person != m.people["respondent"] || eps[0].Attempts != 1 || eps[0].Reached != 1 || eps[0].Held < 50*time.Second {
				t.Errorf("%+v", eps)
			}
			m.check()
		})
	}
}

// A period's figures stand in the record with the heads they came from, and
// whoever has the streams counts the same.
func TestFiguresCanBeCountedAgain(t *testing.T) {
	for _, store := range stores() {
		t.Run(store.name, func(t *testing.T) {
			m := played(t, store, disrupted)
			ctx, judge, registrar := t.Context(), m.people["judge"], m.people["registrar"]
			from := m.clock.Now().Add(-12 * time.Hour)
			to := from.Add(24 * time.Hour)
			for _, who := range []string{"claimant", "secretary"} {
				if _, err := m.c.Figures(ctx, m.people[who], from, to); !fault.Is(err, fault.KindForbidden) {
					t.Errorf("%s: %v", who, err)
				}
			}
			mine, err := m.c.Figures(ctx, judge, from, to)
			m.must(err)
			if mine.Mine.Sittings != 1 || mine.Total.Sittings != 1 || len(mine.Judges) != 0 || len(mine.Sittings) != 1 || mine.May["count_figures"] {
				t.Errorf("%+v", mine)
			}
			cmd := clerk.CountFigures{Stamp: m.stamp(), From: from, To: to}
			if _, err := m.c.CountFigures(ctx, registrar, cmd); fault.Of(err).Key != "figures.not_over" {
				t.Errorf("too early: %v", err)
			}
			m.clock.set(to.Add(time.Hour))
			if _, err := m.c.CountFigures(ctx, judge, cmd); !fault.Is(err, fault.KindForbidden) {
				t.Errorf("a judge counts: %v", err)
			}
			_, err = m.c.CountFigures(ctx, registrar, cmd)
			m.must(err)
			if again, err := m.c.CountFigures(ctx, registrar, cmd); err != nil || !again.Again {
				t.Errorf("again: %+v, %v", again, err)
			}
			all, err := m.c.Figures(ctx, registrar, from, to)
			m.must(err)
			if len(all.Counted) != 1 || len(all.Judges) != 1 {
				t.Fatalf("%+v", all)
			}
			m.recount(all.Counted[0])
			m.check()
		})
	}
}

// recount counts from the streams alone, up to the heads that are named.
func (m *minutes) recount(c clerk.CountedFigures) {
	sum := hearing.Figures{}
	for _, head := range c.Heads {
		m.must(m.c.Store.View(m.t.Context(), func(v clerk.View) error {
			events, err := v.Events(head.Stream, 0)
			if err != nil {
				return err
			}
			events = events[:head.Version]
			if last := events[len(events)-1].Header.Hash(); last != head.Hash {
				return fmt.Errorf("another head: %s", last)
			}
			lines, err := hearing.Journal(events...)
			sum = sum.Plus(hearing.FiguresOf(lines, events[len(events)-1].Payload.At.Time))
			return err
		}))
	}
	got, want := fmt.Sprint(publicly(sum)), fmt.Sprint(publicly(c.Figures))
	if got != want || sum.Sittings != 1 || sum.Returned != 1 {
		m.t.Errorf("counted %s, set down %s", got, want)
	}
}

// publicly is what of figures stands in the record.
func publicly(f hearing.Figures) string {
	b, err := record.Canonical(f)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
