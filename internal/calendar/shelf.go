package calendar

import "slices"

// utcDay is a day of the index: whole days since 1970 by UTC. It is not the
// court's day, which depends on the law; a reader asks for all it touches.
type utcDay int32

const dayMS = 24 * 60 * 60 * 1000

func utcDayOf(ms int64) utcDay {
	d := ms / dayMS
	if ms < 0 && ms%dayMS != 0 {
		d--
	}
	return utcDay(d)
}

// page is what the index is opened at: a room, a person or a hearing, and the
// day where days are kept apart. An empty name is the whole court.
type page struct {
	of  string
	day utcDay
}

// hash is FNV-1a. It has no seed, so that two calendars folded from the same
// events are the same in memory too.
func (p page) hash() uint64 {
	h := uint64(14695981039346656037)
	for i := range len(p.of) {
		h = (h ^ uint64(p.of[i])) * 1099511628211
	}
	for shift := 0; shift < 32; shift += 8 {
		h = (h ^ uint64(uint32(p.day)>>shift&0xff)) * 1099511628211
	}
	return h ^ h>>29
}

// shelf is a map that is a value: put answers another shelf and copies only
// the way to what it changes. Values put on it are never changed afterwards.
type shelf[V any] struct {
	root *board[V]
	size int
}

// board is a node: either sixteen boards below it, or a few pairs.
type board[V any] struct {
	below *[16]*board[V]
	pairs []pair[V]
}

type pair[V any] struct {
	at page
	v  V
}

// spill is how many pairs a board holds before it is divided.
const spill = 8

func (s shelf[V]) get(at page) (v V, ok bool) {
	b := s.root
	for h := at.hash(); b != nil; h >>= 4 {
		if b.below != nil {
			b = b.below[h&15]
			continue
		}
		for i := range b.pairs {
			if b.pairs[i].at == at {
				return b.pairs[i].v, true
			}
		}
		break
	}
	return v, false
}

func (s shelf[V]) put(at page, v V) shelf[V] {
	root, added := s.root.put(at, v, at.hash(), 0)
	if added {
		s.size++
	}
	s.root = root
	return s
}

func (b *board[V]) put(at page, v V, h uint64, depth int) (now *board[V], added bool) {
	if b == nil {
		return &board[V]{pairs: []pair[V]{{at, v}}}, true
	}
	if b.below != nil {
		below := *b.below
		below[h&15], added = below[h&15].put(at, v, h>>4, depth+1)
		return &board[V]{below: &below}, added
	}
	for i := range b.pairs {
		if b.pairs[i].at == at {
			pairs := slices.Clone(b.pairs)
			pairs[i].v = v
			return &board[V]{pairs: pairs}, false
		}
	}
	// Beyond sixteen levels there is no hash left to divide by.
	if len(b.pairs) < spill || depth >= 16 {
		pairs := make([]pair[V], len(b.pairs), len(b.pairs)+1)
		copy(pairs, b.pairs)
		return &board[V]{pairs: append(pairs, pair[V]{at, v})}, true
	}
	return b.divide(depth).put(at, v, h, depth)
}

func (b *board[V]) divide(depth int) *board[V] {
	var below [16]*board[V]
	for _, p := range b.pairs {
		i := p.at.hash() >> (4 * depth) & 15
		if below[i] == nil {
			below[i] = &board[V]{}
		}
		below[i].pairs = append(below[i].pairs, p)
	}
	return &board[V]{below: &below}
}
