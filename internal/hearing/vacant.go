package hearing

import (
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// Vacancy is the place of a person who stood for another and whom the sitting
// cannot do without, after their role ended while it went on: nobody stands for
// that other any more. It lasts until somebody does or the judge goes on without.
type Vacancy struct {
	Person court.PersonID // who stood
	For    court.PersonID
}

// vacate finds which necessary places are empty by a change of the roll from
// what it was before, and which are filled by it.
func (s *Sitting) vacate(before []Seat) {
	vacant := slices.Clone(s.Vacant)
	for _, t := range before {
		for _, tie := range t.Ties() {
			v := Vacancy{t.Person, tie.For}
			if s.Live() && tie.Necessary && tie.Role.Represents() && tie.stands(s.At) && !slices.Contains(vacant, v) {
				vacant = append(vacant, v)
			}
		}
	}
	s.Vacant = slices.DeleteFunc(vacant, func(v Vacancy) bool {
		_, still := s.Seat(v.For)
		return !still || s.stoodFor(v.For)
	})
}

// stoodFor reports whether somebody on the roll stands for the person by a power
// that holds at the hearing.
func (s Sitting) stoodFor(p court.PersonID) bool {
	return slices.ContainsFunc(s.Roll, func(t Seat) bool {
		return slices.ContainsFunc(t.Ties(), func(tie Tie) bool { return tie.For == p && tie.Role.Represents() && tie.stands(s.At) })
	})
}

// VacantNow answers the hold for a necessary place that the end of a role left
// empty. To go on without is the judge's to rule, whoever ended the role: one act
// does not both put somebody out and go on without them.
func (s Sitting) VacantNow() []record.Data {
	if s.State != Session && s.State != Held || !s.Remote() {
		return nil
	}
	d := HeldFor{Cause: PowerOver}
	for _, v := range s.Vacant {
		if (s.Hold == nil || !slices.Contains(s.Hold.About, v.Person)) && !slices.Contains(d.About, v.Person) {
			d.About = append(d.About, v.Person)
		}
	}
	if len(d.About) == 0 {
		return nil
	}
	return []record.Data{d}
}

// Ousted is the seat a person had in the sitting until their role in the case
// ended while it went on: the end is answered as an order is.
func (s Sitting) Ousted(p court.PersonID) (Seat, bool) {
	i := slices.IndexFunc(s.Former, func(t Seat) bool { return t.Person == p && t.Order != nil })
	if i < 0 {
		return Seat{}, false
	}
	return s.Former[i], true
}

// object keeps the person's word beside the order it is against, wherever their
// seat is. Values folded earlier stay as they were.
func (s *Sitting) object(p court.PersonID, to uint64, o Objection) {
	keep := func(t *Seat) {
		if t.Person != p || t.Order == nil || t.Order.Version != to {
			return
		}
		order := *t.Order
		order.Objections = append(slices.Clip(order.Objections), o)
		t.Order = &order
	}
	s.Former = slices.Clone(s.Former)
	for i := range s.Roll {
		keep(&s.Roll[i])
	}
	for i := range s.Former {
		keep(&s.Former[i])
	}
}
