package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
)

type figuresPage struct {
	Frame
	View     clerk.FiguresView
	From, To calendar.Day // both in the period
	Key      string
	Charts   []barChart
	Judges   []barLine // of minutes lost, by judge
	Done     bool
	Over     bool // the period is over: it can be set down
	Mine     bool // the reader has sittings of their own
}

// barChart is a chart of bars with a number beside each.
type barChart struct {
	Title string
	Bars  []bar
}

type bar struct {
	W     string // of the longest, in per cent
	Label string
	Value string
	Class string
}

type barLine struct {
	Name string
	hearing.Figures
}

// period is the days asked for; without any, the month until today.
func (s *site) period(r *http.Request) (from, to calendar.Day, err error) {
	now := today(s.Law.Local, s.Clock.Now())
	first := now - calendar.Day(s.Law.Local(s.Clock.Now()).Day()-1)
	from, to = first, now
	known := true
	for name, day := range map[string]*calendar.Day{"from": &from, "to": &to} {
		if text := r.FormValue(name); text != "" {
			d, ok := calendar.ParseDay(text)
			*day, known = d, known && ok
		}
	}
	if !known {
		return first, now, fault.Invalid("figures.period").On("from")
	}
	return from, to, nil
}

func (s *site) figures(r *http.Request) (*figuresPage, error) {
	from, to, wrong := s.period(r)
	v, err := s.Journals.Figures(r.Context(), me(r), midnight(s.Law.Local, from), midnight(s.Law.Local, to+1))
	if err != nil && typed(err) {
		wrong, from, to = err, today(s.Law.Local, s.Clock.Now()), today(s.Law.Local, s.Clock.Now())
		v, err = s.Journals.Figures(r.Context(), me(r), midnight(s.Law.Local, from), midnight(s.Law.Local, to+1))
	}
	if err != nil {
		return nil, err
	}
	p := &figuresPage{View: v, From: from, To: to, Key: s.newKey(), Over: !s.Clock.Now().Before(midnight(s.Law.Local, to+1)), Mine: v.Mine.Sittings > 0}
	p.Role = s.staffRole(r)
	if wrong != nil {
		p.Refuse(lang(r), wrong)
	}
	p.draw(r)
	return p, nil
}

// draw makes the charts: minutes lost by cause, losses by cause, by judge.
func (p *figuresPage) draw(r *http.Request) {
	l, f := lang(r), p.View.Total
	t := func(key string) string { return i18n.T(l, key, nil) }
	lost, losses := barsOf{}, barsOf{}
	for _, c := range hearing.Causes() {
		ms := f.LostMS[c]
		lost.add(t("cause."+string(c)), (ms+500)/1000, duration(l, time.Duration(ms)*time.Millisecond), string(c))
		losses.add(t("cause."+string(c)), int64(f.Losses[c]), strconv.Itoa(f.Losses[c]), string(c))
	}
	p.Charts = []barChart{lost.chart(t("figures.lost")), losses.chart(t("figures.losses"))}
	if len(p.View.Judges) > 1 {
		judges := barsOf{}
		for _, j := range p.View.Judges {
			judges.add(j.Name, (j.HeldMS+500)/1000, duration(l, time.Duration(j.HeldMS)*time.Millisecond), "judge")
		}
		p.Charts = append(p.Charts, judges.chart(t("figures.by_judge")))
	}
}

// barsOf are bars before they are measured against the longest.
type barsOf struct {
	bars []bar
	n    []int64
}

func (b *barsOf) add(label string, n int64, value, class string) {
	b.bars, b.n = append(b.bars, bar{Label: label, Value: value, Class: class}), append(b.n, n)
}

func (b *barsOf) chart(title string) barChart {
	most := int64(1)
	for _, n := range b.n {
		most = max(most, n)
	}
	for i := range b.bars {
		b.bars[i].W = percent(100 * float64(b.n[i]) / float64(most))
	}
	return barChart{Title: title, Bars: b.bars}
}

func (s *site) figuresShow(w http.ResponseWriter, r *http.Request) error {
	p, err := s.figures(r)
	if err != nil {
		return err
	}
	p.Done = r.URL.Query().Get("done") == "counted"
	status := http.StatusOK
	if len(p.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	s.Page(w, r, status, "figures_show", p)
	return nil
}

// figuresPost sets the period's figures down in the record.
func (s *site) figuresPost(w http.ResponseWriter, r *http.Request) error {
	if err := genuine(r); err != nil {
		return err
	}
	p, err := s.figures(r)
	if err != nil {
		return err
	}
	p.Key = s.keyOf(r)
	if len(p.Errors) > 0 {
		s.Page(w, r, http.StatusUnprocessableEntity, "figures_show", p)
		return nil
	}
	_, err = s.Journals.CountFigures(r.Context(), me(r), clerk.CountFigures{Stamp: clerk.Stamp{Key: p.Key}, From: midnight(s.Law.Local, p.From), To: midnight(s.Law.Local, p.To+1)})
	if err != nil {
		return s.again(w, r, "figures_show", p, err)
	}
	http.Redirect(w, r, "/figures?"+p.asked().Encode()+"&done=counted", http.StatusSeeOther)
	return nil
}

func (p *figuresPage) asked() url.Values {
	return url.Values{"from": {p.From.String()}, "to": {p.To.String()}}
}

// CSV is the same for a spreadsheet.
func (p *figuresPage) CSV() string { return "/figures.csv?" + p.asked().Encode() }

// Span is a length of so many milliseconds, in words.
func (p *figuresPage) Span(ms int64) string {
	return duration(p.Lang, time.Duration(ms)*time.Millisecond)
}

// figuresCSV is a line for each sitting the reader may see, and the sum.
// Lengths are in seconds.
func (s *site) figuresCSV(w http.ResponseWriter, r *http.Request) error {
	p, err := s.figures(r)
	if err != nil {
		return err
	}
	t := func(key string) string { return i18n.T(lang(r), key, nil) }
	sec := func(ms int64) string { return strconv.FormatInt((ms+500)/1000, 10) }
	head := []string{t("figures.sitting"), t("print.judge"), t("figures.ended"), t("figures.sat") + ", s", t("figures.holds"), t("figures.held") + ", s"}
	for _, c := range hearing.Causes() {
		head = append(head, t("figures.lost")+", s: "+t("cause."+string(c)))
	}
	head = append(head, t("figures.attempts"), t("figures.reached"), t("figures.median")+", s", t("figures.ninety")+", s", t("figures.not_admitted"), t("figures.kept_waiting"), t("figures.removed"))
	rows := [][]string{head}
	row := func(name, judge, ended string, f hearing.Figures) {
		cells := []string{name, judge, ended, sec(f.SatMS), strconv.Itoa(f.Holds), sec(f.HeldMS)}
		for _, c := range hearing.Causes() {
			cells = append(cells, sec(f.LostMS[c]))
		}
		rows = append(rows, append(cells, strconv.Itoa(f.Attempts), strconv.Itoa(f.Reached), sec(f.BackMedian), sec(f.BackNinety),
			strconv.Itoa(f.NotAdmitted), strconv.Itoa(f.KeptWaiting), strconv.Itoa(f.Removed)))
	}
	for _, one := range p.View.Sittings {
		row(string(one.CaseNo)+" № "+strconv.Itoa(one.No), one.Name, s.Law.Local(one.EndedAt).Format(time.RFC3339), one.Figures)
	}
	row(t("figures.all"), "", "", p.View.Total)
	return sheetOf(w, "figures-"+p.From.String()+"-"+p.To.String()+".csv", rows)
}
