package esign

import (
	"fmt"

	"tarazy/internal/signature"
)

// identify takes from the certificate who the signer is. Whether that is true is
// what the outcome says.
func identify(s *Signer, c *Certificate) {
	n := c.Subject
	s.Name, s.IIN, s.BIN = n.Full(), n.IIN(), n.BIN()
	s.Masked = signature.Mask(s.IIN)
	if s.Organisation = n.Organisation; s.Organisation == s.Name {
		s.Organisation = ""
	}
	sum := c.Fingerprint()
	s.Issuer, s.Serial, s.Fingerprint = c.Issuer.Full(), fmt.Sprintf("%x", c.Serial), hexOf(sum[:])
	s.NotBefore, s.NotAfter = c.NotBefore, c.NotAfter
	for _, oid := range c.ExtKeyUsage {
		if r := roleOf(oid.String()); r != "" {
			s.Roles = append(s.Roles, r)
		}
	}
}

// roleOf is what an extended key usage of the national arc says of a person.
func roleOf(oid string) Role {
	switch oid {
	case "1.2.398.3.3.4.1.1":
		return Individual
	case "1.2.398.3.3.4.1.2":
		return Organisation
	case "1.2.398.3.3.4.1.2.1":
		return Head
	case "1.2.398.3.3.4.1.2.2":
		return Signatory
	case "1.2.398.3.3.4.1.2.3":
		return FinanceSignatory
	case "1.2.398.3.3.4.1.2.4":
		return HR
	case "1.2.398.3.3.4.1.2.5":
		return Employee
	case "1.2.398.3.3.4.1.1.1", "1.2.398.3.3.4.1.2.6":
		return InformationSystem
	case "1.2.398.3.3.4.2.1":
		return AuthorityAdmin
	case "1.2.398.3.3.4.2.2":
		return AuthorityManager
	case "1.2.398.3.3.4.2.3":
		return AuthorityOperator
	}
	if within(dotted(oid), dotted("1.2.398.3.3.4.3")) {
		return RemoteIdentified
	}
	return ""
}
