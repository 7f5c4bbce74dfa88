package i18n

import (
	"fmt"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Zone is the court's clock: a moment as it shows it. Which zone that is, and
// since when, the law says (rules.Law.Local); nothing here knows a country.
type Zone func(time.Time) time.Time

// month is written as it stands inside a date.
func month(lang court.Lang, m time.Month) string {
	switch lang {
	case court.Russian:
		return [...]string{"января", "февраля", "марта", "апреля", "мая", "июня",
			"июля", "августа", "сентября", "октября", "ноября", "декабря"}[m-1]
	case court.English:
		return m.String()
	}
	return [...]string{"қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
		"шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"}[m-1]
}

// datePattern is a date's pattern of day, month and year.
func datePattern(lang court.Lang) string {
	switch lang {
	case court.Russian:
		return "%[1]d %[2]s %[3]d г."
	case court.English:
		return "%[1]d %[2]s %[3]d"
	}
	return "%[3]d жылғы %[1]d %[2]s"
}

// Parse reads a date and time typed by a person, as a browser's datetime-local
// field sends it, by the court's clock.
func (z Zone) Parse(s string) (time.Time, error) {
	t, err := time.Parse("2006-01-02T15:04", s)
	if err != nil {
		return time.Time{}, err
	}
	at := t
	for range 2 { // by the zone of about that moment, then by that of the moment it gives
		_, east := z(at).Zone()
		at = t.Add(-time.Duration(east) * time.Second)
	}
	return z(at), nil
}

// Date is the day in words.
func (z Zone) Date(lang court.Lang, t time.Time) string { return date(lang, z(t)) }

// Time is the time of day to the minute.
func (z Zone) Time(_ court.Lang, t time.Time) string { return z(t).Format("15:04") }

// Clock is the time of day to the second, as journals need it.
func (z Zone) Clock(_ court.Lang, t time.Time) string { return z(t).Format("15:04:05") }

// DateTime is the day in words and the time to the minute.
func (z Zone) DateTime(lang court.Lang, t time.Time) string { return dateTime(lang, z(t)) }

func date(lang court.Lang, t time.Time) string {
	return fmt.Sprintf(datePattern(lang), t.Day(), month(lang, t.Month()), t.Year())
}

// dateTime writes a moment as its own zone has it. One that nobody put on a
// court's clock says that it is not on it.
func dateTime(lang court.Lang, t time.Time) string {
	s := date(lang, t) + ", " + t.Format("15:04")
	if t.Location() == time.UTC {
		s += " UTC"
	}
	return s
}

// Span is a length in hours, minutes and seconds, in words.
func Span(lang court.Lang, d time.Duration) string {
	sec := int(d.Round(time.Second) / time.Second)
	a := fault.Args{"h": sec / 3600, "m": sec / 60 % 60, "s": sec % 60}
	switch {
	case sec >= 3600:
		return T(lang, "page.duration.h", a)
	case sec >= 60:
		return T(lang, "page.duration.m", a)
	}
	return T(lang, "page.duration.s", a)
}
