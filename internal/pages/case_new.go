package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/rules"
)

// partyRows is how many parties the form has room for.
const partyRows = 6

type caseNewPage struct {
	Frame
	Key, No, Subject    string
	Kind                court.Kind
	Judge, Secretary    court.PersonID
	Kinds               []court.Kind
	Roles               []roleGroup
	People              []clerk.PersonCard
	Judges, Secretaries []clerk.PersonCard
	Rows                []partyRow
	Districts           []string // to choose from; empty where there is nothing to choose
	District            string
	Facts               []factField
	Stated              bool // something is
}

type partyRow struct {
	I int
	clerk.PartyEntry
}

func (s *site) caseForm(r *http.Request) (*caseNewPage, error) {
	people, err := s.Registry.People(r.Context(), me(r))
	if err != nil {
		return nil, err
	}
	p := &caseNewPage{Key: s.newKey(), People: people, Kind: court.Civil,
		Kinds: court.Kinds(),
		Roles: roleGroups(court.Criminal)} // which has every role there is
	if len(s.Districts) > 1 {
		p.Districts, p.District = s.Districts, s.Districts[0]
	}
	if p.Facts, err = s.anyFacts(); err != nil {
		return nil, err
	}
	for _, x := range people {
		for _, role := range x.Staff {
			switch role {
			case court.Judge:
				p.Judges = append(p.Judges, x)
			case court.Secretary:
				p.Secretaries = append(p.Secretaries, x)
			}
		}
	}
	return p, nil
}

// caseNew is the empty form.
func (s *site) caseNew(w http.ResponseWriter, r *http.Request) error {
	p, err := s.caseForm(r)
	if err != nil {
		return err
	}
	p.rows(nil)
	s.Page(w, r, http.StatusOK, "case_new", p)
	return nil
}

func (p *caseNewPage) rows(have []clerk.PartyEntry) {
	for i := range partyRows {
		row := partyRow{I: i}
		row.Role = []court.Role{court.Claimant, court.Respondent, court.Advocate, court.Representative, court.Prosecutor, court.Interpreter}[i]
		if i < len(have) {
			row.PartyEntry = have[i]
		}
		p.Rows = append(p.Rows, row)
	}
}

// caseOpen opens a case, or shows the form again as it was typed.
func (s *site) caseOpen(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	p, err := s.caseForm(r)
	if err != nil {
		return err
	}
	var parties []clerk.PartyEntry
	for i := range partyRows {
		get := func(name string) string { return strings.TrimSpace(r.FormValue(name + strconv.Itoa(i))) }
		if get("person") == "" {
			continue
		}
		parties = append(parties, entryOf(get, ""))
	}
	p.Key, p.No, p.Subject, p.Kind = s.keyOf(r), strings.TrimSpace(r.FormValue("no")), r.FormValue("subject"), court.Kind(r.FormValue("kind"))
	p.Judge, p.Secretary = court.PersonID(r.FormValue("judge")), court.PersonID(r.FormValue("secretary"))
	p.District = r.FormValue("district")
	facts, wrong := readFacts(r, p.Facts, rules.Facts{})
	if p.Stated = len(facts)+len(wrong) > 0; len(wrong) > 0 {
		p.rows(parties)
		return s.wrongFacts(w, r, "case_new", p, wrong)
	}
	_, err = s.Clerk.OpenCase(r.Context(), me(r), clerk.OpenCase{Stamp: clerk.Stamp{Key: p.Key}, No: court.CaseNo(p.No), Kind: p.Kind,
		Subject: p.Subject, Judge: p.Judge, Secretary: p.Secretary, Parties: parties, Facts: facts, District: p.District})
	if err != nil {
		p.rows(parties)
		return s.again(w, r, "case_new", p, err)
	}
	to := caseHref(court.CaseNo(p.No))
	in := func(e clerk.PartyEntry) bool { return e.Person == me(r) }
	if me(r) != p.Judge && me(r) != p.Secretary && !slices.ContainsFunc(parties, in) {
		to += "/people" // the registrar sees whom a case is between, and not the file
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
