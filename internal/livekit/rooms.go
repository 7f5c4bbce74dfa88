package livekit

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/livekit/protocol/auth"
	pb "github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

const (
	round         = time.Second             // between two looks at the media server
	callTime      = 1500 * time.Millisecond // for one call to it
	ticketTime    = 2 * time.Minute         // a ticket is for entering, not for keeping
	renewed       = 15 * time.Minute        // no ticket is good for longer, as the media server renews them
	probeIdentity = "court-probe"           // no person: persons are "p-…"
	forever       = 24 * 60 * 60            // seconds an empty room stays: only the record closes it
)

// Access is how to reach a media server, embedded or not.
type Access struct {
	URL            string // http(s) or ws(s)
	APIKey, Secret string
	// Public is the address in tickets; "/" (the default) is our own origin,
	// where Proxy answers.
	Public string
	// Own is the media server itself where it runs in this process: it knows
	// more than it tells others.
	Own   *Server
	Clock court.Clock  // default: the machine's
	Log   *slog.Logger // default slog.Default()
}

// Rooms makes the media server's rooms what the record says. It implements
// clerk.Rooms. Nothing it holds must survive: after a restart the clerk tells
// it all plans again, and the first round repairs what differs.
type Rooms struct {
	at    Access
	admin *lksdk.RoomServiceClient
	nudge chan struct{} // a plan has changed: do not wait for the next round
	facts chan clerk.Fact

	mu      sync.Mutex                        // guards what follows
	plans   map[court.StreamID]clerk.RoomPlan // by the room's name; likewise for the next three
	closed  map[court.StreamID]time.Time      // since when, of plans that are not open
	watches map[court.StreamID]*watch         // one per open plan, once Run runs
	made    map[court.StreamID]bool           // rooms the media server had when last asked, or that we opened
	failing time.Time                         // since when the media server has not answered; zero: it answers
	down    bool                              // not answering for two looks
}

// sdkLog sets the logger that the SDK has for the whole process, and uses
// before it is given one. It is set once: probes read it while they join.
var sdkLog = sync.OnceValue(func() bridge {
	b := bridge{to: slog.Default(), quiet: true}
	lksdk.SetLogger(b)
	return b
})

// NewRooms knows no plans yet, and does nothing before Run.
func NewRooms(at Access) *Rooms {
	if at.Public == "" {
		at.Public = "/"
	}
	if at.Clock == nil {
		at.Clock = court.ClockFunc(time.Now)
	}
	if at.Log == nil {
		at.Log = slog.Default()
	}
	sdkLog()
	return &Rooms{
		at:      at,
		admin:   lksdk.NewRoomServiceClient(httpURL(at.URL), at.APIKey, at.Secret),
		nudge:   make(chan struct{}, 1),
		facts:   make(chan clerk.Fact, 4096),
		plans:   map[court.StreamID]clerk.RoomPlan{},
		closed:  map[court.StreamID]time.Time{},
		watches: map[court.StreamID]*watch{},
	}
}

// Want replaces what is wanted of one hearing's room. It does not wait for
// the media server: the loop makes it so within a second of its answering.
func (r *Rooms) Want(plan clerk.RoomPlan) {
	people := make(map[court.PersonID]clerk.Place, len(plan.People))
	for id, place := range plan.People {
		people[id] = place
	}
	plan.People = people
	r.mu.Lock()
	// A closed plan is kept for a while, so that a ticket minted before cannot
	// bring the room back on a media server that opens rooms by itself.
	r.plans[plan.Room()] = plan
	if plan.Open {
		delete(r.closed, plan.Room())
	} else if _, already := r.closed[plan.Room()]; !already {
		r.closed[plan.Room()] = r.at.Clock.Now()
	}
	r.mu.Unlock()
	r.hurry()
}

// hurry asks for a round now.
func (r *Rooms) hurry() {
	select {
	case r.nudge <- struct{}{}:
	default:
	}
}

// Ticket is what the person's browser needs to enter. It refuses (Forbidden)
// who is not in the plan of an open room, and (Unavailable) while the media
// server does not answer. The ticket is good for two minutes.
func (r *Rooms) Ticket(ctx context.Context, room court.StreamID, person court.PersonID, name string) (clerk.Ticket, error) {
	place, in := r.place(room, person)
	if !in {
		return clerk.Ticket{}, fault.Forbidden("media.ticket.not_admitted")
	}
	// The loop may not have opened the room yet; opening twice is harmless.
	if err := r.open(ctx, room); err != nil {
		return clerk.Ticket{}, fault.Unavailable("media.ticket.unavailable").Because(err)
	}
	token, err := auth.NewAccessToken(r.at.APIKey, r.at.Secret).
		SetIdentity(string(person)).SetName(name).SetValidFor(ticketTime).
		SetAttributes(map[string]string{genName: strconv.FormatUint(place.Gen, 10)}).
		SetVideoGrant(grant(room, place)).ToJWT()
	if err != nil {
		return clerk.Ticket{}, err
	}
	return clerk.Ticket{URL: r.at.Public, Token: token, Talk: r.talk(room), Gen: place.Gen}, nil
}

// talk is the private talk the room is for.
func (r *Rooms) talk(room court.StreamID) court.TalkID {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.plans[room].Talk
}

// place is what the person may do in the room now; in is false when
// the room is not open or the person is not in its plan.
func (r *Rooms) place(room court.StreamID, person court.PersonID) (place clerk.Place, in bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	plan := r.plans[room]
	place, in = plan.People[person]
	return place, in && plan.Open
}

// grant is the media server's form of a place: camera and microphone, and
// never data: what people write to each other goes through the record.
func grant(room court.StreamID, place clerk.Place) *auth.VideoGrant {
	g := &auth.VideoGrant{RoomJoin: true, Room: string(room)}
	g.SetCanPublish(place.Publish)
	g.SetCanSubscribe(place.Subscribe)
	g.SetCanPublishData(false)
	g.SetCanUpdateOwnMetadata(false)
	if place.Publish {
		sources := []pb.TrackSource{pb.TrackSource_CAMERA}
		if place.Voice {
			sources = append(sources, pb.TrackSource_MICROPHONE)
		}
		g.SetCanPublishSources(sources)
	}
	return g
}

// Run makes and keeps the media server's rooms as wanted, and tells w what is
// seen there, one fact at a time and in order, until ctx ends.
func (r *Rooms) Run(ctx context.Context, w clerk.Watcher) {
	var telling sync.WaitGroup
	telling.Go(func() { r.tell(ctx, w) })
	tick := time.NewTicker(round)
	defer tick.Stop()
	for ctx.Err() == nil {
		r.settle(ctx)
		select {
		case <-ctx.Done():
		case <-tick.C:
		case <-r.nudge:
		}
	}
	r.closeAll()
	telling.Wait()
}

// tell hands facts over. The clerk may take its time: it writes to the record.
func (r *Rooms) tell(ctx context.Context, w clerk.Watcher) {
	for {
		select {
		case <-ctx.Done():
			return
		case f := <-r.facts:
			w.Saw(f)
		}
	}
}

// saw queues a fact. Packet counts are dropped when the clerk is far behind:
// a newer one comes every second. The others are worth waiting for.
func (r *Rooms) saw(ctx context.Context, f clerk.Fact) {
	f.At = r.at.Clock.Now()
	if f.Kind == clerk.FactPackets {
		select {
		case r.facts <- f:
		default:
		}
		return
	}
	select {
	case r.facts <- f:
	case <-ctx.Done():
	}
}
