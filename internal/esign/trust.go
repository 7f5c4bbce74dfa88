package esign

import (
	"crypto/sha256"
	"encoding/asn1"
	"time"
)

// Use is what an authority is trusted for.
type Use string

const (
	UseSignatures Use = "signatures"
	UseTimestamps Use = "timestamps"
)

// Anchor is a certificate that is believed because the trust list says so: a
// root, or an issuing authority itself.
type Anchor struct {
	Certificate *Certificate
	From, Until time.Time // when it is believed; zero: as its own dates say
	Uses        []Use     // empty: all
	Test        bool      // a test circuit
}

// Trust is the trust list: who is believed, when and for what. It is
// configuration and never fetched.
type Trust struct {
	Name    string
	Anchors []Anchor
	// Others are issuing certificates that help to find a chain. They are
	// believed only as far as their own issuers vouch.
	Others []*Certificate
	// Policies are the certificate policies of which a signer's certificate must
	// have one, or one below it; empty: any. Excluded ones are never accepted.
	Policies, Excluded, StampPolicies []asn1.ObjectIdentifier
	// Foreign lets GOST signatures under identifiers of RFC 9215 pass too.
	Foreign bool
	// Services are where issuers publish revocation data.
	Services []Service
	digest   [sha256.Size]byte
}

// Service is where an issuer's revocation data is published. Addresses are
// configuration: those inside certificates are written by whoever made the file,
// and real ones have been wrong.
type Service struct {
	Issuer    *Certificate
	OCSP, CRL []string
}

// Ref names the list in a verdict.
func (t *Trust) Ref() TrustRef { return TrustRef{Name: t.Name, SHA256: hexOf(t.digest[:])} }
