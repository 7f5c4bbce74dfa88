package record

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"tarazy/internal/court"
)

// bundleCheck is one verification of a bundle.
type bundleCheck struct {
	findings
	opt     Options
	parts   Parts
	m       manifest
	own     *Policy // the bundle's own claim; never trusted, only held to
	c       Checkpoint
	streams []streamFacts
	keys    map[keyName]*registered
	names   []keyName // in order of registration
	report  Report
}

// VerifyBundle checks a bundle's files against each other and, as far as opt
// lets it, against the world outside. wrong is what ReadZip found; empty for a
// folder. It never trusts the bundle's own policy: without opt.Policy the best
// result is "consistent, signer unknown".
func VerifyBundle(parts Parts, wrong string, opt Options) Report {
	v := &bundleCheck{opt: opt, parts: parts, keys: map[keyName]*registered{}}
	if message := v.readManifest(); message != "" {
		return Unreadable("bundle", CheckLayout, fileManifest, message)
	}
	v.look(CheckArchive, "verifier.archive.ok")
	if wrong != "" {
		v.fail(CheckArchive, wrong, "verifier.archive.differs")
	}
	v.checkLayout()
	v.checkCheckpoint()
	v.checkStatement()
	v.checkSigners()
	v.checkEvents()
	v.checkTags()
	v.checkHearings()
	v.checkDocuments()
	v.checkKeys()
	v.checkSignatures()
	past := v.checkKept(opt, v.policy(), v.c, true)
	if opt.Log != nil {
		v.checkLog(past)
	}
	v.subject()
	v.report.Signers = v.signerKeys()
	v.report.finish(&v.findings, opt.Policy != nil)
	return v.report
}

func (v *bundleCheck) readManifest() string {
	raw, ok := v.parts[fileManifest]
	if !ok {
		return "verifier.layout.missing"
	}
	again, err := canonicalise(nil, raw, maxManifest)
	if err != nil {
		return "verifier.not_json"
	}
	if err := strictDecode(raw, &v.m); err != nil || v.m.Format != BundleFormat || !v.m.shaped() {
		return "verifier.layout.format"
	}
	// Decoding is lax about letter case and nulls; writing again is not.
	mine, err := appendCanonical(nil, v.m, maxManifest)
	if err != nil || !bytes.Equal(again, raw) || !bytes.Equal(mine, raw) {
		return "verifier.not_canonical"
	}
	return ""
}

// checkLayout holds the files against bundle.json: none missing, none besides.
func (v *bundleCheck) checkLayout() {
	v.look(CheckLayout, "verifier.layout.ok")
	want := map[string]bool{fileManifest: true, fileCheckpoint: true, filePolicy: true, fileProofs: true}
	last, isCase := "", false
	for _, s := range v.m.Streams {
		if !ValidStream(s.ID) || string(s.ID) <= last || s.Version == 0 || !validKind(s.Kind) || !rising(s.Stubs) {
			v.fail(CheckLayout, fileManifest, "verifier.layout.streams")
		}
		last = string(s.ID)
		isCase = isCase || s.ID == v.m.CaseStream && s.Kind == kindCase
		want[eventsFile(s.ID)] = true
	}
	if no, ok := court.ParseCaseNo(string(v.m.Case)); !ok || no != v.m.Case || !isCase || !ValidLog(v.m.Log) {
		v.fail(CheckLayout, fileManifest, "verifier.layout.case")
	}
	last = ""
	for _, b := range v.m.Blobs {
		if b.Hash.String() <= last {
			v.fail(CheckLayout, fileManifest, "verifier.layout.blobs")
		}
		last = b.Hash.String()
		want["blobs/"+last] = true
	}
	for _, name := range v.parts.Names() {
		if !want[name] {
			v.fail(CheckLayout, name, "verifier.layout.extra")
		}
		delete(want, name)
	}
	for _, name := range sortedKeys(want) {
		v.fail(CheckLayout, name, "verifier.layout.missing")
	}
	if HashOf(v.parts[fileCheckpoint]) != v.m.Checkpoint {
		v.fail(CheckLayout, fileCheckpoint, "verifier.layout.checkpoint_hash")
	}
	if HashOf(v.parts[filePolicy]) != v.m.Policy {
		v.fail(CheckLayout, filePolicy, "verifier.layout.policy_hash")
	}
}

// checkCheckpoint holds the checkpoint to the bundle's own policy.
func (v *bundleCheck) checkCheckpoint() {
	v.look(CheckCheckpoint, "verifier.checkpoint.ok")
	signed := string(v.parts[fileCheckpoint])
	var err error
	if v.c, err = ParseSigned(signed); err != nil {
		v.fail(CheckCheckpoint, fileCheckpoint, "verifier.checkpoint.malformed")
		return
	}
	if v.c.Origin != v.m.Log || v.c.Size != v.m.Size {
		v.fail(CheckCheckpoint, fileCheckpoint, "verifier.checkpoint.other")
	}
	if v.own, err = ParsePolicy(string(v.parts[filePolicy])); err != nil {
		v.fail(CheckCheckpoint, filePolicy, "verifier.checkpoint.policy")
		return
	}
	n, ok, err := v.own.open(signed, v.m.Log)
	if err != nil || !ok || len(n.UnverifiedSigs) > 0 {
		v.fail(CheckCheckpoint, fileCheckpoint, "verifier.checkpoint.signature")
		return
	}
	v.report.Cosigners = v.own.cosigned(n)
}

// checkStatement holds bundle.json to what the log's key signed of it.
func (v *bundleCheck) checkStatement() {
	v.look(CheckStatement, "verifier.statement.ok")
	if v.own == nil {
		v.fail(CheckStatement, fileManifest, "verifier.statement.signature")
		return
	}
	if err := v.statementBy(v.own); err != nil {
		v.fail(CheckStatement, fileManifest, "verifier.statement.signature")
	}
	want, err := v.m.statement()
	if err != nil || !strings.HasPrefix(v.m.Statement, want+"\n") {
		v.fail(CheckStatement, fileManifest, "verifier.statement.differs")
	}
}

func (v *bundleCheck) statementBy(p *Policy) error {
	n, ok, err := p.open(v.m.Statement, v.m.Log)
	if err != nil {
		return err
	}
	if !ok || len(n.UnverifiedSigs) > 0 {
		return errors.New("record: the log did not sign the statement")
	}
	return nil
}

// checkSigners asks the reader's own policy. Without one nobody is known.
func (v *bundleCheck) checkSigners() {
	p := v.opt.Policy
	if p == nil {
		return
	}
	v.look(CheckSigners, "verifier.signers.ok")
	if message := p.judge(string(v.parts[fileCheckpoint]), v.m.Log); message != "" {
		v.fail(CheckSigners, fileCheckpoint, message)
	} else if n, _, err := p.open(string(v.parts[fileCheckpoint]), v.m.Log); err == nil && len(p.Cosigners) > 0 {
		v.report.Cosigners = p.cosigned(n)
	}
	if n, ok, err := p.open(v.m.Statement, v.m.Log); err != nil || !ok || n == nil {
		v.fail(CheckSigners, fileManifest, "verifier.signers.statement")
	}
}

// judge asks p about a signed checkpoint; "" when it is satisfied.
func (p *Policy) judge(signed, origin string) string {
	n, ok, err := p.open(signed, origin)
	switch {
	case err != nil || !ok:
		return "verifier.signers.log"
	case !p.satisfied(n):
		return "verifier.signers.quorum"
	}
	return ""
}

func (v *bundleCheck) subject() {
	s := &v.report.Subject
	s.Kind, s.Case, s.Stream, s.Log, s.Size = "bundle", v.m.Case, v.m.CaseStream, v.m.Log, v.m.Size
	s.Streams = len(v.streams)
	for _, st := range v.streams {
		s.Events += len(st.facts)
		for _, f := range st.facts {
			if f.kind == "" {
				s.Stubs++
			}
		}
	}
	v.report.Demo = v.report.Demo || isDemoLog(v.m.Log)
	if v.report.Cosigners == nil {
		v.report.Cosigners = []Signed{}
	}
}

func isDemoLog(log string) bool { return strings.HasPrefix(log, "localhost/") }

// place is the part of one line of a stream's events.
func place(id court.StreamID, line int) string {
	return fmt.Sprintf("streams/%s#%d", id, line)
}
