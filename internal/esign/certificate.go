package esign

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/pem"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// Certificate is an X.509 certificate of version 3 (RFC 5280, section 4).
type Certificate struct {
	Raw, RawTBS, RawIssuer, RawSubject, RawKey []byte

	Serial              []byte // big endian, without leading zeros
	Issuer, Subject     Name
	NotBefore, NotAfter time.Time

	SubjectKeyID, AuthorityKeyID []byte
	Policies, ExtKeyUsage        []asn1.ObjectIdentifier
	Usage                        Usage
	CA                           bool
	PathLen                      int  // -1: no limit
	NoCheck                      bool // an OCSP responder's (RFC 6960, section 4.2.2.2.1)

	critical  []asn1.ObjectIdentifier // critical extensions that nobody here understands
	points    [][]byte                // where its issuer's lists are, as names
	ekuStrict bool                    // extended key usage is critical
	algorithm algorithm
	signature []byte
	key       publicKey
	keyErr    error
}

// Usage is the bits of KeyUsage (RFC 5280, section 4.2.1.3), the first one
// lowest. Zero: the extension is absent.
type Usage uint16

const (
	DigitalSignature Usage = 1 << 0
	NonRepudiation   Usage = 1 << 1
	KeyEncipherment  Usage = 1 << 2
	CertSign         Usage = 1 << 5
	CRLSign          Usage = 1 << 6
)

// maxCertificate is above any real one by far.
const maxCertificate = 64 << 10

// Fingerprint is the SHA-256 of the certificate.
func (c *Certificate) Fingerprint() [sha256.Size]byte { return sha256.Sum256(c.Raw) }

// selfIssued: issuer and subject are one name.
func (c *Certificate) selfIssued() bool { return bytes.Equal(c.RawIssuer, c.RawSubject) }

// madeUp: it has a policy of the arc that is kept for examples (2.999 in the
// register of ITU-T X.660), as every authority of our demonstrations has. What
// such a one vouches for is of a test circuit, whatever a trust list says.
func (c *Certificate) madeUp() bool {
	return slices.ContainsFunc(c.Policies, func(p asn1.ObjectIdentifier) bool { return within(p, asn1.ObjectIdentifier{2, 999}) })
}

// tests: it is an authority of a test circuit, by a policy of the arc for
// examples or by its name, in which the national CA writes TEST. Role keys of
// that circuit are published.
func (c *Certificate) tests() bool {
	words := strings.FieldsFunc(c.Subject.CommonName, func(r rune) bool { return !unicode.IsLetter(r) })
	return c.madeUp() || slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, "TEST") })
}

// validAt: the moment is between its dates, both included.
func (c *Certificate) validAt(t time.Time) bool {
	return !t.Before(c.NotBefore) && !t.After(c.NotAfter)
}

// ParseCertificate reads a certificate in DER or PEM. It refuses other versions
// than 3, serial numbers that are not positive, two extensions of one kind, and
// whatever is not DER. A key or an algorithm that is unknown is no reason to
// refuse: it will fail whoever relies on it.
func ParseCertificate(raw []byte) (*Certificate, error) {
	if block, rest := pem.Decode(raw); block != nil && block.Type == "CERTIFICATE" && len(bytes.TrimSpace(rest)) == 0 {
		raw = block.Bytes
	}
	if len(raw) > maxCertificate {
		return nil, malformed("certificate too large")
	}
	c := &Certificate{Raw: raw, PathLen: -1}
	in := cryptobyte.String(raw)
	var all, tbs cryptobyte.String
	if !in.ReadASN1(&all, der.SEQUENCE) || !in.Empty() || !all.ReadASN1Element(&tbs, der.SEQUENCE) {
		return nil, malformed("certificate")
	}
	c.RawTBS = tbs
	outer, ok := readAlgorithm(&all)
	if c.signature, _ = readBits(&all); !ok || c.signature == nil || !all.Empty() {
		return nil, malformed("certificate's signature")
	}
	if err := c.body(tbs); err != nil {
		return nil, err
	}
	if !c.algorithm.same(outer) {
		return nil, malformed("certificate's algorithms differ")
	}
	c.key, c.keyErr = parseKey(c.RawKey)
	return c, nil
}

// body reads TBSCertificate.
func (c *Certificate) body(in cryptobyte.String) (err error) {
	var s, version, serial, issuer, validity, subject, key cryptobyte.String
	v, ok := 0, false
	if !in.ReadASN1(&s, der.SEQUENCE) || !s.ReadASN1(&version, tagged(0)) || !version.ReadASN1Integer(&v) || v != 2 || !version.Empty() {
		return malformed("certificate's version")
	}
	if !s.ReadASN1(&serial, der.INTEGER) {
		return malformed("serial number")
	}
	if c.Serial, err = positive(serial); err != nil {
		return err
	}
	if c.algorithm, ok = readAlgorithm(&s); !ok {
		return malformed("certificate's algorithm")
	}
	if !s.ReadASN1Element(&issuer, der.SEQUENCE) || !s.ReadASN1(&validity, der.SEQUENCE) ||
		!s.ReadASN1Element(&subject, der.SEQUENCE) || !s.ReadASN1Element(&key, der.SEQUENCE) {
		return malformed("certificate")
	}
	c.RawIssuer, c.RawSubject, c.RawKey = issuer, subject, key
	if c.Issuer, err = parseName(issuer); err != nil {
		return err
	}
	if c.Subject, err = parseName(subject); err != nil {
		return err
	}
	var from, until bool
	c.NotBefore, from = readTime(&validity)
	c.NotAfter, until = readTime(&validity)
	if !from || !until || !validity.Empty() || c.NotAfter.Before(c.NotBefore) {
		return malformed("validity")
	}
	if !s.SkipOptionalASN1(implicit(1)) || !s.SkipOptionalASN1(implicit(2)) {
		return malformed("unique identifiers")
	}
	var tail cryptobyte.String
	if !s.ReadOptionalASN1(&tail, &ok, tagged(3)) || !s.Empty() {
		return malformed("certificate's end")
	}
	if !ok {
		return nil
	}
	list, err := readExtensions(&tail)
	if err != nil || !tail.Empty() {
		return malformed("extensions")
	}
	return c.extensions(list)
}

// positive reads a serial number: 1 to 20 bytes (RFC 5280, section 4.1.2.2).
func positive(b []byte) ([]byte, error) {
	if len(b) == 0 || b[0]&0x80 != 0 || len(b) > 1 && b[0] == 0 && b[1]&0x80 == 0 {
		return nil, malformed("serial number")
	}
	if b[0] == 0 && len(b) > 1 {
		b = b[1:]
	}
	if len(b) > 20 {
		return nil, malformed("serial number")
	}
	return b, nil
}

func (c *Certificate) extensions(list []extension) error {
	for _, e := range list {
		v := cryptobyte.String(e.value)
		ok := true
		switch e.oid.String() {
		case "2.5.29.14":
			var id cryptobyte.String
			ok = v.ReadASN1(&id, der.OCTET_STRING) && v.Empty()
			c.SubjectKeyID = id
		case "2.5.29.35":
			c.AuthorityKeyID, ok = keyIdentifier(&v)
		case "2.5.29.15":
			c.Usage, ok = keyUsage(&v)
		case "2.5.29.19":
			ok = c.basic(&v)
		case "2.5.29.32":
			c.Policies, ok = policies(&v)
		case "2.5.29.37":
			c.ExtKeyUsage, ok = purposes(&v)
			c.ekuStrict = e.critical
		case "2.5.29.31":
			var fine bool
			if c.points, fine = distributionPoints(&v); !fine && e.critical {
				c.critical = append(c.critical, e.oid)
			}
		case "1.3.6.1.5.5.7.48.1.5":
			c.NoCheck = true
		default:
			if e.critical {
				c.critical = append(c.critical, e.oid)
			}
		}
		if !ok {
			return malformed("extension " + e.oid.String())
		}
	}
	return nil
}

// keyIdentifier reads AuthorityKeyIdentifier's first member.
func keyIdentifier(v *cryptobyte.String) (id []byte, ok bool) {
	var s, k cryptobyte.String
	has := false
	if !v.ReadASN1(&s, der.SEQUENCE) || !v.Empty() || !s.ReadOptionalASN1(&k, &has, implicit(0)) {
		return nil, false
	}
	if has {
		id = k
	}
	return id, true
}

func keyUsage(v *cryptobyte.String) (u Usage, ok bool) {
	var s cryptobyte.String
	if !v.ReadASN1(&s, der.BIT_STRING) || !v.Empty() || len(s) < 2 || len(s) > 3 || s[0] > 7 {
		return 0, false
	}
	for i := range 8*(len(s)-1) - int(s[0]) {
		if s[1+i/8]&(0x80>>(i%8)) != 0 {
			u |= 1 << i
		}
	}
	return u, u != 0
}

func (c *Certificate) basic(v *cryptobyte.String) bool {
	var s cryptobyte.String
	if !v.ReadASN1(&s, der.SEQUENCE) || !v.Empty() || !readFlag(&s, &c.CA) {
		return false
	}
	if !s.Empty() && (!s.ReadASN1Integer(&c.PathLen) || c.PathLen < 0 || !c.CA) {
		return false
	}
	return s.Empty()
}

func policies(v *cryptobyte.String) (all []asn1.ObjectIdentifier, ok bool) {
	var list cryptobyte.String
	if !v.ReadASN1(&list, der.SEQUENCE) || !v.Empty() || list.Empty() {
		return nil, false
	}
	for !list.Empty() {
		var s cryptobyte.String
		var oid asn1.ObjectIdentifier
		if !list.ReadASN1(&s, der.SEQUENCE) || !s.ReadASN1ObjectIdentifier(&oid) || len(all) >= maxExtensions {
			return nil, false
		}
		all = append(all, oid)
	}
	return all, true
}

func purposes(v *cryptobyte.String) (all []asn1.ObjectIdentifier, ok bool) {
	var list cryptobyte.String
	if !v.ReadASN1(&list, der.SEQUENCE) || !v.Empty() || list.Empty() {
		return nil, false
	}
	for !list.Empty() {
		var oid asn1.ObjectIdentifier
		if !list.ReadASN1ObjectIdentifier(&oid) || len(all) >= maxExtensions {
			return nil, false
		}
		all = append(all, oid)
	}
	return all, true
}
