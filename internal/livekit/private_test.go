package livekit

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	pb "github.com/livekit/protocol/livekit"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

const talk = court.TalkID("00000000000000000000000000ta1c00")

// talkPlan is a private talk of the first hearing, each there since a move.
func talkPlan(gen uint64, people ...court.PersonID) clerk.RoomPlan {
	p := plan(first, people...)
	p.Talk = talk
	for id := range p.People {
		p.People[id] = clerk.Place{Publish: true, Voice: true, Subscribe: true, Gen: gen}
	}
	return p
}

// Nothing of the court's is in a private talk's room; what is seen of the
// people there says which talk and which move it is of.
func TestPrivateTalk(t *testing.T) {
	t.Parallel()
	rooms, seen := run(t, startMedia(t).url())
	rooms.Want(plan(first, judge))
	rooms.Want(talkPlan(7, party))
	enter(t, rooms, first, judge)
	enter(t, rooms, talk, party)
	of := func(k clerk.FactKind, who court.PersonID, talk court.TalkID, gen uint64) func(clerk.Fact) bool {
		return func(f clerk.Fact) bool {
			return f.Kind == k && f.Person == who && f.Hearing == first && f.Talk == talk && f.Gen == gen
		}
	}
	seen.wait(t, 0, "in the talk", of(clerk.FactJoined, party, talk, 7))
	seen.wait(t, 0, "a report from the talk", of(clerk.FactPackets, party, talk, 7))
	seen.wait(t, 0, "in the sitting", of(clerk.FactJoined, judge, "", 0))
	time.Sleep(3 * time.Second) // time enough for a probe
	for room, probes := range map[court.StreamID]int{first: 1, talk: 0} {
		answer, err := rooms.admin.ListParticipants(t.Context(), &pb.ListParticipantsRequest{Room: string(room)})
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, p := range answer.Participants {
			if p.Identity == probeIdentity {
				found++
			}
		}
		if found != probes {
			t.Errorf("room %s has %d probes", room, found)
		}
	}
	mark := seen.mark()
	rooms.Want(talkPlan(9, party)) // moved out and in again: what entered before is not there any more
	seen.wait(t, mark, "put out", of(clerk.FactGone, party, talk, 7))
	mark = seen.mark()
	enter(t, rooms, talk, party)
	seen.wait(t, mark, "in again", of(clerk.FactJoined, party, talk, 9))
	mark = seen.mark()
	closed := talkPlan(9)
	closed.Open = false
	rooms.Want(closed)
	seen.wait(t, mark, "closed", of(clerk.FactGone, party, talk, 9))
}

// willing is a media server's admin API that opens any room.
type willing struct{ pb.RoomService }

func (willing) CreateRoom(context.Context, *pb.CreateRoomRequest) (*pb.Room, error) {
	return &pb.Room{}, nil
}

// A ticket is good for the room and the move it was given for, and given to
// nobody but those in the plan.
func TestTicketOfAMove(t *testing.T) {
	media := httptest.NewServer(pb.NewRoomServiceServer(willing{}))
	t.Cleanup(media.Close)
	rooms := NewRooms(Access{URL: media.URL, APIKey: testKey, Secret: testSecret})
	gate := rooms.Gate(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	enters := func(ticket clerk.Ticket) bool {
		w := httptest.NewRecorder()
		gate.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/rtc/v1?access_token="+ticket.Token, nil))
		return w.Code == http.StatusOK
	}
	ask := func(room court.StreamID, who court.PersonID) (clerk.Ticket, error) {
		return rooms.Ticket(context.Background(), room, who, "Name")
	}
	rooms.Want(plan(first, judge, party))
	rooms.Want(talkPlan(7, party))
	old, err := ask(talk, party)
	if err != nil || !enters(old) || old.Talk != talk || old.Gen != 7 {
		t.Fatalf("no way in: %v %+v", err, old)
	}
	for _, who := range []court.PersonID{judge, stranger} {
		if _, err := ask(talk, who); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s has a ticket to the talk: %v", who, err)
		}
	}
	rooms.Want(talkPlan(9, party))
	if enters(old) {
		t.Error("a ticket of an earlier move lets in")
	}
	if now, err := ask(talk, party); err != nil || !enters(now) {
		t.Errorf("no way in after the move: %v", err)
	}
}
