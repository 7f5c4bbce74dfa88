package esign

// The namespaces in which Kazakhstan's methods and the W3C's are named.
const (
	urnGOST = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:"
	uriMore = "http://www.w3.org/2001/04/xmldsig-more#"
	uriDSig = "http://www.w3.org/2000/09/xmldsig#"
	uriEnc  = "http://www.w3.org/2001/04/xmlenc#"
)

// xmlSchemeOf reads a SignatureMethod: the same schemes that CMS has, under
// other names. It refuses the weak ones in words of their own.
func xmlSchemeOf(uri string) (scheme, error) {
	oid := ""
	switch uri {
	case urnGOST + "gostr34102015-gostr34112015-512":
		oid = "1.2.398.3.10.1.1.2.3.2"
	case urnGOST + "gostr34102015-gostr34112015-256":
		oid = "1.2.398.3.10.1.1.2.3.1"
	case uriMore + "gost34310-gost34311":
		oid = "1.2.398.3.10.1.1.1.2"
	case uriMore + "rsa-sha256":
		oid = "1.2.840.113549.1.1.11"
	case uriMore + "rsa-sha384":
		oid = "1.2.840.113549.1.1.12"
	case uriMore + "rsa-sha512":
		oid = "1.2.840.113549.1.1.13"
	case uriDSig + "rsa-sha1", uriDSig + "dsa-sha1", uriMore + "rsa-md5":
		return scheme{}, refuse(Refused, WeakDigest)
	default:
		return scheme{}, &refusal{Refused, UnknownAlgorithm, about(uri)}
	}
	return schemeOf(algorithm{oid: dotted(oid)}, nil, false)
}

// xmlDigestOf reads a DigestMethod.
func xmlDigestOf(uri string) (digest, error) {
	oid := ""
	switch uri {
	case urnGOST + "gostr34112015-512":
		oid = "1.2.398.3.10.1.3.3"
	case urnGOST + "gostr34112015-256":
		oid = "1.2.398.3.10.1.3.2"
	case uriMore + "gost34311":
		oid = "1.2.398.3.10.1.3.1"
	case uriEnc + "sha256":
		oid = "2.16.840.1.101.3.4.2.1"
	case uriMore + "sha384":
		oid = "2.16.840.1.101.3.4.2.2"
	case uriEnc + "sha512":
		oid = "2.16.840.1.101.3.4.2.3"
	case uriDSig + "sha1", uriMore + "md5":
		return digest{}, refuse(Refused, WeakDigest)
	default:
		return digest{}, &refusal{Refused, UnknownAlgorithm, about(uri)}
	}
	return digestOf(algorithm{oid: dotted(oid)}, false)
}
