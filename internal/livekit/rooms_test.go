package livekit

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	pb "github.com/livekit/protocol/livekit"

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

// A media server that is back so soon that it never counted as down is told to
// answer anew: what everybody was cut off by is over, though nobody comes back.
func TestMediaRestarted(t *testing.T) {
	t.Parallel()
	server := startMedia(t)
	rooms, seen := run(t, server.url())
	rooms.Want(plan(first, judge))
	seen.wait(t, 0, "media up", kind(clerk.FactMediaUp, ""))
	mark := seen.mark()
	server.kill()
	spawn(t, "TARAZY_TEST_ROLE=media", "TARAZY_TEST_LISTEN="+server.listen(), "TARAZY_TEST_UDP="+server.udp())
	seen.wait(t, mark, "media up anew", kind(clerk.FactMediaUp, ""))
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

// hand is a clock that stands where it is put.
type hand struct{ t time.Time }

func (h *hand) Now() time.Time { return h.t }

// A closed plan is kept while a ticket to its room could still be good, and no
// longer; an open one for ever.
func TestClosedPlansAreForgotten(t *testing.T) {
	clock := &hand{time.Unix(0, 0)}
	rooms := NewRooms(Access{URL: "http://127.0.0.1:1", APIKey: testKey, Secret: testSecret, Clock: clock})
	rooms.Want(plan(first, judge))
	rooms.Want(clerk.RoomPlan{Hearing: second})
	for _, step := range []struct {
		after time.Duration
		still bool // the media server has the room
		want  int
	}{{renewed, false, 2}, {time.Second, true, 2}, {time.Second, false, 1}, {renewed, false, 1}} {
		clock.t = clock.t.Add(step.after)
		rooms.forget(map[court.HearingID]bool{second: step.still})
		if len(rooms.plans) != step.want {
			t.Errorf("after %v: %d plans", step.after, len(rooms.plans))
		}
	}
}

// stubborn is a media server's admin API that fails to remove the first of the
// people it has.
type stubborn struct {
	pb.RoomService
	people  []*pb.ParticipantInfo
	removed []string
}

func (s *stubborn) ListParticipants(context.Context, *pb.ListParticipantsRequest) (*pb.ListParticipantsResponse, error) {
	return &pb.ListParticipantsResponse{Participants: s.people}, nil
}

func (s *stubborn) RemoveParticipant(_ context.Context, q *pb.RoomParticipantIdentity) (*pb.RemoveParticipantResponse, error) {
	if q.Identity == s.people[0].Identity {
		return nil, errors.New("stuck")
	}
	s.removed = append(s.removed, q.Identity)
	return &pb.RemoveParticipantResponse{}, nil
}

// One person whom the media server fails to put out does not keep the others in.
func TestOneFailureKeepsNobodyElseIn(t *testing.T) {
	admin := &stubborn{people: []*pb.ParticipantInfo{{Identity: "p-stuck"}, {Identity: string(party)}, {Identity: string(stranger)}}}
	srv := httptest.NewServer(pb.NewRoomServiceServer(admin))
	defer srv.Close()
	rooms := NewRooms(Access{URL: srv.URL, APIKey: testKey, Secret: testSecret})
	rooms.Want(plan(first, judge))
	if err := rooms.settleOne(t.Context(), plan(first, judge), true); err == nil || !strings.Contains(err.Error(), "stuck") {
		t.Errorf("the failure is not told: %v", err)
	}
	if len(admin.removed) != 2 {
		t.Errorf("put out: %v", admin.removed)
	}
}

// Leaving by one's own will is told at once, with the reason. On a busy machine a
// client can be about to come back on another line just then, and not be heard.
func TestLeave(t *testing.T) {
	t.Parallel()
	rooms, seen := run(t, startMedia(t).url())
	rooms.Want(plan(first, judge))
	var reasons []string
	for range 3 {
		mark := seen.mark()
		person := enter(t, rooms, first, judge)
		seen.wait(t, mark, "flowing", flowing(judge))
		mark = seen.mark()
		person.goodbye()
		f := seen.wait(t, mark, "gone", kind(clerk.FactGone, judge))
		if f.Reason == "CLIENT_INITIATED" {
			return
		}
		reasons = append(reasons, f.Reason)
	}
	t.Errorf("reasons %v", reasons)
}

// Without a voice nothing is heard of a person: a microphone is not taken, and
// sound that calls itself a picture puts its sender out.
func TestNoVoice(t *testing.T) {
	t.Parallel()
	rooms, seen := run(t, startMedia(t).url())
	p := plan(first, judge, party)
	p.People[party] = clerk.Place{Publish: true, Subscribe: true}
	rooms.Want(p)
	enter(t, rooms, first, judge)
	seen.wait(t, 0, "flowing", flowing(judge))
	sly := enterAs(t, rooms, first, party, "CAMERA")
	if f := seen.wait(t, 0, "put out", kind(clerk.FactGone, party)); f.Reason != "PARTICIPANT_REMOVED" {
		t.Errorf("reason %q", f.Reason)
	}
	sly.kill()
}
