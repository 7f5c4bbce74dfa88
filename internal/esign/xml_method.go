package esign

import (
	"crypto"
	"crypto/rsa"
	_ "crypto/sha256" // the hashes that a method may name
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"hash"
	"strconv"

	"tarazy/internal/gost"
)

// minXMLRSA is the shortest RSA modulus that is believed, in bits.
const minXMLRSA = 2048

// The namespaces in which Kazakhstan's methods and the W3C's are named.
const (
	urnGOST = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:"
	uriMore = "http://www.w3.org/2001/04/xmldsig-more#"
	uriDSig = "http://www.w3.org/2000/09/xmldsig#"
	uriEnc  = "http://www.w3.org/2001/04/xmlenc#"
)

// xmlMethod is how a signature in XML was made.
type xmlMethod struct {
	gost asn1.ObjectIdentifier // the scheme; nil for RSA
	rsa  crypto.Hash
}

// xmlMethodOf reads a SignatureMethod. It refuses SHA-1 in words of its own.
func xmlMethodOf(uri string) (xmlMethod, error) {
	switch uri {
	case urnGOST + "gostr34102015-gostr34112015-512":
		return xmlMethod{gost: asn1.ObjectIdentifier{1, 2, 398, 3, 10, 1, 1, 2, 3, 2}}, nil
	case urnGOST + "gostr34102015-gostr34112015-256":
		return xmlMethod{gost: asn1.ObjectIdentifier{1, 2, 398, 3, 10, 1, 1, 2, 3, 1}}, nil
	case uriMore + "gost34310-gost34311":
		return xmlMethod{gost: asn1.ObjectIdentifier{1, 2, 398, 3, 10, 1, 1, 1, 2}}, nil
	case uriMore + "rsa-sha256":
		return xmlMethod{rsa: crypto.SHA256}, nil
	case uriMore + "rsa-sha384":
		return xmlMethod{rsa: crypto.SHA384}, nil
	case uriMore + "rsa-sha512":
		return xmlMethod{rsa: crypto.SHA512}, nil
	case uriDSig + "rsa-sha1", uriDSig + "dsa-sha1", uriMore + "rsa-md5":
		return xmlMethod{}, refuse(Refused, WeakDigest)
	}
	return xmlMethod{}, &refusal{Refused, UnknownAlgorithm, about(uri)}
}

// xmlDigestOf reads a DigestMethod.
func xmlDigestOf(uri string) (hash.Hash, error) {
	oid := asn1.ObjectIdentifier{1, 2, 398, 3, 10, 1, 3}
	switch uri {
	case urnGOST + "gostr34112015-512":
		oid = append(oid, 3)
	case urnGOST + "gostr34112015-256":
		oid = append(oid, 2)
	case uriMore + "gost34311":
		oid = append(oid, 1)
	case uriEnc + "sha256":
		return crypto.SHA256.New(), nil
	case uriMore + "sha384":
		return crypto.SHA384.New(), nil
	case uriEnc + "sha512":
		return crypto.SHA512.New(), nil
	case uriDSig + "sha1", uriMore + "md5":
		return nil, refuse(Refused, WeakDigest)
	default:
		return nil, &refusal{Refused, UnknownAlgorithm, about(uri)}
	}
	d, err := gost.DigestByOID(oid)
	if err != nil {
		return nil, &refusal{Refused, UnknownAlgorithm, err}
	}
	return d.New(), nil
}

// verify checks a signature of a message by a certificate's key. It refuses
// (Invalid) a key that the method does not fit or that is too short, and
// (Conflict) a signature that the key did not make of these bytes.
func (m xmlMethod) verify(by *x509.Certificate, message, signature []byte) error {
	if m.gost != nil {
		scheme, err := gost.SchemeByOID(m.gost)
		if err != nil {
			return &refusal{Refused, BadCertificate, err}
		}
		key, err := gost.ParsePublicKey(by.RawSubjectPublicKeyInfo)
		if err != nil {
			return &refusal{Refused, BadCertificate, err}
		}
		if err := scheme.Verify(key, message, signature); err != nil {
			return &refusal{Changed, SignatureBroken, err}
		}
		return nil
	}
	key, ok := by.PublicKey.(*rsa.PublicKey)
	if !ok {
		return refuse(Refused, BadCertificate)
	}
	if key.N.BitLen() < minXMLRSA {
		return &refusal{Refused, WeakKey, about(strconv.Itoa(key.N.BitLen()))}
	}
	h := m.rsa.New()
	h.Write(message)
	if err := rsa.VerifyPKCS1v15(key, m.rsa, h.Sum(nil), signature); err != nil {
		return &refusal{Changed, SignatureBroken, err}
	}
	return nil
}

// name is the method as a report shows it.
func (m xmlMethod) name() string {
	if m.gost != nil {
		scheme, _ := gost.SchemeByOID(m.gost)
		return scheme.Name
	}
	return "RSA, " + m.rsa.String()
}
