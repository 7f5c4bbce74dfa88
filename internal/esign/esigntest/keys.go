// Package esigntest is a whole made-up national authority for tests: keys,
// certificates, signatures, timestamps, revocation lists and answers, under the
// identifiers of Kazakhstan's authority. Each may be made wrong in the ways that
// a verifier must see. Nothing outside tests may import it: it signs.
package esigntest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha1" // what must be refused
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"tarazy/internal/gost"
	"tarazy/internal/gost/gosttest"
)

// OID reads an identifier.
func OID(s string) (oid asn1.ObjectIdentifier) {
	for part := range strings.SplitSeq(s, ".") {
		n, err := strconv.Atoi(part)
		must(err)
		oid = append(oid, n)
	}
	return oid
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func got[T any](v T, err error) T {
	must(err)
	return v
}

// Hash is a digest with its identifier.
type Hash struct {
	OID asn1.ObjectIdentifier
	Sum func([]byte) []byte
}

func standard(oid string, h crypto.Hash) Hash {
	return Hash{OID(oid), func(b []byte) []byte { d := h.New(); d.Write(b); return d.Sum(nil) }}
}

func national(oid string) Hash {
	return Hash{OID(oid), got(gost.DigestByOID(OID(oid))).Sum}
}

// Hashes that signatures use, and SHA-1, which none may.
func SHA1() Hash      { return standard("1.3.14.3.2.26", crypto.SHA1) }
func SHA256() Hash    { return standard("2.16.840.1.101.3.4.2.1", crypto.SHA256) }
func SHA512() Hash    { return standard("2.16.840.1.101.3.4.2.3", crypto.SHA512) }
func GOST512() Hash   { return national("1.2.398.3.10.1.3.3") }
func GOST256() Hash   { return national("1.2.398.3.10.1.3.2") }
func GOST34311() Hash { return national("1.2.398.3.10.1.3.1") }

// Key signs.
type Key struct {
	SPKI      []byte
	Signature asn1.ObjectIdentifier
	Hash      Hash
	Sign      func(message []byte) []byte
}

// NewGOST makes a key of the national CA's kinds: 0 is GOST 34.10-2015 with 512
// bits, 1 with 256, 2 is GOST 34.310-2004.
func NewGOST(kind int) *Key {
	k := got(gosttest.Generate(gosttest.Kinds()[kind], rand.Reader))
	return &Key{got(k.SPKI()), k.Kind.Signature, []Hash{GOST512(), GOST256(), GOST34311()}[kind],
		func(m []byte) []byte { return got(k.Sign(m, rand.Reader)) }}
}

// rsaKeys are made once: they take long.
var rsaKeys = sync.OnceValue(func() *sync.Map { return &sync.Map{} })

// NewRSA answers the n-th RSA key of that size.
func NewRSA(bits, n int) *Key {
	return RSAWith(bits, n, SHA256(), crypto.SHA256, "1.2.840.113549.1.1.11")
}

// RSAWith is NewRSA with another hash under another identifier.
func RSAWith(bits, n int, h Hash, std crypto.Hash, oid string) *Key {
	made, ok := rsaKeys().Load([2]int{bits, n})
	if !ok {
		made, _ = rsaKeys().LoadOrStore([2]int{bits, n}, got(rsa.GenerateKey(rand.Reader, bits)))
	}
	k := made.(*rsa.PrivateKey)
	return &Key{got(x509.MarshalPKIXPublicKey(&k.PublicKey)), OID(oid), h,
		func(m []byte) []byte { return got(rsa.SignPKCS1v15(rand.Reader, k, std, h.Sum(m))) }}
}

// NewECDSA makes a key on P-256.
func NewECDSA() *Key {
	k := got(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	return &Key{got(x509.MarshalPKIXPublicKey(&k.PublicKey)), OID("1.2.840.10045.4.3.2"), SHA256(),
		func(m []byte) []byte { return got(ecdsa.SignASN1(rand.Reader, k, SHA256().Sum(m))) }}
}

// build runs f on a builder and answers the bytes.
func build(f func(b *cryptobyte.Builder)) []byte {
	b := cryptobyte.NewBuilder(nil)
	f(b)
	return b.BytesOrPanic()
}

func sequence(b *cryptobyte.Builder, f func(b *cryptobyte.Builder)) { b.AddASN1(der.SEQUENCE, f) }

func explicit(n uint8) der.Tag { return der.Tag(n).ContextSpecific().Constructed() }

// algorithm writes an AlgorithmIdentifier with NULL, as the national CA does.
func algorithm(b *cryptobyte.Builder, oid asn1.ObjectIdentifier) {
	sequence(b, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oid); b.AddASN1NULL() })
}

// signed writes body, the algorithm and the signature: the shape of certificates,
// lists and answers.
func signed(k *Key, body []byte) []byte {
	return build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddBytes(body)
			algorithm(b, k.Signature)
			b.AddASN1BitString(k.Sign(body))
		})
	})
}

// FixedECDSA makes the n-th of keys that are the same in every process: fuzzing
// runs in several, and what one signs the others must know.
func FixedECDSA(n byte) *Key {
	k := got(ecdsa.ParseRawPrivateKey(elliptic.P256(), SHA256().Sum([]byte{n})))
	return &Key{got(x509.MarshalPKIXPublicKey(&k.PublicKey)), OID("1.2.840.10045.4.3.2"), SHA256(),
		func(m []byte) []byte { return got(ecdsa.SignASN1(rand.Reader, k, SHA256().Sum(m))) }}
}
