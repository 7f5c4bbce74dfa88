package esign

import (
	"bytes"
	"io"
	"slices"
	"time"
)

// Question is what a verifier is asked.
type Question struct {
	File []byte
	// Content is the document of a detached signature; nil if there is none. It
	// is read once for each kind of digest, and never kept.
	Content io.ReadSeeker
	// At is a moment at which the asker knows that the signature existed: a
	// receipt's, for example. Zero: now.
	At       time.Time
	Purpose  Purpose // "" is ForDocument
	Evidence []Evidence
	// Fresh asks whether the certificates are good at this moment: then only what
	// the asker had from the authority no longer ago than this says so, and what
	// the file brings can speak against the signer alone. Zero: whatever stands
	// counts.
	Fresh time.Duration
	// Prefer takes back what Fresh asks for where the authority cannot be asked.
	Prefer bool
}

// maxEvidence bounds what a question may carry along.
const maxEvidence = 64

// add puts evidence in; false if it is there already, or one too many.
func (q *Question) add(e Evidence) bool {
	if len(q.Evidence) >= maxEvidence || slices.ContainsFunc(q.Evidence, func(o Evidence) bool {
		return o.Kind == e.Kind && bytes.Equal(o.DER, e.DER)
	}) {
		return false
	}
	q.Evidence = append(slices.Clone(q.Evidence), e)
	return true
}
