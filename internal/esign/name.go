package esign

import (
	"encoding/asn1"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// Name is what people read of a distinguished name.
type Name struct {
	CommonName, Surname, Patronymic, SerialNumber, Organisation, Country string

	Units []string
	ids   []string // every serialNumber
}

// maxAttributes bounds a name.
const maxAttributes = 64

// parseName reads an RDNSequence (RFC 5280, section 4.1.2.4).
func parseName(raw []byte) (n Name, err error) {
	in, count := cryptobyte.String(raw), 0
	var rdns cryptobyte.String
	if !in.ReadASN1(&rdns, der.SEQUENCE) || !in.Empty() {
		return n, malformed("name")
	}
	for !rdns.Empty() {
		var set cryptobyte.String
		if !rdns.ReadASN1(&set, der.SET) {
			return n, malformed("name")
		}
		for !set.Empty() {
			if count++; count > maxAttributes || !n.attribute(&set) {
				return n, malformed("name")
			}
		}
	}
	return n, nil
}

func (n *Name) attribute(set *cryptobyte.String) bool {
	var s, value cryptobyte.String
	var tag der.Tag
	var oid asn1.ObjectIdentifier
	if !set.ReadASN1(&s, der.SEQUENCE) || !s.ReadASN1ObjectIdentifier(&oid) || !s.ReadAnyASN1(&value, &tag) || !s.Empty() {
		return false
	}
	if len(oid) != 4 || !within(oid, asn1.ObjectIdentifier{2, 5, 4}) {
		return true
	}
	text := readable(text(value, tag))
	switch oid[3] {
	case 3:
		n.CommonName = text
	case 4:
		n.Surname = text
	case 5:
		n.SerialNumber, n.ids = text, append(n.ids, text)
	case 6:
		n.Country = text
	case 10:
		n.Organisation = text
	case 11:
		n.Units = append(n.Units, text)
	case 42:
		n.Patronymic = text // the national CA puts the patronymic into givenName
	}
	return true
}

// text decodes the string types of names; others are no text.
func text(b []byte, tag der.Tag) string {
	const teletex, bmp = 20, 30
	switch tag {
	case der.UTF8String:
		if utf8.Valid(b) {
			return string(b)
		}
	case der.PrintableString, der.IA5String:
		return strings.ToValidUTF8(string(b), "")
	case teletex:
		runes := make([]rune, len(b))
		for i, c := range b {
			runes[i] = rune(c)
		}
		return string(runes)
	case bmp:
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
		}
		return string(utf16.Decode(units))
	}
	return ""
}

// maxText is how much of an attribute is shown.
const maxText = 300

// readable leaves out what is not seen or turns the direction of writing: a name
// must read as what it is.
func readable(s string) string {
	var b strings.Builder
	for _, r := range s {
		if b.Len() >= maxText {
			break
		}
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsPrint(r):
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Full is the name of a person, patronymic included, or of what it is.
func (n Name) Full() string {
	switch {
	case n.CommonName == "":
		return n.Organisation
	case n.Patronymic != "" && !strings.HasSuffix(n.CommonName, n.Patronymic):
		return n.CommonName + " " + n.Patronymic
	}
	return n.CommonName
}

// IIN is the individual's number; "" if there is none, or more than one: whose
// it would be must not depend on the reader.
func (n Name) IIN() string { return number("IIN", n.ids) }

// BIN is the organisation's number, by the same rule.
func (n Name) BIN() string { return number("BIN", n.Units) }

func number(prefix string, values []string) (found string) {
	const digits = 12
	for _, v := range values {
		rest, ok := strings.CutPrefix(v, prefix)
		if !ok {
			continue
		}
		if found != "" || len(rest) != digits || strings.Trim(rest, "0123456789") != "" {
			return ""
		}
		found = rest
	}
	return found
}
