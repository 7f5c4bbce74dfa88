package pages

import (
	"net/http"
	"slices"
	"time"

	"tarazy/internal/i18n"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/rules"
)

type lawShowPage struct {
	Frame
	Tables []rules.Table
	Table  rules.Table
	At     string // the date as typed
	Day    time.Time
	Rules  []rules.Rule
	Digest string
	Amend  bool // the person may try a draft
}

// lawShow lists one table of the rules in force on a date. The law is open to
// everybody, signed in or not.
func (s *site) lawShow(w http.ResponseWriter, r *http.Request) error {
	now := s.Clock.Now()
	p := &lawShowPage{Tables: rules.Tables(), Table: rules.Format, Day: now, At: s.Law.Local(now).Format(time.DateOnly), Digest: s.Law.Digest()}
	if t := rules.Table(r.FormValue("table")); slices.Contains(p.Tables, t) {
		p.Table = t
	}
	status := http.StatusOK
	if at := r.FormValue("at"); at != "" {
		p.At = at
		day, ok := rules.ParseDay(at)
		if !ok {
			status = http.StatusUnprocessableEntity
			p.Errors = []FieldError{{"at", i18n.T(lang(r), "page.law.bad_date", nil)}}
		} else {
			p.Day = day.Time(time.UTC).Add(noonUTC)
		}
	}
	if status == http.StatusOK {
		p.Rules = s.Law.Rules(p.Table, p.Day)
	}
	var err error
	if visitor.From(r.Context()).SignedIn() {
		p.Amend, err = s.Triage.MayAmend(r.Context(), me(r))
	}
	if err != nil {
		return err
	}
	s.Page(w, r, status, "law_show", p)
	return nil
}

// noonUTC is a time of day that is the same day in every zone of the law.
const noonUTC = 7 * time.Hour
