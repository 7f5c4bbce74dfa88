package livekit

import (
	"context"
	"sync"
	"time"

	pb "github.com/livekit/protocol/livekit"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

const (
	probeGrace = 3 * time.Second // without a probe, then the media side counts as down
	retry      = 200 * time.Millisecond
	mediaSoon  = 300 * time.Millisecond // after a socket, how soon its media is looked for beside the rounds
	blindAfter = 6                      // rounds in which the probe may miss somebody the server lists
)

// watch looks at one open room, through a probe that sits in it silently and
// through the server's list of people, and reports what it sees.
type watch struct {
	rooms   *Rooms
	hearing court.HearingID
	talk    court.TalkID   // the private talk it is, if it is one
	room    court.StreamID // its name on the media server
	cancel  context.CancelFunc
	roster  roster
	gens    gens

	mu    sync.Mutex // guards what follows
	probe *probe     // nil while there is none in the room
	since time.Time  // since when there is none
	ears  map[court.PersonID]*ear
	up    bool // what was told last
	told  bool
	blind int
}

// newWatch begins to look at a room; stop ends it.
func newWatch(ctx context.Context, r *Rooms, plan clerk.RoomPlan) *watch {
	ctx, cancel := context.WithCancel(ctx)
	w := &watch{
		rooms: r, hearing: plan.Hearing, talk: plan.Talk, room: plan.Room(), cancel: cancel, roster: newRoster(), gens: newGens(),
		since: r.at.Clock.Now(), ears: map[court.PersonID]*ear{},
	}
	if !w.private() {
		go w.keepProbe(ctx)
	}
	go w.report(ctx)
	return w
}

func (w *watch) stop() { w.cancel() }

// empty tells that everybody has left a room that was closed.
func (w *watch) empty(ctx context.Context) {
	for person, session := range w.roster.present() {
		for _, f := range w.roster.left(person, session, pb.DisconnectReason_ROOM_CLOSED.String()) {
			w.saw(ctx, f)
		}
	}
}

// keepProbe keeps a probe in the room. It never resumes a broken connection:
// a fresh one is there sooner, and shows who is in the room now.
func (w *watch) keepProbe(ctx context.Context) {
	for ctx.Err() == nil {
		if w.open() {
			if p, err := join(ctx, w); err == nil {
				w.present(p)
				select {
				case <-p.dead:
				case <-ctx.Done():
				}
				w.present(nil)
				p.leave()
			}
		}
		// The room is not open yet, or the server is away or just back. The
		// next round opens it; we try again.
		select {
		case <-time.After(retry):
		case <-ctx.Done():
		}
	}
}

// open reports whether the media server has the room, as far as we know.
func (w *watch) open() bool {
	w.rooms.mu.Lock()
	defer w.rooms.mu.Unlock()
	return w.rooms.made[w.room] && w.rooms.failing.IsZero()
}

// present notes that the probe is in the room, or that it is not.
func (w *watch) present(p *probe) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.probe, w.blind = p, 0
	w.since = w.rooms.at.Clock.Now()
	w.told = w.told && (p == nil || !w.up) // that it answers anew is told anew
	for _, e := range w.ears {
		e.restart()
	}
}

// report tells once a second what was heard of each person in the room, and
// of a sitting nothing while nobody listens: silence of ours must not look like
// theirs. A private talk is reported by the server's count alone.
func (w *watch) report(ctx context.Context) {
	tick := time.NewTicker(round / looks)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		w.mu.Lock()
		p := w.probe
		w.mu.Unlock()
		if p != nil && !p.listens() {
			w.ticks(p)
		}
		if n%looks != 0 {
			continue
		}
		if !w.private() {
			w.judge(ctx)
			if p == nil {
				continue
			}
			p.subscribe()
		}
		for person, session := range w.roster.present() {
			w.saw(ctx, w.packets(p, person, session))
		}
	}
}

// ear is what was heard of one person; it outlives probes.
func (w *watch) ear(person court.PersonID) *ear {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.ears[person]
	if e == nil {
		e = &ear{}
		w.ears[person] = e
	}
	return e
}

// judge tells when the media side of this hearing goes down or comes back:
// the server does not answer, or lets no probe in for three seconds.
func (w *watch) judge(ctx context.Context) {
	if w.private() {
		return // the hearing's own room tells
	}
	w.rooms.mu.Lock()
	down := w.rooms.down
	w.rooms.mu.Unlock()
	w.mu.Lock()
	now := w.rooms.at.Clock.Now()
	if w.probe == nil && now.Sub(w.since) >= probeGrace {
		down = true
	}
	unknown := w.probe == nil && !down
	if unknown || (w.told && w.up == !down) {
		w.mu.Unlock()
		return
	}
	w.told, w.up = true, !down
	w.mu.Unlock()
	kind := clerk.FactMediaUp
	if down {
		kind = clerk.FactMediaDown
	}
	w.rooms.saw(ctx, clerk.Fact{Kind: kind, Hearing: w.hearing})
}

// listed compares the server's list with what is known: who is there is who has
// media. One who has only the socket, as behind a line that lets no sound
// through, is not back, however often they join again; who had media stays until
// the server says that they left.
func (w *watch) listed(ctx context.Context, people []*pb.ParticipantInfo) {
	w.mu.Lock()
	p, sees := w.probe, unseen
	w.mu.Unlock()
	if p == nil && !w.private() {
		return
	}
	if p != nil {
		sees = p.sees
	}
	missed, known := false, w.roster.present()
	here := map[court.PersonID]string{}
	for _, person := range people {
		if person.State == pb.ParticipantInfo_ACTIVE || known[court.PersonID(person.Identity)] == person.Sid {
			here[court.PersonID(person.Identity)] = person.Sid
		}
		w.gens.note(person.Sid, person.Attributes)
		missed = missed || !sees(person.Identity, person.Sid)
	}
	for _, f := range w.roster.listed(here, sees) {
		w.saw(ctx, f)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.blind++; !missed {
		w.blind = 0
	}
	if p != nil && w.blind >= blindAfter {
		w.blind = 0
		p.die()
	}
}

func (w *watch) saw(ctx context.Context, f clerk.Fact) {
	f.Hearing, f.Talk, f.Gen = w.hearing, w.talk, w.gens.find(f.Session)
	w.rooms.saw(ctx, f)
}
