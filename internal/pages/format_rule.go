package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/pages/visitor"
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
	Choices []rulingChoice
	Format  court.Format
	Reason  string
	// Failed: lines failed in this case, and the ruling may find them Mended.
	Failed, Mended bool
}

// rulingChoice is a format with what a ruling for it says to each objection.
type rulingChoice struct {
	formatChoice
	Says  []answerLine
	Mends bool // open only if the lines that failed are found mended
}

type answerLine struct {
	No   uint64
	Word string // upheld, partly, rejected
}

func (p *rulePage) choices(v clerk.FormatView) {
	for _, c := range choices(v) {
		line := rulingChoice{formatChoice: c}
		if slices.Contains(v.Mends, c.Format) {
			line.Forbidden, line.Mends = nil, true
		}
		for _, o := range p.Waiting {
			line.Says = append(line.Says, answerLine{o.Version, v.File.AnswerTo(o.Objection, c.Format)})
		}
		p.Choices = append(p.Choices, line)
	}
}

func (s *site) ruleForm(r *http.Request) (*rulePage, clerk.FormatView, error) {
	v, err := s.mayFormat(r, "rule")
	if err != nil {
		return nil, v, err
	}
	p := &rulePage{No: v.File.No, Back: caseHref(v.File.No) + "/format", Href: caseHref(v.File.No) + "/format/rule", Key: s.newKey(),
		Card: newFormatCard(v), Sign: !visitor.From(r.Context()).Demo}
	for _, o := range v.Objections {
		if o.Pending() {
			p.Waiting = append(p.Waiting, o)
		}
	}
	p.Failed = len(v.File.LinkFailures) > 0
	p.choices(v)
	p.Role, p.Islands = rolesIn(lang(r), v.MyRoles), []string{"acts"}
	return p, v, nil
}

func (s *site) ruleNew(w http.ResponseWriter, r *http.Request) error {
	p, v, err := s.ruleForm(r)
	if err != nil {
		return err
	}
	if f := court.Format(r.FormValue("mended")); slices.Contains(v.Mends, f) { // from where the lines failed
		p.Format, p.Mended = f, true
	}
	s.Page(w, r, http.StatusOK, "format_rule", p)
	return nil
}

// rulePost makes the ruling of a form sent without scripts, and shows it again
// as it was typed when it is refused. With scripts the form goes through the
// island to the door for signed acts; without, only the demo's signer can sign.
func (s *site) rulePost(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	p, v, err := s.ruleForm(r)
	if err != nil {
		return err
	}
	p.Key = s.keyOf(r)
	cmd, err := p.take(r, v.File.ID)
	var done clerk.Done
	if err == nil {
		done, err = s.Triage.RuleOnFormat(r.Context(), me(r), cmd)
	}
	if err != nil {
		if !i18n.Has(lang(r), fault.Of(err).Key) {
			return err
		}
		return s.filled(w, r, "format_rule", p, err)
	}
	http.Redirect(w, r, formatHref(v.File.No, "rule", done.Ref.Version), http.StatusSeeOther)
	return nil
}

// take reads the ruling into the page and into the command. It refuses
// (Invalid) what is not chosen or not written.
func (p *rulePage) take(r *http.Request, id court.CaseID) (clerk.RuleOnFormat, error) {
	p.Format, p.Reason = court.Format(r.FormValue("format")), strings.TrimSpace(r.FormValue("reason"))
	p.Mended = r.FormValue("mended") == "yes"
	cmd := clerk.RuleOnFormat{Stamp: clerk.Stamp{Key: p.Key}, Case: id, Format: p.Format, Reason: p.Reason, Mended: p.Mended}
	for _, o := range p.Waiting {
		// One that came in after the page was shown is not in its form: the desk
		// then refuses, and the page shows it.
		if r.Form.Has("objection." + strconv.FormatUint(o.Version, 10)) {
			cmd.Objections = append(cmd.Objections, o.Version)
		}
	}
	switch {
	case p.Format == "":
		return cmd, fault.Invalid("page.rule.choose_format").On("format")
	case p.Reason == "":
		return cmd, fault.Invalid("page.rule.write_reason").On("reason")
	}
	return cmd, nil
}
