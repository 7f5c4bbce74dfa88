package cli

import (
	"context"
	"flag"
	"io"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// Rotate gives the log another key: a new epoch in which nothing is lost, whose
// first event says so under the signatures of both keys. It refuses while the
// court runs, a record that is damaged, and one that does not continue what was
// signed, which is a loss and takes Recover. If we die in it, running it again
// does what is left.
func Rotate(ctx context.Context, args []string, out, errOut io.Writer) int {
	var at where
	var reason string
	if code, done := parse("rotate", args, out, errOut, func(f *flag.FlagSet) {
		at.flags(f)
		f.StringVar(&reason, "reason", "", "")
	}); done {
		return code
	}
	if reason = court.Text(reason); reason == "" || len(reason) > maxReason {
		return incomplete(errOut, "rotate")
	}
	a, err := at.open(ctx, true)
	if err != nil {
		return refuse(errOut, err)
	}
	defer a.close()
	size, vkey, err := a.rotate(ctx, reason, out)
	if err != nil {
		return refuse(errOut, err)
	}
	say(out, "cli.rotate.done", fault.Args{"log": a.records.Log(), "size": size, "key": vkey})
	return 0
}

func (a *archive) rotate(ctx context.Context, reason string, out io.Writer) (size int64, vkey string, err error) {
	last, text, err := a.toRotate(ctx, out)
	if err != nil {
		return 0, "", err
	}
	d, vkey, err := a.enter(ctx, last, func(log string, first int64) (clerk.Recovered, error) {
		d := clerk.Recovered{Was: last.Origin, Checkpoint: text, Size: first, Reason: reason}
		if first != last.Size { // a recovery was begun here, and not this
			return d, fault.Conflict("cli.rotate.lost")
		}
		both, err := a.bothSign(last.Origin, log)
		d.Rotation = both
		return d, err
	})
	return d.Size, vkey, err
}

// toRotate is the last checkpoint of the epoch that ends, over all there is:
// what came after the last signature gets one first.
func (a *archive) toRotate(ctx context.Context, out io.Writer) (last record.Checkpoint, text string, err error) {
	kept := func() error {
		if text, err = a.dir.LastCheckpoint(); err == nil {
			last, err = a.ownCheckpoint(text)
		}
		return err
	}
	if err := kept(); err != nil {
		return last, text, err
	}
	if a.records.Log() != last.Origin { // begun before: the new epoch has a name and no signature yet
		if !record.Continues(a.records.Log(), last.Origin) {
			err = fault.Conflict("cli.rotate.lost")
		}
		return last, text, err
	}
	if err := a.notOld(ctx); err != nil {
		return last, text, err
	}
	if err := a.sound(ctx, out); err != nil {
		return last, text, err
	}
	if root, err := record.Root(a.records, last.Size); err != nil || root != last.Root {
		return last, text, fault.Conflict("cli.rotate.lost").Because(err)
	}
	if _, err := a.signAnew(ctx, last.Origin); err != nil {
		return last, text, err
	}
	return last, text, kept()
}

// bothSign is the statement that the log goes on under another key, signed by
// the one before and by that one.
func (a *archive) bothSign(was, now string) (string, error) {
	before, old, err := a.signer(was)
	if err != nil {
		return "", err
	}
	after, vkey, err := a.signer(now)
	if err != nil {
		return "", err
	}
	return record.SignRotation(old, vkey, before, after)
}
