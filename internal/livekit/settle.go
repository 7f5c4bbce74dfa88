package livekit

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	pb "github.com/livekit/protocol/livekit"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// settle is one round: look whether the media server answers, then make every
// room what its plan says. What fails is tried again in the next round.
func (r *Rooms) settle(ctx context.Context) {
	rooms, err := r.list(ctx)
	if ctx.Err() != nil {
		return
	}
	r.heard(err)
	for _, w := range r.watched(ctx) {
		w.judge(ctx)
	}
	if err != nil {
		return
	}
	r.mu.Lock()
	r.made = maps.Clone(rooms)
	r.forget(rooms)
	r.mu.Unlock()
	var all sync.WaitGroup
	slots := make(chan struct{}, 8)
	for _, plan := range r.wanted() {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if err := r.settleOne(ctx, plan, rooms[plan.Room()]); err != nil && ctx.Err() == nil {
				r.at.Log.Warn("room not as wanted yet", "room", plan.Room(), "err", err)
			}
		})
	}
	all.Wait()
}

// forget drops plans that were closed so long ago that no ticket, as renewed by
// the media server, is good any more; the caller holds mu.
func (r *Rooms) forget(rooms map[court.StreamID]bool) {
	for id, at := range r.closed {
		if !rooms[id] && r.at.Clock.Now().Sub(at) > renewed {
			delete(r.closed, id)
			delete(r.plans, id)
		}
	}
}

// heard notes whether the media server answered. It is down when it did not
// for two looks a round apart: one slow answer is not an outage.
func (r *Rooms) heard(err error) {
	now := r.at.Clock.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil:
		r.failing, r.down = time.Time{}, false
	case r.failing.IsZero():
		r.failing = now
	case now.Sub(r.failing) >= round*9/10:
		r.down = true
	}
}

// Answers reports whether the media server answered when it was last asked,
// which is each second. Before the first time it is not known, and true.
func (r *Rooms) Answers() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failing.IsZero()
}

// list names the rooms the media server has.
func (r *Rooms) list(ctx context.Context) (map[court.StreamID]bool, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	answer, err := r.admin.ListRooms(ctx, &pb.ListRoomsRequest{})
	if err != nil {
		return nil, err
	}
	rooms := map[court.StreamID]bool{}
	for _, room := range answer.Rooms {
		rooms[court.StreamID(room.Name)] = true
	}
	return rooms, nil
}

// wanted is a copy of the plans.
func (r *Rooms) wanted() []clerk.RoomPlan {
	r.mu.Lock()
	defer r.mu.Unlock()
	plans := make([]clerk.RoomPlan, 0, len(r.plans))
	for _, p := range r.plans {
		plans = append(plans, p)
	}
	return plans
}

// watched starts a watch for each open plan, ends those of closed ones, and
// answers the running ones.
func (r *Rooms) watched(ctx context.Context) []*watch {
	r.mu.Lock()
	defer r.mu.Unlock()
	var running []*watch
	for id, plan := range r.plans {
		w := r.watches[id]
		switch {
		case plan.Open && w == nil:
			w = newWatch(ctx, r, plan)
			r.watches[id] = w
		case !plan.Open && w != nil:
			w.stop()
			delete(r.watches, id)
			go w.empty(ctx)
			w = nil
		}
		if w != nil {
			running = append(running, w)
		}
	}
	return running
}

func (r *Rooms) closeAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, w := range r.watches {
		w.stop()
		delete(r.watches, id)
	}
}

// settleOne makes one room what its plan says.
func (r *Rooms) settleOne(ctx context.Context, plan clerk.RoomPlan, exists bool) error {
	if !plan.Open {
		if !exists {
			return nil
		}
		return r.close(ctx, plan.Room())
	}
	if !exists {
		return r.open(ctx, plan.Room())
	}
	people, err := r.people(ctx, plan.Room())
	if err != nil {
		return err
	}
	r.mu.Lock()
	w := r.watches[plan.Room()]
	r.mu.Unlock()
	if w != nil {
		w.listed(ctx, people)
	}
	// One who cannot be reached must not keep the others where they may not be.
	var failed []error
	for _, p := range people {
		failed = append(failed, r.allow(ctx, plan.Room(), p))
	}
	return errors.Join(failed...)
}

func (r *Rooms) open(ctx context.Context, room court.StreamID) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err := r.admin.CreateRoom(ctx, &pb.CreateRoomRequest{
		Name: string(room), EmptyTimeout: forever, DepartureTimeout: forever,
	})
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.made != nil {
		r.made[room] = true
	}
	return nil
}

func (r *Rooms) close(ctx context.Context, room court.StreamID) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err := r.admin.DeleteRoom(ctx, &pb.DeleteRoomRequest{Room: string(room)})
	return err
}

// people lists who is in the room, without the probe.
func (r *Rooms) people(ctx context.Context, room court.StreamID) ([]*pb.ParticipantInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	answer, err := r.admin.ListParticipants(ctx, &pb.ListParticipantsRequest{Room: string(room)})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(answer.Participants, func(p *pb.ParticipantInfo) bool {
		return p.Identity == probeIdentity || p.State == pb.ParticipantInfo_DISCONNECTED
	}), nil
}

// allow removes a participant who is not in the plan, or who came in before
// their last move, and gives the others
// exactly their place. It asks for the plan anew: it may have changed since
// the round began, and nobody just admitted may be thrown out.
func (r *Rooms) allow(ctx context.Context, room court.StreamID, p *pb.ParticipantInfo) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	place, in := r.place(room, court.PersonID(p.Identity))
	var err error
	switch want := grant(room, place).ToPermission(); {
	case !in, place.Gen != genOf(p.Attributes), disguised(p):
		_, err = r.admin.RemoveParticipant(ctx, &pb.RoomParticipantIdentity{Room: string(room), Identity: p.Identity})
	case !same(p.Permission, want):
		_, err = r.admin.UpdateParticipant(ctx, &pb.UpdateParticipantRequest{
			Room: string(room), Identity: p.Identity, Permission: want,
		})
	}
	if err != nil && strings.Contains(err.Error(), "not_found") {
		return nil // left meanwhile
	}
	return err
}

// disguised reports whether a participant sends sound that says it is no
// microphone. The media server asks only what a track says of itself, so that
// a client of somebody's own could speak without the floor through its
// "camera"; our page never does.
func disguised(p *pb.ParticipantInfo) bool {
	return slices.ContainsFunc(p.Tracks, func(t *pb.TrackInfo) bool {
		return t.Type == pb.TrackType_AUDIO && t.Source != pb.TrackSource_MICROPHONE
	})
}

func same(have, want *pb.ParticipantPermission) bool {
	return have != nil && have.CanPublish == want.CanPublish && have.CanSubscribe == want.CanSubscribe &&
		have.CanPublishData == want.CanPublishData && have.CanUpdateMetadata == want.CanUpdateMetadata &&
		have.Hidden == want.Hidden && slices.Equal(have.CanPublishSources, want.CanPublishSources)
}
