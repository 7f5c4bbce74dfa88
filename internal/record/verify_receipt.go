package record

import (
	"bytes"
)

const receiptPart = "receipt"

// ParseReceipt reads a receipt's file. It refuses anything but the canonical
// form, with or without one line end.
func ParseReceipt(b []byte) (Receipt, error) {
	var r Receipt
	raw := bytes.TrimSuffix(b, []byte("\n"))
	again, err := CanonicalBytes(raw)
	if err != nil {
		return r, err
	}
	if err := strictDecode(raw, &r); err != nil {
		return r, err
	}
	mine, err := Canonical(r)
	if err != nil {
		return r, err
	}
	if !bytes.Equal(again, raw) || !bytes.Equal(mine, raw) || r.Format != ReceiptFormat {
		return r, errShape
	}
	return r, nil
}

// VerifyReceipt checks a receipt: the payload under the header, the header in
// the tree, the tree under the signatures, and with the log at hand that the
// log still tells the same story.
func VerifyReceipt(b []byte, opt Options) Report {
	r, err := ParseReceipt(b)
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
	if opt.Log != nil {
		v.look(CheckLog, "verifier.log.ok")
		watch := map[Hash]watched{r.Tag: {receiptPart, r.Proof.Index, r.Event.Header.Hash()}}
		scanLog(opt.Log, opt.Policy, v.c, watch, func(part, message string) { v.fail(CheckLog, part, message) })
	}
	v.subject()
	v.report.finish(&v.findings, opt.Policy != nil)
	return v.report
}

type receiptCheck struct {
	findings
	r      Receipt
	c      Checkpoint
	opt    Options
	report Report
}

func (v *receiptCheck) checkEvent() {
	v.look(CheckEvents, "verifier.events.ok")
	line, err := appendEvent(nil, v.r.Event)
	if err != nil || v.r.Event.Payload == nil || !ValidStream(v.r.Event.Header.Stream) || !ValidLog(v.r.Event.Header.Log) {
		v.fail(CheckEvents, receiptPart, "verifier.bad_payload")
		return
	}
	if _, message := readEvent(line[:len(line)-1], nil); message != "" {
		v.fail(CheckEvents, receiptPart, message)
	}
}

func (v *receiptCheck) checkProof() {
	v.look(CheckProofs, "verifier.proofs.ok")
	var err error
	v.c, err = ParseSigned(v.r.Proof.Checkpoint)
	h := v.r.Event.Header
	if err != nil || !Continues(v.c.Origin, h.Log) || v.c.Size != v.r.Proof.Size {
		v.fail(CheckProofs, receiptPart, "verifier.checkpoint.other")
		return
	}
	leaf := LeafHash(Entry(v.r.Tag, h.Hash()))
	if checkInclusion(v.r.Proof.Hashes, v.r.Proof.Index, v.c.Size, leaf, v.c.Root) != nil {
		v.fail(CheckProofs, receiptPart, "verifier.proofs.root")
	}
}

func (v *receiptCheck) subject() {
	h := v.r.Event.Header
	s := &v.report.Subject
	s.Kind, s.Stream, s.Version, s.Log, s.Size, s.Streams, s.Events = receiptPart, h.Stream, h.Version, h.Log, v.c.Size, 1, 1
	if p := v.r.Event.Payload; p != nil {
		s.Type, s.At = p.Type, p.At.String()
		v.report.Demo = p.Sig != nil && p.Sig.Kind == KindDemo
	}
	v.report.Demo = v.report.Demo || isDemoLog(h.Log)
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
