package docket

import (
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// CircumstancesStated is what the court says the case is about, in words of
// the law's vocabulary. It changes the facts it names and leaves the others.
type CircumstancesStated struct {
	Facts  map[string]string `json:"facts"`
	Reason string            `json:"reason,omitempty"`
}

// EventType is the word in the record.
func (CircumstancesStated) EventType() string { return "case.circumstances_stated" }

// Circumstance is one fact of the case and where it was stated.
type Circumstance struct {
	Value   string
	By      court.Actor
	At      time.Time
	Version uint64
}

// Readiness is what a person says of how they can take part. An empty word was
// not said.
type Readiness struct {
	Equipment     string `json:"equipment,omitempty"`
	Link          string `json:"link,omitempty"`
	Consent       string `json:"consent,omitempty"`
	Accessibility string `json:"accessibility,omitempty"`
	Interpreter   string `json:"interpreter,omitempty"`
	Custody       string `json:"custody,omitempty"`
	JourneyKM     int64  `json:"journey_km,omitempty"`
	Abroad        bool   `json:"abroad,omitempty"`
}

// ReadinessStated is a person's readiness, by their own word or one given for
// them. It takes the place of what was said before.
type ReadinessStated struct {
	Person court.PersonID `json:"person"`
	Readiness
}

// EventType is the word in the record.
func (ReadinessStated) EventType() string { return "case.readiness_stated" }

// Ready is a person's readiness and where it was stated.
type Ready struct {
	Readiness
	By      court.Actor
	At      time.Time
	Version uint64
	Own     Readiness // what the person themself said last
}

// LinkFailed notes in the case that a person's line failed in a hearing: Times
// in the case so far. What is more than MaxLinkFailures is in the hearing's
// journal only. It says nothing of anybody's fault.
type LinkFailed struct {
	Hearing court.HearingID `json:"hearing"`
	Person  court.PersonID  `json:"person"`
	Times   int             `json:"times"`
}

// EventType is the word in the record.
func (LinkFailed) EventType() string { return "case.link_failed" }

// MaxLinkFailures is how far the failures of a line are counted.
const MaxLinkFailures = 3

// Choice is one thing a person says of their readiness, and its closed list.
type Choice struct {
	Name   string
	Values []string
}

// Words of consent.
const (
	Agrees  = "agrees"
	Refuses = "refuses"
)

// ReadinessChoices are what a person is asked, in the order of a form.
// Journey and abroad are asked beside them.
func ReadinessChoices() []Choice {
	return []Choice{
		{"equipment", []string{"all", "partial", "none"}},
		{"link", []string{"good", "sound_only", "poor", "untested"}},
		{"consent", []string{Agrees, Refuses}},
		{"accessibility", []string{"none", "support", "courtroom"}},
		{"interpreter", []string{"none", "needed", "sign"}},
		{"custody", []string{"none", "equipped", "unequipped"}},
	}
}

// Word is what was said of one of the choices.
func (r Readiness) Word(choice string) string {
	if f := r.field(choice); f != nil {
		return *f
	}
	return ""
}

func (r *Readiness) field(choice string) *string {
	switch choice {
	case "equipment":
		return &r.Equipment
	case "link":
		return &r.Link
	case "consent":
		return &r.Consent
	case "accessibility":
		return &r.Accessibility
	case "interpreter":
		return &r.Interpreter
	case "custody":
		return &r.Custody
	}
	return nil
}

// Disputed is the word for authenticity in dispute. A forgery application
// makes it so, until the judge states otherwise.
const (
	authenticity = "authenticity"
	Disputed     = "disputed"
	undisputed   = "none"
)

// maxFacts is how many facts one statement may name.
const maxFacts = 40

// StateCircumstances is what the bench says of the case. It refuses (Invalid)
// a statement without facts or reason. It refuses (Forbidden) the secretary to
// end a dispute over authenticity: that takes a judge. Whether the words are in
// the law's vocabulary the clerk has checked.
func (f File) StateCircumstances(facts map[string]string, reason string, by court.Role) (CircumstancesStated, error) {
	d := CircumstancesStated{Facts: maps.Clone(facts)}
	if len(facts) == 0 || len(facts) > maxFacts {
		return d, fault.Invalid("case.circumstances.empty").On("facts")
	}
	var err error
	if d.Reason, err = reasoned(reason, "case.circumstances.reason_missing"); err != nil {
		return d, err
	}
	now, said := facts[authenticity]
	if said && now == undisputed && f.Circumstances[authenticity].Value == Disputed && by != court.Judge {
		return d, fault.Forbidden("case.circumstances.judge_only")
	}
	return d, nil
}

// reasoned trims a reason and refuses (Invalid) to go without one, and more
// than a page of it.
func reasoned(reason, missing string) (string, error) {
	reason, err := page(reason, "reason")
	if err == nil && reason == "" {
		err = fault.Invalid(missing).On("reason")
	}
	return reason, err
}

// page trims what a person wrote and refuses (Invalid) more than a page of it.
func page(v, field string) (string, error) {
	if v = court.Text(v); utf8.RuneCountInString(v) > 4000 {
		return v, fault.Invalid("case.text_long").On(field)
	}
	return v, nil
}

// StateReadiness is what by says of how a person can take part. It refuses
// (Forbidden) to speak for anyone but oneself and those one stands for, save
// for the secretary, who writes down what a person says; (Invalid) people who
// are no party to the case, words outside the lists, and saying nothing. What
// one says for another it refuses (Forbidden) where it is consent, which is the
// person's own, and (Conflict) where the person's own word stands nearer to the
// courtroom; own words it leaves out are kept.
func (f File) StateReadiness(d ReadinessStated, by court.Actor) (ReadinessStated, error) {
	if !f.inCase(d.Person) {
		return d, fault.Invalid("case.readiness.person_unknown").On("person")
	}
	if by.Role != court.Secretary && !f.SpeaksFor(by.Person, d.Person) {
		return d, fault.Forbidden("case.readiness.not_theirs")
	}
	if d.Readiness == (Readiness{}) {
		return d, fault.Invalid("case.readiness.empty").On("equipment")
	}
	for _, c := range ReadinessChoices() {
		if w := d.Word(c.Name); w != "" && !slices.Contains(c.Values, w) {
			return d, fault.Invalid("case.readiness.word_unknown").With(fault.Args{"value": w}).On(c.Name)
		}
	}
	if d.JourneyKM < 0 || d.JourneyKM > 20_000 {
		return d, fault.Invalid("case.readiness.journey").On("journey_km")
	}
	if by.Person != d.Person {
		return f.sayFor(d)
	}
	return d, nil
}

// sayFor holds what is said for a person against what they said themself.
func (f File) sayFor(d ReadinessStated) (ReadinessStated, error) {
	own := f.Readiness[d.Person].Own
	objected := slices.ContainsFunc(f.Objections, func(o Objection) bool { return o.By.Person == d.Person })
	switch {
	case d.Consent == Agrees && own.Consent != Agrees:
		return d, fault.Forbidden("case.readiness.consent_own").On("consent")
	case objected && own.Consent != Refuses:
		d.Consent = "" // only their own new word ends an objection
	}
	for _, c := range ReadinessChoices() {
		said, new := own.Word(c.Name), d.field(c.Name)
		switch {
		case said == "" || said == *new:
		case *new == "" && (c.Name != "consent" || !objected || said == Refuses):
			*new = said
		case *new != "" && nearer(c, said, *new):
			return d, fault.Conflict("case.readiness.own_word").On(c.Name)
		}
	}
	return d, nil
}

// nearer reports whether a choice's word a is nearer to the courtroom than b.
// The lists run from the best word to the worst, an untested line after all.
func nearer(c Choice, a, b string) bool {
	at := func(w string) int {
		if w == "untested" {
			return 0
		}
		return slices.Index(c.Values, w)
	}
	return at(a) > at(b)
}

// inCase reports whether the person takes part in the case, and not as one of
// the court.
func (f File) inCase(p court.PersonID) bool {
	return slices.ContainsFunc(f.Parties, func(q Party) bool { return q.Person == p && q.takesPart() })
}

// takesPart reports whether the hearing needs a way for them to take part.
func (p Party) takesPart() bool { return !p.Role.OnBench() && !p.Role.Watches() }

// SpeaksFor reports whether by is the person or stands for them in the case.
func (f File) SpeaksFor(by, person court.PersonID) bool {
	return by == person || slices.ContainsFunc(f.Parties, func(q Party) bool { return q.Person == by && q.For == person && q.Role.Represents() })
}

// FailLink counts a failure of the person's line. It answers nothing for
// whoever is no party, and once the count has come to MaxLinkFailures.
func (f File) FailLink(hearing court.HearingID, p court.PersonID) []record.Data {
	times := f.LinkFailures[p] + 1
	if !f.inCase(p) || times > MaxLinkFailures {
		return nil
	}
	return []record.Data{LinkFailed{Hearing: hearing, Person: p, Times: times}}
}
