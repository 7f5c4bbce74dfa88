package clerk

import (
	"context"
	"unicode/utf8"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
)

// RuleOnFormat is the judge's reasoned ruling on the format; signed. It answers
// every pending objection and stands until another ruling, or until the law
// forbids what was ruled. It refuses (Forbidden) a format that a rule forbids.
func (c *Clerk) RuleOnFormat(ctx context.Context, by court.PersonID, cmd RuleOnFormat) (Done, error) {
	same := want{first: docket.FormatRuled{}.EventType(), stream: cmd.Case, says: map[string]string{"format": string(cmd.Format), "reason": cmd.Reason}}
	_, what := c.toSign(by, ActRule, cmd)
	if err := c.examine(ctx, by, &cmd.Stamp, what); err != nil {
		return Done{}, err
	}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		actor, ruled, act, err := c.ruling(d.View, by, cmd)
		if err != nil {
			return err
		}
		sig, err := c.signed(d.View, act, by, cmd.Stamp)
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
	ruled = docket.FormatRuled{Format: cmd.Format, Reason: cmd.Reason, Mended: cmd.Mended}
	if ruled, err = f.Rule(ruled, cmd.Objections); err != nil {
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
// takes a ruling first. A hearing at another stage than the case's is held as the
// law answers for that stage, whatever was ruled for the case's own; its stream
// says why. It refuses a hearing of what is decided on the papers, and (Conflict) one on a day on which the court does not work, until the judge
// has confirmed that day: the time may be meant, for no law forbids it, but the
// calendar gives no courtroom on such a day.
func (c *Clerk) Schedule(ctx context.Context, by court.PersonID, cmd Schedule) (Done, error) {
	same := want{first: hearing.ScheduledFor{}.EventType(), says: map[string]string{"case": string(cmd.Case)},
		also: saying(1, func(_ int, s hearing.ScheduledFor, _ record.Event) bool {
			return s.At.Equal(record.At(cmd.At).Time) && (cmd.Format == "" || s.Format == cmd.Format)
		})}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		_, actor, err := d.caseFile(cmd.Case, ActSchedule)
		if err != nil {
			return err
		}
		f, err := d.ask(cmd.Case, docket.ByScheduling)
		if err != nil {
			return err
		}
		stands, own, err := c.scheduled(f, cmd)
		if err != nil {
			return err
		}
		s, err := hearing.Schedule(f, cmd.At, c.Clock.Now(), c.Law)
		if err != nil {
			return err
		}
		if day := calendar.DayOf(c.Law.Local(cmd.At)); !cmd.DayOff && c.Law.DayOff(ruleDay(day)).Is() {
			return fault.Conflict("hearing.schedule.day_off").With(fault.Args{"day": day}).On("day_off")
		}
		s.Format, s.Law = stands.Format, stands.Law
		if own {
			s.Decision, s.Reason = &stands.Decision.FormatDecided, court.Text(cmd.Reason)
		}
		id := newStream()
		named := docket.HearingScheduled{Hearing: id, No: s.No, At: s.At}
		if err := d.append(actor, nil, entry{id, []record.Data{s}}, entry{f.ID, []record.Data{named}}); err != nil {
			return err
		}
		return d.tellFirst(ctx, id)
	})
}

// scheduled is the format a hearing is held in; own says that it was decided for
// this hearing, which is at another stage than the case. It refuses one that a
// rule forbids, one that does not stand, one to which an objection is pending
// (the judge rules first), papers, for which nobody comes, a stage
// that no such case has and, without the judge's reason, a stage by which the
// hearing would be further from the courtroom than its case.
func (c *Clerk) scheduled(f docket.File, cmd Schedule) (s docket.Standing, own bool, err error) {
	s, _ = f.Standing()
	now, ofCase := s.Decision.FormatDecided, s.Format
	if err = docket.FitAll(f.Kind, map[string]string{"stage": cmd.Stage}); err != nil {
		return s, own, err
	}
	own = cmd.Stage != "" && cmd.Stage != s.Decision.Stage
	for _, o := range f.Objections {
		if o.Pending() && !own { // at a stage of its own the hearing is held as the law answers for that
			return s, own, fault.Conflict("hearing.schedule.objection_pending").With(fault.Args{"no": o.Version}).On("format")
		}
	}
	if own {
		if now, err = c.Law.AtStage(f, c.Clock.Now(), cmd.Stage); err != nil {
			return s, own, fault.Of(err).On("stage")
		}
		s = docket.Standing{Format: now.Stands(), Law: now.Law, Decision: docket.Decision{FormatDecided: now}}
	}
	switch {
	case cmd.Format == "" || cmd.Format == s.Format:
	case allowed(now, cmd.Format) != nil:
		return s, own, allowed(now, cmd.Format)
	case own:
		return s, own, fault.Conflict("case.format.other_at_stage").With(fault.Args{"format": string(s.Format)}).On("format")
	default:
		return s, own, fault.Conflict("case.format.not_standing").On("format")
	}
	switch reason := court.Text(cmd.Reason); {
	case s.Format == court.Papers:
		err = fault.Conflict("hearing.schedule.papers").On("format")
	case utf8.RuneCountInString(reason) > 4000:
		err = fault.Invalid("case.text_long").On("reason")
	case own && docket.Further(ofCase, s.Format) && reason == "":
		err = fault.Conflict("hearing.schedule.stage_reason").On("reason")
	}
	return s, own, err
}
