package cli

import (
	"context"
	"log/slog"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/i18n"
)

// logged writes a failure of the background's for the operator.
func logged(log *slog.Logger, what string, err error) {
	if err != nil {
		log.Error("background work failed", "what", what, "err", err)
	}
}

// every calls do each d until ctx ends.
func every(ctx context.Context, d time.Duration, do func(now time.Time)) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			do(time.Now())
		}
	}
}

// tick has the clerk draw its conclusions twice a second from the record, and
// ten times from what it knows of it.
func tick(desk *clerk.Clerk, log *slog.Logger) func(context.Context) {
	return func(ctx context.Context) {
		n := 0
		every(ctx, 100*time.Millisecond, func(now time.Time) {
			look := desk.Glance
			if n%5 == 0 {
				look = desk.Tick
			}
			n++
			logged(log, "tick", look(ctx, now))
		})
	}
}

// postLetters sends letters as soon as they are asked for, and tries again
// those that the mail server did not take.
func postLetters(desk *clerk.Clerk, log *slog.Logger) func(context.Context) {
	return func(ctx context.Context) {
		again := time.NewTicker(5 * time.Second)
		defer again.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-desk.Letters():
			case <-again.C:
			}
			logged(log, "letters", desk.SendLetters(ctx))
			logged(log, "messages", desk.SendContacts(ctx))
			logged(log, "notices", desk.SendChanges(ctx))
		}
	}
}

// sweepDocuments takes away what nobody filed, at the start and once a day.
func sweepDocuments(desk *clerk.Clerk, log *slog.Logger) func(context.Context) {
	return func(ctx context.Context) {
		sweep := func(now time.Time) { logged(log, "document sweep", desk.SweepDocuments(ctx, now)) }
		sweep(time.Now())
		every(ctx, 24*time.Hour, sweep)
	}
}

// clockStep is how far the wall clock may move against the time that passed
// before it is an event and an alarm.
const clockStep = 2 * time.Second

// watchClock compares the wall clock with the monotonic one each second.
func watchClock(desk *clerk.Clerk, log *slog.Logger) func(context.Context) {
	return func(ctx context.Context) {
		last := time.Now()
		every(ctx, time.Second, func(now time.Time) {
			// Round strips the monotonic reading: the difference is the step.
			step := now.Round(0).Sub(last.Round(0)) - now.Sub(last)
			last = now
			if step.Abs() > clockStep {
				log.Warn("the wall clock was moved", "by", step)
				logged(log, "clock step", desk.ClockStepped(ctx, step))
			}
		})
	}
}

// courtName is the court's name in each language: the operator's, else a
// general one.
func courtName(conf Config) map[court.Lang]string {
	names := map[court.Lang]string{}
	for _, l := range court.Langs() {
		if names[l] = conf.Name[l]; names[l] == "" {
			names[l] = i18n.T(l, "cli.court.name", nil)
		}
	}
	return names
}
