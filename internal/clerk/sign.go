package clerk

import (
	"context"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/identity"
	"tarazy/internal/record"
)

// ToSign is what a person must sign to do an act.
type ToSign struct {
	Act  record.Hash `json:"act"`
	Kind string      `json:"kind,omitempty"` // record.KindPasskey or KindEDS; empty: no signature of the person's own is needed
	Keys []string    `json:"credentials"`    // ids of the person's keys of that kind, one of which must sign
	Text []byte      `json:"text,omitempty"` // what a key of the national CA signs: record.EDSMessage
}

// ActToSign answers what the person must sign to do the act. cmd is what will be
// given to the act itself, with the same Key; with is the kind of key the person
// wants to sign with, or "": then a passkey, if there is one. It refuses what the
// act would refuse, so that nobody signs in vain, and (Forbidden) a person who has
// no such key.
func (c *Clerk) ActToSign(ctx context.Context, by court.PersonID, name string, cmd any, with string) (s ToSign, err error) {
	if !Weighty(Action(name)) {
		return s, nil
	}
	key, what := c.toSign(by, Action(name), cmd)
	if what == nil {
		return s, fault.Invalid("act.unknown")
	}
	err = c.Store.View(ctx, func(v View) error {
		// A retry of an act that is done needs no second signature.
		if _, found, err := v.Acted(by, key); found || err != nil {
			return err
		}
		if s.Act, err = what(v); err != nil {
			return err
		}
		p, err := c.personOf(v, by)
		if err != nil {
			return err
		}
		return c.choose(&s, p, with)
	})
	return s, err
}

// choose finds the keys that may sign. The demo's people need none of their own.
func (c *Clerk) choose(s *ToSign, p identity.Person, with string) error {
	var eds []string
	for _, k := range p.Credentials {
		if k.Kind == record.KindEDS {
			eds = append(eds, k.Credential.Credential)
		} else {
			s.Keys = append(s.Keys, k.Credential.Credential)
		}
	}
	switch {
	case with == record.KindEDS && len(eds) == 0:
		return fault.Forbidden("act.eds_unregistered")
	case with == record.KindEDS, c.Signer == nil && len(s.Keys) == 0 && len(eds) > 0:
		s.Kind, s.Keys, s.Text = record.KindEDS, eds, record.EDSMessage(s.Act)
	case c.Signer != nil:
		s.Keys = nil
	case len(s.Keys) == 0:
		return fault.Forbidden("act.passkey_needed")
	default:
		s.Kind = record.KindPasskey
	}
	return nil
}

// toSign finds the act's key and how what is signed is worked out; nil for a
// command that is not the act's.
func (c *Clerk) toSign(by court.PersonID, a Action, cmd any) (key string, what func(View) (record.Hash, error)) {
	if r, is := cmd.(RuleOnFormat); is && a == ActRule {
		return r.Key, func(v View) (record.Hash, error) {
			_, _, act, err := c.ruling(v, by, r)
			return act, err
		}
	}
	if r, is := cmd.(RuleJournal); is && a == ActJournalRule {
		return r.Key, func(v View) (record.Hash, error) {
			_, _, _, act, err := c.journalRuling(v, by, r)
			return act, err
		}
	}
	if r, is := cmd.(EndRole); is && (a == ActEndParty || a == ActEndPlace) {
		return r.Key, func(v View) (record.Hash, error) {
			_, _, _, act, err := c.roleEnd(v, by, r)
			return act, err
		}
	}
	o, known := c.weightyOrder(a, cmd)
	if !known {
		return "", nil
	}
	return o.stamp.Key, c.actOf(by, o)
}

// actOf works out what the actor of an order signs.
func (c *Clerk) actOf(by court.PersonID, o order) func(View) (record.Hash, error) {
	return func(v View) (record.Hash, error) {
		_, _, _, act, err := c.decide(v, by, o)
		return act, err
	}
}

// weightyOrder is the order that a command stands for, where the order is one
// that its actor signs.
func (c *Clerk) weightyOrder(a Action, cmd any) (order, bool) {
	switch cmd := cmd.(type) {
	case Reasoned:
		switch a {
		case ActOpen:
			return c.openOrder(cmd), true
		case ActGoOn:
			return goOnOrder(cmd), true
		case ActDismiss:
			return dismissOrder(cmd), true
		}
	case Hearing:
		return closeOrder(cmd), a == ActClose
	case About:
		switch a {
		case ActRemove:
			return removeOrder(cmd), true
		case ActReadmit:
			return readmitOrder(cmd), true
		}
	case Adjourn:
		return c.adjournOrder(cmd), a == ActAdjourn
	case StandRuling:
		return c.standingOrder(cmd), a == ActStanding
	}
	return order{}, false
}
