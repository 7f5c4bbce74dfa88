package clerk

import (
	"encoding/json"
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/identity"
	"tarazy/internal/record"
)

// personOf loads a person. It refuses (NotFound) one nobody enrolled.
func (c *Clerk) personOf(v View, id court.PersonID) (identity.Person, error) {
	r, found, err := v.Row("person", string(id))
	if err != nil {
		return identity.Person{}, err
	}
	if !found || id == "" {
		return identity.Person{}, fault.NotFound("person.not_found")
	}
	var doc personRow
	if err := json.Unmarshal(r.Doc, &doc); err != nil {
		return identity.Person{}, err
	}
	return load[identity.Person](c, v, doc.Stream)
}

func (d *desk) person(id court.PersonID) (identity.Person, error) { return d.personOf(d.View, id) }

// staff finds the role in the court itself in which the actor may do a. It
// refuses (Forbidden) when there is none.
func (d *desk) staff(a Action) (court.Actor, error) {
	p, err := d.person(d.by)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return court.Actor{}, err
	}
	role, may := firstPermitted(p.Staff, a)
	if !may {
		return court.Actor{}, fault.Forbidden("act.not_permitted")
	}
	return court.Actor{Person: d.by, Role: role}, nil
}

// fileFor loads a case file for a person who is in it. To everyone else there
// is no such case (NotFound). It refuses (Forbidden) whom the table does not
// grant the action, whose role has ended or rests on a power that does not cover
// the day, and an overseer who has not said that they look.
func (c *Clerk) fileFor(v View, by court.PersonID, id court.CaseID, a Action) (docket.File, court.Actor, error) {
	return c.fileSeen(v, by, id, a, docket.LookFile, "")
}

// fileSeen is fileFor for what of the case is looked at.
func (c *Clerk) fileSeen(v View, by court.PersonID, id court.CaseID, a Action, what string, of court.HearingID) (docket.File, court.Actor, error) {
	f, err := load[docket.File](c, v, id)
	if fault.Is(err, fault.KindNotFound) {
		return f, court.Actor{}, fault.NotFound("case.not_found")
	}
	if err != nil {
		return f, court.Actor{}, err
	}
	roles := f.On(c.today()).RolesOf(by)
	if len(roles) == 0 {
		return docket.File{}, court.Actor{}, c.outOfCase(f, by)
	}
	role, may := c.roleFor(f, roles, a)
	if !may {
		return docket.File{}, court.Actor{}, fault.Forbidden("act.not_permitted")
	}
	if role == court.Overseer && slices.Contains(seeing(), a) {
		if err := c.looked(f, by, what, of); err != nil {
			return docket.File{}, court.Actor{}, err
		}
	}
	return f, court.Actor{Person: by, Role: role}, nil
}

// roleFor is the role in which a person may do a in the case: what the
// permission table grants and, for the acts it leaves to the law, the law's
// table of the bench grants too.
func (c *Clerk) roleFor(f docket.File, roles []court.Role, a Action) (court.Role, bool) {
	if !ByLaw(a) {
		return firstPermitted(roles, a)
	}
	now := c.Clock.Now()
	for _, r := range roles {
		if Permitted(r, a) && c.Law.May(f.Kind, r, lawfulAct(a), now) {
			return r, true
		}
	}
	return "", false
}

func (d *desk) caseFile(id court.CaseID, a Action) (docket.File, court.Actor, error) {
	return d.fileFor(d.View, d.by, id, a)
}

// sheetFor loads a hearing for a person who is in its case, as fileFor does.
func (c *Clerk) sheetFor(v View, by court.PersonID, id court.HearingID, a Action) (sheet, docket.File, court.Actor, error) {
	return c.sheetSeen(v, by, id, a, docket.LookHearing)
}

// sheetSeen is sheetFor for what of the hearing is looked at.
func (c *Clerk) sheetSeen(v View, by court.PersonID, id court.HearingID, a Action, what string) (sheet, docket.File, court.Actor, error) {
	s, err := load[sheet](c, v, id)
	if fault.Is(err, fault.KindNotFound) {
		return s, docket.File{}, court.Actor{}, fault.NotFound("hearing.not_found")
	}
	if err != nil {
		return s, docket.File{}, court.Actor{}, err
	}
	f, actor, err := c.fileSeen(v, by, s.Case, a, what, id)
	if fault.Is(err, fault.KindNotFound) {
		err = fault.NotFound("hearing.not_found")
	}
	if seat, out := s.Ousted(by); out && fault.Of(err).Key == roleOver {
		// What they read is their own order, and the page takes their word against it.
		if f, lerr := load[docket.File](c, v, s.Case); lerr == nil {
			if order, may, aerr := c.orderSaid(s, f, by, *seat.Order); aerr == nil {
				err = fault.Forbidden(roleOver).With(fault.Args{"reason": order.Reason, "hearing": string(id), "order": order, "may": may, "over": s.Over()})
			}
		}
	}
	if err != nil {
		return sheet{}, f, actor, err
	}
	return s, f, actor, nil
}

// signed answers the actor's own signature over a weighty act: the one given,
// or one by the demo's signer. It refuses (Forbidden) without one, and one that
// is not by a key registered in the actor's own stream over exactly this act. An
// electronic signature counts as it was examined before the act began.
func (c *Clerk) signed(v View, act record.Hash, by court.PersonID, st Stamp) (*record.Signature, error) {
	p, err := c.personOf(v, by)
	if err != nil {
		return nil, err
	}
	sig := st.Sig
	if sig != nil && sig.Kind == record.KindEDS {
		return st.eds.over(act, p)
	}
	if sig == nil && c.Signer != nil {
		if sig, err = c.Signer.Sign(by, act); err != nil {
			return nil, fault.Unavailable("act.signature_needed").Because(err)
		}
	}
	if sig == nil {
		return nil, fault.Forbidden("act.signature_needed")
	}
	key, known := p.Key(sig.Credential)
	if !known {
		return nil, fault.Forbidden("act.signature_unknown_key")
	}
	if err := record.VerifySignature(key.Credential, act, *sig, nil); err != nil {
		return nil, fault.Forbidden("act.signature_invalid").Because(err)
	}
	return sig, nil
}

// rolesNow are the person's roles in the case on this day, free to keep.
func (c *Clerk) rolesNow(f docket.File, by court.PersonID) []court.Role {
	return slices.Clone(f.On(c.today()).RolesOf(by))
}
