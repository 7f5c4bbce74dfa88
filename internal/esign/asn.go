package esign

import (
	"encoding/asn1"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// malformed is bytes that are not in their form; what says where.
func malformed(what string) error {
	return &refusal{Unreadable, Malformed, fmt.Errorf("%s", what)}
}

func tagged(n uint8) der.Tag   { return der.Tag(n).ContextSpecific().Constructed() }
func implicit(n uint8) der.Tag { return der.Tag(n).ContextSpecific() }

// algorithm is an AlgorithmIdentifier (RFC 5280, section 4.1.1.2).
type algorithm struct {
	oid    asn1.ObjectIdentifier
	params []byte // DER; nil if absent
}

// same: one algorithm. NULL and nothing are one: real CRLs of the national CA
// have the one inside and the other outside.
func (a algorithm) same(b algorithm) bool {
	return a.oid.Equal(b.oid) && a.bare() && b.bare()
}

// bare: it has no parameters.
func (a algorithm) bare() bool { return a.params == nil || string(a.params) == "\x05\x00" }

func readAlgorithm(in *cryptobyte.String) (a algorithm, ok bool) {
	var s cryptobyte.String
	if !in.ReadASN1(&s, der.SEQUENCE) || !s.ReadASN1ObjectIdentifier(&a.oid) {
		return a, false
	}
	if !s.Empty() {
		var p cryptobyte.String
		var tag der.Tag
		if !s.ReadAnyASN1Element(&p, &tag) || !s.Empty() {
			return a, false
		}
		a.params = p
	}
	return a, true
}

// readFlag reads a BOOLEAN DEFAULT FALSE.
func readFlag(in *cryptobyte.String, out *bool) bool {
	return !in.PeekASN1Tag(der.BOOLEAN) || in.ReadASN1Boolean(out)
}

// readBits reads a BIT STRING of whole bytes.
func readBits(in *cryptobyte.String) (b []byte, ok bool) {
	var s cryptobyte.String
	if !in.ReadASN1(&s, der.BIT_STRING) || len(s) < 1 || s[0] != 0 {
		return nil, false
	}
	return s[1:], true
}

// readTime reads UTCTime or GeneralizedTime. It refuses other zones than UTC.
func readTime(in *cryptobyte.String) (t time.Time, ok bool) {
	if in.PeekASN1Tag(der.UTCTime) {
		var s cryptobyte.String
		if !in.ReadASN1(&s, der.UTCTime) || !strings.HasSuffix(string(s), "Z") {
			return t, false
		}
		return utcTime(string(s))
	}
	var s cryptobyte.String
	if !in.ReadASN1(&s, der.GeneralizedTime) {
		return t, false
	}
	return generalizedTime(string(s))
}

// utcTime has years 1950 to 2049 (RFC 5280, section 4.1.2.5.1), and seconds.
func utcTime(s string) (time.Time, bool) {
	t, err := time.Parse("060102150405Z", s)
	if err != nil {
		return t, false
	}
	if t.Year() >= 2050 {
		t = t.AddDate(-100, 0, 0)
	}
	return t, true
}

// generalizedTime may have fractions of a second, which timestamps have (RFC
// 3161, section 2.4.2), without trailing zeros.
func generalizedTime(s string) (time.Time, bool) {
	whole, fraction, has := strings.Cut(strings.TrimSuffix(s, "Z"), ".")
	if !strings.HasSuffix(s, "Z") || has && (fraction == "" || len(fraction) > 9 || strings.HasSuffix(fraction, "0")) {
		return time.Time{}, false
	}
	layout := "20060102150405"
	if has {
		whole, layout = whole+"."+fraction, layout+"."+strings.Repeat("0", len(fraction))
	}
	t, err := time.Parse(layout, whole)
	return t, err == nil
}

// extension is one of RFC 5280, section 4.2.
type extension struct {
	oid      asn1.ObjectIdentifier
	critical bool
	value    []byte
}

// maxExtensions bounds a certificate's.
const maxExtensions = 64

// readExtensions reads a SEQUENCE OF Extension. It refuses two of one kind: which
// of them would count must not be for a reader to choose.
func readExtensions(in *cryptobyte.String) ([]extension, error) {
	var list cryptobyte.String
	if !in.ReadASN1(&list, der.SEQUENCE) {
		return nil, malformed("extensions")
	}
	var all []extension
	for !list.Empty() {
		var s, value cryptobyte.String
		var e extension
		if !list.ReadASN1(&s, der.SEQUENCE) || !s.ReadASN1ObjectIdentifier(&e.oid) ||
			!readFlag(&s, &e.critical) || !s.ReadASN1(&value, der.OCTET_STRING) || !s.Empty() {
			return nil, malformed("extension")
		}
		e.value = value
		for _, o := range all {
			if o.oid.Equal(e.oid) {
				return nil, malformed("extension twice")
			}
		}
		if all = append(all, e); len(all) > maxExtensions {
			return nil, malformed("too many extensions")
		}
	}
	return all, nil
}

// dotted is an identifier that stands in this package.
func dotted(s string) asn1.ObjectIdentifier {
	oid, err := parseOID(s)
	if err != nil {
		return nil
	}
	return oid
}

// parseOID reads what people write. It refuses what is no identifier.
func parseOID(s string) (asn1.ObjectIdentifier, error) {
	var oid asn1.ObjectIdentifier
	for part := range strings.SplitSeq(s, ".") {
		n := 0
		for _, d := range part {
			if d < '0' || d > '9' || n > 1<<27 {
				return nil, fmt.Errorf("not an object identifier: %q", s)
			}
			n = 10*n + int(d-'0')
		}
		if part == "" {
			return nil, fmt.Errorf("not an object identifier: %q", s)
		}
		oid = append(oid, n)
	}
	if len(oid) < 2 {
		return nil, fmt.Errorf("not an object identifier: %q", s)
	}
	return oid, nil
}

// within: oid is arc or below it.
func within(oid, arc asn1.ObjectIdentifier) bool {
	return len(oid) >= len(arc) && oid[:len(arc)].Equal(arc)
}
