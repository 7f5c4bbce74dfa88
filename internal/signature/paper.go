package signature

import (
	"tarazy/internal/court"
	"tarazy/internal/i18n"
)

// Grade is how a verdict looks: its colour and its sign.
type Grade string

const (
	Fine  Grade = "ok"
	Doubt Grade = "warn" // nothing is known to be wrong, and something is missing
	Bad   Grade = "bad"
)

// Grade of an outcome.
func (o Outcome) Grade() Grade {
	switch {
	case o.Good():
		return Fine
	case o == CannotTell:
		return Doubt
	}
	return Bad
}

// Paper is a verdict in words, as pages show it and papers print it.
type Paper struct {
	File  string // the name that the file came under; it proves nothing
	Grade Grade
	Says  string
	// Test: it rests on a test circuit or a demonstration, and proves nothing about anybody.
	Test  bool
	Facts []string
	Parts []Part
}

// Part is a signature, or a kind of check.
type Part struct {
	Head  string
	Grade Grade
	Lines []string
}

// Paper is the verdict in words. Two verifiers that differ leave a doubt,
// whatever ours says.
func (v Verdict) Paper(lang court.Lang, zone i18n.Zone, file string) Paper {
	p := Paper{File: file, Grade: v.Outcome.Grade(), Says: Word(lang, v.Outcome, v.Reason), Facts: append(v.facts(lang, zone), v.wanted(lang)...)}
	if v.Second != nil && v.Second.Agreement == Differ && p.Grade == Fine {
		p.Grade = Doubt
	}
	for _, s := range v.Signers {
		p.Test = p.Test || s.Test
		p.Parts = append(p.Parts, Part{Head: s.head(lang), Grade: s.Outcome.Grade(), Lines: s.lines(lang, zone)})
	}
	return p
}
