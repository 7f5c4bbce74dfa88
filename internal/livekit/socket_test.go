package livekit

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	pb "github.com/livekit/protocol/livekit"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// One who reaches the media server by the socket alone, as behind a line that
// lets no sound through, is in its list and is not there for the court; another
// who joins meanwhile is.
func TestASocketAloneIsNobody(t *testing.T) {
	t.Parallel()
	server := startMedia(t)
	rooms, seen := run(t, server.url())
	rooms.Want(plan(first, judge, party))
	seen.wait(t, 0, "media up", kind(clerk.FactMediaUp, ""))
	for range 2 { // and again, as a page that rejoins
		state := bySocket(t, server.url(), rooms, party)
		if state == pb.ParticipantInfo_ACTIVE || state == pb.ParticipantInfo_DISCONNECTED {
			t.Fatalf("by the socket alone the media server has them as %v", state)
		}
	}
	enter(t, rooms, first, judge)
	seen.wait(t, 0, "joined", kind(clerk.FactJoined, judge))
	seen.wait(t, 0, "flowing", flowing(judge))
	for _, f := range seen.all() {
		if f.Person == party {
			t.Errorf("of a socket without media was told: %+v", f)
		}
	}
}

// bySocket opens the signalling socket of a person and lets it stand; it answers
// how the media server's list has them.
func bySocket(t *testing.T, url string, rooms *Rooms, who court.PersonID) pb.ParticipantInfo_State {
	t.Helper()
	ticket, err := rooms.Ticket(context.Background(), plan(first).Room(), who, "")
	if err != nil {
		t.Fatal(err)
	}
	ws := "ws" + strings.TrimPrefix(httpURL(url), "http")
	line, _, err := websocket.DefaultDialer.Dial(ws+"/rtc?protocol=15&sdk=js&version=2.15.0&access_token="+ticket.Token, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { line.Close() })
	if _, _, err = line.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(retry) {
		list, err := rooms.people(context.Background(), plan(first).Room())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			if court.PersonID(p.Identity) == who {
				return p.State
			}
		}
	}
	t.Fatal("the media server does not list them")
	return 0
}

// Who had media stays, whatever the list says of their state after, until it
// leaves them out twice.
func TestWhoHadMediaStays(t *testing.T) {
	t.Parallel()
	r := NewRooms(Access{})
	w := &watch{rooms: r, hearing: first, talk: "talk", roster: newRoster(), gens: newGens()}
	told := func(states ...pb.ParticipantInfo_State) (kinds []clerk.FactKind) {
		var list []*pb.ParticipantInfo
		for _, s := range states {
			list = append(list, &pb.ParticipantInfo{Identity: string(judge), Sid: "a", State: s})
		}
		w.listed(context.Background(), list)
		for len(r.facts) > 0 {
			kinds = append(kinds, (<-r.facts).Kind)
		}
		return kinds
	}
	for i, step := range []struct {
		states []pb.ParticipantInfo_State
		want   []clerk.FactKind
	}{
		{[]pb.ParticipantInfo_State{pb.ParticipantInfo_JOINED}, nil},
		{[]pb.ParticipantInfo_State{pb.ParticipantInfo_ACTIVE}, []clerk.FactKind{clerk.FactJoined}},
		{[]pb.ParticipantInfo_State{pb.ParticipantInfo_JOINED}, nil},
		{[]pb.ParticipantInfo_State{pb.ParticipantInfo_JOINED}, nil},
		{nil, nil},
		{nil, []clerk.FactKind{clerk.FactGone}},
	} {
		if got := told(step.states...); !slices.Equal(got, step.want) {
			t.Errorf("step %d: %v, want %v", i, got, step.want)
		}
	}
}
