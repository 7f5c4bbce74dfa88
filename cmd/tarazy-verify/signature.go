package main

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/esign"
	"tarazy/internal/esign/apart"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/signature"
)

// maxSignature is above what the verifier reads: it says itself that a file is
// too large.
const maxSignature = 128 << 20

// signedFile checks a signed file: exit 0 valid, 1 invalid, 2 unreadable (or asked
// wrongly), 3 cannot tell. It asks nobody: revocation data is handed in.
func signedFile(args []string, out, errs io.Writer, lang court.Lang, clock court.Clock) int {
	flags := flag.NewFlagSet("tarazy-verify signature", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() { fmt.Fprintln(errs, i18n.T(lang, "esign.usage", nil)) }
	asJSON := flags.Bool("json", false, "")
	content := flags.String("content", "", "")
	trust := flags.String("trust", "", "")
	at := flags.String("at", "", "")
	extract := flags.String("extract", "", "")
	var q esign.Question
	var given []handed
	flags.Func("crl", "", func(name string) error { given = append(given, handed{esign.CRL, name}); return nil })
	flags.Func("ocsp", "", func(name string) error { given = append(given, handed{esign.OCSP, name}); return nil })
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return exitUnreadable
	}
	if flags.NArg() != 1 {
		flags.Usage()
		return exitUnreadable
	}
	v, err := judge(&q, given, flags.Arg(0), *content, *trust, *at, clock.Now())
	if err != nil {
		fmt.Fprintln(errs, inWords(lang, err))
		return exitUnreadable
	}
	if *extract != "" && v.Format == esign.FormatDDC {
		if err := takeOut(q.File, *extract); err != nil {
			fmt.Fprintln(errs, inWords(lang, err))
			return exitUnreadable
		}
	}
	if *asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		err = enc.Encode(v)
	} else {
		_, err = io.WriteString(out, strings.Join(signature.Lines(lang, nil, v), "\n")+"\n")
	}
	if err != nil {
		return exitUnreadable
	}
	return v.Exit
}

// handed is revocation data that was named on the command line.
type handed struct {
	kind esign.EvidenceKind
	name string
}

// inWords says why nothing was checked.
func inWords(lang court.Lang, err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err.Error()
	}
	return i18n.T(lang, f.Key, f.Args)
}

// judge reads what was named and has the file checked in a process of its own.
func judge(q *esign.Question, given []handed, file, content, trust, at string, now time.Time) (v esign.Verdict, err error) {
	if at != "" {
		if q.At, err = time.Parse(time.RFC3339, at); err != nil {
			return v, fault.Invalid("esign.cli.at").With(fault.Args{"at": at})
		}
		if q.At.After(now) {
			return v, fault.Invalid("esign.cli.at_future")
		}
	}
	for _, one := range given {
		if err := one.hand(q); err != nil {
			return v, err
		}
	}
	if content != "" {
		f, err := os.Open(content)
		if err != nil {
			return v, unread(content, err)
		}
		defer f.Close()
		if info, err := f.Stat(); err != nil || info.IsDir() {
			return v, unread(content, err)
		}
		q.Content = f
	}
	if q.File, err = small(file); err != nil {
		return v, err
	}
	if trust != "" {
		if info, err := os.Stat(trust); err != nil || !info.IsDir() {
			return v, fault.Invalid("esign.cli.trust").With(fault.Args{"dir": trust})
		}
		if list, err := esign.ReadTrust(os.DirFS(trust)); err != nil {
			return v, fault.Invalid("esign.cli.trust_bad").With(fault.Args{"dir": trust, "why": err})
		} else if len(list.Anchors) == 0 {
			return v, fault.Invalid("esign.cli.trust").With(fault.Args{"dir": trust})
		}
	}
	return apart.Checker{Trust: trust, Limits: apart.Usual()}.Check(context.Background(), *q, now)
}

// unread is why a file that was named cannot be read.
func unread(name string, err error) error {
	key := "esign.cli.unread"
	if errors.Is(err, fs.ErrNotExist) {
		key = "esign.cli.absent"
	}
	return fault.Invalid(key).With(fault.Args{"file": name}).Because(err)
}

// takeOut writes the original of a card into a directory. It overwrites nothing.
func takeOut(card []byte, dir string) error {
	a, err := apart.Checker{Limits: apart.Usual()}.Original(context.Background(), card)
	if err != nil || a == nil {
		return err // the verdict says what is wrong with it
	}
	f, err := os.OpenFile(filepath.Join(dir, a.FileName()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(a.Bytes)
	return errors.Join(err, f.Close())
}

// small reads a file that may not be large.
func small(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, unread(name, err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxSignature+1))
	if err != nil {
		return nil, unread(name, err)
	}
	if len(raw) > maxSignature {
		return nil, fault.Limit("esign.cli.large").With(fault.Args{"file": name})
	}
	return raw, nil
}

// hand puts revocation data into the question, in DER or PEM. It refuses what is
// none: dropped in silence, it would be missed in the verdict and nobody knew why.
func (h handed) hand(q *esign.Question) error {
	raw, err := small(h.name)
	if err != nil {
		return err
	}
	if block, _ := pem.Decode(raw); block != nil {
		raw = block.Bytes
	}
	q.Evidence = append(q.Evidence, esign.Evidence{Kind: h.kind, DER: raw})
	key := "esign.cli.no_crl"
	if h.kind == esign.CRL {
		_, err = esign.ParseCRL(raw)
	} else {
		key = "esign.cli.no_ocsp"
		_, err = esign.ParseOCSP(raw)
	}
	if err != nil {
		return fault.Invalid(key).With(fault.Args{"file": h.name}).Because(err)
	}
	return nil
}
