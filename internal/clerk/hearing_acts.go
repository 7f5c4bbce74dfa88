package clerk

import (
	"context"
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// order is an act on a hearing, before it is decided.
type order struct {
	action  Action
	hearing court.HearingID
	stamp   Stamp
	first   string            // the event type the act begins with
	says    map[string]string // members of that event that the person gave
	decide  func(s hearing.Sitting) ([]record.Data, error)
}

// PrepareToEnter records the person's device test and promise not to record;
// with it the person knocks. The bench is admitted by it.
func (c *Clerk) PrepareToEnter(ctx context.Context, by court.PersonID, cmd Prepare) (Done, error) {
	return c.order(ctx, by, c.prepareOrder(by, cmd))
}

// Admit lets a person who knocked into the room.
func (c *Clerk) Admit(ctx context.Context, by court.PersonID, cmd About) (Done, error) {
	return c.order(ctx, by, order{ActAdmit, cmd.Hearing, cmd.Stamp, "hearing.admitted", map[string]string{"person": string(cmd.Person)},
		func(s hearing.Sitting) ([]record.Data, error) { return s.Admit(cmd.Person) }})
}

// Open begins the sitting; signed. Without someone necessary it takes a reason.
// It refuses (Conflict) a hearing fixed in a format that the law forbids by now.
func (c *Clerk) Open(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	return c.order(ctx, by, c.openOrder(cmd))
}

// Recess interrupts the sitting; it also ends a hold.
func (c *Clerk) Recess(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	return c.order(ctx, by, order{ActRecess, cmd.Hearing, cmd.Stamp, "hearing.recessed", because(cmd),
		func(s hearing.Sitting) ([]record.Data, error) { return s.Recess(cmd.Reason) }})
}

// BreakOff interrupts the sitting because the court's own means have failed.
func (c *Clerk) BreakOff(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	return c.order(ctx, by, order{ActBreak, cmd.Hearing, cmd.Stamp, "hearing.technical_break", because(cmd),
		func(s hearing.Sitting) ([]record.Data, error) { return s.BreakOff(cmd.Reason) }})
}

// Resume ends a hold, recess or technical break when everyone necessary is there. It refuses
// (Conflict) where the law by now forbids the hearing's format: to go on all the
// same is a ruling.
func (c *Clerk) Resume(ctx context.Context, by court.PersonID, cmd Hearing) (Done, error) {
	return c.order(ctx, by, order{ActResume, cmd.Hearing, cmd.Stamp, "hearing.resumed", nil, hearing.Sitting.Resume})
}

// GoOn ends a hold, recess or technical break without those missing whom the
// judge had in view, by a reasoned ruling; signed.
func (c *Clerk) GoOn(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	return c.order(ctx, by, goOnOrder(cmd))
}

// Dismiss ends a hold as mistaken, by a reasoned ruling; signed, since nobody
// is waited for any longer whom the hold was about.
func (c *Clerk) Dismiss(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	return c.order(ctx, by, dismissOrder(cmd))
}

// Close ends the sitting; signed. In the same act the case file names the
// hearing's final head, so that no bundle can leave the hearing's end out, and
// the calendar frees what it had ahead.
func (c *Clerk) Close(ctx context.Context, by court.PersonID, cmd Hearing) (Done, error) {
	return c.order(ctx, by, closeOrder(cmd))
}

// Adjourn puts the hearing off, to a moment or to one that is to be set; signed.
// As at the closing, the case file names the final head and the calendar frees
// what it had ahead.
func (c *Clerk) Adjourn(ctx context.Context, by court.PersonID, cmd Adjourn) (Done, error) {
	return c.order(ctx, by, c.adjournOrder(cmd))
}

// Leave is the person's own act, by the Leave button.
func (c *Clerk) Leave(ctx context.Context, by court.PersonID, cmd Hearing) (Done, error) {
	done, err := c.order(ctx, by, order{ActLeave, cmd.Hearing, cmd.Stamp, "hearing.left", nil,
		func(s hearing.Sitting) ([]record.Data, error) { return s.Leave(by) }})
	if err == nil && !done.Again {
		c.Saw(Fact{Kind: FactLeft, Hearing: cmd.Hearing, Person: by, At: c.Clock.Now()})
	}
	return done, err
}

func (c *Clerk) prepareOrder(by court.PersonID, cmd Prepare) order {
	p := hearing.Prepared{Camera: cmd.Camera, Microphone: cmd.Microphone, Sound: cmd.Sound, NoRecording: cmd.NoRecording,
		Lang: cmd.Lang, Interpreter: cmd.Interpreter, Link: cmd.Link}
	return order{ActPrepare, cmd.Hearing, cmd.Stamp, "hearing.prepared", nil,
		func(s hearing.Sitting) ([]record.Data, error) {
			now := c.Clock.Now()
			return s.Prepare(by, p, now, c.Law.LobbyOpens(now))
		}}
}

func (c *Clerk) openOrder(cmd Reasoned) order {
	return order{ActOpen, cmd.Hearing, cmd.Stamp, "hearing.opened", because(cmd),
		func(s hearing.Sitting) ([]record.Data, error) { return s.Open(cmd.Reason, c.Clock.Now()) }}
}

func goOnOrder(cmd Reasoned) order {
	return order{ActGoOn, cmd.Hearing, cmd.Stamp, "hearing.went_on", because(cmd),
		func(s hearing.Sitting) ([]record.Data, error) { return s.GoOn(cmd.Reason, cmd.Shown) }}
}

func dismissOrder(cmd Reasoned) order {
	return order{ActDismiss, cmd.Hearing, cmd.Stamp, "hearing.hold_dismissed", because(cmd),
		func(s hearing.Sitting) ([]record.Data, error) { return s.Dismiss(cmd.Reason, cmd.Shown) }}
}

func closeOrder(cmd Hearing) order {
	return order{ActClose, cmd.Hearing, cmd.Stamp, "hearing.closed", nil, hearing.Sitting.Close}
}

func (c *Clerk) adjournOrder(cmd Adjourn) order {
	says := map[string]string{"reason": cmd.Reason}
	if !cmd.Until.IsZero() {
		says["until"] = record.At(cmd.Until).String()
	}
	return order{ActAdjourn, cmd.Hearing, cmd.Stamp, "hearing.adjourned", says,
		func(s hearing.Sitting) ([]record.Data, error) { return s.Adjourn(cmd.Until, cmd.Reason, c.Clock.Now()) }}
}

func because(cmd Reasoned) map[string]string { return map[string]string{"reason": cmd.Reason} }

// order does an act on a hearing.
func (c *Clerk) order(ctx context.Context, by court.PersonID, o order) (Done, error) {
	if err := c.examine(ctx, by, &o.stamp, c.actOf(by, o)); err != nil {
		return Done{}, err
	}
	if err := c.lastSound(ctx, by, o); err != nil {
		return Done{}, err
	}
	return c.act(ctx, by, o.stamp, want{first: o.first, stream: o.hearing, says: o.says}, func(d *desk) error {
		s, actor, data, act, err := c.decide(d.View, by, o)
		if err != nil {
			return err
		}
		if err := c.pace.take(o.paced(by), c.Clock.Now()); err != nil {
			return err
		}
		var sig *record.Signature // only weighty acts carry one; an unchecked one must not stand in the record
		if Weighty(o.action) {
			if sig, err = c.signed(d.View, act, by, o.stamp); err != nil {
				return err
			}
		}
		if err := d.append(actor, sig, entry{o.hearing, data}); err != nil {
			return err
		}
		if o.action != ActClose && o.action != ActAdjourn {
			return nil
		}
		head, err := d.Head(o.hearing)
		if err != nil {
			return err
		}
		if err := d.append(actor, nil, entry{s.Case, []record.Data{docket.HearingEnded{Hearing: o.hearing, Head: head}}}); err != nil {
			return err
		}
		return d.freeRest(actor, o.hearing)
	})
}

// decide authorises and decides an order without doing it, and answers what
// its actor would sign.
func (c *Clerk) decide(v View, by court.PersonID, o order) (s sheet, actor court.Actor, data []record.Data, act record.Hash, err error) {
	s, f, actor, err := c.sheetFor(v, by, o.hearing, o.action)
	if o.action == ActProtest {
		s, f, actor, err = c.ousted(v, by, o.hearing, s, f, actor, err)
	}
	if err != nil {
		return
	}
	if data, err = o.decide(s.Sitting); err != nil {
		err = c.withNames(v, f, err)
		return
	}
	if err = c.mayHold(s.Sitting, f, o.action); err != nil {
		return
	}
	if !Weighty(o.action) {
		return
	}
	act, err = record.ActHash(c.Origin, record.Draft{
		Stream: o.hearing, Type: data[0].EventType(), By: actor, Data: data[0], Key: o.stamp.Key,
	})
	return
}

// withNames puts the names of people into a refusal that is about them: nouns
// know people by their ids only.
func (c *Clerk) withNames(v View, f docket.File, err error) error {
	refusal := fault.Of(err)
	ids, is := refusal.Args["people"].(string)
	if !is {
		return err
	}
	names, nerr := c.names(v, f)
	if nerr != nil {
		return nerr
	}
	var words []string
	for _, id := range strings.Fields(ids) {
		words = append(words, names[court.PersonID(id)])
	}
	return refusal.With(fault.Args{"people": strings.Join(words, ", ")})
}
