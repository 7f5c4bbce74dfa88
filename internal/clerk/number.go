package clerk

import (
	"context"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/identity"
	"tarazy/internal/record"
	"tarazy/internal/signature"
)

// Numbers are people's individual identification numbers, kept beside the record.
// Whatever becomes of one, the person is told at every address that is known.
type Numbers interface {
	IIN(ctx context.Context, person court.PersonID) (string, error)
	// PersonOf is whose number it is; "" for nobody's.
	PersonOf(ctx context.Context, iin string) (court.PersonID, error)
	// FreeIIN reads a number as it was typed. It refuses (Invalid) what is none,
	// and (Conflict) somebody else's.
	FreeIIN(ctx context.Context, person court.PersonID, typed string) (iin string, err error)
	SetIIN(ctx context.Context, person court.PersonID, iin string) error
	// ProposeIIN keeps a number that does not count yet; ProposedIIN is that
	// number, "" for none. SetIIN ends the proposal.
	ProposeIIN(ctx context.Context, person court.PersonID, iin string) error
	ProposedIIN(ctx context.Context, person court.PersonID) (string, error)
}

// Number says which identification number is a person's. It is the registrar's
// act alone (Forbidden), and on the record: a signature counts as the person's by
// it, and whoever has it signs in.
//
// The number of somebody who works in the court, or has another way in, counts only
// once the person has confirmed it; until then the old one does. Naming the old one
// again ends what was proposed, and is no event.
func (c *Clerk) Number(ctx context.Context, by, person court.PersonID, typed string) error {
	if err := c.Store.View(ctx, func(v View) error { return c.mayInCourt(v, by, ActEnrol) }); err != nil {
		return err
	}
	if c.Numbers == nil {
		return fault.Unavailable("eds.off")
	}
	iin, err := c.Numbers.FreeIIN(ctx, person, typed)
	if err != nil {
		return err
	}
	if known, err := c.Numbers.IIN(ctx, person); err != nil || alike(known, iin) {
		if err == nil {
			err = c.Numbers.SetIIN(ctx, person, iin) // it counts already; what was proposed is over
		}
		return err
	}
	comesIn, err := c.comesIn(ctx, person)
	if err != nil {
		return err
	}
	var named identity.NumberNamed
	_, err = c.act(ctx, by, Stamp{Key: NewKey(c.Clock.Now())}, want{first: named.EventType()}, func(d *desk) error {
		actor, err := d.staff(ActEnrol)
		if err != nil {
			return err
		}
		p, err := d.person(person)
		if err != nil {
			return err
		}
		named = p.NameNumber(signature.Mask(iin), comesIn)
		return d.append(actor, nil, entry{p.Stream, []record.Data{named}})
	})
	if err != nil {
		return err
	}
	// If we die here the record says what the registrar wanted, and the number does
	// not count: it is entered again.
	if named.Counts {
		err = c.Numbers.SetIIN(ctx, person, iin)
	} else {
		err = c.Numbers.ProposeIIN(ctx, person, iin)
	}
	c.pokePost()
	return err
}

// comesIn: the person has chosen a way to sign in.
func (c *Clerk) comesIn(ctx context.Context, person court.PersonID) (bool, error) {
	if c.Accounts == nil {
		return false, nil
	}
	s, err := c.Accounts.Standing(ctx, person)
	return !s.Accepted.IsZero() || s.Password || s.Passkeys > 0, err
}

// ConfirmNumber is the person's own word on the number that the registrar named:
// from then on it counts. The person types it whole. It refuses (Conflict) where
// none was named, and (Forbidden) another one.
func (c *Clerk) ConfirmNumber(ctx context.Context, by court.PersonID, typed string) error {
	if c.Numbers == nil {
		return fault.Unavailable("eds.off")
	}
	proposed, err := c.Numbers.ProposedIIN(ctx, by)
	if err != nil {
		return err
	}
	if proposed == "" {
		return fault.Conflict("people.iin.not_proposed").On("iin")
	}
	iin, err := c.Numbers.FreeIIN(ctx, by, typed)
	if err != nil {
		return err
	}
	if !alike(proposed, iin) {
		return fault.Forbidden("people.iin.not_this").On("iin")
	}
	said := identity.NumberConfirmed{Person: by, Digits: signature.Mask(iin)}
	_, err = c.act(ctx, by, Stamp{Key: NewKey(c.Clock.Now())}, want{first: said.EventType()}, func(d *desk) error {
		p, err := d.person(by)
		if err != nil {
			return err
		}
		actor := court.Actor{Person: by}
		if len(p.Staff) > 0 {
			actor.Role = p.Staff[0]
		}
		return d.append(actor, nil, entry{p.Stream, []record.Data{said}})
	})
	if err != nil {
		return err
	}
	err = c.Numbers.SetIIN(ctx, by, iin)
	c.pokePost()
	return err
}

// NumberStanding is what the court knows of a person's number, masked.
type NumberStanding struct {
	Known    string // "" if none is
	Proposed string // waits for the person's own word; "" if none does
}

// NumberOf is how a person's number stands, for the person and the registrar; it
// refuses (Forbidden) everybody else.
func (c *Clerk) NumberOf(ctx context.Context, by, person court.PersonID) (s NumberStanding, err error) {
	if err := c.mayReaddress(ctx, by, person); err != nil || c.Numbers == nil {
		return s, err
	}
	iin, err := c.Numbers.IIN(ctx, person)
	if err != nil {
		return s, err
	}
	proposed, err := c.Numbers.ProposedIIN(ctx, person)
	return NumberStanding{Known: signature.Mask(iin), Proposed: signature.Mask(proposed)}, err
}
