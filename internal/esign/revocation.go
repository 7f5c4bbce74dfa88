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
	// longest is how long an answer stands, whatever it says: who got hold of a
	// responder's key must not answer for the years after it.
	longest = 10 * 24 * time.Hour
	// stale is how old what was said of a signer may be to count for this moment,
	// however lately it was fetched: a list stands for half a year, and whoever sits
	// between us and the authority can show an old one. Authorities' own lists are
	// made a few times a year.
	stale = 7 * 24 * time.Hour
)

// evidence is what a question brought along, read once.
type evidence struct {
	lists   []*RevocationList
	answers []*Response
	used    []Evidence
	fresh   time.Duration // as the question has it
}

// readEvidence leaves out what cannot be read: then it is wanting, and the
// verdict says so.
func readEvidence(all []Evidence, fresh time.Duration) *evidence {
	e := &evidence{fresh: fresh}
	for _, raw := range all {
		e.add(raw)
	}
	return e
}

func (e *evidence) add(raw Evidence) {
	switch raw.Kind {
	case CRL:
		if l, err := ParseCRL(raw.DER); err == nil {
			l.asked = raw.Asked
			e.lists = append(e.lists, l)
		}
	case OCSP:
		if r, err := ParseOCSP(raw.DER); err == nil {
			r.asked = raw.Asked
			e.answers = append(e.answers, r)
		}
	}
}

// use notes what the verdict rests on.
func (e *evidence) use(c claim) {
	for i, u := range e.used {
		if u.Kind == c.kind && bytes.Equal(u.DER, c.raw) {
			if u.Asked.Before(c.asked) {
				e.used[i].Asked = c.asked
			}
			return
		}
	}
	e.used = append(e.used, Evidence{Kind: c.kind, DER: c.raw, Asked: c.asked})
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
	asked      time.Time // when it was had from the authority; zero: it was handed in
}

// lately: the claim says how things are at this moment.
func (c claim) lately(fresh time.Duration, now time.Time, authority bool) bool {
	return fresh == 0 || !c.asked.Before(now.Add(-fresh)) && (authority || !c.this.Before(now.Add(-stale)))
}

// counts: what was said speaks for the moment t. It does if it was said later,
// while the certificate was still kept in lists, or if it stood at t.
func (c claim) counts(cert *Certificate, t time.Time) bool {
	next := c.next
	if next.IsZero() {
		next = c.this.Add(fresh)
	}
	if c.kind == OCSP {
		if c.this.Before(cert.NotBefore.Add(-skew)) {
			return false // nothing is known of what is not there yet
		}
		if most := c.this.Add(longest); next.After(most) {
			next = most
		}
	}
	kept := !c.this.After(cert.NotAfter) || !c.keepsSince.IsZero() && !cert.NotAfter.Before(c.keepsSince)
	return kept && !t.After(next)
}

// standingOf asks all evidence about cert at the moment t. What is dated after
// now was not said. Where what is fresh is asked for, everything else can make it
// worse and never better.
func (v *Verifier) standingOf(cert, issuer *Certificate, t, now time.Time, e *evidence, authority bool) (s standing) {
	for _, c := range append(v.fromLists(cert, issuer, now, e), v.fromAnswers(cert, issuer, now, e)...) {
		switch {
		case c.revoked != nil && c.revoked.reason != reasonHold:
			if s.revoked == nil || c.revoked.at.Before(s.revoked.at) {
				s.revoked = c.revoked
			}
		case !c.counts(cert, t), c.revoked == nil && !c.lately(e.fresh, now, authority):
			continue
		case s.as.IsZero() || c.this.After(s.as):
			s.held, s.as = c.revoked != nil, c.this
		}
		s.known = s.known || s.revoked != nil || c.lately(e.fresh, now, authority)
		e.use(c)
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
		if issuer.Usage&CRLSign == 0 || v.signed(issuer, l.algorithm, l.RawTBS, l.signature) != nil {
			continue
		}
		r, err := l.Find(cert.Serial)
		if err != nil {
			continue
		}
		all = append(all, claim{CRL, l.Raw, l.ThisUpdate, l.NextUpdate, r, l.expiredSince, l.asked})
	}
	return all
}

// fromAnswers are the claims of answers by the issuer or whom it let answer.
func (v *Verifier) fromAnswers(cert, issuer *Certificate, now time.Time, e *evidence) (all []claim) {
	for _, r := range e.answers {
		said := v.said(r, cert, issuer, now)
		if len(said) > 0 && v.answered(r, issuer) {
			all = append(all, said...)
		}
	}
	return all
}

// said is what a response says of cert, whoever signed it; nothing where it is of
// tomorrow, or has many answers about one number.
func (v *Verifier) said(r *Response, cert, issuer *Certificate, now time.Time) (all []claim) {
	alike := 0
	for _, a := range r.Answers {
		if !bytes.Equal(a.Serial, cert.Serial) {
			continue
		}
		if alike++; alike > maxAlike {
			return nil
		}
		// Whoever was in date when the answer was made was so when it was true.
		if !a.Known || !a.about(cert, issuer, v.trust.Foreign) || r.ProducedAt.After(now.Add(skew)) || a.ThisUpdate.After(r.ProducedAt.Add(skew)) {
			continue
		}
		all = append(all, claim{OCSP, r.Raw, a.ThisUpdate, a.NextTime, a.Revoked, time.Time{}, r.asked})
	}
	return all
}

// answered: the response is signed by somebody who may.
func (v *Verifier) answered(r *Response, issuer *Certificate) bool {
	for _, c := range r.responder(issuer) {
		if v.mayAnswer(c, issuer, r.ProducedAt) && v.signed(c, r.algorithm, r.RawTBS, r.signature) == nil {
			return true
		}
	}
	return false
}
