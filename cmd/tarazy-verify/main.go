// Command tarazy-verify checks a bundle, a receipt or a signed file without the
// court that has it. docs/record.md and docs/signatures.md describe what it does,
// for whoever wants to write another one.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/esign"
	"tarazy/internal/esign/apart"
	"tarazy/internal/i18n"
	"tarazy/internal/record"
)

const exitUnreadable = 2

func main() {
	if apart.Asked(os.Args) {
		os.Exit(apart.Serve(os.Stdin, os.Stdout))
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run answers the exit code: 0 all holds, 1 something fails, 2 unreadable (or
// asked wrongly), 3 consistent but nobody's signature is known.
func run(args []string, out, errs io.Writer) int {
	if len(args) > 0 && args[0] == "signature" {
		return signedFile(args[1:], out, errs, language(os.Getenv), court.ClockFunc(time.Now))
	}
	flags := flag.NewFlagSet("tarazy-verify", flag.ContinueOnError)
	flags.SetOutput(errs)
	lang := language(os.Getenv)
	flags.Usage = func() { fmt.Fprintln(errs, i18n.T(lang, "verifier.usage", nil)) }
	asJSON := flags.Bool("json", false, "")
	key := flags.String("key", "", "")
	policyFile := flags.String("policy", "", "")
	log := flags.String("log", "", "")
	keptFile := flags.String("checkpoint", "", "")
	trust := flags.String("trust", "", "")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return exitUnreadable
	}
	if flags.NArg() != 1 || *key != "" && *policyFile != "" {
		flags.Usage()
		return exitUnreadable
	}
	policy, err := readPolicy(*key, *policyFile)
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitUnreadable
	}
	kept, err := readKept(*keptFile)
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitUnreadable
	}
	opt := record.Options{Policy: policy, Kept: kept, Parallel: parallel, EDS: esign.Holds}
	if *log != "" {
		opt.Log = openLog(*log)
	}
	report := verify(flags.Arg(0), opt)
	if *trust != "" {
		if err := repeat(&report, flags.Arg(0), *trust, time.Now()); err != nil {
			fmt.Fprintln(errs, err)
			return exitUnreadable
		}
	}
	if *asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		err = enc.Encode(report)
	} else {
		err = print(out, lang, report)
	}
	if err != nil {
		return exitUnreadable
	}
	return report.Exit
}

func readPolicy(key, file string) (*record.Policy, error) {
	switch {
	case key != "":
		return record.KeyPolicy(key)
	case file != "":
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		return record.ParsePolicy(string(text))
	}
	return nil, nil
}

// readKept reads the checkpoint that the reader has from elsewhere. An empty
// file is one that does not hold, and not none.
func readKept(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	text, err := os.ReadFile(file)
	if len(text) == 0 {
		text = []byte("\n")
	}
	return string(text), err
}

// language follows the reader's locale; English when it names none of ours.
func language(env func(string) string) court.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); len(v) >= 2 {
			if l, ok := court.ParseLang(v[:2]); ok {
				return l
			}
			break
		}
	}
	return court.English
}

// verify opens what name is: a folder, a ZIP, or a receipt.
func verify(name string, opt record.Options) record.Report {
	info, err := os.Stat(name)
	if err != nil {
		return record.Unreadable("", record.CheckArchive, "archive", unreadableKey(err))
	}
	if info.IsDir() {
		parts, err := readFolder(name)
		if err != nil {
			return record.Unreadable("bundle", record.CheckArchive, "archive", unreadableKey(err))
		}
		return record.VerifyBundle(parts, "", opt)
	}
	raw, err := readFile(name, info.Size())
	if err != nil {
		return record.Unreadable("", record.CheckArchive, "archive", unreadableKey(err))
	}
	return record.VerifyFile(raw, opt)
}

func unreadableKey(err error) string {
	if errors.Is(err, os.ErrNotExist) {
		return "verifier.no_file"
	}
	return "verifier.unreadable"
}

// parallel runs do on every processor.
func parallel(n int, do func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
