package calendar

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Where is from where a person attends.
type Where string

const (
	InCourt Where = "courtroom"
	Online  Where = "online"
)

// Person is one who must attend a hearing.
type Person struct {
	Person court.PersonID `json:"person"`
	Role   court.Role     `json:"role"`
	Where  Where          `json:"where"`
	KM     int            `json:"km,omitempty"` // the way to the court
}

// Part is a part of the day.
type Part string

const (
	AnyTime   Part = ""
	Morning   Part = "morning"
	Afternoon Part = "afternoon"
)

// Ask is what a hearing needs of the calendar.
type Ask struct {
	Hearing court.HearingID
	Case    court.CaseID
	CaseNo  court.CaseNo
	Format  court.Format
	Lang    court.Lang
	Closed  bool
	People  []Person

	Minutes     int // of each sitting
	Days        int // on so many working days in a row; 0 is one
	NotBefore   time.Time
	NotAfter    time.Time // zero: within a year
	Prefer      Part      // where a day has both, this part of it
	House       string    // only in this courthouse
	Press       int       // seats wished for
	Public      int
	Cameras     int // the room must have of its own
	Microphones int
	Wishes      Wishes

	Now      time.Time // when it is asked: nobody is in the courtroom sooner than they can come
	Open     bool      // the public may be present
	NoPublic string    // why it gets no seats all the same
	Instead  *Instead  // the date it was to have
}

// A sitting shorter or longer than that is a slip of the pen.
const (
	minMinutes = 5
	maxMinutes = 12 * 60
)

// inRoom counts who must have a seat.
func (a Ask) inRoom() (g Given) {
	for _, p := range a.People {
		switch {
		case p.Where != InCourt:
		case p.Role.OnBench():
			g.Bench++
		case p.Role == court.Witness: // the one role whose holders may not meet each other
			g.Witnesses++
		default:
			g.Parties++
		}
	}
	return g
}

// check refuses an ask that no calendar could answer: without case or bench,
// with a format that has no sitting, or with people where the format has none.
func (a *Ask) check() error {
	if a.Hearing == "" || a.Case == "" || a.CaseNo == "" {
		return fault.Invalid("calendar.ask.case_missing").On("case")
	}
	if a.Days == 0 {
		a.Days = 1
	}
	if a.Minutes < minMinutes || a.Minutes > maxMinutes || a.Days < 1 || a.Days > 60 {
		return fault.Invalid("calendar.ask.duration").On("minutes")
	}
	if !slices.Contains([]Part{AnyTime, Morning, Afternoon}, a.Prefer) {
		return fault.Invalid("calendar.ask.part_unknown").On("prefer")
	}
	if a.Press < 0 || a.Public < 0 || a.Cameras < 0 || a.Microphones < 0 {
		return fault.Invalid("calendar.ask.seats").On("public")
	}
	if a.Closed {
		a.Press, a.Public = 0, 0
	}
	if a.Format == court.Hybrid {
		a.Cameras, a.Microphones = max(a.Cameras, 1), max(a.Microphones, 1)
	}
	return a.checkPeople()
}

func (a *Ask) checkPeople() error {
	seen, bench := map[court.PersonID]bool{}, false
	in, away := 0, 0
	for _, p := range a.People {
		if p.Person == "" || p.Role == "" || p.KM < 0 || (p.Where != InCourt && p.Where != Online) {
			return fault.Invalid("calendar.ask.person").On("people")
		}
		if seen[p.Person] {
			return fault.Invalid("calendar.ask.person_twice").With(fault.Args{"person": p.Person}).On("people")
		}
		seen[p.Person] = true
		bench = bench || p.Role == court.Judge
		if p.Where == InCourt {
			in++
		} else {
			away++
		}
	}
	if !bench {
		return fault.Invalid("calendar.ask.judge_missing").On("people")
	}
	fits := map[court.Format]bool{court.InPerson: away == 0, court.Hybrid: in > 0, court.Online: in == 0}
	if ok, known := fits[a.Format]; !known {
		return fault.Invalid("calendar.ask.format").On("format")
	} else if !ok {
		return fault.Invalid("calendar.ask.where").On("people")
	}
	return nil
}

// Again is the ask for another place of the booking: who attends from where and
// what is asked of the room stay, as Move keeps them, but that those who must
// come do; how long, when, in which courthouse and how far wishes bind are as
// asked now.
func (b Booking) Again(now Ask, come []Person) Ask {
	a := b.ask(nil)
	a.People = brought(a.People, come)
	a.Minutes, a.Days, a.NotBefore, a.NotAfter, a.Prefer, a.House, a.Wishes, a.Now = now.Minutes, now.Days, now.NotBefore, now.NotAfter, now.Prefer, now.House, now.Wishes, now.Now
	return a
}

// brought are the people with those in the courtroom who must come to it.
func brought(people, come []Person) []Person {
	out := slices.Clone(people)
	for i := range out {
		for _, p := range come {
			if p.Person == out[i].Person {
				out[i] = p
			}
		}
	}
	return out
}

// Online are those of these people who are booked online in a hearing that has
// its place.
func (b Booking) Online(people []Person) []Person {
	return slices.DeleteFunc(slices.Clone(people), func(p Person) bool {
		return b.State != Standing || !slices.ContainsFunc(b.People, func(o Person) bool { return o.Person == p.Person && o.Where == Online })
	})
}

// booked is the event that gives the ask these slots.
func (a Ask) booked(slots []Slot, waiting []Wait, over *OverWish) Booked {
	return Booked{Hearing: a.Hearing, Case: a.Case, CaseNo: a.CaseNo, Format: a.Format, Lang: a.Lang, Closed: a.Closed,
		People: slices.Clone(a.People), Press: a.Press, Public: a.Public, Cameras: a.Cameras, Microphones: a.Microphones,
		Slots: slots, Waiting: waiting, Over: over, Instead: a.Instead, NoPublic: a.NoPublic}
}

// ask is what the booking was asked with, for the slots it still needs.
func (b *Booking) ask(slots []Slot) Ask {
	a := Ask{Hearing: b.Hearing, Case: b.Case, CaseNo: b.CaseNo, Format: b.Format, Lang: b.Lang, Closed: b.Closed,
		People: b.People, Press: b.Press, Public: b.Public, Cameras: b.Cameras, Microphones: b.Microphones, Days: max(1, len(slots))}
	for _, s := range slots {
		a.Minutes = max(a.Minutes, int(s.End.Sub(s.Start.Time).Minutes()))
	}
	return a
}
