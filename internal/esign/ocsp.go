package esign

import (
	"bytes"
	"crypto/sha1"
	"encoding/asn1"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

const (
	maxOCSP     = 256 << 10
	maxAnswers  = 64
	maxAlike    = 4  // answers about one serial number, of different issuers
	maxIncluded = 64 // certificates in a file, a token or an answer
)

// Response is a BasicOCSPResponse (RFC 6960, section 4.2.1).
type Response struct {
	Raw, RawTBS  []byte
	ProducedAt   time.Time
	Nonce        []byte
	Answers      []Answer
	Certificates []*Certificate

	byName, byKey []byte // who answers; one of the two
	algorithm     algorithm
	signature     []byte
	asked         time.Time // when it was had from the authority itself
}

// Answer is about one certificate.
type Answer struct {
	hash                 algorithm
	nameHash, keyHash    []byte
	Serial               []byte
	Known                bool
	Revoked              *revocation
	ThisUpdate, NextTime time.Time
}

// ParseOCSP reads an OCSPResponse, or the basic response alone. It refuses
// answers that are errors, other types, and critical extensions.
func ParseOCSP(raw []byte) (*Response, error) {
	if len(raw) > maxOCSP {
		return nil, malformed("answer too large")
	}
	in := cryptobyte.String(raw)
	var s cryptobyte.String
	if !in.ReadASN1(&s, der.SEQUENCE) || !in.Empty() {
		return nil, malformed("answer")
	}
	if !s.PeekASN1Tag(der.ENUM) {
		return parseBasic(raw)
	}
	status := 0
	var wrapped, response, basic cryptobyte.String
	var kind asn1.ObjectIdentifier
	if !s.ReadASN1Enum(&status) || status != 0 || !s.ReadASN1(&wrapped, tagged(0)) || !s.Empty() ||
		!wrapped.ReadASN1(&response, der.SEQUENCE) || !wrapped.Empty() || !response.ReadASN1ObjectIdentifier(&kind) ||
		!is(kind, "1.3.6.1.5.5.7.48.1.1") || !response.ReadASN1(&basic, der.OCTET_STRING) || !response.Empty() {
		return nil, malformed("answer")
	}
	return parseBasic(basic)
}

func parseBasic(raw []byte) (*Response, error) {
	r := &Response{Raw: raw}
	in := cryptobyte.String(raw)
	var all, tbs, certs cryptobyte.String
	ok, has := false, false
	if !in.ReadASN1(&all, der.SEQUENCE) || !in.Empty() || !all.ReadASN1Element(&tbs, der.SEQUENCE) {
		return nil, malformed("answer")
	}
	r.RawTBS = tbs
	if r.algorithm, ok = readAlgorithm(&all); !ok {
		return nil, malformed("answer's algorithm")
	}
	if r.signature, ok = readBits(&all); !ok || !all.ReadOptionalASN1(&certs, &has, tagged(0)) || !all.Empty() {
		return nil, malformed("answer's signature")
	}
	if has {
		var list cryptobyte.String
		if !certs.ReadASN1(&list, der.SEQUENCE) || !certs.Empty() {
			return nil, malformed("answer's certificates")
		}
		var err error
		if r.Certificates, err = readCertificates(list); err != nil {
			return nil, err
		}
	}
	return r, r.body(tbs)
}

// readCertificates reads what a file brings along. One that cannot be read is
// left out: it helps nobody, and hides nobody else.
func readCertificates(list cryptobyte.String) (all []*Certificate, err error) {
	for n := 0; !list.Empty(); n++ {
		var raw cryptobyte.String
		var tag der.Tag
		if !list.ReadAnyASN1Element(&raw, &tag) || n >= maxIncluded {
			return nil, malformed("certificates")
		}
		if c, err := ParseCertificate(raw); err == nil && tag == der.SEQUENCE {
			all = append(all, c)
		}
	}
	return all, nil
}

func (r *Response) body(in cryptobyte.String) error {
	var s, id, list, tail cryptobyte.String
	var tag der.Tag
	if !in.ReadASN1(&s, der.SEQUENCE) || !s.SkipOptionalASN1(tagged(0)) || !s.ReadAnyASN1(&id, &tag) {
		return malformed("answer")
	}
	switch tag {
	case tagged(1):
		r.byName = id
	case tagged(2):
		var key cryptobyte.String
		if !id.ReadASN1(&key, der.OCTET_STRING) || !id.Empty() {
			return malformed("responder")
		}
		r.byKey = key
	default:
		return malformed("responder")
	}
	ok, has := false, false
	if r.ProducedAt, ok = readTime(&s); !ok || !s.ReadASN1(&list, der.SEQUENCE) || list.Empty() {
		return malformed("answer's time")
	}
	for !list.Empty() {
		a, err := readAnswer(&list)
		if err != nil || len(r.Answers) >= maxAnswers {
			return malformed("answer about a certificate")
		}
		r.Answers = append(r.Answers, a)
	}
	if !s.ReadOptionalASN1(&tail, &has, tagged(1)) || !s.Empty() {
		return malformed("answer's end")
	}
	if has {
		return r.extensions(tail)
	}
	return nil
}

// extensions takes the nonce. Real answers have it both bare and wrapped once
// more (RFC 8954, section 2.1, wants it wrapped).
func (r *Response) extensions(tail cryptobyte.String) error {
	list, err := readExtensions(&tail)
	if err != nil || !tail.Empty() {
		return malformed("answer's extensions")
	}
	for _, e := range list {
		if is(e.oid, "1.3.6.1.5.5.7.48.1.2") {
			r.Nonce = e.value
		} else if e.critical {
			return malformed("answer's extension")
		}
	}
	return nil
}

func readAnswer(list *cryptobyte.String) (a Answer, err error) {
	var s, id, name, key, serial, status, next, ext cryptobyte.String
	var tag der.Tag
	ok, has := false, false
	bad := malformed("answer about a certificate")
	if !list.ReadASN1(&s, der.SEQUENCE) || !s.ReadASN1(&id, der.SEQUENCE) {
		return a, bad
	}
	if a.hash, ok = readAlgorithm(&id); !ok || !id.ReadASN1(&name, der.OCTET_STRING) || !id.ReadASN1(&key, der.OCTET_STRING) ||
		!id.ReadASN1(&serial, der.INTEGER) || !id.Empty() || !s.ReadAnyASN1(&status, &tag) {
		return a, bad
	}
	a.nameHash, a.keyHash = name, key
	if a.Serial, err = positive(serial); err != nil {
		return a, err
	}
	switch tag {
	case implicit(0):
		a.Known = true
	case tagged(1):
		a.Known, a.Revoked = true, &revocation{}
		if err := a.Revoked.read(status); err != nil {
			return a, err
		}
	case implicit(2):
	default:
		return a, bad
	}
	if a.ThisUpdate, ok = readTime(&s); !ok || !s.ReadOptionalASN1(&next, &has, tagged(0)) {
		return a, bad
	}
	if has {
		if a.NextTime, ok = readTime(&next); !ok || !next.Empty() || a.NextTime.Before(a.ThisUpdate) {
			return a, bad
		}
	}
	if !s.ReadOptionalASN1(&ext, &has, tagged(1)) || !s.Empty() {
		return a, bad
	}
	return a, noCritical(has, ext)
}

func noCritical(has bool, in cryptobyte.String) error {
	if !has {
		return nil
	}
	list, err := readExtensions(&in)
	for _, e := range list {
		if e.critical {
			return malformed("critical extension")
		}
	}
	return err
}

// read reads RevokedInfo.
func (r *revocation) read(in cryptobyte.String) error {
	var reason cryptobyte.String
	ok, has := false, false
	if r.at, ok = readTime(&in); !ok || !in.ReadOptionalASN1(&reason, &has, tagged(0)) || !in.Empty() {
		return malformed("revocation")
	}
	if has && (!reason.ReadASN1Enum(&r.reason) || !reason.Empty()) {
		return malformed("revocation")
	}
	return nil
}

// about: the answer is about this certificate of this issuer. SHA-1 names
// certificates here and signs nothing (RFC 6960, section 4.1.1); a collision
// would have to meet the hash of an issuer that exists.
func (a Answer) about(c, issuer *Certificate, foreign bool) bool {
	if !bytes.Equal(a.Serial, c.Serial) {
		return false
	}
	key, ok := issuer.keyBits()
	if !ok {
		return false
	}
	if is(a.hash.oid, "1.3.14.3.2.26") {
		name, bits := sha1.Sum(issuer.RawSubject), sha1.Sum(key)
		return bytes.Equal(a.nameHash, name[:]) && bytes.Equal(a.keyHash, bits[:])
	}
	d, err := digestOf(a.hash, foreign)
	return err == nil && bytes.Equal(a.nameHash, d.sum(issuer.RawSubject)) && bytes.Equal(a.keyHash, d.sum(key))
}

// keyBits is the public key without its algorithm: what is hashed into names of
// keys.
func (c *Certificate) keyBits() ([]byte, bool) {
	in := cryptobyte.String(c.RawKey)
	var s cryptobyte.String
	if !in.ReadASN1(&s, der.SEQUENCE) || !s.SkipASN1(der.SEQUENCE) {
		return nil, false
	}
	return readBits(&s)
}

// responder is who may have signed: the issuer itself, or one whom it let answer
// for it.
func (r *Response) responder(issuer *Certificate) []*Certificate {
	all := append([]*Certificate{issuer}, r.Certificates...)
	var fit []*Certificate
	for _, c := range all {
		if r.byName != nil && !bytes.Equal(r.byName, c.RawSubject) {
			continue
		}
		if bits, ok := c.keyBits(); r.byKey != nil {
			if sum := sha1.Sum(bits); !ok || !bytes.Equal(r.byKey, sum[:]) {
				continue
			}
		}
		fit = append(fit, c)
	}
	return fit
}

// mayAnswer: the issuer itself, or a certificate that it issued for answering,
// in date, and said to need no check of its own (RFC 6960, section 4.2.2.2).
func (v *Verifier) mayAnswer(c, issuer *Certificate, at time.Time) bool {
	if bytes.Equal(c.Raw, issuer.Raw) {
		return true
	}
	return bytes.Equal(c.RawIssuer, issuer.RawSubject) && c.has(ekuOCSP) && c.NoCheck && c.validAt(at) && len(c.critical) == 0 &&
		(c.Usage == 0 || c.Usage&(DigitalSignature|NonRepudiation) != 0) && v.issued(issuer, c) == nil
}
