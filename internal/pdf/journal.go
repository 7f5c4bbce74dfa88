package pdf

import (
	"strconv"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
)

// The columns of a journal's lines.
const (
	numberWidth = 14.0
	momentWidth = 20.0
	lineWidth   = width - numberWidth - momentWidth
	codeSize    = 34.0
)

// Journal prints a hearing's journal, or one person's part of it: the episodes
// first, then every line with its record number, what people said of it, and
// the code that leads to the proof of the last line.
func (p *Printer) Journal(lang court.Lang, zone i18n.Zone, courtName string, j hearing.Sheet) ([]byte, error) {
	of := i18n.T(lang, "print.journal.of", fault.Args{"no": j.CaseNo, "k": j.No})
	return p.document(lang, zone, i18n.T(lang, "print.journal", nil)+", "+of, j.Now, func(d *doc) {
		d.AddPage()
		d.say(courtName, "", 11)
		d.say(d.word("print.journal", nil), "B", 17)
		d.say(of, "B", 12)
		if j.Person != "" {
			d.say(d.word("print.journal.person", fault.Args{"name": j.Names[j.Person]}), "", 11)
		}
		d.sitting(j)
		d.part("page.journal.episodes")
		if len(j.Episodes) == 0 {
			d.say(d.word("page.journal.no_episodes", nil), "", 10)
		}
		for _, e := range j.Episodes {
			d.episode(e, j.Names)
		}
		d.part("page.journal.all_lines")
		for _, l := range j.Lines {
			d.journalLine(l, j.Names)
		}
		if len(j.Said) > 0 {
			d.part("page.journal.answers")
		}
		for _, s := range j.Said {
			d.said(s)
		}
		d.proof(j)
	})
}

// say writes a paragraph over the whole width.
func (d *doc) say(text, style string, size float64) {
	d.SetTextColor(18, 32, 46)
	d.SetFont(family, style, size)
	high := size * 0.5
	for _, line := range d.SplitText(text, width) {
		d.room(high)
		d.SetX(margin)
		d.CellFormat(width, high, line, "", 1, "L", false, 0, "")
	}
}

// room begins a new page where so much does not fit.
func (d *doc) room(high float64) {
	if d.GetY()+high > sheet-foot {
		d.AddPage()
	}
}

func (d *doc) part(key string) {
	d.room(18)
	d.SetY(d.GetY() + 4)
	d.say(d.word(key, nil), "B", 12)
	d.rule(d.GetY()+0.5, 0.3)
	d.SetY(d.GetY() + 2)
}

func (d *doc) sitting(j hearing.Sheet) {
	moment := func(key string, t time.Time) {
		if !t.IsZero() {
			d.say(d.word(key, nil)+": "+d.zone.Date(d.lang, t)+", "+d.zone.Clock(d.lang, t), "", 10)
		}
	}
	moment("page.journal.opened", j.Opened)
	moment("page.journal.ended", j.Ended)
	d.say(d.word("page.journal.losses", nil)+": "+d.word("page.journal.n_losses", fault.Args{"n": j.Summary.Losses})+"; "+
		d.word("page.journal.holds", nil)+": "+d.word("page.journal.n_holds", fault.Args{"n": j.Summary.Holds}), "", 10)
}

// episode is one disruption in two or three lines.
func (d *doc) episode(e hearing.Episode, names map[court.PersonID]string) {
	who := names[e.Person]
	if e.Person == "" {
		who = d.word("page.journal.courts_own", nil)
	}
	until := d.zone.Clock(d.lang, e.Until)
	if e.Lasts {
		until = d.word("page.journal.lasts", nil)
	}
	d.room(16)
	d.say(d.zone.Clock(d.lang, e.Since)+" – "+until+"  "+who, "B", 10)
	about := []string{d.word("cause."+string(e.Cause), nil)}
	for _, s := range e.Signs {
		about = append(about, d.word(s, nil))
	}
	if e.Person != "" && len(e.Gaps) > 0 {
		about = append(about, d.word("page.journal.away", nil)+": "+i18n.Span(d.lang, e.Away()))
	}
	if e.Held > 0 {
		about = append(about, d.word("page.journal.held", nil)+": "+i18n.Span(d.lang, e.Held))
	}
	if e.Attempts > 0 {
		about = append(about, d.word("page.journal.attempts", nil)+": "+d.word("page.journal.n_attempts", fault.Args{"n": e.Attempts, "reached": e.Reached}))
	}
	for _, did := range e.Did {
		about = append(about, d.word("page.journal.did."+did, nil))
	}
	d.say(strings.Join(about, "; ")+". "+d.word("page.journal.made_of", nil)+": "+numbered(e.Lines), "", 10)
	d.SetY(d.GetY() + 1.5)
}

func numbered(lines []uint64) string {
	words := make([]string, len(lines))
	for i, n := range lines {
		words[i] = "№ " + strconv.FormatUint(n, 10)
	}
	return strings.Join(words, ", ")
}

// journalLine is a line with its number, whole on one page.
func (d *doc) journalLine(l hearing.Line, names map[court.PersonID]string) {
	cells := []struct {
		wide float64
		part part
	}{{numberWidth, part{"№ " + strconv.FormatUint(l.Version, 10), "B"}}, {momentWidth, part{"", ""}}, {lineWidth, part{l.Text(d.lang, d.zone, names), ""}}}
	if !l.At.IsZero() {
		cells[1].part.text = d.zone.Clock(d.lang, l.At)
	}
	high := float64(d.count([]part{cells[2].part}, lineWidth-gap))*leading + 1.5
	d.room(high)
	x, y := margin, d.GetY()
	for _, c := range cells {
		d.cell(x, y, []part{c.part}, c.wide-1)
		x += c.wide
	}
	d.rule(y+high-1, 0.1)
	d.SetXY(margin, y+high)
}

func (d *doc) said(s hearing.Said) {
	word := "page.journal.objected"
	if s.Agreed {
		word = "page.journal.agreed"
	}
	d.room(12)
	d.say(s.Name+": "+d.word(word, nil)+". "+d.zone.DateTime(d.lang, s.At)+", "+d.word("page.journal.in_case", fault.Args{"n": s.No}), "B", 10)
	if s.Agreed {
		return
	}
	d.say(numbered(s.Lines)+": "+s.Text, "", 10)
	if s.Answer == "" {
		d.say(d.word("page.journal.pending", nil), "", 10)
		return
	}
	d.say(d.word("page.journal."+s.Answer, nil)+". "+s.Reason, "", 10)
}

// proof is where to check, as a code, and the checkpoint in its own words.
func (d *doc) proof(j hearing.Sheet) {
	d.room(codeSize + 8)
	d.SetY(d.GetY() + 5)
	if j.Address == "" {
		d.say(d.word("print.journal.no_proof", fault.Args{"n": j.Version}), "", 10)
		return
	}
	top := d.GetY()
	if err := d.code(j.Address, margin, top); err != nil {
		d.SetError(err)
		return
	}
	x := margin + codeSize + 6
	parts := []part{{d.word("print.journal.proof", fault.Args{"n": j.Version}), "B"}, {d.word("print.journal.checkpoint", nil) + ":", ""}}
	for _, line := range j.Checkpoint {
		parts = append(parts, part{line, ""})
	}
	d.cell(x, top, parts, paper-margin-x)
	d.SetXY(margin, top+codeSize)
}

// code draws a QR code, as black squares on the paper.
func (d *doc) code(text string, x, y float64) error {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return err
	}
	n := code.Bounds().Dx()
	side := codeSize / float64(n)
	d.SetFillColor(0, 0, 0)
	for row := range n {
		for col := range n {
			if red, _, _, _ := code.At(col, row).RGBA(); red == 0 {
				d.Rect(x+float64(col)*side, y+float64(row)*side, side, side, "F")
			}
		}
	}
	return nil
}
