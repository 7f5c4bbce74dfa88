package clerk

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

// OwnLine is one sitting as a person of it attends it.
type OwnLine struct {
	calendar.Line
	Room    calendar.Courtroom // the zero one online
	Role    court.Role
	Where   calendar.Where
	Waiting *calendar.Wait // where a witness waits
	Of      int            // how many sittings the hearing has
}

// OwnLineOf is a line of the calendar as the person attends it.
func OwnLineOf(who court.PersonID, l calendar.Line, room calendar.Courtroom) OwnLine {
	own := OwnLine{Line: l, Room: room, Of: len(l.Slots)}
	for _, p := range l.People {
		if p.Person == who {
			own.Role, own.Where = p.Role, p.Where
		}
	}
	for _, w := range l.Booking.Waiting {
		if w.Person == who && w.From.Before(l.Slot.End.Time) && w.Until.After(l.Slot.Start.Time) {
			own.Waiting = &w
		}
	}
	return own
}

// Place is where the person attends, in a line.
func (l OwnLine) Place(lang court.Lang) string {
	if l.Slot.Room == "" || l.Where == calendar.Online {
		return i18n.T(lang, "cal.attend.online", nil)
	}
	return strings.Join([]string{l.Room.Name, l.Room.House, l.Room.Town}, ", ")
}

// ICS writes sittings as a file that any calendar takes in. A sitting has the
// same UID for ever, and a SEQUENCE that grows with every change: taken in
// again, the file changes what it brought before. It names nobody: a calendar
// is often shared, and others' part in a case is theirs to tell.
func ICS(lang court.Lang, zone i18n.Zone, origin string, lines []OwnLine, now time.Time) string {
	host := ""
	if at, err := url.Parse(origin); err == nil {
		host = at.Hostname()
	}
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
		e.SetLocation(l.Place(lang))
		e.SetDescription(l.described(lang, zone))
		e.SetURL(origin + "/hearings/" + string(l.Booking.Hearing))
		e.SetStatus(ical.ObjectStatusConfirmed)
		if l.State == calendar.LetGo {
			e.SetStatus(ical.ObjectStatusCancelled)
		}
	}
	return cal.Serialize(ical.WithNewLineWindows)
}

// described tells what the person needs to know besides time and place.
func (l OwnLine) described(lang court.Lang, zone i18n.Zone) string {
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
