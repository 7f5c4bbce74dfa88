package esign

import (
	"fmt"
	"time"
)

// Roots counts the ways from a certificate to the trust list.
func (v *Verifier) Roots(c *Certificate) []path {
	found, _ := v.paths(c, nil, UseTimestamps)
	return found
}

// Signed reports whether issuer signed a list.
func (v *Verifier) Signed(l *RevocationList, issuer *Certificate) bool {
	return v.signed(issuer, l.algorithm, l.RawTBS, l.signature) == nil
}

// Says is what an answer says, if the issuer's responder says it.
func (v *Verifier) Says(r *Response, issuer *Certificate) string {
	a := r.Answers[0]
	if !v.answered(r, issuer) || !a.about(&Certificate{Serial: a.Serial}, issuer, false) {
		return ""
	}
	if a.Revoked != nil {
		return fmt.Sprintf("revoked %s %d", a.Revoked.at.Format(time.RFC3339), a.Revoked.reason)
	}
	return "good"
}

func (r *revocation) Reason() int { return r.reason }

// ReasonOf is why something was refused.
func ReasonOf(err error) Reason { return refusalOf(err).reason }

// ToDER is the rewriting of BER.
func ToDER(in []byte) ([]byte, error) { return toDER(in) }

// ParseName reads a distinguished name.
func ParseName(raw []byte) (Name, error) { return parseName(raw) }
