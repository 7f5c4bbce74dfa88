package livekit

import (
	"context"
	"time"

	"github.com/livekit/livekit-server/pkg/rtc/types"
	"github.com/pion/webrtc/v4"

	pb "github.com/livekit/protocol/livekit"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// remembered is how long a browser that sent while muted is expected to do so
// again after it has joined anew.
const remembered = 30 * time.Second

// proven is for how many rounds pictures must have gone out to a person before
// it means anything that nothing comes back about them. A browser reports on a
// picture once a second, on sound alone only every five.
const proven = 3

// looks is how often our own media server is asked in a round what it has
// counted of open microphones: so late at most is the word that one fell silent.
const looks = 5

// ticks asks our own media server whether packets came on the open microphones.
// It is what listening to all of them would tell, which is a person more in the
// room whom each packet is sent to, and costs a court a seventh of its work.
func (w *watch) ticks(p *probe) {
	now := w.rooms.at.Clock.Now()
	for person := range w.roster.present() {
		e := w.ear(person)
		if e.grown(w.rooms.at.Own.voice(w.room, person)) && p.micOpen(person) {
			e.heard(now)
		}
	}
}

// tally is what our own media server has had of a track.
type tally struct {
	in, lost uint64 // packets that came, and those that are missing between them
	ways     int    // it came on
}

// grown reports whether more packets have come than when it was asked last. A
// count that is less is another track's, and begins anew.
func (e *ear) grown(now tally) bool {
	before := e.voice
	e.voice = now
	if now.in < before.in {
		return false
	}
	e.came.Add(int64(now.in - before.in))
	e.missed.Add(int64(now.lost) - int64(before.lost)) // fewer, when one comes late
	return now.in > before.in
}

// voice is what our own media server has had from the person's microphone.
func (s *Server) voice(name court.StreamID, person court.PersonID) (sum tally) {
	p := s.participant(name, person)
	if p == nil {
		return sum
	}
	for _, t := range p.GetPublishedTracks() {
		if t.Source() == pb.TrackSource_MICROPHONE {
			n := received(t)
			sum.in, sum.lost = sum.in+n.in, sum.lost+n.lost
		}
	}
	return sum
}

func received(t types.MediaTrack) (sum tally) {
	for _, r := range t.Receivers() {
		if stats := r.GetTrackStats(); stats != nil {
			sum.in, sum.lost, sum.ways = sum.in+uint64(stats.Packets), sum.lost+uint64(stats.PacketsLost), sum.ways+1
		}
	}
	return sum
}

// participant is nil where the person is not, or the server is not our own.
func (s *Server) participant(name court.StreamID, person court.PersonID) types.LocalParticipant {
	if s == nil {
		return nil
	}
	if room := s.srv.RoomManager().GetRoom(context.Background(), pb.RoomName(name)); room != nil {
		return room.GetParticipant(pb.ParticipantIdentity(person))
	}
	return nil
}

// count is what our own media server has counted of one person.
type count struct {
	tracks int       // tracks that can be expected to send: a microphone, muted or not, and a camera that is on
	in     uint64    // packets that came on them
	out    uint64    // packets of pictures sent to the person
	ack    time.Time // when the person's browser last reported on one
}

// counted is zero where the server is not our own.
func (s *Server) counted(name court.StreamID, person court.PersonID) (c count) {
	p := s.participant(name, person)
	if p == nil {
		return c
	}
	for _, t := range p.GetPublishedTracks() {
		// A camera that is off sends nothing; a microphone goes on sending
		// silence, which nobody is forwarded.
		if t.Source() != pb.TrackSource_MICROPHONE && t.IsMuted() {
			continue
		}
		n := received(t)
		c.tracks, c.in = c.tracks+n.ways, c.in+n.in
	}
	for _, t := range p.GetSubscribedTracks() {
		d := t.DownTrack()
		if d == nil || d.Kind() != webrtc.RTPCodecTypeVideo {
			continue
		}
		c.out += d.GetPrimaryStreamPacketsSent()
		if at := d.GetPrimaryStreamLastReceiverReportTime(); at.After(c.ack) {
			c.ack = at
		}
	}
	return c
}

// packets is what was seen of the person's line in this round. While the
// microphone is open its packets are counted by our own media server, or heard
// by the probe in one that is not ours; while it is off or has no floor, and where there is no probe, as in a private talk, our own media
// server's count shows whether the line still carries any. Where the media
// server is not our own the heartbeat stands alone.
func (w *watch) packets(p *probe, person court.PersonID, session string) clerk.Fact {
	now, e, mic := w.rooms.at.Clock.Now(), w.ear(person), p != nil && p.micOpen(person)
	believed := p != nil && e.open(mic, now)
	if !mic {
		c := w.rooms.at.Own.counted(w.room, person)
		sends, reports := e.counts(c, session, now), e.acks(c)
		believed = sends || reports
	}
	return clerk.Fact{Kind: clerk.FactPackets, Person: person, Session: session, LastPacket: e.last(), MicOpen: believed,
		Probed: p != nil, Mic: mic, Came: int(e.came.Swap(0)), Missed: max(0, int(e.missed.Swap(0)))}
}

// counts notes a count taken while the microphone is off and says whether the
// age of the last packet can be believed: once the count has grown, for a
// browser may send nothing while muted. What is known of a browser holds over
// its next session for a while, or joining anew on a dead line would hide it.
func (e *ear) counts(c count, session string, now time.Time) bool {
	before, tracks := e.count, e.tracks
	e.count, e.tracks = c.in, c.tracks
	switch {
	case e.session != session:
		e.session, e.anew, e.acked, e.rounds = session, now, false, 0
	case c.tracks < tracks:
		e.sends.Store(false) // what sent was taken away or turned off
	case c.in > before:
		e.sends.Store(true)
		e.heard(now)
	case c.tracks == 0 && now.Sub(e.anew) > remembered:
		e.sends.Store(false) // nothing is there to send
	}
	return e.sends.Load()
}

// acks notes what the person's browser reports on the pictures it is sent, and
// says whether its silence can be believed: while pictures go out, and once it
// has reported on one.
func (e *ear) acks(c count) bool {
	if c.out > e.out {
		e.rounds++
	} else {
		e.rounds = 0
	}
	e.out = c.out
	if c.ack.UnixNano() > 0 && c.ack.After(e.ack) {
		e.acked = e.acked || !e.ack.IsZero()
		e.ack = c.ack
		if e.ack.After(e.last()) {
			e.heard(e.ack)
		}
	}
	return e.acked && e.rounds >= proven
}
