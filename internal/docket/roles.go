package docket

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Terms are of what kind a power is and on which days it holds. A day is
// written 2026-11-24, by the court's calendar; an empty one was not said.
type Terms struct {
	Kind  string `json:"kind,omitempty"` // of PowerKinds; empty in files older than the list
	Dated string `json:"dated,omitempty"`
	From  string `json:"from,omitempty"`
	Until string `json:"until,omitempty"` // the last day
}

// PowerKinds are what a role in a case may rest on: an advocate's order, a
// contract, a power of attorney, the law itself (a parent, a guardian), a
// ruling of the court, an official mandate.
func PowerKinds() []string {
	return []string{"order", "contract", "power_of_attorney", "statute", "ruling", "mandate"}
}

// Covers reports whether the power holds on a day, written as in Terms.
func (t Terms) Covers(day string) bool {
	return (t.From == "" || t.From <= day) && (t.Until == "" || day <= t.Until)
}

// bounded reports whether the power has a first or a last day.
func (t Terms) bounded() bool { return t.From != "" || t.Until != "" }

// Shortens reports whether the power ends before another does.
func (t Terms) Shortens(o Terms) bool { return t.Until != "" && (o.Until == "" || t.Until < o.Until) }

// check refuses (Invalid) a kind there is not, days that are none, and an end
// before the beginning.
func (t Terms) check() error {
	if t.Kind != "" && !slices.Contains(PowerKinds(), t.Kind) {
		return fault.Invalid("case.power.kind_unknown").On("power_kind")
	}
	for _, d := range []struct{ day, field string }{{t.Dated, "dated"}, {t.From, "from"}, {t.Until, "until"}} {
		if d.day == "" {
			continue
		}
		if at, err := time.Parse(time.DateOnly, d.day); err != nil || at.Year() < 1990 || at.Year() > 2200 {
			return fault.Invalid("case.power.day").With(fault.Args{"value": d.day}).On(d.field)
		}
	}
	if t.From != "" && t.Until != "" && t.Until < t.From {
		return fault.Invalid("case.power.ends_before").On("until")
	}
	return nil
}

// RoleEnded ends somebody's role in the case, with a reason. What they did in
// it stands.
type RoleEnded struct {
	Person court.PersonID `json:"person"`
	Role   court.Role     `json:"role"`
	For    court.PersonID `json:"for,omitempty"`
	Reason string         `json:"reason"`
}

// EventType is the word in the record.
func (RoleEnded) EventType() string { return "case.role_ended" }

// Looked is an overseer's look at the case file, at a hearing or at its
// journal: it is an act, and everybody in the case sees it.
type Looked struct {
	What    string          `json:"what"`
	Hearing court.HearingID `json:"hearing,omitempty"`
}

// EventType is the word in the record.
func (Looked) EventType() string { return "case.looked" }

// What an overseer can look at.
const (
	LookFile    = "case"
	LookHearing = "hearing"
	LookJournal = "journal"
)

// Look is a look and where it stands in the record.
type Look struct {
	Looked
	By      court.Actor
	At      time.Time
	Version uint64
}

// Change is what became of somebody's role after the case was opened.
type Change struct {
	What    string // "added", "power", "ended"
	Person  court.PersonID
	Role    court.Role
	For     court.PersonID
	Reason  string
	By      court.Actor
	At      time.Time
	Version uint64
}

// On is the file as far as it holds on a day: without those whose power does
// not cover it.
func (f File) On(day string) File {
	f.Parties = slices.DeleteFunc(slices.Clone(f.Parties), func(p Party) bool { return !p.Covers(day) })
	return f
}

// Panel are the judges who sit beside the presiding one.
func (f File) Panel() []court.PersonID {
	var out []court.PersonID
	for _, p := range f.Parties {
		if p.Role == court.PanelJudge {
			out = append(out, p.Person)
		}
	}
	return out
}

// Everyone lists all who are or ever were in the case, once.
func (f File) Everyone() []court.PersonID {
	people := f.People()
	for _, p := range f.Former {
		if !slices.Contains(people, p.Person) {
			people = append(people, p.Person)
		}
	}
	return people
}

// Named lists all whom the file names: everyone, and who did something to its
// roles.
func (f File) Named() []court.PersonID {
	people := f.Everyone()
	add := func(by court.PersonID) {
		if by != "" && !slices.Contains(people, by) {
			people = append(people, by)
		}
	}
	for _, c := range f.Changes {
		add(c.By.Person)
	}
	for _, p := range slices.Concat(f.Parties, f.Former) {
		if p.bounded() { // a journal names who entered the days
			add(p.Entry.By.Person)
		}
	}
	return people
}

// Line finds a line of the file: a person in a role, for somebody or nobody.
func (f File) Line(p court.PersonID, r court.Role, principal court.PersonID) (Party, bool) {
	for _, q := range f.Parties {
		if q.Person == p && q.Role == r && q.For == principal {
			return q, true
		}
	}
	return Party{}, false
}

// Add puts a person into the case in a role, with what that rests on. It
// refuses what Open refuses of a party, and to go without a reason.
func (f File) Add(p Party, reason string) ([]record.Data, error) {
	reason, err := reasoned(reason, "case.role.reason_missing")
	if err != nil {
		return nil, err
	}
	events, err := f.entry(p, f.Parties)
	if err != nil {
		return nil, err
	}
	added := events[0].(PartyAdded)
	added.Reason = reason
	events[0] = added
	return events, nil
}

// Empower puts another power in the place of the one a role rests on: a new
// order, a longer term. It refuses a role the person does not have; days for
// one that is held in their own right, and by no power; to go without words or a reason; and
// a power that does not cover today (written as in Terms) in the place of one
// that does: a role is ended by ending it, and by nothing that ended yesterday.
func (f File) Empower(p Party, reason, today string) ([]record.Data, error) {
	reason, err := reasoned(reason, "case.role.reason_missing")
	if err != nil {
		return nil, err
	}
	now, has := f.Line(p.Person, p.Role, p.For)
	switch {
	case !has:
		return nil, fault.Invalid("case.role.not_held").On("person")
	case !p.Role.ByPower() && p.bounded():
		return nil, fault.Invalid("case.power.own_right").On("until")
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	if now.Covers(today) && !p.Covers(today) {
		return nil, fault.Invalid("case.power.not_today").On("from")
	}
	words := court.Text(p.Power)
	if words == "" || len(words) > maxPower {
		return nil, fault.Invalid("case.party.power_missing").On("power")
	}
	return []record.Data{PowerGiven{Person: p.Person, Role: p.Role, For: p.For, Power: words, Terms: p.Terms, Reason: reason}}, nil
}

// End ends a role in the case. It refuses to go without a reason; a role the
// person does not have; the presiding judge and the secretary, without whom
// there is no case; a party's part in the case to anybody but the judge, since
// that takes from somebody the right to be heard; and to a party any role but
// that of whoever stands for them. Who stood for a party that is in the case no
// longer stands for nobody, and their role ends too.
func (f File) End(d RoleEnded, by court.Actor) ([]record.Data, error) {
	var err error
	if d.Reason, err = reasoned(d.Reason, "case.role.reason_missing"); err != nil {
		return nil, err
	}
	line, has := f.Line(d.Person, d.Role, d.For)
	switch {
	case !has:
		return nil, fault.Invalid("case.role.not_held").On("person")
	case by.Role == court.Judge:
	case line.Role.IsParty():
		return nil, fault.Forbidden("case.role.judge_only")
	case line.Role.OnBench() && by.Role != court.Registrar:
		return nil, fault.Forbidden("case.role.judge_only")
	case by.Role.IsParty() && (!line.Role.Represents() || line.For != by.Person):
		return nil, fault.Forbidden("case.role.not_theirs")
	}
	out := []record.Data{d}
	still := slices.ContainsFunc(f.Parties, func(q Party) bool { return q.Person == d.Person && q != line && principal(q.Role) })
	for _, q := range f.Parties {
		if q.For == d.Person && !still {
			out = append(out, RoleEnded{Person: q.Person, Role: q.Role, For: q.For, Reason: d.Reason})
		}
	}
	return out, nil
}

// Look is an overseer's look. It refuses (Invalid) what cannot be looked at.
func (f File) Look(what string, id court.HearingID) (Looked, error) {
	ours := slices.ContainsFunc(f.Hearings, func(h Hearing) bool { return h.ID == id })
	switch what {
	case LookFile:
		return Looked{What: what}, nil
	case LookHearing, LookJournal:
		if ours {
			return Looked{What: what, Hearing: id}, nil
		}
	}
	return Looked{}, fault.Invalid("case.look.unknown").On("what")
}

// LookedAt is the last moment the person looked at it; zero for never.
func (f File) LookedAt(p court.PersonID, what string, id court.HearingID) (at time.Time) {
	for _, l := range f.Looks {
		if l.By.Person == p && l.What == what && l.Hearing == id {
			at = l.At
		}
	}
	return at
}

// applyRoles folds who came into the case, in what power, who left, and who looked.
func (f *File) applyRoles(e record.Event) error {
	note := func(what string, p court.PersonID, r court.Role, principal court.PersonID, reason string) Change {
		return Change{what, p, r, principal, reason, e.Payload.By, e.Payload.At.Time, e.Header.Version}
	}
	switch e.Type() {
	case PartyAdded{}.EventType():
		var d PartyAdded
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.Parties = append(f.Parties, Party{Person: d.Person, Role: d.Role, For: d.For})
		if d.Reason != "" {
			f.Changes = append(f.Changes, note("added", d.Person, d.Role, d.For, d.Reason))
		}
	case PowerGiven{}.EventType():
		var d PowerGiven
		if err := e.Decode(&d); err != nil {
			return err
		}
		for i, p := range f.Parties {
			if p.Person == d.Person && p.For == d.For && (d.Role == "" || d.Role == p.Role) {
				f.Parties[i].Power, f.Parties[i].Terms = d.Power, d.Terms
				f.Parties[i].Entry = Entry{e.Payload.By, e.Payload.At.Time, e.Header.Version}
			}
		}
		if d.Reason != "" {
			f.Changes = append(f.Changes, note("power", d.Person, d.Role, d.For, d.Reason))
		}
	case RoleEnded{}.EventType():
		var d RoleEnded
		if err := e.Decode(&d); err != nil {
			return err
		}
		c := note("ended", d.Person, d.Role, d.For, d.Reason)
		f.Changes = append(f.Changes, c)
		f.Parties = slices.DeleteFunc(slices.Clone(f.Parties), func(p Party) bool {
			ends := p.Person == d.Person && p.Role == d.Role && p.For == d.For
			if ends {
				f.Former = append(f.Former, p)
			}
			return ends
		})
	case Looked{}.EventType():
		var d Looked
		if err := e.Decode(&d); err != nil {
			return err
		}
		f.Looks = append(f.Looks, Look{d, e.Payload.By, e.Payload.At.Time, e.Header.Version})
	}
	return nil
}
