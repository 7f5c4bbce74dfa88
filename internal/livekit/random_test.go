package livekit

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"

	pb "github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// pest is a client that never takes no for an answer: it keeps asking to be
// let in, keeps publishing a microphone, and keeps sending on it.
func pest(ctx context.Context, r *Rooms, who court.PersonID) {
	quiet := lksdk.WithLogger(bridge{to: slog.New(slog.DiscardHandler)})
	for ; ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		ticket, err := r.Ticket(ctx, first, who, "Name")
		if err != nil {
			continue
		}
		gone := make(chan struct{})
		room, err := lksdk.ConnectToRoomWithToken(r.at.URL, ticket.Token, &lksdk.RoomCallback{OnDisconnected: func() { close(gone) }},
			lksdk.WithDisableRegionDiscovery(), quiet)
		if err != nil {
			continue
		}
		speak(ctx, room, gone)
		room.Disconnect()
	}
}

// speak publishes and sends until the connection ends.
func speak(ctx context.Context, room *lksdk.Room, gone chan struct{}) {
	track, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2})
	if err != nil {
		return
	}
	silence := media.Sample{Data: []byte{0xf8, 0xff, 0xfe}, Duration: 20 * time.Millisecond}
	send, ask := time.NewTicker(20*time.Millisecond), time.NewTicker(250*time.Millisecond)
	defer send.Stop()
	defer ask.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-gone:
			return
		case <-send.C:
			track.WriteSample(silence, nil)
		case <-ask.C:
			if room.LocalParticipant.GetTrackPublication(pb.TrackSource_MICROPHONE) == nil {
				// Refused without a voice; asked again.
				go room.LocalParticipant.PublishTrack(track, &lksdk.TrackPublicationOptions{Name: "microphone", Source: pb.TrackSource_MICROPHONE})
			}
		}
	}
}

// TestRandomPlans: whatever plans follow one another, and however the people
// push, once a plan is settled nobody is in the room who is not in it, nobody
// has a microphone who has no voice, and whoever belongs there is there.
func TestRandomPlans(t *testing.T) {
	plans := 50
	if testing.Short() {
		plans = 5
	}
	rooms, _ := run(t, startMedia(t).url())
	people := []court.PersonID{judge, party, stranger}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, who := range people {
		go pest(ctx, rooms, who)
	}
	r := rand.New(rand.NewPCG(4, 2))
	for n := range plans {
		p := clerk.RoomPlan{Hearing: first, Open: true, People: map[court.PersonID]clerk.Place{}}
		for _, who := range people {
			if r.IntN(4) > 0 {
				p.People[who] = clerk.Place{Publish: true, Subscribe: true, Voice: r.IntN(2) == 0}
			}
		}
		rooms.Want(p)
		until(t, n, rooms, func(in, mic map[court.PersonID]bool) bool { return violated(p, in, mic) == "" && present(p, in) })
		for range 5 { // and so it stays, however they push
			time.Sleep(60 * time.Millisecond)
			in, mic := look(t, rooms)
			if what := violated(p, in, mic); what != "" {
				t.Fatalf("plan %d: %s", n, what)
			}
		}
	}
}

func violated(p clerk.RoomPlan, in, mic map[court.PersonID]bool) string {
	for who := range in {
		if _, planned := p.People[who]; !planned {
			return string(who) + " is in the room and not in the plan"
		}
	}
	for who := range mic {
		if !p.People[who].Voice {
			return string(who) + " has a microphone and no voice"
		}
	}
	return ""
}

func present(p clerk.RoomPlan, in map[court.PersonID]bool) bool {
	for who := range p.People {
		if !in[who] {
			return false
		}
	}
	return true
}

// until waits for the room to become what fits, for half a minute.
func until(t *testing.T, n int, r *Rooms, fits func(in, mic map[court.PersonID]bool) bool) {
	t.Helper()
	var in, mic map[court.PersonID]bool
	for range 600 {
		if in, mic = look(t, r); fits(in, mic) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("plan %d is not settled: in the room %v, with a microphone %v", n, in, mic)
}

// look asks the media server who is in the room and who publishes sound.
func look(t *testing.T, r *Rooms) (in, mic map[court.PersonID]bool) {
	t.Helper()
	in, mic = map[court.PersonID]bool{}, map[court.PersonID]bool{}
	people, err := r.people(t.Context(), first)
	if err != nil {
		return in, mic // the room is not open yet
	}
	for _, p := range people {
		in[court.PersonID(p.Identity)] = true
		for _, track := range p.Tracks {
			if track.Type == pb.TrackType_AUDIO {
				mic[court.PersonID(p.Identity)] = true
			}
		}
	}
	return in, mic
}
