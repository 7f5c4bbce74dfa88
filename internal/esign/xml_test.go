package esign

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tarazy/internal/gost/gosttest"
)

// xmlSigner signs documents as NCALayer does, with a certificate of its own.
type xmlSigner struct {
	name, signs, digests string // URIs
	certificate          []byte
	sign                 func(message []byte) []byte
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// gostSigner has a key of a national kind, by its place in gosttest.Kinds.
func gostSigner(kind int, signs, digests string) xmlSigner {
	k := must(gosttest.Generate(gosttest.Kinds()[kind], rand.Reader))
	sign := func(b []byte) []byte { return must(k.Sign(b, rand.Reader)) }
	return xmlSigner{k.Scheme.Name, signs, digests, selfSigned(must(k.SPKI()), k.Kind.Signature, sign), sign}
}

func rsaSigner(bits int) xmlSigner {
	k := must(rsa.GenerateKey(rand.Reader, bits))
	sign := func(b []byte) []byte {
		sum := sha256.Sum256(b)
		return must(rsa.SignPKCS1v15(rand.Reader, k, crypto.SHA256, sum[:]))
	}
	spki := must(x509.MarshalPKIXPublicKey(&k.PublicKey))
	return xmlSigner{fmt.Sprint("RSA ", bits), uriMore + "rsa-sha256", uriEnc + "sha256", selfSigned(spki, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}, sign), sign}
}

// xmlSigners are one of each method, made once.
var xmlSigners = sync.OnceValue(func() []xmlSigner {
	return []xmlSigner{gostSigner(0, urnGOST+"gostr34102015-gostr34112015-512", urnGOST+"gostr34112015-512"),
		gostSigner(1, urnGOST+"gostr34102015-gostr34112015-256", urnGOST+"gostr34112015-256"),
		gostSigner(2, uriMore+"gost34310-gost34311", uriMore+"gost34311"), rsaSigner(2048)}
})

// selfSigned is a certificate of one key, by itself.
func selfSigned(spki []byte, algorithm asn1.ObjectIdentifier, sign func([]byte) []byte) []byte {
	type identifier struct{ OID asn1.ObjectIdentifier }
	type validity struct{ From, To asn1.RawValue }
	who := pkix.Name{CommonName: "ТЕСТОВ ТЕСТ", SerialNumber: "IIN123456789011"}.ToRDNSequence()
	body := must(asn1.Marshal(struct {
		Version   int `asn1:"explicit,tag:0"`
		Serial    *big.Int
		Algorithm identifier
		Issuer    pkix.RDNSequence
		Validity  validity
		Subject   pkix.RDNSequence
		Key       asn1.RawValue
	}{2, big.NewInt(77), identifier{algorithm}, who, validity{asn1.RawValue{Tag: asn1.TagUTCTime, Bytes: []byte("200101000000Z")},
		asn1.RawValue{Tag: asn1.TagUTCTime, Bytes: []byte("490101000000Z")}}, who, asn1.RawValue{FullBytes: spki}}))
	bits := sign(body)
	return must(asn1.Marshal(struct {
		Body      asn1.RawValue
		Algorithm identifier
		Signature asn1.BitString
	}{asn1.RawValue{FullBytes: body}, identifier{algorithm}, asn1.BitString{Bytes: bits, BitLength: 8 * len(bits)}}))
}

// signedXML lays a signature before the end tag of the root, as NCALayer does.
// The parts of the signature may be changed before anything is computed.
func (s xmlSigner) signedXML(document string, change ...string) string {
	edit := strings.NewReplacer(change...)
	digest := must(xmlDigestOf(s.digests)).sum(canonical(must(readXML([]byte(document))), nil))
	end := strings.LastIndex(document, "</")
	info := edit.Replace(`<ds:SignedInfo>
<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
<ds:SignatureMethod Algorithm="` + s.signs + `"/>
<ds:Reference URI="">
<ds:Transforms>
<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
<ds:Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"/>
</ds:Transforms>
<ds:DigestMethod Algorithm="` + s.digests + `"/>
<ds:DigestValue>` + wrapped(digest) + `</ds:DigestValue>
</ds:Reference>
</ds:SignedInfo>`)
	frame := func(value string) string {
		return document[:end] + "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n" + info + edit.Replace("\n<ds:SignatureValue>\n"+value+
			"\n</ds:SignatureValue>\n<ds:KeyInfo>\n<ds:X509Data>\n<ds:X509Certificate>\n"+wrapped(s.certificate)+
			"\n</ds:X509Certificate>\n</ds:X509Data>\n</ds:KeyInfo>\n") + "</ds:Signature>" + document[end:]
	}
	root, err := readXML([]byte(frame("")))
	if err != nil {
		return frame("") // a change that ParseXML refuses before it looks at signatures
	}
	value := []byte("none")
	for _, c := range root.children {
		if c.element != nil && c.element.is("Signature") {
			value = s.sign(canonical(c.element.children[1].element, nil))
		}
	}
	return frame(wrapped(value))
}

// wrapped is Base64 as Java writes it into XML: lines that end with CR.
func wrapped(b []byte) string {
	text := base64.StdEncoding.EncodeToString(b)
	var out strings.Builder
	for ; len(text) > 76; text = text[76:] {
		out.WriteString(text[:76] + "&#13;\n")
	}
	return out.String() + text
}

const filing = `<?xml version="1.0" encoding="UTF-8" standalone="no"?><claim xmlns="urn:court" xmlns:p="urn:people" kind='a "b"'>
  <p:by iin="000000000000">Сұлтан &amp; Ко</p:by><sum currency="KZT">120000</sum>
</claim>`

func TestSignedXML(t *testing.T) {
	for _, s := range xmlSigners() {
		text := s.signedXML(filing)
		x, err := ParseXML([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		if err := x.Check(); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
		if !bytes.Equal(x.Content, canonical(must(readXML([]byte(filing))), nil)) || !bytes.Equal(x.Certificates[0].Raw, s.certificate) {
			t.Errorf("%s: %s by %s", s.name, x.Content, x.Certificates[0].Subject)
		}
		for name, changed := range map[string]string{"a digit": strings.Replace(text, "120000", "120001", 1), "a space": strings.Replace(text, "\n  <p:by", "\n   <p:by", 1),
			"an attribute": strings.Replace(text, "KZT", "USD", 1), "a namespace": strings.Replace(text, "urn:people", "urn:persons", 1),
			"an element": strings.Replace(text, "<sum", "<more></more><sum", 1)} {
			x, err := ParseXML([]byte(changed))
			if err != nil {
				t.Fatalf("%s: %s: %v", s.name, name, err)
			}
			if err := x.Check(); refusalOf(err).reason != ContentChanged {
				t.Errorf("%s: %s: %v", s.name, name, err)
			}
		}
	}
}

// TestForgedXML: digests that fit, signatures that do not.
func TestForgedXML(t *testing.T) {
	all := xmlSigners()
	for i, s := range all {
		other := s
		other.certificate = all[(i+1)%len(all)].certificate
		another := gostSigner(0, s.signs, s.digests)
		wrong := s
		wrong.sign = func(b []byte) []byte { return s.sign(append(b, ' ')) }
		short := s
		short.sign = func(b []byte) []byte { return s.sign(b)[1:] }
		for name, v := range map[string]xmlSigner{"signed other bytes": wrong, "a byte less": short, "a certificate of another kind": other, "another's certificate": {
			s.name, s.signs, s.digests, another.certificate, s.sign}} {
			x, err := ParseXML([]byte(v.signedXML(filing)))
			if err != nil {
				t.Fatal(err)
			}
			if key := refusalOf(x.Check()).reason; key != SignatureBroken && key != AlgorithmMismatch {
				t.Errorf("%s: %s: %s", s.name, name, key)
			}
		}
	}
	x, err := ParseXML([]byte(rsaSigner(1024).signedXML(filing)))
	if err != nil || refusalOf(x.Check()).reason != WeakKey {
		t.Errorf("RSA of 1024 bits: %v, %v", err, x.Check())
	}
}

// TestRefusedXML: each rule of the profile, broken alone.
func TestRefusedXML(t *testing.T) {
	s := xmlSigners()[1]
	good := s.signedXML(filing)
	signature := good[strings.Index(good, "<ds:Signature "):strings.LastIndex(good, "</claim>")]
	deep := strings.Repeat("<a>", maxXMLDepth) + strings.Repeat("</a>", maxXMLDepth)
	spaces, many := "", ""
	for i := range maxXMLSpaces {
		spaces += fmt.Sprintf(` xmlns:n%d="urn:%d"`, i, i)
	}
	many = strings.Repeat("<a/>", maxXMLNodes)
	const reference = `<ds:Reference URI="">`
	for _, v := range []struct {
		key      Reason
		document string
	}{
		{NoSigners, filing},
		{Malformed, ""},
		{Malformed, "%PDF-1.7"},
		{Malformed, good[:len(good)-1]},
		{Malformed, good + "<more/>"},
		{Malformed, good + "more"},
		{Malformed, "more" + good},
		{Malformed, strings.Replace(good, "</sum>", "</p:sum>", 1)},
		{Malformed, strings.Replace(good, "120000", "&unknown;", 1)},
		{Malformed, strings.Replace(good, "120000", "\xff", 1)},
		{Malformed, strings.Replace(good, "120000", "&#1;", 1)},
		{Malformed, strings.Replace(good, "UTF-8", "ISO-8859-1", 1)},
		{Malformed, strings.Replace(good, `"1.0"`, `"1.1"`, 1)},
		{XMLDocType, strings.Replace(good, "<claim", `<!DOCTYPE claim [<!ENTITY e "1">]><claim`, 1)},
		{XMLComment, strings.Replace(good, "120000", "12<!-- -->0000", 1)},
		{XMLComment, good + "<!-- after -->"},
		{XMLInstruction, strings.Replace(good, "<claim", `<?xml-stylesheet href="x"?><claim`, 1)},
		{XMLInstruction, strings.Replace(good, "120000", `<?x y?>`, 1)},
		{XMLNames, strings.Replace(good, `"KZT"`, "\"KZT\n\"", 1)},
		{XMLNames, strings.Replace(good, `"KZT"`, "'KZT\t'", 1)},
		{XMLNames, strings.Replace(good, `"KZT"`, `"KZT" currency="USD"`, 1)},
		{XMLNames, strings.Replace(good, `"KZT"`, `"KZT" xmlns:q="urn:people" q:a="1" p:a="2"`, 1)},
		{XMLNames, strings.Replace(good, `"KZT"`, `"KZT" q:a="1"`, 1)},
		{XMLNames, strings.Replace(good, `"KZT"`, `"KZT" xmlns:q="a" xmlns:q="b"`, 1)},
		{XMLNames, strings.Replace(good, `"KZT"`, `"KZT" xmlns:p=""`, 1)},
		{XMLNames, strings.Replace(good, `"KZT"`, `"KZT" xmlns:xml="urn:x"`, 1)},
		{XMLNames, strings.Replace(good, `"KZT"`, `"KZT" p:1="1"`, 1)},
		{XMLNames, strings.Replace(good, "120000", "<q:a/>", 1)},
		{TooLarge, strings.Replace(good, "120000", deep, 1)},
		{TooLarge, strings.Replace(good, "120000", many, 1)},
		{TooLarge, strings.Replace(good, "<sum", "<sum"+spaces, 1)},
		{TooLarge, strings.Replace(good, "120000", strings.Repeat("1", maxXML), 1)},
		{XMLSeveral, strings.Replace(good, "</claim>", signature+"</claim>", 1)},
		{XMLSeveral, s.signedXML(filing, "</ds:X509Data>", `</ds:X509Data><ds:Signature xmlns:ds="`+uriDSig+`"/>`)},
		{XMLProfile, "<outer>" + strings.TrimPrefix(good, filing[:strings.Index(filing, "<claim")]) + "</outer>"},
		{XMLProfile, signature},
		{XMLPart, s.signedXML(filing, reference, `<ds:Reference URI="#a">`)},
		{XMLPart, s.signedXML(filing, reference, `<ds:Reference URI="http://court.kz/">`)},
		{XMLPart, s.signedXML(filing, reference, `<ds:Reference>`)},
		{XMLProfile, s.signedXML(filing, reference, `<ds:Reference URI="" Type="x">`)},
		{XMLProfile, s.signedXML(filing, "</ds:SignedInfo>", `<ds:Reference URI=""></ds:Reference></ds:SignedInfo>`)},
		{XMLProfile, s.signedXML(filing, "\n</ds:KeyInfo>\n", "\n</ds:KeyInfo>\n<ds:Object>more</ds:Object>")},
		{XMLProfile, s.signedXML(filing, "<ds:X509Data>", "<ds:KeyName>a</ds:KeyName><ds:X509Data>")},
		{XMLProfile, s.signedXML(filing, "<ds:X509Data>", "text<ds:X509Data>")},
		{XMLProfile, s.signedXML(filing, c14n+`"/>`+"\n<ds:SignatureM", "http://www.w3.org/2001/10/xml-exc-c14n#\"/>\n<ds:SignatureM")},
		{XMLProfile, s.signedXML(filing, c14n+"#WithComments", "http://www.w3.org/TR/1999/REC-xpath-19991116")},
		{XMLProfile, s.signedXML(filing, uriDSig+"enveloped-signature", c14n)},
		{XMLProfile, s.signedXML(filing, `xml-c14n-20010315#WithComments"/>`, `xml-c14n-20010315"><ds:XPath>//a</ds:XPath></ds:Transform>`)},
		{UnknownAlgorithm, s.signedXML(filing, s.signs, "urn:unknown")},
		{UnknownAlgorithm, s.signedXML(filing, s.digests+`"/>`, `urn:unknown"/>`)},
		{WeakDigest, s.signedXML(filing, s.signs, uriDSig+"rsa-sha1")},
		{WeakDigest, s.signedXML(filing, s.digests+`"/>`, uriDSig+`sha1"/>`)},
		{CertificateAbsent, s.signedXML(filing, "<ds:X509Certificate>\n"+wrapped(s.certificate)+"\n</ds:X509Certificate>", "")},
		{CertificateAbsent, s.signedXML(filing, "</ds:X509Data>", strings.Repeat("<ds:X509Certificate>AAAA</ds:X509Certificate>", maxCertificates)+"</ds:X509Data>")},
		{Malformed, strings.Replace(good, `encoding="`, `encoding<"`, 1)},
		{BadCertificate, s.signedXML(filing, wrapped(s.certificate), "AAAA")},
		{Malformed, s.signedXML(filing, wrapped(s.certificate), "A!AA")},
		{Malformed, s.signedXML(filing, wrapped(s.certificate), "")},
		{XMLProfile, s.signedXML(filing, "<ds:SignatureValue>", `<ds:SignatureValue other="1">`)},
	} {
		_, err := ParseXML([]byte(v.document))
		if err == nil || refusalOf(err).reason != v.key {
			t.Errorf("want %s, got %v: %.600s", v.key, err, v.document[max(0, min(len(v.document), 130)):])
		}
	}
	for _, fine := range []string{"\ufeff" + good, good + "\n", strings.Replace(good, "120000", "<![CDATA[120000]]>", 1), strings.ReplaceAll(good, "\n", "\r\n")} {
		if x, err := ParseXML([]byte(fine)); err != nil || x.Check() != nil {
			t.Errorf("another way to write the same: %v", err)
		}
	}
}

// TestNoMutationOfXML: whatever bit is turned, what is valid says what was signed.
func TestNoMutationOfXML(t *testing.T) {
	for _, s := range xmlSigners()[1:] {
		text := []byte(s.signedXML(filing))
		want := must(ParseXML(text)).Content
		step := 3
		if testing.Short() {
			step = 31
		}
		for i := 0; i < 8*len(text); i += step {
			changed := bytes.Clone(text)
			changed[i/8] ^= 1 << (i % 8)
			if x, err := ParseXML(changed); err == nil && x.Check() == nil && !bytes.Equal(x.Content, want) {
				t.Fatalf("%s: bit %d: valid, but of %s", s.name, i, x.Content)
			}
		}
	}
}

// program finds a second opinion; where there is none, the test is skipped, and
// fails where CI=true.
func program(t *testing.T, name, pkg string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not installed (Debian: %s)", name, pkg)
		}
		t.Skipf("%s is not installed (Debian: %s)", name, pkg)
	}
	return path
}

// TestXMLSec: documents that xmlsec1 signs verify here, and what is signed here
// verifies by xmlsec1; what one changes, both refuse.
func TestXMLSec(t *testing.T) {
	xmlsec, dir := program(t, "xmlsec1", "xmlsec1"), t.TempDir()
	file := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	k := must(rsa.GenerateKey(rand.Reader, 2048))
	s := xmlSigner{"", uriMore + "rsa-sha256", uriEnc + "sha256", nil, func(b []byte) []byte {
		sum := sha256.Sum256(b)
		return must(rsa.SignPKCS1v15(rand.Reader, k, crypto.SHA256, sum[:]))
	}}
	s.certificate = selfSigned(must(x509.MarshalPKIXPublicKey(&k.PublicKey)), asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}, s.sign)
	key := file("key.pem", pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)}))
	certificate := file("cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.certificate}))
	accepted, refused := 0, 0
	for i := range times(60) {
		document := randomXML(uint64(i))
		empty := s.signedXML(document)
		from, to := strings.Index(empty, "<ds:SignatureValue>"), strings.Index(empty, "</ds:SignatureValue>")
		digestFrom, digestTo := strings.Index(empty, "<ds:DigestValue>"), strings.Index(empty, "</ds:DigestValue>")
		template := empty[:digestFrom+16] + empty[digestTo:from+19] + empty[to:]
		signed, err := exec.Command(xmlsec, "--sign", "--privkey-pem", key+","+certificate, file("template.xml", []byte(template))).Output()
		if err != nil {
			t.Fatalf("xmlsec1 cannot sign %s", template)
		}
		if x, err := ParseXML(signed); err != nil || x.Check() != nil {
			t.Fatalf("signed by xmlsec1: %v, %v:\n%s", err, x, signed)
		}
		judged := []byte(empty)
		if i%2 == 1 {
			at := (i * 7919) % strings.Index(empty, "<ds:Signature ")
			judged[at] ^= 1
		}
		theirs := exec.Command(xmlsec, "--verify", "--pubkey-cert-pem", certificate, file("judged.xml", judged)).Run() == nil
		x, err := ParseXML(judged)
		ours := err == nil && x.Check() == nil
		if ours && !theirs {
			t.Fatalf("valid here, not by xmlsec1: %s", judged)
		}
		if theirs && !ours && i%2 == 0 {
			t.Fatalf("valid by xmlsec1, not here (%v): %s", err, judged)
		}
		if ours {
			accepted++
		} else {
			refused++
		}
	}
	t.Logf("as xmlsec1 judges: %d valid, %d not", accepted, refused)
}

// TestCanonicalXML compares canonical forms with libxml2's.
func TestCanonicalXML(t *testing.T) {
	lint, name := program(t, "xmllint", "libxml2-utils"), filepath.Join(t.TempDir(), "d.xml")
	for i := range times(300) {
		document := randomXML(uint64(i))
		if err := os.WriteFile(name, []byte(document), 0o600); err != nil {
			t.Fatal(err)
		}
		want := must(exec.Command(lint, "--nonet", "--c14n", name).Output())
		if got := canonical(must(readXML([]byte(document))), nil); !bytes.Equal(got, bytes.TrimSuffix(want, []byte("\n"))) {
			t.Fatalf("%s\nours: %s\nxmllint: %s", document, got, want)
		}
	}
}

func times(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}
