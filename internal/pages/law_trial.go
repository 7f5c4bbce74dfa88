package pages

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/rules"
)

// trial is a draft law being run against the past cases. It lives in memory
// alone: if we die, the draft is tried again.
type trial struct {
	ID     string
	By     court.PersonID
	Since  time.Time
	done   chan struct{}
	report rules.Report
	err    error
}

// over reports whether the trial has ended.
func (t *trial) over() bool {
	select {
	case <-t.done:
		return true
	default:
		return false
	}
}

// mostTrials is how many trials are kept, and mostTrialTime how long one runs.
const (
	mostTrials    = 16
	mostTrialTime = 10 * time.Minute
)

// trials keeps the last of them, oldest first.
type trials struct {
	mu  sync.Mutex
	all []*trial
}

// find answers the person's own trial; nil when it is no longer kept.
func (ts *trials) find(id string, by court.PersonID) *trial {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, t := range ts.all {
		if t.ID == id && t.By == by {
			return t
		}
	}
	return nil
}

// start runs a trial in the background. It refuses (Conflict) a second one of
// the same person: each reads the whole court's past.
func (ts *trials) start(by court.PersonID, now time.Time, run func(context.Context) (rules.Report, error)) (*trial, error) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, t := range ts.all {
		if t.By == by && !t.over() {
			return nil, fault.Conflict("page.amend.busy")
		}
	}
	t := &trial{ID: rand.Text(), By: by, Since: now, done: make(chan struct{})}
	if ts.all = append(ts.all, t); len(ts.all) > mostTrials {
		ts.all = ts.all[1:]
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), mostTrialTime)
		defer cancel()
		defer close(t.done)
		t.report, t.err = run(ctx)
	}()
	return t, nil
}

// soon waits up to a second, so that what is quickly done needs no waiting page.
func (t *trial) soon(ctx context.Context) {
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case <-t.done:
	case <-timer.C:
	case <-ctx.Done():
	}
}
