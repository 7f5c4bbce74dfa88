package clerk

import (
	"context"
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/rules"
)

// FormatView is everything about the format of a case: what stands and why,
// what would change it, who said what, and what this person may do now. The
// law is public and so is all of it among those in the case; Full only says
// that the person is of the bench and wants the conditions too.
type FormatView struct {
	StageReason string // of a hearing at a stage of its own: the judge's, if one was needed
	Case        CaseCard
	File        docket.File // decisions, objections, rulings: the whole history
	Me          court.PersonID
	MyRoles     []court.Role
	Full        bool
	Names       map[court.PersonID]string
	Now         time.Time

	Decided  bool            // false: nothing was decided yet, and what follows is what would be
	Standing docket.Standing // the ruling that stands, or the last decision
	Steps    []FormatStep    // the path to the law's answer, what decided it first
	// Answer is the law's answer for the facts and date of the decision. It is
	// empty when the law that the program has now would answer otherwise or by
	// other rules (OtherLaw); the steps are then those of the record.
	Answer   rules.Answer
	OtherLaw bool
	Anew     court.Format   // what the law answers by now, where that is not what it answered at the last act: the next act decides it; empty: the same
	WhatIf   []rules.Change // single facts that would change the answer
	// ToAsk are those who have yet to say what the answer supposes: until then it
	// holds for now only. Nobody where a judge has ruled.
	ToAsk []court.PersonID

	// Waits is what the judge has not ruled on, where the law's answer waits for that.
	Waits docket.Waiting

	Circumstances []CircumstanceLine
	People        []ReadinessLine
	Objections    []ObjectionLine

	ObjectUntil time.Time    // the last moment to object to what was decided last
	ObjectLimit rules.Answer // the rule of that time limit
	Lawful      []court.Format
	Forbidden   map[court.Format]FormatStep // with the rule that forbids it, as things are now
	Mends       []court.Format              // of those: what a ruling that finds the lines mended would open
	Mend        court.Format                // of those: what stood, or what the hearing is fixed in; empty if none
	Changed     bool                        // of a hearing: the law's answer for its stage is another now
	Otherwise   []HearingCard               // hearings to come that are fixed in another format than stands
	May         map[string]bool             // "state", "ready", "object", "rule", "schedule": roles and state allow it now
	ObjectWhy   string                      // message key of why the person cannot object now; "" if they can
}

// FormatStep is one rule on the path to an answer. Rule has the reasons by
// language; it is nearly empty (its ID only) for a rule the program no longer has.
type FormatStep struct {
	Rule     rules.Rule
	Effect   rules.Effect
	Articles []court.Article
}

// CircumstanceLine is one fact the court states, with what may be chosen.
type CircumstanceLine struct {
	Fact   rules.FactDef
	Value  string               // as the rules see it
	Stated *docket.Circumstance // nil: never stated, Value is the default
}

// ReadinessLine is one person who takes part.
type ReadinessLine struct {
	Person       court.PersonID
	Roles        []court.Role
	For          court.PersonID
	Stated       *docket.Ready // nil: not said yet
	LinkFailures int
	Bears        []rules.Fact // the facts of the decision that come from this person
	MayState     bool         // this viewer may state it
}

// ObjectionLine is an objection with the time limit of its ruling.
type ObjectionLine struct {
	docket.Objection
	RuleUntil time.Time
	Overdue   bool
}

// Format is the triage of a case for a person who may read it.
func (c *Clerk) Format(ctx context.Context, by court.PersonID, no court.CaseNo) (view FormatView, err error) {
	err = c.Store.View(ctx, func(v View) error {
		id, err := findCase(v, no)
		if err != nil {
			return err
		}
		f, _, err := c.fileFor(v, by, id, ActRead)
		if err != nil {
			return err
		}
		card, hearings, err := c.card(v, by, f)
		if err != nil {
			return err
		}
		view = FormatView{Case: card, File: f, Me: by, MyRoles: card.MyRoles, Now: c.Clock.Now()}
		view.Full = slices.ContainsFunc(card.MyRoles, court.Role.OnBench)
		if view.Names, err = c.names(v, f); err != nil {
			return err
		}
		if err := c.explain(&view); err != nil {
			return err
		}
		view.lines()
		for _, h := range hearings {
			otherwise, err := c.otherwise(view, h)
			if err != nil {
				return err
			}
			if otherwise {
				view.Otherwise = append(view.Otherwise, h)
			}
		}
		return c.mayOnFormat(&view)
	})
	return view, err
}

// otherwise reports whether a hearing to come is fixed in another format than it
// would be now: than stands for the case or, at a stage of its own, than the law
// answers for that.
func (c *Clerk) otherwise(view FormatView, h HearingCard) (bool, error) {
	stands := view.Standing.Format
	if h.Stage != "" {
		d, err := c.Law.AtStage(view.File, view.Now, h.Stage)
		if err != nil {
			return false, err
		}
		stands = d.Stands()
	}
	return (h.State == hearing.Scheduled || h.State == hearing.Lobby) && h.Format != stands, nil
}

// HearingFormat is why a hearing is held as it is, for who may read its case.
// own is false where the hearing is held as the case is: then Format says why.
func (c *Clerk) HearingFormat(ctx context.Context, by court.PersonID, id court.HearingID) (view FormatView, own bool, err error) {
	err = c.Store.View(ctx, func(v View) error {
		s, f, _, err := c.sheetFor(v, by, id, ActRead)
		if err != nil {
			return err
		}
		view = FormatView{File: f, Me: by, MyRoles: c.rolesNow(f, by), Now: c.Clock.Now(), Decided: true}
		if view.Case, _, err = c.card(v, by, f); err != nil || s.Decision == nil {
			return err
		}
		own, view.StageReason = true, s.StageReason
		view.Full = slices.ContainsFunc(view.MyRoles, court.Role.OnBench)
		view.Standing = docket.Standing{Format: s.Format, Law: s.Decision.Law, Decision: *s.Decision}
		now, err := c.Law.AtStage(f, view.Now, s.Decision.Stage)
		if err != nil {
			return err
		}
		view.Changed = now.Stands() != s.Format
		c.path(&view, now)
		if view.Names, err = c.names(v, f); err != nil {
			return err
		}
		view.May = mayInCase(view.MyRoles)
		return c.mends(&view, now, s.Decision.Stage, s.Format)
	})
	return view, own, err
}

// explain puts the path of the answer into the view: by the program's law if
// it still answers the same by the same rules, else from the record.
func (c *Clerk) explain(view *FormatView) error {
	f := view.File
	now, _, err := c.Law.Triage(f, view.Now, "")
	if err != nil {
		return err
	}
	if view.Standing, view.Decided = f.Standing(); !view.Decided {
		view.Standing = docket.Standing{Format: now.Outcome, Law: now.Law, Decision: docket.Decision{FormatDecided: now, At: view.Now}}
	}
	if view.Decided && now.Outcome != view.Standing.Decision.Outcome {
		view.Anew = now.Outcome
	}
	c.path(view, now)
	view.waits()
	var stood []court.Format
	for _, d := range slices.Backward(f.Decisions) {
		stood = append(stood, d.Stands())
	}
	if err := c.mends(view, now, view.Standing.Decision.Stage, stood...); err != nil {
		return err
	}
	if view.Standing.Ruling == nil && view.Standing.Format == now.Outcome && len(now.Rules) > 0 {
		by, _ := c.Law.Rule(now.Rules[0].Rule, view.Now)
		view.ToAsk = by.ToAsk(f, rules.FactsFrom(now.Facts))
	}
	return nil
}

// waits tells the judge what the law's answer waits for, in the words of the rules.
func (view *FormatView) waits() {
	if !view.Standing.Awaits() {
		return
	}
	view.Waits = view.File.Waiting()
	for i := range view.Waits.Facts {
		w := &view.Waits.Facts[i]
		said := func(v string) string {
			if v == "" {
				return rules.Facts{}.Value(rules.Fact(w.Fact))
			}
			return rules.Facts{rules.Fact(w.Fact): v}.Value(rules.Fact(w.Fact))
		}
		w.From, w.To = said(w.From), said(w.To)
	}
}

// path puts the rules of what stands into the view, and what the law forbids now.
func (c *Clerk) path(view *FormatView, now docket.FormatDecided) {
	d := view.Standing.Decision
	a, err := c.decideAgain(d)
	if view.OtherLaw = err != nil; view.OtherLaw {
		for _, b := range d.Rules {
			view.Steps = append(view.Steps, c.stepOf(b, d.At))
		}
	} else {
		view.Answer = a
		// After a ruling another format stands than the law answers: a change to it is none.
		asked := a // of the facts as they are by now, where they give the same answer
		if b, err := c.decideAgain(docket.Decision{FormatDecided: now, At: view.Now}); err == nil && now.Same(d.FormatDecided) {
			asked = b
		}
		view.WhatIf = slices.DeleteFunc(c.Law.WhatIf(asked), func(w rules.Change) bool {
			return w.Outcome.Word == string(view.Standing.Format) || !docket.Fits(view.File.Kind, string(w.Fact), w.To)
		})
		for _, st := range a.Steps {
			view.Steps = append(view.Steps, FormatStep{st.Rule, st.Effect, st.Rule.Articles})
		}
	}
	view.Forbidden = map[court.Format]FormatStep{}
	for _, format := range court.Formats() {
		if b, forbidden := now.Forbids(format); forbidden {
			view.Forbidden[format] = c.stepOf(b, view.Now)
		} else {
			view.Lawful = append(view.Lawful, format)
		}
	}
}

// decideAgain runs a decision of the record again, as of its date. It refuses
// (NotFound) when the program's law no longer answers the same by the same rules.
func (c *Clerk) decideAgain(d docket.Decision) (rules.Answer, error) {
	facts, err := rules.ParseFacts(d.Facts)
	if err != nil {
		return rules.Answer{}, err
	}
	a, err := c.Law.Decide(rules.Format, facts, d.At)
	if err == nil && !a.Decided().Same(d.FormatDecided) {
		err = fault.NotFound("law.no_rule")
	}
	return a, err
}

// stepOf is a step of the record in the words of today's law, where it has
// the rule.
func (c *Clerk) stepOf(b docket.Bearing, at time.Time) FormatStep {
	r, known := c.Law.Rule(b.Rule, at)
	if !known {
		r = rules.Rule{ID: b.Rule, Table: rules.Format, Articles: b.Articles}
	}
	return FormatStep{r, rules.Effect(b.Effect), b.Articles}
}

// lines lists what was stated of the case and by its people.
func (view *FormatView) lines() {
	f := view.File
	facts := rules.FactsFrom(view.Standing.Decision.Facts)
	for _, d := range rules.Statable() {
		line := CircumstanceLine{Fact: d, Value: d.Default}
		if s, stated := f.Circumstances[string(d.Name)]; stated {
			line.Stated, line.Value = &s, rules.Facts{d.Name: s.Value}.Value(d.Name)
		}
		view.Circumstances = append(view.Circumstances, line)
	}
	from := rules.Sources(f, facts)
	for _, p := range f.Participants() {
		line := ReadinessLine{Person: p, Roles: f.RolesOf(p), LinkFailures: f.LinkFailures[p]}
		for _, q := range f.Parties {
			if q.Person == p && q.For != "" {
				line.For = q.For
			}
		}
		if r, said := f.Readiness[p]; said {
			line.Stated = &r
		}
		for _, d := range rules.Vocabulary() {
			if slices.Contains(from[d.Name], p) {
				line.Bears = append(line.Bears, d.Name)
			}
		}
		line.MayState = f.SpeaksFor(view.Me, p) || slices.Contains(view.MyRoles, court.Secretary)
		view.People = append(view.People, line)
	}
}

// mayOnFormat says what the person may do now, and the time limits.
func (c *Clerk) mayOnFormat(view *FormatView) (err error) {
	f := view.File
	view.May = mayInCase(view.MyRoles)
	if view.ObjectUntil, view.ObjectLimit, err = c.objectionLimit(f); err != nil {
		return err
	}
	for _, o := range f.Objections {
		line := ObjectionLine{Objection: o}
		if line.RuleUntil, _, err = c.Law.Limit("format_ruling", rules.Facts{"kind": string(f.Kind)}, o.At); err != nil {
			return err
		}
		line.Overdue = o.Pending() && view.Now.After(line.RuleUntil)
		view.Objections = append(view.Objections, line)
	}
	view.ObjectWhy = c.whyNotObject(view)
	view.May[string(ActObject)] = view.May[string(ActObject)] && view.ObjectWhy == ""
	view.May[string(ActSchedule)] = view.May[string(ActSchedule)] && view.Standing.Format != court.Papers
	return nil
}
