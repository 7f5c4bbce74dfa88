package clerk_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/record"
)

// calendarAct are the verbs of the calendar; nil for another one.
func (m *minutes) calendarAct(who, verb string, words []string) func() (clerk.Done, error) {
	ctx, by, st := m.t.Context(), m.people[who], m.stamp()
	switch verb {
	case "keeps-free": // first last
		cmd := clerk.Absence{Stamp: st, Span: calendar.Span{First: m.day(words[0]), Last: m.day(words[1])}}
		return func() (clerk.Done, error) { return m.c.StateAbsence(ctx, by, cmd) }
	case "books": // start [over] [because …]
		cmd := clerk.Book{Stamp: st, Wish: clerk.Wish{Hearing: m.hearing, Minutes: 60, Over: over(words)}, Slots: m.hour(words[0]), Reason: over(words).Reason}
		return func() (clerk.Done, error) { return m.c.BookHearing(ctx, by, cmd) }
	case "moves-it": // start [over] because …: one reason for both
		cmd := clerk.Rebook{Stamp: st, Shifts: []calendar.Shift{{Hearing: m.hearing, Slots: m.hour(words[0])}}, Over: over(words), Reason: over(words).Reason}
		return func() (clerk.Done, error) { return m.c.MoveHearings(ctx, by, cmd) }
	}
	return nil
}

// over reads "over because …".
func over(words []string) clerk.Over {
	_, why, _ := strings.Cut(strings.Join(words, " "), "because ")
	return clerk.Over{Wish: slices.Contains(words, "over"), Reason: why}
}

func (m *minutes) day(text string) calendar.Day {
	d, ok := calendar.ParseDay(text)
	if !ok {
		m.t.Fatalf("%q is no day", text)
	}
	return d
}

// hour is an hour online from a moment.
func (m *minutes) hour(text string) []calendar.Slot {
	start, err := time.Parse(time.RFC3339, text)
	m.must(err)
	return []calendar.Slot{{Start: record.At(start), End: record.At(start.Add(time.Hour))}}
}

// expectOver: the person reads, on the hearing and in their own days, that it
// was booked over their wish and why; who wished nothing does not.
func (m *minutes) expectOver(who string, told bool, why string) error {
	v, err := m.c.HearingView(m.t.Context(), m.people[who], m.hearing)
	m.must(err)
	mine, err := m.c.MyCalendar(m.t.Context(), m.people[who])
	m.must(err)
	if n := len(mine.Lines); n != 1 {
		return fmt.Errorf("%d lines", n)
	}
	for _, is := range []bool{v.Sitting.OverWish.Has(m.people[who]), mine.Lines[0].Over.Has(m.people[who])} {
		if is != told {
			return fmt.Errorf("told: %v", is)
		}
	}
	if told && (v.Sitting.OverWish.Reason != why || mine.Lines[0].Over.Reason != why) {
		return fmt.Errorf("told %q", v.Sitting.OverWish.Reason)
	}
	return nil
}
