package gost

import (
	"encoding/asn1"
	"fmt"
	"strings"
)

// A Scheme is one way to sign, as an identifier names it: a size of keys, a
// hash, an order of bytes.
type Scheme struct {
	Name     string
	National bool // an identifier of Kazakhstan's arc, 1.2.398
	Digest   Digest
	Size     int // bytes of a coordinate of its keys
	Order    Order
	key      string // the identifier of its keys
}

// Verify hashes the message and checks the signature. It refuses a key of
// another kind.
func (s Scheme) Verify(k *PublicKey, message, signature []byte) error {
	if s.Digest.kind == 0 {
		return ErrUnknown
	}
	return s.VerifyDigest(k, s.Digest.Sum(message), signature)
}

// VerifyDigest checks the signature of a message already hashed. A bare point
// is of any kind that its size fits.
func (s Scheme) VerifyDigest(k *PublicKey, digest, signature []byte) error {
	if k.kind != "" && k.kind != s.key {
		return fmt.Errorf("%w: %s with a key of %s", ErrMismatch, s.Name, k.kind)
	}
	if k.Curve.Size != s.Size {
		return fmt.Errorf("%w: %s with a key of %d bits", ErrMismatch, s.Name, 8*k.Curve.Size)
	}
	return k.Verify(digest, signature, s.Order)
}

// The national arc: Kazakhstan's registry of identifiers, as the national CA
// writes them.
const (
	digest34311 = "1.2.398.3.10.1.3.1"
	digest256   = "1.2.398.3.10.1.3.2"
	digest512   = "1.2.398.3.10.1.3.3"
	key2004     = "1.2.398.3.10.1.1.1.1"
	key256      = "1.2.398.3.10.1.1.2.1"
	key512      = "1.2.398.3.10.1.1.2.2"
	sign2004    = "1.2.398.3.10.1.1.1.2"
	sign256     = "1.2.398.3.10.1.1.2.3.1"
	sign512     = "1.2.398.3.10.1.1.2.3.2"
)

// The Russian arc (RFC 9215, section 2): OpenSSL's engine speaks it, with whom
// our verdicts are compared.
const (
	ruDigest94  = "1.2.643.2.2.9"
	ruDigest256 = "1.2.643.7.1.1.2.2"
	ruDigest512 = "1.2.643.7.1.1.2.3"
	ruKey2001   = "1.2.643.2.2.19"
	ruKey256    = "1.2.643.7.1.1.1.1"
	ruKey512    = "1.2.643.7.1.1.1.2"
	ruSign2001  = "1.2.643.2.2.3"
	ruSign256   = "1.2.643.7.1.1.3.2"
	ruSign512   = "1.2.643.7.1.1.3.3"
)

// DigestByOID finds a hash. It refuses with ErrUnknown or ErrVendor.
func DigestByOID(oid asn1.ObjectIdentifier) (Digest, error) {
	switch oid.String() {
	case digest34311, digest34311 + ".1.0": // the second: parameters of a key, and old tokens
		return Digest{"GOST 34.311-95", Hash94Size, hash94Test}, nil
	case digest256, ruDigest256:
		return Digest{"GOST 34.11-2015 (256)", Streebog256Size, streebog256}, nil
	case digest512, ruDigest512:
		return Digest{"GOST 34.11-2015 (512)", Streebog512Size, streebog512}, nil
	case ruDigest94:
		return Digest{"GOST R 34.11-94", Hash94Size, hash94CryptoPro}, nil
	}
	return Digest{}, unknown(oid)
}

// SchemeByOID finds what a signature's identifier means. It refuses with
// ErrUnknown or ErrVendor. Signatures of RFC 9215 in CMS name their key
// instead, which there has one hash: that is understood too.
func SchemeByOID(oid asn1.ObjectIdentifier) (Scheme, error) {
	var s Scheme
	var digest string
	switch id := oid.String(); id {
	case sign2004:
		s, digest = Scheme{Name: "GOST 34.310-2004", National: true, Size: 32, Order: Kazakh, key: key2004}, digest34311
	case sign256:
		s, digest = Scheme{Name: "GOST 34.10-2015 (256)", National: true, Size: 32, Order: Kazakh, key: key256}, digest256
	case sign512:
		s, digest = Scheme{Name: "GOST 34.10-2015 (512)", National: true, Size: 64, Order: Kazakh, key: key512}, digest512
	case ruSign2001, ruKey2001:
		s, digest = Scheme{Name: "GOST R 34.10-2001", Size: 32, Order: Russian, key: ruKey2001}, ruDigest94
	case ruSign256, ruKey256:
		s, digest = Scheme{Name: "GOST R 34.10-2012 (256)", Size: 32, Order: Russian, key: ruKey256}, ruDigest256
	case ruSign512, ruKey512:
		s, digest = Scheme{Name: "GOST R 34.10-2012 (512)", Size: 64, Order: Russian, key: ruKey512}, ruDigest512
	default:
		return Scheme{}, unknown(oid)
	}
	var err error
	s.Digest, err = DigestByOID(identifier(digest))
	return s, err
}

// unknown says which of the two refusals it is.
func unknown(oid asn1.ObjectIdentifier) error {
	if strings.HasPrefix(oid.String()+".", "1.3.6.1.4.1.6801.") {
		return fmt.Errorf("%w: %s", ErrVendor, oid)
	}
	return fmt.Errorf("%w: %s", ErrUnknown, oid)
}

// keyKind are the curves that keys of one identifier may stand on.
type keyKind struct {
	oid    string
	curves map[string]string // identifier of the curve → its name
	digest []string          // what the parameters may name as digest; the first is "" where they may name none
}

// keyKindOf: the national curves each have an identifier below their key's
// (1.2.398.3.10.1.1.…), the others are RFC 4357's and RFC 7836's.
func keyKindOf(oid asn1.ObjectIdentifier) (keyKind, error) {
	k := keyKind{oid: oid.String()}
	switch k.oid {
	case key2004:
		k.curves = map[string]string{key2004 + ".1": cryptoProA}
		k.digest = []string{digest34311, digest34311 + ".1.0"}
	case key256:
		k.curves, k.digest = map[string]string{key256 + ".1": tc26256A}, []string{digest256}
	case key512:
		k.curves, k.digest = map[string]string{key512 + ".1": tc26512A}, []string{digest512}
	case ruKey2001:
		k.curves = map[string]string{"1.2.643.2.2.35.1": cryptoProA, "1.2.643.2.2.35.2": cryptoProB, "1.2.643.2.2.35.3": cryptoProC}
		k.digest = []string{"1.2.643.2.2.30.1"}
	case ruKey256:
		k.curves = map[string]string{"1.2.643.2.2.35.1": cryptoProA, "1.2.643.2.2.35.2": cryptoProB, "1.2.643.2.2.35.3": cryptoProC,
			"1.2.643.7.1.2.1.1.1": tc26256A, "1.2.643.7.1.2.1.1.2": cryptoProA, "1.2.643.7.1.2.1.1.3": cryptoProB, "1.2.643.7.1.2.1.1.4": cryptoProC}
		k.digest = []string{"", ruDigest256}
	case ruKey512:
		k.curves = map[string]string{"1.2.643.7.1.2.1.2.1": tc26512A, "1.2.643.7.1.2.1.2.2": tc26512B, "1.2.643.7.1.2.1.2.3": tc26512C}
		k.digest = []string{"", ruDigest512}
	default:
		return k, unknown(oid)
	}
	return k, nil
}

// curve finds the curve that the parameters of a key name. It refuses a curve
// or a digest that does not belong to the key.
func (k keyKind) curve(oid, digest asn1.ObjectIdentifier) (*Curve, error) {
	name, known := k.curves[oid.String()]
	if !known {
		return nil, fmt.Errorf("%w: curve %s in a key of %s", ErrKey, oid, k.oid)
	}
	for _, d := range k.digest {
		if d == digest.String() {
			return curves()[name], nil
		}
	}
	return nil, fmt.Errorf("%w: digest %s in a key of %s", ErrKey, digest, k.oid)
}

// CurveByOID finds the curve that a key's parameters name. It refuses an
// identifier that does not belong to keys of that kind.
func CurveByOID(key, curve asn1.ObjectIdentifier) (*Curve, error) {
	k, err := keyKindOf(key)
	if err != nil {
		return nil, err
	}
	name, known := k.curves[curve.String()]
	if !known {
		return nil, fmt.Errorf("%w: curve %s in a key of %s", ErrKey, curve, key)
	}
	return curves()[name], nil
}

// identifier reads an OID that stands in this package.
func identifier(dotted string) (oid asn1.ObjectIdentifier) {
	for part := range strings.SplitSeq(dotted, ".") {
		n := 0
		for _, d := range part {
			n = 10*n + int(d-'0')
		}
		oid = append(oid, n)
	}
	return oid
}
