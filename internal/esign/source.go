package esign

import (
	"context"
	"time"
)

// EvidenceKind is a form of revocation data.
type EvidenceKind string

const (
	CRL  EvidenceKind = "crl"  // RFC 5280, section 5
	OCSP EvidenceKind = "ocsp" // RFC 6960: an OCSPResponse or its BasicOCSPResponse
)

// Evidence is revocation data as an authority signed it. It proves itself: who
// hands it in need not be trusted, and it is kept with the verdict.
type Evidence struct {
	Kind EvidenceKind `json:"kind"`
	DER  []byte       `json:"der"`
}

// Want is revocation data that a verdict lacks: about one certificate of one
// issuer, for one moment.
type Want struct {
	Issuer  []byte    `json:"issuer"` // the issuer's certificate, DER
	Subject string    `json:"subject"`
	Serial  []byte    `json:"serial"` // big endian
	At      time.Time `json:"at"`
}

// Source finds revocation data: in the network, in a cache, in files. It
// answers what it has, and an error only when it could not ask.
type Source interface {
	Find(ctx context.Context, w Want) ([]Evidence, error)
}

// rounds bounds how often a verdict may ask for more: the signer's chain first,
// then the chains of its timestamps.
const rounds = 4

// Ask verifies, and as long as something is wanting asks src for it and
// verifies again. What cannot be found leaves the verdict as it is: it then says
// itself what it lacks.
func Ask(ctx context.Context, q Question, src Source, verify func(Question) Verdict) Verdict {
	v := verify(q)
	for range rounds {
		if src == nil || len(v.Wants) == 0 {
			return v
		}
		found := false
		for _, w := range v.Wants {
			more, _ := src.Find(ctx, w)
			for _, e := range more {
				found = q.add(e) || found
			}
		}
		if !found {
			return v
		}
		v = verify(q)
	}
	return v
}
