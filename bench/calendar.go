package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	rec "tarazy/internal/record"
)

// placings is how many hearings one run places.
const placings = 40

// place measures how long the earliest lawful place of one hearing is sought
// among 10,000 booked: 20 judges whose next hundred days are nearly full.
func (b *bench) place() error {
	terms := calendar.Terms{
		Local: func(t time.Time) time.Time { return t.In(time.FixedZone("UTC+5", 5*60*60)) },
		Policy: func(calendar.Day) calendar.Policy {
			return calendar.Policy{SeatDistanceCM: 100, AirPerPersonM3: 5, RoomSharePercent: 100, Cleaning: 30 * time.Minute, JourneySameTown: time.Hour,
				JourneyOtherTown: 4 * time.Hour, SlotStart: 9 * time.Hour, SlotEnd: 18 * time.Hour, SlotStep: 30 * time.Minute}
		},
		Working: func(d calendar.Day) (bool, string) {
			w := d.Noon().Weekday()
			return w != time.Saturday && w != time.Sunday, "weekend"
		},
	}
	from := time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)
	c, err := booked(terms, from)
	if err != nil {
		return err
	}
	return b.figure("calendar.place", "ms", contender{"tarazy", func() (float64, error) {
		var took []float64
		for n := range placings {
			a := hearingOf(100_000+n, n%20)
			// A whole day: every day that is booked is looked at and passed over.
			a.NotBefore, a.Minutes = from, 480
			began := time.Now()
			if _, err := c.Place(terms, a); err != nil {
				return 0, err
			}
			took = append(took, float64(time.Since(began).Microseconds())/1000)
		}
		return median(took), nil
	}})
}

// hearingOf is an hour before a judge, with people of its own and an advocate
// whom many share.
func hearingOf(n, judge int) calendar.Ask {
	in := func(role court.Role, who string, i int) calendar.Person {
		return calendar.Person{Person: court.PersonID(fmt.Sprintf("p-%s-%d", who, i)), Role: role, Where: calendar.InCourt}
	}
	return calendar.Ask{
		Hearing: court.HearingID(fmt.Sprintf("%032d", n)), Case: court.CaseID(fmt.Sprintf("%032d", n/3)), CaseNo: court.CaseNo(fmt.Sprintf("7501-26-%d", n/3)),
		Format: court.InPerson, Minutes: 60,
		People: []calendar.Person{in(court.Judge, "judge", judge), in(court.Secretary, "secretary", judge), in(court.Claimant, "claimant", n%3000),
			in(court.Respondent, "respondent", n%3000), in(court.Advocate, "advocate", n%60), in("witness", "witness", n)},
	}
}

// booked is a calendar with 25 rooms in three courthouses and 10,000 hearings,
// five a day for each judge.
func booked(terms calendar.Terms, from time.Time) (c calendar.Calendar, err error) {
	add := func(events []rec.Data, refused error) {
		for _, d := range events {
			var e rec.Event
			if e, err = read(c.Version+1, from, d); err == nil {
				c, err = c.Fold(e)
			}
		}
		err = errors.Join(err, refused)
	}
	add(c.Open())
	for i := range 25 {
		add(c.AddRoom(calendar.Courtroom{
			ID: court.RoomID(fmt.Sprintf("r-%016d", i)), Name: fmt.Sprint(i), House: fmt.Sprint("house ", i%3), Town: []string{"Almaty", "Almaty", "Qonaev"}[i%3],
			Seats:  calendar.Seats{Bench: 3, Parties: 8, Press: 2, Public: 20, Witnesses: []calendar.WitnessPlace{{Waiting: fmt.Sprint("waiting ", i), Seats: 1}}},
			AreaM2: 80, VolumeM3: 240, Cameras: 1, Microphones: 2, Use: calendar.Span{First: 1},
		}))
	}
	for n, day := 0, from; n < 10_000 && err == nil; day = day.AddDate(0, 0, 1) {
		if works, _ := terms.Working(calendar.DayOf(day)); !works {
			continue
		}
		for judge := range 20 {
			for k := range 5 {
				start := day.Truncate(24 * time.Hour).Add(time.Duration(4*60+30+90*k) * time.Minute)
				a := hearingOf(n, judge)
				add([]rec.Data{calendar.Booked{Hearing: a.Hearing, Case: a.Case, CaseNo: a.CaseNo, Format: a.Format, People: a.People,
					Slots: []calendar.Slot{{Room: court.RoomID(fmt.Sprintf("r-%016d", judge)), Start: rec.At(start), End: rec.At(start.Add(time.Hour))}}}}, nil)
				n++
			}
		}
	}
	return c, err
}

// read is an event as it comes back from the rec.
func read(version uint64, at time.Time, d rec.Data) (rec.Event, error) {
	data, err := json.Marshal(d)
	return rec.Event{Header: rec.Header{Stream: "calendar", Version: version},
		Payload: &rec.Payload{At: rec.At(at), Data: data, Type: d.EventType()}}, err
}
