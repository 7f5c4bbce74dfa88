package clerk

import (
	"context"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// ActToSign answers what the person must sign to do the act, and the ids of
// the person's keys, one of which must sign it; no keys when no signature of
// the person's own is needed. cmd is what will be given to the act itself, with
// the same Key. It refuses what the act would refuse, so that nobody signs in
// vain, and (Forbidden) a person who has no key to sign with.
func (c *Clerk) ActToSign(ctx context.Context, by court.PersonID, name string, cmd any) (act record.Hash, keys []string, err error) {
	if !Weighty(Action(name)) {
		return act, nil, nil
	}
	key, what := c.toSign(by, Action(name), cmd)
	if what == nil {
		return act, nil, fault.Invalid("act.unknown")
	}
	err = c.Store.View(ctx, func(v View) error {
		// A retry of an act that is done needs no second signature.
		if _, found, err := v.Acted(by, key); found || err != nil {
			return err
		}
		var err error
		if act, err = what(v); err != nil || c.Signer != nil {
			return err
		}
		p, err := c.personOf(v, by)
		if err == nil && len(p.Credentials) == 0 {
			err = fault.Forbidden("act.passkey_needed")
		}
		for _, k := range p.Credentials {
			keys = append(keys, k.Credential.Credential)
		}
		return err
	})
	return act, keys, err
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
	var o order
	reasoned, given := cmd.(Reasoned)
	plain, bare := cmd.(Hearing)
	switch {
	case given && a == ActOpen:
		o = openOrder(reasoned)
	case given && a == ActGoOn:
		o = goOnOrder(reasoned)
	case given && a == ActDismiss:
		o = dismissOrder(reasoned)
	case bare && a == ActClose:
		o = closeOrder(plain)
	default:
		return "", nil
	}
	return o.stamp.Key, func(v View) (record.Hash, error) {
		_, _, _, act, err := c.decide(v, by, o)
		return act, err
	}
}
