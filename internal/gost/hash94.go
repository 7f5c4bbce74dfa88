package gost

import (
	"encoding/binary"
	"hash"
	"math/bits"
	"sync"
)

// Sizes of GOST R 34.11-94 and ST RK 34.311-95.
const (
	Hash94Size      = 32
	Hash94BlockSize = 32
)

// quarter are the 256 bits of a vector as four words, the least significant first.
type quarter [4]uint64

// hash94 is RFC 5831. Its hash begins with zeros, as RFC 4357 has it.
type hash94 struct {
	boxes *substitution
	h     quarter
	sum   quarter
	bytes uint64
	rest  [Hash94BlockSize]byte
	held  int
}

// New34311 is GOST 34.311-95 as Kazakhstan uses it: GOST R 34.11-94 with the
// substitution that RFC 4357 (section 11.2) names id-GostR3411-94-TestParamSet.
func New34311() hash.Hash { return &hash94{boxes: testBoxes()} }

// New341194 is GOST R 34.11-94 with id-GostR3411-94-CryptoProParamSet, which is
// used elsewhere and met here only in the tests' second opinion.
func New341194() hash.Hash { return &hash94{boxes: cryptoProBoxes()} }

func (d *hash94) Size() int      { return Hash94Size }
func (d *hash94) BlockSize() int { return Hash94BlockSize }
func (d *hash94) Reset()         { *d = hash94{boxes: d.boxes} }

func (d *hash94) Write(p []byte) (int, error) {
	n := len(p)
	d.bytes += uint64(n)
	if d.held > 0 {
		took := copy(d.rest[d.held:], p)
		d.held += took
		p = p[took:]
		if d.held < Hash94BlockSize {
			return n, nil
		}
		d.block(d.rest[:])
		d.held = 0
	}
	for ; len(p) >= Hash94BlockSize; p = p[Hash94BlockSize:] {
		d.block(p[:Hash94BlockSize])
	}
	d.held = copy(d.rest[:], p)
	return n, nil
}

// block takes one whole block into the hash and into the control sum.
func (d *hash94) block(b []byte) {
	var m quarter
	for i := range m {
		m[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	d.step(&m)
	var carry uint64
	for i := range m {
		d.sum[i], carry = bits.Add64(d.sum[i], m[i], carry)
	}
}

// Sum ends a copy of the hash: the last block filled with zeros, the length in
// bits, the control sum (RFC 5831, section 7).
func (d *hash94) Sum(in []byte) []byte {
	end := *d
	if end.held > 0 {
		clear(end.rest[end.held:])
		end.block(end.rest[:])
	}
	end.step(&quarter{end.bytes << 3, end.bytes >> 61})
	sum := end.sum
	end.step(&sum)
	for _, w := range end.h {
		in = binary.LittleEndian.AppendUint64(in, w)
	}
	return in
}

// step is the step-by-step hash function κ (RFC 5831, section 6).
func (d *hash94) step(m *quarter) {
	var s quarter
	u, v := d.h, *m
	for i := range s {
		if i > 0 {
			u = u.turn()
			if i == 2 {
				u.xor(&quarter{0xff00ff00ff00ff00, 0x00ff00ff00ff00ff, 0xff0000ff00ffff00, 0xff00ffff000000ff}) // C_3
			}
			v = v.turn().turn()
		}
		s[i] = d.boxes.encrypt(mixed(&u, &v), d.h[i])
	}
	d.shuffle(&s, m)
}

// turn is A (RFC 5831, section 6.1).
func (q quarter) turn() quarter { return quarter{q[1], q[2], q[3], q[0] ^ q[1]} }

func (q *quarter) xor(o *quarter) {
	for i := range q {
		q[i] ^= o[i]
	}
}

// mixed is the key P(U ⊕ V) (RFC 5831, section 6.1) as eight words of 32 bits:
// word k has byte k of each quarter.
func mixed(u, v *quarter) (key [8]uint32) {
	for i := range u {
		w := u[i] ^ v[i]
		for k := range key {
			key[k] |= uint32(byte(w>>(8*k))) << (8 * i)
		}
	}
	return key
}

// shuffle is ψ^61(H ⊕ ψ(M ⊕ ψ^12(S))) (RFC 5831, section 6.3).
func (d *hash94) shuffle(s, m *quarter) {
	x := psi(*s, 12)
	x.xor(m)
	x = psi(x, 1)
	x.xor(&d.h)
	d.h = psi(x, 61)
}

// psi shifts times: a register of sixteen words of 16 bits, of which each new
// one is the sum of six.
func psi(q quarter, times int) (out quarter) {
	var y [16 + 61]uint16
	for i := range 16 {
		y[i] = uint16(q[i/4] >> (16 * (i % 4)))
	}
	for i := range times {
		y[i+16] = y[i] ^ y[i+1] ^ y[i+2] ^ y[i+3] ^ y[i+12] ^ y[i+15]
	}
	for i := range 16 {
		out[i/4] |= uint64(y[times+i]) << (16 * (i % 4))
	}
	return out
}

// substitution holds the eight nodes of GOST 28147-89, two by two, already
// turned left by 11.
type substitution [4][256]uint32

func (b *substitution) round(x uint32) uint32 {
	return b[0][byte(x)] ^ b[1][byte(x>>8)] ^ b[2][byte(x>>16)] ^ b[3][byte(x>>24)]
}

// encrypt is GOST 28147-89 in simple substitution (RFC 5830, section 5).
func (b *substitution) encrypt(key [8]uint32, block uint64) uint64 {
	n1, n2 := uint32(block), uint32(block>>32)
	for range 3 {
		for i := 0; i < 8; i += 2 {
			n2 ^= b.round(n1 + key[i])
			n1 ^= b.round(n2 + key[i+1])
		}
	}
	for i := 7; i > 0; i -= 2 {
		n2 ^= b.round(n1 + key[i])
		n1 ^= b.round(n2 + key[i-1])
	}
	return uint64(n1)<<32 | uint64(n2)
}

// The nodes as RFC 4357 (section 11.2) has them, the first one for the least
// significant four bits.
var (
	testBoxes = sync.OnceValue(func() *substitution {
		return expand([8]string{"4a92d80e6b1c7f53", "eb4c6dfa23810759", "581da342efc7609b", "7da1089fe46cb253",
			"6c715fd84a9e03b2", "4ba0721d36859cfe", "db413f590ae7682c", "1fd057a4923e6b8c"})
	})
	cryptoProBoxes = sync.OnceValue(func() *substitution {
		return expand([8]string{"a4568137dce092bf", "5f402db91763cea8", "7fce94103b526a8d", "4a7c0f28e165db93",
			"764b9c2a180efd35", "7624d9f0a15b8ec3", "de41705a3c8f629b", "13a95b4f867ed02c"})
	})
)

// expand joins nodes two by two.
func expand(nodes [8]string) *substitution {
	const digits = "0123456789abcdef"
	value := func(node string, at int) uint32 {
		for i := range digits {
			if digits[i] == node[at] {
				return uint32(i)
			}
		}
		return 0
	}
	b := new(substitution)
	for i := range b {
		for x := range b[i] {
			pair := value(nodes[2*i], x&15) | value(nodes[2*i+1], x>>4)<<4
			b[i][x] = bits.RotateLeft32(pair<<(8*i), 11)
		}
	}
	return b
}
