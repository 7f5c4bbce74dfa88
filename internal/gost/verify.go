package gost

import (
	"fmt"
	"math/big"
)

// Order is how the numbers r and s stand in a signature.
type Order int

const (
	// Kazakh is r, then s, each the least significant byte first: the
	// signatures of the national CA and of all that it issues to.
	Kazakh Order = iota + 1
	// Russian is s, then r, each the most significant byte first (RFC 9215,
	// section 2; RFC 4491, section 2.2.2): the same bytes, reversed.
	Russian
)

// Verify checks a signature of a digest by RFC 7091, section 6.2. The digest is
// in the bytes that a hash of this package gives. It refuses a digest or a
// signature of another length than the key's, r or s outside 1…q-1, and
// whatever the key did not sign.
func (k *PublicKey) Verify(digest, signature []byte, order Order) error {
	c := k.Curve
	if len(digest) != c.Size {
		return fmt.Errorf("%w: a digest of %d bytes, a key of %d", ErrMismatch, len(digest), c.Size)
	}
	if len(signature) != 2*c.Size {
		return fmt.Errorf("%w: a signature of %d bytes, a key of %d", ErrMismatch, len(signature), c.Size)
	}
	var r, s *big.Int
	switch order {
	case Kazakh:
		r, s = littleEndian(signature[:c.Size]), littleEndian(signature[c.Size:])
	case Russian:
		s, r = new(big.Int).SetBytes(signature[:c.Size]), new(big.Int).SetBytes(signature[c.Size:])
	default:
		return fmt.Errorf("%w: no order of bytes", ErrMismatch)
	}
	return k.verify(littleEndian(digest), r, s)
}

// verify is the mathematics alone: α is the digest as a number.
func (k *PublicKey) verify(alpha, r, s *big.Int) error {
	c := k.Curve
	if r.Sign() <= 0 || s.Sign() <= 0 || r.Cmp(c.q) >= 0 || s.Cmp(c.q) >= 0 {
		return fmt.Errorf("%w: r or s is not between 0 and the order", ErrSignature)
	}
	e := new(big.Int).Mod(alpha, c.q)
	if e.Sign() == 0 {
		e.SetInt64(1)
	}
	v := e.ModInverse(e, c.q)
	z1 := new(big.Int).Mul(s, v)
	z2 := v.Mul(v, r)
	z2.Neg(z2)
	p := c.combine(z1.Mod(z1, c.q), z2.Mod(z2, c.q), c.table(), k.table())
	if !c.xIs(p, r) {
		return ErrSignature
	}
	return nil
}

// xIs: the point's x, modulo q, is r. It compares r·z² with X, for r and for
// whatever else below p is r modulo q, and so needs no division. Infinity has
// no x.
func (c *Curve) xIs(p *jacobian, r *big.Int) bool {
	if c.f.normal(&p.z).Sign() == 0 {
		return false
	}
	zz := new(big.Int).Mul(&p.z, &p.z)
	c.f.normal(zz)
	x := c.f.normal(&p.x)
	for at := new(big.Int).Set(r); at.Cmp(c.f.p) < 0; at.Add(at, c.q) {
		if is := new(big.Int).Mul(at, zz); c.f.normal(is).Cmp(x) == 0 {
			return true
		}
	}
	return false
}
