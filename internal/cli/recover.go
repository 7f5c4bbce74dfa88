package cli

import (
	"context"
	"flag"
	"io"
	"os"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// maxReason bounds the operator's words, in bytes.
const maxReason = 1000

// Recover opens a new epoch of the log after a loss, so that the court can be
// served again: an old backup was restored, and its tree is smaller than what
// was signed. It refuses while the court runs, a checkpoint that is not the
// last one known or not this court's, a record that is itself damaged, and a
// record that lost nothing. If we die in it, running it again does what is left.
func Recover(ctx context.Context, args []string, out, errOut io.Writer) int {
	var at where
	var file, reason string
	if code, done := parse("recover", args, out, errOut, func(f *flag.FlagSet) {
		at.flags(f)
		f.StringVar(&file, "checkpoint", "", "")
		f.StringVar(&reason, "reason", "", "")
	}); done {
		return code
	}
	reason = court.Text(reason)
	if file == "" || reason == "" || len(reason) > maxReason {
		return incomplete(errOut, "recover")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return refuse(errOut, fault.Invalid("cli.checkpoint.unreadable").With(fault.Args{"file": file}).Because(err))
	}
	if _, err := record.ParseSigned(string(text)); err != nil {
		return refuse(errOut, fault.Invalid("cli.checkpoint.malformed").With(fault.Args{"file": file}).Because(err))
	}
	a, err := at.open(ctx, true)
	if err != nil {
		return refuse(errOut, err)
	}
	defer a.close()
	done, vkey, err := a.recover(ctx, string(text), reason, out)
	if err != nil {
		return refuse(errOut, err)
	}
	say(out, "cli.recover.done", fault.Args{"log": a.records.Log(), "size": done.Size, "lost": done.Lost, "key": vkey})
	return 0
}

// recover opens the new epoch after a loss.
func (a *archive) recover(ctx context.Context, text, reason string, out io.Writer) (clerk.Recovered, string, error) {
	nothing := clerk.Recovered{}
	last, begun, err := a.lost(ctx, text)
	if err != nil {
		return nothing, "", err
	}
	if !begun {
		if err := a.sound(ctx, out); err != nil {
			return nothing, "", err
		}
	}
	return a.enter(ctx, last, func(_ string, first int64) (clerk.Recovered, error) {
		return clerk.Recovered{Was: last.Origin, Checkpoint: text, Size: first, Lost: max(last.Size-first, 0), Reason: reason}, nil
	})
}

// enter takes the log into the epoch after the one of last. told says what its
// first event tells, of the log's new name and of how many entries came before.
// The steps can be taken up again: the new epoch's key, its name in the data, its
// first event, its first signature. The court cannot be served until the last one
// is done, since the checkpoint kept with the keys is of another key till then.
func (a *archive) enter(ctx context.Context, last record.Checkpoint, told func(log string, first int64) (clerk.Recovered, error)) (d clerk.Recovered, vkey string, err error) {
	host, epoch, _ := record.Epoch(last.Origin)
	log := record.EpochLog(host, epoch+1)
	if _, err := a.dir.LogKey(log); err != nil {
		return d, "", err
	}
	if a.records.Log() != log {
		if err := a.records.NewEpoch(ctx, log, epoch+1); err != nil {
			return d, "", err
		}
	}
	first, err := a.records.First(ctx)
	if err != nil {
		return d, "", err
	}
	if d, err = told(log, first); err != nil {
		return d, "", err
	}
	a.desk = a.newDesk(log)
	if err := a.desk.Recover(ctx, host, d); err != nil {
		return d, "", err
	}
	vkey, err = a.signAnew(ctx, log)
	return d, vkey, err
}

// lost reads the last known checkpoint and makes sure that it is the last, and
// that the data do not continue it. begun is true when an earlier recovery
// from it did not come to its end.
func (a *archive) lost(ctx context.Context, text string) (cp record.Checkpoint, begun bool, err error) {
	if cp, err = a.ownCheckpoint(text); err != nil {
		return cp, false, err
	}
	notLast := fault.Conflict("cli.recover.not_last").With(fault.Args{"log": cp.Origin, "size": cp.Size})
	kept, err := a.dir.LastCheckpoint()
	if err != nil {
		return cp, false, err
	}
	_, epoch, ok := record.Epoch(cp.Origin)
	_, here, okHere := record.Epoch(a.records.Log())
	if !ok || !okHere {
		return cp, false, notLast
	}
	if kept != "" {
		last, err := a.ownCheckpoint(kept)
		if err != nil {
			return cp, false, err
		}
		if last.Origin != cp.Origin && !record.Continues(cp.Origin, last.Origin) || last.Origin == cp.Origin && last.Size > cp.Size {
			return cp, false, notLast
		}
	}
	switch {
	case here == epoch+1:
		return cp, true, nil
	case here > epoch:
		return cp, false, notLast
	}
	size, err := a.records.Size(ctx)
	if err != nil || here < epoch || size < cp.Size {
		return cp, false, err
	}
	root := record.HashOf(nil)
	if cp.Size > 0 {
		if root, err = record.Root(a.records, cp.Size); err != nil {
			return cp, false, err
		}
	}
	if root == cp.Root {
		return cp, false, fault.Conflict("cli.recover.nothing_lost").With(fault.Args{"have": size, "size": cp.Size})
	}
	return cp, false, nil
}

// sound refuses a record that is damaged in itself: a new epoch would sign the
// damage.
func (a *archive) sound(ctx context.Context, out io.Writer) error {
	wrong := 0
	found := func(key string, args fault.Args) {
		wrong++
		say(out, key, args)
	}
	err := a.records.Check(ctx, record.Checkpoint{}, found, func(clerk.View, []court.StreamID) error { return nil })
	if err == nil && wrong > 0 {
		err = fault.Conflict("cli.recover.unsound").With(fault.Args{"n": wrong})
	}
	return err
}

// signAnew makes the new epoch's first checkpoint the last one known.
func (a *archive) signAnew(ctx context.Context, log string) (vkey string, err error) {
	signer, vkey, err := a.signer(log)
	if err != nil {
		return "", err
	}
	cp := record.Checkpoint{Origin: log}
	if cp.Size, err = a.records.Size(ctx); err != nil {
		return "", err
	}
	if cp.Root, err = record.Root(a.records, cp.Size); err != nil {
		return "", err
	}
	signed, err := record.SignCheckpoint(cp, signer)
	if err != nil {
		return "", err
	}
	return vkey, a.dir.SaveCheckpoint(signed)
}
