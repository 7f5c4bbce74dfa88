package esign

import (
	"context"
	"errors"

	"tarazy/internal/signature"
)

// Outside is another verifier, for courts that must ask a certified library too.
type Outside interface {
	// Ask puts a file of that format to it. An error means that it did not answer,
	// ErrOutside that it is not asked about such files.
	Ask(ctx context.Context, format Format, file, content []byte) (Opinion, error)
}

// ErrOutside: another verifier knows nothing of this format.
var ErrOutside = errors.New("esign: the outside verifier is not asked about this format")

// Opinion is what it says.
type Opinion struct {
	Verifier string   `json:"verifier"`
	Valid    bool     `json:"valid"`
	Says     string   `json:"says"` // its own words
	Serials  []string `json:"serials"`
}

// Compare compares our verdict with another's. They differ too if both say yes
// of different certificates.
func Compare(v Verdict, o Opinion, err error) Agreement {
	yes := v.Outcome.Good()
	switch {
	case err != nil:
		return Unclear
	case yes != o.Valid && (yes || v.Outcome != CannotTell):
		return Differ
	case v.Outcome == CannotTell && o.Valid:
		return Unclear
	case yes && len(o.Serials) > 0 && !names(v, o.Serials):
		return Differ
	}
	return Agree
}

// names: both found the same certificates.
func names(v Verdict, serials []string) bool {
	count := map[string]int{}
	for _, s := range v.Signers {
		count[s.Serial]++
	}
	for _, s := range serials {
		count[s]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

// Beside puts another's opinion beside our verdict. It never makes ours better.
func Beside(v Verdict, o Opinion, err error) Verdict {
	v.Second = &signature.Second{Verifier: o.Verifier, Answered: err == nil, Unasked: errors.Is(err, ErrOutside), Valid: o.Valid, Agreement: Compare(v, o, err)}
	return v
}
