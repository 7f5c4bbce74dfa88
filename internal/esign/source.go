package esign

import "context"

// Source finds revocation data: in the network, in a cache, in files. It
// answers what it has, and an error only when it could not ask.
type Source interface {
	Find(ctx context.Context, w Want) ([]Evidence, error)
}

// rounds bounds how often a verdict may ask for more: the signer's chain first,
// then the chains of its timestamps.
const rounds = 4

// Ask verifies, and as long as something is wanting asks src for it and
// verifies again. What cannot be found leaves the verdict as it is: it then says
// itself what it lacks. Where what is fresh is preferred and cannot be had, what
// the file brings counts, beside all that was found.
func Ask(ctx context.Context, q Question, src Source, verify func(Question) Verdict) Verdict {
	v := ask(ctx, &q, src, verify)
	if q.Fresh > 0 && q.Prefer && v.Outcome == CannotTell && len(v.Wants) > 0 {
		q.Fresh = 0
		v = ask(ctx, &q, src, verify)
	}
	return v
}

func ask(ctx context.Context, q *Question, src Source, verify func(Question) Verdict) Verdict {
	v := verify(*q)
	for range rounds {
		if src == nil || len(v.Wants) == 0 {
			return v
		}
		found := false
		for _, w := range v.Wants {
			more, _ := src.Find(ctx, w)
			for _, e := range more {
				found = q.add(e) || found
			}
		}
		if !found {
			return v
		}
		v = verify(*q)
	}
	return v
}
