package hearing

import (
	"slices"
	"time"

	"tarazy/internal/court"
)

// Task is a person whom the sitting misses and the court is to reach,
// necessary or not. It is derived: it begins with the absence and ends when
// the person is there.
type Task struct {
	Seat  Seat
	Kind  string // of TaskKinds
	Since time.Time
	Tried []Attempt // since then
	Next  string    // of Steps
	Until time.Time // for the step "wait"
}

// waitForAnswer is how long a person who was called is given to come before
// the next way is tried.
const waitForAnswer = 3 * time.Minute

// Steps are what may come next: a message is under way; wait for the person
// until a moment; write by SMS, by e-mail; call; every way was tried, and the
// judge decides how to go on.
func Steps() []string { return []string{"sending", "wait", "sms", "email", "phone", "judge"} }

// TaskKinds are why a person is to be reached.
func TaskKinds() []string { return []string{"lost", "left", "never_came", "power_over"} }

// Tasks lists whom the court is to reach now, who has been missing the longest
// first. can says by which channels a message can go to a person. A hearing in
// the courtroom, where the program sees nobody, has none.
func (s Sitting) Tasks(now time.Time, can func(court.PersonID) []string) []Task {
	tasks := []Task{}
	if !s.Live() || !s.Remote() || s.State == Lobby && now.Before(s.At) {
		return tasks
	}
	for _, t := range s.Roll {
		if t.Role.Watches() || !t.Stands(s.At) && !s.Awaited(t) {
			continue // nobody misses who only watches, or is not awaited and has no standing on that day
		}
		task := Task{Seat: t, Since: t.Since}
		switch {
		case (t.Lapsed || !t.Stands(s.At)) && t.Presence == Outside:
			task.Kind = "power_over"
		case t.Presence == Lost:
			task.Kind = "lost"
		case t.Presence == Gone:
			task.Kind = "left"
		case t.Presence == Outside:
			task.Kind, task.Since = "never_came", s.At
		default:
			continue // in the room, at the door, or put out by an order
		}
		for _, a := range s.Attempts {
			if a.Person == t.Person && (task.Kind == "never_came" || !a.At.Before(task.Since)) {
				task.Tried = append(task.Tried, a)
			}
		}
		task.next(now, can(t.Person))
		tasks = append(tasks, task)
	}
	slices.SortStableFunc(tasks, func(a, b Task) int { return a.Since.Compare(b.Since) })
	return tasks
}

// next finds the step: the quickest way that was not tried since the person
// has been missing, with some time for each to work.
func (t *Task) next(now time.Time, can []string) {
	tried := map[string]bool{}
	var last time.Time
	for _, a := range t.Tried {
		tried[a.Channel] = true
		switch {
		case !a.Notice() && a.Delivery.Open():
			t.Next = "sending"
			return
		case !a.Notice() && a.Delivery.State == Sent:
			last = a.Delivery.At
		case a.Result == "reached":
			last = a.At
		}
	}
	if until := last.Add(waitForAnswer); !last.IsZero() && now.Before(until) {
		t.Next, t.Until = "wait", until
		return
	}
	t.Next = "judge"
	for _, channel := range []string{"phone", "email", "sms"} {
		if !tried[channel] && (channel == "phone" || slices.Contains(can, channel)) {
			t.Next = channel
		}
	}
}
