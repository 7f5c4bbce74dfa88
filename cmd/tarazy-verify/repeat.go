package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"tarazy/internal/esign"
	"tarazy/internal/esign/apart"
	"tarazy/internal/record"
)

// repeat checks the electronic signatures of a bundle anew, by the reader's own
// trust list: each at the moment at which the record says that it existed, with the
// revocation data that the court kept. A receipt has too little for that.
func repeat(report *record.Report, name, trust string, now time.Time) error {
	parts, err := partsOf(name)
	if err != nil || parts == nil {
		return err
	}
	for _, file := range parts.Names() {
		if !strings.HasSuffix(file, "/events.jsonl") {
			continue
		}
		for i, line := range bytes.Split(bytes.TrimSuffix(parts[file], []byte("\n")), []byte("\n")) {
			var e record.Event
			if json.Unmarshal(line, &e) != nil || e.Payload == nil {
				continue // the report names it
			}
			part := fmt.Sprintf("%s#%d", strings.TrimSuffix(file, "/events.jsonl"), i+1)
			if err := again(report, parts, part, *e.Payload, trust, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// partsOf are a bundle's files; nil for a receipt, and for what is no bundle.
func partsOf(name string) (record.Parts, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil // the report says so
	}
	if info.IsDir() {
		parts, _ := readFolder(name)
		return parts, nil
	}
	raw, err := readFile(name, info.Size())
	if err != nil || len(raw) == 0 || raw[0] == '{' {
		return nil, err
	}
	parts, _, err := record.ReadZip(raw)
	if err != nil {
		return nil, nil
	}
	return parts, nil
}

// again checks one signature and adds it to the report.
func again(report *record.Report, parts record.Parts, part string, p record.Payload, trust string, now time.Time) error {
	cms, content := signedBy(parts, p)
	if cms == nil {
		return nil
	}
	var kept esign.Verdict
	if h, ok := p.VerdictOf(); ok {
		_ = json.Unmarshal(parts["blobs/"+h.String()], &kept) // none: an older bundle, and less is known
	}
	file, err := temporary(content)
	if err != nil {
		return err
	}
	defer file.Close()
	q := esign.Question{File: cms, Content: file, At: p.At.Time, Evidence: kept.Evidence}
	v, err := apart.Checker{Trust: trust, Limits: apart.Usual()}.Check(context.Background(), q, now)
	if err != nil {
		return err
	}
	found := record.Repeated{Part: part, Kept: string(kept.Outcome), Verdict: string(v.Outcome), Reason: string(v.Reason)}
	if len(v.Signers) > 0 {
		found.Name, found.IIN = v.Signers[0].Name, v.Signers[0].Masked
	}
	report.Repeat(found, v.Exit)
	return nil
}

// signedBy is an event's electronic signature, and what it must be over: the
// document it joins, or its own act; nil if it has none.
func signedBy(parts record.Parts, p record.Payload) (cms, content []byte) {
	if p.Sig != nil && p.Sig.Kind == record.KindEDS {
		raw, err := base64.RawURLEncoding.DecodeString(p.Sig.Value["cms"])
		if err != nil || len(raw) == 0 {
			raw = []byte("?") // unreadable, and said to be
		}
		return raw, record.EDSMessage(p.Act)
	}
	var d struct {
		Blob      string `json:"blob"`
		Signature *struct {
			CMS []byte `json:"cms"`
		} `json:"signature"`
	}
	if json.Unmarshal(p.Data, &d) != nil || d.Signature == nil || len(d.Signature.CMS) == 0 {
		return nil, nil
	}
	return d.Signature.CMS, slices.Clone(parts["blobs/"+d.Blob])
}

// temporary is content as a file without a name, which another process can have.
func temporary(content []byte) (*os.File, error) {
	f, err := os.CreateTemp("", "tarazy-verify-")
	if err != nil {
		return nil, err
	}
	os.Remove(f.Name())
	if _, err := f.Write(content); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
