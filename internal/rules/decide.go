package rules

import (
	"maps"
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Effect is what a rule that applied did to the answer.
type Effect string

const (
	Gave      Effect = "gave"       // its answer is the answer
	Forbade   Effect = "forbade"    // it took formats away
	Outranked Effect = "outranked"  // another rule stands over it
	TakenAway Effect = "taken_away" // its answer was forbidden
	Agreed    Effect = "agreed"     // it gives the same answer
)

// Step is one rule that applied, and what came of it.
type Step struct {
	Rule   Rule
	Effect Effect
}

// Answer is what the law says, with every rule that bore on it.
type Answer struct {
	Table   Table
	At      time.Time
	Facts   Facts
	Outcome Outcome
	By      Rule   // the rule whose answer it is
	Steps   []Step // every rule that applied, the deciding one first
	Law     string // the law's digest
}

// mostInForce is how many rules one table may have in force at a time.
const mostInForce = 256

// verdict is an answer by index into its segment.
type verdict struct {
	by        int                      // -1 if no rule speaks
	fired     [mostInForce / 64]uint64 // the rules that apply
	forbidden uint8                    // the formats taken away
}

func (v *verdict) has(i int) bool { return v.fired[i/64]>>(i%64)&1 == 1 }

// decide applies the segment's rules to facts.
func (s *segment) decide(p point) verdict {
	v := verdict{by: -1}
	for i, r := range s.rules {
		if r.holds.at(p) {
			v.fired[i/64] |= 1 << (i % 64)
			v.forbidden |= r.takes
		}
	}
	for i, r := range s.rules {
		if !v.has(i) || r.forbids() || v.forbidden&r.gives != 0 {
			continue
		}
		if v.by < 0 || s.over[i][v.by] {
			v.by = i
		}
	}
	return v
}

// formatBit is a format's place in the set of those taken away; words of other
// tables have none.
func formatBit(w string) uint8 {
	switch court.Format(w) {
	case court.InPerson:
		return 1
	case court.Hybrid:
		return 2
	case court.Online:
		return 4
	case court.Papers:
		return 8
	}
	return 0
}

// Decide answers one question of the law for the facts, by the rules in force
// at the date of the procedural act. It refuses (Invalid) facts outside the
// vocabulary, and (NotFound "law.no_rule") a date before the law began.
func (l *Law) Decide(t Table, f Facts, at time.Time) (Answer, error) {
	p, err := l.lex.point(f)
	if err != nil {
		return Answer{}, err
	}
	s, ok := l.at(t, at)
	if !ok {
		return Answer{}, fault.NotFound("law.no_rule")
	}
	v := s.decide(p)
	if v.by < 0 {
		return Answer{}, fault.NotFound("law.no_rule")
	}
	a := Answer{Table: t, At: at, Facts: maps.Clone(f), Outcome: s.rules[v.by].Gives, Law: l.digest}
	a.Steps = s.steps(v)
	for i := range a.Steps {
		a.Steps[i].Rule = l.cited(&a.Steps[i].Rule, f)
	}
	a.By = a.Steps[0].Rule
	return a, nil
}

// steps tells what each rule that applied did: what decided first, then what
// forbade, then what yielded.
func (s *segment) steps(v verdict) []Step {
	out := []Step{{*s.rules[v.by], Gave}}
	var yielded []Step
	for i, r := range s.rules {
		switch {
		case !v.has(i) || i == v.by:
		case r.forbids():
			out = append(out, Step{*r, Forbade})
		case v.forbidden&r.gives != 0:
			yielded = append(yielded, Step{*r, TakenAway})
		case r.Gives == s.rules[v.by].Gives && !r.Default:
			yielded = append(yielded, Step{*r, Agreed})
		case !r.Default:
			yielded = append(yielded, Step{*r, Outranked})
		}
	}
	return append(out, yielded...)
}

// Forbidden are the formats that a rule takes away, each with the first rule
// that does.
func (a Answer) Forbidden() map[string]Rule {
	out := map[string]Rule{}
	for _, st := range a.Steps {
		for _, f := range st.Rule.Forbids {
			if _, ok := out[f]; !ok {
				out[f] = st.Rule
			}
		}
	}
	return out
}

// Bearing are the steps that made the answer what it is: what decided, what
// forbade, and what agreed.
func (a Answer) Bearing() []Step {
	return slices.DeleteFunc(slices.Clone(a.Steps), func(st Step) bool {
		return st.Effect == Outranked || st.Effect == TakenAway
	})
}

// Articles are those of every rule that bore on the answer, once each.
func (a Answer) Articles() []court.Article {
	var out []court.Article
	for _, st := range a.Bearing() {
		for _, art := range st.Rule.Articles {
			if !slices.Contains(out, art) {
				out = append(out, art)
			}
		}
	}
	return out
}

// Change is one fact that, were it otherwise, would change the answer.
type Change struct {
	Fact    Fact
	From    string
	To      string // a band's lower bound, for facts in bands
	Outcome Outcome
	By      Rule
}

// WhatIf changes one fact at a time and answers every change that would give
// another outcome, in the order of the vocabulary.
func (l *Law) WhatIf(a Answer) []Change {
	p, err := l.lex.point(a.Facts)
	if err != nil {
		return nil
	}
	s, ok := l.at(a.Table, a.At)
	if !ok {
		return nil
	}
	var out []Change
	for _, f := range s.facts {
		d, was := l.lex.defs[f], p[f]
		for i := range d.size() {
			p[f] = uint8(i)
			v := s.decide(p)
			if uint8(i) == was || v.by < 0 || s.rules[v.by].Gives == a.Outcome {
				continue
			}
			out = append(out, Change{d.Name, d.Word(int(was)), d.Word(i), s.rules[v.by].Gives, l.cited(s.rules[v.by], a.Facts)})
		}
		p[f] = was
	}
	return out
}

// Value is a fact as the rules see it: its word, its default when it is not
// there, or its band's lower bound.
func (f Facts) Value(name Fact) string {
	d, known := vocabulary().def(name)
	if !known {
		return ""
	}
	v, ok := f[name]
	if !ok {
		v = d.Default
	}
	if i, ok := d.index(v); ok {
		return d.Word(i)
	}
	return ""
}

// String writes the facts in the order of their names.
func (f Facts) String() string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(f)) {
		out = append(out, string(k)+"="+f[k])
	}
	return strings.Join(out, " ")
}
