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
	return c.order(ctx, by, prepareOrder(by, cmd))
}

// Admit lets a person who knocked into the room.
func (c *Clerk) Admit(ctx context.Context, by court.PersonID, cmd About) (Done, error) {
	return c.order(ctx, by, order{ActAdmit, cmd.Hearing, cmd.Stamp, "hearing.admitted", map[string]string{"person": string(cmd.Person)},
		func(s hearing.Sitting) ([]record.Data, error) { return s.Admit(cmd.Person) }})
}

// Open begins the sitting; signed. Without someone necessary it takes a reason.
func (c *Clerk) Open(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	return c.order(ctx, by, openOrder(cmd))
}

// Recess interrupts the sitting; it also ends a hold.
func (c *Clerk) Recess(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	return c.order(ctx, by, order{ActRecess, cmd.Hearing, cmd.Stamp, "hearing.recessed", because(cmd),
		func(s hearing.Sitting) ([]record.Data, error) { return s.Recess(cmd.Reason) }})
}

// Resume ends a hold or recess when everyone necessary is there.
func (c *Clerk) Resume(ctx context.Context, by court.PersonID, cmd Hearing) (Done, error) {
	return c.order(ctx, by, order{ActResume, cmd.Hearing, cmd.Stamp, "hearing.resumed", nil, hearing.Sitting.Resume})
}

// GoOn ends a hold or recess without those missing, by a reasoned ruling; signed.
func (c *Clerk) GoOn(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	return c.order(ctx, by, goOnOrder(cmd))
}

// Dismiss ends a hold as mistaken, by a reasoned ruling; signed, since nobody
// is waited for any longer whom the hold was about.
func (c *Clerk) Dismiss(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	return c.order(ctx, by, dismissOrder(cmd))
}

// Close ends the sitting; signed. In the same act the case file names the
// hearing's final head, so that no bundle can leave the hearing's end out.
func (c *Clerk) Close(ctx context.Context, by court.PersonID, cmd Hearing) (Done, error) {
	return c.order(ctx, by, closeOrder(cmd))
}

// ContactAttempt records that someone tried to reach a person.
func (c *Clerk) ContactAttempt(ctx context.Context, by court.PersonID, cmd Contact) (Done, error) {
	tried := hearing.ContactAttempted{Person: cmd.Person, Channel: cmd.Channel, Result: cmd.Result, Note: cmd.Note}
	return c.order(ctx, by, order{ActContact, cmd.Hearing, cmd.Stamp, "hearing.contact_attempted",
		map[string]string{"person": string(cmd.Person), "channel": cmd.Channel, "result": cmd.Result, "note": cmd.Note},
		func(s hearing.Sitting) ([]record.Data, error) { return s.Contact(tried) }})
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

func prepareOrder(by court.PersonID, cmd Prepare) order {
	p := hearing.Prepared{Camera: cmd.Camera, Microphone: cmd.Microphone, Sound: cmd.Sound, NoRecording: cmd.NoRecording}
	return order{ActPrepare, cmd.Hearing, cmd.Stamp, "hearing.prepared", nil,
		func(s hearing.Sitting) ([]record.Data, error) { return s.Prepare(by, p) }}
}

func openOrder(cmd Reasoned) order {
	return order{ActOpen, cmd.Hearing, cmd.Stamp, "hearing.opened", because(cmd),
		func(s hearing.Sitting) ([]record.Data, error) { return s.Open(cmd.Reason) }}
}

func goOnOrder(cmd Reasoned) order {
	return order{ActGoOn, cmd.Hearing, cmd.Stamp, "hearing.went_on", because(cmd),
		func(s hearing.Sitting) ([]record.Data, error) { return s.GoOn(cmd.Reason) }}
}

func dismissOrder(cmd Reasoned) order {
	return order{ActDismiss, cmd.Hearing, cmd.Stamp, "hearing.hold_dismissed", because(cmd),
		func(s hearing.Sitting) ([]record.Data, error) { return s.Dismiss(cmd.Reason) }}
}

func closeOrder(cmd Hearing) order {
	return order{ActClose, cmd.Hearing, cmd.Stamp, "hearing.closed", nil, hearing.Sitting.Close}
}

func because(cmd Reasoned) map[string]string { return map[string]string{"reason": cmd.Reason} }

// order does an act on a hearing.
func (c *Clerk) order(ctx context.Context, by court.PersonID, o order) (Done, error) {
	return c.act(ctx, by, o.stamp, want{o.first, o.hearing, o.says}, func(d *desk) error {
		s, actor, data, act, err := c.decide(d.View, by, o)
		if err != nil {
			return err
		}
		sig := o.stamp.Sig
		if Weighty(o.action) {
			if sig, err = c.signed(d.View, act, by, sig); err != nil {
				return err
			}
		} else {
			sig = nil // only weighty acts carry one; an unchecked one must not stand in the record
		}
		if err := d.append(actor, sig, entry{o.hearing, data}); err != nil {
			return err
		}
		if o.action != ActClose {
			return nil
		}
		head, err := d.Head(o.hearing)
		if err != nil {
			return err
		}
		return d.append(actor, nil, entry{s.Case, []record.Data{docket.HearingEnded{Hearing: o.hearing, Head: head}}})
	})
}

// decide authorises and decides an order without doing it, and answers what
// its actor would sign.
func (c *Clerk) decide(v View, by court.PersonID, o order) (s sheet, actor court.Actor, data []record.Data, act record.Hash, err error) {
	s, f, actor, err := c.sheetFor(v, by, o.hearing, o.action)
	if err != nil {
		return
	}
	if data, err = o.decide(s.Sitting); err != nil {
		err = c.withNames(v, f, err)
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
