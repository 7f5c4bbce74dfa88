package pages

import (
	"slices"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/rules"
)

// mustLine is one whom the law by now wants in the courtroom of a hearing they
// were booked online for, and the rule that says so.
type mustLine struct {
	Person court.PersonID
	Name   string
	Rule   rules.Rule
}

// mustLines are all of them: a move seats them in the courtroom.
func mustLines(v clerk.PlaceView) (lines []mustLine) {
	for _, p := range v.Come {
		lines = append(lines, mustLine{p.Person, v.Names[p.Person], v.MustCome[p.Person]})
	}
	return lines
}

func comes(lines []mustLine, who court.PersonID) bool {
	return slices.ContainsFunc(lines, func(l mustLine) bool { return l.Person == who })
}

// MayOver reports whether the person may seek days which somebody wishes free.
func (p *askPage) MayOver() bool { return p.View.May[string(clerk.ActOverWish)] }
