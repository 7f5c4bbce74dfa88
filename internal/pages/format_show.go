package pages

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/rules"
)

// formatCard is how the case is heard, and what the person can do about it
// now: a card on the case page, and what the why page begins with.
type formatCard struct {
	FormatView
	Href   string
	Now    time.Time
	May    map[string]bool
	Asked  []court.PersonID // of whom the person may answer
	Told   bool             // and has of all of them
	Recent bool             // it changed within the last days
	Wait   int              // objections that wait for a ruling
}

// recently is for how long a change is shown as one.
const recently = 14 * 24 * time.Hour

func (s *site) formatCard(r *http.Request, v FormatView) *formatCard {
	f := v.Case.File
	c := &formatCard{FormatView: v, Href: caseHref(f.No), Now: s.Clock.Now(), May: v.Case.May, Told: true}
	for _, p := range f.Participants() {
		if v.Case.May["ready"] && f.SpeaksFor(me(r), p) {
			c.Asked = append(c.Asked, p)
			c.Told = c.Told && f.Readiness[p].Version > 0
		}
	}
	for _, o := range f.Objections {
		if o.Pending() {
			c.Wait++
		}
	}
	was := c.Was()
	c.Recent = was != "" && was != v.Standing.Format && c.Now.Sub(c.Since()) < recently
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
		for _, d := range c.Case.File.Decisions {
			if d.Version == r.Decided {
				return d.Outcome
			}
		}
	}
	return c.Standing.Decision.Was
}

// CanObject reports whether the person may object now, Late whether they
// could have.
func (c *formatCard) CanObject() bool {
	return c.Decided && c.Standing.Ruling == nil && c.May["object"] && c.Now.Before(c.Until)
}

// Late reports whether the time to object has run out.
func (c *formatCard) Late() bool {
	return c.Decided && c.Standing.Ruling == nil && c.May["object"] && !c.Until.IsZero() && !c.Now.Before(c.Until)
}

// theFormat loads how the case named by the path is heard.
func (s *site) theFormat(r *http.Request) (FormatView, error) {
	no, err := caseNo(r)
	if err != nil {
		return FormatView{}, err
	}
	return s.Triage.FormatView(r.Context(), me(r), no)
}

// mayFormat is theFormat for who may do the act; it refuses (Forbidden) others.
func (s *site) mayFormat(r *http.Request, act string) (FormatView, error) {
	v, err := s.theFormat(r)
	if err == nil && !v.Case.May[act] {
		err = fault.Forbidden("act.not_permitted")
	}
	return v, err
}

type formatShowPage struct {
	Frame
	*formatCard
	Back    string
	Done    string // which act brought the person here
	DoneNo  string // and its number in the record
	Forbids []forbidden
	WhatIfs []whatIf
	Bench   bool
	Facts   []factLine
	History []formatStep // earlier answers, newest first
}

type forbidden struct {
	Format string
	Rule   rules.Rule
}

// whatIf are the circumstances of which any one would make the format so.
type whatIf struct {
	Format string
	If     []rules.Change
}

type factLine struct {
	Fact  rules.Fact
	Value string
	Set   bool // not at its default
}

// formatStep is one answer the case had before.
type formatStep struct {
	Format  court.Format
	At      time.Time
	Version uint64
	Because string
	Reason  string // of the judge's ruling
	Changed []docket.FactChange
}

// formatShow is the why page: the format, its reasons, what is forbidden, what
// would change it, and the path of the answer. The bench sees it in full.
func (s *site) formatShow(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theFormat(r)
	if err != nil {
		return err
	}
	p := &formatShowPage{formatCard: s.formatCard(r, v), Back: caseHref(v.Case.File.No)}
	p.Role, p.Islands = rolesIn(lang(r), v.Case.MyRoles), []string{"live"}
	if done := r.FormValue("done"); slices.Contains([]string{"ready", "facts", "object", "rule"}, done) {
		n, _ := strconv.ParseUint(r.FormValue("n"), 10, 64)
		p.Done, p.DoneNo = done, strconv.FormatUint(n, 10)
	}
	p.Forbids, p.WhatIfs = forbiddenIn(v.Answer), whatIfs(v.WhatIf)
	p.History = history(v.Case.File)
	p.Bench = slices.ContainsFunc(v.Case.MyRoles, func(x court.Role) bool { return x == court.Judge || x == court.Secretary })
	for _, d := range rules.Vocabulary() {
		if said, ok := v.Answer.Facts[d.Name]; p.Bench && ok {
			p.Facts = append(p.Facts, factLine{d.Name, said, v.Answer.Facts.Value(d.Name) != (rules.Facts{}).Value(d.Name)})
		}
	}
	s.Page(w, r, http.StatusOK, "format_show", p)
	return nil
}

// forbiddenIn are the formats the law takes away, in the order of formats.
func forbiddenIn(a rules.Answer) []forbidden {
	var out []forbidden
	no := a.Forbidden()
	for _, f := range court.Formats() {
		if r, ok := no[string(f)]; ok {
			out = append(out, forbidden{string(f), r})
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
	for _, d := range f.Decisions {
		out = append(out, formatStep{Format: d.Outcome, At: d.At, Version: d.Version, Because: d.Because, Changed: d.Changed})
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
