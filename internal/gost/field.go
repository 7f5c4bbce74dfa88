package gost

import (
	"math/big"
	"math/bits"
)

// field is arithmetic modulo a prime. Where the prime is 2^n - c with a small c,
// as it is on every curve that Kazakhstan uses, what lies above 2^n is folded
// onto what lies below, c times: several times faster than a division.
//
// Between operations values are not brought below p and may be negative: they
// stay within a few bits of p's length. normal brings one to its only form.
type field struct {
	p     *big.Int
	c     *big.Int // p = 2^n - c; nil where it is not so
	words int      // n in words
}

func newField(p *big.Int) *field {
	f := &field{p: p}
	n := uint((p.BitLen() + bits.UintSize - 1) / bits.UintSize * bits.UintSize)
	c := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), n), p)
	if c.BitLen() <= 16 {
		f.c, f.words = c, int(n)/bits.UintSize
	}
	return f
}

// scratch is room for the operations of one verification; it is no one else's.
type scratch struct {
	f         *field
	product   big.Int
	quotient  big.Int
	high, low big.Int // views, never written through
	carry     big.Int
	t         [6]big.Int
}

// mul sets z to x·y; z may be x or y.
func (s *scratch) mul(z, x, y *big.Int) {
	x = s.product.Mul(x, y)
	if s.f.c == nil {
		s.quotient.QuoRem(x, s.f.p, z)
		return
	}
	w, n := x.Bits(), s.f.words
	if len(w) <= n {
		z.Set(x)
		return
	}
	negative := x.Sign() < 0
	z.Mul(s.high.SetBits(w[n:]), s.f.c)
	z.Add(z, s.low.SetBits(w[:n]))
	if w = z.Bits(); len(w) > n {
		// What has run over is at most 2^22: the factors are a few bits longer
		// than p, and c has 16.
		s.carry.SetUint64(uint64(w[n]) * s.f.c.Uint64())
		z.Add(s.low.SetBits(w[:n]), &s.carry)
	}
	if negative {
		z.Neg(z)
	}
}

// normal brings x into [0, p).
func (f *field) normal(x *big.Int) *big.Int { return x.Mod(x, f.p) }
