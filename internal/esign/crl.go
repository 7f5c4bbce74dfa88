package esign

import (
	"bytes"
	"encoding/asn1"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// maxCRL: the national CA's lists have some megabytes.
const maxCRL = 64 << 20

// RevocationList is a complete CRL (RFC 5280, section 5).
type RevocationList struct {
	Raw, RawTBS, RawIssuer []byte
	ThisUpdate, NextUpdate time.Time // NextUpdate may be zero
	AuthorityKeyID         []byte

	scope        scope
	expiredSince time.Time // it keeps certificates that expired after this (X.509, expiredCertsOnCRL)
	entries      []byte
	algorithm    algorithm
	signature    []byte
	asked        time.Time // when it was had from the authority itself
}

// scope is what a list is about, if not about all certificates of its issuer.
type scope struct {
	users, authorities bool
	points             [][]byte // names of the distribution point it is for; none: for all
}

// covers: a certificate that is not in the list would be. One of another
// distribution point would not (RFC 5280, section 6.3.3, b 2).
func (s scope) covers(c *Certificate) bool {
	ours := len(s.points) == 0 || slices.ContainsFunc(s.points, func(p []byte) bool {
		return slices.ContainsFunc(c.points, func(o []byte) bool { return bytes.Equal(p, o) })
	})
	return ours && !(s.users && c.CA) && !(s.authorities && !c.CA)
}

// revocation is what became of a certificate.
type revocation struct {
	at     time.Time
	reason int // RFC 5280, section 5.3.1
}

// Reasons that matter: a suspended certificate may come back.
const (
	reasonNone        = 0
	reasonAffiliation = 3
	reasonSuperseded  = 4
	reasonCessation   = 5
	reasonHold        = 6
	reasonRemoved     = 8
)

// ParseCRL reads a list. It refuses delta lists and indirect ones, those of some
// reasons alone, and critical extensions it does not know: such a list does not
// say who is not in it.
func ParseCRL(raw []byte) (*RevocationList, error) {
	if len(raw) > maxCRL {
		return nil, malformed("list too large")
	}
	l := &RevocationList{Raw: raw}
	in := cryptobyte.String(raw)
	var all, tbs cryptobyte.String
	if !in.ReadASN1(&all, der.SEQUENCE) || !in.Empty() || !all.ReadASN1Element(&tbs, der.SEQUENCE) {
		return nil, malformed("list")
	}
	l.RawTBS = tbs
	outer, ok := readAlgorithm(&all)
	if l.signature, _ = readBits(&all); !ok || l.signature == nil || !all.Empty() {
		return nil, malformed("list's signature")
	}
	if err := l.body(tbs); err != nil {
		return nil, err
	}
	if !l.algorithm.same(outer) {
		return nil, malformed("list's algorithms differ")
	}
	return l, nil
}

func (l *RevocationList) body(in cryptobyte.String) error {
	var s, issuer cryptobyte.String
	version, ok := 0, false
	if !in.ReadASN1(&s, der.SEQUENCE) || !s.ReadASN1Integer(&version) || version != 1 {
		return malformed("list's version")
	}
	if l.algorithm, ok = readAlgorithm(&s); !ok || !s.ReadASN1Element(&issuer, der.SEQUENCE) {
		return malformed("list's issuer")
	}
	l.RawIssuer = issuer
	if l.ThisUpdate, ok = readTime(&s); !ok {
		return malformed("list's time")
	}
	if s.PeekASN1Tag(der.UTCTime) || s.PeekASN1Tag(der.GeneralizedTime) {
		if l.NextUpdate, ok = readTime(&s); !ok || l.NextUpdate.Before(l.ThisUpdate) {
			return malformed("list's time")
		}
	}
	if s.PeekASN1Tag(der.SEQUENCE) {
		var entries cryptobyte.String
		if !s.ReadASN1(&entries, der.SEQUENCE) {
			return malformed("list's entries")
		}
		l.entries = entries
	}
	var tail cryptobyte.String
	if !s.ReadOptionalASN1(&tail, &ok, tagged(0)) || !s.Empty() {
		return malformed("list's end")
	}
	if !ok {
		return nil
	}
	return l.extensions(tail)
}

func (l *RevocationList) extensions(tail cryptobyte.String) error {
	list, err := readExtensions(&tail)
	if err != nil || !tail.Empty() {
		return malformed("list's extensions")
	}
	for _, e := range list {
		v := cryptobyte.String(e.value)
		ok := true
		switch e.oid.String() {
		case "2.5.29.35":
			l.AuthorityKeyID, ok = keyIdentifier(&v)
		case "2.5.29.27": // deltaCRLIndicator
			ok = false
		case "2.5.29.28":
			l.scope, ok = distribution(&v)
		case "2.5.29.60":
			l.expiredSince, ok = readTime(&v)
		default:
			ok = !e.critical
		}
		if !ok {
			return malformed("list's extension " + e.oid.String())
		}
	}
	return nil
}

// distribution reads IssuingDistributionPoint (RFC 5280, section 5.2.5).
func distribution(v *cryptobyte.String) (s scope, ok bool) {
	var in cryptobyte.String
	if !v.ReadASN1(&in, der.SEQUENCE) || !v.Empty() {
		return s, false
	}
	for !in.Empty() {
		var value cryptobyte.String
		var tag der.Tag
		if !in.ReadAnyASN1(&value, &tag) {
			return s, false
		}
		set := len(value) == 1 && value[0] == 0xff
		switch tag {
		case tagged(0):
			if s.points, ok = pointNames(value); !ok {
				return s, false
			}
		case implicit(1):
			s.users = set
		case implicit(2):
			s.authorities = set
		default:
			return s, false // of some reasons, indirect, or of attribute certificates
		}
	}
	return s, true
}

// pointNames reads DistributionPointName: the full names, as they are written. It
// refuses a name relative to an issuer's.
func pointNames(in cryptobyte.String) (all [][]byte, ok bool) {
	var names cryptobyte.String
	if !in.ReadASN1(&names, tagged(0)) || !in.Empty() || names.Empty() {
		return nil, false
	}
	for !names.Empty() {
		var one cryptobyte.String
		var tag der.Tag
		if !names.ReadAnyASN1Element(&one, &tag) || len(all) >= maxExtensions {
			return nil, false
		}
		all = append(all, one)
	}
	return all, true
}

// distributionPoints reads CRLDistributionPoints (RFC 5280, section 4.2.1.13): the
// names of those whose list its issuer signs, with all reasons.
func distributionPoints(v *cryptobyte.String) (all [][]byte, ok bool) {
	var list cryptobyte.String
	if !v.ReadASN1(&list, der.SEQUENCE) || !v.Empty() {
		return nil, false
	}
	for !list.Empty() {
		var point, name cryptobyte.String
		has := false
		if !list.ReadASN1(&point, der.SEQUENCE) || !point.ReadOptionalASN1(&name, &has, tagged(0)) {
			return nil, false
		}
		if names, full := pointNames(name); has && full && point.Empty() && len(all) < maxExtensions {
			all = append(all, names...)
		}
	}
	return all, true
}

// Find looks a serial number up. It refuses a list whose entries cannot be read,
// for then nobody knows who is in it.
func (l *RevocationList) Find(serial []byte) (found *revocation, err error) {
	for in := cryptobyte.String(l.entries); !in.Empty(); {
		var e, number cryptobyte.String
		if !in.ReadASN1(&e, der.SEQUENCE) || !e.ReadASN1(&number, der.INTEGER) {
			return nil, malformed("list's entry")
		}
		if !bytes.Equal(bytes.TrimLeft(number, "\x00"), serial) {
			continue
		}
		r := revocation{}
		ok := false
		if r.at, ok = readTime(&e); !ok {
			return nil, malformed("list's entry")
		}
		if !e.Empty() {
			if err := r.extensions(&e); err != nil {
				return nil, err
			}
		}
		if r.reason != reasonRemoved {
			return &r, nil
		}
	}
	return nil, nil
}

// extensions reads why and since when.
func (r *revocation) extensions(in *cryptobyte.String) error {
	list, err := readExtensions(in)
	if err != nil {
		return err
	}
	for _, e := range list {
		v := cryptobyte.String(e.value)
		switch e.oid.String() {
		case "2.5.29.21":
			if !v.ReadASN1Enum(&r.reason) {
				return malformed("reason of revocation")
			}
		case "2.5.29.24": // invalidityDate: the key was lost before anybody knew
			at, ok := readTime(&v)
			if !ok {
				return malformed("date of invalidity")
			}
			if at.Before(r.at) {
				r.at = at
			}
		default:
			if e.critical {
				return malformed("entry's extension")
			}
		}
	}
	return nil
}

// is answers whether oid is the one that is written.
func is(oid asn1.ObjectIdentifier, written string) bool { return oid.String() == written }
