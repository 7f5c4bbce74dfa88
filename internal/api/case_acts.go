package api

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/record"
)

// Cases are the acts on a case that a person signs.
type Cases interface {
	Case(ctx context.Context, by court.PersonID, no court.CaseNo) (clerk.CaseView, error)
	RuleOnFormat(ctx context.Context, by court.PersonID, c clerk.RuleOnFormat) (clerk.Done, error)
	EndRole(ctx context.Context, by court.PersonID, c clerk.EndRole) (clerk.Done, error)
}

// ruling is what a page sends, as a form or as JSON. In a form, and in JSON
// made of one, each objection that was weighed has a field of its own: objection.№.
type ruling struct {
	Key        string            `json:"key"`
	Format     court.Format      `json:"format"`
	Reason     string            `json:"reason"`
	Objections []uint64          `json:"objections"`
	Mended     bool              `json:"-"` // a tick: "yes"
	SignWith   string            `json:"sign_with"`
	Sig        *record.Signature `json:"sig"`
}

func readRuling(r *http.Request) (o ruling, isJSON bool, err error) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "application/json" {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &o)
		}
		fields := map[string]any{}
		if err == nil {
			err = json.Unmarshal(body, &fields)
		}
		for name := range fields {
			o.weigh(name)
		}
		o.Mended = fields["mended"] == "yes"
		return o, true, err
	}
	if err := r.ParseForm(); err != nil {
		return o, false, err
	}
	f := r.PostForm
	o = ruling{Key: f.Get("key"), Format: court.Format(f.Get("format")), Reason: f.Get("reason"), Mended: f.Get("mended") == "yes"}
	for name := range f {
		o.weigh(name)
	}
	return o, false, nil
}

// weigh takes a field objection.№; it passes over every other.
func (o *ruling) weigh(field string) {
	no, is := strings.CutPrefix(field, "objection.")
	if n, err := strconv.ParseUint(no, 10, 64); is && err == nil {
		o.Objections = append(o.Objections, n)
	}
}

// rule is the judge's ruling on the format of a case. A form is led back to
// the page of the format, and with a refusal's key if there is one.
func (s *door) rule(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxAct)
	o, isJSON, err := readRuling(r)
	if err != nil {
		refuse(w, r, fault.Invalid("page.fault.invalid").Because(err))
		return
	}
	by := visitor.From(r.Context()).Person
	file, err := s.fileOf(r)
	if err != nil {
		refuse(w, r, err)
		return
	}
	cmd := clerk.RuleOnFormat{Stamp: clerk.Stamp{Key: o.Key, Sig: o.Sig}, Case: file.ID, Format: o.Format, Reason: o.Reason,
		Objections: o.Objections, Mended: o.Mended}
	if isJSON && o.Sig == nil && s.mustSign(w, r, "rule", cmd, o.SignWith) {
		return
	}
	done, err := s.Clerk.RuleOnFormat(r.Context(), by, cmd)
	here := "/cases/" + file.No.Slug() + "/format"
	switch {
	case err != nil && !isJSON && fault.Of(err).Kind != fault.KindInternal:
		http.Redirect(w, r, here+"?refused="+url.QueryEscape(fault.Of(err).Key), http.StatusSeeOther)
	case err != nil:
		refuse(w, r, err)
	case isJSON:
		answer(w, http.StatusOK, map[string]any{"done": done})
	default:
		http.Redirect(w, r, here, http.StatusSeeOther)
	}
}

// roleEnd is what the page of a case's people sends, as JSON, to have a role
// ended whose end is signed. Without scripts the page itself takes the form.
type roleEnd struct {
	Key      string            `json:"key"`
	Person   court.PersonID    `json:"person"`
	Role     court.Role        `json:"role"`
	For      court.PersonID    `json:"for"`
	Reason   string            `json:"reason"`
	SignWith string            `json:"sign_with"`
	Sig      *record.Signature `json:"sig"`
}

// endParty ends a party's part in a case.
func (s *door) endParty(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxAct)
	var o roleEnd
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
		refuse(w, r, fault.Invalid("page.fault.invalid").Because(err))
		return
	}
	by := visitor.From(r.Context()).Person
	file, err := s.fileOf(r)
	if err != nil {
		refuse(w, r, err)
		return
	}
	cmd := clerk.EndRole{Stamp: clerk.Stamp{Key: o.Key, Sig: o.Sig}, Case: file.ID, Person: o.Person, Role: o.Role, For: o.For, Reason: o.Reason}
	if o.Sig == nil && s.mustSign(w, r, string(clerk.ActEndParty), cmd, o.SignWith) {
		return
	}
	done, err := s.Clerk.EndRole(r.Context(), by, cmd)
	if err != nil {
		refuse(w, r, err)
		return
	}
	answer(w, http.StatusOK, map[string]any{"done": done})
}

// fileOf is the file of the case that a request is about, as its sender may read it.
func (s *door) fileOf(r *http.Request) (docket.File, error) {
	no, _ := court.CaseNoOfSlug(r.PathValue("no")) // of none there is no case
	view, err := s.Clerk.Case(r.Context(), visitor.From(r.Context()).Person, no)
	return view.File, err
}

// mustSign answers what the person must sign first, or the refusal that the
// act would meet; false when there is nothing to sign.
func (s *door) mustSign(w http.ResponseWriter, r *http.Request, act string, cmd any, with string) bool {
	what, err := s.Clerk.ActToSign(r.Context(), visitor.From(r.Context()).Person, act, cmd, with)
	if err != nil {
		refuse(w, r, err)
		return true
	}
	if what.Kind == "" {
		return false
	}
	answer(w, http.StatusOK, map[string]any{"sign": what})
	return true
}
