package rules

import (
	"fmt"
	"slices"
)

// set is a set of facts, as the number of a node of its diagrams: none, all, or
// one that asks a fact and goes on by its value.
type set int

const (
	none set = iota
	all
)

// node asks one fact; there is a branch for each of its values.
type node struct {
	fact     int
	branches []set
}

// diagrams are sets of facts as decision diagrams: every combination of all
// facts, of which there are far too many to list, yet each set is found exactly.
// Facts are asked in the vocabulary's order, and equal sets have equal numbers.
type diagrams struct {
	lex   *lexicon
	nodes []node
	known map[string]set
	done  map[[3]int]set
}

func newDiagrams(l *lexicon) *diagrams {
	end := node{fact: len(l.defs)}
	return &diagrams{lex: l, nodes: []node{end, end}, known: map[string]set{}, done: map[[3]int]set{}}
}

// node is the set that asks the fact.
func (d *diagrams) node(fact int, branches []set) set {
	if !slices.ContainsFunc(branches, func(s set) bool { return s != branches[0] }) {
		return branches[0]
	}
	key := fmt.Sprint(fact, branches)
	s, ok := d.known[key]
	if !ok {
		s = set(len(d.nodes))
		d.nodes = append(d.nodes, node{fact, branches})
		d.known[key] = s
	}
	return s
}

// of is where a condition holds.
func (d *diagrams) of(t *truth) set {
	on := slices.Clone(t.on)
	slices.Sort(on)
	var below func(k, at int) set
	below = func(k, at int) set {
		if k == len(on) {
			return set(t.bits[at/64] >> (at % 64) & 1)
		}
		stride := t.stride[slices.Index(t.on, on[k])]
		branches := make([]set, d.lex.defs[on[k]].size())
		for v := range branches {
			branches[v] = below(k+1, at+v*stride)
		}
		return d.node(on[k], branches)
	}
	return below(0, 0)
}

func (d *diagrams) and(a, b set) set { return d.join(0, a, b) }

func (d *diagrams) or(a, b set) set { return d.join(1, a, b) }

// without is a where b does not hold.
func (d *diagrams) without(a, b set) set { return d.join(2, a, b) }

func (d *diagrams) join(op int, a, b set) set {
	if a <= all && b <= all {
		return [3]set{a & b, a | b, a &^ b}[op]
	}
	key := [3]int{op, int(a), int(b)}
	if s, ok := d.done[key]; ok {
		return s
	}
	fact := min(d.nodes[a].fact, d.nodes[b].fact)
	branches := make([]set, d.lex.defs[fact].size())
	for v := range branches {
		branches[v] = d.join(op, d.branch(a, fact, v), d.branch(b, fact, v))
	}
	s := d.node(fact, branches)
	d.done[key] = s
	return s
}

// branch is what is left of a set once the fact has its value.
func (d *diagrams) branch(s set, fact, v int) set {
	if d.nodes[s].fact != fact {
		return s
	}
	return d.nodes[s].branches[v]
}

// example is one member of a set that is not empty, with as many facts at
// their defaults as the way to it allows.
func (d *diagrams) example(s set) point {
	p := slices.Clone(d.lex.start)
	for s > all {
		n := d.nodes[s]
		v := int(p[n.fact])
		if n.branches[v] == none {
			v = slices.IndexFunc(n.branches, func(b set) bool { return b != none })
		}
		p[n.fact], s = uint8(v), n.branches[v]
	}
	return p
}

// heard is, for each rule of the segment, where it gives its answer and that is
// not forbidden; nowhere for one that forbids or is left out.
func (d *diagrams) heard(s *segment, out func(*Rule) bool) []set {
	forbidden := map[uint8]set{}
	heard := make([]set, len(s.rules))
	for i, r := range s.rules {
		if heard[i] = d.of(&r.holds); out(r) {
			heard[i] = none
		}
		for bit := uint8(1); bit <= r.takes; bit <<= 1 {
			if r.takes&bit != 0 {
				forbidden[bit] = d.or(forbidden[bit], heard[i])
			}
		}
	}
	for i, r := range s.rules {
		if r.forbids() {
			heard[i] = none
		}
		heard[i] = d.without(heard[i], forbidden[r.gives])
	}
	return heard
}

// deciding is, for each rule of the segment, where segment.decide answers it: the
// rules are gone through in the same order.
func (d *diagrams) deciding(s *segment) []set {
	by, nobody := make([]set, len(s.rules)), all
	for i, heard := range d.heard(s, func(*Rule) bool { return false }) {
		takes := d.and(heard, nobody)
		nobody = d.without(nobody, heard)
		for k := range i {
			if s.over[i][k] {
				from := d.and(heard, by[k])
				takes, by[k] = d.or(takes, from), d.without(by[k], from)
			}
		}
		by[i] = takes
	}
	return by
}

// answers is, for each format, where the segment answers it, without the rules
// left out. A rule answers where it is heard, and no rule over it answers
// otherwise.
func (d *diagrams) answers(s *segment, out func(*Rule) bool) map[string]set {
	heard := d.heard(s, out)
	at := map[string]set{}
	for i, r := range s.rules {
		won := heard[i]
		for j, o := range s.rules {
			if s.over[j][i] && o.Gives != r.Gives {
				won = d.without(won, heard[j])
			}
		}
		at[r.Gives.Word] = d.or(at[r.Gives.Word], won)
	}
	delete(at, "")
	return at
}
