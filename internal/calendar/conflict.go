package calendar

import (
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// kind is what stands in a hearing's way. Later kinds are nearer misses: of
// several rooms that cannot be had, the nearest miss is told.
type kind int

const (
	none kind = iota
	past
	late
	holiday
	hours
	away
	wished
	first // the first slot of a day, for somebody from far
	judge
	secretary
	party
	defender
	interpreter
	person
	journey
	tooSoon // to come to the courtroom from now
	noRoom
	equipment
	capacity
	witnesses
	closed
	roomBusy
	cleaning
	kinds // how many there are
)

// key is the kind's message key.
func (k kind) key() string {
	return "calendar.conflict." + [...]string{"", "past", "late", "holiday", "hours", "away", "wish", "first_slot", "judge", "secretary", "party",
		"defender", "interpreter", "person", "journey", "too_soon", "no_room", "equipment", "capacity", "witnesses", "closed", "room", "cleaning"}[k]
}

// kindOf is the conflict of a person who is busy elsewhere.
func kindOf(r court.Role) kind {
	switch r {
	case court.Judge, court.PanelJudge:
		return judge
	case court.Secretary:
		return secretary
	case court.Advocate, court.Representative, court.Defender:
		return defender
	case court.Interpreter:
		return interpreter
	case court.Claimant, court.Respondent, court.Prosecutor, court.Accused, court.Victim, court.ThirdParty:
		return party
	}
	return person
}

// conflict is what stands in the way, before it is put into words.
type conflict struct {
	kind   kind
	person court.PersonID
	room   court.RoomID
	with   *Booking // the hearing that is there already
	start  int64    // the slot asked for, Unix milliseconds
	end    int64
	day    Day
	n, of  int
	why    string
}

func (x conflict) is() bool { return x.kind != none }

// fault puts the conflict into a refusal. Person, room and day are ids and
// days, for a door to say in words; when and until are moments.
func (x conflict) fault(c Calendar) *fault.Error {
	a := fault.Args{"day": x.day, "when": time.UnixMilli(x.start).UTC(), "until": time.UnixMilli(x.end).UTC()}
	if x.person != "" {
		a["person"] = x.person
	}
	if r := c.room(x.room); r != nil {
		a["room"] = r.Name
	}
	if x.with != nil {
		a["case"] = x.with.CaseNo
	}
	switch x.kind {
	case holiday:
		a["why"] = x.why
	case wished:
		a["binds"] = Day(x.of)
	case capacity:
		a["need"], a["of"], a["seats"] = x.n, x.of, i18n.Word(x.why)
	case witnesses, journey, tooSoon, cleaning, equipment:
		a["need"], a["of"] = x.n, x.of
	}
	return fault.Conflict(x.kind.key()).With(a)
}
