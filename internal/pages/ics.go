package pages

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// ics writes sittings as a file that any calendar takes in. A sitting has the
// same UID for ever, and a SEQUENCE that grows with every change: taken in
// again, the file changes what it brought before. It names nobody: a calendar
// is often shared, and others' part in a case is theirs to tell.
func (s *site) ics(lang court.Lang, lines []myLine, now time.Time) string {
	host := (&url.URL{Host: s.look.Host}).Hostname()
	cal := ical.NewCalendarFor("Tarazy")
	cal.SetMethod(ical.MethodPublish)
	cal.SetXWRCalName(i18n.T(lang, "cal.mine", nil))
	for _, l := range lines {
		e := cal.AddEvent(fmt.Sprintf("%s-%d@%s", l.Booking.Hearing, l.No, host))
		e.SetDtStampTime(now)
		e.SetSequence(int(l.Version))
		e.SetStartAt(l.Slot.Start.Time)
		e.SetEndAt(l.Slot.End.Time)
		e.SetSummary(i18n.T(lang, "cal.ics.summary", fault.Args{"case": string(l.CaseNo)}))
		e.SetLocation(l.place(lang))
		e.SetDescription(l.described(lang, s.Law.Local))
		e.SetURL(s.Origin() + l.Href)
		e.SetStatus(ical.ObjectStatusConfirmed)
		if l.State == calendar.LetGo {
			e.SetStatus(ical.ObjectStatusCancelled)
		}
	}
	return cal.Serialize(ical.WithNewLineWindows)
}

// described tells what the person needs to know besides time and place.
func (l myLine) described(lang court.Lang, zone i18n.Zone) string {
	role, format := i18n.T(lang, "role."+string(l.Role), nil), i18n.T(lang, "format.short."+string(l.Format), nil)
	text := []string{i18n.T(lang, "cal.ics.text", fault.Args{"role": role, "format": format})}
	if l.Of > 1 {
		text = append(text, i18n.T(lang, "cal.day_of", fault.Args{"n": l.Of, "k": l.No}))
	}
	if w := l.Waiting; w != nil {
		text = append(text, i18n.T(lang, "cal.place.waits", fault.Args{"place": w.Place, "from": zone.Time(lang, w.From.Time), "until": zone.Time(lang, w.Until.Time)}))
	}
	return strings.Join(text, "\n")
}
