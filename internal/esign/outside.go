package esign

import "context"

// Outside is another verifier, for courts that must ask a certified library too.
type Outside interface {
	// Ask puts the file to it. An error means that it did not answer.
	Ask(ctx context.Context, file, content []byte) (Opinion, error)
}

// Opinion is what it says.
type Opinion struct {
	Verifier string   `json:"verifier"`
	Valid    bool     `json:"valid"`
	Says     string   `json:"says"` // its own words
	Serials  []string `json:"serials"`
}

// Agreement is what two verdicts come to. Its text is the key "esign.outside." +
// it.
type Agreement string

const (
	// Agree: both say yes, or both say no.
	Agree Agreement = "agree"
	// Differ is an alarm: one of the two is wrong, and nobody may rely on either
	// until it is known which.
	Differ Agreement = "differ"
	// Unclear: one of the two cannot tell.
	Unclear Agreement = "unclear"
)

// Compare compares our verdict with another's. They differ too if both say yes
// of different certificates.
func Compare(v Verdict, o Opinion, err error) Agreement {
	yes := v.Outcome == Valid || v.Outcome == RevokedLater
	switch {
	case err != nil:
		return Unclear
	case yes != o.Valid && (yes || v.Outcome != CannotTell):
		return Differ
	case v.Outcome == CannotTell && o.Valid:
		return Unclear
	case yes && len(o.Serials) > 0 && !v.names(o.Serials):
		return Differ
	}
	return Agree
}

// names: both found the same certificates.
func (v Verdict) names(serials []string) bool {
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
