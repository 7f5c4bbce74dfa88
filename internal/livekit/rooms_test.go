package livekit

import (
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

const (
	judge    court.PersonID  = "p-0000000000000001"
	party    court.PersonID  = "p-0000000000000002"
	stranger court.PersonID  = "p-0000000000000003"
	first    court.HearingID = "00000000000000000000000000000001"
	second   court.HearingID = "00000000000000000000000000000002"
)

// A cut-off participant: packets stop at once, the media server says gone
// much later, and the one who stays is not touched.
func TestCutOff(t *testing.T) {
	t.Parallel()
	rooms, seen := run(t, startMedia(t).url())
	rooms.Want(plan(first, judge, party))
	seen.wait(t, 0, "media up", kind(clerk.FactMediaUp, ""))
	enter(t, rooms, first, judge)
	cut := enter(t, rooms, first, party)
	for _, who := range []court.PersonID{judge, party} {
		seen.wait(t, 0, "joined "+string(who), kind(clerk.FactJoined, who))
		seen.wait(t, 0, "flowing "+string(who), flowing(who))
	}
	cut.kill()
	mark := seen.mark()
	seen.wait(t, mark, "dry", dry(party, 3*time.Second))
	seen.wait(t, mark, "judge still heard", flowing(judge))
	gone := seen.wait(t, mark, "gone", kind(clerk.FactGone, party))
	if gone.Reason != "CONNECTION_TIMEOUT" {
		t.Errorf("reason %q", gone.Reason)
	}
	for _, f := range seen.all() {
		if f.Person == probeIdentity || (f.Person == judge && f.Kind == clerk.FactGone) {
			t.Errorf("seen %+v", f)
		}
	}
}

// The media server is killed and comes back empty: the room is made again, the
// probe and the people return.
func TestMediaKilled(t *testing.T) {
	t.Parallel()
	server := startMedia(t)
	rooms, seen := run(t, server.url())
	rooms.Want(plan(first, judge))
	before := enter(t, rooms, first, judge)
	seen.wait(t, 0, "flowing", flowing(judge))

	server.kill()
	mark := seen.mark()
	seen.wait(t, mark, "media down", kind(clerk.FactMediaDown, ""))
	if _, err := rooms.Ticket(t.Context(), first, judge, "Name"); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("ticket while down: %v", err)
	}
	for _, f := range seen.all() {
		if dry(judge, 0)(f) && f.At.Sub(f.LastPacket) > time.Second {
			t.Errorf("our outage was told as silence of a person: %+v", f)
		}
	}
	before.kill() // or two pages of one person would throw each other out
	mark = seen.mark()
	spawn(t, "TARAZY_TEST_ROLE=media", "TARAZY_TEST_LISTEN="+server.listen(), "TARAZY_TEST_UDP="+server.udp())
	seen.wait(t, mark, "media up", kind(clerk.FactMediaUp, ""))
	enter(t, rooms, first, judge)
	seen.wait(t, mark, "joined anew", kind(clerk.FactJoined, judge))
	seen.wait(t, mark, "flowing anew", flowing(judge))
}

// The room follows the plan: who is not in it gets no ticket and is put out,
// a muted microphone proves nothing, and a closed room is empty.
func TestRoomFollowsPlan(t *testing.T) {
	t.Parallel()
	rooms, seen := run(t, startMedia(t).url())
	rooms.Want(plan(second, judge, party))
	if _, err := rooms.Ticket(t.Context(), second, stranger, "Name"); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("stranger's ticket: %v", err)
	}
	person := enter(t, rooms, second, judge)
	other := enter(t, rooms, second, party)
	seen.wait(t, 0, "flowing", flowing(judge))
	seen.wait(t, 0, "flowing", flowing(party))

	mark := seen.mark()
	person.tell("mute")
	muted := func(f clerk.Fact) bool { return f.Kind == clerk.FactPackets && f.Person == judge && !f.MicOpen }
	seen.wait(t, mark, "muted", muted)
	mark = seen.mark()
	person.tell("speak")
	seen.wait(t, mark, "unmuted", flowing(judge))

	mark = seen.mark()
	rooms.Want(plan(second, judge))
	put := seen.wait(t, mark, "party put out", kind(clerk.FactGone, party))
	if put.Reason != "PARTICIPANT_REMOVED" {
		t.Errorf("reason %q", put.Reason)
	}
	other.kill()

	silent := plan(second, judge)
	silent.People[judge] = clerk.Place{Subscribe: true}
	mark = seen.mark()
	rooms.Want(silent)
	seen.wait(t, mark, "microphone taken away", muted)

	mark = seen.mark()
	rooms.Want(clerk.RoomPlan{Hearing: second})
	seen.wait(t, mark, "closed", kind(clerk.FactGone, judge))
	if _, err := rooms.Ticket(t.Context(), second, judge, "Name"); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("ticket to a closed room: %v", err)
	}
}

// Leaving by one's own will is told at once, with the reason.
func TestLeave(t *testing.T) {
	t.Parallel()
	rooms, seen := run(t, startMedia(t).url())
	rooms.Want(plan(first, judge))
	person := enter(t, rooms, first, judge)
	seen.wait(t, 0, "flowing", flowing(judge))
	mark := seen.mark()
	person.goodbye()
	if f := seen.wait(t, mark, "gone", kind(clerk.FactGone, judge)); f.Reason != "CLIENT_INITIATED" {
		t.Errorf("reason %q", f.Reason)
	}
}
