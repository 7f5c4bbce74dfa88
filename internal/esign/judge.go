package esign

import (
	"encoding/asn1"
	"slices"
	"time"
)

// judged is what a chain comes to.
type judged struct {
	outcome Outcome
	reason  Reason
	revoked time.Time
	why     int // a reason of revocation
	wants   []Want
}

func (j judged) fails(r *refusal) judged {
	j.outcome, j.reason = r.outcome, r.reason
	return j
}

// run is one question being answered.
type run struct {
	v   *Verifier
	q   Question
	now time.Time
	ev  *evidence

	wants []Want
}

// judge says what is to be thought of a signature that its format has read.
func (r *run) judge(s signed) Signer {
	out := Signer{Algorithm: s.algorithm, SignedAt: s.claimed, Level: s.level, Roles: []Role{}, Revision: s.revision, Continued: s.continued}
	if s.cert != nil {
		identify(&out, s.cert)
	}
	if s.fail != nil {
		out.Outcome, out.Reason = s.fail.outcome, s.fail.reason
		return out
	}
	ways, none := r.v.paths(s.cert, s.pool, UseSignatures)
	if none != nil {
		out.Outcome, out.Reason = none.outcome, none.reason
		return out
	}
	if bad := r.v.fitFor(s.cert, r.q.Purpose); bad != nil {
		out.Outcome, out.Reason, out.Chain, out.Test = bad.outcome, bad.reason, ways[0].der(), ways[0].test()
		return out
	}
	for _, raw := range s.stamps {
		st, good := r.stamp(raw, s)
		out.Stamps = append(out.Stamps, st)
		if good && (out.ProvenAt.IsZero() || st.At.Before(out.ProvenAt)) {
			out.ProvenAt = st.At
		}
	}
	if !out.ProvenAt.IsZero() && out.Level == LevelBES {
		out.Level = LevelT
	}
	best, way := r.along(ways, s, out.ProvenAt)
	out.Outcome, out.Reason, out.RevokedAt = best.outcome, best.reason, best.revoked
	out.Chain, out.Test = way.der(), way.test()
	r.wants = append(r.wants, best.wants...)
	return out
}

// along goes all ways and answers the best.
func (r *run) along(ways []path, s signed, proven time.Time) (best judged, way path) {
	for i, p := range ways {
		j := r.chain(p, s, proven)
		if i == 0 || j.outcome.Worse(best.outcome) != j.outcome {
			best, way = j, p
		}
	}
	return best, way
}

// chain judges a signature by one way to an authority, at the earliest moment at
// which it is known to have existed. What the signer claims is believed only
// against the signer.
func (r *run) chain(p path, s signed, proven time.Time) (j judged) {
	t := r.known(proven)
	if bad := dates(s.cert, s.claimed, t); bad != nil {
		return j.fails(bad)
	}
	if !p.issuersValidAt(t) {
		if !s.claimed.IsZero() && p.issuersValidAt(s.claimed) {
			return j.fails(refuse(CannotTell, ExpiredUnproven))
		}
		return j.fails(refuse(UnknownIssuer, IssuerOutOfDate))
	}
	j.outcome, j.reason = Valid, GoodNow
	if t.Before(r.now) {
		j.reason = GoodProven
	}
	for i, c := range p.certs[:len(p.certs)-1] {
		j = r.standing(j, c, p.certs[i+1], s.claimed, t, i > 0)
	}
	return j
}

// known is the earliest moment at which the signature is known to have existed:
// its timestamp's, or the one that the asker vouches for, or now.
func (r *run) known(proven time.Time) time.Time {
	t := r.now
	for _, at := range []time.Time{proven, r.q.At} {
		if !at.IsZero() && at.Before(t) {
			t = at
		}
	}
	return t
}

// dates compares the signer's certificate with when it signed: at most at t, and
// as it claims.
func dates(c *Certificate, claimed, t time.Time) *refusal {
	switch {
	case claimed.After(t.Add(skew)):
		return refuse(Refused, FutureDated)
	case !claimed.IsZero() && claimed.Before(c.NotBefore.Add(-skew)), t.Before(c.NotBefore.Add(-skew)):
		return refuse(Refused, SignedBeforeIssue)
	case claimed.After(c.NotAfter):
		return refuse(Refused, SignedAfterExpiry)
	case t.After(c.NotAfter):
		return refuse(CannotTell, ExpiredUnproven)
	}
	return nil
}

// standing adds to j what became of one certificate of the chain.
func (r *run) standing(j judged, c, issuer *Certificate, claimed, t time.Time, authority bool) judged {
	st := r.v.standingOf(c, issuer, t, r.now, r.ev, authority)
	var found judged
	switch {
	case st.revoked != nil:
		found = revokedWhen(*st.revoked, claimed, t, authority)
	case !st.known:
		found = judged{outcome: CannotTell, reason: RevocationUnknown}
		if r.q.Fresh > 0 {
			found.reason = NotFresh
		}
		if authority {
			found.reason = IssuerUnchecked
		}
		j.wants = append(j.wants, Want{Issuer: issuer.Raw, Subject: c.Subject.Full(), Serial: c.Serial, At: t})
	case st.held:
		found = judged{outcome: CannotTell, reason: Suspended}
	default:
		return j
	}
	if j.outcome.Worse(found.outcome) != j.outcome {
		found.wants = j.wants
		return found
	}
	return j
}

// revokedWhen compares a revocation with the moment t at which the signature is
// known to have existed. Before t, the signer's own claim decides only if it is
// against the signer: who holds a revoked key can write any date.
func revokedWhen(v revocation, claimed, t time.Time, authority bool) judged {
	j := judged{outcome: CannotTell, reason: RevokedUnproven, revoked: v.at, why: v.reason}
	switch {
	case v.at.After(t):
		j.outcome, j.reason = RevokedLater, RevokedAfter
	case !claimed.Before(v.at):
		j.outcome, j.reason = RevokedThen, RevokedBefore
	}
	if authority && j.outcome != RevokedLater {
		j.reason = IssuerRevoked
	}
	return j
}

// fitFor refuses a certificate that is not for this purpose. National signing
// certificates have nonRepudiation, those for login keyEncipherment instead; a
// login takes both.
func (v *Verifier) fitFor(c *Certificate, p Purpose) *refusal {
	if c.keyErr != nil {
		return refusalOf(c.keyErr)
	}
	if len(c.critical) > 0 {
		return refuse(Refused, BadCertificate)
	}
	signs := c.Usage&DigitalSignature != 0 && c.Usage&NonRepudiation != 0 && (len(c.ExtKeyUsage) == 0 || c.has(ekuEmail) || c.has(ekuAny))
	logsIn := p == ForLogin && c.Usage&DigitalSignature != 0 && c.has(ekuClient)
	if c.CA || c.has(ekuTimestamps) || c.has(ekuOCSP) || !signs && !logsIn {
		return refuse(Refused, WrongUsage)
	}
	if !v.trust.policies(c) {
		return refuse(Refused, WrongPolicy)
	}
	return nil
}

// policies: the certificate was issued under a policy that counts, and none that
// does not.
func (t *Trust) policies(c *Certificate) bool {
	below := func(arcs []asn1.ObjectIdentifier) func(asn1.ObjectIdentifier) bool {
		return func(p asn1.ObjectIdentifier) bool {
			return slices.ContainsFunc(arcs, func(arc asn1.ObjectIdentifier) bool { return within(p, arc) })
		}
	}
	if slices.ContainsFunc(c.Policies, below(t.Excluded)) {
		return false
	}
	return len(t.Policies) == 0 || slices.ContainsFunc(c.Policies, below(t.Policies))
}

// stamp judges a timestamp on a signature. good: it proves the time.
func (r *run) stamp(raw []byte, s signed) (out Stamp, good bool) {
	fail := func(x *refusal) (Stamp, bool) {
		out.Outcome, out.Reason = x.outcome, x.reason
		return out, false
	}
	if !r.v.work.spend(0) {
		return fail(refuse(Unreadable, TooDeep))
	}
	t, err := ParseToken(raw, r.v.trust.Foreign)
	if err != nil {
		bad := refusalOf(err)
		if bad.outcome == Changed {
			bad = refuse(Changed, StampBroken)
		}
		return fail(bad)
	}
	out.At, out.Authority, out.Policy = t.Time, t.Authority.Subject.Full(), t.Policy.String()
	if err := t.Stamps(s.value, r.v.trust.Foreign); err != nil {
		return fail(refusalOf(err))
	}
	if ps := r.v.trust.StampPolicies; len(ps) > 0 && !slices.ContainsFunc(ps, t.Policy.Equal) {
		return fail(refuse(Refused, StampPolicy))
	}
	if t.Time.After(r.now.Add(skew)) {
		return fail(refuse(Refused, FutureDated))
	}
	ways, none := r.v.paths(t.Authority, slices.Concat(t.pool, s.pool), UseTimestamps)
	if none != nil {
		return fail(none)
	}
	for _, e := range t.more {
		r.ev.add(e)
	}
	// The authority's own time is the one it is judged at.
	best, _ := r.along(ways, signed{cert: t.Authority, claimed: t.Time}, t.Time)
	out.Outcome, out.Reason = best.outcome, best.reason
	r.wants = append(r.wants, best.wants...)
	switch {
	case best.outcome == RevokedLater && !slices.Contains([]int{reasonAffiliation, reasonSuperseded, reasonCessation}, best.why):
		// Whoever has an authority's key can stamp any day before its revocation.
		return fail(refuse(CannotTell, RevokedAfter))
	case best.outcome != Valid && best.outcome != RevokedLater:
		return out, false
	}
	out.Reason = StampGood
	return out, true
}
