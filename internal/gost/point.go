package gost

import "math/big"

// Windows of the two halves of a verification: digits of so many bits. The
// base point's table is made once, a key's once for each key.
const (
	baseWindow = 8
	keyWindow  = 5
)

// affine is a point other than infinity.
type affine struct{ x, y *big.Int }

// jacobian is the point (x/z², y/z³); z = 0 is infinity.
type jacobian struct{ x, y, z big.Int }

// contains: the point is on the curve, its coordinates in their only form.
func (c *Curve) contains(p affine) bool {
	if p.x.Sign() < 0 || p.y.Sign() < 0 || p.x.Cmp(c.f.p) >= 0 || p.y.Cmp(c.f.p) >= 0 {
		return false
	}
	right := new(big.Int).Mul(p.x, p.x)
	right.Mul(right.Add(right, c.a), p.x)
	right.Sub(right.Add(right, c.b), new(big.Int).Mul(p.y, p.y))
	return c.f.normal(right).Sign() == 0
}

// double sets p to 2p. Infinity stays infinity, and so does 2p of a point of
// order two: its y is 0, and with it the new z.
func (c *Curve) double(p *jacobian, s *scratch) {
	alpha, gamma, beta, delta := &s.t[0], &s.t[1], &s.t[2], &s.t[3]
	s.mul(delta, &p.z, &p.z)
	s.mul(gamma, &p.y, &p.y)
	s.mul(beta, &p.x, gamma)
	if c.minus3 {
		s.t[4].Sub(&p.x, delta)
		alpha.Add(&p.x, delta)
		s.mul(alpha, alpha, &s.t[4])
		triple(alpha, &s.t[4])
	} else {
		s.mul(alpha, &p.x, &p.x)
		triple(alpha, &s.t[4])
		s.mul(delta, delta, delta)
		s.mul(delta, delta, c.a)
		alpha.Add(alpha, delta)
	}
	s.mul(&p.z, &p.z, &p.y)
	p.z.Lsh(&p.z, 1)
	beta.Lsh(beta, 2) // 4·x·y²
	s.mul(&p.x, alpha, alpha)
	s.t[4].Lsh(beta, 1)
	p.x.Sub(&p.x, &s.t[4])
	beta.Sub(beta, &p.x)
	s.mul(&p.y, alpha, beta)
	s.mul(gamma, gamma, gamma)
	gamma.Lsh(gamma, 3)
	p.y.Sub(&p.y, gamma)
}

func triple(x, room *big.Int) {
	room.Lsh(x, 1)
	x.Add(x, room)
}

// add sets p to p+o, or to p-o. It is wrong where p is infinity or ±o: then
// the new z is 0 modulo the prime, and so is every z made from it, so that it
// is enough to look once, at the end. See addCarefully.
func (c *Curve) add(p *jacobian, o affine, minus bool, s *scratch) {
	zz, h, r, hh, v := &s.t[0], &s.t[1], &s.t[2], &s.t[3], &s.t[4]
	s.mul(zz, &p.z, &p.z)
	s.mul(h, o.x, zz)
	h.Sub(h, &p.x)
	s.mul(zz, zz, &p.z)
	s.mul(r, o.y, zz)
	if minus {
		r.Neg(r)
	}
	r.Sub(r, &p.y)
	s.mul(hh, h, h)
	s.mul(v, hh, &p.x)
	s.mul(hh, hh, h) // h³
	s.mul(&p.z, &p.z, h)
	s.mul(&p.x, r, r)
	p.x.Sub(&p.x, hh)
	s.t[5].Lsh(v, 1)
	p.x.Sub(&p.x, &s.t[5])
	s.mul(hh, hh, &p.y)
	v.Sub(v, &p.x)
	s.mul(&p.y, r, v)
	p.y.Sub(&p.y, hh)
}

// addCarefully is add that is right for every p.
func (c *Curve) addCarefully(p *jacobian, o affine, minus bool, s *scratch) {
	if c.f.normal(&p.z).Sign() == 0 {
		p.set(o, minus)
		return
	}
	zz, x, y := new(big.Int), new(big.Int), new(big.Int)
	s.mul(zz, &p.z, &p.z)
	s.mul(x, o.x, zz)
	if c.f.normal(x.Sub(x, &p.x)).Sign() != 0 {
		c.add(p, o, minus, s)
		return
	}
	s.mul(y, o.y, zz)
	s.mul(y, y, &p.z)
	if minus {
		y.Neg(y)
	}
	if c.f.normal(y.Sub(y, &p.y)).Sign() != 0 {
		p.z.SetInt64(0) // opposite points
		return
	}
	c.double(p, s)
}

func (p *jacobian) set(o affine, minus bool) {
	p.x.Set(o.x)
	p.y.Set(o.y)
	p.z.SetInt64(1)
	if minus {
		p.y.Neg(&p.y)
	}
}

// oddMultiples are p, 3p, 5p, … as the digits of a window want them.
func (c *Curve) oddMultiples(p affine, window int) []affine {
	s := &scratch{f: c.f}
	var twice, sum jacobian
	twice.set(p, false)
	c.double(&twice, s)
	step, ok := c.flatten(&twice)
	all := make([]affine, 1<<(window-2))
	for i := range all {
		all[i] = p
	}
	sum.set(p, false)
	for i := 1; ok && i < len(all); i++ {
		c.addCarefully(&sum, step, false, s)
		all[i], ok = c.flatten(&sum)
	}
	if !ok {
		return nil // a point of small order: no key of prime order is one
	}
	return all
}

// flatten brings p to the form with z = 1; false at infinity.
func (c *Curve) flatten(p *jacobian) (affine, bool) {
	inverse := new(big.Int).ModInverse(c.f.normal(&p.z), c.f.p)
	if inverse == nil {
		return affine{}, false
	}
	square := new(big.Int).Mul(inverse, inverse)
	c.f.normal(square)
	x := new(big.Int).Mul(&p.x, square)
	y := new(big.Int).Mul(&p.y, square.Mul(square, inverse))
	return affine{c.f.normal(x), c.f.normal(y)}, true
}

// digits writes 0 ≤ k in the window's non-adjacent form, the least first:
// every digit is 0 or odd, and after one that is not 0 come window-1 zeros.
func digits(k *big.Int, window int) []int8 {
	out := make([]int8, k.BitLen()+1)
	for i, carry := 0, 0; i < len(out); {
		if int(k.Bit(i))+carry != 1 {
			i++ // 0, or 1 with a carry: 0 and the carry goes on
			continue
		}
		d := carry
		for j := range window {
			d += int(k.Bit(i+j)) << j
		}
		if carry = d >> (window - 1); carry == 1 {
			d -= 1 << window
		}
		out[i] = int8(d)
		i += window
	}
	return out
}

// combine is n·base + m·o, of which the tables are given.
func (c *Curve) combine(n, m *big.Int, base, o []affine) *jacobian {
	s := &scratch{f: c.f}
	p := c.run(digits(n, baseWindow), digits(m, keyWindow), base, o, c.add, s)
	if c.f.normal(new(big.Int).Set(&p.z)).Sign() == 0 {
		return c.run(digits(n, baseWindow), digits(m, keyWindow), base, o, c.addCarefully, s)
	}
	return p
}

func (c *Curve) run(n, m []int8, base, o []affine, add func(*jacobian, affine, bool, *scratch), s *scratch) *jacobian {
	p, begun := new(jacobian), false
	place := func(d int8, table []affine) {
		at, minus := table[max(d, -d)/2], d < 0
		if !begun {
			p.set(at, minus)
			begun = true
			return
		}
		add(p, at, minus, s)
	}
	for i := max(len(n), len(m)) - 1; i >= 0; i-- {
		if begun {
			c.double(p, s)
		}
		if i < len(n) && n[i] != 0 {
			place(n[i], base)
		}
		if i < len(m) && m[i] != 0 {
			place(m[i], o)
		}
	}
	return p
}
