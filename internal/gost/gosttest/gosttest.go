// Package gosttest signs with the algorithms of package gost, for tests and for
// the made-up authority of the demo. Its arithmetic is the textbook's and takes
// as long as the secret number wants it to: a real key in it would be given away.
// It shares no formula with the verifier, so that each checks the other.
package gosttest

import (
	"encoding/asn1"
	"io"
	"math/big"
	"slices"
	"sync"

	"tarazy/internal/gost"
)

// A Key signs.
type Key struct {
	Kind   Kind
	Scheme gost.Scheme
	c      curve
	d      *big.Int
}

// A Kind is what a key's certificate says of it.
type Kind struct {
	Key, Curve, Digest asn1.ObjectIdentifier
	Signature          asn1.ObjectIdentifier // the scheme it signs with
}

// The kinds of the national CA, newest first.
func Kinds() []Kind {
	arc := func(last ...int) asn1.ObjectIdentifier {
		return append(asn1.ObjectIdentifier{1, 2, 398, 3, 10, 1}, last...)
	}
	return []Kind{
		{arc(1, 2, 2), arc(1, 2, 2, 1), arc(3, 3), arc(1, 2, 3, 2)},
		{arc(1, 2, 1), arc(1, 2, 1, 1), arc(3, 2), arc(1, 2, 3, 1)},
		{arc(1, 1, 1), arc(1, 1, 1, 1), arc(3, 1, 1, 0), arc(1, 1, 2)},
	}
}

// curve is a gost.Curve as plain numbers.
type curve struct {
	name             string
	size             int
	p, a, b, q, x, y *big.Int
}

// Generate makes a key of a kind from random bytes.
func Generate(k Kind, random io.Reader) (*Key, error) {
	scheme, err := gost.SchemeByOID(k.Signature)
	if err != nil {
		return nil, err
	}
	named, err := gost.CurveByOID(k.Key, k.Curve)
	if err != nil {
		return nil, err
	}
	c := curve{name: named.Name, size: named.Size}
	c.p, c.a, c.b, c.q, c.x, c.y = named.Parameters()
	d, err := c.number(random)
	return &Key{k, scheme, c, d}, err
}

// number is a random one between 1 and q-1.
func (c curve) number(random io.Reader) (*big.Int, error) {
	b := make([]byte, c.size+8)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, err
	}
	n := new(big.Int).SetBytes(b)
	n.Mod(n, new(big.Int).Sub(c.q, big.NewInt(1)))
	return n.Add(n, big.NewInt(1)), nil
}

// Sign signs a message: RFC 7091, section 6.1.
func (k *Key) Sign(message []byte, random io.Reader) ([]byte, error) {
	return k.SignDigest(k.Scheme.Digest.Sum(message), random)
}

// SignDigest signs a message already hashed.
func (k *Key) SignDigest(digest []byte, random io.Reader) ([]byte, error) {
	e := fromLittle(digest)
	if e.Mod(e, k.c.q); e.Sign() == 0 {
		e.SetInt64(1)
	}
	for {
		n, err := k.c.number(random)
		if err != nil {
			return nil, err
		}
		x, _ := k.c.times(n)
		r := x.Mod(x, k.c.q)
		s := new(big.Int).Mul(r, k.d)
		s.Add(s, n.Mul(n, e)).Mod(s, k.c.q)
		if r.Sign() == 0 || s.Sign() == 0 {
			continue
		}
		if k.Scheme.Order == gost.Russian {
			return append(s.FillBytes(make([]byte, k.c.size)), r.FillBytes(make([]byte, k.c.size))...), nil
		}
		return append(little(r, k.c.size), little(s, k.c.size)...), nil
	}
}

// Public is the key's point as certificates hold it.
func (k *Key) Public() []byte {
	x, y := k.c.times(k.d)
	return append(little(x, k.c.size), little(y, k.c.size)...)
}

// SPKI is the key's SubjectPublicKeyInfo in DER.
func (k *Key) SPKI() ([]byte, error) {
	point, err := asn1.Marshal(k.Public())
	if err != nil {
		return nil, err
	}
	type parameters struct{ Curve, Digest asn1.ObjectIdentifier }
	type algorithm struct {
		Key        asn1.ObjectIdentifier
		Parameters parameters
	}
	return asn1.Marshal(struct {
		Algorithm algorithm
		Point     asn1.BitString
	}{algorithm{k.Kind.Key, parameters{k.Kind.Curve, k.Kind.Digest}}, asn1.BitString{Bytes: point, BitLength: 8 * len(point)}})
}

// doubled are the base points of curves, by name, doubled again and again.
var doubled sync.Map

// times is n·base, for 0 < n < q: the sum of those doubled base points that
// n's bits name.
func (c curve) times(n *big.Int) (x, y *big.Int) {
	all, known := doubled.Load(c.name)
	if !known {
		list := []*point{{c.x, c.y, big.NewInt(1)}}
		for len(list) < c.q.BitLen() {
			last := list[len(list)-1]
			list = append(list, c.sum(last, last))
		}
		all, _ = doubled.LoadOrStore(c.name, list)
	}
	var at *point
	for i, p := range all.([]*point) {
		if n.Bit(i) == 1 {
			at = c.sum(at, p)
		}
	}
	inverse := new(big.Int).ModInverse(at.z, c.p)
	return c.mul(at.x, inverse), c.mul(at.y, inverse)
}

// point is (x/z, y/z); nil is infinity.
type point struct{ x, y, z *big.Int }

func (c curve) mul(of ...*big.Int) *big.Int {
	out := big.NewInt(1)
	for _, f := range of {
		out.Mod(out.Mul(out, f), c.p)
	}
	return out
}

func (c curve) sub(x, y *big.Int) *big.Int {
	d := new(big.Int).Sub(x, y)
	return d.Mod(d, c.p)
}

// sum adds by the slope u/v of the line through two points, or of the tangent:
// x = (u/v)² - x1 - x2, y = (u/v)(x1 - x) - y1, all over z·v³.
func (c curve) sum(a, b *point) *point {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	x1, x2, y1, y2, z := c.mul(a.x, b.z), c.mul(b.x, a.z), c.mul(a.y, b.z), c.mul(b.y, a.z), c.mul(a.z, b.z)
	u, v := c.sub(y2, y1), c.sub(x2, x1)
	if v.Sign() == 0 {
		if u.Sign() != 0 || y1.Sign() == 0 {
			return nil
		}
		u = c.mul(big.NewInt(3), x1, x1)
		u.Add(u, c.mul(c.a, z, z))
		v = c.mul(big.NewInt(2), y1, z)
	}
	vv := c.mul(v, v)
	w := c.sub(c.sub(c.mul(u, u, z), c.mul(vv, x1)), c.mul(vv, x2))
	return &point{c.mul(v, w), c.sub(c.mul(u, c.sub(c.mul(vv, x1), w)), c.mul(v, vv, y1)), c.mul(v, vv, z)}
}

func little(n *big.Int, size int) []byte {
	b := n.FillBytes(make([]byte, size))
	slices.Reverse(b)
	return b
}

func fromLittle(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}
