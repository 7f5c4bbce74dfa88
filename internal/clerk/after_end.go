package clerk

import (
	"context"
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// What is entered just before the end of a sitting can be answered after it.
// Nothing follows the end in the hearing's own stream, so it stands in the
// case's, within the time limit of remarks on the journal.

// Dispute is the person's own word that an attempt to reach them, which was
// declared under record number No, was not made: while the sitting lives in its
// own record, afterwards in the case's, as an objection to that line of the
// journal. It refuses what Sitting.Disputable refuses, and after the time limit.
func (c *Clerk) Dispute(ctx context.Context, by court.PersonID, cmd Numbered) (Done, error) {
	var after bool
	err := c.Store.View(ctx, func(v View) error {
		s, err := load[sheet](c, v, cmd.Hearing)
		after = err == nil && s.Over() && !s.Disputed(by, cmd.No)
		return err
	})
	switch {
	case err != nil && !fault.Is(err, fault.KindNotFound):
		return Done{}, err
	case after:
		return c.denyAttempt(ctx, by, cmd)
	}
	return c.order(ctx, by, order{ActDispute, cmd.Hearing, cmd.Stamp, "hearing.contact_disputed", nil,
		func(s hearing.Sitting) ([]record.Data, error) { return s.Dispute(by, cmd.No) }})
}

// Protest is the person's own word against an order that keeps them out: in the
// hearing's record while it goes on, and afterwards in the case's, as an objection
// to that line of the journal, which the judge rules on. It refuses what
// Sitting.Object and docket.File.ProtestOrder refuse.
func (c *Clerk) Protest(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	var after bool
	err := c.Store.View(ctx, func(v View) error {
		s, err := load[sheet](c, v, cmd.Hearing)
		after = err == nil && s.Over()
		return err
	})
	switch {
	case err != nil && !fault.Is(err, fault.KindNotFound):
		return Done{}, err
	case after:
		return c.protestAfter(ctx, by, cmd)
	}
	return c.order(ctx, by, order{ActProtest, cmd.Hearing, cmd.Stamp, "hearing.objected", map[string]string{"text": cmd.Reason},
		func(s hearing.Sitting) ([]record.Data, error) { return s.Object(by, cmd.Reason) }})
}

func (c *Clerk) protestAfter(ctx context.Context, by court.PersonID, cmd Reasoned) (Done, error) {
	// A word sent as the sitting ended, and sent again, may stand in either stream.
	same := want{first: docket.JournalAnswered{}.EventType() + " " + hearing.Objected{}.EventType(), says: map[string]string{"text": cmd.Reason}}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		s, f, actor, err := c.sheetFor(d.View, by, cmd.Hearing, ActProtest)
		s, f, actor, err = c.ousted(d.View, by, cmd.Hearing, s, f, actor, err)
		if err != nil {
			return err
		}
		order, is := s.Ordered(by)
		if !is {
			return fault.Conflict("hearing.object.no_order")
		}
		until, _, err := c.journalLimit(s)
		if err != nil {
			return err
		}
		said, err := f.ProtestOrder(cmd.Hearing, order.Version, cmd.Reason, by, c.Clock.Now(), until)
		if err != nil {
			return err
		}
		return d.append(actor, nil, entry{f.ID, []record.Data{said}})
	})
}

// orders puts beside each order what was said against it after the end, and says
// whether the reader may say something against theirs.
func (c *Clerk) orders(v *HearingView, s sheet, f docket.File, granted func(Action) bool) error {
	if !s.Over() {
		return nil
	}
	v.Sitting.Roll = slices.Clone(v.Sitting.Roll)
	for i := range v.Sitting.Roll {
		t := &v.Sitting.Roll[i]
		if t.Order == nil {
			continue
		}
		order, may, err := c.orderSaid(s, f, t.Person, *t.Order)
		if err != nil {
			return err
		}
		t.Order = &order
		if t.Person == v.Me {
			v.May[string(ActProtest)] = may && granted(ActProtest)
		}
	}
	return nil
}

// orderSaid is the order about a person with what they said against it after the
// end and what was ruled on that, and whether they may say something now.
func (c *Clerk) orderSaid(s sheet, f docket.File, by court.PersonID, order hearing.Order) (hearing.Order, bool, error) {
	if !s.Over() {
		_, err := s.Object(by, ".")
		return order, err == nil, nil
	}
	until, _, err := c.journalLimit(s)
	if err != nil {
		return order, false, err
	}
	order.Objections = slices.Clone(order.Objections)
	for _, a := range f.Protests(s.ID, by, order.Version) {
		said := hearing.Objection{Text: a.Text, At: a.At, Version: a.Version, After: true}
		if a.Ruled != nil {
			said.Answer, said.Why = docket.Rejected, a.Ruled.Reason
			if a.Ruled.Upheld {
				said.Answer = docket.Upheld
			}
		}
		order.Objections = append(order.Objections, said)
	}
	_, err = f.ProtestOrder(s.ID, order.Version, ".", by, c.Clock.Now(), until)
	return order, err == nil, nil
}

func (c *Clerk) denyAttempt(ctx context.Context, by court.PersonID, cmd Numbered) (Done, error) {
	same := want{first: docket.JournalAnswered{}.EventType(), says: map[string]string{"hearing": string(cmd.Hearing)},
		also: saying(1, func(_ int, d docket.JournalAnswered, _ record.Event) bool {
			return d.Denied && slices.Contains(d.Lines, cmd.No)
		})}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		s, f, actor, err := c.sheetFor(d.View, by, cmd.Hearing, ActDispute)
		if err != nil {
			return err
		}
		if err := s.Disputable(by, cmd.No); err != nil {
			return err
		}
		until, _, err := c.journalLimit(s)
		if err != nil {
			return err
		}
		said, err := f.DenyAttempt(cmd.Hearing, cmd.No, by, c.Clock.Now(), until)
		if err != nil {
			return err
		}
		return d.append(actor, nil, entry{f.ID, []record.Data{said}})
	})
}

// owed are the messages and notices that the program still owes: after the end
// those notices alone that the case does not know to have gone, and no longer
// than they could be answered.
func (c *Clerk) owed(s sheet, f docket.File) ([]hearing.Attempt, error) {
	owed := s.Outbox()
	if !s.Over() || len(owed) == 0 {
		return owed, nil
	}
	until, _, err := c.journalLimit(s)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(owed, func(a hearing.Attempt) bool {
		n, known := f.Notice(s.ID, a.Version)
		return c.Clock.Now().After(until) || known && n.State != string(hearing.Delayed)
	}), nil
}

// delivered has the record say what became of a message or a notice.
func (c *Clerk) delivered(ctx context.Context, s hearing.Sitting, a hearing.Attempt, state hearing.DeliveryState, why string) error {
	live := false
	err := c.observe(ctx, s.ID, func(now sheet) []record.Data { live = true; return now.Deliver(a.Version, state, why) })
	if err != nil || live || !a.Notice() {
		return err
	}
	return c.serverAct(ctx, func(d *desk) error {
		f, err := load[docket.File](c, d, s.Case)
		if err != nil {
			return err
		}
		data := f.DeliverNotice(docket.NoticeDelivered{Hearing: s.ID, Of: a.Version, Person: a.Person, Channel: a.Delivery.Channel, State: string(state), Why: why})
		if len(data) == 0 {
			return nil
		}
		return d.append(court.TheServer(), nil, entry{s.Case, data}) // what became of a letter lets nothing befall anyone
	})
}

// afterEnd shows beside the attempts what the case knows of them, and whether
// the person may still say something against one.
func (v *HearingView) afterEnd(f docket.File, until time.Time, granted func(Action) bool) {
	if !v.Sitting.Over() {
		return
	}
	v.Sitting.Attempts = slices.Clone(v.Sitting.Attempts)
	for i := range v.Sitting.Attempts {
		a := &v.Sitting.Attempts[i]
		if n, known := f.Notice(v.Sitting.ID, a.Version); known && a.Delivery != nil {
			a.Delivery = &hearing.Delivery{Way: a.Delivery.Way, State: hearing.DeliveryState(n.State), Why: n.Why, At: n.At, Version: n.Version}
		}
		if said, is := f.Denied(v.Sitting.ID, a.Person, a.Version); is && a.Disputed == nil {
			a.Disputed = &hearing.Objection{At: said.At, Version: said.Version}
			a.After = true
		}
	}
	v.May[string(ActDispute)] = granted(ActDispute) && !v.Now.After(until) &&
		slices.ContainsFunc(v.Sitting.Attempts, func(a hearing.Attempt) bool { return v.Sitting.Disputable(v.Me, a.Version) == nil })
}
