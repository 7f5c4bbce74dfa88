package esigntest

import (
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// Revoked is an entry of a list, or of an answer.
type Revoked struct {
	Serial  []byte
	At      time.Time
	Reason  int64
	Invalid time.Time // invalidityDate
}

// List is a revocation list to be made.
type List struct {
	This, Next time.Time
	Revoked    []Revoked
	Delta      bool
	Indirect   bool
	UsersOnly  bool
	Unknown    bool   // an unknown critical extension
	Point      string // the distribution point it is for: an address
}

// CRL makes it.
func CRL(issuer *Party, l List) []byte {
	return signed(issuer.Key, build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(1)
			algorithm(b, issuer.Key.Signature)
			b.AddBytes(issuer.Subject)
			b.AddASN1UTCTime(l.This)
			if !l.Next.IsZero() {
				b.AddASN1UTCTime(l.Next)
			}
			if len(l.Revoked) > 0 {
				sequence(b, func(b *cryptobyte.Builder) {
					for _, r := range l.Revoked {
						sequence(b, r.entry)
					}
				})
			}
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { sequence(b, l.extensions(issuer)) })
		})
	}))
}

func (l List) extensions(issuer *Party) func(b *cryptobyte.Builder) {
	return func(b *cryptobyte.Builder) {
		extension(b, "2.5.29.35", false, func(b *cryptobyte.Builder) {
			sequence(b, func(b *cryptobyte.Builder) {
				b.AddASN1(der.Tag(0).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(issuer.KeyID) })
			})
		})
		extension(b, "2.5.29.20", false, func(b *cryptobyte.Builder) { b.AddASN1Int64(7) })
		point := func(n uint8) {
			extension(b, "2.5.29.28", true, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					b.AddASN1(der.Tag(n).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddUint8(0xff) })
				})
			})
		}
		switch {
		case l.Point != "":
			extension(b, "2.5.29.28", true, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) { pointName(b, l.Point) })
			})
		case l.Delta:
			extension(b, "2.5.29.27", true, func(b *cryptobyte.Builder) { b.AddASN1Int64(6) })
		case l.Indirect:
			point(4)
		case l.UsersOnly:
			point(1)
		case l.Unknown:
			extension(b, "1.2.3.4.5", true, func(b *cryptobyte.Builder) { b.AddASN1NULL() })
		}
	}
}

// pointName is the name of a distribution point: an address.
func pointName(b *cryptobyte.Builder, at string) {
	b.AddASN1(explicit(0), func(b *cryptobyte.Builder) {
		b.AddASN1(explicit(0), func(b *cryptobyte.Builder) {
			b.AddASN1(der.Tag(6).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes([]byte(at)) })
		})
	})
}

func (r Revoked) entry(b *cryptobyte.Builder) {
	b.AddASN1(der.INTEGER, func(b *cryptobyte.Builder) { b.AddBytes(r.Serial) })
	b.AddASN1UTCTime(r.At)
	if r.Reason == 0 && r.Invalid.IsZero() {
		return
	}
	sequence(b, func(b *cryptobyte.Builder) {
		if r.Reason != 0 {
			extension(b, "2.5.29.21", false, func(b *cryptobyte.Builder) { b.AddASN1Enum(r.Reason) })
		}
		if !r.Invalid.IsZero() {
			extension(b, "2.5.29.24", false, func(b *cryptobyte.Builder) { b.AddASN1GeneralizedTime(r.Invalid) })
		}
	})
}

// Answer is an OCSP answer to be made.
type Answer struct {
	This, Next time.Time
	Revoked    *Revoked
	Unknown    bool
	Hash       *Hash // of the certificate's name; nil: SHA-256
	Nonce      []byte
	Produced   time.Time // zero: This
	Bare       bool      // the basic response alone
	Times      int       // how often it is said; 0: once
	More       [][]byte  // certificates beside the responder's
}

// OCSP makes an answer of by about cert.
func OCSP(by *Party, about *Party, a Answer) []byte {
	if a.Produced.IsZero() {
		a.Produced = a.This
	}
	basic := build(func(b *cryptobyte.Builder) {
		body := build(func(b *cryptobyte.Builder) { sequence(b, a.body(by, about)) })
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddBytes(body)
			algorithm(b, by.Key.Signature)
			b.AddASN1BitString(by.Key.Sign(body))
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					b.AddBytes(by.Cert)
					for _, c := range a.More {
						b.AddBytes(c)
					}
				})
			})
		})
	})
	if a.Bare {
		return basic
	}
	return build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			b.AddASN1Enum(0)
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier(OID("1.3.6.1.5.5.7.48.1.1"))
					b.AddASN1OctetString(basic)
				})
			})
		})
	})
}

func (a Answer) body(by, about *Party) func(b *cryptobyte.Builder) {
	return func(b *cryptobyte.Builder) {
		b.AddASN1(explicit(1), func(b *cryptobyte.Builder) { b.AddBytes(by.Subject) })
		b.AddASN1GeneralizedTime(a.Produced)
		sequence(b, func(b *cryptobyte.Builder) {
			for range max(a.Times, 1) {
				sequence(b, a.single(about))
			}
		})
		if a.Nonce != nil {
			b.AddASN1(explicit(1), func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					extension(b, "1.3.6.1.5.5.7.48.1.2", false, func(b *cryptobyte.Builder) { b.AddASN1OctetString(a.Nonce) })
				})
			})
		}
	}
}

func (a Answer) single(about *Party) func(b *cryptobyte.Builder) {
	h := SHA256()
	if a.Hash != nil {
		h = *a.Hash
	}
	return func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			algorithm(b, h.OID)
			b.AddASN1OctetString(h.Sum(about.Issuer.Subject))
			b.AddASN1OctetString(h.Sum(about.Issuer.bits()))
			b.AddASN1(der.INTEGER, func(b *cryptobyte.Builder) { b.AddBytes(about.Serial) })
		})
		switch {
		case a.Unknown:
			b.AddASN1(der.Tag(2).ContextSpecific(), func(*cryptobyte.Builder) {})
		case a.Revoked != nil:
			b.AddASN1(explicit(1), func(b *cryptobyte.Builder) {
				b.AddASN1GeneralizedTime(a.Revoked.At)
				b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddASN1Enum(a.Revoked.Reason) })
			})
		default:
			b.AddASN1(der.Tag(0).ContextSpecific(), func(*cryptobyte.Builder) {})
		}
		b.AddASN1GeneralizedTime(a.This)
		if !a.Next.IsZero() {
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddASN1GeneralizedTime(a.Next) })
		}
	}
}

// bits is the public key without its algorithm.
func (p *Party) bits() []byte {
	in := cryptobyte.String(p.Key.SPKI)
	var s, bits cryptobyte.String
	in.ReadASN1(&s, der.SEQUENCE)
	s.SkipASN1(der.SEQUENCE)
	s.ReadASN1(&bits, der.BIT_STRING)
	return bits[1:]
}
