package rules

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// codes reads which kinds of proceeding each code governs.
func (r *reader) codes(n *yaml.Node) map[string][]string {
	kinds, _ := vocabulary().def("kind")
	out := map[string][]string{}
	r.pairs(n, func(code string, v *yaml.Node) {
		out[code] = r.list(v)
		for _, k := range out[code] {
			if !slices.Contains(kinds.Values, k) {
				r.wrong(v, fault.Invalid("law.wrong.when_never").With(fault.Args{"fact": kinds.Name, "word": k, "list": listed(kinds.Values)}))
			}
		}
	})
	return out
}

// cited is the rule as a case of the kind is told it: with the articles of the
// codes that govern it, and those that govern all. Nobody in a civil case is
// judged by the criminal code. A rule that has no other article keeps its own:
// an answer is never without one.
func (l *Law) cited(r *Rule, f Facts) Rule {
	kind, named := f["kind"]
	out := *r
	if !named {
		return out
	}
	own := slices.DeleteFunc(slices.Clone(r.Articles), func(a court.Article) bool {
		kinds, listed := l.src.country.Codes[a.Code]
		return listed && !slices.Contains(kinds, kind)
	})
	if len(own) > 0 {
		out.Articles = own
	}
	return out
}
