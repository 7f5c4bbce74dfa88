package clerk

import (
	"context"
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// RegisterCredential adds a key that the person signs acts with. Only the
// person, whose sign-in the door has checked, adds one.
func (c *Clerk) RegisterCredential(ctx context.Context, by court.PersonID, cred record.Credential) (Done, error) {
	st := Stamp{Key: NewKey(c.Clock.Now())}
	return c.act(ctx, by, st, want{first: record.CredentialRegistered}, func(d *desk) error {
		p, err := d.person(by)
		if err != nil {
			return err
		}
		reg, err := p.Register(cred)
		if err != nil {
			return err
		}
		actor := court.Actor{Person: by}
		if len(p.Staff) > 0 {
			actor.Role = p.Staff[0]
		}
		return d.append(actor, nil, entry{p.Stream, []record.Data{reg}})
	})
}

// OpenCase begins a case with its bench and parties, and asks the law which
// format it takes. It refuses a number that the court has given already,
// people it does not know, a district it does not serve, and circumstances the
// law has no words for.
func (c *Clerk) OpenCase(ctx context.Context, by court.PersonID, cmd OpenCase) (Done, error) {
	return c.act(ctx, by, cmd.Stamp, want{first: docket.Opened{}.EventType(), says: map[string]string{"no": string(cmd.No)}}, func(d *desk) error {
		actor, err := d.staff(ActOpenCase)
		if err != nil {
			return err
		}
		if cmd.No == "" {
			return fault.Invalid("case.no.invalid").On("no")
		}
		same, err := d.Rows("case", string(cmd.No))
		if err != nil {
			return err
		}
		if len(same) > 0 {
			return fault.Conflict("case.no.taken").On("no")
		}
		var parties []docket.Party
		for _, p := range cmd.Parties {
			parties = append(parties, p.party())
		}
		district, err := c.district(cmd.District)
		if err != nil {
			return err
		}
		o := docket.Opened{No: cmd.No, Kind: cmd.Kind, Subject: cmd.Subject, Judge: cmd.Judge, Secretary: cmd.Secretary, District: district}
		events, err := docket.Open(o, parties)
		if err != nil {
			return err
		}
		if err := d.bench(o, parties); err != nil {
			return err
		}
		if len(cmd.Facts) > 0 {
			if err := circumstances(cmd.Kind, cmd.Facts); err != nil {
				return err
			}
			events = append(events, docket.CircumstancesStated{Facts: cmd.Facts})
		}
		id := newStream()
		if err := d.append(actor, nil, entry{id, events}); err != nil {
			return err
		}
		_, err = d.ask(id, "opened")
		return err
	})
}

// district is where a new case belongs. It refuses (Invalid) a district that the
// court does not serve: one place under two spellings would be two in reports.
func (c *Clerk) district(named string) (string, error) {
	named = court.Text(named)
	switch {
	case len(c.Districts) == 0:
		return named, nil
	case named == "":
		return c.Districts[0], nil
	case !slices.Contains(c.Districts, named):
		return "", fault.Invalid("case.district.unknown").On("district")
	}
	return named, nil
}

// bench refuses a bench that is not the court's own, and people nobody enrolled.
func (d *desk) bench(o docket.Opened, parties []docket.Party) error {
	for _, bench := range []struct {
		person court.PersonID
		role   court.Role
		field  string
	}{{o.Judge, court.Judge, "judge"}, {o.Secretary, court.Secretary, "secretary"}} {
		p, err := d.person(bench.person)
		if err != nil || !p.Is(bench.role) {
			return fault.Invalid("case.bench.missing").On(bench.field).Because(err)
		}
	}
	for _, q := range parties {
		if err := d.enrolled(q); err != nil {
			return err
		}
	}
	return nil
}

// File joins a document to the case file; the act is the joining. An
// application that evidence is forged has the law asked anew. The document
// itself must be in Blobs before: one that waited longer than a day is refused
// (Conflict). An electronic signature is checked before the
// act begins; see examined for what it refuses.
func (c *Clerk) File(ctx context.Context, by court.PersonID, cmd File) (Done, error) {
	if err := c.wanted(ctx, cmd.Blob); err != nil {
		return Done{}, err
	}
	signed, err := c.examined(ctx, by, cmd)
	if err != nil {
		return Done{}, err
	}
	same := want{first: docket.Filed{}.EventType(), stream: cmd.Case, says: map[string]string{"kind": cmd.Kind, "title": cmd.Title, "blob": cmd.Blob.String()}}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		f, actor, err := d.caseFile(cmd.Case, ActFile)
		if err != nil {
			return err
		}
		filed, err := f.Join(docket.Filed{Kind: cmd.Kind, Title: cmd.Title, Name: cmd.Name, Type: cmd.Type, Blob: cmd.Blob, Size: cmd.Size, Signature: signed})
		if err != nil {
			return err
		}
		if cmd.Kind == docket.Forgery { // no other filing changes what the law asks
			return d.appendAndAsk(actor, f.ID, filed, "filing")
		}
		return d.append(actor, nil, entry{cmd.Case, []record.Data{filed}})
	})
}
