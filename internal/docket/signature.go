package docket

import (
	"tarazy/internal/record"
	"tarazy/internal/signature"
)

// MaxCMS is the most bytes a filing's signature may have: it stands in the event,
// and goes wherever the event goes.
const MaxCMS = 24 << 10

// Signature is an electronic signature over a filed document, with what was found
// about it before the filing was accepted. Whoever has the document can check
// CMS again.
type Signature struct {
	CMS []byte `json:"cms"` // detached, DER
	// Verdict is the whole verdict, kept beside the documents: with the chain and
	// the revocation data that it rested on, so that it can be repeated.
	Verdict record.Hash       `json:"verdict"`
	Outcome signature.Outcome `json:"outcome"`
	Reason  signature.Reason  `json:"reason"`

	Name         string          `json:"name"`
	IIN          string          `json:"iin"` // masked; it was the person's
	Organisation string          `json:"organisation,omitempty"`
	BIN          string          `json:"bin,omitempty"`
	Algorithm    string          `json:"algorithm"`
	Level        signature.Level `json:"level"`
	SignedAt     *record.Time    `json:"signed_at,omitempty"` // as claimed
	ProvenAt     *record.Time    `json:"proven_at,omitempty"` // by a timestamp
	Test         bool            `json:"test,omitempty"`
}
