package record

import (
	"bytes"
	"encoding/json"
)

const (
	receiptPart = "receipt"
	keptPart    = "kept"
)

// receiptFile is a receipt as far as its outer form goes.
type receiptFile struct {
	Event  json.RawMessage `json:"event"`
	Format string          `json:"format"`
	Proof  Proof           `json:"proof"`
	Tag    Hash            `json:"tag"`
}

// parseReceipt reads a receipt's file. It refuses anything but the canonical
// form, with or without one line end. What the event says is judged later.
func parseReceipt(b []byte) (receiptFile, error) {
	var r receiptFile
	raw := bytes.TrimSuffix(b, []byte("\n"))
	again, err := canonicalise(nil, raw, maxReceipt)
	if err != nil {
		return r, err
	}
	if err := strictDecode(raw, &r); err != nil {
		return r, err
	}
	mine, err := appendCanonical(nil, r, maxReceipt)
	if err != nil {
		return r, err
	}
	p := r.Proof
	if !bytes.Equal(again, raw) || !bytes.Equal(mine, raw) || r.Format != ReceiptFormat || !hasEventMembers(r.Event) ||
		p.Hashes == nil || p.Index < 0 || p.Size < 0 {
		return r, errShape
	}
	return r, nil
}

// hasEventMembers: {header, payload?}, whatever is in them.
func hasEventMembers(event []byte) bool {
	c := cursor{b: event}
	c.lit(`{"header":`)
	c.value()
	if c.has(`,"payload":`) {
		c.lit(`,"payload":`)
		c.value()
	}
	c.lit(`}`)
	return !c.bad && c.at == len(event)
}

// VerifyReceipt checks a receipt: the payload under the header, the header in
// the tree, the tree under the signatures, and with the log at hand that the
// log still tells the same story.
func VerifyReceipt(b []byte, opt Options) Report {
	r, err := parseReceipt(b)
	if err != nil {
		return Unreadable(receiptPart, CheckLayout, receiptPart, "verifier.receipt.unreadable")
	}
	v := &receiptCheck{r: r, opt: opt}
	v.checkEvent()
	v.checkProof()
	if opt.Policy != nil {
		v.look(CheckSigners, "verifier.signers.ok")
		if message := opt.Policy.judge(r.Proof.Checkpoint, v.c.Origin); message != "" {
			v.fail(CheckSigners, receiptPart, message)
		} else if n, _, err := opt.Policy.open(r.Proof.Checkpoint, v.c.Origin); err == nil {
			v.report.Cosigners = opt.Policy.cosigned(n)
		}
	}
	past := v.checkKept(opt, opt.Policy, v.c, false)
	if opt.Log != nil {
		v.look(CheckLog, "verifier.log.ok")
		watch := map[Hash]watched{r.Tag: {receiptPart, r.Proof.Index, v.f.hash}}
		scanLog(opt.Log, opt.Policy, past, watch, func(part, message string) { v.fail(CheckLog, part, message) })
	}
	v.subject()
	v.report.finish(&v.findings, opt.Policy != nil)
	return v.report
}

type receiptCheck struct {
	findings
	r      receiptFile
	f      fact // of the event
	c      Checkpoint
	opt    Options
	report Report
}

func (v *receiptCheck) checkEvent() {
	v.look(CheckEvents, "verifier.events.ok")
	var message string
	if v.f, message = readEvent(v.r.Event); message != "" {
		v.fail(CheckEvents, receiptPart, message)
	} else if v.f.kind == "" {
		v.fail(CheckEvents, receiptPart, "verifier.bad_payload")
	}
}

func (v *receiptCheck) checkProof() {
	v.look(CheckProofs, "verifier.proofs.ok")
	var err error
	v.c, err = ParseSigned(v.r.Proof.Checkpoint)
	if err != nil || !Continues(v.c.Origin, unquote(v.f.log)) || v.c.Size != v.r.Proof.Size {
		v.fail(CheckProofs, receiptPart, "verifier.checkpoint.other")
		return
	}
	leaf := LeafHash(Entry(v.r.Tag, v.f.hash))
	if checkInclusion(v.r.Proof.Hashes, v.r.Proof.Index, v.c.Size, leaf, v.c.Root) != nil {
		v.fail(CheckProofs, receiptPart, "verifier.proofs.root")
	}
}

func (v *receiptCheck) subject() {
	s, log := &v.report.Subject, unquote(v.f.log)
	s.Kind, s.Stream, s.Version, s.Log, s.Size, s.Streams, s.Events = receiptPart, v.f.stream, v.f.version, log, v.c.Size, 1, 1
	s.Type, s.At = v.f.kind, v.f.at
	v.report.Demo = isDemoLog(log)
	if p, err := ParsePayload(v.f.payload); err == nil && p.Sig != nil {
		v.report.Demo = v.report.Demo || p.Sig.Kind == KindDemo
	}
	v.report.Signers = []SignerKey{}
	if v.report.Cosigners == nil {
		v.report.Cosigners = []Signed{}
	}
}

// VerifyFile checks a file that is a bundle's ZIP or a receipt.
func VerifyFile(b []byte, opt Options) Report {
	if len(b) > 0 && b[0] == '{' {
		return VerifyReceipt(b, opt)
	}
	parts, wrong, err := ReadZip(b)
	if err != nil {
		return Unreadable("bundle", CheckArchive, "archive", "verifier.archive.unreadable")
	}
	return VerifyBundle(parts, wrong, opt)
}
