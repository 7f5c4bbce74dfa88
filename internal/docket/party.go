package docket

import (
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Party is one person in one role in the case.
type Party struct {
	Person court.PersonID
	Role   court.Role
	For    court.PersonID // whom they stand for, or are with
	Power  string         // what the role rests on, as it was written
	Terms
	Entry Entry // of the power
}

// Entry is who entered a power, when, and under which number of the case's record.
type Entry struct {
	By      court.Actor
	At      time.Time
	Version uint64
}

// Covers reports whether the role holds on a day. One that is held in a person's
// own right holds on every day, whatever an older record bounds it by.
func (p Party) Covers(day string) bool { return !p.Role.ByPower() || p.Terms.Covers(day) }

// maxPower is the most bytes the words of a power may have.
const maxPower = 400

// RolesInCase lists the roles a case of the kind can give a person, besides the
// presiding judge and the secretary, whom it is opened with.
func RolesInCase(k court.Kind) []court.Role {
	return slices.DeleteFunc(court.Roles(), func(r court.Role) bool {
		return r == court.Judge || r == court.Secretary || r.Standing() == court.OfOffice || !r.Fits(k)
	})
}

// principal reports whether somebody can stand for who holds the role: for a
// party, and for a witness, whom an advocate may accompany.
func principal(r court.Role) bool { return r.IsParty() || r == court.Witness }

// entry is how a person comes into the case, beside all others. It refuses
// what checkParty refuses.
func (f File) entry(p Party, all []Party) ([]record.Data, error) {
	if err := f.checkParty(p, all); err != nil {
		return nil, err
	}
	events := []record.Data{PartyAdded{Person: p.Person, Role: p.Role, For: p.For}}
	if words := court.Text(p.Power); words != "" {
		events = append(events, PowerGiven{Person: p.Person, Role: p.Role, For: p.For, Power: words, Terms: p.Terms})
	}
	return events, nil
}

// checkParty refuses a role nobody can have in such a case, a bench that sits
// as a party, the same line twice, a role that goes with no other, somebody to
// stand for who is no party, and a power that is none. all are the others of
// the case.
func (f File) checkParty(p Party, all []Party) error {
	switch {
	case p.Person == "" || !slices.Contains(RolesInCase(f.Kind), p.Role) && p.Role.Fits(f.Kind):
		return fault.Invalid("case.party.invalid").On("parties")
	case !p.Role.Fits(f.Kind):
		return fault.Invalid("case.party.not_of_kind").On("parties")
	case p.Person == f.Judge || p.Person == f.Secretary:
		return fault.Invalid("case.party.bench").On("parties")
	}
	for _, q := range all {
		if q.Person == p.Person && q.Role == p.Role && q.For == p.For {
			return fault.Invalid("case.party.twice").On("parties")
		}
	}
	if err := f.checkApart(p, all); err != nil {
		return err
	}
	if err := checkFor(p, all); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	if !p.Role.ByPower() && p.bounded() {
		return fault.Invalid("case.power.own_right").On("parties")
	}
	needs := p.Role.Represents() || p.Role == court.Overseer || p.Terms != Terms{}
	if words := court.Text(p.Power); words == "" && needs || len(words) > maxPower {
		return fault.Invalid("case.party.power_missing").On("parties")
	}
	return nil
}

// opposed reports whether two roles stand against each other: nobody sues or
// accuses themselves.
func opposed(a, b court.Role) bool {
	against := map[court.Role][]court.Role{court.Claimant: {court.Respondent}, court.Accused: {court.Victim, court.Prosecutor}}
	return slices.Contains(against[a], b) || slices.Contains(against[b], a)
}

// checkApart refuses a role beside one that it cannot be held with: nobody stands
// on both sides. A judge,
// whoever the court called and whoever only watches are nothing else in the
// case; and who oversees it was nothing else in it before, nor becomes it.
func (f File) checkApart(p Party, all []Party) error {
	alone := func(r court.Role) bool { return r.OnBench() || r.Called() || r.Watches() }
	for _, q := range slices.Concat(all, f.Former) {
		if q.Person != p.Person || q.Role == p.Role {
			continue
		}
		switch {
		case p.Role == court.Overseer || q.Role == court.Overseer:
			return fault.Invalid("case.party.overseer_apart").On("parties")
		case opposed(p.Role, q.Role) && !slices.Contains(f.Former, q):
			return fault.Invalid("case.party.both_sides").On("parties")
		case (alone(p.Role) || alone(q.Role)) && !slices.Contains(f.Former, q):
			return fault.Invalid("case.party.role_alone").On("parties")
		}
	}
	return nil
}

// checkFor refuses somebody who stands for nobody in the case, and one who
// names somebody without standing for them.
func checkFor(p Party, all []Party) error {
	theirs := func(of func(court.Role) bool) bool {
		return p.For != p.Person && slices.ContainsFunc(all, func(q Party) bool { return q.Person == p.For && of(q.Role) })
	}
	switch {
	case p.Role == court.Defender:
		if !theirs(func(r court.Role) bool { return r == court.Accused }) {
			return fault.Invalid("case.party.defends_nobody").On("parties")
		}
	case p.Role.Represents():
		if !theirs(principal) {
			return fault.Invalid("case.party.for_nobody").On("parties")
		}
	case p.For == "":
	case p.Role != court.Assistant || !theirs(func(court.Role) bool { return true }):
		return fault.Invalid("case.party.for_without_power").On("parties")
	}
	return nil
}
