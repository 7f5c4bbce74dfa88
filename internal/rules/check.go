package rules

import (
	"cmp"
	"slices"

	"tarazy/internal/fault"
)

// mostSearched is how many combinations of facts the defaults of a table may
// depend on together; no shipped table comes near.
const mostSearched = 1 << 20

// checkVersions refuses versions of one rule that overlap, that leave days
// between them, or that change table.
func checkVersions(rules []*Rule) Problems {
	var bad Problems
	byID := map[string][]*Rule{}
	for _, r := range rules {
		byID[r.ID] = append(byID[r.ID], r)
	}
	for _, r := range rules {
		versions := byID[r.ID]
		if versions[0] != r {
			continue
		}
		slices.SortFunc(versions, func(a, b *Rule) int { return cmp.Compare(a.From, b.From) })
		for i, v := range versions[1:] {
			was := versions[i]
			switch {
			case was.Table != v.Table:
				bad.add(v, fault.Invalid("law.wrong.version_table").With(fault.Args{"day": was.From}))
			case was.Until == 0 || was.Until > v.From:
				bad.add(v, fault.Invalid("law.wrong.versions_overlap").With(fault.Args{"day": v.From, "file": was.File, "line": was.Line}))
			case was.Until < v.From:
				bad.add(v, fault.Invalid("law.wrong.versions_gap").With(fault.Args{"ends": was.Until, "begins": v.From}))
			}
		}
	}
	return bad
}

// check looks at every table in every segment of time.
func (l *Law) check() Problems {
	var bad Problems
	seen := map[string]bool{} // a problem is told once, not in each segment
	for _, d := range tableDefs() {
		covered := map[string]bool{}
		alive := map[*Rule]bool{}
		for i := range l.tables[d.name] {
			s := &l.tables[d.name][i]
			var found Problems
			l.checkCycles(s, &found)
			l.checkContradictions(s, &found)
			l.checkGaps(d, s, covered, &found)
			l.checkReach(s, alive)
			for _, p := range found {
				if !seen[p.String()] {
					seen[p.String()] = true
					bad = append(bad, p)
				}
			}
		}
		for _, r := range ofTable(l.src.rules, d.name) {
			if !alive[r] && !l.setByCourt(r) {
				bad.add(r, fault.Invalid("law.wrong.unreachable"))
			}
		}
	}
	return bad
}

func (l *Law) checkCycles(s *segment, bad *Problems) {
	for i, r := range s.rules {
		if s.over[i][i] {
			bad.add(r, fault.Invalid("law.wrong.outranks_itself"))
		}
		for _, o := range r.Over {
			if !slices.ContainsFunc(l.src.rules, func(q *Rule) bool { return q.Table == r.Table && names([]string{o}, q.ID) }) {
				bad.add(r, fault.Invalid("law.wrong.over_unknown").With(fault.Args{"rule": o}))
			}
		}
	}
}

// checkContradictions refuses two rules that can both apply and answer
// differently, with neither over the other. Two conditions can hold together
// exactly when they can agree about the facts that both ask.
func (l *Law) checkContradictions(s *segment, bad *Problems) {
	for i, a := range s.rules {
		for j, b := range s.rules[:i] {
			if a.forbids() || b.forbids() || a.Gives == b.Gives || s.over[i][j] || s.over[j][i] {
				continue
			}
			if p, ok := l.together(a, b); ok {
				on := slices.Concat(a.holds.on, b.holds.on)
				slices.Sort(on)
				bad.add(a, fault.Invalid("law.wrong.contradicts").With(fault.Args{"rule": b.ID, "file": b.File, "line": b.Line,
					"answer": b.Gives, "facts": l.lex.words(p, slices.Compact(on))}))
			}
		}
	}
}

// together finds facts under which both rules apply.
func (l *Law) together(a, b *Rule) (point, bool) {
	var shared []int
	for _, f := range a.holds.on {
		if slices.Contains(b.holds.on, f) {
			shared = append(shared, f)
		}
	}
	agreed := func(p point) string {
		key := make([]byte, len(shared))
		for k, f := range shared {
			key[k] = p[f]
		}
		return string(key)
	}
	of := map[string]point{}
	a.holds.each(l.lex, l.lex.start, func(p point) bool {
		if k := agreed(p); of[k] == nil {
			of[k] = slices.Clone(p)
		}
		return true
	})
	var both point
	b.holds.each(l.lex, l.lex.start, func(p point) bool {
		if q, ok := of[agreed(p)]; ok {
			both = slices.Clone(q)
			for _, f := range b.holds.on {
				both[f] = p[f]
			}
		}
		return both == nil
	})
	return both, both != nil
}

// checkGaps refuses facts that had an answer before and have none any longer,
// and in the last segment facts that have none: the defaults must cover all.
// covered carries what earlier segments answered.
func (l *Law) checkGaps(d tableDef, s *segment, covered map[string]bool, bad *Problems) {
	if len(s.rules) == 0 {
		if len(covered) > 0 {
			l.gap(d, s, nil, bad, fault.Invalid("law.wrong.gap_table").With(fault.Args{"table": d.name, "day": s.from}))
		}
		return
	}
	var on []int
	for _, r := range s.rules {
		if r.Default {
			on = append(on, r.holds.on...)
		}
	}
	matter := l.lex.index["matter"]
	if d.matters != nil {
		on = append(on, matter)
	}
	slices.Sort(on)
	on = slices.Compact(on)
	last := &l.tables[d.name][len(l.tables[d.name])-1] == s
	whole := l.every(on, func(p point) bool {
		if d.matters != nil && !slices.Contains(d.matters, l.lex.defs[matter].Word(int(p[matter]))) {
			return true
		}
		key := l.lex.words(p, on)
		has := slices.ContainsFunc(s.rules, func(r *Rule) bool { return r.Default && r.holds.at(p) })
		if !has && (covered[key] || last) {
			l.gap(d, s, p, bad, fault.Invalid("law.wrong.gap_default").With(fault.Args{"day": s.from, "table": d.name, "facts": key}))
			return false
		}
		covered[key] = covered[key] || has
		return true
	})
	if !whole {
		l.gap(d, s, nil, bad, fault.Invalid("law.wrong.when_many_facts"))
	}
}

// gap tells of a gap where it begins: at the rule that ends on that day and
// answered until then. Where none did, something was never written, and there
// is no line to name but the file of the table.
func (l *Law) gap(d tableDef, s *segment, p point, bad *Problems, why *fault.Error) {
	at := Problem{File: ".", Why: why}
	for _, r := range ofTable(l.src.rules, d.name) {
		if r.Until == s.from && (p == nil || r.Default && r.holds.at(p)) {
			at.File, at.Line, at.Rule = r.File, r.Line, r.ID
			break
		}
		if at.File == "." {
			at.File = r.File
		}
	}
	*bad = append(*bad, at)
}

// every goes through all combinations of some facts, the rest at defaults,
// until f answers false. It answers false when there were too many.
func (l *Law) every(on []int, f func(point) bool) bool {
	n := 1
	for _, i := range on {
		if n *= l.lex.defs[i].size(); n > mostSearched {
			return false
		}
	}
	p := slices.Clone(l.lex.start)
	for i := range n {
		for _, fact := range on {
			size := l.lex.defs[fact].size()
			p[fact], i = uint8(i%size), i/size
		}
		if !f(p) {
			return true
		}
	}
	return true
}

// checkReach notes the rules that can be an answer, or take one away, in the
// segment. Nearly all are found at the first facts that fulfil them; for the
// others all facts together are asked.
func (l *Law) checkReach(s *segment, alive map[*Rule]bool) {
	rest := false
	for i, r := range s.rules {
		if alive[r] = alive[r] || r.forbids(); alive[r] {
			continue
		}
		r.holds.each(l.lex, l.lex.start, func(p point) bool {
			alive[r] = s.decide(p).by == i
			return !alive[r]
		})
		rest = rest || !alive[r]
	}
	if !rest {
		return
	}
	for i, at := range newDiagrams(l.lex).deciding(s) {
		if at != none {
			alive[s.rules[i]] = true
		}
	}
}

// setByCourt reports whether a court's own policy took the rule's place, which
// it may.
func (l *Law) setByCourt(r *Rule) bool {
	return slices.ContainsFunc(l.src.rules, func(o *Rule) bool { return o.Local && names(o.Over, r.ID) })
}
