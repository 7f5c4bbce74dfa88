package livekit

import (
	"context"
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
	r.mu.Unlock()
	var all sync.WaitGroup
	slots := make(chan struct{}, 8)
	for _, plan := range r.wanted() {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if err := r.settleOne(ctx, plan, rooms[plan.Hearing]); err != nil && ctx.Err() == nil {
				r.at.Log.Warn("room not as wanted yet", "hearing", plan.Hearing, "err", err)
			}
		})
	}
	all.Wait()
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

// list names the rooms the media server has.
func (r *Rooms) list(ctx context.Context) (map[court.HearingID]bool, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	answer, err := r.admin.ListRooms(ctx, &pb.ListRoomsRequest{})
	if err != nil {
		return nil, err
	}
	rooms := map[court.HearingID]bool{}
	for _, room := range answer.Rooms {
		rooms[court.HearingID(room.Name)] = true
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
			w = newWatch(ctx, r, id)
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
		return r.close(ctx, plan.Hearing)
	}
	if !exists {
		return r.open(ctx, plan.Hearing)
	}
	people, err := r.people(ctx, plan.Hearing)
	if err != nil {
		return err
	}
	r.mu.Lock()
	w := r.watches[plan.Hearing]
	r.mu.Unlock()
	if w != nil {
		w.listed(ctx, people)
	}
	for _, p := range people {
		if err := r.allow(ctx, plan.Hearing, p); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rooms) open(ctx context.Context, hearing court.HearingID) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err := r.admin.CreateRoom(ctx, &pb.CreateRoomRequest{
		Name: string(hearing), EmptyTimeout: forever, DepartureTimeout: forever,
	})
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.made != nil {
		r.made[hearing] = true
	}
	return nil
}

func (r *Rooms) close(ctx context.Context, hearing court.HearingID) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err := r.admin.DeleteRoom(ctx, &pb.DeleteRoomRequest{Room: string(hearing)})
	return err
}

// people lists who is in the room, without the probe.
func (r *Rooms) people(ctx context.Context, hearing court.HearingID) ([]*pb.ParticipantInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	answer, err := r.admin.ListParticipants(ctx, &pb.ListParticipantsRequest{Room: string(hearing)})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(answer.Participants, func(p *pb.ParticipantInfo) bool {
		return p.Identity == probeIdentity || p.State == pb.ParticipantInfo_DISCONNECTED
	}), nil
}

// allow removes a participant who is not in the plan, and gives the others
// exactly their place. It asks for the plan anew: it may have changed since
// the round began, and nobody just admitted may be thrown out.
func (r *Rooms) allow(ctx context.Context, hearing court.HearingID, p *pb.ParticipantInfo) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	place, in := r.place(hearing, court.PersonID(p.Identity))
	var err error
	switch want := grant(hearing, place).ToPermission(); {
	case !in:
		_, err = r.admin.RemoveParticipant(ctx, &pb.RoomParticipantIdentity{Room: string(hearing), Identity: p.Identity})
	case !same(p.Permission, want):
		_, err = r.admin.UpdateParticipant(ctx, &pb.UpdateParticipantRequest{
			Room: string(hearing), Identity: p.Identity, Permission: want,
		})
	}
	if err != nil && strings.Contains(err.Error(), "not_found") {
		return nil // left meanwhile
	}
	return err
}

func same(have, want *pb.ParticipantPermission) bool {
	return have != nil && have.CanPublish == want.CanPublish && have.CanSubscribe == want.CanSubscribe &&
		have.CanPublishData == want.CanPublishData && have.CanUpdateMetadata == want.CanUpdateMetadata &&
		have.Hidden == want.Hidden && slices.Equal(have.CanPublishSources, want.CanPublishSources)
}
