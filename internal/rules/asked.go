package rules

import (
	"slices"
	"time"
)

// Asked lists the facts that a table's rules in force at a moment may ask
// where the given facts hold, in the vocabulary's order: what is worth asking
// people about. It refuses (Invalid) facts outside the vocabulary.
func (l *Law) Asked(t Table, given Facts, at time.Time) ([]Fact, error) {
	p, err := l.lex.point(given)
	if err != nil {
		return nil, err
	}
	s, ok := l.at(t, at)
	if !ok {
		return nil, nil
	}
	var asked []int
	for _, r := range s.rules {
		could := false
		r.holds.each(l.lex, p, func(q point) bool {
			could = l.agrees(q, given)
			return !could
		})
		if could {
			asked = append(asked, r.holds.on...)
		}
	}
	slices.Sort(asked)
	var out []Fact
	for _, i := range slices.Compact(asked) {
		out = append(out, l.lex.defs[i].Name)
	}
	return out, nil
}

// agrees reports whether q says of the given facts what they say.
func (l *Law) agrees(q point, given Facts) bool {
	for name, v := range given {
		i := l.lex.index[name]
		if at, _ := l.lex.defs[i].index(v); int(q[i]) != at {
			return false
		}
	}
	return true
}
