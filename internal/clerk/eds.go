package clerk

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/signature"
)

// Signatures has electronic signatures checked, apart from the court's process.
type Signatures interface {
	// Signature answers what is to be thought of a signed file; content is the
	// document of a detached signature. It refuses (Unavailable) when too many ask.
	Signature(ctx context.Context, file []byte, content io.ReadSeeker, purpose signature.Purpose, at time.Time) (signature.Verdict, error)
}

func reader(b []byte) io.ReadSeeker { return bytes.NewReader(b) }

// maxVerdict bounds a kept verdict: revocation lists of an authority are in it.
const maxVerdict = 128 << 20

// examined checks the electronic signature of a filing, and keeps the verdict with
// what it rested on; nil when the filing has none. It refuses a signature that is
// not good by the court's trust list, with the verdict's own reason (Conflict);
// one with the document inside, or of several people (Invalid); one of a person
// whose number the court does not know (Conflict), and one of somebody else
// (Forbidden). The filing itself can always be made without it.
func (c *Clerk) examined(ctx context.Context, by court.PersonID, cmd File) (*docket.Signature, error) {
	if len(cmd.Signature) == 0 {
		return nil, nil
	}
	if c.Signatures == nil || c.Numbers == nil || c.Blobs == nil {
		return nil, fault.Unavailable("eds.off").On("eds")
	}
	if len(cmd.Signature) > docket.MaxCMS {
		return nil, fault.Limit("eds.too_large").On("eds")
	}
	own, err := c.Numbers.IIN(ctx, by)
	if err != nil {
		return nil, err
	}
	if own == "" {
		return nil, fault.Conflict("eds.no_iin").On("eds")
	}
	document, _, err := c.Blobs.Open(ctx, cmd.Blob)
	if err != nil {
		return nil, err
	}
	defer document.Close()
	v, err := c.Signatures.Signature(ctx, cmd.Signature, document, signature.ForDocument, time.Time{})
	if err != nil {
		return nil, err
	}
	if err := c.acceptable(v, own); err != nil {
		return nil, err
	}
	return c.keepVerdict(ctx, cmd.Signature, v)
}

// acceptable refuses a verdict that a filing cannot rest on.
func (c *Clerk) acceptable(v signature.Verdict, own string) error {
	switch {
	case !c.TestKeys && madeUp(v):
		return fault.Conflict("eds.test_circuit").On("eds")
	case !v.Outcome.Good():
		return fault.Conflict(string(v.Reason)).On("eds")
	case v.Format != signature.FormatCMS || v.Attached || len(v.Signers) != 1:
		return fault.Invalid("eds.shape").On("eds")
	case !alike(own, v.Signers[0].IIN):
		return fault.Forbidden("eds.other_person").On("eds")
	case v.Second != nil && v.Second.Agreement == signature.Differ:
		return fault.Conflict("esign.outside.differ").On("eds")
	}
	return nil
}

// madeUp: a test circuit vouches for somebody. A court's trust list has none; this
// holds whatever becomes of the list.
func madeUp(v signature.Verdict) bool {
	return slices.ContainsFunc(v.Signers, func(s signature.Signer) bool { return s.Test })
}

// keepVerdict writes the verdict down before the act: if we die before it, a file
// is left that nothing points at.
func (c *Clerk) keepVerdict(ctx context.Context, cms []byte, v signature.Verdict) (*docket.Signature, error) {
	hash, err := c.keep(ctx, v)
	if err != nil {
		return nil, err
	}
	s := v.Signers[0]
	return &docket.Signature{CMS: cms, Verdict: hash, Outcome: v.Outcome, Reason: v.Reason, Name: court.Text(s.Name), IIN: s.Masked, Organisation: court.Text(s.Organisation), BIN: s.BIN,
		Algorithm: s.Algorithm, Level: s.Level, SignedAt: moment(s.SignedAt), ProvenAt: moment(s.ProvenAt), Test: s.Test}, nil
}

// keep writes a verdict among the documents, with all that it rested on.
func (c *Clerk) keep(ctx context.Context, v signature.Verdict) (record.Hash, error) {
	whole, err := json.Marshal(v)
	if err != nil {
		return record.Hash{}, err
	}
	hash, _, err := c.Blobs.Put(ctx, bytes.NewReader(whole), maxVerdict)
	return hash, err
}

func moment(t time.Time) *record.Time {
	if t.IsZero() {
		return nil
	}
	at := record.At(t)
	return &at
}
