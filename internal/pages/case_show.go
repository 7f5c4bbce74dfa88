package pages

import (
	"net/http"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/i18n"
)

type caseShowPage struct {
	Frame
	File     docket.File
	Parties  []partyLine
	Filings  []filingLine
	Hearings []hearingLine
	May      map[string]bool
	Heard    *formatCard
	Looks    []lookLine
	Due      *calendar.Due
}

type partyLine struct {
	Name, For string
	Power     powerWords
	Role      court.Role
	NotToday  bool // the power does not cover this day
}

type filingLine struct {
	docket.Filing
	Who  string
	Href string
}

type hearingLine struct {
	clerk.HearingCard
	Href string
}

// caseShow is the case file: parties, docket table, hearings.
func (s *site) caseShow(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theCase(r)
	if err != nil {
		return err
	}
	format, err := s.Triage.Format(r.Context(), me(r), v.File.No)
	if err != nil {
		return err
	}
	p := &caseShowPage{File: v.File, May: v.May, Due: v.Due, Heard: newFormatCard(format)}
	p.Role, p.Islands = rolesIn(lang(r), v.MyRoles), []string{"live"}
	p.Parties = append(p.Parties, partyLine{Name: v.Names[v.File.Judge], Role: court.Judge},
		partyLine{Name: v.Names[v.File.Secretary], Role: court.Secretary})
	for _, x := range v.File.Parties {
		p.Parties = append(p.Parties, partyLine{Name: v.Names[x.Person], For: v.Names[x.For], Power: powerOf(x), Role: x.Role, NotToday: !x.Covers(v.Today)})
	}
	p.Looks = looksOf(v.File, v.Names)
	for _, f := range v.File.Filings {
		p.Filings = append(p.Filings, filingLine{f, v.Names[f.By.Person], filingHref(v.File.No, f.Number)})
	}
	for _, h := range v.Hearings {
		p.Hearings = append(p.Hearings, hearingLine{h, "/hearings/" + string(h.ID)})
	}
	s.Page(w, r, http.StatusOK, "case_show", p)
	return nil
}

// theCase loads the case named by the path, as far as this person may see it.
func (s *site) theCase(r *http.Request) (clerk.CaseView, error) {
	no, err := caseNo(r)
	if err != nil {
		return clerk.CaseView{}, err
	}
	return s.Clerk.Case(r.Context(), me(r), no)
}

func caseHref(no court.CaseNo) string { return "/cases/" + no.Slug() }

// rolesIn names the person's roles here for the header.
func rolesIn(lang court.Lang, roles []court.Role) string {
	words := ""
	for i, r := range roles {
		if i > 0 {
			words += ", "
		}
		words += i18n.T(lang, "role."+string(r), nil)
	}
	return words
}
