package pages

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
)

// factField is one fact as a group of radio buttons.
type factField struct {
	Fact   rules.Fact
	Values []string
	Value  string
	Wrong  string // what is wrong with what was sent for it
}

// Beside is what stands beside the field.
func (f factField) Beside() fieldData { return fieldData{ID: "fact-" + string(f.Fact), Error: f.Wrong} }

// factFields are the facts the court states that matter in the kind of case, with what is stated.
func (s *site) factFields(kind court.Kind, stated rules.Facts) ([]factField, error) {
	matter, err := s.Law.Asked(rules.Format, rules.Facts{"kind": string(kind)}, s.Clock.Now())
	if err != nil {
		return nil, err
	}
	var out []factField
	for _, d := range rules.Statable() {
		if !slices.Contains(matter, d.Name) {
			continue
		}
		f := factField{Fact: d.Name, Value: stated.Value(d.Name)}
		for i := range max(len(d.Values), len(d.Cuts)) {
			if docket.Fits(kind, string(d.Name), d.Word(i)) {
				f.Values = append(f.Values, d.Word(i))
			}
		}
		out = append(out, f)
	}
	return out, nil
}

// anyFacts are the facts that matter in some kind of case, for a case whose
// kind is still being chosen.
func (s *site) anyFacts() ([]factField, error) {
	var out []factField
	for _, d := range rules.Statable() {
		for _, kind := range court.Kinds() {
			of, err := s.factFields(kind, rules.Facts{})
			if err != nil {
				return nil, err
			}
			i := slices.IndexFunc(of, func(f factField) bool { return f.Fact == d.Name })
			if i < 0 {
				continue
			}
			if j := slices.IndexFunc(out, func(f factField) bool { return f.Fact == d.Name }); j < 0 {
				out = append(out, of[i])
			} else if len(of[i].Values) > len(out[j].Values) {
				out[j] = of[i] // a kind of case that has more words for it
			}
		}
	}
	return out, nil
}

type circumstancesPage struct {
	Frame
	No      court.CaseNo
	Kind    court.Kind
	Back    string
	Href    string
	Key     string
	Fields  []factField
	Reason  string
	Was     court.Format
	Preview *rules.Answer
}

func (s *site) circumstancesForm(r *http.Request) (*circumstancesPage, clerk.FormatView, error) {
	v, err := s.mayFormat(r, "state")
	if err != nil {
		return nil, v, err
	}
	f := v.File
	p := &circumstancesPage{No: f.No, Kind: f.Kind, Back: caseHref(f.No), Href: caseHref(f.No) + "/circumstances", Key: s.newKey(), Was: v.Standing.Format}
	p.Role = rolesIn(lang(r), v.MyRoles)
	p.Fields, err = s.factFields(f.Kind, stated(f))
	return p, v, err
}

// stated are the facts of the case as they stand.
func stated(f docket.File) rules.Facts {
	out := rules.Facts{}
	for fact, c := range f.Circumstances {
		out[rules.Fact(fact)] = c.Value
	}
	return out
}

func (s *site) circumstancesNew(w http.ResponseWriter, r *http.Request) error {
	p, _, err := s.circumstancesForm(r)
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "circumstances", p)
	return nil
}

// circumstancesPost shows what the law says with the facts as chosen, or
// records those that are new.
func (s *site) circumstancesPost(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	p, v, err := s.circumstancesForm(r)
	if err != nil {
		return err
	}
	p.Key, p.Reason = s.keyOf(r), strings.TrimSpace(r.FormValue("reason"))
	facts, wrong := readFacts(r, p.Fields, stated(v.File))
	if len(wrong) > 0 {
		return s.wrongFacts(w, r, "circumstances", p, wrong)
	}
	if r.FormValue("go") == "preview" {
		a, err := s.preview(v.File, facts)
		if err != nil {
			return s.again(w, r, "circumstances", p, err)
		}
		p.Preview = &a
		s.Page(w, r, http.StatusOK, "circumstances", p)
		return nil
	}
	done, err := s.Triage.StateCircumstances(r.Context(), me(r), clerk.StateCircumstances{Stamp: clerk.Stamp{Key: p.Key}, Case: v.File.ID, Facts: facts, Reason: p.Reason})
	if err != nil {
		return s.again(w, r, "circumstances", p, err)
	}
	http.Redirect(w, r, formatHref(v.File.No, "facts", done.Ref.Version), http.StatusSeeOther)
	return nil
}

// preview asks the law about the case as it would be with these facts.
// Nothing is recorded.
func (s *site) preview(f docket.File, facts map[string]string) (rules.Answer, error) {
	f.Circumstances = maps.Clone(f.Circumstances)
	if f.Circumstances == nil {
		f.Circumstances = map[string]docket.Circumstance{}
	}
	for fact, v := range facts {
		f.Circumstances[fact] = docket.Circumstance{Value: v}
	}
	now := s.Clock.Now()
	return s.Law.Decide(rules.Format, rules.FactsOf(f, now), now)
}

// readFacts takes the radio buttons into the fields, and answers the facts
// that differ from what is stated. It refuses (Invalid), each on its own, a fact
// the form does not have and an answer that is none of those offered: to drop
// one unsaid would record something else than was sent.
func readFacts(r *http.Request, fields []factField, was rules.Facts) (facts map[string]string, wrong []error) {
	facts = map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(r.Form)) {
		fact, is := strings.CutPrefix(name, "fact-")
		if !is {
			continue
		}
		i := slices.IndexFunc(fields, func(f factField) bool { return string(f.Fact) == fact })
		if i < 0 {
			wrong = append(wrong, fault.Invalid("page.facts.unknown_fact").With(fault.Args{"fact": factName(lang(r), fact)}).On("facts"))
			continue
		}
		f, given := &fields[i], r.Form[name]
		if len(given) != 1 || !slices.Contains(f.Values, given[0]) {
			err := fault.Invalid("page.facts.unknown_value").With(fault.Args{"fact": factName(lang(r), fact)}).On(name)
			f.Wrong, wrong = Message(lang(r), err), append(wrong, err)
			continue
		}
		if f.Value = given[0]; f.Value != was.Value(f.Fact) {
			facts[fact] = f.Value
		}
	}
	return facts, wrong
}

// factName is a fact in words; what is no fact, as it was sent.
func factName(lang court.Lang, fact string) string {
	if key := "fact." + fact; i18n.Has(lang, key) {
		return i18n.T(lang, key, nil)
	}
	return fact
}

// wrongFacts shows the form again with each fact that was refused.
func (s *site) wrongFacts(w http.ResponseWriter, r *http.Request, name string, p Framed, wrong []error) error {
	for _, err := range wrong[:len(wrong)-1] {
		p.frame().Refuse(lang(r), err)
	}
	return s.again(w, r, name, p, wrong[len(wrong)-1])
}
