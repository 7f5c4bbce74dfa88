package cli

import (
	"context"
	"flag"
	"io"
	"os"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Doctor examines a court's files, beside the running court if it runs: the
// record, the tables it lies in, the tree against the last signature, the registers against the
// record, the documents against their hashes. Somebody outside may lend it a
// checkpoint of theirs: what the court itself remembers can be set back together
// with its data. It changes nothing. It writes one line for each thing that is
// wrong and answers 1 if there is any.
func Doctor(ctx context.Context, args []string, out, errOut io.Writer) int {
	var at where
	var file string
	if code, done := parse("doctor", args, out, errOut, func(f *flag.FlagSet) {
		at.flags(f)
		f.StringVar(&file, "checkpoint", "", "")
	}); done {
		return code
	}
	if !at.given() {
		return incomplete(errOut, "doctor")
	}
	a, err := at.open(ctx, false)
	if err != nil {
		return refuse(errOut, err)
	}
	defer a.close()
	wrong := 0
	found := func(key string, args fault.Args) {
		wrong++
		say(out, key, args)
	}
	if err = a.examineKept(ctx, file, found); err == nil {
		if err = a.examineCosigners(found); err == nil {
			err = a.examine(ctx, found)
		}
	}
	if err != nil {
		return refuse(errOut, err)
	}
	if wrong > 0 {
		say(errOut, "cli.doctor.wrong", fault.Args{"n": wrong})
		return 1
	}
	say(out, "cli.doctor.ok", nil)
	return 0
}

// examine looks at everything. The last checkpoint is read first: a tree that
// is read after it can only be larger.
func (a *archive) examine(ctx context.Context, found func(string, fault.Args)) error {
	signed, err := a.lastSigned(found)
	if err != nil {
		return err
	}
	if err := a.records.CheckSchema(ctx, found); err != nil {
		return err
	}
	var documents map[record.Hash]int64
	err = a.records.Check(ctx, signed, found, func(v clerk.View, streams []court.StreamID) error {
		documents, err = clerk.Examine(v, streams, offline().EDS, found)
		return err
	})
	if err != nil {
		return err
	}
	return clerk.ExamineDocuments(ctx, a.blobs, documents, found)
}

// examineKept compares the tree with a checkpoint that was kept outside the
// court. It refuses one that this log's key did not sign.
func (a *archive) examineKept(ctx context.Context, file string, found func(string, fault.Args)) error {
	if file == "" {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fault.Invalid("cli.checkpoint.unreadable").With(fault.Args{"file": file}).Because(err)
	}
	kept, err := a.ownCheckpoint(string(text))
	if err != nil {
		return err
	}
	if kept.Origin != a.records.Log() {
		return fault.Invalid("cli.checkpoint.epoch").With(fault.Args{"log": kept.Origin, "now": a.records.Log()})
	}
	have, err := a.records.Size(ctx)
	if err != nil {
		return err
	}
	if have < kept.Size {
		found("doctor.signed.shrunk", fault.Args{"signed": kept.Size, "have": have})
	} else if root, err := record.Root(a.records, kept.Size); err != nil || root != kept.Root {
		found("doctor.signed.differs", fault.Args{"size": kept.Size})
	}
	return nil
}

// examineCosigners names the cosigners that say they have signed another tree
// than the court's: seen when they were last asked, kept with the keys.
func (a *archive) examineCosigners(found func(string, fault.Args)) error {
	all, err := a.conflicts()
	if err != nil {
		return err
	}
	for _, c := range all {
		found("doctor.cosigner."+c.Kind, fault.Args{"name": c.Cosigner, "size": c.Ours, "known": c.Theirs, "since": c.Since.Format(time.RFC3339)})
	}
	return nil
}

// lastSigned is the last checkpoint our key signed; the zero one if there is
// none, or if it is not our key's, which is found. It refuses a key of ours that
// cannot be read: nothing is known of the checkpoint then.
func (a *archive) lastSigned(found func(string, fault.Args)) (cp record.Checkpoint, err error) {
	text, err := a.dir.LastCheckpoint()
	if err != nil || text == "" {
		return cp, err
	}
	if _, _, err := a.signer(a.records.Log()); err != nil {
		return cp, err
	}
	cp, err = a.ownCheckpoint(text)
	if err != nil || cp.Origin != a.records.Log() {
		found("doctor.signed.foreign", fault.Args{"log": a.records.Log()})
		return record.Checkpoint{}, nil
	}
	return cp, nil
}

// ownCheckpoint reads a checkpoint that the key of its own log must have
// signed. It refuses one of another court.
func (a *archive) ownCheckpoint(text string) (record.Checkpoint, error) {
	cp, err := record.ParseSigned(text)
	if err != nil {
		return cp, err
	}
	if log := a.records.Log(); !record.Continues(log, cp.Origin) && !record.Continues(cp.Origin, log) {
		return cp, fault.Invalid("cli.checkpoint.foreign").With(fault.Args{"log": cp.Origin})
	}
	_, vkey, err := a.signer(cp.Origin)
	if err != nil {
		return cp, err
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return cp, err
	}
	if _, err := note.Open([]byte(text), note.VerifierList(v)); err != nil {
		return cp, fault.Invalid("cli.checkpoint.unsigned").With(fault.Args{"log": cp.Origin}).Because(err)
	}
	return cp, nil
}
