package esigntest

import (
	"crypto/rand"
	"crypto/sha1"
	"encoding/asn1"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// Party is somebody with a key and a certificate.
type Party struct {
	Key     *Key
	Cert    []byte
	Subject []byte // the name, DER
	KeyID   []byte
	Serial  []byte
	Issuer  *Party // itself, for a root
}

// Template is a certificate to be issued.
type Template struct {
	Subject   []RDN
	From, To  time.Time
	Usage     []int // bits of KeyUsage
	EKU       []string
	EKUStrict bool
	Policies  []string
	CA        bool
	PathLen   int // 0: not said
	NoCheck   bool
	Critical  string // an unknown critical extension
	Serial    []byte
	Version   int64 // 0: version 3
	NoKeyIDs  bool
	Twice     bool   // an extension twice
	Point     string // where lists about it are: an address
}

// RDN is one attribute of a name.
type RDN struct{ OID, Value string }

// Person is a name as the national CA writes it. bin may be "".
func Person(cn, patronymic, iin, org, bin string) []RDN {
	n := []RDN{{"2.5.4.3", cn}, {"2.5.4.5", "IIN" + iin}, {"2.5.4.6", "KZ"}}
	if patronymic != "" {
		n = append(n, RDN{"2.5.4.42", patronymic})
	}
	if bin != "" {
		n = append(n, RDN{"2.5.4.10", org}, RDN{"2.5.4.11", "BIN" + bin})
	}
	return n
}

// Name writes a distinguished name.
func Name(list []RDN) []byte {
	return build(func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			for _, a := range list {
				b.AddASN1(der.SET, func(b *cryptobyte.Builder) {
					sequence(b, func(b *cryptobyte.Builder) {
						b.AddASN1ObjectIdentifier(OID(a.OID))
						b.AddASN1(der.UTF8String, func(b *cryptobyte.Builder) { b.AddBytes([]byte(a.Value)) })
					})
				})
			}
		})
	})
}

// Signing is the template of a person's signing certificate.
func Signing(subject []RDN, from, to time.Time, eku ...string) Template {
	return Template{Subject: subject, From: from, To: to, Usage: []int{0, 1}, EKU: append([]string{"1.3.6.1.5.5.7.3.4"}, eku...),
		Policies: []string{"1.2.398.3.3.2"}}
}

// MadeUp is the policy by which whoever reads a trust list knows an authority of
// this package: no court can believe it.
const MadeUp = "2.999.398"

// Authority is the template of an authority's certificate.
func Authority(cn string, from, to time.Time) Template {
	return Template{Subject: []RDN{{"2.5.4.3", cn}, {"2.5.4.6", "KZ"}}, From: from, To: to, Usage: []int{5, 6}, CA: true, Policies: []string{MadeUp}}
}

// Root issues a certificate for itself.
func Root(t Template, k *Key) *Party { return Issue(nil, t, k) }

// Issue issues a certificate. Without an issuer it is self-signed.
func Issue(issuer *Party, t Template, k *Key) *Party {
	p := &Party{Key: k, Subject: Name(t.Subject), Serial: t.Serial, Issuer: issuer}
	id := sha1.Sum(k.SPKI)
	p.KeyID = id[:]
	if p.Serial == nil {
		p.Serial = make([]byte, 16)
		rand.Read(p.Serial)
		p.Serial[0] = p.Serial[0]&0x3f | 0x40
	}
	if issuer == nil {
		p.Issuer = p
	}
	p.Cert = signed(p.Issuer.Key, build(func(b *cryptobyte.Builder) { sequence(b, p.body(t)) }))
	return p
}

func (p *Party) body(t Template) func(b *cryptobyte.Builder) {
	return func(b *cryptobyte.Builder) {
		b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddASN1Int64(2 - t.Version) })
		b.AddASN1(der.INTEGER, func(b *cryptobyte.Builder) { b.AddBytes(p.Serial) })
		algorithm(b, p.Issuer.Key.Signature)
		b.AddBytes(p.Issuer.Subject)
		sequence(b, func(b *cryptobyte.Builder) { b.AddASN1UTCTime(t.From); b.AddASN1UTCTime(t.To) })
		b.AddBytes(p.Subject)
		b.AddBytes(p.Key.SPKI)
		b.AddASN1(explicit(3), func(b *cryptobyte.Builder) { sequence(b, p.extensions(t)) })
	}
}

func (p *Party) extensions(t Template) func(b *cryptobyte.Builder) {
	return func(b *cryptobyte.Builder) {
		if !t.NoKeyIDs {
			extension(b, "2.5.29.14", false, func(b *cryptobyte.Builder) { b.AddASN1OctetString(p.KeyID) })
			extension(b, "2.5.29.35", false, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					b.AddASN1(der.Tag(0).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(p.Issuer.KeyID) })
				})
			})
		}
		if t.CA {
			extension(b, "2.5.29.19", true, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					b.AddASN1Boolean(true)
					if t.PathLen > 0 {
						b.AddASN1Int64(int64(t.PathLen - 1))
					}
				})
			})
		}
		if len(t.Usage) > 0 {
			extension(b, "2.5.29.15", true, func(b *cryptobyte.Builder) { b.AddBytes(usage(t.Usage)) })
		}
		list(b, "2.5.29.37", t.EKUStrict, t.EKU, func(b *cryptobyte.Builder, oid asn1.ObjectIdentifier) { b.AddASN1ObjectIdentifier(oid) })
		list(b, "2.5.29.32", false, t.Policies, func(b *cryptobyte.Builder, oid asn1.ObjectIdentifier) {
			sequence(b, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oid) })
		})
		if t.NoCheck {
			extension(b, "1.3.6.1.5.5.7.48.1.5", false, func(b *cryptobyte.Builder) { b.AddASN1NULL() })
		}
		if t.Point != "" {
			extension(b, "2.5.29.31", false, func(b *cryptobyte.Builder) {
				sequence(b, func(b *cryptobyte.Builder) {
					sequence(b, func(b *cryptobyte.Builder) { pointName(b, t.Point) })
				})
			})
		}
		if t.Critical != "" {
			extension(b, t.Critical, true, func(b *cryptobyte.Builder) { b.AddASN1NULL() })
		}
		if t.Twice {
			extension(b, "2.5.29.14", false, func(b *cryptobyte.Builder) { b.AddASN1OctetString(p.KeyID) })
		}
	}
}

func extension(b *cryptobyte.Builder, oid string, critical bool, value func(b *cryptobyte.Builder)) {
	sequence(b, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(OID(oid))
		if critical {
			b.AddASN1Boolean(true)
		}
		b.AddASN1(der.OCTET_STRING, value)
	})
}

func list(b *cryptobyte.Builder, oid string, critical bool, oids []string, each func(*cryptobyte.Builder, asn1.ObjectIdentifier)) {
	if len(oids) == 0 {
		return
	}
	extension(b, oid, critical, func(b *cryptobyte.Builder) {
		sequence(b, func(b *cryptobyte.Builder) {
			for _, o := range oids {
				each(b, OID(o))
			}
		})
	})
}

// usage writes KeyUsage in DER: without bits that are not set at the end.
func usage(bits []int) []byte {
	var v byte
	last := 0
	for _, n := range bits {
		v |= 0x80 >> n
		last = max(last, n)
	}
	return []byte{3, 2, byte(7 - last), v}
}
