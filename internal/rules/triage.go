package rules

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
)

// Statable are the facts of a case that the court states: what people say of
// themselves, and what the program counts, is not among them.
func Statable() []FactDef {
	defs := slices.DeleteFunc(ofCase(), func(d FactDef) bool { return d.Name == "kind" || d.Name == "age_days" })
	return append(defs, words("minor", "none party accused"))
}

// ParseCircumstances checks what the court states of a case. It refuses
// (Invalid "law.fact.unknown") a fact that is not the court's to state, and a
// value the fact cannot have.
func ParseCircumstances(in map[string]string) (Facts, error) {
	defs := Statable()
	for _, k := range slices.Sorted(maps.Keys(in)) {
		i := slices.IndexFunc(defs, func(d FactDef) bool { return string(d.Name) == k })
		ok := false
		if i >= 0 {
			_, ok = defs[i].index(in[k])
		}
		if !ok {
			return nil, fault.Invalid("law.fact.unknown").With(fault.Args{"fact": k, "value": in[k]}).On(k)
		}
	}
	return ParseFacts(in)
}

// FactsOf gathers what the law asks about a case: what the court stated, the
// worst of what those who must attend said, how often a line failed, how the
// objections stand, and how old the case is. A stage given stands before the
// one stated.
func FactsOf(f docket.File, now time.Time, stage ...string) Facts {
	facts := Facts{"kind": string(f.Kind)}
	for k, c := range f.Circumstances {
		// A word that an older version of the program knew says nothing now.
		if _, err := ParseCircumstances(map[string]string{k: c.Value}); err == nil {
			facts[Fact(k)] = c.Value
		}
	}
	if len(stage) > 0 && stage[0] != "" {
		facts["stage"] = stage[0]
	}
	if days := int64(now.Sub(f.OpenedAt) / (24 * time.Hour)); days > 0 && !f.OpenedAt.IsZero() {
		facts["age_days"] = strconv.FormatInt(days, 10)
	}
	for _, p := range f.Participants() {
		if testifies(f, p) { // whatever was stated before they were called
			facts["witnesses"] = worse("witnesses", facts["witnesses"], "some")
		}
		for fact, v := range personal(f, facts, p) {
			facts[fact] = worse(fact, facts[fact], v)
		}
	}
	facts["consent"] = consent(f)
	facts["objection"] = objection(f)
	if failed := failures(f); failed > 0 {
		facts["link_failures"] = strconv.Itoa(failed)
	}
	return facts.plain()
}

// plain leaves out what has its default, save the kind and the stage.
func (f Facts) plain() Facts {
	f["stage"] = cmp.Or(f["stage"], "main")
	for k, v := range f {
		if d, known := vocabulary().def(k); known && v == d.Default && k != "kind" && k != "stage" {
			delete(f, k)
		}
	}
	return f
}

// Sources says which people a fact comes from, so that a page can say who is
// asked to come and who need not: those whose word is as bad as the fact. Who
// has said nothing yet is the source of nothing.
func Sources(f docket.File, facts Facts) map[Fact][]court.PersonID {
	out := map[Fact][]court.PersonID{}
	note := func(fact Fact, p court.PersonID) {
		if !slices.Contains(out[fact], p) {
			out[fact] = append(out[fact], p)
		}
	}
	for _, p := range f.Participants() {
		for fact, v := range personal(f, facts, p) {
			if v != "" && v != unasked && facts[fact] != "" && facts.Value(fact) == (Facts{fact: v}).Value(fact) {
				note(fact, p)
			}
		}
		if testifies(f, p) && facts["witnesses"] == "some" {
			note("witnesses", p)
		}
		if n := f.LinkFailures[p]; n > 0 && n == failures(f) {
			note("link_failures", p)
		}
		if facts["consent"] == "some_refuse" && f.Readiness[p].Consent == docket.Refuses {
			note("consent", p)
		}
	}
	for _, o := range f.Objections {
		if facts["objection"] != "" && standingWord(f, o) == facts["objection"] {
			note("objection", o.By.Person)
		}
	}
	return out
}

// personal is what one person's readiness says, if the person must attend.
func personal(f docket.File, facts Facts, p court.PersonID) Facts {
	if !attends(f, facts.Value("attendance"), p) {
		return nil
	}
	out := Facts{}
	if slices.Contains(f.RolesOf(p), court.Interpreter) {
		out["interpreter"] = "needed"
	}
	r := f.Readiness[p]
	out["link"], out["equipment"] = "untested", unasked // until the person says
	for _, c := range docket.ReadinessChoices() {
		if w := r.Word(c.Name); w != "" && c.Name != "consent" {
			out[Fact(c.Name)] = w
		}
	}
	if r.Abroad {
		out["abroad"] = "true"
	}
	if r.JourneyKM > 0 {
		out["journey_km"] = strconv.FormatInt(r.JourneyKM, 10)
	}
	return out
}

// testifies says whether a person is a witness in the case.
func testifies(f docket.File, p court.PersonID) bool {
	return slices.Contains(f.RolesOf(p), court.Witness)
}

// attends says whether a person must attend: with attendance "parties"
// everyone in the case; with "representatives" those who stand for a party,
// and a party for whom nobody stands; with "none" nobody.
func attends(f docket.File, attendance string, p court.PersonID) bool {
	switch attendance {
	case "none":
		return false
	case "representatives":
		return !slices.ContainsFunc(f.Parties, func(q docket.Party) bool { return q.For == p })
	}
	return true
}

// worse is the worse of two words of one fact. The order of the vocabulary
// runs from best to worst, save that a good line is better than an untested one.
func worse(fact Fact, a, b string) string {
	if a == "" {
		return b
	}
	if rank(fact, b) > rank(fact, a) {
		return b
	}
	return a
}

func rank(fact Fact, v string) int {
	if fact == "link" {
		return strings.Index("good untested sound_only poor", v)
	}
	d, known := vocabulary().def(fact)
	switch {
	case !known:
		return -1
	case d.Band():
		n, _ := strconv.Atoi(v)
		return n
	}
	return slices.Index(d.Values, v)
}

// consent is all only if every party agreed, by their own word or that of
// whoever stands for them. A refusal by either is a refusal.
func consent(f docket.File) string {
	all, asked := true, false
	for _, p := range f.Parties {
		word := said(f, p.Person)
		switch {
		case !p.Role.IsParty() && !p.Role.Represents():
		case word == docket.Refuses:
			return "some_refuse"
		case p.For == "":
			all, asked = all && word == docket.Agrees, true
		}
	}
	if all && asked {
		return "all"
	}
	return "unasked"
}

// said is the person's word of consent, or that of whoever stands for them.
func said(f docket.File, p court.PersonID) string {
	word := f.Readiness[p].Consent
	for _, q := range f.Parties {
		if w := f.Readiness[q.Person].Consent; q.For == p && w != "" && word != docket.Refuses {
			word = w
		}
	}
	return word
}

// objection is how the objections stand together: one that was upheld counts
// before one that is pending, and that before those rejected.
func objection(f docket.File) string {
	word := "none"
	for _, o := range f.Objections {
		if w := standingWord(f, o); rank3(w) > rank3(word) {
			word = w
		}
	}
	return word
}

func rank3(w string) int { return slices.Index([]string{"none", "rejected", "pending", "upheld"}, w) }

// standingWord is what one objection is to the law. One that was upheld in
// favour of a remote format forbids nothing: the ruling itself gave what was
// asked. One that was upheld falls when the person has since agreed.
func standingWord(f docket.File, o docket.Objection) string {
	switch {
	case o.Pending():
		return "pending"
	case o.Answer == docket.Rejected:
		return "rejected"
	case o.Remote():
		return "none"
	}
	if r := f.Readiness[o.By.Person]; r.Consent == docket.Agrees && r.Version > o.Ruling {
		return "none"
	}
	return "upheld"
}

// failures is how often the line of the person with the worst line failed.
func failures(f docket.File) int {
	most := 0
	for _, n := range f.LinkFailures {
		most = max(most, n)
	}
	return most
}

// Triage is what the law answers now for the case, as the record would have
// it, with what waits for the judge; differs is false when it is what the record
// has already.
func (l *Law) Triage(f docket.File, now time.Time, because string) (d docket.FormatDecided, differs bool, err error) {
	a, err := l.Decide(Format, FactsOf(f, now), now)
	if err != nil {
		return d, false, err
	}
	was, any := f.Standing()
	d, differs = f.Anew(a.Decided(), because, changed)
	if !any || was.Ruling != nil && d.EndsRuling == 0 {
		return d, differs, nil
	}
	if d, err = l.held(f, d, now, ""); err == nil && !differs && d.Stands() != was.Format {
		d.Was, differs = was.Format, true
	}
	return d, differs, err
}

// AtStage is what the law answers now for a hearing of the case at another stage
// than the case is at, with what waits for the judge. It refuses (Invalid) a
// stage there is not.
func (l *Law) AtStage(f docket.File, now time.Time, stage string) (docket.FormatDecided, error) {
	a, err := l.Decide(Format, FactsOf(f, now, stage), now)
	if err != nil {
		return docket.FormatDecided{}, err
	}
	d := a.Decided()
	d.Because, d.Changed = docket.ByScheduling, []docket.FactChange{}
	return l.held(f, d, now, stage)
}

// held asks the law about the case with what the judge has not ruled on taken
// back. A case of more ways than can be asked about stands as it stood.
func (l *Law) held(f docket.File, d docket.FormatDecided, now time.Time, stage string) (docket.FormatDecided, error) {
	ways, whole := f.Ways()
	var formats []court.Format
	if was, any := f.Standing(); any && !whole {
		formats = append(formats, was.Format)
	}
	for _, w := range ways {
		a, err := l.Decide(Format, FactsOf(w, now, stage), now)
		if err != nil {
			return d, err
		}
		formats = append(formats, court.Format(a.Outcome.Word))
	}
	return d.Hold(formats), nil
}

// Stages are the stages a hearing may be at.
func Stages() []string {
	d, _ := vocabulary().def("stage")
	return slices.Clone(d.Values)
}

// Decided writes an answer about a case's format for the record.
func (a Answer) Decided() docket.FormatDecided {
	d := docket.FormatDecided{Stage: a.Facts.Value("stage"), Facts: map[string]string{}, Outcome: court.Format(a.Outcome.Word), Law: a.Law}
	for k, v := range a.Facts {
		d.Facts[string(k)] = v
	}
	for _, st := range a.Bearing() {
		b := docket.Bearing{Rule: st.Rule.ID, Effect: string(st.Effect), Articles: st.Rule.Articles}
		for _, w := range st.Rule.Forbids {
			b.Forbids = append(b.Forbids, court.Format(w))
		}
		d.Rules = append(d.Rules, b)
	}
	return d
}

// changed lists the facts that are otherwise, as the rules see them, in the
// order of the vocabulary.
func changed(was, now map[string]string) []docket.FactChange {
	a, b := FactsFrom(was), FactsFrom(now)
	var out []docket.FactChange
	for _, d := range vocabulary().defs {
		from, to := a.Value(d.Name), b.Value(d.Name)
		if from != to && !a.unheard(d, from) && !b.unheard(d, to) {
			out = append(out, docket.FactChange{Fact: string(d.Name), From: from, To: to})
		}
	}
	return out
}

// unheard reports whether a fact is at its default because nobody need come: then
// nobody was asked, and it is no word of anybody's.
func (f Facts) unheard(d FactDef, v string) bool {
	return v == d.Default && f.Value("attendance") == "none" && slices.ContainsFunc(ofPeople(), func(p FactDef) bool { return p.Name == d.Name })
}

// PastOf is a decision as an amendment is run over it.
func PastOf(id court.CaseID, no court.CaseNo, district string, d docket.FormatDecided, at time.Time) PastCase {
	return PastCase{Case: id, No: no, District: district, At: at, Facts: FactsFrom(d.Facts), Outcome: string(d.Outcome)}
}
