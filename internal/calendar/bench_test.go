package calendar_test

import (
	"fmt"
	"testing"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/record"
)

// crowded is a court with 10,000 booked hearings: 20 judges and 25 rooms in
// three courthouses, so that the days ahead are full.
func crowded(t testing.TB) (calendar.Calendar, calendar.Terms) {
	h := newHouse(&testing.T{})
	h.t.Helper()
	for i := range 25 {
		h.room(fmt.Sprint(i), fmt.Sprintf("House %d", i%3), []string{"Almaty", "Almaty", "Qonaev"}[i%3])
	}
	at := h.now
	for n := 0; n < 10_000; at = at.AddDate(0, 0, 1) {
		d := calendar.DayOf(at)
		if works, _ := h.terms.Working(d); !works {
			continue
		}
		for j := range 20 {
			for k := range 5 {
				n++
				s := slot(court.RoomID(fmt.Sprintf("r-%d", j)), fmt.Sprintf("%s %02d:30", d, 9+k+k/2), 60)
				a := ask(n, in(court.Judge, court.PersonID(fmt.Sprintf("p-judge%d", j))), in(court.Secretary, court.PersonID(fmt.Sprintf("p-secretary%d", j))),
					in(court.Claimant, court.PersonID(fmt.Sprintf("p-claimant%d", n%3000))), in(court.Respondent, court.PersonID(fmt.Sprintf("p-respondent%d", n%3000))),
					in(court.Advocate, court.PersonID(fmt.Sprintf("p-advocate%d", n%60))))
				b := calendar.Booked{Hearing: a.Hearing, Case: a.Case, CaseNo: a.CaseNo, Format: a.Format, People: a.People, Slots: slots(s)}
				h.must([]record.Data{b}, nil)
			}
		}
	}
	if h.c.Size() < 10_000 {
		t.Fatal(h.c.Size())
	}
	return h.c, h.terms
}

func BenchmarkPlace(b *testing.B) {
	c, terms := crowded(b)
	for _, q := range []struct {
		name    string
		judge   court.PersonID
		minutes int
		days    int
	}{{"hour", "p-judge3", 60, 1}, {"day", "p-judge3", 480, 1}, {"three_days", "p-judge3", 480, 3}, {"nowhere", "p-judge3", 720, 1}} {
		b.Run(q.name, func(b *testing.B) {
			a := ask(99_999, in(court.Judge, q.judge), in(court.Secretary, "p-secretary3"), in(court.Claimant, "p-claimant7"),
				in(court.Respondent, "p-respondent8"), in(court.Advocate, "p-advocate9"), in(court.Interpreter, "p-tongue"), in("witness", "p-w1"), in("witness", "p-w2"))
			a.Minutes, a.Days = q.minutes, q.days
			b.ReportAllocs()
			for b.Loop() {
				if p, err := c.Place(terms, a); (err != nil) != (q.name == "nowhere") {
					b.Fatal(err, keys(p.Passed))
				}
			}
		})
	}
}

func BenchmarkFold(b *testing.B) {
	c, _ := crowded(b)
	a := ask(99_999)
	booked := calendar.Booked{Hearing: a.Hearing, Case: a.Case, CaseNo: a.CaseNo, Format: a.Format, People: a.People, Slots: slots(slot("r-3", "2026-05-05 17:30", 30))}
	e := event(c.Version+1, at("2026-03-02 08:00"), booked)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Fold(e); err != nil {
			b.Fatal(err)
		}
	}
}
