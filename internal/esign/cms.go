package esign

import (
	"bytes"
	"encoding/asn1"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

const (
	oidData       = "1.2.840.113549.1.7.1"
	oidSignedData = "1.2.840.113549.1.7.2"
	oidTSTInfo    = "1.2.840.113549.1.9.16.1.4"

	attrContentType   = "1.2.840.113549.1.9.3"
	attrMessageDigest = "1.2.840.113549.1.9.4"
	attrSigningTime   = "1.2.840.113549.1.9.5"
	attrSigningCert   = "1.2.840.113549.1.9.16.2.12"
	attrSigningCertV2 = "1.2.840.113549.1.9.16.2.47"
	attrTimestamp     = "1.2.840.113549.1.9.16.2.14"
)

// Limits of a file's signers, of a signer's attributes, of timestamps.
const (
	maxSigners       = 32
	maxAttributeList = 64
	maxStamps        = 8
)

// signedData is SignedData (RFC 5652, section 5.1).
type signedData struct {
	contentType asn1.ObjectIdentifier
	content     []byte
	attached    bool
	certs       []*Certificate
	evidence    []Evidence
	signers     []signerInfo
}

// signerInfo is SignerInfo (RFC 5652, section 5.3).
type signerInfo struct {
	issuer, serial, keyID []byte
	digest, signature     algorithm
	signed, unsigned      []attribute
	covered               []byte // the signed attributes as they are hashed
	value                 []byte
}

type attribute struct {
	oid    asn1.ObjectIdentifier
	values [][]byte
}

// parseCMS reads a ContentInfo in DER. It refuses other types than SignedData,
// and one without signers.
func parseCMS(raw []byte) (*signedData, error) {
	in := cryptobyte.String(raw)
	var s, wrapped, sd, digests, certs cryptobyte.String
	var kind asn1.ObjectIdentifier
	version, has := 0, false
	if !in.ReadASN1(&s, der.SEQUENCE) || !in.Empty() || !s.ReadASN1ObjectIdentifier(&kind) || !is(kind, oidSignedData) {
		return nil, refuse(Unreadable, NotASignature)
	}
	if !s.ReadASN1(&wrapped, tagged(0)) || !s.Empty() || !wrapped.ReadASN1(&sd, der.SEQUENCE) || !wrapped.Empty() ||
		!sd.ReadASN1Integer(&version) || version < 1 || version > 5 || !sd.ReadASN1(&digests, der.SET) {
		return nil, malformed("SignedData")
	}
	d := &signedData{}
	if err := d.encapsulated(&sd); err != nil {
		return nil, err
	}
	if !sd.ReadOptionalASN1(&certs, &has, tagged(0)) {
		return nil, malformed("certificates")
	}
	var err error
	if d.certs, err = readCertificates(certs); err != nil {
		return nil, err
	}
	if err := d.revocations(&sd); err != nil {
		return nil, err
	}
	return d, d.readSigners(&sd)
}

// encapsulated reads EncapsulatedContentInfo.
func (d *signedData) encapsulated(in *cryptobyte.String) error {
	var s, wrapped, octets cryptobyte.String
	if !in.ReadASN1(&s, der.SEQUENCE) || !s.ReadASN1ObjectIdentifier(&d.contentType) ||
		!s.ReadOptionalASN1(&wrapped, &d.attached, tagged(0)) || !s.Empty() {
		return malformed("content")
	}
	if !d.attached {
		return nil
	}
	if !wrapped.ReadASN1(&octets, der.OCTET_STRING) || !wrapped.Empty() {
		return malformed("content")
	}
	d.content = octets
	return nil
}

// revocations takes the revocation data that the file brings along: it is
// evidence like any other, and proves itself.
func (d *signedData) revocations(in *cryptobyte.String) error {
	var list cryptobyte.String
	has := false
	if !in.ReadOptionalASN1(&list, &has, tagged(1)) {
		return malformed("revocation data")
	}
	for n := 0; !list.Empty(); n++ {
		var raw, value cryptobyte.String
		var tag der.Tag
		if !list.ReadAnyASN1Element(&raw, &tag) || n >= maxIncluded {
			return malformed("revocation data")
		}
		if tag == der.SEQUENCE {
			d.evidence = append(d.evidence, Evidence{Kind: CRL, DER: raw})
			continue
		}
		var kind asn1.ObjectIdentifier // OtherRevocationInfoFormat; RFC 5940, section 2.1
		if raw.ReadASN1(&value, tagged(1)) && value.ReadASN1ObjectIdentifier(&kind) && is(kind, "1.3.6.1.5.5.7.16.2") {
			d.evidence = append(d.evidence, Evidence{Kind: OCSP, DER: value})
		}
	}
	return nil
}

func (d *signedData) readSigners(in *cryptobyte.String) error {
	var list cryptobyte.String
	if !in.ReadASN1(&list, der.SET) || !in.Empty() {
		return malformed("signers")
	}
	if list.Empty() {
		return refuse(Unreadable, NoSigners)
	}
	for !list.Empty() {
		if len(d.signers) >= maxSigners {
			return refuse(Unreadable, TooManySigners)
		}
		s, err := readSigner(&list)
		if err != nil {
			return err
		}
		d.signers = append(d.signers, s)
	}
	return nil
}

func readSigner(list *cryptobyte.String) (i signerInfo, err error) {
	var s, signed, unsigned, value cryptobyte.String
	version, ok, has := 0, false, false
	if !list.ReadASN1(&s, der.SEQUENCE) || !s.ReadASN1Integer(&version) || version != 1 && version != 3 {
		return i, malformed("signer")
	}
	if err := i.identifier(&s); err != nil {
		return i, err
	}
	if i.digest, ok = readAlgorithm(&s); !ok || !s.ReadOptionalASN1(&signed, &has, tagged(0)) {
		return i, malformed("signer's digest")
	}
	if has {
		if i.signed, i.covered, err = readAttributes(signed); err != nil {
			return i, err
		}
	}
	if i.signature, ok = readAlgorithm(&s); !ok || !s.ReadASN1(&value, der.OCTET_STRING) {
		return i, malformed("signer's signature")
	}
	i.value = value
	if !s.ReadOptionalASN1(&unsigned, &has, tagged(1)) || !s.Empty() {
		return i, malformed("signer's end")
	}
	if has {
		i.unsigned, _, err = readAttributes(unsigned)
	}
	return i, err
}

// identifier reads SignerIdentifier.
func (i *signerInfo) identifier(s *cryptobyte.String) (err error) {
	var id, issuer, serial, key cryptobyte.String
	if s.PeekASN1Tag(implicit(0)) {
		if !s.ReadASN1(&key, implicit(0)) || len(key) == 0 {
			return malformed("signer's key")
		}
		i.keyID = key
		return nil
	}
	if !s.ReadASN1(&id, der.SEQUENCE) || !id.ReadASN1Element(&issuer, der.SEQUENCE) || !id.ReadASN1(&serial, der.INTEGER) || !id.Empty() {
		return malformed("signer's certificate")
	}
	i.issuer = issuer
	i.serial, err = positive(serial)
	return err
}

// readAttributes reads a SET OF Attribute, and answers it as it is hashed: under
// the tag of a set, in the order of DER (RFC 5652, section 5.4).
func readAttributes(in cryptobyte.String) (list []attribute, covered []byte, err error) {
	var elements [][]byte
	for !in.Empty() {
		var raw, s, set cryptobyte.String
		var a attribute
		if !in.ReadASN1Element(&raw, der.SEQUENCE) || len(list) >= maxAttributeList {
			return nil, nil, malformed("attributes")
		}
		elements = append(elements, raw)
		body := raw
		if !body.ReadASN1(&s, der.SEQUENCE) || !s.ReadASN1ObjectIdentifier(&a.oid) || !s.ReadASN1(&set, der.SET) || !s.Empty() {
			return nil, nil, malformed("attribute")
		}
		for !set.Empty() {
			var v cryptobyte.String
			var tag der.Tag
			if !set.ReadAnyASN1Element(&v, &tag) || len(a.values) >= maxAttributeList {
				return nil, nil, malformed("attribute")
			}
			a.values = append(a.values, v)
		}
		list = append(list, a)
	}
	slices.SortFunc(elements, bytes.Compare)
	all := bytes.Join(elements, nil)
	return list, append(length([]byte{byte(der.SET)}, len(all)), all...), nil
}

// one finds an attribute's only value; nil if it is absent. It refuses one with
// several values, and none.
func one(list []attribute, oid string) ([]byte, error) {
	for _, a := range list {
		if is(a.oid, oid) {
			if len(a.values) != 1 {
				return nil, refuse(Refused, BadAttribute)
			}
			return a.values[0], nil
		}
	}
	return nil, nil
}

// unique refuses a list with two attributes of one kind: each reader would
// believe another one.
func unique(list []attribute) error {
	seen := map[string]bool{}
	for _, a := range list {
		if seen[a.oid.String()] {
			return refuse(Refused, DuplicateAttribute)
		}
		seen[a.oid.String()] = true
	}
	return nil
}
