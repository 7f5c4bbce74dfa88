//go:build demo

package rehearsal

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
)

// Court is the clerk's desk, as far as robots come to it. *clerk.Clerk is one.
type Court interface {
	Bench
	Parties
	OpenCase(ctx context.Context, by court.PersonID, c clerk.OpenCase) (clerk.Done, error)
	Schedule(ctx context.Context, by court.PersonID, c clerk.Schedule) (clerk.Done, error)
	HearingView(ctx context.Context, by court.PersonID, id court.HearingID) (clerk.HearingView, error)
	Ticket(ctx context.Context, by court.PersonID, id court.HearingID) (clerk.Ticket, error)
	Saw(f clerk.Fact)
}

// Bench are the acts of a robot that is judge or secretary.
type Bench interface {
	Admit(ctx context.Context, by court.PersonID, c clerk.About) (clerk.Done, error)
	Open(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	OrderFloor(ctx context.Context, by court.PersonID, c clerk.Floor) (clerk.Done, error)
	Remove(ctx context.Context, by court.PersonID, c clerk.About) (clerk.Done, error)
	Readmit(ctx context.Context, by court.PersonID, c clerk.About) (clerk.Done, error)
	Resume(ctx context.Context, by court.PersonID, c clerk.Hearing) (clerk.Done, error)
	GoOn(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	Close(ctx context.Context, by court.PersonID, c clerk.Hearing) (clerk.Done, error)
}

// Parties are the acts of a robot that is a party.
type Parties interface {
	PrepareToEnter(ctx context.Context, by court.PersonID, c clerk.Prepare) (clerk.Done, error)
	RaiseHand(ctx context.Context, by court.PersonID, c clerk.Hand) (clerk.Done, error)
	Protest(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	ContactAttempt(ctx context.Context, by court.PersonID, c clerk.Contact) (clerk.Done, error)
}

// Body is a robot in the media room.
type Body interface {
	Voice(may bool)        // the record lets it speak, or not any more
	Say(what string)       // a recording, once, if it may and is not speaking
	Still(still bool)      // send nothing, as one whose device hangs
	Gone() <-chan struct{} // closed once it is out of the room
	Leave()
}

// Stage lets a robot into the media room, with the picture of that name.
type Stage func(ctx context.Context, t clerk.Ticket, picture string) (Body, error)

// Person is one of the demo's people.
type Person struct {
	ID   court.PersonID
	Role court.Role
}

// Deps are what rehearsals are played with. Follow is the case whose people,
// subject and kind a rehearsal's own case repeats.
type Deps struct {
	Court  Court
	Stage  Stage
	Clock  court.Clock
	Log    *slog.Logger
	Follow clerk.OpenCase
	People []Person
}

// most are played at a time: each robot sends sound and picture.
const most = 3

// House plays rehearsals.
type House struct {
	Deps
	begin chan *play

	mu      sync.Mutex // guards what follows
	playing int
	last    int // the number the last case got
}

// New makes a house in which nothing is played before Run runs.
func New(d Deps) *House { return &House{Deps: d, begin: make(chan *play, most), last: 1} }

// Play opens a case and a hearing of its own in which the person of that role
// plays, and has robots take the other roles. It refuses (NotFound) a role that
// nobody can play, and (Limit) more rehearsals at a time than the machine bears.
func (h *House) Play(ctx context.Context, role court.Role) (id court.HearingID, you court.PersonID, err error) {
	for _, p := range h.People {
		if p.Role == role {
			you = p.ID
			break
		}
	}
	if you == "" {
		return "", "", fault.NotFound("page.fault.not_found")
	}
	if !h.take() {
		return "", "", fault.Limit("rehearsal.too_many")
	}
	if id, err = h.schedule(ctx); err != nil {
		h.release()
		return "", "", err
	}
	h.begin <- newPlay(h.Deps, id, you)
	return id, you, nil
}

func (h *House) take() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.playing >= most {
		return false
	}
	h.playing++
	return true
}

func (h *House) release() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.playing--
}

// schedule opens the next case and fixes its hearing for now. Numbers that were
// given before the program's start are passed over.
func (h *House) schedule(ctx context.Context) (court.HearingID, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.Clock.Now()
	cmd := h.Follow
	stem := string(cmd.No[:strings.LastIndex(string(cmd.No), "/")])
	cmd.Subject = i18n.T(court.Kazakh, "rehearsal.subject", nil)
	for {
		h.last++
		cmd.No, cmd.Stamp = court.CaseNo(fmt.Sprintf("%s/%d", stem, h.last)), clerk.Stamp{Key: clerk.NewKey(now)}
		done, err := h.Court.OpenCase(ctx, cmd.Secretary, cmd)
		if fault.Is(err, fault.KindConflict) {
			continue
		}
		if err != nil {
			return "", err
		}
		fixed, err := h.Court.Schedule(ctx, cmd.Judge, clerk.Schedule{Stamp: clerk.Stamp{Key: clerk.NewKey(now)}, Case: done.Ref.Stream, At: now, DayOff: true})
		return fixed.Ref.Stream, err
	}
}

// Run plays what was begun until ctx ends.
func (h *House) Run(ctx context.Context) {
	var all sync.WaitGroup
	defer all.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case p := <-h.begin:
			all.Go(func() {
				defer h.release()
				p.run(ctx)
			})
		}
	}
}

// How long a rehearsal lasts at most, and how long it waits for a person who
// has left or never came.
const (
	longest = 40 * time.Minute
	patient = 3 * time.Minute
)

// over reports whether there is nothing more to play.
func over(s hearing.Sitting, you hearing.Seat, began, seen, now time.Time) bool {
	return s.Over() || now.Sub(began) > longest ||
		you.Presence != hearing.Inside && now.Sub(seen) > patient
}
