package esign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	_ "crypto/sha256" // crypto.SHA256
	_ "crypto/sha512" // crypto.SHA384, crypto.SHA512
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"hash"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"tarazy/internal/gost"
)

// Sizes of RSA keys: below, they have been broken or soon will be; above, they
// only cost time.
const minRSA, maxRSA = 2048, 8192

// digest is a hash function that may be relied upon.
type digest struct {
	name string
	new  func() hash.Hash
	std  crypto.Hash // 0: GOST
}

func (d digest) sum(b []byte) []byte {
	h := d.new()
	h.Write(b)
	return h.Sum(nil)
}

// digestOf finds a hash function. It refuses the broken ones by name.
func digestOf(a algorithm, foreign bool) (digest, error) {
	if !a.bare() {
		return digest{}, refuse(Refused, UnknownAlgorithm)
	}
	std := func(name string, h crypto.Hash) (digest, error) { return digest{name, h.New, h}, nil }
	switch a.oid.String() {
	case "2.16.840.1.101.3.4.2.1":
		return std("SHA-256", crypto.SHA256)
	case "2.16.840.1.101.3.4.2.2":
		return std("SHA-384", crypto.SHA384)
	case "2.16.840.1.101.3.4.2.3":
		return std("SHA-512", crypto.SHA512)
	case "1.3.14.3.2.26", "1.2.840.113549.2.5", "1.2.840.113549.2.4", "1.2.840.113549.2.2":
		return digest{}, refuse(Refused, WeakDigest)
	}
	d, err := gost.DigestByOID(a.oid)
	if err != nil || !foreign && !national(a.oid) {
		return digest{}, unknown(err)
	}
	return digest{name: d.Name, new: d.New}, nil
}

// national: an identifier of Kazakhstan's arc.
func national(oid asn1.ObjectIdentifier) bool {
	return within(oid, asn1.ObjectIdentifier{1, 2, 398})
}

func unknown(err error) *refusal {
	if errors.Is(err, gost.ErrVendor) {
		return &refusal{Refused, VendorAlgorithm, err}
	}
	return &refusal{Refused, UnknownAlgorithm, err}
}

// scheme is a way to sign.
type scheme struct {
	name   string
	kind   keyKind
	digest digest
	gost   gost.Scheme
}

type keyKind int

const (
	keyRSA keyKind = iota + 1
	keyECDSA
	keyGOST
)

// schemeOf finds a way to sign. Where the identifier names a kind of key alone
// (RFC 8017, CMS), with is the digest that the signature names apart; otherwise
// the two must agree.
func schemeOf(a algorithm, with *digest, foreign bool) (s scheme, err error) {
	if !a.bare() {
		return s, refuse(Refused, UnknownAlgorithm)
	}
	std := func(k keyKind, name string, h crypto.Hash) {
		s = scheme{kind: k, name: name, digest: digest{h.String(), h.New, h}}
	}
	switch a.oid.String() {
	case "1.2.840.113549.1.1.1":
		if with == nil || with.std == 0 {
			return s, refuse(Refused, AlgorithmMismatch)
		}
		std(keyRSA, "RSA", with.std)
	case "1.2.840.113549.1.1.11":
		std(keyRSA, "RSA", crypto.SHA256)
	case "1.2.840.113549.1.1.12":
		std(keyRSA, "RSA", crypto.SHA384)
	case "1.2.840.113549.1.1.13":
		std(keyRSA, "RSA", crypto.SHA512)
	case "1.2.840.10045.4.3.2":
		std(keyECDSA, "ECDSA", crypto.SHA256)
	case "1.2.840.10045.4.3.3":
		std(keyECDSA, "ECDSA", crypto.SHA384)
	case "1.2.840.10045.4.3.4":
		std(keyECDSA, "ECDSA", crypto.SHA512)
	case "1.2.840.113549.1.1.5", "1.3.14.3.2.29", "1.2.840.113549.1.1.4", "1.2.840.10045.4.1", "1.2.840.10040.4.3":
		return s, refuse(Refused, WeakDigest) // SHA-1 and MD5
	default:
		g, err := gost.SchemeByOID(a.oid)
		if err != nil || !foreign && !g.National {
			return s, unknown(err)
		}
		s = scheme{name: g.Name, kind: keyGOST, gost: g, digest: digest{name: g.Digest.Name, new: g.Digest.New}}
	}
	if with != nil && with.name != s.digest.name {
		return s, refuse(Refused, AlgorithmMismatch)
	}
	return s, nil
}

// publicKey is a key of one of the kinds.
type publicKey struct {
	kind  keyKind
	bits  int
	rsa   *rsa.PublicKey
	ecdsa *ecdsa.PublicKey
	gost  *gost.PublicKey
}

// parseKey reads a SubjectPublicKeyInfo. It refuses weak RSA keys, curves and
// algorithms it does not know, and points that are none.
func parseKey(spki []byte) (k publicKey, err error) {
	in := cryptobyte.String(spki)
	var s, alg cryptobyte.String
	var oid asn1.ObjectIdentifier
	if !in.ReadASN1(&s, der.SEQUENCE) || !s.ReadASN1(&alg, der.SEQUENCE) || !alg.ReadASN1ObjectIdentifier(&oid) {
		return k, refuse(Refused, BadCertificate)
	}
	switch oid.String() {
	case "1.2.840.113549.1.1.1", "1.2.840.10045.2.1":
		parsed, err := x509.ParsePKIXPublicKey(spki)
		if err != nil {
			return k, &refusal{Refused, BadCertificate, err}
		}
		return standardKey(parsed)
	}
	g, err := gost.ParsePublicKey(spki)
	switch {
	case errors.Is(err, gost.ErrUnknown), errors.Is(err, gost.ErrVendor):
		return k, unknown(err)
	case err != nil:
		return k, &refusal{Refused, BadCertificate, err}
	}
	return publicKey{kind: keyGOST, bits: 8 * g.Curve.Size, gost: g}, nil
}

func standardKey(parsed any) (publicKey, error) {
	switch key := parsed.(type) {
	case *rsa.PublicKey:
		bits := key.N.BitLen()
		if bits < minRSA || bits > maxRSA || key.E < 3 || key.N.Bit(0) == 0 {
			return publicKey{}, refuse(Refused, WeakKey)
		}
		return publicKey{kind: keyRSA, bits: bits, rsa: key}, nil
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P224() {
			return publicKey{}, refuse(Refused, WeakKey)
		}
		return publicKey{kind: keyECDSA, bits: key.Curve.Params().BitSize, ecdsa: key}, nil
	}
	return publicKey{}, refuse(Refused, UnknownAlgorithm)
}

// verify checks a signature over a message already hashed.
func (k publicKey) verify(s scheme, sum, signature []byte) error {
	broken := refuse(Changed, SignatureBroken)
	switch {
	case k.kind != s.kind:
		return refuse(Refused, AlgorithmMismatch)
	case k.kind == keyRSA:
		if rsa.VerifyPKCS1v15(k.rsa, s.digest.std, sum, signature) != nil {
			return broken
		}
	case k.kind == keyECDSA:
		if !ecdsa.VerifyASN1(k.ecdsa, sum, signature) {
			return broken
		}
	default:
		err := s.gost.VerifyDigest(k.gost, sum, signature)
		if errors.Is(err, gost.ErrMismatch) {
			return &refusal{Refused, AlgorithmMismatch, err}
		}
		if err != nil {
			return broken
		}
	}
	return nil
}

// describe names the algorithm for people.
func describe(s scheme, k publicKey) string {
	if s.kind == keyGOST {
		return s.name
	}
	return fmt.Sprintf("%s %d, %s", s.name, k.bits, s.digest.name)
}

// signedBy checks what an issuer signed: a certificate, a CRL, an answer.
func signedBy(issuer *Certificate, a algorithm, body, signature []byte, foreign bool) error {
	if issuer.keyErr != nil {
		return issuer.keyErr
	}
	s, err := schemeOf(a, nil, foreign)
	if err != nil {
		return err
	}
	return issuer.key.verify(s, s.digest.sum(body), signature)
}

// sameBytes compares what may be absent.
func sameBytes(a, b []byte) bool { return len(a) > 0 && bytes.Equal(a, b) }
