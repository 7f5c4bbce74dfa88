package pages

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/record"
)

// journalPDF is the journal on paper, in the reader's language or the one asked
// for with ?in=.
func (s *site) journalPDF(w http.ResponseWriter, r *http.Request) error {
	if s.Print == nil {
		return fault.Unavailable("page.fault.unavailable")
	}
	p, err := s.journalForm(r)
	if err != nil {
		return err
	}
	in := lang(r)
	if asked, ok := court.ParseLang(r.URL.Query().Get("in")); ok {
		in = asked
	}
	sheet, err := s.sheet(r, p, in)
	if err != nil {
		return err
	}
	b, err := s.Print.Journal(in, s.Law.Local, s.CourtName(in), sheet)
	if err != nil {
		return err
	}
	download(w, "application/pdf", p.fileName("pdf"), "inline")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
	return nil
}

func (p *journalPage) fileName(ext string) string {
	return fmt.Sprintf("journal-%s-%d.%s", p.View.Sitting.CaseNo.Slug(), p.View.Sitting.No, ext)
}

// sheet is the journal whole, with the proof of its last line. Who may have no
// receipt gets the paper without it.
func (s *site) sheet(r *http.Request, p *journalPage, in court.Lang) (hearing.Sheet, error) {
	v := p.View
	sheet := hearing.Sheet{CaseNo: v.Sitting.CaseNo, No: v.Sitting.No, Person: p.Person, Names: v.Names, Opened: v.Sitting.OpenedAt, Ended: v.Sitting.EndedAt,
		Now: p.Now, Summary: p.Summary, Lines: v.Journal, Version: v.Sitting.Version}
	if p.Person != "" {
		sheet.Lines = hearing.Concerning(v.Journal, p.Person)
	}
	for _, e := range hearing.Episodes(v.Journal, p.Now) {
		if p.Person == "" || e.About(p.Person) {
			sheet.Episodes = append(sheet.Episodes, e)
		}
	}
	for _, a := range v.Answers {
		if p.Person == "" || a.By.Person == p.Person {
			sheet.Said = append(sheet.Said, said(a, v.Names, in))
		}
	}
	rc, ready, err := s.Clerk.Receipt(r.Context(), me(r), v.Sitting.ID, v.Sitting.Version)
	if err != nil && !fault.Is(err, fault.KindForbidden) {
		return sheet, err
	}
	if err == nil && ready {
		sheet.Address, sheet.Checkpoint = s.address(rc), strings.Split(strings.TrimSpace(rc.Proof.Checkpoint), "\n")
	}
	return sheet, nil
}

func said(a docket.JournalAnswer, names map[court.PersonID]string, l court.Lang) hearing.Said {
	one := hearing.Said{Name: names[a.By.Person], At: a.At, No: a.Version, Agreed: a.Agreed, Lines: a.Lines, Text: a.Text}
	if a.Denied {
		one.Text = i18n.T(l, "dispute.submit", nil)
	}
	if a.Ruled != nil {
		one.Answer, one.Reason = docket.Answered{Upheld: a.Ruled.Upheld}.Word(), a.Ruled.Reason
	}
	return one
}

// journalSound hands out the raw counts of sound that a line of the journal names,
// to whoever is shown that line.
func (s *site) journalSound(w http.ResponseWriter, r *http.Request) error {
	p, err := s.journalForm(r)
	if err != nil {
		return err
	}
	for _, l := range p.View.Journal {
		if l.Type != (hearing.SoundKept{}).EventType() || l.Args["hash"] != r.PathValue("hash") {
			continue
		}
		var hash record.Hash
		if err := hash.UnmarshalText([]byte(l.Args["hash"])); err != nil {
			return err
		}
		in, err := s.filed(r, hash, l.Version)
		if err != nil {
			return err
		}
		defer in.Close()
		download(w, "application/gzip", p.fileName(strconv.FormatUint(l.Version, 10)+".jsonl.gz"), "attachment")
		http.ServeContent(w, r, "", l.At, in)
		return nil
	}
	return fault.NotFound("page.fault.not_found")
}

// journalCSV is the list for a spreadsheet: every line with its number.
func (s *site) journalCSV(w http.ResponseWriter, r *http.Request) error {
	p, err := s.journalForm(r)
	if err != nil {
		return err
	}
	lines, _ := p.told(lang(r), s.Law.Local)
	t := func(key string) string { return i18n.T(lang(r), key, nil) }
	rows := [][]string{{"№", t("page.journal.time"), t("page.journal.kind"), t("page.journal.what"), t("page.journal.who")}}
	for _, l := range lines {
		rows = append(rows, []string{strconv.FormatUint(l.Version, 10), s.Law.Local(l.At).Format(time.RFC3339), l.Type, l.Text, l.Who})
	}
	return sheetOf(w, p.fileName("csv"), rows)
}

// journalFile is the journal for programs. Moments are the record's.
type journalFile struct {
	Case     court.CaseNo    `json:"case"`
	Hearing  court.HearingID `json:"hearing"`
	No       int             `json:"no"`
	Person   court.PersonID  `json:"person,omitempty"`
	Version  uint64          `json:"version"`
	AsOf     record.Time     `json:"as_of"`
	Lines    []lineFile      `json:"lines"`
	Episodes []episodeFile   `json:"episodes"`
	Figures  hearing.Figures `json:"figures"`
}

type lineFile struct {
	No   uint64      `json:"no"`
	At   record.Time `json:"at"`
	By   court.Actor `json:"by"`
	Type string      `json:"type"`
	Text string      `json:"text"`
}

type episodeFile struct {
	Person   court.PersonID `json:"person,omitempty"` // absent: the court's own failure
	Cause    hearing.Cause  `json:"cause"`
	Since    record.Time    `json:"since"`
	Until    record.Time    `json:"until"`
	Lasts    bool           `json:"lasts"`
	AwayMS   int64          `json:"away_ms"`
	HeldMS   int64          `json:"held_ms"`
	Gaps     []gapFile      `json:"gaps"`
	Attempts int            `json:"attempts"`
	Reached  int            `json:"reached"`
	Did      []string       `json:"did"`
	Lines    []uint64       `json:"lines"`
}

type gapFile struct {
	Person court.PersonID `json:"person"`
	Since  record.Time    `json:"since"`
	MS     int64          `json:"ms"`
	End    hearing.GapEnd `json:"end"`
	Line   uint64         `json:"line"`
}

// journalJSON is the same for programs.
func (s *site) journalJSON(w http.ResponseWriter, r *http.Request) error {
	p, err := s.journalForm(r)
	if err != nil {
		s.Problem(w, r, err)
		return nil
	}
	sit := p.View.Sitting
	f := journalFile{Case: sit.CaseNo, Hearing: sit.ID, No: sit.No, Person: p.Person, Version: sit.Version, AsOf: record.At(p.Now),
		Lines: []lineFile{}, Episodes: []episodeFile{}, Figures: hearing.FiguresOf(p.View.Journal, p.Now)}
	lines, episodes := p.told(lang(r), s.Law.Local)
	for _, l := range lines {
		f.Lines = append(f.Lines, lineFile{l.Version, record.At(l.At), l.By, l.Type, l.Text})
	}
	for _, e := range episodes {
		f.Episodes = append(f.Episodes, episodeOf(e.Episode))
	}
	b, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		return err
	}
	download(w, "application/json", p.fileName("json"), "attachment")
	_, _ = w.Write(b)
	return nil
}

func episodeOf(e hearing.Episode) episodeFile {
	ms := func(d time.Duration) int64 { return d.Milliseconds() }
	f := episodeFile{Person: e.Person, Cause: e.Cause, Since: record.At(e.Since), Until: record.At(e.Until), Lasts: e.Lasts, AwayMS: ms(e.Away()), HeldMS: ms(e.Held),
		Gaps: []gapFile{}, Attempts: e.Attempts, Reached: e.Reached, Did: append([]string{}, e.Did...), Lines: e.Lines}
	for _, g := range e.Gaps {
		f.Gaps = append(f.Gaps, gapFile{g.Person, record.At(g.Since), ms(g.Length()), g.End, g.Line})
	}
	return f
}
