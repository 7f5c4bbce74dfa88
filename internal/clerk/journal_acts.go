package clerk

import (
	"context"
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

type AnswerJournal struct { // who took part: about the journal of a hearing that ended
	Stamp
	Hearing court.HearingID
	Agreed  bool
	Lines   []uint64 // else: record numbers of the lines objected to
	Text    string
}

type RuleJournal struct { // judge: one objection
	Stamp
	Hearing   court.HearingID
	Objection uint64 // its number in the case's stream
	Upheld    bool
	Reason    string
}

// JournalView is a hearing's journal with what people said of it.
type JournalView struct {
	HearingView
	Answers []docket.JournalAnswer
	Until   time.Time    // the last moment to answer; zero before the end
	Limit   rules.Answer // the rule of that time limit
}

// AnswerJournal records a person's agreement or objection, in the case's
// stream: nothing follows a closed sitting in its own. It refuses one before
// the end and after the time limit, and what mayAnswerFor refuses.
func (c *Clerk) AnswerJournal(ctx context.Context, by court.PersonID, cmd AnswerJournal) (Done, error) {
	same := want{first: docket.JournalAnswered{}.EventType(), says: map[string]string{"hearing": string(cmd.Hearing), "text": cmd.Text},
		also: saying(1, func(_ int, d docket.JournalAnswered, _ record.Event) bool { return d.Agreed == cmd.Agreed })}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		s, f, actor, err := c.sheetFor(d.View, by, cmd.Hearing, ActJournal)
		if err != nil {
			return err
		}
		until, _, err := c.journalLimit(s)
		if err != nil {
			return err
		}
		if err := mayAnswerFor(actor.Role, s.Lines, docket.JournalAnswered{Agreed: cmd.Agreed, Lines: cmd.Lines}, by); err != nil {
			return err
		}
		said, err := f.AnswerJournal(docket.JournalAnswered{Hearing: cmd.Hearing, Agreed: cmd.Agreed, Lines: cmd.Lines, Text: cmd.Text}, by, c.Clock.Now(), until)
		if err != nil {
			return err
		}
		return d.append(actor, nil, entry{f.ID, []record.Data{said}})
	})
}

// RuleOnJournal is the judge's reasoned answer to an objection; signed.
func (c *Clerk) RuleOnJournal(ctx context.Context, by court.PersonID, cmd RuleJournal) (Done, error) {
	same := want{first: docket.JournalRuled{}.EventType(), says: map[string]string{"hearing": string(cmd.Hearing), "reason": cmd.Reason},
		also: saying(1, func(_ int, d docket.JournalRuled, _ record.Event) bool {
			return d.Upheld == cmd.Upheld && d.Objection == cmd.Objection
		})}
	_, what := c.toSign(by, ActJournalRule, cmd)
	if err := c.examine(ctx, by, &cmd.Stamp, what); err != nil {
		return Done{}, err
	}
	return c.act(ctx, by, cmd.Stamp, same, func(d *desk) error {
		f, actor, ruled, act, err := c.journalRuling(d.View, by, cmd)
		if err != nil {
			return err
		}
		sig, err := c.signed(d.View, act, by, cmd.Stamp)
		if err != nil {
			return err
		}
		return d.append(actor, sig, entry{f, []record.Data{ruled}})
	})
}

// journalRuling authorises and decides a ruling without making it, and answers
// what the judge would sign.
func (c *Clerk) journalRuling(v View, by court.PersonID, cmd RuleJournal) (id court.CaseID, actor court.Actor, ruled docket.JournalRuled, act record.Hash, err error) {
	_, f, actor, err := c.sheetFor(v, by, cmd.Hearing, ActJournalRule)
	if err != nil {
		return
	}
	ruled, err = f.RuleJournal(docket.JournalRuled{Hearing: cmd.Hearing, Objection: cmd.Objection, Upheld: cmd.Upheld, Reason: cmd.Reason})
	if err != nil {
		return
	}
	act, err = record.ActHash(c.Origin, record.Draft{Stream: f.ID, Type: ruled.EventType(), By: actor, Data: ruled, Key: cmd.Key})
	return f.ID, actor, ruled, act, err
}

// journalLimit is the last moment to answer for a journal, by the limit of
// remarks on the minutes, of which the journal is a part; the zero time before
// the end.
func (c *Clerk) journalLimit(s sheet) (time.Time, rules.Answer, error) {
	if s.EndedAt.IsZero() {
		return time.Time{}, rules.Answer{}, nil
	}
	return c.Law.Limit("remarks_on_minutes", rules.Facts{"kind": string(s.Kind)}, s.EndedAt)
}

// Journal is a hearing's journal for a person who is in its case.
func (c *Clerk) Journal(ctx context.Context, by court.PersonID, id court.HearingID) (view JournalView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		s, f, _, err := c.sheetSeen(v, by, id, ActPrepare, docket.LookJournal)
		if err != nil {
			return err
		}
		if view.HearingView, err = c.viewOf(ctx, v, by, s, f); err != nil {
			return err
		}
		view.Answers = f.Journals(id)
		if !view.May[string(ActFollow)] {
			view.Answers = own(view.Answers, func(a docket.JournalAnswer) bool { return a.By.Person == by })
		}
		view.Until, view.Limit, err = c.journalLimit(s)
		view.mayAnswer(f.On(c.today()))
		return err
	})
	return view, err
}

// mayAnswer says what the person may do about the journal now.
func (v *JournalView) mayAnswer(f docket.File) {
	can := func(a Action) bool { _, may := firstPermitted(f.RolesOf(v.Me), a); return may }
	lawful := func(agreed bool) bool {
		said := docket.JournalAnswered{Hearing: v.Sitting.ID, Agreed: agreed, Lines: []uint64{1}, Text: "."}
		_, err := f.AnswerJournal(said, v.Me, v.Now, v.Until)
		return err == nil
	}
	v.May[string(ActJournal)] = can(ActJournal) && lawful(false)
	v.May["agree_journal"] = can(ActJournal) && lawful(true) && v.May[string(ActFollow)]
	v.May[string(ActJournalRule)] = can(ActJournalRule) && slices.ContainsFunc(v.Answers, docket.JournalAnswer.Pending)
}
