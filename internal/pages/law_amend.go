package pages

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
)

// maxDraft is how many bytes of draft a law is tried with.
const maxDraft = clerk.MaxDraft

// draftLine is a line of the draft with what is wrong on it.
type draftLine struct {
	No   int
	Text string
	Why  []lineWhy
	Gap  bool // lines before it are left out
}

// lineWhy is one thing wrong on a line. Detail is what the readers of YAML and
// of CEL say, in English.
type lineWhy struct{ Text, Detail string }

type lawAmendPage struct {
	Frame
	Draft    string
	Example  string
	Problems []rules.Problem
	Lines    []draftLine // around the problems
}

// amender refuses (Forbidden) whom the court does not let try a draft.
func (s *site) amender(r *http.Request) error {
	may, err := s.Triage.MayAmend(r.Context(), me(r))
	if err == nil && !may {
		err = fault.Forbidden("act.not_permitted")
	}
	return err
}

// amendNew is the form that takes a draft.
func (s *site) amendNew(w http.ResponseWriter, r *http.Request) error {
	if err := s.amender(r); err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "law_amend", &lawAmendPage{Example: exampleDraft})
	return nil
}

// amendRun reads the draft, shows what is wrong with it beside its lines, or
// runs it against the court's past.
func (s *site) amendRun(w http.ResponseWriter, r *http.Request) error {
	if err := s.amender(r); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, 2*maxDraft+64<<10)
	p := &lawAmendPage{Example: exampleDraft}
	err := s.readDraft(r, p)
	if err == nil {
		// Reading the law takes a moment; its replay may take minutes.
		if _, err = s.Law.Amend(rules.Draft([]byte(p.Draft))); err == nil {
			return s.amendStart(w, r, p)
		}
	}
	var bad rules.Problems
	status := http.StatusUnprocessableEntity
	switch {
	case errors.As(err, &bad):
		p.show(lang(r), bad)
	case typed(err):
		p.Refuse(lang(r), err)
		status = Status(kindOf(err))
	default:
		return err
	}
	s.Page(w, r, status, "law_amend", p)
	return nil
}

// draftFile is the name problems of the draft are told under.
const draftFile = "draft.yaml"

// readDraft takes the file where one is chosen, else the text.
func (s *site) readDraft(r *http.Request, p *lawAmendPage) error {
	err := r.ParseMultipartForm(maxDraft)
	text := errors.Is(err, http.ErrNotMultipart) // a form without a file: its fields are read
	if err != nil && !text {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return fault.Limit("page.amend.large").On("file")
		}
		return fault.Invalid("page.fault.invalid").Because(err)
	}
	if !text {
		defer r.MultipartForm.RemoveAll()
	}
	if err := genuine(r); err != nil {
		return err
	}
	p.Draft = r.FormValue("draft")
	field := "draft"
	if f, head, err := r.FormFile("file"); !text && err == nil && head.Size > 0 {
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, maxDraft+1))
		if err != nil {
			return err
		}
		p.Draft, field = string(b), "file"
	}
	p.Draft = strings.ReplaceAll(p.Draft, "\r\n", "\n")
	switch {
	case len(p.Draft) > maxDraft:
		p.Draft = ""
		return fault.Limit("page.amend.large").On(field)
	case strings.TrimSpace(p.Draft) == "":
		return fault.Invalid("page.amend.none").On("draft")
	}
	return nil
}

// mostShown is how many problems are shown at once.
const mostShown = 50

// show puts each problem beside its line of the draft, two lines around it.
func (p *lawAmendPage) show(lang court.Lang, bad rules.Problems) {
	p.Problems = bad[:min(len(bad), mostShown)]
	on := map[int][]lineWhy{}
	for _, b := range p.Problems {
		line, field := b.Line, ""
		if b.File != draftFile {
			line = 0 // what the draft does to a rule that is in force
		}
		why := b.Says(lang)
		if line > 0 {
			field = "line-" + strconv.Itoa(line)
			on[line] = append(on[line], lineWhy{why, b.Details(lang)})
			why = i18n.T(lang, "page.amend.problem", fault.Args{"line": line, "why": why})
		}
		p.Errors = append(p.Errors, FieldError{field, why})
	}
	last := 0
	for i, text := range strings.Split(p.Draft, "\n") {
		no := i + 1
		near := slices.ContainsFunc([]int{no - 2, no - 1, no, no + 1, no + 2}, func(n int) bool { return on[n] != nil })
		if !near {
			continue
		}
		p.Lines = append(p.Lines, draftLine{No: no, Text: text, Why: on[no], Gap: no != last+1 && last > 0})
		last = no
	}
}

// amendStart begins the trial and leads to where its report will be.
func (s *site) amendStart(w http.ResponseWriter, r *http.Request, p *lawAmendPage) error {
	by, draft := me(r), []byte(p.Draft)
	t, err := s.trials.start(by, s.Clock.Now(), func(ctx context.Context) (rules.Report, error) {
		return s.Triage.Replay(ctx, by, draft)
	})
	if err != nil {
		p.Refuse(lang(r), err)
		s.Page(w, r, Status(kindOf(err)), "law_amend", p)
		return nil
	}
	t.soon(r.Context())
	http.Redirect(w, r, "/law/amendment/"+t.ID, http.StatusSeeOther)
	return nil
}

type lawReportPage struct {
	Frame
	ID      string
	Running bool
	Since   time.Time
	Report  rules.Report
	Changed int
	Shown   int
}

// amendShow is the report, or how far the trial has come.
func (s *site) amendShow(w http.ResponseWriter, r *http.Request) error {
	t, err := s.theTrial(r)
	if err != nil {
		return err
	}
	p := &lawReportPage{ID: t.ID, Running: !t.over(), Since: t.Since}
	if p.Running {
		p.Islands, p.Refresh = []string{"live"}, 2
	} else {
		if t.err != nil {
			return t.err
		}
		p.Report, p.Shown = t.report, len(t.report.Changed)
		p.Changed = t.report.DecisionsChanged
	}
	s.Page(w, r, http.StatusOK, "law_report", p)
	return nil
}

func (s *site) theTrial(r *http.Request) (*trial, error) {
	if err := s.amender(r); err != nil {
		return nil, err
	}
	t := s.trials.find(r.PathValue("trial"), me(r))
	if t == nil {
		return nil, fault.NotFound("page.amend.gone")
	}
	return t, nil
}

// amendCSV is the report for a spreadsheet.
func (s *site) amendCSV(w http.ResponseWriter, r *http.Request) error {
	t, err := s.theTrial(r)
	if err != nil {
		return err
	}
	if !t.over() || t.err != nil {
		return fault.NotFound("page.amend.gone")
	}
	return sheetOf(w, "amendment.csv", clerk.ReportRows(lang(r), t.report))
}

// exampleDraft is a draft that loads, for who has not written one before.
const exampleDraft = `table: format
code: ГПК РК
rules:
  - id: draft.large_sum
    when: kind == "civil" && amount_mci >= 20000
    forbids: [online, hybrid, papers]
    articles: ["133-3"]
    from: 2027-01-01
    status: verify
    reason:
      kk: Талап сомасы 20 000 АЕК немесе одан көп іс сот залында қаралады.
      ru: Дело с суммой требования от 20 000 МРП рассматривается в зале суда.
      en: A case over a sum of 20,000 MCI or more is heard in the courtroom.
`
