package cli

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/record"
)

// exportWait is how long an export waits for the court to sign what it holds,
// and for cosigners to sign that.
const exportWait = 5 * time.Second

// Export writes a case as a bundle that tarazy-verify accepts without the
// court. It works beside the running court. It refuses a case that is not
// there or not this person's, and a case whose newest events nobody has signed
// yet: a bundle without a signature over all of it proves nothing.
func Export(ctx context.Context, args []string, out, errOut io.Writer) int {
	var at where
	var number, file, person string
	if code, done := parse("export", args, out, errOut, func(f *flag.FlagSet) {
		at.flags(f)
		f.StringVar(&number, "case", "", "")
		f.StringVar(&file, "out", "", "")
		f.StringVar(&person, "for", "", "")
	}); done {
		return code
	}
	no, ok := court.ParseCaseNo(number)
	if !ok || file == "" {
		return incomplete(errOut, "export")
	}
	if !at.given() {
		return incomplete(errOut, "export")
	}
	a, err := at.open(ctx, false)
	if err != nil {
		return refuse(errOut, err)
	}
	defer a.close()
	b, err := a.export(ctx, court.PersonID(person), no, file)
	if err != nil {
		return refuse(errOut, err)
	}
	cp, _ := record.ParseSigned(b.Checkpoint)
	say(out, "cli.export.done", fault.Args{"case": no, "file": file, "streams": len(b.Streams), "size": cp.Size})
	return 0
}

// export gathers, closes and writes the bundle.
func (a *archive) export(ctx context.Context, person court.PersonID, no court.CaseNo, file string) (record.Bundle, error) {
	if err := a.notOld(ctx); err != nil {
		return record.Bundle{}, err
	}
	b, err := a.desk.Export(ctx, person, no)
	if fault.Is(err, fault.KindInternal) {
		return b, fault.Conflict("cli.export.damaged").Because(err) // the record cannot even be read whole
	}
	if err != nil {
		return b, err
	}
	signer, vkey, err := a.signer(b.Log)
	if err != nil {
		return b, err
	}
	if b.Policy, err = a.policy(vkey); err != nil {
		return b, err
	}
	checkpoint, err := a.covering(ctx, b, vkey)
	if err != nil {
		return b, err
	}
	if b, err = a.asOf(ctx, person, no, b, checkpoint); err != nil {
		return b, err
	}
	text, err := b.Statement()
	if err != nil {
		return b, err
	}
	signed, err := record.SignStatement(text, signer)
	if err != nil {
		return b, err
	}
	parts, err := b.Parts(a.records, signed)
	if err != nil {
		return b, err
	}
	if err := sound(parts); err != nil {
		return b, err
	}
	return b, writeWhole(file, func(w io.Writer) error { return record.WriteZip(w, parts) })
}

// sound refuses (Conflict) a bundle that whoever checks it would refuse: of an
// edited database nothing is handed out as if it were in order.
func sound(parts record.Parts) error {
	for _, c := range record.VerifyBundle(parts, "", offline()).Checks {
		if !c.OK {
			return fault.Conflict("cli.export.unsound").With(fault.Args{"what": i18n.T(terminalLang(), c.Message, nil), "part": c.Part})
		}
	}
	return nil
}

// notOld refuses data that hold less than was signed: a paper of them would
// withhold what came after, under a signature that covers it.
func (a *archive) notOld(ctx context.Context) error {
	text, err := a.dir.LastCheckpoint()
	if err != nil || text == "" {
		return err
	}
	cp, err := record.ParseSigned(text)
	if err != nil {
		return err
	}
	have, err := a.records.Size(ctx)
	if err == nil && have < cp.Size {
		return fault.Conflict("notary.tree_shrank").With(fault.Args{"have": have, "signed": cp.Size})
	}
	return err
}

// asOf gathers the bundle again, now that checkpoint is signed: it covers more
// than was gathered first, if the court works on, and a bundle that lacks an
// event its checkpoint covers would look like one withheld.
func (a *archive) asOf(ctx context.Context, person court.PersonID, no court.CaseNo, was record.Bundle, checkpoint string) (record.Bundle, error) {
	cp, err := record.ParseSigned(checkpoint)
	if err != nil {
		return was, err
	}
	b, err := a.desk.Export(ctx, person, no)
	if err != nil {
		return b, err
	}
	b = clerk.Until(b, cp.Size)
	b.Policy, b.Checkpoint = was.Policy, checkpoint
	return b, nil
}

// policy is who signs this court's log, as it was last served.
func (a *archive) policy(vkey string) (string, error) {
	text, err := a.dir.Policy()
	if err != nil {
		return "", err
	}
	if strings.Contains(text, vkey) {
		return text, nil
	}
	return "log " + vkey + "\nquorum none\n", nil
}

// covering is a checkpoint of our key over every event of the bundle: a
// cosigned one if there is one in time, else our own. It waits a little for
// the running court, and refuses when nothing covers the bundle by then.
func (a *archive) covering(ctx context.Context, b record.Bundle, vkey string) (string, error) {
	policy, err := record.ParsePolicy(b.Policy)
	if err != nil {
		return "", err
	}
	need, deadline := clerk.Covers(b), time.Now().Add(exportWait)
	for {
		late := time.Now().After(deadline)
		for _, read := range []func() (string, error){a.dir.Cosigned, a.dir.LastCheckpoint} {
			text, err := read()
			if err != nil {
				return "", err
			}
			if covers(text, need, b.Log, vkey) {
				return text, nil
			}
			if len(policy.Cosigners) > 0 && !late {
				break // their signatures may still come
			}
		}
		if late {
			return "", fault.Unavailable("cli.export.not_signed").With(fault.Args{"size": need})
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// covers reports whether the text is a checkpoint of the log signed by vkey,
// over at least need leaves.
func covers(text string, need int64, log, vkey string) bool {
	v, err := note.NewVerifier(vkey)
	if err != nil || text == "" {
		return false
	}
	if _, err := note.Open([]byte(text), note.VerifierList(v)); err != nil {
		return false
	}
	cp, err := record.ParseSigned(text)
	return err == nil && cp.Origin == log && cp.Size >= need
}

// writeWhole writes a file that is whole or not there. If we die half-way a
// file named "new-…" stays beside it.
func writeWhole(file string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(file), "new-")
	if err != nil {
		return fault.Unavailable("cli.out.unwritable").With(fault.Args{"file": file}).Because(err)
	}
	defer os.Remove(f.Name())
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
