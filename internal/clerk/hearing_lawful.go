package clerk

import (
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
)

// Barred is what the law answers by now for a hearing whose own format it
// forbids: since the hearing was fixed, something in the case has changed.
type Barred struct {
	Now     court.Format
	Rule    string
	Article court.Article
	Mend    bool // a ruling that finds the lines mended would lift it
}

// Text says it to the bench, and what to do.
func (b Barred) Text(lang court.Lang) string {
	return i18n.T(lang, "hearing.barred", fault.Args{"format": i18n.T(lang, "format.short."+string(b.Now), nil), "article": b.Article})
}

// barred tells whether the law by now forbids the format a hearing is fixed in,
// at the stage it is fixed for; nil if it does not.
func (c *Clerk) barred(s hearing.Sitting, f docket.File) (*Barred, error) {
	now, err := c.atOwnStage(s, f)
	if err != nil {
		return nil, err
	}
	rule, forbidden := now.Forbids(s.Format)
	if !forbidden {
		return nil, nil
	}
	b := &Barred{Now: now.Outcome, Rule: rule.Rule}
	if len(rule.Articles) > 0 {
		b.Article = rule.Articles[0]
	}
	if st, ok := f.Standing(); ok && s.Decision == nil {
		b.Now = st.Format
	}
	return b, nil
}

// atOwnStage is what the law answers by now for a hearing, at its own stage
// where it has one, else at the case's.
func (c *Clerk) atOwnStage(s hearing.Sitting, f docket.File) (docket.FormatDecided, error) {
	if s.Decision != nil {
		return c.Law.AtStage(f, c.Clock.Now(), s.Decision.Stage)
	}
	now, _, err := c.Law.Triage(f, c.Clock.Now(), "")
	return now, err
}

// mayHold refuses (Conflict) to begin a sitting, or to go on with it as if
// nothing had happened, in a format that the law forbids by now. What is in
// session may go on by a ruling with reasons: that is GoOn, not Resume.
func (c *Clerk) mayHold(s hearing.Sitting, f docket.File, a Action) error {
	if a != ActOpen && a != ActResume {
		return nil
	}
	b, err := c.barred(s, f)
	if err != nil || b == nil {
		return err
	}
	return fault.Conflict("hearing." + string(a) + ".format_barred").With(fault.Args{"article": b.Article, "rule": b.Rule})
}

// mayBeHeard refuses (Forbidden) a place in the calendar for a hearing in a format
// that the law forbids by now: another one is to be scheduled in the format
// that stands.
func (c *Clerk) mayBeHeard(s hearing.Sitting, f docket.File) error {
	b, err := c.barred(s, f)
	if err == nil && b != nil {
		err = b.forbids()
	}
	return err
}

// mayBook refuses what mayBeHeard refuses, and (Conflict) a place in which
// somebody would be online whom the law wants in the courtroom.
func (c *Clerk) mayBook(s hearing.Sitting, f docket.File, w Wish) error {
	if err := c.mayBeHeard(s, f); err != nil {
		return err
	}
	return c.mayAttendOnline(s, f, w)
}

// tellBarred puts before the bench that the hearing's format is forbidden by
// now, and takes from what may be done what mayHold would refuse. Nobody else
// may do any of that, and the law is not asked for them.
func (c *Clerk) tellBarred(view *HearingView, f docket.File) error {
	if view.Sitting.Over() || !slices.ContainsFunc(view.Case.MyRoles, court.Role.OnBench) {
		return nil
	}
	b, err := c.barred(view.Sitting, f)
	if err != nil || b == nil {
		return err
	}
	if b.Mend, err = c.mendable(view.Sitting, f); err != nil {
		return err
	}
	view.May[string(ActOpen)], view.May[string(ActResume)], view.Barred = false, false, b
	return nil
}
