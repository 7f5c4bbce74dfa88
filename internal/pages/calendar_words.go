package pages

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
)

// onDay is a day as people write dates, with the day of the week.
func onDay(lang court.Lang, d calendar.Day) string {
	if d == 0 {
		return ""
	}
	weekday := i18n.T(lang, "cal.weekday."+strconv.Itoa(int(d.Noon().Weekday())), nil)
	return i18n.Zone(utc).Date(lang, d.Noon()) + ", " + weekday
}

// today is the day by the court's clock.
func today(zone i18n.Zone, now time.Time) calendar.Day { return calendar.DayOf(zone(now)) }

// midnight is the moment at which a day begins by the court's clock.
func midnight(zone i18n.Zone, d calendar.Day) time.Time {
	at, err := zone.Parse(d.String() + "T00:00")
	if err != nil {
		return d.Noon() // a day that was written can be read
	}
	return at
}

// notBefore is when a place is sought from on a day: its beginning, and of today now.
func notBefore(zone i18n.Zone, d calendar.Day, now time.Time) time.Time {
	if at := midnight(zone, d); at.After(now) {
		return at
	}
	return now
}

// roomOf finds a courtroom among those of a page; the zero one where it is not.
func roomOf(rooms []clerk.RoomView, id court.RoomID) (clerk.RoomView, bool) {
	if i := slices.IndexFunc(rooms, func(r clerk.RoomView) bool { return r.ID == id }); id != "" && i >= 0 {
		return rooms[i], true
	}
	return clerk.RoomView{}, false
}

// dayOff is why the court does not sit on a day; empty when it does.
func dayOff(lang court.Lang, c rules.Closed) string {
	switch {
	case c.Holiday != nil:
		return c.Holiday[lang]
	case c.Decree != "":
		return i18n.T(lang, "cal.off.decree", fault.Args{"act": c.Decree})
	case c.Weekend:
		return i18n.T(lang, "cal.off.weekend", nil)
	}
	return ""
}

// staffRole names the person's roles in the court itself, for the header.
func (s *site) staffRole(r *http.Request) string {
	p, err := s.Registry.Person(r.Context(), me(r))
	if err != nil {
		return "" // the header says one word less; the page itself was permitted
	}
	return rolesIn(lang(r), p.Staff)
}

// wholes reads whole numbers of a form. What is empty is nought; the first
// that is no number is the refusal, on its field.
type wholes struct {
	value func(field string) string
	err   error
}

func (n *wholes) of(field string) int {
	text := n.value(field)
	if text == "" {
		return 0
	}
	v, err := strconv.Atoi(text)
	if (err != nil || v < 0 || v > 1_000_000) && n.err == nil {
		n.err = fault.Invalid("cal.number").On(field)
	}
	return v
}

// numberField is a whole number's field.
type numberField struct{ ID, Value, Error string }

// numbers are fields of a form, as typed and with what is wrong.
func numbers(f *Frame, typed map[string]string, fields []string) []numberField {
	out := make([]numberField, len(fields))
	for i, id := range fields {
		out[i] = numberField{id, typed[id], f.Err(id)}
	}
	return out
}
