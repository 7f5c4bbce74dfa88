package pages

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
)

// formatChoice is one format as a radio button; what the law forbids cannot
// be chosen, and says by which article.
type formatChoice struct {
	Format    court.Format
	Forbidden *clerk.FormatStep
}

// choices are the formats but those left out.
func choices(v clerk.FormatView, without ...court.Format) []formatChoice {
	var out []formatChoice
	for _, f := range court.Formats() {
		if slices.Contains(without, f) {
			continue
		}
		c := formatChoice{Format: f}
		if step, is := v.Forbidden[f]; is {
			c.Forbidden = &step
		}
		out = append(out, c)
	}
	return out
}

type objectPage struct {
	Frame
	No      court.CaseNo
	Back    string
	Href    string
	Key     string
	Now     court.Format // what stands
	Until   time.Time
	Choices []formatChoice
	Grounds []string
	To      court.Format
	Ground  string
	Text    string
}

// objectForm is the form for who may object. It refuses (Conflict) when there
// is nothing to object to, once the judge has ruled, and when it is too late.
func (s *site) objectForm(r *http.Request) (*objectPage, clerk.FormatView, error) {
	v, err := s.theFormat(r)
	if err != nil {
		return nil, v, err
	}
	if !v.May["object"] {
		if v.ObjectWhy == "" || v.ObjectWhy == "act.not_permitted" {
			return nil, v, fault.Forbidden("act.not_permitted")
		}
		return nil, v, fault.Conflict(v.ObjectWhy).With(fault.Args{"until": v.ObjectUntil})
	}
	p := &objectPage{No: v.File.No, Back: caseHref(v.File.No) + "/format", Href: caseHref(v.File.No) + "/format/object", Key: s.newKey(),
		Now: v.Standing.Format, Until: v.ObjectUntil, Choices: choices(v, v.Standing.Format), Grounds: docket.Grounds()}
	p.Role = rolesIn(lang(r), v.MyRoles)
	return p, v, nil
}

func (s *site) objectNew(w http.ResponseWriter, r *http.Request) error {
	p, _, err := s.objectForm(r)
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "format_object", p)
	return nil
}

// objectSent answers a form sent again after its objection was made: the desk
// knows its key. Whatever else is sent is refused as the form was.
func (s *site) objectSent(w http.ResponseWriter, r *http.Request, v clerk.FormatView, refusal error) error {
	if r.FormValue("go") != "send" || kindOf(refusal) != fault.KindConflict {
		return refusal
	}
	done, err := s.Triage.ObjectToFormat(r.Context(), me(r), clerk.ObjectToFormat{Stamp: clerk.Stamp{Key: s.keyOf(r)}, Case: v.File.ID,
		To: court.Format(r.FormValue("to")), Grounds: r.FormValue("grounds"), Text: strings.TrimSpace(r.FormValue("text"))})
	if err != nil {
		return refusal
	}
	http.Redirect(w, r, formatHref(v.File.No, "object", done.Ref.Version), http.StatusSeeOther)
	return nil
}

// objectPost checks the form, shows it for checking, and sends it.
func (s *site) objectPost(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	p, v, err := s.objectForm(r)
	if err != nil {
		return s.objectSent(w, r, v, err)
	}
	p.Key, p.To, p.Ground, p.Text = s.keyOf(r), court.Format(r.FormValue("to")), r.FormValue("grounds"), strings.TrimSpace(r.FormValue("text"))
	if err := p.check(); err != nil {
		return s.objectAgain(w, r, p, err)
	}
	switch r.FormValue("go") {
	case "change":
		s.Page(w, r, http.StatusOK, "format_object", p)
		return nil
	case "send":
	default:
		s.Page(w, r, http.StatusOK, "format_object_check", p)
		return nil
	}
	done, err := s.Triage.ObjectToFormat(r.Context(), me(r), clerk.ObjectToFormat{Stamp: clerk.Stamp{Key: p.Key}, Case: v.File.ID,
		To: p.To, Grounds: p.Ground, Text: p.Text})
	if err != nil {
		return s.objectAgain(w, r, p, err)
	}
	http.Redirect(w, r, formatHref(v.File.No, "object", done.Ref.Version), http.StatusSeeOther)
	return nil
}

func (s *site) objectAgain(w http.ResponseWriter, r *http.Request, p *objectPage, err error) error {
	if !typed(err) && fault.Of(err).Field == "" {
		return err
	}
	return s.filled(w, r, "format_object", p, err)
}

// check refuses what is not chosen or not written.
func (p *objectPage) check() error {
	open := func(c formatChoice) bool { return c.Format == p.To && c.Forbidden == nil }
	switch {
	case !slices.ContainsFunc(p.Choices, open):
		return fault.Invalid("page.object.choose_format").On("to")
	case !slices.Contains(p.Grounds, p.Ground):
		return fault.Invalid("page.object.choose_grounds").On("grounds")
	case p.Text == "":
		return fault.Invalid("page.object.write_text").On("text")
	}
	return nil
}
