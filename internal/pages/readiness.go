package pages

import (
	"net/http"
	"slices"
	"strconv"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// question is one page of the questions about taking part.
type question struct {
	Name   string
	Values []string
}

// questions are asked in this order, each on a page of its own.
func questions() []question {
	return []question{
		{"equipment", []string{"all", "partial", "none"}},
		{"link", []string{"good", "sound_only", "poor", "untested"}},
		{"consent", []string{docket.Agrees, docket.Refuses, "undecided"}},
		{"accessibility", []string{"none", "support", "courtroom"}},
		{"interpreter", []string{"none", "needed", "sign"}},
		{"place", []string{"here", "abroad", "equipped", "unequipped"}},
		{"journey_km", []string{"0", "50", "200", "500"}},
	}
}

// answers are a person's answers by the question's name.
type answers map[string]string

// skips reports whether the answers given make a question needless.
func (a answers) skips(name string) bool {
	switch name {
	case "link":
		return a["equipment"] == "none"
	case "journey_km":
		return a["place"] != "" && a["place"] != "here"
	}
	return false
}

// open lists the questions that are to be asked.
func (a answers) open() []question {
	return slices.DeleteFunc(questions(), func(q question) bool { return a.skips(q.Name) })
}

// answersOf is what was said before, for prefilling.
func answersOf(r docket.Ready) answers {
	a := answers{}
	if r.Version == 0 {
		return a
	}
	for _, q := range questions() {
		a[q.Name] = r.Word(q.Name)
	}
	a["place"], a["journey_km"] = "here", "0"
	switch {
	case r.Custody != "" && r.Custody != "none":
		a["place"] = r.Custody
	case r.Abroad:
		a["place"] = "abroad"
	}
	for _, band := range []int64{50, 200, 500} {
		if r.JourneyKM >= band {
			a["journey_km"] = strconv.FormatInt(band, 10)
		}
	}
	if a["consent"] == "" {
		a["consent"] = "undecided"
	}
	return a
}

// readiness is the answers as the record has them.
func (a answers) readiness() docket.Readiness {
	r := docket.Readiness{Equipment: a["equipment"], Link: a["link"], Consent: a["consent"], Accessibility: a["accessibility"],
		Interpreter: a["interpreter"], Custody: "none", Abroad: a["place"] == "abroad"}
	if a.skips("link") {
		r.Link = ""
	}
	if r.Consent == "undecided" {
		r.Consent = ""
	}
	if a["place"] == "equipped" || a["place"] == "unequipped" {
		r.Custody = a["place"]
	}
	if !a.skips("journey_km") {
		r.JourneyKM, _ = strconv.ParseInt(a["journey_km"], 10, 64)
	}
	return r
}

type readinessPage struct {
	Frame
	No       court.CaseNo
	Back     string
	Href     string
	Key      string
	Person   court.PersonID
	Name     string
	Own      bool // about oneself
	Question question
	K, M     int // the k-th question of m
	Previous string
	Answers  answers
	Open     []question
	Changing bool        // one answer, from the check
	Choose   []readyLine // whose answers; when not yet chosen
}

type readyLine struct {
	Person court.PersonID
	Name   string
	Roles  string
	Ready  docket.Ready
}

// readinessForm finds whose answers are meant: the only person one may answer
// for, or the one chosen. It refuses (Forbidden) others.
func (s *site) readinessForm(r *http.Request) (*readinessPage, clerk.FormatView, error) {
	v, err := s.mayFormat(r, "ready")
	if err != nil {
		return nil, v, err
	}
	p := &readinessPage{No: v.File.No, Back: caseHref(v.File.No), Href: caseHref(v.File.No) + "/readiness", Key: s.newKey()}
	p.Role = rolesIn(lang(r), v.MyRoles)
	for _, x := range v.People {
		if !x.MayState {
			continue
		}
		line := readyLine{Person: x.Person, Name: v.Names[x.Person], Roles: rolesIn(lang(r), x.Roles)}
		if x.Stated != nil {
			line.Ready = *x.Stated
		}
		p.Choose = append(p.Choose, line)
	}
	p.Person = court.PersonID(r.FormValue("person"))
	if p.Person == "" && len(p.Choose) == 1 {
		p.Person = p.Choose[0].Person
	}
	p.Name, p.Own = v.Names[p.Person], p.Person == me(r)
	if p.Person != "" && !slices.ContainsFunc(p.Choose, func(l readyLine) bool { return l.Person == p.Person }) {
		return nil, v, fault.Forbidden("case.readiness.not_theirs")
	}
	return p, v, nil
}

// readinessNew begins the questions, or asks whose answers are meant.
func (s *site) readinessNew(w http.ResponseWriter, r *http.Request) error {
	p, v, err := s.readinessForm(r)
	if err != nil {
		return err
	}
	if p.Person == "" {
		s.Page(w, r, http.StatusOK, "readiness_choose", p)
		return nil
	}
	p.Answers = answersOf(v.File.Readiness[p.Person])
	s.ask(w, r, p, questions()[0].Name, http.StatusOK)
	return nil
}

// ask shows one question, or the answers for checking when there is no such.
func (s *site) ask(w http.ResponseWriter, r *http.Request, p *readinessPage, name string, status int) {
	p.Open = p.Answers.open()
	p.M = len(p.Open)
	for i, q := range p.Open {
		if q.Name != name {
			continue
		}
		p.Question, p.K = q, i+1
		if i > 0 {
			p.Previous = p.Open[i-1].Name
		}
		s.Page(w, r, status, "readiness", p)
		return
	}
	s.Page(w, r, status, "readiness_check", p)
}

// readinessPost takes one answer and leads on: to the next question, to the
// one asked for, to the check, and from there into the record. What was
// answered travels in the form, so that nothing is kept of who gives up.
func (s *site) readinessPost(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	p, v, err := s.readinessForm(r)
	if err != nil {
		return err
	}
	p.Key, p.Answers = s.keyOf(r), answers{}
	for _, q := range questions() {
		if given := r.FormValue(q.Name); slices.Contains(q.Values, given) {
			p.Answers[q.Name] = given
		}
	}
	at, to := r.FormValue("at"), r.FormValue("go")
	p.Changing = r.FormValue("changing") == "1"
	switch to {
	case "send":
		return s.readinessSend(w, r, p, v)
	case "next":
		if p.Answers[at] == "" && at != "" {
			p.Errors = []FieldError{{at + "-1", i18n.T(lang(r), "page.ready.choose_one", nil)}}
			s.ask(w, r, p, at, http.StatusUnprocessableEntity)
			return nil
		}
		to = p.next(at)
	}
	s.ask(w, r, p, to, http.StatusOK)
	return nil
}

// next is the question after at, or the next unanswered one when a single
// answer is being changed; when there is none the answers are checked.
func (p *readinessPage) next(at string) string {
	open := p.Answers.open()
	from := slices.IndexFunc(open, func(q question) bool { return q.Name == at })
	for _, q := range open[from+1:] {
		if !p.Changing || p.Answers[q.Name] == "" {
			return q.Name
		}
	}
	return ""
}

func (s *site) readinessSend(w http.ResponseWriter, r *http.Request, p *readinessPage, v clerk.FormatView) error {
	for _, q := range p.Answers.open() {
		if p.Answers[q.Name] == "" {
			s.ask(w, r, p, q.Name, http.StatusOK)
			return nil
		}
	}
	done, err := s.Triage.StateReadiness(r.Context(), me(r), clerk.StateReadiness{Stamp: clerk.Stamp{Key: p.Key}, Case: v.File.ID,
		Person: p.Person, Readiness: p.Answers.readiness()})
	if err != nil {
		if !typed(err) {
			return err
		}
		p.Refuse(lang(r), err)
		s.ask(w, r, p, "", Status(kindOf(err)))
		return nil
	}
	http.Redirect(w, r, formatHref(v.File.No, "ready", done.Ref.Version), http.StatusSeeOther)
	return nil
}
