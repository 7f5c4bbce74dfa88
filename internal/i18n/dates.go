package i18n

import (
	"fmt"
	"time"

	"tarazy/internal/court"
)

// offsets is the time of Almaty as data by date, newest first: the machine's
// own zone files may be older than the change of 2024. The time before
// 2004-10-31 had summer time and is outside the life of any case here.
func offsets() [2]offset {
	return [...]offset{
		{time.Date(2024, 2, 29, 18, 0, 0, 0, time.UTC), 5}, // 2024-03-01 00:00 at +06:00
		{time.Time{}, 6},
	}
}

// offset is the time from a moment on, in hours east of UTC.
type offset struct {
	from  time.Time
	hours int
}

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

// Local is t by the court's clock.
func Local(t time.Time) time.Time {
	for _, o := range offsets() {
		if !t.Before(o.from) {
			return t.In(time.FixedZone(fmt.Sprintf("UTC+%d", o.hours), o.hours*3600))
		}
	}
	return t
}

// ParseLocal reads a date and time typed by a person, as a browser's
// datetime-local field sends it, by the court's clock.
func ParseLocal(s string) (time.Time, error) {
	t, err := time.Parse("2006-01-02T15:04", s)
	if err != nil {
		return time.Time{}, err
	}
	for _, o := range offsets() {
		at := t.Add(-time.Duration(o.hours) * time.Hour)
		if !at.Before(o.from) {
			return Local(at), nil
		}
	}
	return t, nil
}

// Date is the day in words, by the court's clock.
func Date(lang court.Lang, t time.Time) string {
	t = Local(t)
	return fmt.Sprintf(datePattern(lang), t.Day(), month(lang, t.Month()), t.Year())
}

// Time is the time of day to the minute, by the court's clock.
func Time(_ court.Lang, t time.Time) string { return Local(t).Format("15:04") }

// Clock is the time of day to the second, as journals need it.
func Clock(_ court.Lang, t time.Time) string { return Local(t).Format("15:04:05") }

// DateTime is the day in words and the time to the minute.
func DateTime(lang court.Lang, t time.Time) string {
	return Date(lang, t) + ", " + Time(lang, t)
}
