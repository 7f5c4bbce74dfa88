package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"tarazy/internal/fault"
)

// Fact names one thing that rules may ask about a case, a person or an act.
type Fact string

// Facts are what is known, in words of the vocabulary; a fact that is not
// there has its default. A fact counted in bands holds a decimal number.
type Facts map[Fact]string

// FactDef is one fact of the vocabulary. It has either closed Values, the
// default first, or Cuts: the lower bounds of its bands, which start at the first.
type FactDef struct {
	Name    Fact
	Values  []string
	Cuts    []int64
	Default string
}

// Band reports whether the fact is a number in bands.
func (d FactDef) Band() bool { return len(d.Cuts) > 0 }

// size is how many values or bands there are.
func (d FactDef) size() int { return max(len(d.Values), len(d.Cuts)) }

// Word is the value at an index: a word, or a band's lower bound.
func (d FactDef) Word(i int) string {
	if d.Band() {
		return strconv.FormatInt(d.Cuts[i], 10)
	}
	return d.Values[i]
}

// index finds a value's index; ok is false for a value the fact cannot have.
func (d FactDef) index(v string) (i int, ok bool) {
	if !d.Band() {
		i = slices.Index(d.Values, v)
		return i, i >= 0
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < d.Cuts[0] {
		return 0, false
	}
	for i < len(d.Cuts)-1 && n >= d.Cuts[i+1] {
		i++
	}
	return i, true
}

func words(name Fact, values string) FactDef {
	v := strings.Fields(values)
	return FactDef{Name: name, Values: v, Default: v[0]}
}

func band(name Fact, def int64, cuts ...int64) FactDef {
	return FactDef{Name: name, Cuts: cuts, Default: strconv.FormatInt(def, 10)}
}

// Vocabulary is every fact a rule may ask. The lists are closed so that all
// answers of a rule can be enumerated, and its contradictions found.
func Vocabulary() []FactDef { return slices.Clone(vocabulary().defs) }

// ofCase are the facts about what the case is and what is at stake in it.
func ofCase() []FactDef {
	return []FactDef{
		words("kind", "civil criminal administrative offence"),
		words("stage", "main preparation preliminary sanction appeal cassation execution"),
		words("liberty", "none at_stake"),
		words("property", "none sum deprivation"),
		band("amount_mci", 0, 0, 1000, 2000, 20000),
		words("parental", "none concerned deprivation"),
		words("children", "none concerned heard"),
		words("state_secret", "false true"),
		words("privacy", "none adoption intimate personal commercial"),
		words("attendance", "parties representatives none"),
		words("witnesses", "none some protected"),
		words("authenticity", "none disputed"),
		words("originals", "none to_inspect"),
		words("simplified", "false true"),
		words("jury", "false true"),
		words("emergency", "none quarantine closed"),
		band("age_days", 0, 0, 30, 60, 180),
	}
}

// ofPeople are the facts about those who must attend: each is the worst of
// what they said or what was seen.
func ofPeople() []FactDef {
	return []FactDef{
		words("equipment", "all unasked partial none"),
		words("link", "untested good sound_only poor"),
		band("link_failures", 0, 0, 1, 2, 3),
		words("consent", "unasked all some_refuse"),
		words("objection", "none pending upheld rejected"),
		words("accessibility", "none support courtroom"),
		words("interpreter", "none needed sign"),
		words("custody", "none equipped unequipped"),
		words("minor", "none party accused"),
		words("abroad", "false true"),
		band("journey_km", 0, 0, 50, 200, 500),
	}
}

// ofRole are the facts about one person in a role.
func ofRole() []FactDef {
	return []FactDef{
		words("role", "judge secretary registrar claimant respondent representative advocate prosecutor interpreter "+
			"accused victim witness expert specialist third_party defender assistant observer overseer panel_judge"),
		band("age", 18, 0, 14, 16, 18),
		words("relation", "none self relative professional"),
		words("act", "resume go_on recess technical_break contact admit counsel deliberation"),
	}
}

// ofMatter are the facts that name what a limit, a number or a consequence is of.
func ofMatter() []FactDef {
	matters := slices.Concat([]string{"none"}, limitMatters(), policyMatters(), consequenceMatters())
	return []FactDef{
		words("matter", strings.Join(matters, " ")),
		words("filing", "other claim response motion objection"),
		words("dropped", "false true"),
	}
}

func limitMatters() []string {
	return strings.Fields("format_objection format_ruling remarks_on_minutes consideration consideration_short trial_notice")
}

func policyMatters() []string {
	return strings.Fields("hold_seen hold_after hold_alarm hold_budget lobby_opens lobby_alarm report_burst report_pause report_burst_all report_pause_all seat_distance air_per_person " +
		"cleaning journey_same_town journey_other_town slot_start slot_end slot_step room_share list_names wish_days wish_window wish_binds leave_days leave_window press_seats public_seats")
}

func consequenceMatters() []string {
	return strings.Fields("absence default_judgment waiver fine removal")
}

// Table names one question the law answers.
type Table string

const (
	Format      Table = "format"
	Necessary   Table = "necessary"
	Bench       Table = "bench"
	Warning     Table = "warning"
	Publicity   Table = "publicity"
	Limit       Table = "limit"
	Receipt     Table = "receipt"
	Consequence Table = "consequence"
	Policy      Table = "policy"
	Urgency     Table = "urgency"
)

// tableDef says what a table may answer. A table with units answers numbers.
type tableDef struct {
	name     Table
	outcomes []string
	units    []Unit
	matters  []string // the matters it must answer; nil if it is not asked by matter
	says     bool     // its answers carry a text
	own      bool     // the court may answer by a policy of its own, without an article
}

// Tables lists every table there is.
func Tables() []Table {
	var out []Table
	for _, d := range tableDefs() {
		out = append(out, d.name)
	}
	return out
}

// Outcomes lists the words a table may answer; none if it answers numbers.
func Outcomes(t Table) []string {
	d, _ := tableOf(t)
	return slices.Clone(d.outcomes)
}

func tableDefs() []tableDef {
	return []tableDef{
		{name: Format, outcomes: strings.Fields("in_person hybrid online papers")},
		{name: Necessary, outcomes: strings.Fields("yes no")},
		{name: Bench, outcomes: strings.Fields("yes no")},
		{name: Warning, says: true, outcomes: strings.Fields("none false_testimony false_testimony_offence refusal_and_false_testimony " +
			"refusal_and_false_testimony_offence false_opinion false_opinion_offence false_translation false_translation_offence")},
		{name: Publicity, outcomes: strings.Fields("open closed closed_on_motion")},
		{name: Limit, own: true, units: []Unit{Minutes, Hours, Days, WorkingDays, Months}, matters: limitMatters()},
		{name: Receipt, outcomes: []string{"filing_received"}, says: true},
		{name: Consequence, outcomes: []string{"needs_ruling"}, matters: consequenceMatters()},
		{name: Policy, own: true, units: []Unit{Seconds, Minutes, Days, Centimetres, Percent, Count, CubicMetres}, matters: policyMatters()},
		// The most urgent first: the order is that of the queue.
		{name: Urgency, own: true, outcomes: strings.Fields("urgent high normal")},
	}
}

func tableOf(t Table) (tableDef, bool) {
	for _, d := range tableDefs() {
		if d.name == t {
			return d, true
		}
	}
	return tableDef{}, false
}

// point is facts as indexes into the vocabulary's values.
type point []uint8

// lexicon is the vocabulary, ready for use.
type lexicon struct {
	defs  []FactDef
	index map[Fact]int
	start point // every fact at its default
}

// vocabulary is made once: every law and every fact is read by it.
var vocabulary = sync.OnceValue(func() *lexicon {
	l := &lexicon{defs: slices.Concat(ofCase(), ofPeople(), ofRole(), ofMatter()), index: map[Fact]int{}}
	for i, d := range l.defs {
		l.index[d.Name] = i
		at, _ := d.index(d.Default)
		l.start = append(l.start, uint8(at))
	}
	return l
})

// def finds a fact of the vocabulary.
func (l *lexicon) def(name Fact) (FactDef, bool) {
	i, ok := l.index[name]
	if !ok {
		return FactDef{}, false
	}
	return l.defs[i], true
}

// names lists every fact, for whoever misspelt one.
func (l *lexicon) names() string {
	var out []string
	for _, d := range l.defs {
		out = append(out, string(d.Name))
	}
	return strings.Join(out, ", ")
}

// point places facts; it refuses (Invalid) a fact or value that is none.
func (l *lexicon) point(f Facts) (point, error) {
	p := slices.Clone(l.start)
	for name, v := range f {
		i, ok := l.index[name]
		if !ok {
			return nil, fault.Invalid("law.fact.unknown").With(fault.Args{"fact": string(name), "value": v})
		}
		at, ok := l.defs[i].index(v)
		if !ok {
			return nil, fault.Invalid("law.fact.unknown").With(fault.Args{"fact": string(name), "value": v})
		}
		p[i] = uint8(at)
	}
	return p, nil
}

// words writes what p says of the facts on, for an example.
func (l *lexicon) words(p point, on []int) string {
	var out []string
	for _, i := range on {
		out = append(out, fmt.Sprintf("%s=%s", l.defs[i].Name, l.defs[i].Word(int(p[i]))))
	}
	return strings.Join(out, " ")
}

// unusual writes the kind and whatever is not at its default, for an example.
func (l *lexicon) unusual(p point) string {
	var on []int
	for i, d := range l.defs {
		if d.Name == "kind" || p[i] != l.start[i] {
			on = append(on, i)
		}
	}
	return l.words(p, on)
}

// ParseFacts checks facts that came from outside. It refuses (Invalid
// "law.fact.unknown") a fact that is not in the vocabulary and a value the
// fact cannot have.
func ParseFacts(in map[string]string) (Facts, error) {
	f := FactsFrom(in)
	_, err := vocabulary().point(f)
	return f, err
}

// FactsFrom are facts as they stand in the record, which may have words that
// the vocabulary no longer knows.
func FactsFrom(words map[string]string) Facts {
	f := make(Facts, len(words))
	for k, v := range words {
		f[Fact(k)] = v
	}
	return f
}
