package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/rules"
)

// formatCard is how the case is heard, and what the person can do about it
// now: a card on the case page, and what the why page begins with.
type formatCard struct {
	clerk.FormatView
	Href   string
	Asked  bool // the person may answer, for themself or whom they stand for
	Told   bool // and has for all of them
	Recent bool // it changed within the last days
	Wait   int  // objections that wait for a ruling
	RuleBy time.Time
}

// recently is for how long a change is shown as one.
const recently = 14 * 24 * time.Hour

func newFormatCard(v clerk.FormatView) *formatCard {
	c := &formatCard{FormatView: v, Href: caseHref(v.File.No), Told: true}
	for _, p := range v.People {
		if v.May["ready"] && v.File.SpeaksFor(v.Me, p.Person) {
			c.Asked, c.Told = true, c.Told && p.Stated != nil
		}
	}
	for _, o := range v.Objections {
		if !o.Pending() {
			continue
		}
		if c.Wait++; c.RuleBy.IsZero() || o.RuleUntil.Before(c.RuleBy) {
			c.RuleBy = o.RuleUntil
		}
	}
	was := c.Was()
	c.Recent = was != "" && was != v.Standing.Format && v.Now.Sub(c.Since()) < recently
	return c
}

// Since is when what stands began to.
func (c *formatCard) Since() time.Time {
	if r := c.Standing.Ruling; r != nil {
		return r.At
	}
	return c.Standing.Decision.At
}

// Number is where what stands is in the record.
func (c *formatCard) Number() uint64 {
	if r := c.Standing.Ruling; r != nil {
		return r.Version
	}
	return c.Standing.Decision.Version
}

// Was is the format that stood before, if any did.
func (c *formatCard) Was() court.Format {
	if r := c.Standing.Ruling; r != nil {
		for _, d := range c.File.Decisions {
			if d.Version == r.Decided {
				return d.Stands()
			}
		}
	}
	return c.Standing.Decision.Was
}

// Decisive is the rule whose answer it is.
func (c *formatCard) Decisive() rules.Rule {
	if len(c.Steps) == 0 {
		return rules.Rule{}
	}
	return c.Steps[0].Rule
}

// Why is the rule to name in one sentence: where the law falls back on its
// default because a rule forbade what else would hold, that rule.
func (c *formatCard) Why() rules.Rule {
	yielded := slices.ContainsFunc(c.Steps, func(st clerk.FormatStep) bool { return st.Effect == rules.TakenAway })
	i := slices.IndexFunc(c.Steps, func(st clerk.FormatStep) bool { return st.Effect == rules.Forbade })
	if r := c.Decisive(); !r.Default || !yielded || i < 0 {
		return r
	}
	return c.Steps[i].Rule
}

// Bearing are the steps that gave the answer; what forbids stands apart.
func (c *formatCard) Bearing() []clerk.FormatStep {
	return slices.DeleteFunc(slices.Clone(c.Steps), func(st clerk.FormatStep) bool {
		return st.Effect != rules.Gave && st.Effect != rules.Agreed
	})
}

// WaitsFor are the names of those about whom the judge has not ruled what was said.
func (c *formatCard) WaitsFor() string {
	var names []string
	for _, p := range c.Waits.People {
		names = append(names, c.Names[p])
	}
	return strings.Join(names, ", ")
}

// Unheard are the names of those who have yet to say what the answer supposes.
func (c *formatCard) Unheard() string {
	var who []string
	for _, p := range c.ToAsk {
		who = append(who, c.Names[p])
	}
	return strings.Join(who, ", ")
}

// Failed names whose lines failed in the case, and how often.
func (c *formatCard) Failed() []string {
	var who []string
	for p, n := range c.File.LinkFailures {
		who = append(who, c.Names[p]+" – "+strconv.Itoa(n))
	}
	slices.Sort(who)
	return who
}

// Late reports whether the time to object has run out for who could have.
func (c *formatCard) Late() bool { return c.ObjectWhy == "case.format.object.late" }

// theFormat loads how the case named by the path is heard.
func (s *site) theFormat(r *http.Request) (clerk.FormatView, error) {
	no, err := caseNo(r)
	if err != nil {
		return clerk.FormatView{}, err
	}
	return s.Triage.Format(r.Context(), me(r), no)
}

// mayFormat is theFormat for who may do the act; it refuses (Forbidden) others.
func (s *site) mayFormat(r *http.Request, act string) (clerk.FormatView, error) {
	v, err := s.theFormat(r)
	if err == nil && !v.May[act] {
		err = fault.Forbidden("act.not_permitted")
	}
	return v, err
}

type formatShowPage struct {
	Frame
	Card    *formatCard
	Back    string
	Done    string // which act brought the person here
	DoneNo  string // and its number in the record
	Forbids []forbidden
	WhatIfs []whatIf
	Facts   []factLine
	History []formatStep // earlier answers, newest first
}

type forbidden struct {
	Format string
	clerk.FormatStep
}

// whatIf are the circumstances of which any one would make the format so.
type whatIf struct {
	Format string
	If     []rules.Change
}

type factLine struct {
	Fact  rules.Fact
	Value string
	Set   bool     // not at its default
	From  []string // whose word it is
}

// formatStep is one answer the case had before.
type formatStep struct {
	Format  court.Format // what stood
	Waits   court.Format // the law's answer, where it was held for the judge
	At      time.Time
	Version uint64
	Because string
	Reason  string // of the judge's ruling
	Changed []docket.FactChange
	Law     bool // other rules than at the answer before
}

// formatShow is the why page: the format, its reasons, what is forbidden, what
// would change it, and the path of the answer. The bench sees it in full.
func (s *site) formatShow(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theFormat(r)
	if err != nil {
		return err
	}
	p := &formatShowPage{Card: newFormatCard(v), Back: caseHref(v.File.No), Forbids: forbiddenIn(v), WhatIfs: whatIfs(v.WhatIf), History: history(v.File)}
	p.Role, p.Islands = rolesIn(lang(r), v.MyRoles), []string{"live"}
	p.refused(r)
	if done := r.FormValue("done"); slices.Contains([]string{"ready", "facts", "object", "rule"}, done) {
		n, err := strconv.ParseUint(r.FormValue("n"), 10, 64)
		if err != nil {
			n = p.Card.Number()
		}
		p.Done, p.DoneNo = done, strconv.FormatUint(n, 10)
	}
	facts := rules.FactsFrom(v.Standing.Decision.Facts)
	for _, d := range rules.Vocabulary() {
		if said, ok := facts[d.Name]; ok && v.Full {
			p.Facts = append(p.Facts, factLine{d.Name, said, facts.Value(d.Name) != (rules.Facts{}).Value(d.Name), sources(v, d.Name)})
		}
	}
	s.Page(w, r, http.StatusOK, "format_show", p)
	return nil
}

// sources are the people a fact comes from.
func sources(v clerk.FormatView, fact rules.Fact) []string {
	var out []string
	for _, p := range v.People {
		if slices.Contains(p.Bears, fact) {
			out = append(out, v.Names[p.Person])
		}
	}
	return out
}

// forbiddenIn are the formats the law takes away, in the order of formats.
func forbiddenIn(v clerk.FormatView) []forbidden {
	var out []forbidden
	for _, f := range court.Formats() {
		if step, no := v.Forbidden[f]; no {
			out = append(out, forbidden{string(f), step})
		}
	}
	return out
}

// whatIfs groups the changes by the format they lead to. What kind of case it
// is does not change, and the ruling on an objection is not a circumstance.
func whatIfs(all []rules.Change) []whatIf {
	var out []whatIf
	for _, f := range court.Formats() {
		g := whatIf{Format: string(f)}
		for _, c := range all {
			if c.Outcome.Word == g.Format && c.Fact != "kind" && c.Fact != "objection" {
				g.If = append(g.If, c)
			}
		}
		if len(g.If) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// history is every answer and ruling of the file, the newest first.
func history(f docket.File) []formatStep {
	var out []formatStep
	for i, d := range f.Decisions {
		step := formatStep{Format: d.Stands(), At: d.At, Version: d.Version, Because: d.Because, Changed: d.Changed, Law: i > 0 && d.Law != f.Decisions[i-1].Law}
		if d.Held != "" {
			step.Waits = d.Outcome
		}
		out = append(out, step)
	}
	for _, r := range f.Rulings {
		out = append(out, formatStep{Format: r.Format, At: r.At, Version: r.Version, Reason: r.Reason})
	}
	slices.SortFunc(out, func(a, b formatStep) int { return int(b.Version) - int(a.Version) })
	return out
}

// formatHref is where an act about the format leads: the page that says what
// it is now, and the act's number in the record.
func formatHref(no court.CaseNo, done string, n uint64) string {
	return caseHref(no) + "/format?done=" + done + "&n=" + strconv.FormatUint(n, 10)
}
