//go:build demo

package rehearsal

import (
	"context"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
)

// step is between two looks of the robots at the hearing; a page's heart beats
// as often.
const step = time.Second

// play is one rehearsal under way.
type play struct {
	Deps
	id     court.HearingID
	script *script
	robots map[court.PersonID]*robot
	lead   court.PersonID // the robot on the bench, who sees the whole hearing
}

// robot is one of the roll whom nobody plays.
type robot struct {
	person  court.PersonID
	picture string
	body    Body      // nil while it is not in the room
	coming  chan Body // the answer of one who is entering; nil while none is
	session string    // of its heart, as a page's socket has one
}

func newPlay(d Deps, id court.HearingID, you court.PersonID) *play {
	p := &play{Deps: d, id: id, script: newScript(you, d.Clock.Now()), robots: map[court.PersonID]*robot{}}
	for _, q := range d.People {
		if q.ID == you {
			continue
		}
		p.robots[q.ID] = &robot{person: q.ID, picture: string(q.Role)}
		if q.Role.OnBench() && p.lead == "" {
			p.lead = q.ID
		}
	}
	return p
}

// run plays until the hearing is over or nobody is there to play for.
func (p *play) run(ctx context.Context) {
	defer p.leave()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // first, so that nobody is still entering when the others leave
	tick := time.NewTicker(step)
	defer tick.Stop()
	for {
		v, err := p.Court.HearingView(ctx, p.lead, p.id)
		now := p.Clock.Now()
		switch {
		case err != nil:
			p.Log.Warn("rehearsal: the hearing cannot be seen", "hearing", p.id, "err", err)
		case p.script.over(v.Sitting, now):
			return
		default:
			p.turn(ctx, v.Sitting, now)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// turn keeps every robot where the record says and has them do what is next.
func (p *play) turn(ctx context.Context, s hearing.Sitting, now time.Time) {
	p.script.look(s, now)
	for _, t := range s.Roll {
		if r := p.robots[t.Person]; r != nil {
			p.keep(ctx, r, t, s, now)
		}
	}
	for _, t := range s.Roll {
		if r := p.robots[t.Person]; r != nil {
			for _, d := range p.script.next(s, t, now) {
				p.do(ctx, r, d)
			}
		}
	}
}

// keep has the robot in the room while it is admitted, its heart beat while
// its device does not hang, and its microphone follow the record.
func (p *play) keep(ctx context.Context, r *robot, t hearing.Seat, s hearing.Sitting, now time.Time) {
	if r.coming != nil {
		select {
		case r.body = <-r.coming:
			r.coming = nil
		default:
		}
	}
	if r.body != nil {
		select {
		case <-r.body.Gone():
			p.saw(r, clerk.FactSocketGone, now)
			r.body = nil
		default:
		}
	}
	hangs := p.script.hangs(t.Person, now)
	switch {
	case r.body != nil:
		r.body.Still(hangs)
		r.body.Voice(s.Voice(t.Person))
	case t.Admitted && s.Live() && r.coming == nil && !hangs:
		r.session = "robot-" + string(r.person)
		r.coming = make(chan Body, 1)
		p.saw(r, clerk.FactSocketOpen, now)
		go func(answer chan<- Body) { answer <- p.enter(ctx, r) }(r.coming)
	}
	if t.Admitted && !hangs && (r.body != nil || r.coming != nil) {
		p.saw(r, clerk.FactBeat, now)
	}
}

func (p *play) saw(r *robot, k clerk.FactKind, now time.Time) {
	p.Court.Saw(clerk.Fact{Kind: k, Hearing: p.id, Person: r.person, At: now, Session: r.session})
}

// enter answers nil when the room cannot be entered now; the next look tries
// again.
func (p *play) enter(ctx context.Context, r *robot) Body {
	t, err := p.Court.Ticket(ctx, r.person, p.id)
	if err == nil {
		var b Body
		if b, err = p.Stage(ctx, t, r.picture); err == nil {
			return b
		}
	}
	p.Log.Debug("rehearsal: a robot is not in the room yet", "hearing", p.id, "err", err)
	return nil
}

func (p *play) leave() {
	for _, r := range p.robots {
		if r.coming != nil {
			r.body = <-r.coming
		}
		if r.body != nil {
			r.body.Leave()
		}
	}
}

// do does one deed of a robot's. What the clerk refuses is not done again until
// it is next once more: the person may have been quicker.
func (p *play) do(ctx context.Context, r *robot, d deed) {
	if d.what == say {
		if r.body != nil {
			r.body.Say(d.words)
		}
		return
	}
	st := clerk.Stamp{Key: clerk.NewKey(p.Clock.Now())}
	words := ""
	if d.words != "" {
		words = i18n.T(court.Kazakh, d.words, nil)
	}
	if err := p.act(ctx, r.person, d, st, words); err != nil {
		p.Log.Debug("rehearsal: refused", "hearing", p.id, "act", string(d.what), "err", err)
	}
}

func (p *play) act(ctx context.Context, by court.PersonID, d deed, st clerk.Stamp, words string) (err error) {
	about := clerk.About{Stamp: st, Hearing: p.id, Person: d.about, Reason: words}
	reasoned := clerk.Reasoned{Stamp: st, Hearing: p.id, Reason: words}
	plain := clerk.Hearing{Stamp: st, Hearing: p.id}
	switch d.what {
	case clerk.ActPrepare:
		_, err = p.Court.PrepareToEnter(ctx, by, clerk.Prepare{Stamp: st, Hearing: p.id, Camera: "ok", Microphone: "ok", Sound: "ok", NoRecording: true})
	case clerk.ActHand:
		_, err = p.Court.RaiseHand(ctx, by, clerk.Hand{Stamp: st, Hearing: p.id})
	case clerk.ActProtest:
		_, err = p.Court.Protest(ctx, by, reasoned)
	case clerk.ActContact:
		_, err = p.Court.ContactAttempt(ctx, by, clerk.Contact{Stamp: st, Hearing: p.id, Person: d.about, Channel: "phone", Result: "no_answer"})
	case clerk.ActAdmit:
		_, err = p.Court.Admit(ctx, by, about)
	case clerk.ActOpen:
		_, err = p.Court.Open(ctx, by, reasoned)
	case clerk.ActFloor:
		_, err = p.Court.OrderFloor(ctx, by, clerk.Floor{Stamp: st, Hearing: p.id, Person: d.about, What: d.floor})
	case clerk.ActRemove:
		_, err = p.Court.Remove(ctx, by, about)
	case clerk.ActReadmit:
		_, err = p.Court.Readmit(ctx, by, about)
	case clerk.ActResume:
		_, err = p.Court.Resume(ctx, by, plain)
	case clerk.ActGoOn:
		_, err = p.Court.GoOn(ctx, by, reasoned)
	case clerk.ActClose:
		_, err = p.Court.Close(ctx, by, plain)
	}
	return err
}
