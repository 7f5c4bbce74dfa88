package esign

import (
	"bytes"
	"encoding/asn1"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// Token is a timestamp (RFC 3161, section 2.4.2) whose signature fits: somebody
// with the key of Authority says that it saw Imprint at Time. Whether that is
// believed is another question.
type Token struct {
	Time      time.Time
	Policy    asn1.ObjectIdentifier
	Imprint   []byte
	Authority *Certificate

	hash algorithm
	pool []*Certificate
	more []Evidence
}

// maxToken is above any real one by far.
const maxToken = 256 << 10

// ParseToken reads a token and checks its signature. It refuses what is refused
// of every signature, more than one signer, one without a reference to its
// certificate, and a certificate that is not for timestamps alone.
func ParseToken(raw []byte, foreign bool) (*Token, error) {
	if len(raw) > maxToken {
		return nil, refuse(Refused, StampMalformed)
	}
	d, err := parseCMS(raw)
	if err != nil || !is(d.contentType, oidTSTInfo) || !d.attached || len(d.signers) != 1 {
		return nil, refuse(Refused, StampMalformed)
	}
	t := &Token{pool: d.certs, more: d.evidence}
	if err := t.info(d.content); err != nil {
		return nil, err
	}
	s := d.check(d.signers[0], func(h digest) ([]byte, error) { return h.sum(d.content), nil }, foreign)
	if s.fail != nil {
		return nil, s.fail
	}
	if !referenced(d.signers[0].signed) {
		return nil, refuse(Refused, StampMalformed)
	}
	if t.Authority = s.cert; !s.cert.onlyStamps() {
		return nil, refuse(Refused, WrongUsage)
	}
	return t, nil
}

// referenced: the signature covers a reference of one kind or the other.
func referenced(list []attribute) bool {
	return slices.ContainsFunc(list, func(a attribute) bool { return is(a.oid, attrSigningCert) || is(a.oid, attrSigningCertV2) })
}

// onlyStamps: the certificate is for timestamps and nothing else, and says so
// critically (RFC 3161, section 2.3).
func (c *Certificate) onlyStamps() bool {
	return len(c.ExtKeyUsage) == 1 && c.has(ekuTimestamps) && c.ekuStrict && len(c.critical) == 0 &&
		(c.Usage == 0 || c.Usage&^(DigitalSignature|NonRepudiation) == 0)
}

// info reads TSTInfo.
func (t *Token) info(raw []byte) error {
	in := cryptobyte.String(raw)
	var s, imprint, sum, serial, tail cryptobyte.String
	version, ok, has := 0, false, false
	bad := refuse(Refused, StampMalformed)
	if !in.ReadASN1(&s, der.SEQUENCE) || !in.Empty() || !s.ReadASN1Integer(&version) || version != 1 ||
		!s.ReadASN1ObjectIdentifier(&t.Policy) || !s.ReadASN1(&imprint, der.SEQUENCE) {
		return bad
	}
	if t.hash, ok = readAlgorithm(&imprint); !ok || !imprint.ReadASN1(&sum, der.OCTET_STRING) || !imprint.Empty() {
		return bad
	}
	t.Imprint = sum
	if !s.ReadASN1(&serial, der.INTEGER) || !s.PeekASN1Tag(der.GeneralizedTime) {
		return bad
	}
	if t.Time, ok = readTime(&s); !ok || !s.SkipOptionalASN1(der.SEQUENCE) || !s.SkipOptionalASN1(der.BOOLEAN) ||
		!s.SkipOptionalASN1(der.INTEGER) || !s.SkipOptionalASN1(tagged(0)) || !s.ReadOptionalASN1(&tail, &has, tagged(1)) || !s.Empty() {
		return bad
	}
	if !has {
		return nil
	}
	// [1] IMPLICIT Extensions: the sequence's own tag is replaced.
	list := cryptobyte.String(append(length([]byte{byte(der.SEQUENCE)}, len(tail)), tail...))
	return noCritical(true, list)
}

// Stamps answers whether it is b that was stamped. It refuses an imprint by a
// broken hash: who chose b could have chosen another one with it.
func (t *Token) Stamps(b []byte, foreign bool) error {
	h, err := digestOf(t.hash, foreign)
	if err != nil {
		return err
	}
	if !bytes.Equal(h.sum(b), t.Imprint) {
		return refuse(Refused, StampOther)
	}
	return nil
}
