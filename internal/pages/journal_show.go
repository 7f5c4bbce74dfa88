package pages

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/pages/visitor"
)

// Journals is the desk's part about journals and what they come to.
type Journals interface {
	Journal(ctx context.Context, by court.PersonID, id court.HearingID) (clerk.JournalView, error)
	AnswerJournal(ctx context.Context, by court.PersonID, cmd clerk.AnswerJournal) (clerk.Done, error)
	RuleOnJournal(ctx context.Context, by court.PersonID, cmd clerk.RuleJournal) (clerk.Done, error)
	Figures(ctx context.Context, by court.PersonID, from, to time.Time) (clerk.FiguresView, error)
	CountFigures(ctx context.Context, by court.PersonID, cmd clerk.CountFigures) (clerk.Done, error)
}

type journalPage struct {
	Frame
	hearing.Summary
	View     clerk.JournalView
	Back     string
	Href     string
	Person   court.PersonID // whose journal it is; empty: the sitting's
	Lines    []journalLine
	Episodes []episodeLine
	Chart    *chart
	Minutes  string // for the secretary to copy
	Answers  []answerCard
	Form     answerForm
	Done     string
	Now      time.Time
}

type journalLine struct {
	hearing.Line
	Text, Who string
}

// episodeLine is an episode with the lines it is made of.
type episodeLine struct {
	hearing.Episode
	Whose string
	Of    []journalLine
}

// answerForm is what a person types about the journal.
type answerForm struct {
	Key, Word, Lines, Text string
}

// answerCard is an answer with the form of its ruling.
type answerCard struct {
	docket.JournalAnswer
	Who    string
	Key    string // of the ruling's form; empty where the person may not rule
	Sign   bool
	Word   string // as the form was filled
	Reason string
}

// journalForm is the journal before anything is shown of it.
func (s *site) journalForm(r *http.Request) (*journalPage, error) {
	id := r.PathValue("id")
	if len(id) != 32 {
		return nil, fault.NotFound("page.fault.not_found")
	}
	v, err := s.Journals.Journal(r.Context(), me(r), court.HearingID(id))
	if err != nil {
		return nil, err
	}
	person := court.PersonID(r.URL.Query().Get("person"))
	if _, on := v.Sitting.Seat(person); !on {
		person = ""
	}
	p := &journalPage{Summary: hearing.Sum(v.Journal, v.Now), View: v, Back: "/hearings/" + id, Href: "/hearings/" + id + "/journal", Person: person, Now: v.Now}
	p.Role, p.Islands = rolesIn(lang(r), []court.Role{v.MyRole}), []string{"live", "acts"}
	p.Form.Key = s.newKey()
	return p, nil
}

// journalShow is the disruption journal, as it prints: of the sitting, or of
// one person.
func (s *site) journalShow(w http.ResponseWriter, r *http.Request) error {
	p, err := s.journalForm(r)
	if err != nil {
		return err
	}
	p.refused(r)
	if done := r.URL.Query().Get("done"); done == "answered" || done == "ruled" {
		p.Done = done
	}
	return s.showJournal(w, r, http.StatusOK, p)
}

func (s *site) showJournal(w http.ResponseWriter, r *http.Request, status int, p *journalPage) error {
	l := lang(r)
	p.Lines, p.Episodes = p.told(l, s.Law.Local)
	p.Chart = newChart(l, s.Law.Local, p.roll(), p.View)
	p.Minutes = p.minutes(l, s.Law.Local)
	for _, a := range p.View.Answers {
		card := answerCard{JournalAnswer: a, Who: p.View.Names[a.By.Person]}
		if p.View.May["rule_journal"] && a.Pending() {
			card.Key, card.Sign = s.newKey(), !visitor.From(r.Context()).Demo
		}
		p.Answers = append(p.Answers, card)
	}
	s.Page(w, r, status, "journal_show", p)
	return nil
}

// told puts the lines and episodes into words: all, or those that concern the
// person.
func (p *journalPage) told(l court.Lang, zone i18n.Zone) (lines []journalLine, episodes []episodeLine) {
	all := map[uint64]journalLine{}
	for _, line := range p.View.Journal {
		who := p.View.Names[line.By.Person]
		if line.Machine {
			who = i18n.T(l, "page.journal.program", nil)
		}
		all[line.Version] = journalLine{line, line.Text(l, zone, p.View.Names), who}
	}
	shown := p.View.Journal
	if p.Person != "" {
		shown = hearing.Concerning(shown, p.Person)
	}
	for _, line := range shown {
		lines = append(lines, all[line.Version])
	}
	for _, e := range hearing.Episodes(p.View.Journal, p.Now) {
		if p.Person != "" && !e.About(p.Person) {
			continue
		}
		one := episodeLine{Episode: e, Whose: p.View.Names[e.Person]}
		for _, n := range e.Lines {
			one.Of = append(one.Of, all[n])
		}
		episodes = append(episodes, one)
	}
	return lines, episodes
}

// roll is whom the picture shows.
func (p *journalPage) roll() []hearing.Seat {
	if p.Person == "" {
		return p.View.Sitting.EverOn()
	}
	return slices.DeleteFunc(p.View.Sitting.EverOn(), func(t hearing.Seat) bool { return t.Person != p.Person })
}

func (p *journalPage) minutes(l court.Lang, zone i18n.Zone) string {
	var b strings.Builder
	for _, line := range hearing.Minutes(p.View.Journal, p.Now) {
		b.WriteString(zone.Clock(l, line.At) + " " + line.Text(l, zone, p.View.Names) + " (№ " + strconv.FormatUint(line.Version, 10) + ")\n")
	}
	return b.String()
}

// People are those whose journal can be read alone.
func (p *journalPage) People() []hearing.Seat { return p.View.Sitting.EverOn() }

// File is the journal in another form.
func (p *journalPage) File(ext string) string {
	href := p.Href + "." + ext
	if p.Person != "" {
		href += "?person=" + string(p.Person)
	}
	return href
}

// Bench reports whether the reader keeps the minutes.
func (p *journalPage) Bench() bool { return p.View.MyRole.OnBench() }

// journalPost takes an answer to the journal, or a ruling on one sent without
// scripts, and shows the form again as it was filled when it is refused.
func (s *site) journalPost(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	p, err := s.journalForm(r)
	if err != nil {
		return err
	}
	if r.FormValue("objection") != "" {
		return s.journalRule(w, r, p)
	}
	p.Form = answerForm{Key: s.keyOf(r), Word: r.FormValue("word"), Lines: strings.TrimSpace(r.FormValue("lines")), Text: strings.TrimSpace(r.FormValue("text"))}
	cmd := clerk.AnswerJournal{Stamp: clerk.Stamp{Key: p.Form.Key}, Hearing: p.View.Sitting.ID, Agreed: p.Form.Word == "agree", Text: p.Form.Text}
	switch p.Form.Word {
	case "agree":
		cmd.Text = ""
	case "object":
		cmd.Lines, err = lineNumbers(p.Form.Lines)
	default:
		err = fault.Invalid("page.journal.choose_word").On("word")
	}
	if err == nil {
		_, err = s.Journals.AnswerJournal(r.Context(), me(r), cmd)
	}
	return s.journalDone(w, r, p, "answered", err)
}

func (s *site) journalRule(w http.ResponseWriter, r *http.Request, p *journalPage) error {
	n, err := strconv.ParseUint(r.FormValue("objection"), 10, 64)
	if err != nil {
		return fault.Invalid("page.fault.invalid").Because(err)
	}
	cmd := clerk.RuleJournal{Stamp: clerk.Stamp{Key: s.keyOf(r)}, Hearing: p.View.Sitting.ID, Objection: n, Upheld: r.FormValue("answer") == docket.Upheld, Reason: strings.TrimSpace(r.FormValue("reason"))}
	if word := r.FormValue("answer"); word != docket.Upheld && word != docket.Rejected {
		err = fault.Invalid("page.journal.choose_answer")
	} else {
		_, err = s.Journals.RuleOnJournal(r.Context(), me(r), cmd)
	}
	return s.journalDone(w, r, p, "ruled", err)
}

func (s *site) journalDone(w http.ResponseWriter, r *http.Request, p *journalPage, done string, err error) error {
	if err == nil {
		http.Redirect(w, r, p.Href+"?done="+done+"#answers", http.StatusSeeOther)
		return nil
	}
	if !typed(err) {
		return err
	}
	p.Refuse(lang(r), err)
	return s.showJournal(w, r, Status(kindOf(err)), p)
}

// lineNumbers reads record numbers as people list them: "3, 5-7". It refuses
// (Invalid) anything else, and more than can be meant.
func lineNumbers(text string) ([]uint64, error) {
	wrong := fault.Invalid("page.journal.numbers_wrong").On("lines")
	var out []uint64
	for _, part := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ';' || c == ' ' || c == '№' }) {
		from, to, span := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
		first, err := strconv.ParseUint(from, 10, 32)
		last := first
		if span && err == nil {
			last, err = strconv.ParseUint(to, 10, 32)
		}
		if err != nil || last < first || last-first > 200 || len(out) > 400 {
			return nil, wrong
		}
		for n := first; n <= last; n++ {
			out = append(out, n)
		}
	}
	return out, nil
}
