package pages

import (
	"net/http"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

type hearingNewPage struct {
	Frame
	No   court.CaseNo
	Back string
	Key  string
	At   string // as typed
	Min  string
	// Heard is the format the hearing will have, and what is needed before.
	Heard *formatCard
}

func (s *site) hearingForm(r *http.Request, v clerk.CaseView) (*hearingNewPage, error) {
	format, err := s.Triage.Format(r.Context(), me(r), v.File.No)
	if err != nil {
		return nil, err
	}
	p := &hearingNewPage{Heard: newFormatCard(format), No: v.File.No, Back: caseHref(v.File.No), Key: s.newKey(),
		Min: i18n.Local(s.Clock.Now()).Format("2006-01-02T15:04")}
	p.Role = rolesIn(lang(r), v.MyRoles)
	return p, nil
}

func (s *site) hearingNew(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theCase(r)
	if err != nil {
		return err
	}
	if !v.May["schedule"] {
		return fault.Forbidden("page.fault.forbidden")
	}
	p, err := s.hearingForm(r, v)
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "hearing_new", p)
	return nil
}

// hearingPost schedules a hearing; the roll comes from the case file.
func (s *site) hearingPost(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := genuine(r); err != nil {
		return err
	}
	v, err := s.theCase(r)
	if err != nil {
		return err
	}
	p, err := s.hearingForm(r, v)
	if err != nil {
		return err
	}
	p.Key, p.At = s.keyOf(r), r.FormValue("at")
	at, err := i18n.ParseLocal(p.At)
	if err != nil {
		err = fault.Invalid("page.hearing_new.bad_time").On("at")
	}
	var done clerk.Done
	if err == nil {
		done, err = s.Clerk.Schedule(r.Context(), me(r), clerk.Schedule{Stamp: clerk.Stamp{Key: p.Key}, Case: v.File.ID, At: at,
			Format: court.Format(r.FormValue("format"))})
	}
	if err != nil {
		return s.again(w, r, "hearing_new", p, err)
	}
	to := caseHref(v.File.No)
	if done.Ref.Stream != v.File.ID && done.Ref.Stream != "" {
		to = "/hearings/" + string(done.Ref.Stream)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
