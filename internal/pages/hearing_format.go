package pages

import (
	"net/http"

	"tarazy/internal/court"
)

type hearingFormatPage struct {
	Frame
	Card    *formatCard
	Back    string
	Forbids []forbidden
	WhatIfs []whatIf
}

// hearingFormat is why a hearing is held as it is. Where that is as its case is,
// it leads to the case's page.
func (s *site) hearingFormat(w http.ResponseWriter, r *http.Request) error {
	v, own, err := s.Triage.HearingFormat(r.Context(), me(r), court.HearingID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if !own {
		http.Redirect(w, r, caseHref(v.File.No)+"/format", http.StatusSeeOther)
		return nil
	}
	p := &hearingFormatPage{Card: newFormatCard(v), Back: "/hearings/" + r.PathValue("id"), Forbids: forbiddenIn(v), WhatIfs: whatIfs(v.WhatIf)}
	p.Role = rolesIn(lang(r), v.MyRoles)
	s.Page(w, r, http.StatusOK, "hearing_format", p)
	return nil
}
