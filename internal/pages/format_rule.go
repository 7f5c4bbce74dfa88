package pages

import (
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/record"
)

type rulePage struct {
	Frame
	No   court.CaseNo
	Back string
	Href string
	Key  string

	Sign    bool // with the judge's own passkey
	Card    *formatCard
	Waiting []clerk.ObjectionLine
	Said    map[uint64]string // upheld, rejected
	Choices []formatChoice
	Format  court.Format
	Reason  string
}

func (s *site) ruleForm(r *http.Request) (*rulePage, clerk.FormatView, error) {
	v, err := s.mayFormat(r, "rule")
	if err != nil {
		return nil, v, err
	}
	p := &rulePage{No: v.File.No, Back: caseHref(v.File.No) + "/format", Href: caseHref(v.File.No) + "/format/rule", Key: s.newKey(),
		Card: newFormatCard(v), Said: map[uint64]string{}, Choices: choices(v), Sign: !visitor.From(r.Context()).Demo}
	for _, o := range v.Objections {
		if o.Pending() {
			p.Waiting = append(p.Waiting, o)
		}
	}
	p.Role, p.Islands = rolesIn(lang(r), v.MyRoles), []string{"acts"}
	return p, v, nil
}

func (s *site) ruleNew(w http.ResponseWriter, r *http.Request) error {
	p, _, err := s.ruleForm(r)
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "format_rule", p)
	return nil
}

// ruling is what the form or the island sends.
type ruling struct {
	fields map[string]string
	sig    *record.Signature
	script bool // JSON from the island
}

// readRuling reads either. The guard has checked the token of both.
func readRuling(r *http.Request) (ruling, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	in := ruling{fields: map[string]string{}}
	if kind != "application/json" {
		if err := genuine(r); err != nil {
			return in, err
		}
		for name := range r.PostForm {
			in.fields[name] = r.PostForm.Get(name)
		}
		return in, nil
	}
	in.script = true
	raw := map[string]json.RawMessage{}
	if err := json.NewDecoder(r.Body).Decode(&raw); err != nil {
		return in, fault.Invalid("page.fault.invalid").Because(err)
	}
	for name, v := range raw {
		var text string
		if name == "sig" {
			if err := json.Unmarshal(v, &in.sig); err != nil {
				return in, fault.Invalid("page.fault.invalid").Because(err)
			}
		} else if json.Unmarshal(v, &text) == nil {
			in.fields[name] = text
		}
	}
	return in, nil
}

// rulePost makes the ruling. From the island it first says what is to be
// signed; without scripts the demo's signer signs, and a court's judge is told
// that signing needs them.
func (s *site) rulePost(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	in, err := readRuling(r)
	if err != nil {
		return s.ruleRefuse(w, r, in, nil, err)
	}
	p, v, err := s.ruleForm(r)
	if err != nil {
		return s.ruleRefuse(w, r, in, nil, err)
	}
	cmd, err := p.take(in, v.File.ID)
	if err != nil {
		return s.ruleRefuse(w, r, in, p, err)
	}
	if in.script && in.sig == nil {
		hash, keys, err := s.Triage.ActToSign(r.Context(), me(r), string(clerk.ActRule), cmd)
		if err != nil {
			return s.ruleRefuse(w, r, in, p, err)
		}
		if len(keys) > 0 {
			return writeJSON(w, http.StatusOK, map[string]any{"sign": map[string]any{"act": hash, "credentials": keys}})
		}
	}
	done, err := s.Triage.RuleOnFormat(r.Context(), me(r), cmd)
	if err != nil {
		return s.ruleRefuse(w, r, in, p, err)
	}
	if in.script {
		return writeJSON(w, http.StatusOK, map[string]any{"done": done, "next": formatHref(v.File.No, "rule", done.Ref.Version)})
	}
	http.Redirect(w, r, formatHref(v.File.No, "rule", done.Ref.Version), http.StatusSeeOther)
	return nil
}

// take reads the ruling into the page and into the command. It refuses
// (Invalid) what is not chosen or not written.
func (p *rulePage) take(in ruling, id court.CaseID) (clerk.RuleOnFormat, error) {
	if k := in.fields["key"]; len(k) >= 16 && len(k) <= 64 {
		p.Key = k
	}
	p.Format, p.Reason = court.Format(in.fields["format"]), strings.TrimSpace(in.fields["reason"])
	cmd := clerk.RuleOnFormat{Stamp: clerk.Stamp{Key: p.Key, Sig: in.sig}, Case: id, Format: p.Format, Reason: p.Reason}
	var missing error
	for _, o := range p.Waiting {
		name := "objection-" + strconv.FormatUint(o.Version, 10)
		switch p.Said[o.Version] = in.fields[name]; in.fields[name] {
		case docket.Upheld:
			cmd.Upheld = append(cmd.Upheld, o.Version)
		case docket.Rejected:
			cmd.Rejected = append(cmd.Rejected, o.Version)
		default:
			missing = fault.Invalid("page.rule.each").On(name)
		}
	}
	switch {
	case missing != nil:
		return cmd, missing
	case p.Format == "":
		return cmd, fault.Invalid("page.rule.choose_format").On("format")
	case p.Reason == "":
		return cmd, fault.Invalid("page.rule.write_reason").On("reason")
	}
	return cmd, nil
}

// ruleRefuse tells the island in JSON, and a person on the form as it was.
func (s *site) ruleRefuse(w http.ResponseWriter, r *http.Request, in ruling, p *rulePage, err error) error {
	f := fault.Of(err)
	switch {
	case in.script && f.Kind != fault.KindInternal:
		return writeJSON(w, Status(f.Kind), map[string]any{"error": map[string]any{"key": f.Key, "text": Message(lang(r), err), "field": f.Field}})
	case p == nil || !typed(err) && f.Field == "" && !i18n.Has(lang(r), f.Key):
		return err
	}
	p.Refuse(lang(r), err)
	s.Page(w, r, Status(f.Kind), "format_rule", p)
	return nil
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the reader went away: nothing to repair
	return nil
}
