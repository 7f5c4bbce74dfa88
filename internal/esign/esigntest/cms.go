package esigntest

import (
	"bytes"
	"crypto/sha1"
	"encoding/asn1"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// Identifiers of types and attributes.
const (
	Data      = "1.2.840.113549.1.7.1"
	TSTInfo   = "1.2.840.113549.1.9.16.1.4"
	signedOID = "1.2.840.113549.1.7.2"
)

// Attribute is one with its values in DER.
type Attribute struct {
	OID    string
	Values [][]byte
}

// CMS is a signature to be made. The zero values make a good one, attached, with
// signing time and a reference to the certificate.
type CMS struct {
	Content  []byte
	Type     string // of the content; "" is data
	Detached bool
	Signers  []Signer
	Certs    [][]byte // besides the signers'
	CRLs     [][]byte
	NoCerts  bool
}

// Signer is one signer of it.
type Signer struct {
	Party *Party
	At    time.Time // zero: none is claimed
	Hash  *Hash     // instead of the key's own
	// SigAlg is written instead of the key's own.
	SigAlg    string
	Plain     bool // no reference to the certificate
	OldRef    bool // a reference by SHA-1
	RefTo     []byte
	Digest    []byte // instead of the content's
	TypeAttr  string
	Bare      bool // no signed attributes at all
	Without   []string
	More      []Attribute // signed
	Unsigned  []Attribute
	Stamp     func(value []byte) []byte
	ByKeyID   bool
	Corrupt   bool // one bit of the signature
	Unordered bool // signed attributes not in the order of DER
}

// Sign makes it.
func Sign(c CMS) []byte {
	if c.Type == "" {
		c.Type = Data
	}
	certs := slices.Clone(c.Certs)
	for _, s := range c.Signers {
		certs = append(certs, s.Party.Cert)
	}
	return build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(OID(signedOID))
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { sequence(b, c.body(certs)) })
		})
	})
}

func (c CMS) body(certs [][]byte) func(b *cryptobyte.Builder) {
	return func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		b.AddASN1(der.SET, func(b *cryptobyte.Builder) {
			for _, s := range c.Signers {
				algorithm(b, s.hash().OID)
			}
		})
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(OID(c.Type))
			if !c.Detached {
				b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddASN1OctetString(c.Content) })
			}
		})
		if !c.NoCerts {
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddBytes(bytes.Join(certs, nil)) })
		}
		if len(c.CRLs) > 0 {
			b.AddASN1(explicit(1), func(b *cryptobyte.Builder) { b.AddBytes(bytes.Join(c.CRLs, nil)) })
		}
		b.AddASN1(der.SET, func(b *cryptobyte.Builder) {
			for _, s := range c.Signers {
				sequence(b, s.info(c))
			}
		})
	}
}

func (s Signer) hash() Hash {
	if s.Hash != nil {
		return *s.Hash
	}
	return s.Party.Key.Hash
}

// info writes SignerInfo.
func (s Signer) info(c CMS) func(b *cryptobyte.Builder) {
	attrs := s.attributes(c)
	covered := c.Content
	if !s.Bare {
		covered = set(attrs, der.SET)
	}
	value := s.Party.Key.Sign(covered)
	if s.Corrupt {
		value[len(value)/2] ^= 1
	}
	if s.Unordered {
		slices.Reverse(attrs)
	}
	sig := s.Party.Key.Signature
	if s.SigAlg != "" {
		sig = OID(s.SigAlg)
	}
	unsigned := s.Unsigned
	if s.Stamp != nil {
		unsigned = append(slices.Clone(unsigned), Attribute{"1.2.840.113549.1.9.16.2.14", [][]byte{s.Stamp(value)}})
	}
	return func(b *cryptobyte.Builder) {
		s.identifier(b)
		algorithm(b, s.hash().OID)
		if !s.Bare {
			b.AddBytes(set(attrs, explicit(0)))
		}
		algorithm(b, sig)
		b.AddASN1OctetString(value)
		if len(unsigned) > 0 {
			b.AddBytes(set(encode(unsigned), explicit(1)))
		}
	}
}

func (s Signer) identifier(b *cryptobyte.Builder) {
	if s.ByKeyID {
		b.AddASN1Int64(3)
		b.AddASN1(der.Tag(0).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(s.Party.KeyID) })
		return
	}
	b.AddASN1Int64(1)
	sequence(b, func(b *cryptobyte.Builder) {
		b.AddBytes(s.Party.Issuer.Subject)
		b.AddASN1(der.INTEGER, func(b *cryptobyte.Builder) { b.AddBytes(s.Party.Serial) })
	})
}

// attributes are the signed ones, in the order of DER.
func (s Signer) attributes(c CMS) [][]byte {
	sum, kind := s.Digest, s.TypeAttr
	if sum == nil {
		sum = s.hash().Sum(c.Content)
	}
	if kind == "" {
		kind = c.Type
	}
	all := []Attribute{
		{"1.2.840.113549.1.9.3", [][]byte{got(asn1.Marshal(OID(kind)))}},
		{"1.2.840.113549.1.9.4", [][]byte{got(asn1.Marshal(sum))}},
	}
	if !s.At.IsZero() {
		all = append(all, Time(s.At))
	}
	if s.OldRef {
		all = append(all, s.oldReference())
	} else if !s.Plain {
		all = append(all, s.reference())
	}
	all = append(all, s.More...)
	all = slices.DeleteFunc(all, func(a Attribute) bool { return slices.Contains(s.Without, a.OID) })
	return encode(all)
}

// Time is the attribute of the claimed time.
func Time(at time.Time) Attribute {
	return Attribute{"1.2.840.113549.1.9.5", [][]byte{build(func(b *cryptobyte.Builder) { b.AddASN1UTCTime(at) })}}
}

func (s Signer) reference() Attribute {
	to := s.RefTo
	if to == nil {
		to = s.Party.Cert
	}
	return Attribute{"1.2.840.113549.1.9.16.2.47", [][]byte{build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) { b.AddASN1OctetString(SHA256().Sum(to)) })
			})
		})
	})}}
}

func (s Signer) oldReference() Attribute {
	to := s.RefTo
	if to == nil {
		to = s.Party.Cert
	}
	sum := sha1.Sum(to)
	return Attribute{"1.2.840.113549.1.9.16.2.12", [][]byte{build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) { b.AddASN1OctetString(sum[:]) })
			})
		})
	})}}
}

func encode(list []Attribute) (all [][]byte) {
	for _, a := range list {
		all = append(all, build(func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(OID(a.OID))
				b.AddASN1(der.SET, func(b *cryptobyte.Builder) { b.AddBytes(bytes.Join(a.Values, nil)) })
			})
		}))
	}
	slices.SortFunc(all, bytes.Compare)
	return all
}

func set(elements [][]byte, tag der.Tag) []byte {
	return build(func(b *cryptobyte.Builder) {
		b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes(bytes.Join(elements, nil)) })
	})
}

// Token is a timestamp to be made.
type Token struct {
	At     time.Time
	Policy string // "" is the national CA's for GOST 34.10-2015
	Hash   *Hash  // of the imprint; nil: the key's
	Signer Signer // further defects
}

// Stamp makes a timestamp token of value.
func Stamp(tsa *Party, value []byte, t Token) []byte {
	h := tsa.Key.Hash
	if t.Hash != nil {
		h = *t.Hash
	}
	if t.Policy == "" {
		t.Policy = "1.2.398.3.3.2.6.4"
	}
	info := build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(1)
			b.AddASN1ObjectIdentifier(OID(t.Policy))
			sequence(b, func(b *cryptobyte.Builder) { algorithm(b, h.OID); b.AddASN1OctetString(h.Sum(value)) })
			b.AddASN1Int64(77)
			b.AddASN1GeneralizedTime(t.At)
		})
	})
	s := t.Signer
	s.Party, s.At = tsa, t.At
	return Sign(CMS{Content: info, Type: TSTInfo, Signers: []Signer{s}})
}
