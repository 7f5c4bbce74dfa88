// Package pdf prints the court's papers. It knows no clerk and no page: what
// is to be printed comes to it whole, and the same comes out as the same bytes.
package pdf

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// Printer prints with two weights of one typeface. It is safe for concurrent use.
type Printer struct{ regular, bold []byte }

// New takes the typeface as TrueType. It refuses one that is not there.
func New(regular, bold []byte) (*Printer, error) {
	if len(regular) == 0 || len(bold) == 0 {
		return nil, fmt.Errorf("pdf: no typeface to print with")
	}
	return &Printer{regular: regular, bold: bold}, nil
}

const (
	family = "plex"
	margin = 16.0 // millimetres, as all lengths here
	paper  = 210.0
	sheet  = 297.0
	foot   = 18.0
	width  = paper - 2*margin
)

// doc is one document while it is written.
type doc struct {
	*fpdf.Fpdf
	lang court.Lang
	zone i18n.Zone
}

// word is a text of the catalogue in the document's language.
func (d *doc) word(key string, args fault.Args) string { return i18n.T(d.lang, key, args) }

// document writes a document twice: first to count its pages, then with the
// number of all of them in every foot.
func (p *Printer) document(lang court.Lang, zone i18n.Zone, title string, made time.Time, write func(*doc)) ([]byte, error) {
	pages := 0
	for {
		d := p.open(lang, zone, title, made, pages)
		write(d)
		if d.Err() {
			return nil, fmt.Errorf("pdf: %w", d.Error())
		}
		if pages == 0 {
			pages = d.PageCount()
			continue
		}
		var b bytes.Buffer
		if err := d.Output(&b); err != nil {
			return nil, fmt.Errorf("pdf: %w", err)
		}
		return b.Bytes(), nil
	}
}

// open begins a document whose bytes depend on nothing but what is written.
func (p *Printer) open(lang court.Lang, zone i18n.Zone, title string, made time.Time, pages int) *doc {
	d := &doc{fpdf.New("P", "mm", "A4", ""), lang, zone}
	d.SetCatalogSort(true)
	d.SetCreationDate(made.UTC())
	d.SetModificationDate(made.UTC())
	d.SetProducer("Tarazy", true)
	d.SetTitle(title, true)
	d.SetLang(string(lang))
	d.AddUTF8FontFromBytes(family, "", p.regular)
	d.AddUTF8FontFromBytes(family, "B", p.bold)
	d.SetMargins(margin, margin, margin)
	d.SetAutoPageBreak(false, foot)
	d.SetCellMargin(0)
	d.SetFooterFunc(func() {
		d.SetXY(margin, sheet-foot+6)
		d.SetFont(family, "", 8.5)
		d.SetTextColor(74, 90, 106)
		d.CellFormat(width/2, 4, d.word("print.made", fault.Args{"when": zone.DateTime(lang, made)}), "", 0, "L", false, 0, "")
		d.CellFormat(width/2, 4, d.word("print.page", fault.Args{"n": d.PageNo(), "of": pages}), "", 0, "R", false, 0, "")
	})
	return d
}
