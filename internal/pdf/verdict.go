package pdf

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/i18n"
	"tarazy/internal/signature"
)

// Verdict prints what was found about a file, so that it can be handed on. The
// paper says itself that it proves nothing: the file is to be checked again.
func (p *Printer) Verdict(lang court.Lang, zone i18n.Zone, courtName string, at time.Time, v signature.Paper) ([]byte, error) {
	return p.document(lang, zone, i18n.T(lang, "verify.title", nil), at, func(d *doc) {
		d.AddPage()
		d.say(courtName, "", 11)
		d.say(d.word("verify.title", nil), "B", 17)
		if v.File != "" {
			d.say(v.File, "B", 12)
		}
		d.SetY(d.GetY() + 4)
		d.say(v.Says, "B", 12)
		if v.Test {
			d.say(d.word("verify.test", nil), "B", 10)
		}
		d.SetY(d.GetY() + 2)
		for _, f := range v.Facts {
			d.say(f, "", 10)
		}
		for _, part := range v.Parts {
			d.room(14)
			d.rule(d.GetY()+2, 0.1)
			d.SetY(d.GetY() + 4)
			d.say(d.word("verify.grade."+string(part.Grade), nil)+": "+part.Head, "B", 10)
			for _, l := range part.Lines {
				d.say(l, "", 10)
			}
		}
		d.SetY(d.GetY() + 6)
		d.say(d.word("verify.paper", nil), "", 9)
	})
}
