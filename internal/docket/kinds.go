package docket

import (
	"maps"
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Fits reports whether a circumstance can be so in a case of this kind: an
// investigating judge sanctions, a jury sits and somebody is accused in
// criminal cases only, save that one may be accused of an offence too. A stage
// or fact of another kind of case would only be a way round the rules of this.
func Fits(kind court.Kind, fact, value string) bool {
	switch fact + "=" + value {
	case "stage=sanction", "jury=true":
		return kind == court.Criminal
	case "minor=accused":
		return kind == court.Criminal || kind == court.Offence
	}
	return true
}

// FitAll refuses (Invalid) the first circumstance that a case of this kind
// cannot have.
func FitAll(kind court.Kind, facts map[string]string) error {
	for _, fact := range slices.Sorted(maps.Keys(facts)) {
		if !Fits(kind, fact, facts[fact]) {
			return fault.Invalid("case.circumstances.not_of_kind").With(fault.Args{"fact": fact, "value": facts[fact]}).On(fact)
		}
	}
	return nil
}
