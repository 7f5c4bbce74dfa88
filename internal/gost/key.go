package gost

import (
	"bytes"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"
	"sync"
)

// maxKey is how long a SubjectPublicKeyInfo may be. The longest that any
// standard makes has less than 200 bytes.
const maxKey = 512

// A PublicKey is a point that was found to be on its curve and of its order.
// It is safe to use from several goroutines.
type PublicKey struct {
	Curve *Curve
	kind  string // the identifier it stood under; "" for a bare point
	at    affine
	table func() []affine
}

// NewPublicKey reads a point as certificates hold it: X and Y one after the
// other, each the least significant byte first (RFC 9215, section 4.1; the
// national keys do the same). It refuses another length, coordinates not below
// the field's prime, a point off the curve, and one of another order.
func NewPublicKey(c *Curve, xy []byte) (*PublicKey, error) {
	if c == nil || len(xy) != 2*c.Size {
		return nil, fmt.Errorf("%w: %d bytes", ErrKey, len(xy))
	}
	at := affine{littleEndian(xy[:c.Size]), littleEndian(xy[c.Size:])}
	if !c.contains(at) {
		return nil, fmt.Errorf("%w: no point of %s", ErrKey, c.Name)
	}
	k := &PublicKey{Curve: c, at: at}
	k.table = sync.OnceValue(func() []affine { return c.oddMultiples(at, keyWindow) })
	if !c.prime && !c.ofOrder(k) {
		return nil, fmt.Errorf("%w: a point of %s that is not of its order", ErrKey, c.Name)
	}
	return k, nil
}

// ofOrder: q times the point is infinity.
func (c *Curve) ofOrder(k *PublicKey) bool {
	if k.table() == nil {
		return false
	}
	p := c.combine(new(big.Int), c.q, c.table(), k.table())
	return c.f.normal(&p.z).Sign() == 0
}

// Bytes are the point as NewPublicKey reads it.
func (k *PublicKey) Bytes() []byte {
	out := make([]byte, 2*k.Curve.Size)
	k.at.x.FillBytes(out[:k.Curve.Size])
	k.at.y.FillBytes(out[k.Curve.Size:])
	slices.Reverse(out[:k.Curve.Size])
	slices.Reverse(out[k.Curve.Size:])
	return out
}

// Equal reports whether two keys are one.
func (k *PublicKey) Equal(o *PublicKey) bool {
	return k.Curve == o.Curve && k.at.x.Cmp(o.at.x) == 0 && k.at.y.Cmp(o.at.y) == 0
}

// subjectPublicKeyInfo is RFC 5280, section 4.1, with the parameters of the
// national keys; those of RFC 9215 (section 4.1) have the same beginning.
type subjectPublicKeyInfo struct {
	Algorithm struct {
		Key        asn1.ObjectIdentifier
		Parameters struct {
			Curve  asn1.ObjectIdentifier
			Digest asn1.ObjectIdentifier `asn1:"optional"`
			Cipher asn1.ObjectIdentifier `asn1:"optional"`
		}
	}
	Point asn1.BitString
}

// ParsePublicKey reads a SubjectPublicKeyInfo: what stands in a certificate.
// It refuses what is not DER, identifiers that it does not know or that do not
// belong together, and what NewPublicKey refuses.
func ParsePublicKey(der []byte) (*PublicKey, error) {
	if len(der) > maxKey {
		return nil, fmt.Errorf("%w: %d bytes", ErrKey, len(der))
	}
	// The key's own identifier first: a key of another kind has other parameters.
	var outer struct {
		Algorithm struct {
			Key        asn1.ObjectIdentifier
			Parameters asn1.RawValue `asn1:"optional"`
		}
		Point asn1.BitString
	}
	if rest, err := asn1.Unmarshal(der, &outer); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("%w: not a SubjectPublicKeyInfo: %v", ErrKey, err)
	}
	kind, err := keyKindOf(outer.Algorithm.Key)
	if err != nil {
		return nil, err
	}
	var spki subjectPublicKeyInfo
	if _, err := asn1.Unmarshal(der, &spki); err != nil {
		return nil, fmt.Errorf("%w: parameters: %v", ErrKey, err)
	}
	if again, err := asn1.Marshal(spki); err != nil || !bytes.Equal(again, der) {
		return nil, fmt.Errorf("%w: not in DER", ErrKey)
	}
	curve, err := kind.curve(spki.Algorithm.Parameters.Curve, spki.Algorithm.Parameters.Digest)
	if err != nil {
		return nil, err
	}
	var point []byte
	if rest, err := asn1.Unmarshal(spki.Point.Bytes, &point); err != nil || len(rest) > 0 || spki.Point.BitLength%8 != 0 {
		return nil, fmt.Errorf("%w: the point is no octet string", ErrKey)
	}
	if again, _ := asn1.Marshal(point); !bytes.Equal(again, spki.Point.Bytes) {
		return nil, fmt.Errorf("%w: the point is not in DER", ErrKey)
	}
	k, err := NewPublicKey(curve, point)
	if err != nil {
		return nil, err
	}
	k.kind = kind.oid
	return k, nil
}

func littleEndian(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}
