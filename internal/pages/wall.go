package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// A screen in a corridor shows so many lines that three metres away they can
// be read; more of them take turns, and each turn stays so long.
const (
	wallLines   = 7
	wallSeconds = 60
	turnSeconds = 20
)

// tongue is a text in one language.
type tongue struct {
	Lang court.Lang
	Text string
}

// tongues says a text in every language: the corridor does not choose one.
func tongues(say func(court.Lang) string) []tongue {
	var all []tongue
	for _, l := range court.Langs() {
		if text := say(l); len(all) == 0 || text != all[0].Text {
			all = append(all, tongue{l, text})
		}
	}
	return all
}

type wallPage struct {
	Frame
	calendar.CauseList
	Shown      []calendar.Listed
	Title      []tongue
	CourtName  []tongue
	Date       []tongue
	Turn, Of   int  // which part of the list this is
	Still      bool // renewed only when asked to, and whole
	Prev, Next string
}

// Words says a key in every language.
func (p *wallPage) Words(key string) []tongue {
	return tongues(func(l court.Lang) string { return i18n.T(l, key, nil) })
}

// StateKey is the word for how a line stands.
func (p *wallPage) StateKey(l calendar.Listed) string {
	if l.State != calendar.Standing {
		return "cal.wall.state." + string(l.State)
	}
	if l.Sits != calendar.Ahead {
		return "cal.wall.state." + string(l.Sits)
	}
	return "cal.wall.state.ahead"
}

// At is the wall of another day, house or manner.
func (p *wallPage) At(day, house string, still bool) string {
	return "/wall" + p.query(day, house, still)
}

// PDF is the list as it prints.
func (p *wallPage) PDF() string {
	return "/calendar/cause-list.pdf" + p.query(p.Day.String(), p.House, false)
}

func (p *wallPage) query(day, house string, still bool) string {
	q := url.Values{}
	for name, v := range map[string]string{"day": day, "house": house} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if still {
		q.Set("still", "1")
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// DayAsked is the day of the question; empty is today, whichever day that is.
func (p *wallPage) DayAsked() string {
	if p.Today {
		return ""
	}
	return p.Day.String()
}

// wall is the list of hearings for a screen in the corridor. It renews itself
// by a header, because such a screen may run no scripts; who reads it at home
// can stop that.
func (s *site) wall(w http.ResponseWriter, r *http.Request) error {
	list, err := s.listAsked(r)
	if err != nil {
		return err
	}
	p := &wallPage{CauseList: list, Shown: list.Lines, Still: r.URL.Query().Get("still") != "", Turn: 1, Of: 1,
		Title: tongues(func(l court.Lang) string { return i18n.T(l, "cal.wall", nil) }), CourtName: tongues(s.CourtName),
		Date: tongues(func(l court.Lang) string { return onDay(l, list.Day) }),
		Prev: (list.Day - 1).String(), Next: (list.Day + 1).String()}
	p.Bare, p.Sheets = true, []string{"wall"}
	if !p.Still {
		p.takeTurns()
	}
	s.Page(w, r, http.StatusOK, "wall", p)
	return nil
}

// listAsked is the list of the day and the courthouse of the question.
func (s *site) listAsked(r *http.Request) (calendar.CauseList, error) {
	day, err := s.dayAsked(r)
	if err != nil {
		return calendar.CauseList{}, err
	}
	return s.Days.Wall(r.Context(), day, r.URL.Query().Get("house"))
}

// takeTurns shows the part of a long list whose turn it is. What is over gives
// its place to what is not.
func (p *wallPage) takeTurns() {
	p.Renew = wallSeconds
	if len(p.Lines) > wallLines && p.Today {
		p.Shown = slices.DeleteFunc(slices.Clone(p.Lines), func(l calendar.Listed) bool { return l.Sits == calendar.Over })
	}
	if p.Of = (len(p.Shown) + wallLines - 1) / wallLines; p.Of <= 1 {
		p.Of = 1
		return
	}
	p.Renew = turnSeconds
	p.Turn = int(p.Now.Unix()/turnSeconds)%p.Of + 1
	p.Shown = p.Shown[(p.Turn-1)*wallLines : min(p.Turn*wallLines, len(p.Shown))]
}

// causeListPDF is the same list on paper.
func (s *site) causeListPDF(w http.ResponseWriter, r *http.Request) error {
	if s.Print == nil {
		return fault.Unavailable("page.fault.unavailable")
	}
	list, err := s.listAsked(r)
	if err != nil {
		return err
	}
	b, err := s.Print.CauseList(lang(r), s.Law.Local, s.CourtName(lang(r)), list)
	if err != nil {
		return err
	}
	download(w, "application/pdf", "cause-list-"+list.Day.String()+".pdf", "inline")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
	return nil
}
