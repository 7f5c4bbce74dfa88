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
//
// Leave of the bench is booked over on any day: who keeps an hour free for a hearing
// that cannot wait, or puts another in the place of who is away, is the judge's to say.
type Wishes struct {
	Bind   Day    // the last day on which they bind this case
	Over   bool   // a judge books later days over them, and days of leave
	Reason string // and why: those whose wish it is are told

	stands *OverWish // of a place that stands: over whose days it was booked
}

// OverWish says over whose wishes or leave a hearing was booked, and why.
type OverWish struct {
	People []court.PersonID `json:"people"`
	Reason string           `json:"reason"`
}

// BindUntil is the last day on which wishes bind a case that was opened on a day.
func (p Policy) BindUntil(opened Day) Day { return opened + Day(p.WishBinds) }

// bound is how many days of how many in a row one person may keep free.
func (p Policy) bound(leave bool) (days, window int) {
	if leave {
		return p.LeaveDays, p.LeaveWindow
	}
	return p.WishDays, p.WishWindow
}

// daysAway counts the days of a person's wishes, or of their leave, with one
// more, in the window in which they are the most. Days that are past count, for
// they have kept a hearing waiting; a day named twice is one day, a day taken
// back is none.
func (c Calendar) daysAway(more PersonAway, p Policy) int {
	days, in := p.bound(more.Leave)
	window := Day(in)
	if n := int(more.Span.Last-more.Span.First) + 1; n > days {
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
		if a.leave == more.Leave {
			wish(a.Span)
		}
	}
	n, most := 0, 0
	for i, is := range wished {
		if is {
			n++
		}
		if i >= in && wished[i-in] {
			n--
		}
		most = max(most, n)
	}
	return most
}

// awayOn is what keeps a person from a day: leave before a wish. Leave is from
// the bench: where who states it is a party, it is a wish like that of any other.
func (c Calendar) awayOn(p Person, d Day) kind {
	list, _ := c.away.get(page{of: string(p.Person)})
	found := none
	for _, a := range list {
		switch {
		case !a.Has(d):
		case a.leave && p.Role.OnBench():
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
		k := s.c.awayOn(p, s.day)
		if k == none || k == wished && w.Over && s.day > w.Bind || k == away && w.Over && (w.stands == nil || w.stands.Has(p.Person)) {
			continue
		}
		return conflict{kind: k, day: s.day, person: p.Person, start: s.open, end: s.shut, of: int(w.Bind)}
	}
	return conflict{}
}

// over is whose wishes and leave these slots override; nil where nobody's. It
// refuses (Invalid) to do so without a reason.
func (c Calendar) over(t Terms, a Ask, slots []Slot) (*OverWish, error) {
	o := OverWish{}
	for _, s := range slots {
		for _, p := range a.People {
			if c.awayOn(p, t.day(s.Start.Time)) != none && !slices.Contains(o.People, p.Person) {
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
// than both days, or is on leave later than today.
func (c Calendar) AnyWish(people []Person, today, bind Day) bool {
	return slices.ContainsFunc(people, func(p Person) bool {
		list, _ := c.away.get(page{of: string(p.Person)})
		return slices.ContainsFunc(list, func(a absence) bool {
			return a.Last > max(today, bind) || a.leave && p.Role.OnBench() && a.Last > today
		})
	})
}
