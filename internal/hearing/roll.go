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
	// before From, and from Until on, it gives no standing. Entered says by whom
	// those days were entered.
	From    *record.Time `json:"from,omitempty"`
	Until   *record.Time `json:"until,omitempty"`
	Entered *PowerEntry  `json:"entered,omitempty"`
	// Also are the other lines of the case file that the person has: an advocate
	// of two clients stands for the second by a power of its own.
	Also []RollLine `json:"also,omitempty"`
}

// PowerEntry is the entry by which a power has the days it has: who made it, when,
// and its number in the case's record.
type PowerEntry struct {
	By court.PersonID `json:"by"`
	At record.Time    `json:"at"`
	No uint64         `json:"no"`
}

// RollChanged makes the roll follow the case file: Lines are those that came or
// are otherwise now, Gone those who are in the case no longer.
type RollChanged struct {
	Lines []RollLine       `json:"lines"`
	Gone  []court.PersonID `json:"gone"`
	// Reason is that of the change in the case file.
	Reason string `json:"reason,omitempty"`
}

// EventType is the word in the record.
func (RollChanged) EventType() string { return "hearing.roll_changed" }

// rollOf is the roll as the case file has it: everyone in the case, the bench
// first, each by their first line there that holds at the hearing, or their
// first; and by their others.
func rollOf(f docket.File, at time.Time, law *rules.Law) ([]RollLine, error) {
	var roll []RollLine
	for _, p := range f.People() {
		lines, err := linesOf(f, p, at, law)
		if err != nil {
			return nil, err
		}
		first := max(0, slices.IndexFunc(lines, func(l RollLine) bool { return l.tie().stands(at) }))
		line := lines[first]
		if rest := slices.Delete(lines, first, first+1); len(rest) > 0 {
			line.Also = rest
		}
		roll = append(roll, line)
	}
	return roll, nil
}

// linesOf are a person's lines of the case file, in the order of their roles.
func linesOf(f docket.File, p court.PersonID, at time.Time, law *rules.Law) (lines []RollLine, err error) {
	for _, role := range f.RolesOf(p) {
		line := RollLine{Person: p, Role: role}
		line.Necessary, line.Articles = law.Necessary(f.Kind, role, at)
		n := len(lines)
		for _, party := range f.Parties {
			if party.Person != p || party.Role != role {
				continue
			}
			own := line
			own.For = party.For
			if err := own.rest(party, law.Local); err != nil {
				return nil, err
			}
			lines = append(lines, own)
		}
		if n == len(lines) {
			lines = append(lines, line) // the judge and the secretary the case was opened with
		}
	}
	return lines, nil
}

// rest writes between which days the power holds that the line rests on, where
// it rests on one that is bounded.
func (l *RollLine) rest(p docket.Party, zone i18n.Zone) (err error) {
	if !p.Role.ByPower() {
		return nil
	}
	if l.From, l.Until, err = bounds(p.Terms, zone); err != nil || l.From == nil && l.Until == nil {
		return err
	}
	if p.Entry.Version > 0 {
		l.Entered = &PowerEntry{By: p.Entry.By.Person, At: record.At(p.Entry.At), No: p.Entry.Version}
	}
	return nil
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
func (s Sitting) Follow(f docket.File, law *rules.Law, reason string) ([]record.Data, error) {
	if s.Over() {
		return nil, nil
	}
	lines, err := rollOf(f, s.At, law)
	if err != nil {
		return nil, err
	}
	d := RollChanged{Lines: []RollLine{}, Gone: []court.PersonID{}, Reason: court.Text(reason)}
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
	same := func(a, b Tie) bool {
		return a.Role == b.Role && a.For == b.For && a.From.Equal(b.From) && a.Until.Equal(b.Until) && a.Entered.No == b.Entered.No
	}
	return slices.EqualFunc(t.Ties(), l.ties(), same)
}

// take gives the seat what the line says. Where the person is, and what was
// ordered about them, stays as it was.
func (t *Seat) take(l RollLine) {
	ties := l.ties()
	first := ties[0]
	t.Person, t.Role, t.For, t.Necessary, t.Articles, t.Lapsed = l.Person, first.Role, first.For, first.Necessary, l.Articles, false
	t.From, t.Until, t.Entered, t.Also = first.From, first.Until, first.Entered, ties[1:]
}

// standing refuses (Forbidden) a person none of whose powers covers the day of
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
// them: they are in no room and have no floor. What they may say against it, they
// say as against an order.
func (s *Sitting) follow(d RollChanged, by court.PersonID, at time.Time, version uint64) {
	before := s.Roll
	for _, p := range d.Gone {
		s.untalk(p, at, version)
		s.Floor, s.Hands = without(s.Floor, p), without(s.Hands, p)
		s.Roll = slices.DeleteFunc(slices.Clone(s.Roll), func(t Seat) bool {
			if t.Person == p {
				if !s.Over() { // also the evening before: an advocate less at the opening is as much as one put out
					t.Admitted, t.Order = false, &Order{Removal: true, Ended: true, Reason: d.Reason, By: by, At: at, Version: version}
				}
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
	s.vacate(before)
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
		l.because(d.Reason)
	})
}
