// Package gost verifies signatures made with the GOST algorithms that
// Kazakhstan's national certification authority uses, and knows their hashes.
//
// It verifies and never signs: it works on public data alone and is not
// constant in time. Whoever needs a signing key belongs elsewhere. It is
// written from the RFCs that describe the standards (6986, 5831, 7091, 7836,
// 4357, 9215); ST RK 34.310-2004, 34.311-95 and the interstate 34.10-2015,
// 34.11-2015 are the same mathematics under national identifiers, with another
// order of the bytes in a signature.
package gost

import (
	"errors"
	"hash"
)

// What a caller may tell apart. Every other error of this package wraps one of
// these and says which rule was broken.
var (
	// ErrUnknown: no algorithm of this package has that identifier.
	ErrUnknown = errors.New("gost: unknown algorithm")
	// ErrVendor: an identifier of a maker's own arc (1.3.6.1.4.1.6801, Gamma
	// Technologies), whose parameters are not published.
	ErrVendor = errors.New("gost: an algorithm under a maker's own identifier, which cannot be verified here")
	// ErrKey: the public key is not what its identifier says, or no point of
	// its curve.
	ErrKey = errors.New("gost: bad public key")
	// ErrMismatch: scheme, key, hash and signature are not of one size.
	ErrMismatch = errors.New("gost: scheme, key and signature do not belong together")
	// ErrSignature: the signature is not of this digest by this key.
	ErrSignature = errors.New("gost: signature does not verify")
)

// A Digest is a hash function as an identifier names it.
type Digest struct {
	Name string // as people read it, e.g. "GOST 34.11-2015 (512)"
	Size int    // bytes
	kind hashKind
}

type hashKind int

const (
	streebog256 hashKind = iota + 1
	streebog512
	hash94Test
	hash94CryptoPro
)

// New begins a hash. The zero Digest has none: it answers nil.
func (d Digest) New() hash.Hash {
	switch d.kind {
	case streebog256:
		return NewStreebog256()
	case streebog512:
		return NewStreebog512()
	case hash94Test:
		return New34311()
	case hash94CryptoPro:
		return New341194()
	}
	return nil
}

// Sum is the digest of b.
func (d Digest) Sum(b []byte) []byte {
	h := d.New()
	h.Write(b)
	return h.Sum(nil)
}
