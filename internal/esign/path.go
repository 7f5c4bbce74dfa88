package esign

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/binary"
	"slices"
	"sync"
	"time"
)

// What a chain may cost: certificates between signer and authority, and
// signatures looked at. Cross-signed authorities make many ways.
const (
	maxPath  = 5
	maxLooks = 48
	maxWays  = 8
)

// Extended key usages (RFC 5280, section 4.2.1.12).
const (
	ekuAny        = "2.5.29.37.0"
	ekuClient     = "1.3.6.1.5.5.7.3.2"
	ekuEmail      = "1.3.6.1.5.5.7.3.4" // the national CA's signing certificates
	ekuTimestamps = "1.3.6.1.5.5.7.3.8"
	ekuOCSP       = "1.3.6.1.5.5.7.3.9"
)

func (c *Certificate) has(eku string) bool {
	return slices.ContainsFunc(c.ExtKeyUsage, func(o asn1.ObjectIdentifier) bool { return is(o, eku) })
}

// links remembers which signatures of authorities were found good, so that none
// is checked twice. It remembers nothing bad, and forgets all when it is full.
// It is safe to use from several goroutines.
type links struct {
	mu   sync.Mutex
	good map[[sha256.Size]byte]bool
}

const maxLinks = 4096

// check answers whether the issuer's key signed body.
func (k *links) check(issuer *Certificate, a algorithm, body, signature []byte, foreign bool) error {
	h := sha256.New()
	for _, part := range [][]byte{issuer.RawKey, []byte(a.oid.String()), signature, body} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	id := [sha256.Size]byte(h.Sum(nil))
	k.mu.Lock()
	known := k.good[id]
	k.mu.Unlock()
	if known {
		return nil
	}
	if err := signedBy(issuer, a, body, signature, foreign); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.good == nil || len(k.good) >= maxLinks {
		k.good = map[[sha256.Size]byte]bool{}
	}
	k.good[id] = true
	return nil
}

// path leads from a certificate to an anchor. The anchor's certificate is its
// last.
type path struct {
	certs  []*Certificate
	anchor Anchor
}

// test: somebody on the way is of a test circuit, whatever the anchor is.
func (p path) test() bool {
	if len(p.certs) == 0 {
		return p.anchor.Test
	}
	return p.anchor.Test || p.certs[0].madeUp() || slices.ContainsFunc(p.certs[1:], (*Certificate).tests)
}

// search looks for paths without regard to dates.
type search struct {
	v      *Verifier
	pool   []*Certificate
	use    Use
	looks  int
	found  []path
	reason *refusal // the most telling of what stood in the way
}

// paths finds ways from c to anchors of the trust list. It refuses when there is
// none: the issuer is unknown, or may not issue.
func (v *Verifier) paths(c *Certificate, pool []*Certificate, use Use) ([]path, *refusal) {
	s := &search{v: v, pool: pool, use: use, reason: refuse(UnknownIssuer, IssuerUnknown)}
	if len(v.trust.Anchors) == 0 {
		return nil, refuse(CannotTell, NoTrust)
	}
	s.walk([]*Certificate{c})
	if len(s.found) == 0 {
		return nil, s.reason
	}
	return s.found, nil
}

// walk goes on from the last certificate of way.
func (s *search) walk(way []*Certificate) {
	last := way[len(way)-1]
	for _, a := range s.v.trust.Anchors {
		if bytes.Equal(a.Certificate.Raw, last.Raw) && a.serves(s.use) {
			s.found = append(s.found, path{slices.Clone(way), a})
			return
		}
	}
	if len(way) > maxPath {
		return
	}
	for _, issuer := range s.candidates(last) {
		if slices.ContainsFunc(way, func(c *Certificate) bool { return bytes.Equal(c.RawKey, issuer.RawKey) }) {
			continue
		}
		if s.looks++; s.looks > maxLooks || len(s.found) >= maxWays {
			return
		}
		if err := s.v.issued(issuer, last); err != nil {
			if r := refusalOf(err); r.outcome == Refused {
				s.reason = r
			}
			continue
		}
		if !issuer.mayIssue(len(way)-1) || !issuer.issuesFor(s.use) {
			s.reason = refuse(UnknownIssuer, IssuerUnfit)
			continue
		}
		s.walk(append(way[:len(way):len(way)], issuer))
	}
}

// candidates are certificates that could have issued c: their name is the one it
// says, and so is their key where both say it. Names alone repeat from one
// generation of authorities to the next. Those of the trust list come first.
func (s *search) candidates(c *Certificate) (all []*Certificate) {
	add := func(o *Certificate) {
		named := bytes.Equal(o.RawSubject, c.RawIssuer)
		keyed := len(c.AuthorityKeyID) == 0 || len(o.SubjectKeyID) == 0 || bytes.Equal(c.AuthorityKeyID, o.SubjectKeyID)
		if named && keyed && !slices.ContainsFunc(all, func(have *Certificate) bool { return bytes.Equal(have.Raw, o.Raw) }) {
			all = append(all, o)
		}
	}
	for _, a := range s.v.trust.Anchors {
		add(a.Certificate)
	}
	for _, o := range s.v.trust.Others {
		add(o)
	}
	for _, o := range s.pool {
		add(o)
	}
	return all
}

// mayIssue: it is an authority, may sign certificates, has no condition that is
// not understood, and allows as many authorities below it as there are.
func (c *Certificate) mayIssue(below int) bool {
	return c.CA && c.Usage&CertSign != 0 && len(c.critical) == 0 && (c.PathLen < 0 || below <= c.PathLen)
}

// issuesFor: an authority with extended usages issues for these alone.
func (c *Certificate) issuesFor(u Use) bool {
	if len(c.ExtKeyUsage) == 0 || c.has(ekuAny) {
		return true
	}
	if u == UseTimestamps {
		return c.has(ekuTimestamps)
	}
	return c.has(ekuEmail) || c.has(ekuClient)
}

// serves: the trust list believes it for this.
func (a Anchor) serves(u Use) bool { return len(a.Uses) == 0 || slices.Contains(a.Uses, u) }

// believed: the trust list believes it at that moment.
func (a Anchor) believed(t time.Time) bool {
	return a.Certificate.validAt(t) && !t.Before(a.From) && (a.Until.IsZero() || t.Before(a.Until))
}

// issuersValidAt: everybody above the signer was in date.
func (p path) issuersValidAt(t time.Time) bool {
	for _, c := range p.certs[1:] {
		if !c.validAt(t) {
			return false
		}
	}
	return p.anchor.believed(t)
}

// der is the path as a verdict keeps it.
func (p path) der() (all [][]byte) {
	for _, c := range p.certs {
		all = append(all, c.Raw)
	}
	return all
}
