package gost

import (
	"encoding/binary"
	"hash"
	"math/bits"
	"strconv"
	"sync"
)

// Sizes of GOST 34.11-2015, "Streebog".
const (
	Streebog256Size   = 32
	Streebog512Size   = 64
	StreebogBlockSize = 64
)

// words are the 512 bits of a vector, the least significant first.
type words [8]uint64

// streebog is RFC 6986 with the byte order of its section 5.2 turned: the
// vectors there stand most significant byte first, files and digests do not.
type streebog struct {
	size  int
	h     words
	count words // N, in bits
	sum   words // Σ
	rest  [StreebogBlockSize]byte
	held  int
	table *lpsTable
}

// NewStreebog512 is GOST 34.11-2015 of 512 bits (RFC 6986).
func NewStreebog512() hash.Hash { return newStreebog(Streebog512Size) }

// NewStreebog256 is GOST 34.11-2015 of 256 bits (RFC 6986): another beginning,
// and the more significant half of the end.
func NewStreebog256() hash.Hash { return newStreebog(Streebog256Size) }

func newStreebog(size int) *streebog {
	s := &streebog{size: size, table: lps()}
	s.Reset()
	return s
}

func (s *streebog) Size() int      { return s.size }
func (s *streebog) BlockSize() int { return StreebogBlockSize }

func (s *streebog) Reset() {
	s.h, s.count, s.sum, s.held = words{}, words{}, words{}, 0
	if s.size == Streebog256Size {
		for i := range s.h {
			s.h[i] = 0x0101010101010101 // RFC 6986, section 5.1
		}
	}
}

func (s *streebog) Write(p []byte) (int, error) {
	n := len(p)
	if s.held > 0 {
		took := copy(s.rest[s.held:], p)
		s.held += took
		p = p[took:]
		if s.held < StreebogBlockSize {
			return n, nil
		}
		s.block(s.rest[:])
		s.held = 0
	}
	for ; len(p) >= StreebogBlockSize; p = p[StreebogBlockSize:] {
		s.block(p[:StreebogBlockSize])
	}
	s.held = copy(s.rest[:], p)
	return n, nil
}

// block is stage 2 of RFC 6986, section 8.
func (s *streebog) block(b []byte) {
	m := load(b)
	s.compress(&s.count, &m)
	s.count.add(&words{StreebogBlockSize * 8})
	s.sum.add(&m)
}

// Sum is stage 3 of RFC 6986, section 8. It works on a copy.
func (s *streebog) Sum(in []byte) []byte {
	end := *s
	end.rest[end.held] = 1
	clear(end.rest[end.held+1:])
	m := load(end.rest[:])
	end.compress(&end.count, &m)
	end.count.add(&words{uint64(end.held) * 8})
	end.sum.add(&m)
	end.compress(&words{}, &end.count)
	end.compress(&words{}, &end.sum)
	var out [Streebog512Size]byte
	for i, w := range end.h {
		binary.LittleEndian.PutUint64(out[8*i:], w)
	}
	return append(in, out[Streebog512Size-end.size:]...)
}

// compress is g_N of RFC 6986, section 7.
func (s *streebog) compress(n, m *words) {
	key, state := s.h, *m
	key.xor(n)
	s.table.apply(&key)
	for i := range s.table.constants {
		state.xor(&key)
		s.table.apply(&state)
		key.xor(&s.table.constants[i])
		s.table.apply(&key)
	}
	s.h.xor(&state)
	s.h.xor(&key)
	s.h.xor(m)
}

func load(b []byte) (w words) {
	for i := range w {
		w[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return w
}

func (w *words) xor(o *words) {
	for i := range w {
		w[i] ^= o[i]
	}
}

// add is addition modulo 2^512.
func (w *words) add(o *words) {
	var carry uint64
	for i := range w {
		w[i], carry = bits.Add64(w[i], o[i], carry)
	}
}

// lpsTable holds L(P(S(x))) of RFC 6986, section 6: by the place of a byte in
// its word and its value, what it adds to the result.
type lpsTable struct {
	by        [8][256]uint64
	constants [roundConstantCount]words
}

// apply is LPS. P lays the bytes of one place of all words side by side, so
// word i of the result has byte i of every word.
func (t *lpsTable) apply(w *words) {
	a, b, c, d, e, f, g, h := w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]
	for i := range w {
		w[i] = t.by[0][byte(a)] ^ t.by[1][byte(b)] ^ t.by[2][byte(c)] ^ t.by[3][byte(d)] ^
			t.by[4][byte(e)] ^ t.by[5][byte(f)] ^ t.by[6][byte(g)] ^ t.by[7][byte(h)]
		a, b, c, d, e, f, g, h = a>>8, b>>8, c>>8, d>>8, e>>8, f>>8, g>>8, h>>8
	}
}

// lps is made from the standard's own tables when first asked for: 16 KB.
var lps = sync.OnceValue(func() *lpsTable {
	t := new(lpsTable)
	rows := linearRows()
	for place := range t.by {
		for value := range t.by[place] {
			x := uint64(streebogPi[value]) << (8 * place)
			for bit := range rows {
				if x>>(63-bit)&1 == 1 {
					t.by[place][value] ^= rows[bit]
				}
			}
		}
	}
	for i := range t.constants {
		for j := range t.constants[i] {
			at := 16 * (7 - j)
			t.constants[i][j], _ = strconv.ParseUint(roundConstant(i)[at:at+16], 16, 64) // hex by its making
		}
	}
	return t
})
