package docket

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Bearing is a rule that made a decision what it is.
type Bearing struct {
	Rule     string          `json:"rule"`
	Effect   string          `json:"effect"` // gave, forbade, agreed
	Forbids  []court.Format  `json:"forbids,omitempty"`
	Articles []court.Article `json:"articles"`
}

// FactChange is a fact that is otherwise than at the last decision.
type FactChange struct {
	Fact string `json:"fact"`
	From string `json:"from"`
	To   string `json:"to"`
}

// FormatDecided is what the law answers for the case: by the program, in the
// act that caused it, whenever the answer or the rules that bear on it differ
// from the last. Because says what caused it: opened, circumstances,
// readiness, filing, link_failed, objection, ruling, scheduling, people. EndsRuling is
// the judge's ruling that stands no longer, since the law forbids what it ruled.
// Held is what goes on standing until the judge rules, since somebody else's
// word alone would have taken the case further from the courtroom.
type FormatDecided struct {
	Stage      string            `json:"stage"`
	Facts      map[string]string `json:"facts"`
	Outcome    court.Format      `json:"outcome"`
	Law        string            `json:"law"`
	Rules      []Bearing         `json:"rules"`
	Because    string            `json:"because"`
	Changed    []FactChange      `json:"changed"`
	Was        court.Format      `json:"was,omitempty"` // what stood before; because of a ruling: the law's answer before it
	EndsRuling uint64            `json:"ends_ruling,omitempty"`
	Held       court.Format      `json:"held,omitempty"`
}

// EventType is the word in the record.
func (FormatDecided) EventType() string { return "case.format_decided" }

// Forbids finds the rule that takes a format away.
func (d FormatDecided) Forbids(format court.Format) (Bearing, bool) {
	for _, b := range d.Rules {
		if slices.Contains(b.Forbids, format) {
			return b, true
		}
	}
	return Bearing{}, false
}

// Same reports whether another decision is the same answer by the same rules.
func (d FormatDecided) Same(o FormatDecided) bool {
	return d.Outcome == o.Outcome && slices.EqualFunc(d.Rules, o.Rules, func(a, b Bearing) bool { return a.Rule == b.Rule && a.Effect == b.Effect })
}

// Causes are the words a decision may be because of.
func Causes() []string {
	return []string{"opened", "circumstances", "readiness", "filing", "link_failed", "objection", "ruling", "scheduling", ByPeople}
}

// ByScheduling is the cause of what was asked because a hearing was scheduled.
const ByScheduling = "scheduling"

// ByRuling is the cause of a decision made because the judge ruled: the ruling
// goes on standing over it.
const ByRuling = "ruling"

// Decision is a decision and where it stands in the record.
type Decision struct {
	FormatDecided
	At      time.Time
	Version uint64
}

// FormatObjected is a party's objection to the format decided under № Decided.
type FormatObjected struct {
	Decided uint64       `json:"decided"`
	To      court.Format `json:"to"` // the format wanted
	Grounds string       `json:"grounds"`
	Text    string       `json:"text,omitempty"`
}

// EventType is the word in the record.
func (FormatObjected) EventType() string { return "case.format_objected" }

// Grounds are what an objection may rest on.
func Grounds() []string {
	return []string{"equipment", "link", "evidence", "witness", "accessibility", "language", "private_talk", "privacy", "journey", "other"}
}

// Answers to an objection.
const (
	Upheld   = "upheld"
	Partly   = "partly"
	Rejected = "rejected"
)

// Objection is an objection and what became of it.
type Objection struct {
	FormatObjected
	By      court.Actor
	At      time.Time
	Version uint64
	Answer  string // "" while it is pending
	Ruling  uint64 // № of the ruling that answered it
	Ruled   court.Format
}

// Pending reports whether nobody has answered it.
func (o Objection) Pending() bool { return o.Answer == "" }

// Remote reports whether it wants to be further from the courtroom than
// hybrid, or was granted no more than that: then to uphold it forbids nothing.
func (o Objection) Remote() bool {
	got := o.To
	if o.Answer == Partly {
		got = o.Ruled
	}
	return got == court.Online || got == court.Papers
}

// Answered is what a ruling says to one objection.
type Answered struct {
	Objection uint64 `json:"objection"`
	Upheld    bool   `json:"upheld"`
	Partly    bool   `json:"partly,omitempty"`
}

// Word is the answer in one word.
func (a Answered) Word() string {
	switch {
	case a.Upheld:
		return Upheld
	case a.Partly:
		return Partly
	}
	return Rejected
}

// FormatRuled is the judge's reasoned ruling on the format.
type FormatRuled struct {
	Format     court.Format    `json:"format"`
	Reason     string          `json:"reason"`
	Decided    uint64          `json:"decided"`
	Objections []Answered      `json:"objections"`
	Articles   []court.Article `json:"articles"`
	Law        string          `json:"law"`
	// Mended: the judge finds the lines that failed mended; their count in the
	// case begins anew.
	Mended bool `json:"mended,omitempty"`
}

// EventType is the word in the record.
func (FormatRuled) EventType() string { return "case.format_ruled" }

// Ruling is a ruling and where it stands in the record.
type Ruling struct {
	FormatRuled
	By      court.Actor
	At      time.Time
	Version uint64
	Ended   uint64 // № of the decision it stands no longer since; 0: it stands, or a later ruling does
}

// Standing is the format that holds for the case: the judge's ruling, or what
// the law answers where there is none.
type Standing struct {
	Format   court.Format
	Law      string
	Decision Decision
	Ruling   *Ruling
}

// Standing answers what holds; ok is false before the first decision.
func (f File) Standing() (s Standing, ok bool) {
	if n := len(f.Decisions); n > 0 {
		s.Decision, ok = f.Decisions[n-1], true
		s.Format, s.Law = s.Decision.Stands(), s.Decision.Law
	}
	if f.ruling > 0 {
		r := f.Rulings[f.ruling-1]
		s.Ruling, s.Format, s.Law, ok = &r, r.Format, r.Law, true
	}
	return s, ok
}

// Anew compares what the law answers now with what stands. differs is false
// when there is nothing to say. What it answers names what changed, and the
// ruling that falls because the law forbids what was ruled; an answer that is
// merely another ends none: the judge weighed more than the program can.
func (f File) Anew(d FormatDecided, because string, changed func(was, now map[string]string) []FactChange) (_ FormatDecided, differs bool) {
	d.Because, d.Changed = because, []FactChange{}
	was, any := f.Standing()
	if !any {
		return d, true
	}
	if d.Same(was.Decision.FormatDecided) {
		return d, false
	}
	d.Was = was.Format
	if c := changed(was.Decision.Facts, d.Facts); c != nil {
		d.Changed = c
	}
	if because == ByRuling {
		d.Was = was.Decision.Outcome
	}
	if was.Ruling == nil || because == ByRuling {
		return d, true
	}
	if _, forbidden := d.Forbids(was.Format); forbidden {
		d.EndsRuling = was.Ruling.Version
	}
	return d, true
}

// Object is a person's objection to what stands. It refuses (Conflict) before
// anything was decided, once the judge has ruled, after until, and twice for
// one decision; (Invalid) grounds outside the list, and a format that is none
// or the same. Too late, or ruled on, a motion can still be filed.
func (f File) Object(d FormatObjected, by court.PersonID, now, until time.Time) (FormatObjected, error) {
	s, ok := f.Standing()
	switch {
	case !ok:
		return d, fault.Conflict("case.format.object.undecided")
	case s.Ruling != nil:
		return d, fault.Conflict("case.format.object.ruled")
	case now.After(until):
		return d, fault.Conflict("case.format.object.late").With(fault.Args{"until": until})
	case !slices.Contains(court.Formats(), d.To):
		return d, fault.Invalid("case.format.unknown").On("to")
	case d.To == s.Format:
		return d, fault.Invalid("case.format.object.same").On("to")
	case !slices.Contains(Grounds(), d.Grounds):
		return d, fault.Invalid("case.format.object.grounds").On("grounds")
	}
	for _, o := range f.Objections {
		if o.By.Person == by && o.Decided == s.Decision.Version {
			return d, fault.Conflict("case.format.object.twice")
		}
	}
	var err error
	if d.Text, err = page(d.Text, "text"); err != nil {
		return d, err
	}
	if d.Grounds == "other" && d.Text == "" {
		return d, fault.Invalid("case.format.object.text_missing").On("text")
	}
	d.Decided = s.Decision.Version
	return d, nil
}

// AnswerTo is what a ruling for a format says to an objection: upheld if it is
// the format asked for; partly if it goes the way that was asked, from what was
// objected to, but to another format; else rejected. Formats stand in a row from
// the courtroom to the papers.
func (f File) AnswerTo(o Objection, format court.Format) string {
	if format == o.To {
		return Upheld
	}
	i := slices.IndexFunc(f.Decisions, func(d Decision) bool { return d.Version == o.Decided })
	if i < 0 {
		return Rejected
	}
	at := func(x court.Format) int { return slices.Index(court.Formats(), x) }
	was := at(f.Decisions[i].Stands())
	if asked, went := at(o.To)-was, at(format)-was; asked*went > 0 {
		return Partly
	}
	return Rejected
}

// Rule is the judge's ruling on the format; weighed are the objections the
// judge had before them. What the ruling says to each follows from the format
// (AnswerTo), so that none can be called upheld that was not granted. It refuses
// (Invalid) an unknown format and a ruling without reason; (Conflict) one made
// without an objection that is pending, or with one that is not, and lines called
// mended where none failed. What a rule of
// the law forbids the clerk refuses.
func (f File) Rule(d FormatRuled, weighed []uint64) (FormatRuled, error) {
	if !slices.Contains(court.Formats(), d.Format) {
		return d, fault.Invalid("case.format.unknown").On("format")
	}
	var err error
	if d.Reason, err = reasoned(d.Reason, "case.format.rule.reason_missing"); err != nil {
		return d, err
	}
	d.Objections = []Answered{}
	for _, o := range f.Objections {
		if !o.Pending() {
			continue
		}
		if !slices.Contains(weighed, o.Version) {
			return d, fault.Conflict("case.format.rule.objection_open").On("objections")
		}
		word := f.AnswerTo(o, d.Format)
		d.Objections = append(d.Objections, Answered{Objection: o.Version, Upheld: word == Upheld, Partly: word == Partly})
	}
	if len(weighed) != len(d.Objections) {
		return d, fault.Conflict("case.format.rule.objection_unknown").On("objections")
	}
	if d.Mended && len(f.LinkFailures) == 0 {
		return d, fault.Conflict("case.format.rule.nothing_failed").On("mended")
	}
	if n := len(f.Decisions); n > 0 {
		d.Decided = f.Decisions[n-1].Version
	}
	return d, nil
}

// Answer is the file as it would be after the ruling's answers: for asking
// the law before the judge has signed.
func (f File) Answer(d FormatRuled, version uint64) File {
	if d.Mended {
		f.LinkFailures = nil
	}
	f.Objections = slices.Clone(f.Objections)
	for _, a := range d.Objections {
		for i := range f.Objections {
			if o := &f.Objections[i]; o.Version == a.Objection {
				o.Answer, o.Ruling, o.Ruled = a.Word(), version, d.Format
			}
		}
	}
	return f
}
