package livekit

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/livekit/protocol/auth"
	pb "github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/webrtc/v4"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// probe is a hidden participant: nobody sees it, and it sends nothing. From a
// media server that is not our own it takes sound, only to learn when the last
// packet of each person came, and keeps none. It works with any reached by URL
// and key.
type probe struct {
	watch *watch
	ctx   context.Context
	room  *lksdk.Room
	dead  chan struct{} // closed when the connection broke
	once  sync.Once
	heard sync.Map // ids of the tracks that are being listened to; the SDK's own word on it is unguarded
}

// join puts a probe into the room. It fails while the room is not open.
func join(ctx context.Context, w *watch) (*probe, error) {
	p := &probe{watch: w, ctx: ctx, dead: make(chan struct{})}
	g := &auth.VideoGrant{RoomJoin: true, Room: string(w.room), Hidden: true}
	g.SetCanPublish(false)
	g.SetCanPublishData(false)
	g.SetCanSubscribe(true)
	at := w.rooms.at
	token, err := auth.NewAccessToken(at.APIKey, at.Secret).SetIdentity(probeIdentity).
		SetValidFor(ticketTime).SetVideoGrant(g).ToJWT()
	if err != nil {
		return nil, err
	}
	p.room = lksdk.NewRoom(p.callbacks())
	err = p.room.JoinWithContextAndToken(ctx, at.URL, token,
		lksdk.WithAutoSubscribe(false), lksdk.WithDisableRegionDiscovery(),
		lksdk.WithLogger(bridge{to: at.Log, quiet: true}))
	if err != nil {
		p.die()
		p.leave()
		return nil, err
	}
	for _, rp := range p.room.GetRemoteParticipants() {
		p.arrived(rp)
	}
	p.subscribe()
	return p, nil
}

// callbacks are run by the SDK, each on a goroutine of its own or its reader.
func (p *probe) callbacks() *lksdk.RoomCallback {
	cb := &lksdk.RoomCallback{
		OnParticipantConnected:    p.arrived,
		OnParticipantDisconnected: p.departed,
		OnReconnecting:            p.die,
		OnDisconnected:            p.die,
	}
	cb.OnTrackPublished = func(pub *lksdk.RemoteTrackPublication, _ *lksdk.RemoteParticipant) {
		if pub.Kind() == lksdk.TrackKindAudio {
			if pub.Source() != pb.TrackSource_MICROPHONE {
				p.watch.rooms.hurry() // to put them out
			}
			if p.listens() {
				// Refused while we are still joining; the next report asks again.
				_ = pub.SetSubscribed(true)
			}
		}
	}
	cb.OnTrackSubscribed = func(t *webrtc.TrackRemote, pub *lksdk.RemoteTrackPublication, rp *lksdk.RemoteParticipant) {
		p.heard.Store(pub.SID(), true)
		go p.listen(t, pub.SID(), p.watch.ear(court.PersonID(rp.Identity())))
	}
	return cb
}

// die marks the connection as broken. What the SDK says after that is about
// its own repair, not about people, and is not believed.
func (p *probe) die() { p.once.Do(func() { close(p.dead) }) }

func (p *probe) isDead() bool {
	select {
	case <-p.dead:
		return true
	default:
		return false
	}
}

// leave ends the connection without waiting for a server that may be gone.
func (p *probe) leave() {
	p.die()
	go p.room.Disconnect()
}

func (p *probe) arrived(rp *lksdk.RemoteParticipant) {
	if p.isDead() || rp.Identity() == probeIdentity {
		return
	}
	p.watch.gens.note(rp.SID(), rp.Attributes())
	// Nobody is here by the socket alone: the list says whether media flows, and
	// whether they are to be put out. It flows in a moment, if it can at all.
	p.watch.rooms.hurry()
	time.AfterFunc(mediaSoon, p.watch.rooms.hurry)
}

func (p *probe) departed(rp *lksdk.RemoteParticipant) {
	if p.isDead() || rp.Identity() == probeIdentity {
		return
	}
	p.tell(p.watch.roster.left(court.PersonID(rp.Identity()), rp.SID(), rp.DisconnectReason().String()))
}

func (p *probe) tell(facts []clerk.Fact) {
	for _, f := range facts {
		p.watch.saw(p.ctx, f)
	}
}

// listens reports whether only listening tells when packets come: our own media
// server counts them.
func (p *probe) listens() bool { return p.watch.rooms.at.Own == nil }

// subscribe asks for every sound we do not get yet. Pictures are not taken.
func (p *probe) subscribe() {
	if !p.listens() {
		return
	}
	for _, rp := range p.room.GetRemoteParticipants() {
		for _, pub := range rp.TrackPublications() {
			remote, ok := pub.(*lksdk.RemoteTrackPublication)
			if !ok || pub.Kind() != lksdk.TrackKindAudio {
				continue
			}
			if _, already := p.heard.Load(pub.SID()); !already {
				_ = remote.SetSubscribed(true)
			}
		}
	}
}

// listen notes when packets come until the track ends.
func (p *probe) listen(t *webrtc.TrackRemote, sid string, e *ear) {
	defer p.heard.Delete(sid)
	var order sequence
	for {
		packet, _, err := t.ReadRTP()
		if err != nil {
			return
		}
		e.heard(p.watch.rooms.at.Clock.Now())
		e.came.Add(1)
		e.missed.Add(order.missed(packet.SequenceNumber))
	}
}

// sees reports whether the connection shows this session of the person.
func (p *probe) sees(identity, session string) bool {
	rp := p.room.GetParticipantByIdentity(identity)
	return rp != nil && rp.SID() == session
}

// micOpen reports whether the person publishes a microphone that is not muted.
func (p *probe) micOpen(person court.PersonID) bool {
	rp := p.room.GetParticipantByIdentity(string(person))
	return rp != nil && rp.IsMicrophoneEnabled()
}

// ear remembers when one person was last heard.
type ear struct {
	packet atomic.Int64 // unix nanoseconds; 0: none yet
	opened atomic.Int64 // since when the microphone is open; 0: it is not
	sends  atomic.Bool  // the count grows while the microphone is off
	came   atomic.Int64 // packets since the last report
	missed atomic.Int64 // likewise: sequence numbers passed over and not seen since

	// Touched by the round of reports alone.
	voice   tally     // what our own media server had counted of the microphone
	count   uint64    // packets our own media server had counted while the microphone was off
	tracks  int       // on so many tracks
	session string    // the session counted in
	anew    time.Time // since when
	out     uint64    // packets of pictures sent to the person
	rounds  int       // for how many rounds in a row that grew
	ack     time.Time // the browser's last report on one
	acked   bool      // it has reported more than once in this session
}

func (e *ear) heard(at time.Time) { e.packet.Store(at.UnixNano()) }

// restart begins anew: after a probe was away, the first second proves nothing.
func (e *ear) restart() {
	e.opened.Store(0)
	e.sends.Store(false)
}

func (e *ear) last() time.Time {
	if n := e.packet.Load(); n != 0 {
		return time.Unix(0, n)
	}
	return time.Time{}
}

// open says whether the age of the last packet can be believed: the
// microphone is open, and since it opened a packet has come or three seconds
// have passed. Otherwise a person who unmutes would look lost for a moment.
func (e *ear) open(mic bool, now time.Time) bool {
	if !mic {
		e.opened.Store(0)
		return false
	}
	e.session = ""
	e.sends.Store(false)
	since := e.opened.Load()
	if since == 0 {
		since = now.UnixNano()
		e.opened.Store(since)
	}
	return e.packet.Load() >= since || now.UnixNano()-since >= int64(probeGrace)
}
