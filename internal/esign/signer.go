package esign

import (
	"bytes"
	"crypto/sha1"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// signed is one signature as its format understands it: what is left to find out
// is who vouches for the certificate, and for when. Readers of other formats end
// in it too.
type signed struct {
	fail      *refusal // the format's own verdict; nil: the signature is of this document
	cert      *Certificate
	algorithm string
	claimed   time.Time
	level     Level
	value     []byte   // the signature's value, which stamps stamp
	covered   []byte   // of CMS: what is signed, the attributes
	stamps    [][]byte // timestamp tokens, DER
	pool      []*Certificate
	revision  Digest // of a file that can be continued
	continued bool
}

// repeats reports whether it is the same signature as another one: the same value,
// or another value by the same certificate over the same attributes, which of ECDSA
// whoever has one makes without the key. It is no second signature, in one file of a
// card or in two, and whichever way each of the two names its certificate.
func (s signed) repeats(o signed) bool {
	same := s.cert != nil && o.cert != nil && bytes.Equal(s.cert.Raw, o.cert.Raw)
	return len(s.value) > 0 && bytes.Equal(s.value, o.value) || same && len(s.covered) > 0 && bytes.Equal(s.covered, o.covered)
}

// summer answers the digest of what was signed; nil if it is not at hand.
type summer func(digest) ([]byte, error)

// check looks at one signer of a CMS: RFC 5652, section 5.6, and no less than
// its signed attributes.
//
// It refuses a signature straight over the content, for the content could then
// be somebody's attributes; attributes twice; another type than the content's;
// weak or unknown algorithms, and those that do not belong together; a digest
// that is another; a reference that names another certificate.
func (d *signedData) check(i signerInfo, sum summer, foreign bool) (s signed) {
	s.level, s.value, s.covered, s.pool = LevelNone, i.value, i.covered, d.certs
	s.cert = d.claimant(i)
	s.fail = nil
	if err := s.attributes(d, i, sum, foreign); err != nil {
		s.fail = refusalOf(err)
	}
	return s
}

func (s *signed) attributes(d *signedData, i signerInfo, sum summer, foreign bool) error {
	if len(i.signed) == 0 {
		return refuse(Refused, NoSignedAttributes)
	}
	if err := unique(i.signed); err != nil {
		return err
	}
	if err := unique(i.unsigned); err != nil {
		return err
	}
	h, err := digestOf(i.digest, foreign)
	if err != nil {
		return err
	}
	way, err := schemeOf(i.signature, &h, foreign)
	if err != nil {
		return err
	}
	s.algorithm = way.name
	if s.claimed, err = signingTime(i.signed); err != nil {
		return err
	}
	if err := sameType(i.signed, d); err != nil {
		return err
	}
	missing, err := sameContent(i.signed, h, sum)
	if err != nil {
		return err
	}
	if err := s.keys(d, i, way, h.sum(i.covered), foreign); err != nil {
		return err
	}
	if s.stamps, err = stamps(i.unsigned); err != nil {
		return err
	}
	if missing {
		return refuse(CannotTell, ContentMissing)
	}
	return nil
}

// sameType: the signer meant content of the type that it has.
func sameType(list []attribute, d *signedData) error {
	value, err := one(list, attrContentType)
	if err != nil {
		return err
	}
	in := cryptobyte.String(value)
	oid := dotted("0.0")
	if !in.ReadASN1ObjectIdentifier(&oid) || !in.Empty() {
		return refuse(Refused, BadAttribute)
	}
	if !oid.Equal(d.contentType) {
		return refuse(Refused, TypeMismatch)
	}
	return nil
}

// sameContent: the digest that was signed is that of the content.
func sameContent(list []attribute, h digest, sum summer) (missing bool, err error) {
	value, err := one(list, attrMessageDigest)
	if err != nil {
		return false, err
	}
	in := cryptobyte.String(value)
	var want cryptobyte.String
	if !in.ReadASN1(&want, der.OCTET_STRING) || !in.Empty() {
		return false, refuse(Refused, BadAttribute)
	}
	got, err := sum(h)
	switch {
	case err != nil:
		return false, err
	case got == nil:
		return true, nil
	case !bytes.Equal(want, got):
		return false, refuse(Changed, ContentChanged)
	}
	return false, nil
}

// signingTime is when the signer says it signed; zero if it does not.
func signingTime(list []attribute) (t time.Time, err error) {
	value, err := one(list, attrSigningTime)
	if err != nil || value == nil {
		return t, err
	}
	in := cryptobyte.String(value)
	t, ok := readTime(&in)
	if !ok || !in.Empty() {
		return t, refuse(Refused, BadAttribute)
	}
	return t, nil
}

// stamps are the timestamps on the signature: the one unsigned attribute that is
// looked at, for it proves itself.
func stamps(list []attribute) ([][]byte, error) {
	for _, a := range list {
		if is(a.oid, attrTimestamp) {
			if len(a.values) > maxStamps {
				return nil, refuse(Refused, BadAttribute)
			}
			return a.values, nil
		}
	}
	return nil, nil
}

// claimed reports whether the signer names this certificate.
func (i signerInfo) names(c *Certificate) bool {
	if i.keyID != nil {
		return sameBytes(i.keyID, c.SubjectKeyID)
	}
	return bytes.Equal(i.issuer, c.RawIssuer) && bytes.Equal(i.serial, c.Serial)
}

// claimant is the first certificate that the signer names; nil if the file has
// none.
func (d *signedData) claimant(i signerInfo) *Certificate {
	for _, c := range d.certs {
		if i.names(c) {
			return c
		}
	}
	return nil
}

// keys tries the certificates that the signer names. Look-alikes share a name and
// a number, so the one that fits the signature and its reference is the signer's.
func (s *signed) keys(d *signedData, i signerInfo, way scheme, sum []byte, foreign bool) error {
	var why error = refuse(CannotTell, CertificateAbsent)
	for _, c := range d.certs {
		if !i.names(c) {
			continue
		}
		if why = fits(c, i, way, sum); why != nil {
			continue
		}
		level, err := reference(i.signed, c, foreign)
		if why = err; err == nil {
			s.cert, s.level, s.algorithm = c, level, describe(way, c.key)
			return nil
		}
	}
	return why
}

func fits(c *Certificate, i signerInfo, way scheme, sum []byte) error {
	if c.keyErr != nil {
		return c.keyErr
	}
	return c.key.verify(way, sum, i.value)
}

// reference compares the signed reference to the certificate, if there is one.
// SHA-1 references (RFC 2634, section 5.4) are compared and raise no level.
func reference(list []attribute, c *Certificate, foreign bool) (Level, error) {
	old, err := one(list, attrSigningCert)
	if err != nil {
		return LevelNone, err
	}
	if old != nil {
		sum := sha1.Sum(c.Raw)
		id, err := essCertID(old)
		if err != nil {
			return LevelNone, err
		}
		if id.hash != nil || !bytes.Equal(id.sum, sum[:]) {
			return LevelNone, refuse(Changed, OtherKey)
		}
	}
	newer, err := one(list, attrSigningCertV2)
	if err != nil || newer == nil {
		return LevelNone, err
	}
	id, err := essCertID(newer)
	if err != nil {
		return LevelNone, err
	}
	if id.hash == nil {
		id.hash = &algorithm{oid: dotted("2.16.840.1.101.3.4.2.1")} // the default (RFC 5035, section 4)
	}
	h, err := digestOf(*id.hash, foreign)
	if err != nil {
		return LevelNone, err
	}
	if !bytes.Equal(id.sum, h.sum(c.Raw)) || id.serial != nil && !bytes.Equal(id.serial, c.Serial) {
		return LevelNone, refuse(Changed, OtherKey)
	}
	return LevelBES, nil
}

// certID is ESSCertID or ESSCertIDv2.
type certID struct {
	hash        *algorithm // nil: not said
	sum, serial []byte
}

// essCertID reads the first identifier of SigningCertificate or
// SigningCertificateV2, which is the signer's (RFC 5035, sections 3 and 4).
func essCertID(value []byte) (id certID, err error) {
	in := cryptobyte.String(value)
	var s, list, first, sum, issuer, names, serial cryptobyte.String
	bad := refuse(Refused, BadAttribute)
	if !in.ReadASN1(&s, der.SEQUENCE) || !in.Empty() || !s.ReadASN1(&list, der.SEQUENCE) || !list.ReadASN1(&first, der.SEQUENCE) {
		return id, bad
	}
	if first.PeekASN1Tag(der.SEQUENCE) {
		a, ok := readAlgorithm(&first)
		if !ok {
			return id, bad
		}
		id.hash = &a
	}
	if !first.ReadASN1(&sum, der.OCTET_STRING) {
		return id, bad
	}
	id.sum = sum
	if first.Empty() {
		return id, nil
	}
	if !first.ReadASN1(&issuer, der.SEQUENCE) || !first.Empty() || !issuer.ReadASN1(&names, der.SEQUENCE) ||
		!issuer.ReadASN1(&serial, der.INTEGER) {
		return id, bad
	}
	if id.serial, err = positive(serial); err != nil {
		return id, bad
	}
	return id, nil
}
