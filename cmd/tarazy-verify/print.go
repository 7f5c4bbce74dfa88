package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/record"
)

// print writes the report for a person: what it is, each check, who signed.
func print(out io.Writer, lang court.Lang, r record.Report) error {
	var b strings.Builder
	t := func(key string, args fault.Args) string { return i18n.T(lang, key, args) }
	if s := r.Subject; s.Log != "" {
		fmt.Fprintln(&b, t("verifier.subject."+s.Kind, fault.Args{"case": s.Case, "log": s.Log, "size": s.Size,
			"events": s.Events, "stubs": s.Stubs, "stream": s.Stream, "number": s.Version, "at": s.At}))
	}
	for _, c := range r.Checks {
		mark := "+"
		if !c.OK {
			mark = "!"
		}
		line := fmt.Sprintf("%s %-11s %s", mark, c.Name, t(c.Message, nil))
		if c.Part != "" {
			line += ": " + c.Part
		}
		fmt.Fprintln(&b, line)
	}
	for _, k := range r.Signers {
		fmt.Fprintln(&b, t("verifier.signer", fault.Args{"person": k.Person, "kind": k.Kind, "fingerprint": k.Fingerprint,
			"at": k.Registered, "part": k.Part, "count": k.Signatures}))
		if k.Keys > 1 {
			fmt.Fprintln(&b, t("verifier.signer.more", fault.Args{"person": k.Person, "keys": k.Keys}))
		}
		if k.Demo {
			fmt.Fprintln(&b, t("verifier.signer.demo", nil))
		}
	}
	for _, s := range r.Repeated {
		fmt.Fprintln(&b, t("verifier.repeated", fault.Args{"part": s.Part, "name": s.Name, "iin": s.IIN, "verdict": t("esign.verdict."+s.Verdict, nil), "reason": t(s.Reason, nil)}))
	}
	for _, c := range r.Cosigners {
		at := time.Unix(c.Time, 0).UTC().Format(time.RFC3339)
		fmt.Fprintln(&b, t("verifier.cosigner", fault.Args{"name": c.Name, "key": c.Key, "at": at}))
	}
	if r.Subject.Newer > 0 {
		fmt.Fprintln(&b, t("verifier.newer", fault.Args{"streams": r.Subject.Newer}))
	}
	if r.Demo {
		fmt.Fprintln(&b, t("verifier.demo", nil))
	}
	fmt.Fprintln(&b, t("verifier.result."+r.Result, fault.Args{"size": r.Subject.Size}))
	_, err := io.WriteString(out, b.String())
	return err
}
