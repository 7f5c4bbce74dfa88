package hearing

import (
	"slices"
	"time"

	"tarazy/internal/court"
)

// Tie is what places a person in the hearing: a role, for whom they have it, and
// the power it rests on. Most people have one; who stands for two parties has two.
type Tie struct {
	Role      court.Role
	For       court.PersonID
	Necessary bool
	From      time.Time // between these the power they stand on holds; zero: no bound
	Until     time.Time
	Entered   PowerEntry // the entry by which it holds so long; zero: not said
}

// Ties are all that place the person, the first of which names them.
func (t Seat) Ties() []Tie {
	return append([]Tie{{t.Role, t.For, t.Necessary, t.From, t.Until, t.Entered}}, t.Also...)
}

// tie is the line as it binds the person. A role that rests on no power is
// bounded by none, whatever an older record says.
func (l RollLine) tie() Tie {
	t := Tie{Role: l.Role, For: l.For, Necessary: l.Necessary}
	if !l.Role.ByPower() {
		return t
	}
	if l.From != nil {
		t.From = l.From.Time
	}
	if l.Until != nil {
		t.Until = l.Until.Time
	}
	if l.Entered != nil {
		t.Entered = *l.Entered
	}
	return t
}

func (l RollLine) ties() []Tie {
	ties := []Tie{l.tie()}
	for _, a := range l.Also {
		ties = append(ties, a.tie())
	}
	return ties
}

func (t Tie) stands(at time.Time) bool {
	return !at.Before(t.From) && (t.Until.IsZero() || at.Before(t.Until))
}

// Stands reports whether a power the seat rests on holds at a moment. Most
// seats rest on none that ends.
func (t Seat) Stands(at time.Time) bool {
	return slices.ContainsFunc(t.Ties(), func(tie Tie) bool { return tie.stands(at) })
}

// ended is the tie by the end of which the person has lost their place at a
// moment: the last of those that ended, where none holds any more.
func (t Seat) ended(now time.Time) (last Tie, ok bool) {
	if t.Stands(now) {
		return last, false
	}
	for _, tie := range t.Ties() {
		if !tie.Until.IsZero() && !now.Before(tie.Until) && !tie.Until.Before(last.Until) {
			last, ok = tie, true
		}
	}
	return last, ok
}

// Awaited reports whether the sitting is to wait for the person: for whoever the
// law says it cannot do without. That a power does not cover the day keeps the
// person from the room and excuses nobody: to go on without them is the judge's
// to rule, and to give a reason. It waits for a witness, who is called
// when their turn comes and goes when they have been heard, only while they
// are being heard.
func (s Sitting) Awaited(t Seat) bool {
	needed := slices.ContainsFunc(t.Ties(), func(tie Tie) bool { return tie.Necessary })
	if t.Role == court.Witness {
		return needed && (t.Admitted || t.Uncalled) && t.Presence != Gone
	}
	return needed
}
