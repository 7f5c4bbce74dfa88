package clerk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
)

// outbox is what the program owes, found again in the record at each start:
// which hearings owe messages, and how each try went since the program runs.
// The clerk's mu guards it.
type outbox struct {
	owing map[court.HearingID]bool
	tries map[string]try
}

// try is how the sending of one message stands.
type try struct {
	n    int
	next time.Time
	took bool // the server took it, and the record does not say so yet
}

// How long a message waits before it is tried again: doubling from the first
// to the last. A sitting waits for its people by minutes.
const (
	firstTry = 5 * time.Second
	lastTry  = 2 * time.Minute
)

// owe keeps a hearing among those that owe messages, or drops it.
func (c *Clerk) owe(s hearing.Sitting) {
	// Two acts may arrive here out of order: the newest state known counts.
	if newest, is := c.folded.get(s.ID).state.(sheet); is && newest.Version > s.Version {
		s = newest.Sitting
	}
	owes := len(s.Outbox()) > 0
	c.mu.Lock()
	if owes {
		c.out.owing[s.ID] = true
	} else {
		delete(c.out.owing, s.ID)
	}
	c.mu.Unlock()
	if owes {
		c.pokePost()
	}
}

// SendContacts tries every message that the record says is owed. What the mail
// server or the gateway said goes into the record. If we die after it took a
// message and before the record says so, the message is given again under the
// same name, by which the gateway and a mailbox know that they have it.
func (c *Clerk) SendContacts(ctx context.Context) error {
	c.mu.Lock()
	var ids []court.HearingID
	for id := range c.out.owing {
		ids = append(ids, id)
	}
	c.mu.Unlock()
	for _, id := range ids {
		var s sheet
		var owed []hearing.Attempt
		var names map[court.PersonID]string
		err := c.Store.View(ctx, func(v View) (err error) {
			if s, err = load[sheet](c, v, id); err != nil {
				return err
			}
			f, err := load[docket.File](c, v, s.Case)
			if err != nil {
				return err
			}
			if owed, err = c.owed(s, f); err != nil {
				return err
			}
			names, err = c.names(v, f)
			return err
		})
		if err != nil {
			return err
		}
		for _, a := range owed {
			if err := c.sendContact(ctx, s.Sitting, a, names); err != nil || ctx.Err() != nil {
				return err
			}
		}
		switch {
		case len(owed) > 0:
		case s.Over():
			c.settled(id)
		default:
			c.owe(s.Sitting)
		}
	}
	return nil
}

// settled drops a hearing that has ended, and can owe nothing anew.
func (c *Clerk) settled(id court.HearingID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.out.owing, id)
}

// sendContact tries one message and has the record say what came of it.
func (c *Clerk) sendContact(ctx context.Context, s hearing.Sitting, a hearing.Attempt, names map[court.PersonID]string) error {
	name := fmt.Sprintf("%s/%d", s.ID, a.Version)
	t := c.tryOf(name)
	if c.Clock.Now().Before(t.next) {
		return nil
	}
	var refusal error
	if !t.took {
		if refusal = c.carry(ctx, s, a, name, names); ctx.Err() != nil {
			return nil // the program ends; the message is still owed
		}
	}
	state, why := hearing.Sent, ""
	switch {
	case refusal == nil:
		t.took = true
	case fault.Is(refusal, fault.KindInvalid), fault.Is(refusal, fault.KindNotFound):
		state, why = hearing.Failed, fault.Of(refusal).Key
	default:
		state, why = hearing.Delayed, fault.Of(refusal).Key
	}
	if refusal != nil {
		c.Log.Warn("a message to a missing person was not sent", "hearing", s.ID, "no", a.Version, "channel", a.Delivery.Channel, "err", refusal)
	}
	t.n++
	t.next = c.Clock.Now().Add(Backoff(firstTry, lastTry, t.n))
	c.setTry(name, t)
	err := c.delivered(ctx, s, a, state, why)
	if err == nil && state != hearing.Delayed {
		c.mu.Lock()
		delete(c.out.tries, name)
		c.mu.Unlock()
	}
	return err
}

func (c *Clerk) tryOf(name string) try {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.tries[name]
}

func (c *Clerk) setTry(name string, t try) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out.tries[name] = t
}

// carry writes the message in the person's language and gives it to whoever
// carries it. The link has no secret in it: who follows it signs in.
func (c *Clerk) carry(ctx context.Context, s hearing.Sitting, a hearing.Attempt, name string, names map[court.PersonID]string) error {
	if c.Addresses == nil {
		return fault.Invalid("courier.none")
	}
	to, err := c.Addresses.Address(ctx, a.Person)
	if err != nil {
		return err
	}
	channel, address := a.Delivery.Channel, to.Email
	if channel == "sms" {
		address = to.Phone
	}
	carrier, err := c.carrier(channel)
	if err != nil {
		return err
	}
	if address == "" {
		return fault.Invalid("hearing.contact.no_address")
	}
	zone := i18n.Zone(c.Law.Local)
	words := fault.Args{"name": to.Name, "link": c.URL + "/hearings/" + string(s.ID), "court": c.Name[to.Lang], "case": string(s.CaseNo),
		"time": zone.DateTime(to.Lang, s.At), "no": a.Version, "by": names[a.By], "at": zone.Clock(to.Lang, a.At),
		"channel": i18n.T(to.Lang, "contact.channel."+a.Channel, nil), "result": "", "host": c.URL}
	m, err := c.worded(ctx, s, a, to, words)
	if err != nil {
		return err
	}
	id := sha256.Sum256([]byte(c.Origin + " " + name))
	m.ID, m.To = hex.EncodeToString(id[:16]), address
	return carrier.Send(ctx, m)
}

// worded is the message in words: about the hearing's date, about what was
// declared of the person, or a call.
func (c *Clerk) worded(ctx context.Context, s hearing.Sitting, a hearing.Attempt, to Addressee, words fault.Args) (Message, error) {
	if a.Date != nil {
		return c.dateLetter(ctx, s, a, to, words)
	}
	kind := "call"
	if a.Notice() {
		kind, words["result"] = "notice", i18n.T(to.Lang, "contact.result."+a.Result, nil)
	}
	return written(a.Delivery.Channel, "letter.contact."+kind+"."+a.Delivery.Channel, to.Lang, words, Message{}), nil
}

// SendChanges tells old addresses that a person's addresses, or number, were changed.
func (c *Clerk) SendChanges(ctx context.Context) error {
	if c.Addresses == nil {
		return nil
	}
	due, err := c.Addresses.Changes(ctx)
	if err != nil {
		return err
	}
	for _, d := range due {
		carrier, err := c.carrier(d.Channel)
		if err == nil {
			words := fault.Args{"name": d.Name, "court": c.Name[d.Lang], "time": i18n.Zone(c.Law.Local).DateTime(d.Lang, d.At), "host": c.URL}
			about := "letter.address."
			if d.About != "" {
				about = "letter." + d.About + "."
			}
			err = carrier.Send(ctx, written(d.Channel, about+d.Channel, d.Lang, words, Message{ID: d.No, To: d.To}))
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			c.Log.Warn("an address was not told of a change", "person", d.Person, "channel", d.Channel, "err", err)
		}
		if err := c.Addresses.Told(ctx, d, err); err != nil {
			return err
		}
	}
	return nil
}
