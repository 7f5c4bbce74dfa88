//go:build demo

package livekit

import (
	"testing"
	"time"

	"tarazy/internal/clerk"
)

// A robot is a participant like any other: its microphone follows the record,
// also when it is given back, it hangs and comes back, and it is put out.
func TestRobot(t *testing.T) {
	t.Parallel()
	rooms, seen := run(t, startMedia(t).url())
	p := plan(first, judge, party)
	silent := plan(first, judge, party)
	silent.People[party] = clerk.Place{Publish: true, Subscribe: true}
	rooms.Want(silent)
	ticket, err := rooms.Ticket(t.Context(), first, party, "Name")
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewRobot(t.Context(), rooms.at.URL, ticket.Token, "claimant", true)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Leave()
	r.Voice(true) // as a page that has seen the record before the media server has
	seen.wait(t, 0, "here", kind(clerk.FactJoined, party))
	shut := func(f clerk.Fact) bool { return f.Kind == clerk.FactPackets && f.Person == party && !f.MicOpen }
	seen.wait(t, seen.mark(), "without a microphone", shut)
	rooms.Want(p)
	seen.wait(t, seen.mark(), "flowing", flowing(party))
	r.Say("claimant")
	r.Still(true)
	seen.wait(t, seen.mark(), "hanging", dry(party, 1500*time.Millisecond))
	r.Still(false)
	seen.wait(t, seen.mark(), "back", flowing(party))
	rooms.Want(silent)
	r.Voice(false)
	seen.wait(t, seen.mark(), "silenced", shut)
	rooms.Want(p)
	r.Voice(true)
	seen.wait(t, seen.mark(), "flowing again", flowing(party))
	rooms.Want(plan(first, judge))
	select {
	case <-r.Gone():
	case <-time.After(20 * time.Second):
		t.Error("a robot that was put out is not gone")
	}
}

// What robots say and show is whole: each speech some seconds long, each picture
// a loop that begins with a whole frame.
func TestRobotClips(t *testing.T) {
	sound, err := speech()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"judge-open", "judge-floor", "judge-hold", "judge-resume", "judge-order", "judge-close", "secretary", "claimant", "respondent", "advocate"} {
		if took := time.Duration(len(sound[name])) * soundEvery; took < 2*time.Second || took > 20*time.Second {
			t.Errorf("%s lasts %v", name, took)
		}
	}
	film, err := pictures()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"judge", "secretary", "claimant", "respondent", "advocate"} {
		if len(film[name]) != 10 || film[name][0][0]&1 != 0 {
			t.Errorf("%s has %d frames, or begins with half a one", name, len(film[name]))
		}
	}
	if _, err := NewRobot(t.Context(), "http://127.0.0.1:1", "", "nobody", false); err == nil {
		t.Error("a robot without a picture")
	}
}
