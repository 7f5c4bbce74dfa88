package clerk

import (
	"context"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

type StateCircumstances struct { // judge, secretary: what the case is about, in the law's words
	Stamp
	Case   court.CaseID
	Facts  map[string]string // of rules.Statable; those not named stay as they were
	Reason string
}

type StateReadiness struct { // a person about themself or whom they stand for; the secretary on a person's word
	Stamp
	Case      court.CaseID
	Person    court.PersonID // empty: the actor
	Readiness docket.Readiness
}

type ObjectToFormat struct { // a party or representative, inside the time limit
	Stamp
	Case    court.CaseID
	To      court.Format // the format wanted
	Grounds string       // of docket.Grounds
	Text    string
}

type RuleOnFormat struct { // judge; what it says to each objection follows from the format
	Stamp
	Case       court.CaseID
	Format     court.Format
	Reason     string
	Objections []uint64 // record numbers of those the judge has weighed: every pending one
	Mended     bool     // the lines that failed are mended: their count begins anew
}

// StateCircumstances records what the court states of the case and asks the
// law anew. It refuses words that are not in the law's vocabulary, and the
// secretary to end a dispute over authenticity.
func (c *Clerk) StateCircumstances(ctx context.Context, by court.PersonID, cmd StateCircumstances) (Done, error) {
	same := want{first: docket.CircumstancesStated{}.EventType(), stream: cmd.Case, says: map[string]string{"reason": cmd.Reason}}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		f, actor, err := d.caseFile(cmd.Case, ActState)
		if err != nil {
			return err
		}
		if err := circumstances(f.Kind, cmd.Facts); err != nil {
			return err
		}
		stated, err := f.StateCircumstances(cmd.Facts, cmd.Reason, actor.Role)
		if err != nil {
			return err
		}
		return d.appendAndAsk(actor, f.ID, stated, docket.ByCircumstances)
	})
}

// circumstances refuses (Invalid) words that the law's vocabulary does not have,
// and those that no case of the kind has.
func circumstances(kind court.Kind, facts map[string]string) error {
	if _, err := rules.ParseCircumstances(facts); err != nil {
		return err
	}
	return docket.FitAll(kind, facts)
}

// StateReadiness records how a person can take part and asks the law anew. It
// refuses to speak for others, save for the secretary on a person's word.
func (c *Clerk) StateReadiness(ctx context.Context, by court.PersonID, cmd StateReadiness) (Done, error) {
	if cmd.Person == "" {
		cmd.Person = by
	}
	same := want{first: docket.ReadinessStated{}.EventType(), stream: cmd.Case, says: map[string]string{"person": string(cmd.Person)}}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		f, actor, err := d.caseFile(cmd.Case, ActReady)
		if err != nil {
			return err
		}
		ready, err := f.On(c.today()).StateReadiness(docket.ReadinessStated{Person: cmd.Person, Readiness: cmd.Readiness}, actor)
		if err != nil {
			return err
		}
		return d.appendAndAsk(actor, f.ID, ready, docket.ByReadiness)
	})
}

// ObjectToFormat records a party's objection. It refuses one after the time
// limit (a motion can still be filed), and (Forbidden) one that wants a format
// that a rule forbids, and says which.
func (c *Clerk) ObjectToFormat(ctx context.Context, by court.PersonID, cmd ObjectToFormat) (Done, error) {
	same := want{first: docket.FormatObjected{}.EventType(), stream: cmd.Case, says: map[string]string{"to": string(cmd.To), "grounds": cmd.Grounds, "text": cmd.Text}}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		f, actor, err := d.caseFile(cmd.Case, ActObject)
		if err != nil {
			return err
		}
		until, _, err := c.objectionLimit(f)
		if err != nil {
			return err
		}
		o, err := f.Object(docket.FormatObjected{To: cmd.To, Grounds: cmd.Grounds, Text: cmd.Text}, by, c.Clock.Now(), until)
		if err != nil {
			return err
		}
		if err := c.lawful(f, cmd.To); err != nil {
			return err
		}
		return d.appendAndAsk(actor, f.ID, o, "objection")
	})
}

// objectionLimit is the last moment for an objection to what was decided last;
// the zero time when nothing was.
func (c *Clerk) objectionLimit(f docket.File) (time.Time, rules.Answer, error) {
	s, ok := f.Standing()
	if !ok {
		return time.Time{}, rules.Answer{}, nil
	}
	return c.Law.Limit("format_objection", rules.Facts{"kind": string(f.Kind), "stage": s.Decision.Stage}, s.Decision.At)
}

// lawful refuses (Forbidden) a format that a rule forbids for the case as it
// is now, with the article.
func (c *Clerk) lawful(f docket.File, format court.Format) error {
	d, _, err := c.Law.Triage(f, c.Clock.Now(), "")
	if err != nil {
		return err
	}
	return allowed(d, format)
}

// allowed refuses (Forbidden) a format that a rule of the decision takes away.
func allowed(d docket.FormatDecided, format court.Format) error {
	rule, forbidden := d.Forbids(format)
	if !forbidden {
		return nil
	}
	b := Barred{Rule: rule.Rule, Article: rule.Articles[0]}
	return b.forbids()
}

func (b Barred) forbids() error {
	return fault.Forbidden("case.format.forbidden").With(fault.Args{"article": b.Article, "rule": b.Rule}).On("format")
}

// appendAndAsk appends an act on the case and what the law answers after it.
func (d *desk) appendAndAsk(actor court.Actor, id court.CaseID, data record.Data, because string) error {
	if err := d.append(actor, nil, entry{id, []record.Data{data}}); err != nil {
		return err
	}
	_, err := d.ask(id, because)
	return err
}

// ask asks the law which format the case takes now and records the answer, by
// the program, if it, the rules that bear on it or what waits for the judge are
// others than before. It answers the file as it is then.
func (d *desk) ask(id court.CaseID, because string) (docket.File, error) {
	f, err := load[docket.File](d.Clerk, d, id)
	if err != nil {
		return f, err
	}
	decided, differs, err := d.Law.Triage(f, d.Clock.Now(), because)
	if err != nil || !differs {
		return f, err
	}
	if err := d.append(court.TheServer(), nil, entry{id, []record.Data{decided}}); err != nil {
		return f, err
	}
	return load[docket.File](d.Clerk, d, id)
}
