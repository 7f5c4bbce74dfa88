package pdf

import (
	"strings"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/i18n"
)

// The columns of a cause list.
const (
	timeWidth  = 17.0
	roomWidth  = 34.0
	stateWidth = 40.0
	caseWidth  = width - timeWidth - roomWidth - stateWidth
	gap        = 4.0
	leading    = 4.7
)

// part is a run of lines in one cell, all in one weight.
type part struct {
	text  string
	style string
}

// CauseList prints a day of a courthouse as it hangs in the corridor. It holds
// what the list holds: no name that the law keeps is in it to be printed.
func (p *Printer) CauseList(lang court.Lang, zone i18n.Zone, courtName string, list calendar.CauseList) ([]byte, error) {
	title := i18n.T(lang, "print.cause_list", nil) + ", " + dayOf(lang, list.Day)
	return p.document(lang, zone, title, list.Now, func(d *doc) {
		d.AddPage()
		d.heading(courtName, list)
		if len(list.Lines) == 0 {
			d.SetFont(family, "", 11)
			d.CellFormat(width, 8, d.word("cal.wall.none", nil), "", 1, "L", false, 0, "")
			return
		}
		d.columns()
		for _, l := range list.Lines {
			if list.House != "" {
				l.House = "" // stands in the heading
			}
			d.line(l)
		}
	})
}

// dayOf is a day in words: its noon falls on it whatever the clock.
func dayOf(lang court.Lang, day calendar.Day) string {
	return i18n.Zone(time.Time.UTC).Date(lang, day.Noon())
}

func (d *doc) heading(courtName string, list calendar.CauseList) {
	d.SetTextColor(18, 32, 46)
	for _, h := range []struct {
		text  string
		style string
		size  float64
		high  float64
	}{{courtName, "", 11, 6}, {d.word("print.cause_list", nil), "B", 17, 9}, {dayOf(d.lang, list.Day), "B", 12, 6}, {list.House, "", 11, 6}} {
		if h.text == "" {
			continue
		}
		d.SetFont(family, h.style, h.size)
		for _, line := range d.SplitText(h.text, width) {
			d.CellFormat(width, h.high, line, "", 1, "L", false, 0, "")
		}
	}
	d.SetY(d.GetY() + 4)
}

// columns writes the table's head, once on every page.
func (d *doc) columns() {
	d.SetFont(family, "B", 9)
	d.SetTextColor(18, 32, 46)
	for _, c := range []struct {
		key  string
		wide float64
	}{{"cal.time", timeWidth}, {"cal.room", roomWidth}, {"cal.wall.case", caseWidth}, {"cal.state", stateWidth}} {
		d.CellFormat(c.wide, 6, d.word(c.key, nil), "", 0, "L", false, 0, "")
	}
	d.rule(d.GetY()+6.5, 0.5)
	d.SetXY(margin, d.GetY()+8)
}

func (d *doc) rule(y, thick float64) {
	d.SetDrawColor(122, 136, 150)
	d.SetLineWidth(thick)
	d.Line(margin, y, paper-margin, y)
}

// line writes a sitting, on a new page where it does not fit whole.
func (d *doc) line(l calendar.Listed) {
	cells := []struct {
		wide  float64
		parts []part
	}{
		{timeWidth, []part{{d.zone.Time(d.lang, l.Start), "B"}}},
		{roomWidth, d.where(l)},
		{caseWidth, d.what(l)},
		{stateWidth, d.state(l)},
	}
	rows := 0
	for _, c := range cells {
		rows = max(rows, d.count(c.parts, c.wide-gap))
	}
	high := float64(rows)*leading + 4
	if d.GetY()+high > sheet-foot {
		d.AddPage()
		d.columns()
	}
	x, y := margin, d.GetY()
	for _, c := range cells {
		d.cell(x, y, c.parts, c.wide-gap)
		x += c.wide
	}
	d.rule(y+high-2, 0.1)
	d.SetXY(margin, y+high)
}

// count is how many lines the parts need.
func (d *doc) count(parts []part, wide float64) int {
	n := 0
	for _, p := range parts {
		d.SetFont(family, p.style, 10)
		n += len(d.SplitText(p.text, wide))
	}
	return n
}

func (d *doc) cell(x, y float64, parts []part, wide float64) {
	d.SetTextColor(18, 32, 46)
	for _, p := range parts {
		d.SetFont(family, p.style, 10)
		for _, text := range d.SplitText(p.text, wide) {
			d.SetXY(x, y)
			d.CellFormat(wide, leading, text, "", 0, "L", false, 0, "")
			y += leading
		}
	}
}

func (d *doc) where(l calendar.Listed) []part {
	if l.Room == "" {
		return []part{{d.word("cal.attend.online", nil), ""}}
	}
	parts := []part{{l.Room, ""}}
	if l.House != "" {
		parts = append(parts, part{l.House, ""})
	}
	return parts
}

func (d *doc) what(l calendar.Listed) []part {
	parts := []part{{string(l.CaseNo), "B"}}
	switch {
	case l.Closed:
		parts = append(parts, part{d.word("cal.wall.closed", nil), ""})
	case len(l.PartyNames) > 0:
		parts = append(parts, part{d.word("print.parties", nil) + ": " + strings.Join(l.PartyNames, ", "), ""})
	}
	if l.JudgeName != "" {
		parts = append(parts, part{d.word("print.judge", nil) + ": " + l.JudgeName, ""})
	}
	return parts
}

func (d *doc) state(l calendar.Listed) []part {
	switch l.State {
	case calendar.MovedOff:
		return []part{{d.word("cal.wall.state.moved", nil), "B"}, {d.word("cal.wall.to", nil) + " " + d.zone.DateTime(d.lang, l.To), ""}}
	case calendar.LetGo:
		return []part{{d.word("cal.wall.state.released", nil), "B"}}
	}
	return []part{{d.word("cal.state.booked", nil), "B"}, {d.word("format.short."+string(l.Format), nil), ""}}
}
