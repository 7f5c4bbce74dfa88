package rules

import (
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/docket"
)

// unasked is the word of a fact about which nobody has been heard yet.
const unasked = "unasked"

// askable reports whether a fact can be unknown because nobody was asked.
func askable(f Fact) bool {
	d, known := vocabulary().def(f)
	return known && slices.Contains(d.Values, unasked)
}

// Unasked lists what the rule supposes and nobody has said yet: as long as there
// is any, its answer holds for now only.
func (r Rule) Unasked(f Facts) []Fact {
	return slices.DeleteFunc(slices.Clone(r.Supposes), func(one Fact) bool { return f.Value(one) != unasked })
}

// ToAsk lists who has yet to say what the rule supposes, in the order of the
// case file: their means, if they must attend; their consent, if they are a
// party, by their own word or that of whoever stands for them.
func (r Rule) ToAsk(f docket.File, facts Facts) []court.PersonID {
	open := r.Unasked(facts)
	return slices.DeleteFunc(f.Participants(), func(p court.PersonID) bool {
		if slices.Contains(open, "equipment") && personal(f, facts, p)["equipment"] == unasked {
			return false
		}
		return !slices.Contains(open, "consent") || said(f, p) != "" || !slices.ContainsFunc(f.Parties, func(q docket.Party) bool {
			return q.Person == p && q.For == "" && q.Role != court.Interpreter
		})
	})
}
