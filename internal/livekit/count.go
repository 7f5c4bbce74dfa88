package livekit

import (
	"context"
	"time"

	pb "github.com/livekit/protocol/livekit"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// remembered is how long a browser that sent while muted is expected to do so
// again after it has joined anew.
const remembered = 30 * time.Second

// received counts the packets that have come from the person's microphone,
// muted or not: a muted microphone goes on sending silence, which nobody is
// forwarded. ok is false where there is none, or the server is not our own.
func (s *Server) received(hearing court.HearingID, person court.PersonID) (n uint64, ok bool) {
	if s == nil {
		return 0, false
	}
	room := s.srv.RoomManager().GetRoom(context.Background(), pb.RoomName(hearing))
	if room == nil {
		return 0, false
	}
	p := room.GetParticipant(pb.ParticipantIdentity(person))
	if p == nil {
		return 0, false
	}
	for _, t := range p.GetPublishedTracks() {
		if t.Source() != pb.TrackSource_MICROPHONE {
			continue
		}
		for _, r := range t.Receivers() {
			if stats := r.GetTrackStats(); stats != nil {
				n, ok = n+uint64(stats.Packets), true
			}
		}
	}
	return n, ok
}

// packets is what was seen of the person's sound in this round. While the
// microphone is open the probe hears each packet; while it is off, our own
// media server's count shows whether the line still carries any.
func (w *watch) packets(p *probe, person court.PersonID, session string) clerk.Fact {
	now, e, mic := w.rooms.at.Clock.Now(), w.ear(person), p.micOpen(person)
	believed := e.open(mic, now)
	if !mic {
		n, ok := w.rooms.at.Own.received(w.hearing, person)
		believed = e.counts(n, ok, session, now)
	}
	return clerk.Fact{Kind: clerk.FactPackets, Person: person, Session: session, LastPacket: e.last(), MicOpen: believed}
}

// counts notes a count taken while the microphone is off and says whether the
// age of the last packet can be believed: once the count has grown, for a
// browser may send nothing while muted. What is known of a browser holds over
// its next session for a while, or joining anew on a dead line would hide it.
func (e *ear) counts(n uint64, ok bool, session string, now time.Time) bool {
	before := e.count
	e.count = n
	switch {
	case e.session != session:
		e.session, e.anew = session, now
	case n > before:
		e.sends.Store(true)
		e.heard(now)
	case !ok && now.Sub(e.anew) > remembered:
		e.sends.Store(false) // there is no microphone any more
	}
	return e.sends.Load()
}
