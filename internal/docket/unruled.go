package docket

import (
	"maps"
	"slices"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// unruled is what stood in the case, besides what stands now, since the judge
// last ruled on the format or stated the case: of each circumstance, of each
// person's readiness, of each line of the file. What the judge has ordered or
// heard of is not in it, nor what a person may change by their own word alone.
type unruled struct {
	facts map[string][]Circumstance  // a zero value: it was not stated
	ready map[court.PersonID][]Ready // a zero value: nothing was said
	lines map[lineOf]Party           // who came or left by another's word than the judge's
}

// lineOf names a line of the file.
type lineOf struct {
	person court.PersonID
	role   court.Role
	of     court.PersonID
}

func (p Party) line() lineOf { return lineOf{p.Person, p.Role, p.For} }

// remember notes what an event that was just folded put another thing in the
// place of; was is the file before it. What stood before the first decision was
// never asked about.
func (f *File) remember(was File, e record.Event) {
	if len(was.Decisions) == 0 {
		return
	}
	judge := e.Payload.By.Role == court.Judge
	switch e.Type() {
	case FormatRuled{}.EventType():
		f.unruled = unruled{}
	case CircumstancesStated{}.EventType(), Filed{}.EventType():
		if judge && e.Type() == (CircumstancesStated{}).EventType() {
			f.unruled = unruled{}
			return
		}
		for fact, now := range f.Circumstances {
			if before := was.Circumstances[fact]; before.Version != now.Version && before.Value != now.Value {
				f.unruled.facts = also(f.unruled.facts, fact, before)
			}
		}
	case ReadinessStated{}.EventType():
		f.rememberWord(was, e.Payload.By.Person)
	case PartyAdded{}.EventType(), RoleEnded{}.EventType():
		f.rememberLines(was, judge)
	}
}

// rememberWord notes what was said of a person before. Their own word holds at
// once in a case that does not stand in the courtroom, and takes the place of all.
func (f *File) rememberWord(was File, by court.PersonID) {
	stands, _ := was.Standing()
	for p, now := range f.Readiness {
		switch before := was.Readiness[p]; {
		case before.Version == now.Version:
		case by == p && stands.Format != court.InPerson:
			f.unruled.ready = maps.Clone(f.unruled.ready)
			delete(f.unruled.ready, p)
		default:
			f.unruled.ready = also(f.unruled.ready, p, before)
		}
	}
}

// rememberLines notes who came or left. What the judge does of it is ordered.
func (f *File) rememberLines(was File, judge bool) {
	differ := func(a, b []Party) {
		for _, p := range a {
			if !slices.ContainsFunc(b, func(q Party) bool { return q.line() == p.line() }) {
				f.unruled.lines = with(f.unruled.lines, p.line(), p)
				if judge {
					delete(f.unruled.lines, p.line())
				}
			}
		}
	}
	differ(was.Parties, f.Parties)
	differ(f.Parties, was.Parties)
}

// also is m with one more value under k; m stays as it was.
func also[K comparable, V any](m map[K][]V, k K, v V) map[K][]V {
	return with(m, k, append(slices.Clip(m[k]), v))
}

// mostWays is how many ways of the case are asked about; a case in which more
// was said waits for the judge as it stands.
const mostWays = 256

// Ways are the case as it would be with one or more of the things taken back on
// which the judge has not ruled, in every combination. whole is false if there
// are more than can be asked about.
func (f File) Ways() (ways []File, whole bool) {
	ways = []File{f}
	grow := func(n int, to func(File, int) File) bool {
		if len(ways)*(n+1) > mostWays {
			return false
		}
		for _, w := range slices.Clone(ways) {
			for i := range n {
				ways = append(ways, to(w, i))
			}
		}
		return true
	}
	for fact, values := range f.unruled.facts {
		if !grow(len(values), func(w File, i int) File { w.Circumstances = with(w.Circumstances, fact, values[i]); return w }) {
			return nil, false
		}
	}
	for p, words := range f.unruled.ready {
		if !grow(len(words), func(w File, i int) File { w.Readiness = with(w.Readiness, p, words[i]); return w }) {
			return nil, false
		}
	}
	for l, p := range f.unruled.lines {
		if !grow(1, func(w File, _ int) File { return w.toggle(l, p) }) {
			return nil, false
		}
	}
	return ways[1:], true
}

// toggle is the file without the line if it has it, else with it.
func (f File) toggle(l lineOf, p Party) File {
	without := slices.DeleteFunc(slices.Clone(f.Parties), func(q Party) bool { return q.line() == l })
	if len(without) == len(f.Parties) {
		without = append(without, p)
	}
	f.Parties = without
	return f
}

// Waiting is what the judge has not ruled on, for whom it waits.
type Waiting struct {
	Facts  []FactChange     // from what it was then; an empty word was not stated
	People []court.PersonID // of whom something else was said, or who came or left
}

// Waiting is that of the case as it stands.
func (f File) Waiting() (w Waiting) {
	for _, fact := range slices.Sorted(maps.Keys(f.unruled.facts)) {
		if from, to := f.unruled.facts[fact][0].Value, f.Circumstances[fact].Value; from != to {
			w.Facts = append(w.Facts, FactChange{Fact: fact, From: from, To: to})
		}
	}
	for p, words := range f.unruled.ready {
		if words[0].Readiness != f.Readiness[p].Readiness {
			w.People = append(w.People, p)
		}
	}
	for l := range f.unruled.lines {
		w.People = append(w.People, l.person)
	}
	slices.Sort(w.People)
	w.People = slices.Compact(w.People)
	return w
}
