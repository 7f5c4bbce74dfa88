package rules

import (
	"testing"
	"testing/fstest"
	"time"
)

const year = `holidays:
  - {every: 01-01, name: {kk: қ, ru: р, en: New Year}, status: verified}
  - {every: 01-02, name: {kk: қ, ru: р, en: New Year}, status: verified}
  - {every: 01-07, name: {kk: қ, ru: р, en: Christmas}, status: verified}
  - {every: 03-21, from: 2010-01-01, name: {kk: қ, ru: р, en: Nauryz}, status: verified}
  - {every: 03-22, from: 2010-01-01, name: {kk: қ, ru: р, en: Nauryz}, status: verified}
  - {every: 03-23, from: 2010-01-01, name: {kk: қ, ru: р, en: Nauryz}, status: verified}
  - {every: 12-01, until: 2022-01-01, name: {kk: қ, ru: р, en: First President}, status: verified}
  - {on: 2026-05-27, name: {kk: қ, ru: р, en: Ait}, status: verify}
on_weekend: next_working_day
on_weekend_not: [01-07]
moved:
  - {off: 2026-05-08, work: 2026-05-16, by: "order 1", status: verify}
`

func yearLaw(t *testing.T) *Law {
	t.Helper()
	fs := fstest.MapFS{
		"country.yaml":  {Data: []byte("country: xx\nnames: {kk: Х, ru: Х, en: X}\nzone: [{from: 2004-10-31, utc: 6}, {from: 2024-03-01, utc: 5}]\nweekend: [saturday, sunday]\n")},
		"holidays.yaml": {Data: []byte(year)},
		"limit.yaml": {Data: []byte(`table: limit
code: XX
rules:
  - {id: xx.objection, when: 'matter == "format_objection"', gives: {n: 3, unit: working_days}, from: 2020-01-01` + tail +
			`  - {id: xx.months, when: 'matter == "consideration"', gives: {n: 2, unit: months}, from: 2020-01-01` + tail +
			`  - {id: xx.hours, when: 'matter == "trial_notice"', gives: {n: 72, unit: hours}, from: 2020-01-01` + tail +
			`  - {id: xx.limit, gives: {n: 10, unit: days}, default: true, from: 2020-01-01` + tail)},
		"format.yaml": {Data: []byte(head)},
	}
	for _, d := range tableDefs() {
		if d.name != Format && d.name != Limit {
			fs[string(d.name)+".yaml"] = &fstest.MapFile{Data: []byte(filler(d))}
		}
	}
	law, err := Load(fs)
	if err != nil {
		t.Fatal(err)
	}
	return law
}

func TestDaysOff(t *testing.T) {
	law := yearLaw(t)
	for _, c := range []struct {
		day  string
		free bool
	}{
		{"2026-01-01", true}, {"2026-01-02", true}, {"2026-01-05", false}, // Thursday, Friday; Monday
		{"2023-01-01", true}, {"2023-01-02", true}, {"2023-01-03", true}, {"2023-01-04", false}, // Sunday's holiday, after Monday's own
		{"2022-01-01", true}, {"2022-01-02", true}, {"2022-01-03", true}, {"2022-01-04", true}, {"2022-01-05", false}, // both on a weekend
		{"2023-01-07", true}, {"2023-01-09", false}, // Saturday; this one does not move
		{"2026-03-21", true}, {"2026-03-22", true}, {"2026-03-23", true}, {"2026-03-24", true}, {"2026-03-25", true}, {"2026-03-26", false},
		{"2021-12-01", true}, {"2022-12-01", false},
		{"2026-05-27", true}, {"2027-05-27", false},
		{"2026-05-08", true}, {"2026-05-16", false}, {"2026-05-17", true},
		{"2026-11-26", false}, {"2026-11-28", true},
	} {
		d, _ := ParseDay(c.day)
		if got := law.DayOff(d); got.Is() != c.free {
			t.Errorf("%s %s: free is %v", c.day, d.Time(time.UTC).Weekday(), got)
		}
	}
}

func TestLimits(t *testing.T) {
	law := yearLaw(t)
	for _, c := range []struct{ matter, from, want string }{
		{"format_objection", "2026-11-23T10:00:00Z", "2026-11-26T18:59:59Z"}, // Monday, until Thursday's end at +05
		{"format_objection", "2026-11-23T20:00:00Z", "2026-11-27T18:59:59Z"}, // it is Tuesday there already
		{"format_objection", "2026-03-19T05:00:00Z", "2026-03-27T18:59:59Z"}, // Nauryz between
		{"format_objection", "2026-05-07T05:00:00Z", "2026-05-13T18:59:59Z"}, // a Friday freed by decree
		{"consideration", "2025-12-31T05:00:00Z", "2026-03-02T18:59:59Z"},    // no 31 February; the 28th is a Saturday
		{"consideration", "2026-01-10T05:00:00Z", "2026-03-10T18:59:59Z"},
		{"trial_notice", "2026-01-10T05:00:00Z", "2026-01-13T05:00:00Z"},
		{"remarks_on_minutes", "2026-05-06T05:00:00Z", "2026-05-16T18:59:59Z"}, // ends on a Saturday that is worked
		{"consideration", "2023-12-30T05:00:00Z", "2024-02-29T17:59:59Z"},      // +06 still
	} {
		from, _ := time.Parse(time.RFC3339, c.from)
		end, a, err := law.Limit(c.matter, nil, from)
		if err != nil || end.UTC().Format(time.RFC3339) != c.want {
			t.Errorf("%s from %s: %s by %s, %v; want %s", c.matter, c.from, end.UTC().Format(time.RFC3339), a.By.ID, err, c.want)
		}
	}
}

// The whole of Kazakhstan keeps one time since 1 March 2024; Estonia has summer time.
func TestLocal(t *testing.T) {
	for _, c := range []struct{ law, at, want string }{
		{"kz", "2024-02-29T17:59:00Z", "2024-02-29T23:59:00+06:00"},
		{"kz", "2024-02-29T18:00:00Z", "2024-02-29T23:00:00+05:00"},
		{"kz", "2026-11-24T05:07:00Z", "2026-11-24T10:07:00+05:00"},
		{"ee", "2026-07-01T09:00:00Z", "2026-07-01T12:00:00+03:00"},
		{"ee", "2026-12-01T09:00:00Z", "2026-12-01T11:00:00+02:00"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if got := MustShipped(c.law).Local(at).Format(time.RFC3339); err != nil || got != c.want {
			t.Errorf("%s: %s is %s, want %s", c.law, c.at, got, c.want)
		}
	}
}
