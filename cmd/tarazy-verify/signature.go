package main

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/esign"
	"tarazy/internal/esign/apart"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// maxSignature is above what the verifier reads: it says itself that a file is
// too large.
const maxSignature = 128 << 20

// signature checks a signed file: exit 0 valid, 1 invalid, 2 unreadable (or asked
// wrongly), 3 cannot tell. It asks nobody: revocation data is handed in.
func signature(args []string, out, errs io.Writer, lang court.Lang, clock court.Clock) int {
	flags := flag.NewFlagSet("tarazy-verify signature", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() { fmt.Fprintln(errs, i18n.T(lang, "esign.usage", nil)) }
	asJSON := flags.Bool("json", false, "")
	content := flags.String("content", "", "")
	trust := flags.String("trust", "", "")
	at := flags.String("at", "", "")
	var q esign.Question
	flags.Func("crl", "", func(name string) error { return hand(&q, esign.CRL, name) })
	flags.Func("ocsp", "", func(name string) error { return hand(&q, esign.OCSP, name) })
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return exitUnreadable
	}
	if flags.NArg() != 1 {
		flags.Usage()
		return exitUnreadable
	}
	v, err := judge(&q, flags.Arg(0), *content, *trust, *at, clock.Now())
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitUnreadable
	}
	if *asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		err = enc.Encode(v)
	} else {
		_, err = io.WriteString(out, strings.Join(lines(lang, v), "\n")+"\n")
	}
	if err != nil {
		return exitUnreadable
	}
	return v.Exit
}

// judge reads what was named and has the file checked in a process of its own.
func judge(q *esign.Question, file, content, trust, at string, now time.Time) (v esign.Verdict, err error) {
	if at != "" {
		if q.At, err = time.Parse(time.RFC3339, at); err != nil {
			return v, err
		}
	}
	if content != "" {
		f, err := os.Open(content)
		if err != nil {
			return v, err
		}
		defer f.Close()
		q.Content = f
	}
	if q.File, err = small(file); err != nil {
		return v, err
	}
	return apart.Checker{Trust: trust, Limits: apart.Usual()}.Check(context.Background(), *q, now)
}

// small reads a file that may not be large.
func small(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxSignature+1))
	if err == nil && len(raw) > maxSignature {
		err = fmt.Errorf("%s: too large", name)
	}
	return raw, err
}

// hand puts revocation data into the question, in DER or PEM.
func hand(q *esign.Question, kind esign.EvidenceKind, name string) error {
	raw, err := small(name)
	if err != nil {
		return err
	}
	if block, _ := pem.Decode(raw); block != nil {
		raw = block.Bytes
	}
	q.Evidence = append(q.Evidence, esign.Evidence{Kind: kind, DER: raw})
	return nil
}

// lines are the verdict for a person.
func lines(lang court.Lang, v esign.Verdict) (all []string) {
	say := func(key string, args fault.Args) { all = append(all, i18n.T(lang, key, args)) }
	all = append(all, word(lang, v.Outcome, v.Reason))
	say("esign.text.file", fault.Args{"sha256": v.File.SHA256, "size": v.File.Size})
	if v.Content.SHA256 != "" {
		say("esign.text.content", fault.Args{"sha256": v.Content.SHA256, "size": v.Content.Size})
	}
	say("esign.text.asked", fault.Args{"at": v.Asked})
	if v.Trust.Name != "" {
		say("esign.text.trust", fault.Args{"name": v.Trust.Name, "sha256": v.Trust.SHA256})
	}
	for _, s := range v.Signers {
		all = append(all, "")
		all = append(all, signer(lang, s)...)
	}
	for _, w := range v.Wants {
		say("esign.text.wanted", fault.Args{"name": w.Subject})
	}
	return all
}

// word is an outcome with its reason.
func word(lang court.Lang, o esign.Outcome, r esign.Reason) string {
	return i18n.T(lang, "esign.verdict."+string(o), nil) + ". " + i18n.T(lang, string(r), nil) + "."
}

// signer is one signature for a person. A name that nobody vouches for is called
// a claim.
func signer(lang court.Lang, s esign.Signer) (all []string) {
	say := func(key string, args fault.Args) { all = append(all, "  "+i18n.T(lang, key, args)) }
	key := "esign.text.signer"
	if s.Outcome != esign.Valid && s.Outcome != esign.RevokedLater {
		key = "esign.text.claimed"
	}
	all = append(all, i18n.T(lang, key, fault.Args{"name": s.Name}), "  "+word(lang, s.Outcome, s.Reason))
	if s.IIN != "" {
		say("esign.text.iin", fault.Args{"iin": s.Masked})
	}
	if s.Organisation != "" {
		say("esign.text.organisation", fault.Args{"name": s.Organisation, "bin": s.BIN})
	}
	var roles []string
	for _, r := range s.Roles {
		roles = append(roles, i18n.T(lang, "esign.role."+string(r), nil))
	}
	if len(roles) > 0 {
		say("esign.text.roles", fault.Args{"roles": strings.Join(roles, ", ")})
	}
	say("esign.text.algorithm", fault.Args{"name": s.Algorithm})
	say("esign.text.level", fault.Args{"level": i18n.T(lang, "esign.level."+string(s.Level), nil)})
	for _, t := range []struct {
		key string
		at  time.Time
	}{{"esign.text.signed_at", s.SignedAt}, {"esign.text.proven_at", s.ProvenAt}, {"esign.text.revoked_at", s.RevokedAt}} {
		if !t.at.IsZero() {
			say(t.key, fault.Args{"at": t.at})
		}
	}
	for _, t := range s.Stamps {
		say("esign.text.stamp", fault.Args{"at": t.At, "name": t.Authority, "reason": i18n.T(lang, string(t.Reason), nil)})
	}
	if s.Issuer != "" {
		say("esign.text.issuer", fault.Args{"name": s.Issuer, "serial": s.Serial})
	}
	if s.Test {
		say("esign.text.test", nil)
	}
	return all
}
