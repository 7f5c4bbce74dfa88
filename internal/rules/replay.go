package rules

import (
	"cmp"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"tarazy/internal/court"
)

// PastCase is one hearing the court decided on, as its facts were then.
type PastCase struct {
	Case     court.CaseID
	No       court.CaseNo
	District string
	At       time.Time
	Facts    Facts
	Outcome  string // the format that was decided
}

// Difference is a past case that the draft would have heard otherwise.
type Difference struct {
	PastCase
	Was, Now Outcome // by the law as it is and as the draft would have it
	By       string  // the id of the draft's rule that makes the difference, else of the deciding one
	On       Day     // the first day on which they differ
}

// Begins is that day as a moment, at noon.
func (d Difference) Begins() time.Time { return d.On.Time(time.UTC).Add(12 * time.Hour) }

// Move counts decisions from one format to another.
type Move struct {
	From, To  Outcome
	Decisions int
}

// Report is what an amendment would have changed. It changes nothing itself:
// past decisions stand.
type Report struct {
	Old, New string // digests
	Extent
	Skipped   int // decisions: facts that the vocabulary no longer knows, or before the law began
	Moves     []Move
	Districts []District
	Changed   []Difference // the earliest mostDifferences
}

// Extent is how much of the past a draft would have changed. A case may have been
// decided on several times; it would have been heard otherwise if any of its
// decisions had been another.
type Extent struct {
	Cases, CasesChanged         int
	Decisions, DecisionsChanged int
}

func (c *Extent) add(o Extent) {
	c.Cases, c.CasesChanged = c.Cases+o.Cases, c.CasesChanged+o.CasesChanged
	c.Decisions, c.DecisionsChanged = c.Decisions+o.Decisions, c.DecisionsChanged+o.DecisionsChanged
}

// District is one place's share.
type District struct {
	Name string
	Extent
}

// mostDifferences is how many single cases a report names.
const mostDifferences = 1000

// batch is how many decisions a worker takes at a time, and those that follow of
// the same case.
const batch = 512

// Replay decides the format of every past decision anew under the law as it is and
// under the amended one, both on the same day: the case's own or, where the
// amendment takes effect later, that of the amendment, and then each later day
// from which either law is another. A decision is counted once, by the first of these
// days on which they differ. So a part of the draft that takes effect later is
// counted, and what changes without the draft is not counted as the draft's. The
// decisions of a case come one after another; one that names no case is its own.
func Replay(old, amended *Law, cases iter.Seq[PastCase]) Report {
	days, fresh := amended.changes(old), amended.beside(old)
	work := make(chan []PastCase, 2*runtime.GOMAXPROCS(0))
	var mu sync.Mutex
	total := newTally()
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			t := newTally()
			t.fresh = fresh
			for part := range work {
				t.batch(old, amended, days, part)
			}
			mu.Lock()
			total.add(t)
			mu.Unlock()
		})
	}
	part := make([]PastCase, 0, batch)
	for c := range cases {
		if n := len(part); n >= batch && !sameCase(part[n-1], c) {
			work <- part
			part = make([]PastCase, 0, batch)
		}
		part = append(part, c)
	}
	work <- part
	close(work)
	wg.Wait()
	r := total.report()
	r.Old, r.New = old.digest, amended.digest
	return r
}

// changes are the earliest day on which the format's rules differ, and the later
// ones on which those of either law change.
func (l *Law) changes(old *Law) []Day {
	days := []Day{l.changesFrom(old)}
	for _, law := range []*Law{old, l} {
		for _, s := range law.tables[Format] {
			if s.from > days[0] {
				days = append(days, s.from)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// changesFrom is the earliest day on which the format's rules differ.
func (l *Law) changesFrom(old *Law) Day {
	key := func(r *Rule) string { return r.ID + r.From.String() + r.Until.String() }
	var was []string
	for _, r := range ofTable(old.src.rules, Format) {
		was = append(was, key(r))
	}
	var first Day
	for _, r := range ofTable(l.src.rules, Format) {
		if slices.Contains(was, key(r)) {
			continue
		}
		day := r.From
		if slices.ContainsFunc(old.src.rules, func(q *Rule) bool { return q.ID == r.ID && q.From == r.From }) {
			day = r.Until // only its end is new: a repeal, or a version that follows
		}
		if first == 0 || day != 0 && day < first {
			first = day
		}
	}
	return first
}

// beside are the rules, in their versions, that l has beside those of old.
func (l *Law) beside(old *Law) map[*Rule]bool {
	type version struct {
		id   string
		from Day
	}
	had, fresh := map[version]bool{}, map[*Rule]bool{}
	for _, r := range old.src.rules {
		had[version{r.ID, r.From}] = true
	}
	for _, r := range l.src.rules {
		if !had[version{r.ID, r.From}] {
			fresh[r] = true
		}
	}
	return fresh
}

// because is the rule that makes an answer another than it was: one of the fresh
// that gives it, or that takes away what was answered. Where there is none,
// because a rule ended, it is the rule that decides now.
func (l *Law) because(fresh map[*Rule]bool, p point, day Day, was Outcome) *Rule {
	s, _ := l.on(Format, day)
	v := s.decide(p)
	by := s.rules[v.by]
	if fresh[by] {
		return by
	}
	for i, r := range s.rules {
		if v.has(i) && fresh[r] && r.takes&formatBit(was.Word) != 0 {
			return r
		}
	}
	return by
}

// tally counts one worker's share.
type tally struct {
	fresh     map[*Rule]bool // the rules that the draft brings
	skipped   int
	moves     map[[2]Outcome]int
	districts map[string]*District
	changed   []Difference
}

func newTally() *tally {
	return &tally{moves: map[[2]Outcome]int{}, districts: map[string]*District{}}
}

func sameCase(a, b PastCase) bool { return a.Case != "" && a.Case == b.Case }

// batch counts decisions, and their cases by the district of each one's first.
func (t *tally) batch(old, amended *Law, days []Day, part []PastCase) {
	var first *District // of the case at hand
	counted := false    // as one that would have been heard otherwise
	for i, c := range part {
		d := t.districts[c.District]
		if d == nil {
			d = &District{Name: c.District}
			t.districts[c.District] = d
		}
		if i == 0 || !sameCase(part[i-1], c) {
			first, counted = d, false
			first.Cases++
		}
		d.Decisions++
		differs := t.count(old, amended, days, c)
		if differs {
			d.DecisionsChanged++
		}
		if differs && !counted {
			first.CasesChanged++
			counted = true
		}
	}
}

// count reports whether the decision would have been another.
func (t *tally) count(old, amended *Law, days []Day, c PastCase) bool {
	p, err := old.lex.point(c.Facts)
	if err != nil {
		t.skipped++
		return false
	}
	own, said := DayOf(old.Local(c.At)), false
	for i, day := range days {
		if i == 0 {
			day = max(own, day)
		} else if day <= own {
			continue
		}
		was, ok := old.format(p, day)
		now, by := amended.format(p, day)
		if ok == nil || by == nil {
			continue
		}
		said = true
		if was != now {
			t.moves[[2]Outcome{was, now}]++
			t.name(Difference{c, was, now, amended.because(t.fresh, p, day, was).ID, day})
			return true
		}
	}
	if !said {
		t.skipped++
	}
	return false
}

// name keeps a difference if it may be among the earliest.
func (t *tally) name(d Difference) {
	if t.changed = append(t.changed, d); len(t.changed) >= 2*mostDifferences {
		t.changed = earliest(t.changed)
	}
}

// earliest are the first mostDifferences in an order that leaves nothing to
// chance: what is equal in all of it reads the same.
func earliest(all []Difference) []Difference {
	slices.SortFunc(all, func(a, b Difference) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.No, b.No), cmp.Compare(a.District, b.District),
			cmp.Compare(a.Was.String(), b.Was.String()), cmp.Compare(a.Now.String(), b.Now.String()), cmp.Compare(a.By, b.By), cmp.Compare(a.On, b.On))
	})
	return all[:min(len(all), mostDifferences)]
}

// format is Decide without the explanation.
func (l *Law) format(p point, day Day) (Outcome, *Rule) {
	s, ok := l.on(Format, day)
	if !ok {
		return Outcome{}, nil
	}
	v := s.decide(p)
	if v.by < 0 {
		return Outcome{}, nil
	}
	return s.rules[v.by].Gives, s.rules[v.by]
}

func (t *tally) add(o *tally) {
	t.skipped += o.skipped
	for k, n := range o.moves {
		t.moves[k] += n
	}
	for name, d := range o.districts {
		if t.districts[name] == nil {
			t.districts[name] = &District{Name: name}
		}
		t.districts[name].add(d.Extent)
	}
	t.changed = append(t.changed, o.changed...)
}

// report is the same whatever order the workers came in.
func (t *tally) report() Report {
	r := Report{Skipped: t.skipped}
	for k, n := range t.moves {
		r.Moves = append(r.Moves, Move{k[0], k[1], n})
	}
	slices.SortFunc(r.Moves, func(a, b Move) int {
		return strings.Compare(a.From.String()+">"+a.To.String(), b.From.String()+">"+b.To.String())
	})
	for _, d := range t.districts {
		r.add(d.Extent)
		r.Districts = append(r.Districts, *d)
	}
	slices.SortFunc(r.Districts, func(a, b District) int { return strings.Compare(a.Name, b.Name) })
	r.Changed = earliest(t.changed)
	return r
}
