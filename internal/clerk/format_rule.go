package clerk

import (
	"context"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// RuleOnFormat is the judge's reasoned ruling on the format; signed. It answers
// every pending objection and stands until the law's answer for the case is
// another. It refuses (Forbidden) a format that a rule forbids.
func (c *Clerk) RuleOnFormat(ctx context.Context, by court.PersonID, cmd RuleOnFormat) (Done, error) {
	same := want{docket.FormatRuled{}.EventType(), cmd.Case, map[string]string{"format": string(cmd.Format), "reason": cmd.Reason}}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		actor, ruled, act, err := c.ruling(d.View, by, cmd)
		if err != nil {
			return err
		}
		sig, err := c.signed(d.View, act, by, cmd.Sig)
		if err != nil {
			return err
		}
		if err := d.append(actor, sig, entry{cmd.Case, []record.Data{ruled}}); err != nil {
			return err
		}
		_, err = d.ask(cmd.Case, docket.ByRuling)
		return err
	})
}

// ruling authorises and decides a ruling without making it, and answers what
// the judge would sign. The law is asked as things are once the objections are
// answered: to uphold one may itself forbid a format.
func (c *Clerk) ruling(v View, by court.PersonID, cmd RuleOnFormat) (actor court.Actor, ruled docket.FormatRuled, act record.Hash, err error) {
	f, actor, err := c.fileFor(v, by, cmd.Case, ActRule)
	if err != nil {
		return
	}
	ruled = docket.FormatRuled{Format: cmd.Format, Reason: cmd.Reason}
	for _, n := range cmd.Upheld {
		ruled.Objections = append(ruled.Objections, docket.Answered{Objection: n, Upheld: true})
	}
	for _, n := range cmd.Rejected {
		ruled.Objections = append(ruled.Objections, docket.Answered{Objection: n})
	}
	if ruled, err = f.Rule(ruled); err != nil {
		return
	}
	after := f.Answer(ruled, f.Version+1)
	if err = c.lawful(after, ruled.Format); err != nil {
		return
	}
	d, _, err := c.Law.Triage(after, c.Clock.Now(), docket.ByRuling)
	if err != nil {
		return
	}
	ruled.Law, ruled.Articles = d.Law, articlesOf(d)
	act, err = record.ActHash(c.Origin, record.Draft{Stream: f.ID, Type: ruled.EventType(), By: actor, Data: ruled, Key: cmd.Key})
	return
}

// articlesOf are the articles a decision rests on, once each.
func articlesOf(d docket.FormatDecided) []court.Article {
	out, seen := []court.Article{}, map[court.Article]bool{}
	for _, b := range d.Rules {
		for _, a := range b.Articles {
			if !seen[a] {
				out, seen[a] = append(out, a), true
			}
		}
	}
	return out
}

// Schedule fixes a hearing in the format that stands; Done.Ref.Stream is its
// HearingID. A format named in the command must be the one that stands: another
// takes a ruling first. It refuses a hearing of what is decided on the papers.
func (c *Clerk) Schedule(ctx context.Context, by court.PersonID, cmd Schedule) (Done, error) {
	return c.act(ctx, by, cmd.Stamp, want{first: hearing.ScheduledFor{}.EventType(), says: map[string]string{"case": string(cmd.Case)}}, func(d *desk) error {
		_, actor, err := d.caseFile(cmd.Case, ActSchedule)
		if err != nil {
			return err
		}
		f, err := d.ask(cmd.Case, "scheduling")
		if err != nil {
			return err
		}
		stands, err := c.scheduled(f, cmd.Format)
		if err != nil {
			return err
		}
		s, err := hearing.Schedule(f, cmd.At, c.Clock.Now(), c.Law)
		if err != nil {
			return err
		}
		s.Format, s.Law = stands.Format, stands.Law
		id := newStream()
		named := docket.HearingScheduled{Hearing: id, No: s.No, At: s.At}
		return d.append(actor, nil, entry{id, []record.Data{s}}, entry{f.ID, []record.Data{named}})
	})
}

// scheduled is the format a hearing is held in. It refuses one that a rule
// forbids, one that does not stand, and papers, for which nobody comes.
func (c *Clerk) scheduled(f docket.File, wanted court.Format) (docket.Standing, error) {
	s, _ := f.Standing()
	if wanted != "" {
		if err := c.lawful(f, wanted); err != nil {
			return s, err
		}
		if wanted != s.Format {
			return s, fault.Conflict("case.format.not_standing").On("format")
		}
	}
	if s.Format == court.Papers {
		return s, fault.Conflict("hearing.schedule.papers").On("format")
	}
	return s, nil
}
