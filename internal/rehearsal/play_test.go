//go:build demo

package rehearsal

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/identity"
	"tarazy/internal/signin"
	"tarazy/internal/store/storetest"
)

// world is a court with a clerk, a media server that is pretended, and a clock
// moved by hand.
type world struct {
	t     *testing.T
	now   time.Time
	desk  *clerk.Clerk
	house *House
	folk  map[court.Role]court.PersonID
	keys  int

	mu   sync.Mutex
	in   map[court.PersonID]*body
	plan clerk.RoomPlan
}

type body struct {
	w     *world
	who   court.PersonID
	gone  chan struct{}
	voice bool
	said  []string
}

func (b *body) Voice(may bool)        { b.voice = may }
func (b *body) Say(what string)       { b.said = append(b.said, what) }
func (b *body) Still(bool)            {}
func (b *body) Gone() <-chan struct{} { return b.gone }
func (b *body) Leave()                {}

func (w *world) Now() time.Time { return w.now }

func (w *world) Want(p clerk.RoomPlan) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.plan = p
}

func (w *world) Ticket(_ context.Context, _ court.HearingID, p court.PersonID, _ string) (clerk.Ticket, error) {
	return clerk.Ticket{Token: string(p)}, nil
}

func (w *world) stage(_ context.Context, t clerk.Ticket, _ string) (Body, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	b := &body{w: w, who: court.PersonID(t.Token), gone: make(chan struct{})}
	w.in[b.who] = b
	return b, nil
}

// reports is what the media server says once a second: who is in, and who was
// put out because the plan has them no longer.
func (w *world) reports(id court.HearingID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for who, b := range w.in {
		k := clerk.FactPackets
		if _, may := w.plan.People[who]; !may || !w.plan.Open {
			k = clerk.FactGone
			close(b.gone)
			delete(w.in, who)
		}
		w.desk.Saw(clerk.Fact{Kind: k, Hearing: id, Person: who, At: w.now, Session: "m-" + string(who)})
	}
}

func (w *world) stamp() clerk.Stamp {
	w.keys++
	return clerk.Stamp{Key: fmt.Sprintf("key-of-the-person-%06d", w.keys)}
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), in: map[court.PersonID]*body{}, folk: map[court.Role]court.PersonID{}}
	keys, err := signin.NewDemoKeys(t.TempDir())
	w.must(err)
	s := storetest.Open(t, filepath.Join(t.TempDir(), "t.sqlite"), w)
	w.desk = clerk.New(clerk.Deps{Store: s, Rooms: w, Clock: w, Signer: keys, Origin: storetest.Log})
	w.must(w.desk.Found(t.Context(), "localhost"))
	w.must(w.desk.Start(t.Context()))
	var people []Person
	for _, role := range []court.Role{court.Judge, court.Secretary, court.Claimant, court.Respondent, court.Advocate} {
		e := clerk.Enrol{Stamp: w.stamp(), Name: string(role), Lang: court.Kazakh}
		if role.OnBench() {
			e.Staff = []court.Role{role}
		}
		done, err := w.desk.Enrol(t.Context(), "", e)
		w.must(err)
		p := identity.Of(done.Ref.Stream)
		cred, err := keys.Credential(p)
		w.must(err)
		_, err = w.desk.RegisterCredential(t.Context(), p, cred)
		w.must(err)
		w.folk[role] = p
		people = append(people, Person{p, role})
	}
	f := w.folk
	w.house = New(Deps{Court: w.desk, Stage: w.stage, Clock: w, Log: slog.New(slog.DiscardHandler), People: people,
		Follow: clerk.OpenCase{No: "7501-26-00-2/1", Kind: court.Civil, Judge: f[court.Judge], Secretary: f[court.Secretary],
			Parties: []clerk.PartyEntry{{Person: f[court.Claimant], Role: court.Claimant}, {Person: f[court.Respondent], Role: court.Respondent},
				{Person: f[court.Advocate], Role: court.Advocate, For: f[court.Respondent], Power: "1"}}}})
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// play plays a role until the hearing ends; person says what the person does
// each second. It answers the types of the hearing's journal.
func (w *world) play(role court.Role, person func(s hearing.Sitting, me court.PersonID)) (types []string) {
	id, me, err := w.house.Play(w.t.Context(), role)
	w.must(err)
	p := <-w.house.begin
	for range 20 * 60 {
		w.now = w.now.Add(time.Second)
		v, err := w.desk.HearingView(w.t.Context(), me, id)
		w.must(err)
		if p.script.over(v.Sitting, w.now) {
			for _, l := range v.Journal {
				types = append(types, strings.TrimPrefix(l.Type, "hearing."))
			}
			return types
		}
		t, _ := v.Sitting.Seat(me)
		if t.Admitted {
			w.desk.Saw(clerk.Fact{Kind: clerk.FactBeat, Hearing: id, Person: me, At: w.now})
			w.mu.Lock()
			if w.in[me] == nil {
				w.in[me] = &body{w: w, who: me, gone: make(chan struct{})}
			}
			w.mu.Unlock()
		}
		person(v.Sitting, me)
		p.turn(w.t.Context(), v.Sitting, w.now)
		for _, r := range p.robots { // who is entering has entered
			for r.coming != nil && len(r.coming) == 0 {
				time.Sleep(time.Millisecond)
			}
		}
		w.reports(id)
		w.must(w.desk.Tick(w.t.Context(), w.now))
	}
	v, _ := w.desk.HearingView(w.t.Context(), me, id)
	for _, l := range v.Journal {
		w.t.Log(l.At, l.Type)
	}
	w.t.Fatalf("after twenty minutes the hearing is %s", v.Sitting.State)
	return nil
}

// knock has the person ask to be let in.
func (w *world) knock(s hearing.Sitting, me court.PersonID) {
	if t, _ := s.Seat(me); !t.Promised {
		_, err := w.desk.PrepareToEnter(w.t.Context(), me, clerk.Prepare{Stamp: w.stamp(), Hearing: s.ID, Camera: "ok", Microphone: "ok", Sound: "ok", NoRecording: true})
		w.must(err)
	}
}

// happened checks that the hearing went through all this, in this order.
func happened(t *testing.T, types []string, want ...string) {
	t.Helper()
	at := 0
	for _, w := range want {
		i := slices.Index(types[at:], w)
		if i < 0 {
			t.Fatalf("no %s after %v in\n%v", w, types[:at], types)
		}
		at += i + 1
	}
}

// A party who does nothing but come and ask once for the floor is taken through
// the whole hearing.
func TestPlayParty(t *testing.T) {
	for _, role := range []court.Role{court.Claimant, court.Respondent, court.Advocate} {
		t.Run(string(role), func(t *testing.T) {
			w, asked := newWorld(t), false
			types := w.play(role, func(s hearing.Sitting, me court.PersonID) {
				w.knock(s, me)
				if s.State == hearing.Session && !asked {
					asked = true
					_, err := w.desk.RaiseHand(t.Context(), me, clerk.Hand{Stamp: w.stamp(), Hearing: s.ID})
					w.must(err)
				}
				if slices.Contains(s.Floor, me) && len(s.Hands) == 0 && w.now.Second()%30 == 0 {
					_, _ = w.desk.OrderFloor(t.Context(), w.folk[court.Judge], clerk.Floor{Stamp: w.stamp(), Hearing: s.ID, Person: me, What: "take"})
				}
			})
			happened(t, types, "opened", "hand_raised", "floor_given", "lost", "held", "contact_attempted", "back", "resumed", "removed", "objected", "readmitted", "closed")
		})
	}
}

// The secretary's person admits; everything else is the robots'.
func TestPlaySecretary(t *testing.T) {
	w := newWorld(t)
	types := w.play(court.Secretary, func(s hearing.Sitting, me court.PersonID) {
		w.knock(s, me)
		for _, q := range s.Roll {
			if q.Presence == hearing.Waiting && !q.Admitted && q.Order == nil {
				_, err := w.desk.Admit(t.Context(), me, clerk.About{Stamp: w.stamp(), Hearing: s.ID, Person: q.Person})
				w.must(err)
			}
		}
	})
	happened(t, types, "opened", "floor_given", "held", "resumed", "removed", "objected", "readmitted", "closed")
}

// Robots answer to a judge: they wait, come late, ask, speak when they may, hang,
// come back, object.
func TestPlayJudge(t *testing.T) {
	w, removed := newWorld(t), false
	advocate := w.folk[court.Advocate]
	var spoke []string
	types := w.play(court.Judge, func(s hearing.Sitting, me court.PersonID) {
		w.knock(s, me)
		ctx := t.Context()
		late, _ := s.Seat(advocate)
		for p, b := range w.in {
			if p != me && b.voice && slices.Contains(s.Floor, p) {
				spoke = append(spoke, b.said...)
			}
		}
		switch {
		case s.State == hearing.Lobby && len(s.Missing()) == 0:
			_, err := w.desk.Open(ctx, me, clerk.Reasoned{Stamp: w.stamp(), Hearing: s.ID})
			w.must(err)
		case s.State == hearing.Held && len(s.Missing()) == 0:
			_, err := w.desk.Resume(ctx, me, clerk.Hearing{Stamp: w.stamp(), Hearing: s.ID})
			w.must(err)
		case s.State == hearing.Session && len(s.Hands) > 0:
			_, err := w.desk.OrderFloor(ctx, me, clerk.Floor{Stamp: w.stamp(), Hearing: s.ID, Person: s.Hands[0], What: "give"})
			w.must(err)
		case s.State == hearing.Session && w.now.Sub(s.OpenedAt) > 2*time.Minute && !removed:
			removed = true
			_, err := w.desk.Remove(ctx, me, clerk.About{Stamp: w.stamp(), Hearing: s.ID, Person: advocate, Reason: "r"})
			w.must(err)
		case late.Order != nil && len(late.Order.Objections) > 0:
			_, err := w.desk.Readmit(ctx, me, clerk.About{Stamp: w.stamp(), Hearing: s.ID, Person: advocate, Reason: "r"})
			w.must(err)
		case removed && late.Presence == hearing.Inside && s.State == hearing.Session:
			_, err := w.desk.Close(ctx, me, clerk.Hearing{Stamp: w.stamp(), Hearing: s.ID})
			w.must(err)
		}
	})
	happened(t, types, "opened", "hand_raised", "floor_given", "lost", "held", "back", "resumed", "removed", "objected", "readmitted", "closed")
	for _, what := range []string{"claimant", "respondent"} {
		if !slices.Contains(spoke, what) {
			t.Errorf("nobody said %q: %v", what, spoke)
		}
	}
}

// More rehearsals than the machine bears are refused, and one nobody comes to
// ends by itself.
func TestPlayLimit(t *testing.T) {
	w := newWorld(t)
	for range most {
		_, _, err := w.house.Play(t.Context(), court.Judge)
		w.must(err)
	}
	if _, _, err := w.house.Play(t.Context(), court.Judge); err == nil {
		t.Error("one more is played")
	}
	if _, _, err := w.house.Play(t.Context(), court.Registrar); err == nil {
		t.Error("a role nobody can play is played")
	}
	p := <-w.house.begin
	v, err := w.desk.HearingView(t.Context(), p.lead, p.id)
	w.must(err)
	if now := w.now.Add(patient + time.Second); !p.script.over(v.Sitting, now) {
		t.Error("it waits for ever")
	}
}
