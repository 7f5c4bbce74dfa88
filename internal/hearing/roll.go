package hearing

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// RollLine is one line of the roll as it stands in the record: who is
// necessary was decided by the rules in force when the line was written.
type RollLine struct {
	Person    court.PersonID  `json:"person"`
	Role      court.Role      `json:"role"`
	For       court.PersonID  `json:"for,omitempty"`
	Necessary bool            `json:"necessary"`
	Articles  []court.Article `json:"articles"`
	// From and Until bound the power the role rests on, where it is bounded:
	// before From, and from Until on, it gives no standing.
	From  *record.Time `json:"from,omitempty"`
	Until *record.Time `json:"until,omitempty"`
}

// RollChanged makes the roll follow the case file: Lines are those that came or
// are otherwise now, Gone those who are in the case no longer.
type RollChanged struct {
	Lines []RollLine       `json:"lines"`
	Gone  []court.PersonID `json:"gone"`
}

// EventType is the word in the record.
func (RollChanged) EventType() string { return "hearing.roll_changed" }

// rollOf is the roll as the case file has it: everyone in the case, the bench
// first, each in their first role there.
func rollOf(f docket.File, at time.Time, law *rules.Law) ([]RollLine, error) {
	var roll []RollLine
	for _, p := range f.People() {
		line := RollLine{Person: p, Role: f.RolesOf(p)[0]}
		for _, party := range f.Parties {
			if party.Person != p || party.Role != line.Role {
				continue
			}
			line.For = party.For
			var err error
			if line.From, line.Until, err = bounds(party.Terms, law.Local); err != nil {
				return nil, err
			}
			break
		}
		line.Necessary, line.Articles = law.Necessary(f.Kind, line.Role, at)
		roll = append(roll, line)
	}
	return roll, nil
}

// bounds are the moments between which a power holds, by the court's clock:
// from the first of its first day to the first after its last.
func bounds(t docket.Terms, zone i18n.Zone) (from, until *record.Time, err error) {
	moment := func(day string, days int) (*record.Time, error) {
		if day == "" {
			return nil, nil
		}
		d, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return nil, err
		}
		at, err := zone.Parse(d.AddDate(0, 0, days).Format(time.DateOnly) + "T00:00")
		if err != nil {
			return nil, err
		}
		m := record.At(at.UTC())
		return &m, nil
	}
	if from, err = moment(t.From, 0); err != nil {
		return nil, nil, err
	}
	until, err = moment(t.Until, 1)
	return from, until, err
}

// Follow is how the roll changes so that it is the case file's again; nothing
// where it is, and where the sitting is over. Nobody loses a place by it but
// who is in the case no longer.
func (s Sitting) Follow(f docket.File, law *rules.Law) ([]record.Data, error) {
	if s.Over() {
		return nil, nil
	}
	lines, err := rollOf(f, s.At, law)
	if err != nil {
		return nil, err
	}
	d := RollChanged{Lines: []RollLine{}, Gone: []court.PersonID{}}
	for _, l := range lines {
		if t, on := s.Seat(l.Person); !on || !t.is(l) {
			d.Lines = append(d.Lines, l)
		}
	}
	for _, t := range s.Roll {
		if !slices.ContainsFunc(lines, func(l RollLine) bool { return l.Person == t.Person }) {
			d.Gone = append(d.Gone, t.Person)
		}
	}
	if len(d.Lines)+len(d.Gone) == 0 {
		return nil, nil
	}
	return []record.Data{d}, nil
}

// is reports whether the seat is what the line says of role and power. Who is
// necessary is asked anew only with another role.
func (t Seat) is(l RollLine) bool {
	same := func(at time.Time, m *record.Time) bool { return m == nil && at.IsZero() || m != nil && m.Equal(at) }
	return t.Role == l.Role && t.For == l.For && same(t.From, l.From) && same(t.Until, l.Until)
}

// take gives the seat what the line says. Where the person is, and what was
// ordered about them, stays as it was.
func (t *Seat) take(l RollLine) {
	t.Person, t.Role, t.For, t.Necessary, t.Articles = l.Person, l.Role, l.For, l.Necessary, l.Articles
	t.From, t.Until, t.Lapsed = time.Time{}, time.Time{}, false
	if l.From != nil {
		t.From = l.From.Time
	}
	if l.Until != nil {
		t.Until = l.Until.Time
	}
}

// Stands reports whether the power the seat rests on holds at a moment. Most
// seats rest on none that ends.
func (t Seat) Stands(at time.Time) bool {
	return !at.Before(t.From) && (t.Until.IsZero() || at.Before(t.Until))
}

// Awaited reports whether the sitting is to wait for the person. It waits for
// nobody whose power does not cover its day; and for a witness, who is called
// when their turn comes and goes when they have been heard, only while they
// are being heard.
func (s Sitting) Awaited(t Seat) bool {
	switch {
	case !t.Necessary || !t.Stands(s.At):
		return false
	case t.Role == court.Witness:
		return t.Admitted && t.Presence != Gone
	}
	return true
}

// standing refuses (Forbidden) a person whose power does not cover the day of
// the hearing, and says from when or until when it holds.
func (s Sitting) standing(t Seat) error {
	switch {
	case t.Stands(s.At):
		return nil
	case s.At.Before(t.From):
		return fault.Forbidden("hearing.power.not_yet").With(fault.Args{"time": t.From})
	}
	return fault.Forbidden("hearing.power.over").With(fault.Args{"time": t.Until})
}

// follow applies a change of the roll. The place of one who is gone goes with
// them: they are in no room, have no floor and are waited for no longer.
func (s *Sitting) follow(d RollChanged, at time.Time, version uint64) {
	for _, p := range d.Gone {
		s.untalk(p, at, version)
		s.Floor, s.Hands = without(s.Floor, p), without(s.Hands, p)
		s.Roll = slices.DeleteFunc(slices.Clone(s.Roll), func(t Seat) bool {
			if t.Person == p {
				s.Former = append(slices.Clip(s.Former), t)
			}
			return t.Person == p
		})
	}
	for _, l := range d.Lines {
		if _, on := s.Seat(l.Person); on {
			s.seat(l.Person, func(t *Seat) { t.take(l) })
			continue
		}
		t := Seat{Presence: Outside, Since: at}
		t.take(l)
		s.Former = slices.DeleteFunc(slices.Clone(s.Former), func(o Seat) bool { return o.Person == l.Person })
		s.Roll = append(slices.Clip(s.Roll), t)
	}
}

// EverOn is the roll with those whose role has ended since.
func (s Sitting) EverOn() []Seat { return slices.Concat(s.Roll, s.Former) }

// rolled fills the words of a journal line about the roll.
func (l *Line) rolled(e record.Event) error {
	if l.Type != (RollChanged{}).EventType() {
		return nil
	}
	return with(e, func(d RollChanged) {
		var came []court.PersonID
		for _, line := range d.Lines {
			came = append(came, line.Person)
		}
		l.Args["people"], l.Args["person"] = join(came), join(d.Gone)
		switch {
		case len(came) == 0:
			l.Key += ".gone"
		case len(d.Gone) == 0:
			l.Key += ".came"
		}
	})
}
