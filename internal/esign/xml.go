package esign

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// maxCertificates is how many certificates a file may bring along.
const maxCertificates = 16

// XMLSignature is what stands in a signed XML document of the one form that
// NCALayer makes: one enveloped signature over the whole document.
type XMLSignature struct {
	Certificates []*Certificate // the signer's first; what the file claims, not yet believed
	Content      []byte         // what was signed: the document without its signature, in canonical form

	method     scheme
	signedInfo []byte
	signature  []byte
	digest     digest
	want       []byte
}

// ParseXML reads a signed document. What it refuses (Invalid, Limit) is not a
// forgery but another kind of file: everything that readXML refuses, no
// signature or several, one that is not a child of the root, a reference to a
// part of the document or to another one, transforms other than leaving the
// signature out and Canonical XML 1.0, hashes that are no longer safe, keys by
// other ways than a certificate.
//
// It says nothing about whether the signature is good: see Check.
func ParseXML(data []byte) (*XMLSignature, error) {
	root, err := readXML(data)
	if err != nil {
		return nil, err
	}
	signature, err := theSignature(root)
	if err != nil {
		return nil, err
	}
	parts, err := exactly(signature, "SignedInfo", "SignatureValue", "KeyInfo")
	if err != nil {
		return nil, err
	}
	s := &XMLSignature{}
	if err := s.readSignedInfo(parts[0]); err != nil {
		return nil, err
	}
	if s.signature, err = encoded(parts[1]); err != nil {
		return nil, err
	}
	if err := s.readKeyInfo(parts[2]); err != nil {
		return nil, err
	}
	s.signedInfo, s.Content = canonical(parts[0], nil), canonical(root, signature)
	return s, nil
}

// Check holds the content against the digest, and the digest against the
// signer's key.
func (s *XMLSignature) Check() error {
	if !bytes.Equal(s.digest.sum(s.Content), s.want) {
		return refuse(Changed, ContentChanged)
	}
	signer := s.Certificates[0]
	if signer.keyErr != nil {
		return signer.keyErr
	}
	return signer.key.verify(s.method, s.method.digest.sum(s.signedInfo), s.signature)
}

// theSignature finds the document's only signature.
func theSignature(root *xmlNode) (*xmlNode, error) {
	all := 0
	var walk func(*xmlNode)
	var found *xmlNode
	walk = func(n *xmlNode) {
		if n.is("Signature") {
			all++
			found = n
		}
		for _, c := range n.children {
			if c.element != nil {
				walk(c.element)
			}
		}
	}
	walk(root)
	switch {
	case all == 0:
		return nil, refuse(Unreadable, NoSigners)
	case all > 1:
		return nil, refuse(Unreadable, XMLSeveral)
	case found.parent != root:
		return nil, refuse(Unreadable, XMLProfile)
	}
	return found, nil
}

// is: an element of XMLDSIG with that name.
func (n *xmlNode) is(name string) bool { return n.uri == uriDSig && n.name == name }

// exactly are the children of n, which must be these and no others, with
// nothing but white space between them. Attributes other than Id are refused
// here, so that nothing unknown takes part.
func exactly(n *xmlNode, names ...string) ([]*xmlNode, error) {
	var got []*xmlNode
	for _, c := range n.children {
		if c.element == nil {
			if strings.Trim(c.text, " \t\r\n") != "" {
				return nil, unknownXML(n.name)
			}
			continue
		}
		if len(got) == len(names) || !c.element.is(names[len(got)]) {
			return nil, unknownXML(c.element.name)
		}
		got = append(got, c.element)
	}
	if len(got) != len(names) {
		return nil, unknownXML(n.name)
	}
	for _, a := range n.attrs {
		if a.uri != "" || a.name != "Id" {
			return nil, unknownXML(a.name)
		}
	}
	return got, nil
}

func unknownXML(name string) error {
	return &refusal{Unreadable, XMLProfile, about(name)}
}

// algorithmOf is the only attribute of a method, which must be empty.
func algorithmOf(n *xmlNode) (string, error) {
	for _, c := range n.children {
		if c.element != nil || strings.Trim(c.text, " \t\r\n") != "" {
			return "", unknownXML(n.name)
		}
	}
	if len(n.attrs) != 1 || n.attrs[0].uri != "" || n.attrs[0].name != "Algorithm" {
		return "", unknownXML(n.name)
	}
	return n.attrs[0].value, nil
}

// The forms of Canonical XML 1.0 that may be named.
const (
	c14n         = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	c14nComments = c14n + "#WithComments"
)

func (s *XMLSignature) readSignedInfo(n *xmlNode) error {
	parts, err := exactly(n, "CanonicalizationMethod", "SignatureMethod", "Reference")
	if err != nil {
		return err
	}
	form, err := algorithmOf(parts[0])
	if err != nil || form != c14n && form != c14nComments {
		return unknownXML("CanonicalizationMethod")
	}
	method, err := algorithmOf(parts[1])
	if err != nil {
		return err
	}
	if s.method, err = xmlSchemeOf(method); err != nil {
		return err
	}
	return s.readReference(parts[2])
}

func (s *XMLSignature) readReference(n *xmlNode) error {
	uri, whole := "", false
	rest := *n
	rest.attrs = nil
	for _, a := range n.attrs {
		if a.uri == "" && a.name == "URI" {
			uri, whole = a.value, true
			continue
		}
		rest.attrs = append(rest.attrs, a)
	}
	if !whole || uri != "" {
		return refuse(Unreadable, XMLPart)
	}
	parts, err := exactly(&rest, "Transforms", "DigestMethod", "DigestValue")
	if err != nil {
		return err
	}
	if err := readTransforms(parts[0]); err != nil {
		return err
	}
	method, err := algorithmOf(parts[1])
	if err != nil {
		return err
	}
	if s.digest, err = xmlDigestOf(method); err != nil {
		return err
	}
	s.want, err = encoded(parts[2])
	return err
}

// readTransforms: the signature is left out, and what remains is made
// canonical; the second may be unsaid, since it is what XMLDSIG does by itself.
func readTransforms(n *xmlNode) error {
	steps, err := exactly(n, "Transform", "Transform")
	if err != nil {
		if steps, err = exactly(n, "Transform"); err != nil {
			return err
		}
	}
	for i, want := range [][]string{{uriDSig + "enveloped-signature"}, {c14n, c14nComments}}[:len(steps)] {
		name, err := algorithmOf(steps[i])
		if err != nil || name != want[0] && name != want[len(want)-1] {
			return &refusal{Unreadable, XMLProfile, about(name)}
		}
	}
	return nil
}

// readKeyInfo takes certificates alone: a bare key has no holder.
func (s *XMLSignature) readKeyInfo(n *xmlNode) error {
	parts, err := exactly(n, "X509Data")
	if err != nil {
		return err
	}
	count := 0
	for _, c := range parts[0].children {
		if c.element != nil {
			count++
		}
	}
	if count == 0 || count > maxCertificates {
		return refuse(CannotTell, CertificateAbsent)
	}
	all, err := exactly(parts[0], slicesOf("X509Certificate", count)...)
	if err != nil {
		return err
	}
	for _, c := range all {
		der, err := encoded(c)
		if err != nil {
			return err
		}
		certificate, err := ParseCertificate(der)
		if err != nil {
			return &refusal{Refused, BadCertificate, err}
		}
		s.Certificates = append(s.Certificates, certificate)
	}
	return nil
}

func slicesOf(s string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = s
	}
	return all
}

// encoded is the Base64 text of an element that has only text.
func encoded(n *xmlNode) ([]byte, error) {
	var text bytes.Buffer
	for _, c := range n.children {
		if c.element != nil {
			return nil, unknownXML(c.element.name)
		}
		text.WriteString(c.text)
	}
	for _, a := range n.attrs {
		if a.uri != "" || a.name != "Id" {
			return nil, unknownXML(a.name)
		}
	}
	plain := bytes.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n", r) {
			return -1
		}
		return r
	}, text.Bytes())
	out, err := base64.StdEncoding.Strict().DecodeString(string(plain))
	if err != nil || len(out) == 0 {
		return nil, &refusal{Unreadable, Malformed, about(n.name)}
	}
	return out, nil
}
