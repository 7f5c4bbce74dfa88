package rules

import (
	"io/fs"
	"slices"
	"strings"

	"tarazy/internal/fault"
)

// Amend makes the law that a draft would make of this one. A rule of the
// draft takes the place of the same id's version from its day on; a repeal
// ends one. It refuses a draft that leaves the law as a whole with a
// contradiction, a gap or an unreachable rule.
func (l *Law) Amend(draft fs.FS) (*Law, error) {
	more, bad := read(draft)
	if len(bad) > 0 {
		return nil, bad
	}
	if len(more.rules)+len(more.repeals)+len(more.country.Holidays)+len(more.country.MovedByAct) == 0 {
		return nil, Problems{{File: ".", Why: fault.Invalid("law.wrong.draft_empty")}}
	}
	src := l.src
	src.rules = clone(l.src.rules)
	for _, p := range more.repeals {
		if !src.end(p.ID, p.From) {
			bad = append(bad, Problem{File: p.File, Line: p.Line, Rule: p.ID, Why: fault.Invalid("law.wrong.none_to_repeal").With(fault.Args{"day": p.From})})
		}
	}
	for _, r := range more.rules {
		src.end(r.ID, r.From)
	}
	if len(bad) > 0 {
		return nil, bad
	}
	src.rules = append(src.rules, more.rules...)
	if len(more.country.Holidays)+len(more.country.MovedByAct) > 0 {
		src.country.Holidays = slices.Concat(src.country.Holidays, more.country.Holidays)
		src.country.MovedByAct = slices.Concat(src.country.MovedByAct, more.country.MovedByAct)
	}
	return build(src)
}

func clone(rules []*Rule) []*Rule {
	out := make([]*Rule, len(rules))
	for i, r := range rules {
		c := *r
		out[i] = &c
	}
	return out
}

// end ends the rule's version in force on a day and drops the later ones.
func (s *source) end(id string, on Day) (was bool) {
	s.rules = slices.DeleteFunc(s.rules, func(r *Rule) bool {
		if r.ID != id || r.Until != 0 && r.Until <= on {
			return false
		}
		was = true
		r.Until = on
		return r.From >= on
	})
	return was
}

// WithPolicy adds a court's own policy. It may set numbers within what the
// law allows and forbid formats; it never loosens: everything else is refused,
// and so is a prohibition that moves a case further from the courtroom.
func (l *Law) WithPolicy(fsys fs.FS) (*Law, error) {
	more, bad := read(fsys)
	for _, p := range more.repeals {
		bad = append(bad, Problem{File: p.File, Line: p.Line, Rule: p.ID, Why: fault.Invalid("law.wrong.policy_repeals")})
	}
	if more.country.Code != "" || len(more.country.Holidays)+len(more.country.MovedByAct) > 0 {
		bad = append(bad, Problem{File: ".", Why: fault.Invalid("law.wrong.policy_country")})
	}
	src := l.src
	src.rules = clone(l.src.rules)
	for _, r := range more.rules {
		r.Local = true
		switch {
		case !strings.HasPrefix(r.ID, "local."):
			bad.add(r, fault.Invalid("law.wrong.policy_id"))
		case r.Default || len(r.Over) > 0:
			bad.add(r, fault.Invalid("law.wrong.policy_over"))
		case r.Table == Policy:
			l.checkNumber(r, &bad)
		case r.Table != Format || !r.forbids():
			bad.add(r, fault.Invalid("law.wrong.policy_only"))
		}
	}
	if len(bad) > 0 {
		return nil, bad
	}
	src.rules = append(src.rules, more.rules...)
	return build(src)
}

// checkNumber refuses a number outside the bounds the law's own rule gives,
// and puts the court's in its place.
func (l *Law) checkNumber(r *Rule, bad *Problems) {
	in := false
	for _, law := range l.src.rules {
		if law.Table != Policy || law.When != r.When || law.Until != 0 && law.Until <= r.From {
			continue
		}
		in = true
		switch {
		case law.Gives.Unit != r.Gives.Unit:
			bad.add(r, fault.Invalid("law.wrong.policy_unit").With(fault.Args{"unit": law.Gives.Unit, "rule": law.ID}))
		case law.Most == 0 && law.Least == 0:
			bad.add(r, fault.Invalid("law.wrong.policy_fixed").With(fault.Args{"rule": law.ID}))
		case r.Gives.N < law.Least || r.Gives.N > law.Most:
			bad.add(r, fault.Invalid("law.wrong.policy_bounds").With(fault.Args{"number": r.Gives.N, "least": law.Least, "most": law.Most, "rule": law.ID}))
		}
		if !names(r.Over, law.ID) {
			r.Over = append(r.Over, law.ID)
		}
	}
	if !in {
		bad.add(r, fault.Invalid("law.wrong.policy_no_number"))
	}
}
