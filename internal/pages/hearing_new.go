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
}

func (s *site) hearingForm(r *http.Request, v clerk.CaseView) *hearingNewPage {
	p := &hearingNewPage{No: v.File.No, Back: caseHref(v.File.No), Key: s.newKey(),
		Min: i18n.Local(s.Clock.Now()).Format("2006-01-02T15:04")}
	p.Role = rolesIn(lang(r), v.MyRoles)
	return p
}

func (s *site) hearingNew(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theCase(r)
	if err != nil {
		return err
	}
	if !v.May["schedule"] {
		return fault.Forbidden("page.fault.forbidden")
	}
	s.Page(w, r, http.StatusOK, "hearing_new", s.hearingForm(r, v))
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
	p := s.hearingForm(r, v)
	p.Key, p.At = s.keyOf(r), r.FormValue("at")
	at, err := i18n.ParseLocal(p.At)
	if err != nil {
		err = fault.Invalid("page.hearing_new.bad_time").On("at")
	}
	var done clerk.Done
	if err == nil {
		done, err = s.Clerk.Schedule(r.Context(), me(r), clerk.Schedule{Stamp: clerk.Stamp{Key: p.Key}, Case: v.File.ID, At: at})
	}
	if err != nil {
		if !typed(err) {
			return err
		}
		p.Refuse(lang(r), err)
		s.Page(w, r, Status(kindOf(err)), "hearing_new", p)
		return nil
	}
	to := caseHref(v.File.No)
	if done.Ref.Stream != v.File.ID && done.Ref.Stream != "" {
		to = "/hearings/" + string(done.Ref.Stream)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
