package rules

import (
	"slices"
	"time"

	"tarazy/internal/court"
)

// Warnings is what the law says to one who takes part in a role before they
// speak, give an opinion or translate: first to an adult whom nothing ties to
// the parties, then whatever it says otherwise by age and by relation, each rule
// once. Of a role that no rule names it says nothing. Who these people are, the
// judge finds: neither age nor relation is in the record.
func (l *Law) Warnings(k court.Kind, r court.Role, at time.Time) []Answer {
	var out []Answer
	for _, f := range l.whoTheyAre() {
		f["kind"], f["role"] = string(k), string(r)
		a, err := l.Decide(Warning, f, at)
		if err != nil || a.By.Default || slices.ContainsFunc(out, func(b Answer) bool { return b.By.ID == a.By.ID }) {
			continue
		}
		out = append(out, a)
	}
	return out
}

// whoTheyAre are all pairs of an age and a relation, what is usual first.
func (l *Law) whoTheyAre() []Facts {
	age, _ := l.lex.def("age")
	relation, _ := l.lex.def("relation")
	all := []Facts{{}}
	for _, rel := range relation.Values {
		for i := range age.Cuts {
			all = append(all, Facts{"age": age.Word(i), "relation": rel})
		}
	}
	return all
}
