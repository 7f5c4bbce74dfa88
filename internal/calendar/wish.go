package calendar

import (
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// Wishes is how far the wishes of a hearing's people bind its place. A person
// may keep some days of any half year free (Policy.WishDays); the people of one
// case together could keep the whole year free of a hearing. So wishes bind a
// case up to one day, and a later day may be booked over them.
type Wishes struct {
	Bind   Day    // the last day on which they bind this case
	Over   bool   // a judge books later days over them
	Reason string // and why: those whose wish it is are told
}

// OverWish says over whose wishes a hearing was booked, and why.
type OverWish struct {
	People []court.PersonID `json:"people"`
	Reason string           `json:"reason"`
}

// BindUntil is the last day on which wishes bind a case that was opened on a day.
func (p Policy) BindUntil(opened Day) Day { return opened + Day(p.WishBinds) }

// daysWished counts the days of a person's wishes, with one more, in the window
// in which they are the most. Days that are past count, for they have kept a
// hearing waiting; a day named twice is one day, a day taken back is none.
func (c Calendar) daysWished(more PersonAway, p Policy) int {
	window := Day(p.WishWindow)
	if n := int(more.Span.Last-more.Span.First) + 1; n > p.WishDays {
		return n
	}
	first, last := more.Span.First-window+1, more.Span.Last+window-1
	wished := make([]bool, last-first+1)
	wish := func(s Span) {
		for d := max(s.First, first); d <= min(s.Last, last); d++ {
			wished[d-first] = true
		}
	}
	wish(more.Span)
	list, _ := c.away.get(page{of: string(more.Person)})
	for _, a := range list {
		if !a.leave {
			wish(a.Span)
		}
	}
	n, most := 0, 0
	for i, is := range wished {
		if is {
			n++
		}
		if i >= p.WishWindow && wished[i-p.WishWindow] {
			n--
		}
		most = max(most, n)
	}
	return most
}

// awayOn is what keeps a person from a day: leave, which is a fact, before a
// wish.
func (c Calendar) awayOn(p court.PersonID, d Day) kind {
	list, _ := c.away.get(page{of: string(p)})
	found := none
	for _, a := range list {
		switch {
		case !a.Has(d):
		case a.leave:
			return away
		default:
			found = wished
		}
	}
	return found
}

// absent answers a conflict when somebody must not be booked on the day: who is
// on leave, and whose wish binds the hearing.
func (s *sheet) absent() conflict {
	w := s.ask.Wishes
	for _, p := range s.ask.People {
		k := s.c.awayOn(p.Person, s.day)
		if k == none || k == wished && w.Over && s.day > w.Bind {
			continue
		}
		return conflict{kind: k, day: s.day, person: p.Person, start: s.open, end: s.shut, of: int(w.Bind)}
	}
	return conflict{}
}

// over is what of the ask's wishes these slots override; nil where none. It
// refuses (Invalid) to do so without a reason.
func (c Calendar) over(t Terms, a Ask, slots []Slot) (*OverWish, error) {
	o := OverWish{}
	for _, s := range slots {
		for _, p := range a.People {
			if c.awayOn(p.Person, t.day(s.Start.Time)) == wished && !slices.Contains(o.People, p.Person) {
				o.People = append(o.People, p.Person)
			}
		}
	}
	if len(o.People) == 0 {
		return nil, nil
	}
	var err error
	if o.Reason, err = because(a.Wishes.Reason); err != nil {
		return nil, fault.Of(err).On("over_reason")
	}
	return &o, nil
}

// Has reports whether the wish of the person was one of those.
func (o *OverWish) Has(p court.PersonID) bool { return o != nil && slices.Contains(o.People, p) }

// AnyWish reports whether one of these people wishes a day free that is later
// than both days.
func (c Calendar) AnyWish(people []Person, today, bind Day) bool {
	return slices.ContainsFunc(people, func(p Person) bool {
		list, _ := c.away.get(page{of: string(p.Person)})
		return slices.ContainsFunc(list, func(a absence) bool { return !a.leave && a.Last > max(today, bind) })
	})
}
