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
}

// ruling is what a page sends, as a form or as JSON. In a form, and in JSON
// made of one, each objection has a field of its own: answer.№ = upheld or rejected.
type ruling struct {
	Key      string            `json:"key"`
	Format   court.Format      `json:"format"`
	Reason   string            `json:"reason"`
	Upheld   []uint64          `json:"upheld"`
	Rejected []uint64          `json:"rejected"`
	Sig      *record.Signature `json:"sig"`
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
		for name, v := range fields {
			word, _ := v.(string)
			o.answer(name, word)
		}
		return o, true, err
	}
	if err := r.ParseForm(); err != nil {
		return o, false, err
	}
	f := r.PostForm
	o = ruling{Key: f.Get("key"), Format: court.Format(f.Get("format")), Reason: f.Get("reason")}
	for name := range f {
		o.answer(name, f.Get(name))
	}
	return o, false, nil
}

// answer takes a field answer.№; it passes over every other.
func (o *ruling) answer(field, word string) {
	no, is := strings.CutPrefix(field, "answer.")
	n, err := strconv.ParseUint(no, 10, 64)
	switch {
	case !is || err != nil:
	case word == docket.Upheld:
		o.Upheld = append(o.Upheld, n)
	case word == docket.Rejected:
		o.Rejected = append(o.Rejected, n)
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
	no, _ := court.CaseNoOfSlug(r.PathValue("no"))
	view, err := s.Clerk.Case(r.Context(), by, no)
	if err != nil {
		refuse(w, r, err)
		return
	}
	cmd := clerk.RuleOnFormat{Stamp: clerk.Stamp{Key: o.Key, Sig: o.Sig}, Case: view.File.ID, Format: o.Format, Reason: o.Reason,
		Upheld: o.Upheld, Rejected: o.Rejected}
	if isJSON && o.Sig == nil && s.mustSign(w, r, "rule", cmd) {
		return
	}
	done, err := s.Clerk.RuleOnFormat(r.Context(), by, cmd)
	here := "/cases/" + no.Slug() + "/format"
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

// mustSign answers what the person must sign first, or the refusal that the
// act would meet; false when there is nothing to sign.
func (s *door) mustSign(w http.ResponseWriter, r *http.Request, act string, cmd any) bool {
	hash, keys, err := s.Clerk.ActToSign(r.Context(), visitor.From(r.Context()).Person, act, cmd)
	if err != nil {
		refuse(w, r, err)
		return true
	}
	if len(keys) == 0 {
		return false
	}
	answer(w, http.StatusOK, map[string]any{"sign": map[string]any{"act": hash, "credentials": keys}})
	return true
}
