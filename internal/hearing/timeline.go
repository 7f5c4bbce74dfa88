package hearing

import (
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// Timeline is the sitting as a picture shows it: a row for each person, and
// bands over all rows while nothing went on.
type Timeline struct {
	From, To time.Time
	Rows     []TimeRow
	Bands    []Band
}

// TimeRow is where one person was, in the order of time.
type TimeRow struct {
	Person  court.PersonID
	Role    court.Role
	Stretch []Stretch
}

// Stretch is a time in which a person was in one place.
type Stretch struct {
	From, To time.Time
	Where    Presence
}

// Band is a time in which the sitting did not go on, or the court's side failed.
type Band struct {
	From, To time.Time
	What     string // held, recess, court
}

// TimelineOf draws from the lines alone. It begins with the first person at
// the door, or the opening, and ends with the closing or now. It is empty
// before anybody came.
func TimelineOf(roll []Seat, lines []Line, now time.Time) Timeline {
	p := plot{at: map[court.PersonID]Stretch{}, done: map[court.PersonID][]Stretch{}, band: map[string]time.Time{}, end: now}
	for _, l := range lines {
		p.people(l)
		p.bands(l)
	}
	if p.begun.IsZero() {
		return Timeline{}
	}
	for what := range p.band {
		p.unband(what, p.end)
	}
	t := Timeline{From: p.begun, To: later(p.begun, p.end), Bands: p.Bands}
	for _, seat := range roll {
		p.move(seat.Person, "", p.end)
		t.Rows = append(t.Rows, TimeRow{seat.Person, seat.Role, p.done[seat.Person]})
	}
	return t
}

type plot struct {
	Bands []Band
	begun time.Time
	end   time.Time
	at    map[court.PersonID]Stretch // where people are, since when
	done  map[court.PersonID][]Stretch
	band  map[string]time.Time
}

func (p *plot) people(l Line) {
	who := court.PersonID(l.Args["person"])
	switch l.Type {
	case "hearing.prepared":
		if at := p.at[l.By.Person].Where; at == "" || at == Outside {
			p.move(l.By.Person, Waiting, l.At)
		}
	case "hearing.entered", "hearing.back":
		p.move(who, Inside, l.At)
	case "hearing.lost":
		p.move(who, Lost, since(l))
	case "hearing.left":
		p.move(l.By.Person, Gone, l.At)
	case "hearing.removed":
		p.move(who, PutOut, l.At)
	case RollChanged{}.EventType():
		for _, gone := range strings.Fields(l.Args["person"]) {
			p.move(court.PersonID(gone), "", l.At)
		}
	case PowerLapsed{}.EventType():
		p.move(who, "", l.At)
	case "hearing.readmitted":
		if p.at[who].Where == PutOut {
			p.move(who, Waiting, l.At)
		}
	case "hearing.court_failed":
		if !strings.HasSuffix(l.Key, ".over") {
			return
		}
		for who, s := range p.at {
			if s.Where == Inside {
				p.move(who, Lost, since(l))
			}
		}
	}
}

// move ends the stretch a person is in and begins another; "" begins none.
func (p *plot) move(who court.PersonID, where Presence, at time.Time) {
	if p.begun.IsZero() && where != "" {
		p.begun = at
	}
	if s := p.at[who]; s.Where != "" && s.Where != Outside && at.After(s.From) {
		s.To = at
		p.done[who] = append(p.done[who], s)
	}
	p.at[who] = Stretch{From: at, Where: where}
}

func (p *plot) bands(l Line) {
	switch l.Type {
	case "hearing.opened":
		if p.begun.IsZero() {
			p.begun = l.At
		}
	case "hearing.held":
		if p.band["held"].IsZero() {
			p.band["held"] = l.At
		}
	case "hearing.technical_break":
		p.band["break"] = l.At
	case "hearing.recessed":
		p.unband("held", l.At)
		p.unband("break", l.At)
		p.band["recess"] = l.At
	case "hearing.resumed", "hearing.went_on", "hearing.hold_dismissed":
		p.unband("held", l.At)
		p.unband("break", l.At)
		p.unband("recess", l.At)
	case "hearing.court_failed":
		p.band["court"] = since(l)
		if until, err := time.Parse(record.TimeLayout, l.Args["until"]); err == nil {
			p.unband("court", until)
		}
	case "hearing.court_restored":
		p.unband("court", l.At)
	case "hearing.closed", "hearing.adjourned":
		p.end = l.At
	}
}

func (p *plot) unband(what string, at time.Time) {
	if from := p.band[what]; !from.IsZero() && at.After(from) {
		p.Bands = append(p.Bands, Band{from, at, what})
	}
	delete(p.band, what)
}
