package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tarazy/internal/fault"
	"tarazy/internal/rules"
)

// homeLaw is the country whose law a court has that names none.
const homeLaw = "kz"

// Law is "tarazy law check": it reads rules as a court would and writes one
// line for each thing wrong, with file and line. A folder with country.yaml is
// a whole law; anything else is a draft amendment of the law named, or with
// --policy a court's own policy under it. It answers 1 if anything is wrong.
func Law(_ context.Context, args []string, out, errOut io.Writer) int {
	if len(args) > 0 && args[0] == "check" {
		args = args[1:]
	} else if len(args) == 0 || args[0] != "--help" && args[0] != "-h" {
		say(errOut, "cli.law.usage", nil)
		return 2
	}
	flags := flag.NewFlagSet("law", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	country := flags.String("law", homeLaw, "")
	policy := flags.Bool("policy", false, "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		say(out, "cli.law.usage", nil)
		return 0
	case err != nil || flags.NArg() != 1:
		say(errOut, "cli.law.usage", nil)
		return 2
	}
	if err := checkLaw(*country, flags.Arg(0), *policy); err != nil {
		return refuse(errOut, err)
	}
	say(out, "cli.law.ok", nil)
	return 0
}

func checkLaw(country, path string, policy bool) error {
	files, err := lawFiles(path)
	if err != nil {
		return err
	}
	if _, err := fs.Stat(files, "country.yaml"); err == nil {
		_, err := rules.Load(files)
		return placed(path, err)
	}
	law, err := rules.Shipped(country)
	if err != nil {
		return err
	}
	if policy {
		_, err = law.WithPolicy(files)
	} else {
		_, err = law.Amend(files)
	}
	return placed(path, err)
}

// lawFiles are the files of a folder, or one file as a folder of its own.
func lawFiles(path string) (fs.FS, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fault.Invalid("cli.law.unreadable").With(fault.Args{"file": path}).Because(err)
	}
	if info.IsDir() {
		return os.DirFS(path), nil
	}
	if !info.Mode().IsRegular() {
		return nil, fault.Invalid("cli.law.unreadable").With(fault.Args{"file": path})
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Invalid("cli.law.unreadable").With(fault.Args{"file": path}).Because(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, rules.MostDraft+1)) // one more is refused as too many
	if err != nil {
		return nil, fault.Invalid("cli.law.unreadable").With(fault.Args{"file": path}).Because(err)
	}
	return rules.Draft(text), nil
}

// placed says of each problem where the operator's file is.
func placed(path string, err error) error {
	var problems rules.Problems
	if !errors.As(err, &problems) {
		return err
	}
	info, serr := os.Stat(path)
	here := make(rules.Problems, len(problems))
	for i, p := range problems {
		here[i] = p
		switch {
		case serr == nil && info.IsDir():
			here[i].File = filepath.Join(path, p.File)
		case p.File == rules.DraftName || p.File == ".":
			here[i].File = path
		}
		if p.Why.Args["file"] == rules.DraftName { // the other of two that do not go together
			here[i].Why = p.Why.With(fault.Args{"file": path})
		}
	}
	return fault.Invalid("cli.law.wrong").With(fault.Args{"n": len(here)}).Because(here)
}

// lawOf is the law a court works under: its country's, with its own policy.
func lawOf(conf Config) (*rules.Law, error) {
	country := conf.Law
	if country == "" {
		country = homeLaw
	}
	law, err := rules.Shipped(country)
	if err != nil || conf.LawPolicy == "" {
		return law, err
	}
	files, err := lawFiles(conf.LawPolicy)
	if err != nil {
		return nil, err
	}
	law, err = law.WithPolicy(files)
	return law, placed(conf.LawPolicy, err)
}

// problemLines writes one line for each thing wrong with a law.
func problemLines(w io.Writer, err error) (any bool) {
	var problems rules.Problems
	any = errors.As(err, &problems)
	for _, p := range problems {
		fmt.Fprintln(w, p.In(terminalLang()))
	}
	return any
}
