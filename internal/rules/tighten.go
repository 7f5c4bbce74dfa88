package rules

import (
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// checkLocal refuses a court's own policy under which some case would be heard
// further from the courtroom than under the law alone. To forbid can do that:
// where hybrid is taken away, what stood behind it is heard, and that may be
// online. Every combination of facts is looked at, in every segment of time.
func (l *Law) checkLocal(bad *Problems) {
	local := func(r *Rule) bool { return r.Local }
	alone := segments(slices.DeleteFunc(ofTable(l.src.rules, Format), local))
	told := map[*Rule]bool{}
	for i := range l.tables[Format] {
		s := &l.tables[Format][i]
		code, found := segmentOn(alone, s.from)
		if !found || !slices.ContainsFunc(s.rules, local) {
			continue
		}
		d := newDiagrams(l.lex)
		was, now := d.answers(code, local), d.answers(s, func(*Rule) bool { return false })
		for n, near := range court.Formats() {
			for _, far := range court.Formats()[n+1:] {
				looser := d.and(was[string(near)], now[string(far)])
				if looser == none {
					continue
				}
				r, p := l.looser(s, d, looser, formatBit(string(near)))
				if r == nil || told[r] {
					continue
				}
				told[r] = true
				bad.add(r, fault.Invalid("law.wrong.policy_loosens").With(fault.Args{"day": s.from, "facts": l.lex.unusual(p), "was": near, "now": far}))
			}
		}
	}
}

// looser is a court's rule that takes the nearer format away, and facts under
// which it does.
func (l *Law) looser(s *segment, d *diagrams, where set, near uint8) (*Rule, point) {
	for _, r := range s.rules {
		if at := d.and(where, d.of(&r.holds)); r.Local && r.takes&near != 0 && at != none {
			return r, d.example(at)
		}
	}
	return nil, nil
}
