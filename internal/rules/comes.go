package rules

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
)

// Comes is whom a rule of formats wants in the courtroom when the hearing is
// hybrid.
type Comes string

const (
	Whose     Comes = "whose"     // those of whom the rule's condition holds
	Others    Comes = "others"    // all but those: they may be online
	Witnesses Comes = "witnesses" // the witnesses who are within reach
)

func comesWords() []Comes { return []Comes{Whose, Others, Witnesses} }

// witness is the one role that some rules want in the courtroom as such.
const witness court.Role = "witness"

// Called is one person who must come to the courtroom, and the rule that
// wants it.
type Called struct {
	Person court.PersonID
	Rule   Rule
}

// MustCome lists who must be in the courtroom if a hearing of the case is
// hybrid, in the order of the case file, each with the first rule that wants it.
// A stage given stands before the one stated. What a person lacks binds though
// another rule decides the format: without a line nobody can take part online.
// Whom everybody else is to come for – a person far away, or held in an equipped
// place – comes only if they lack something themselves.
func (l *Law) MustCome(f docket.File, now time.Time, stage string) ([]Called, error) {
	facts := FactsOf(f, now, stage)
	a, err := l.Decide(Format, facts, now)
	if err != nil {
		return nil, err
	}
	var out []Called
	for _, p := range f.Participants() {
		own, err := l.lex.point(ownFacts(f, facts, p))
		if err != nil {
			return nil, err
		}
		if r := wanting(a, own, slices.Contains(f.RolesOf(p), witness)); r != nil {
			out = append(out, Called{p, *r})
		}
	}
	return out, nil
}

// wanting is the first rule of the answer that wants a person of these facts in
// the courtroom.
func wanting(a Answer, own point, testifies bool) *Rule {
	excused := slices.ContainsFunc(a.Steps, func(st Step) bool { return st.Rule.Comes == Others && st.Rule.holds.at(own) })
	for i := range a.Steps {
		r, bears := &a.Steps[i].Rule, a.Steps[i].Effect != Outranked && a.Steps[i].Effect != TakenAway
		switch {
		case r.Comes == Whose && r.holds.at(own),
			r.Comes == Others && bears && !excused,
			r.Comes == Witnesses && bears && testifies && !excused:
			return r
		}
	}
	return nil
}

// ownFacts are those of the case with one person's own in the place of what is
// the worst of all.
func ownFacts(f docket.File, facts Facts, p court.PersonID) Facts {
	own := maps.Clone(facts)
	for _, d := range ofPeople() {
		if d.Name != "minor" { // the court states it of the case
			delete(own, d.Name)
		}
	}
	maps.Copy(own, personal(f, facts, p))
	if f.Readiness[p].Consent == docket.Refuses {
		own["consent"] = "some_refuse"
	}
	if n := f.LinkFailures[p]; n > 0 {
		own["link_failures"] = strconv.Itoa(n)
	}
	word := "none"
	for _, o := range f.Objections {
		if w := standingWord(f, o); o.By.Person == p && rank3(w) > rank3(word) {
			word = w
		}
	}
	own["objection"] = word
	return own
}
