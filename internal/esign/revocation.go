package esign

import (
	"bytes"
	"time"
)

const (
	// skew is how much clocks may differ.
	skew = 5 * time.Minute
	// fresh is how long an answer stands that does not say how long it stands.
	fresh = 24 * time.Hour
)

// evidence is what a question brought along, read once.
type evidence struct {
	lists   []*RevocationList
	answers []*Response
	used    []Evidence
}

// readEvidence leaves out what cannot be read: then it is wanting, and the
// verdict says so.
func readEvidence(all []Evidence) *evidence {
	e := &evidence{}
	for _, raw := range all {
		e.add(raw)
	}
	return e
}

func (e *evidence) add(raw Evidence) {
	switch raw.Kind {
	case CRL:
		if l, err := ParseCRL(raw.DER); err == nil {
			e.lists = append(e.lists, l)
		}
	case OCSP:
		if r, err := ParseOCSP(raw.DER); err == nil {
			e.answers = append(e.answers, r)
		}
	}
}

// use notes what the verdict rests on.
func (e *evidence) use(kind EvidenceKind, raw []byte) {
	for _, u := range e.used {
		if u.Kind == kind && bytes.Equal(u.DER, raw) {
			return
		}
	}
	e.used = append(e.used, Evidence{Kind: kind, DER: raw})
}

// standing is what is known of a certificate.
type standing struct {
	known   bool // something that counts for the moment was said
	revoked *revocation
	held    bool      // suspended, by what was said last
	as      time.Time // when it was said
}

// claim is one thing that was said of a certificate.
type claim struct {
	kind       EvidenceKind
	raw        []byte
	this, next time.Time
	revoked    *revocation
	keepsSince time.Time // expired certificates stay in it from then on
}

// counts: what was said speaks for the moment t. It does if it was said later,
// while the certificate was still kept in lists, or if it stood at t.
func (c claim) counts(cert *Certificate, t time.Time) bool {
	next := c.next
	if next.IsZero() {
		next = c.this.Add(fresh)
	}
	kept := !c.this.After(cert.NotAfter) || !c.keepsSince.IsZero() && !cert.NotAfter.Before(c.keepsSince)
	return kept && !t.After(next)
}

// standingOf asks all evidence about cert at the moment t. What is dated after
// now was not said.
func (v *Verifier) standingOf(cert, issuer *Certificate, t, now time.Time, e *evidence) (s standing) {
	for _, c := range append(v.fromLists(cert, issuer, now, e), v.fromAnswers(cert, issuer, now, e)...) {
		switch {
		case c.revoked != nil && c.revoked.reason != reasonHold:
			if s.revoked == nil || c.revoked.at.Before(s.revoked.at) {
				s.revoked = c.revoked
			}
		case !c.counts(cert, t):
			continue
		case !s.known || c.this.After(s.as):
			s.held, s.as = c.revoked != nil, c.this
		}
		s.known = true
		e.use(c.kind, c.raw)
	}
	return s
}

// fromLists are the claims of lists that the issuer signed.
func (v *Verifier) fromLists(cert, issuer *Certificate, now time.Time, e *evidence) (all []claim) {
	for _, l := range e.lists {
		if !bytes.Equal(l.RawIssuer, issuer.RawSubject) || !l.scope.covers(cert) || l.ThisUpdate.After(now.Add(skew)) ||
			len(l.AuthorityKeyID) > 0 && len(issuer.SubjectKeyID) > 0 && !bytes.Equal(l.AuthorityKeyID, issuer.SubjectKeyID) {
			continue
		}
		if issuer.Usage&CRLSign == 0 || v.links.check(issuer, l.algorithm, l.RawTBS, l.signature, v.trust.Foreign) != nil {
			continue
		}
		r, err := l.Find(cert.Serial)
		if err != nil {
			continue
		}
		all = append(all, claim{CRL, l.Raw, l.ThisUpdate, l.NextUpdate, r, l.expiredSince})
	}
	return all
}

// fromAnswers are the claims of answers by the issuer or whom it let answer.
func (v *Verifier) fromAnswers(cert, issuer *Certificate, now time.Time, e *evidence) (all []claim) {
	for _, r := range e.answers {
		for _, a := range r.Answers {
			if !a.Known || !a.about(cert, issuer, v.trust.Foreign) || a.ThisUpdate.After(now.Add(skew)) || r.ProducedAt.After(now.Add(skew)) {
				continue
			}
			if v.answered(r, issuer) {
				all = append(all, claim{OCSP, r.Raw, a.ThisUpdate, a.NextTime, a.Revoked, time.Time{}})
			}
		}
	}
	return all
}

// answered: the response is signed by somebody who may.
func (v *Verifier) answered(r *Response, issuer *Certificate) bool {
	for _, c := range r.responder(issuer) {
		if v.links.mayAnswer(c, issuer, r.ProducedAt, v.trust.Foreign) &&
			v.links.check(c, r.algorithm, r.RawTBS, r.signature, v.trust.Foreign) == nil {
			return true
		}
	}
	return false
}
