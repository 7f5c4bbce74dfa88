package cli

import (
	"context"
	"errors"
	"flag"
	"io"
	"path/filepath"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tarazy/internal/blob"
	"tarazy/internal/clerk"
	"tarazy/internal/cosigner"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/keys"
	"tarazy/internal/notary"
	"tarazy/internal/record"
	"tarazy/internal/store"
)

// where says which court a command works on.
type where struct{ data, keys, config string }

// flags declares --data, --keys, and --config for a court whose record is in
// PostgreSQL.
func (w *where) flags(fs *flag.FlagSet) {
	fs.StringVar(&w.data, "data", "", "")
	fs.StringVar(&w.keys, "keys", "", "")
	fs.StringVar(&w.config, "config", "", "")
}

// given reports whether it is said where the record is.
func (w *where) given() bool { return w.config != "" || w.data != "" && w.keys != "" }

// parse reads a command's flags. done is true when there is nothing more to do;
// code is then the exit code: 0 after --help, 2 with one line about a command
// line that was not understood.
func parse(name string, args []string, out, errOut io.Writer, declare func(*flag.FlagSet)) (code int, done bool) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	declare(flags)
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		say(out, "cli."+name+".usage", nil)
		return 0, true
	case err == nil && flags.NArg() > 0:
		return misread(errOut, name, i18n.T(terminalLang(), "cli.unknown_argument", fault.Args{"word": flags.Arg(0)})), true
	case err != nil:
		return misread(errOut, name, err.Error()), true
	}
	return 0, false
}

// incomplete says in one line that an option is missing.
func incomplete(errOut io.Writer, name string) int {
	return misread(errOut, name, i18n.T(terminalLang(), "cli.incomplete", nil))
}

// misread says in one line what of the command line was not understood.
func misread(errOut io.Writer, name, what string) int {
	say(errOut, "cli.misread", fault.Args{"what": what, "command": name})
	return 2
}

// read makes the configuration of the flags and the file, and refuses
// directories that are not a court's.
func (w where) read() (Config, error) {
	var conf Config
	if w.config != "" {
		var err error
		if conf, err = readConfig(w.config); err != nil {
			return conf, err
		}
	}
	conf.override(Config{Data: w.data, Keys: w.keys})
	if conf.Data == "" || conf.Keys == "" {
		return conf, fault.Invalid("cli.serve.needs_directories")
	}
	return conf, keys.Dir(conf.Keys).Check()
}

// Names in the data directory.
const (
	databaseFile = "tarazy.sqlite"
	blobsDir     = "blobs"
)

// archive is a court's files, opened by a command. Unless it was opened for
// writing, the court may be running.
type archive struct {
	conf    Config
	records *store.Store
	dir     keys.Dir
	blobs   *blob.Dir
	desk    *clerk.Clerk
}

// open opens a court's files. It refuses directories that are not a court's,
// data of another version, and, for writing, a court that is running.
func (w where) open(ctx context.Context, write bool) (*archive, error) {
	conf, err := w.read()
	if err != nil {
		return nil, err
	}
	a := &archive{conf: conf, dir: keys.Dir(conf.Keys)}
	wrap, err := a.dir.Secret("wrap.key")
	if err != nil {
		return nil, err
	}
	if write {
		// Opening for writing makes what is not there.
		if a, err := w.open(ctx, false); err != nil {
			return nil, err
		} else if err := a.records.Close(); err != nil {
			return nil, err
		}
	}
	if a.records, err = openRecords(ctx, conf, "", wrap, !write); err != nil {
		return nil, err
	}
	if a.blobs, err = blob.Open(filepath.Join(conf.Data, blobsDir)); err != nil {
		return nil, errors.Join(err, a.records.Close())
	}
	a.desk = a.newDesk(a.records.Log())
	return a, nil
}

func (a *archive) newDesk(log string) *clerk.Clerk {
	return clerk.New(clerk.Deps{Store: a.records, Blobs: a.blobs, Clock: court.ClockFunc(time.Now), Origin: log})
}

func (a *archive) close() { a.records.Close() }

// signer is the key of a log of this court.
func (a *archive) signer(log string) (note.Signer, string, error) {
	skey, err := a.dir.OldLogKey(log)
	if err != nil {
		return nil, "", err
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		return nil, "", err
	}
	vkey, err := record.VerifierKey(skey)
	return s, vkey, err
}

// openCosigner opens a cosigner's own directory.
func openCosigner(dir, name string, logs []string) (*cosigner.Cosigner, error) {
	return cosigner.Open(dir, name, logs)
}

// conflicts are what the cosigners were last heard to say against this log.
func (a *archive) conflicts() ([]notary.Conflict, error) {
	kept, err := a.dir.Conflicts()
	if err != nil {
		return nil, err
	}
	return notary.ReadConflicts(kept, a.records.Log())
}
