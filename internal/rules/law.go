package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"time"

	"tarazy/internal/fault"
)

// Law is one country's procedure, checked as a whole. It never changes: a
// local policy or an amendment makes another Law.
type Law struct {
	src    source
	lex    *lexicon
	tables map[Table][]segment
	digest string
}

// segment is what is in force of one table from a day until the next segment.
type segment struct {
	from  Day
	rules []*Rule
	over  [][]bool // over[i][j]: rule i outranks rule j
	facts []int    // every fact the segment's conditions ask
}

// Load reads and checks a law. The error is of type Problems and names every
// file, line and reason at once.
func Load(fsys fs.FS) (*Law, error) {
	src, bad := read(fsys)
	if len(bad) > 0 {
		return nil, bad
	}
	if src.country.Code == "" {
		return nil, Problems{{File: ".", Why: fault.Invalid("law.wrong.no_country")}}
	}
	return build(src)
}

// build compiles the conditions and checks the law as a whole.
func build(src source) (*Law, error) {
	l := &Law{src: src, lex: vocabulary(), tables: map[Table][]segment{}}
	var bad Problems
	c, err := newCompiler(l.lex)
	if err != nil {
		return nil, err
	}
	done := map[string]truth{}
	for _, r := range src.rules {
		t, ok := done[r.When]
		if !ok {
			t = r.holds // of a law that is being amended the conditions are tables already
			if t.bits == nil {
				var wrong *flaw
				if t, wrong = c.compile(r.When); wrong != nil {
					bad = append(bad, Problem{r.File, r.when, r.ID, wrong.why, wrong.detail})
					continue
				}
			}
			done[r.When] = t
		}
		r.gives, r.takes = formatBit(r.Gives.Word), 0
		for _, f := range r.Forbids {
			r.takes |= formatBit(f)
		}
		if r.holds = t; !t.some {
			bad = append(bad, Problem{File: r.File, Line: r.when, Rule: r.ID, Why: fault.Invalid("law.wrong.never_applies")})
		}
	}
	if len(bad) > 0 {
		return nil, bad
	}
	if bad = checkVersions(src.rules); len(bad) > 0 {
		return nil, bad
	}
	for _, d := range tableDefs() {
		l.tables[d.name] = segments(ofTable(src.rules, d.name))
		for _, s := range l.tables[d.name] {
			if len(s.rules) > mostInForce {
				bad.add(s.rules[mostInForce], fault.Invalid("law.wrong.many_in_force").With(fault.Args{"most": mostInForce, "table": d.name}))
			}
		}
	}
	if len(bad) > 0 {
		return nil, bad
	}
	if bad = l.check(); len(bad) > 0 {
		return nil, bad
	}
	if l.checkLocal(&bad); len(bad) > 0 {
		return nil, bad
	}
	l.digest = digest(src)
	return l, nil
}

func ofTable(rules []*Rule, t Table) []*Rule {
	var out []*Rule
	for _, r := range rules {
		if r.Table == t {
			out = append(out, r)
		}
	}
	return out
}

// segments cuts a table at every day on which a rule begins or ends.
func segments(rules []*Rule) []segment {
	var cuts []Day
	for _, r := range rules {
		cuts = append(cuts, r.From)
		if r.Until != 0 {
			cuts = append(cuts, r.Until)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	out := make([]segment, 0, len(cuts))
	for _, day := range cuts {
		s := segment{from: day}
		for _, r := range rules {
			if r.inForce(day) {
				s.rules = append(s.rules, r)
			}
		}
		s.rank()
		s.collect()
		out = append(out, s)
	}
	return out
}

// rank works out who outranks whom: as written, through others, and every rule
// outranks the defaults.
func (s *segment) rank() {
	n := len(s.rules)
	s.over = make([][]bool, n)
	for i, r := range s.rules {
		s.over[i] = make([]bool, n)
		for j, other := range s.rules {
			s.over[i][j] = i != j && (names(r.Over, other.ID) || other.Default && !r.Default)
		}
	}
	for k := range n {
		for i := range n {
			if !s.over[i][k] {
				continue
			}
			for j := range n {
				s.over[i][j] = s.over[i][j] || s.over[k][j]
			}
		}
	}
}

func (s *segment) collect() {
	seen := map[int]bool{}
	for _, r := range s.rules {
		for _, f := range r.holds.on {
			seen[f] = true
		}
	}
	for f := range seen {
		s.facts = append(s.facts, f)
	}
	slices.Sort(s.facts)
}

// at is the segment in force at a moment; ok is false before the law began.
func (l *Law) at(t Table, when time.Time) (*segment, bool) {
	return l.on(t, DayOf(l.Local(when)))
}

func (l *Law) on(t Table, day Day) (*segment, bool) {
	return segmentOn(l.tables[t], day)
}

func segmentOn(all []segment, day Day) (*segment, bool) {
	i, found := slices.BinarySearchFunc(all, day, func(s segment, d Day) int { return int(s.from) - int(d) })
	if !found {
		i--
	}
	if i < 0 {
		return nil, false
	}
	return &all[i], true
}

// Digest is the SHA-256 of everything the law says, in hex. It stands in the
// record with each decision, so that a past one can be run again.
func (l *Law) Digest() string { return l.digest }

func digest(src source) string {
	rules := slices.Clone(src.rules)
	slices.SortFunc(rules, func(a, b *Rule) int {
		if c := strings.Compare(a.ID, b.ID); c != 0 {
			return c
		}
		return int(a.From) - int(b.From)
	})
	h := sha256.New()
	enc := json.NewEncoder(h)
	// Neither can fail: rules and country are plain values, the hash takes all.
	_ = enc.Encode(src.country)
	_ = enc.Encode(rules)
	return hex.EncodeToString(h.Sum(nil))
}

// Rules lists a table's rules in force at a moment, as the files order them.
func (l *Law) Rules(t Table, at time.Time) []Rule {
	s, ok := l.at(t, at)
	if !ok {
		return nil
	}
	out := make([]Rule, len(s.rules))
	for i, r := range s.rules {
		out[i] = *r
	}
	return out
}

// All lists every rule in every version, as the files order them.
func (l *Law) All() []Rule {
	out := make([]Rule, len(l.src.rules))
	for i, r := range l.src.rules {
		out[i] = *r
	}
	return out
}

// Rule finds a rule by its id, in the version of that moment.
func (l *Law) Rule(id string, at time.Time) (Rule, bool) {
	day := DayOf(l.Local(at))
	for _, r := range l.src.rules {
		if r.ID == id && r.inForce(day) {
			return *r, true
		}
	}
	return Rule{}, false
}
