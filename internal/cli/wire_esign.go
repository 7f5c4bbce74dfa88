package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/esign"
	"tarazy/internal/esign/apart"
	"tarazy/internal/esign/online"
	"tarazy/internal/fault"
	"tarazy/internal/pages/door"
	"tarazy/internal/record"
	"tarazy/internal/signature"
)

// Apart is the program started again to read a file of a stranger; asked is
// false when it was not started for that. It comes before everything else.
func Apart(args []string, in io.Reader, out io.Writer) (code int, asked bool) {
	if !apart.Asked(args) {
		return 0, false
	}
	return apart.Serve(in, out), true
}

// offline is how a bundle is checked with nothing but what is in it: signatures
// of the national CA are read, and nobody is asked who vouches for them.
func offline() record.Options { return record.Options{EDS: esign.Holds} }

// Checking files takes processes of a gigabyte at the most: few at once, and
// whoever waits longer than this is told to come again. Strangers and the court
// have places apart: no crowd on the page for anybody's files keeps a judge from
// signing in.
const (
	mostApart    = 2
	mostOwn      = 2
	longestWait  = 20 * time.Second
	strangerTime = 10 * time.Second
	askFor       = 10 * time.Second // one service in the network
)

// examiner has files of strangers checked, by the court's trust list and apart
// from the court's own process.
type examiner struct {
	apart   apart.Checker
	key     func() string // of the court's own log
	source  esign.Source  // nil: nobody is asked for revocation data
	outside esign.Outside // nil: there is no other verifier
	clock   court.Clock
	fresh   time.Duration // how long an authority's answer stands; 0: nobody is asked
	places  chan struct{} // for strangers
	own     chan struct{} // for the court's own questions
	log     *slog.Logger
	beside  *prometheus.CounterVec // what two verifiers came to
}

// examinerOf is the court's examiner. It refuses a trust list that cannot be
// read, and, but in the demo, one that is not written down in trust.json or
// believes a test circuit: what that vouches for proves nothing about a person;
// and authorities to be asked that no list names.
func examinerOf(conf Config, clock court.Clock, key func() string) (*examiner, error) {
	e := &examiner{apart: apart.Checker{Limits: apart.Usual()}, key: key, clock: clock, places: make(chan struct{}, mostApart), own: make(chan struct{}, mostOwn), log: slog.New(slog.DiscardHandler),
		beside: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tarazy_signature_verifiers", Help: "Signatures that another verifier was asked about, by what the two come to."}, []string{"agreement"})}
	if conf.Signatures == nil {
		return e, nil
	}
	if conf.Signatures.Online && conf.Signatures.Trust == "" {
		return nil, fault.Invalid("cli.trust.online")
	}
	trust, err := trustOf(conf.Signatures.Trust, conf.Demo)
	if err != nil {
		return nil, err
	}
	if e.apart.Trust = conf.Signatures.Trust; trust != nil {
		e.apart.Digest = trust.Ref().SHA256 // what was looked at is what is believed
	}
	client := &http.Client{Timeout: askFor}
	if trust != nil && conf.Signatures.Online {
		e.fresh = conf.Signatures.fresh()
		// Half of it, so that what is kept is fresh still when it is used.
		e.source = &online.Cache{Services: online.Services{Trust: trust, Client: client}, Clock: clock, For: e.fresh / 2}
	}
	if at := conf.Signatures.NCANode; at != "" {
		if !strings.HasPrefix(at, "http://") && !strings.HasPrefix(at, "https://") {
			return nil, fault.Invalid("cli.trust.ncanode")
		}
		e.outside = online.NCANode{URL: at, Client: client}
	}
	return e, nil
}

// takesEDS reports whether the court has a trust list and asks its authorities:
// then people may sign in, file and do acts with their keys.
func (c Config) takesEDS() bool {
	return c.Signatures != nil && c.Signatures.Trust != "" && c.Signatures.Online
}

// byEDS lets people in by such keys; nil where the court takes none.
func (h *house) byEDS() door.EDS {
	if !h.conf.takesEDS() {
		return nil
	}
	return h.desk
}

// phoneOf is the way to people's phones; nil when the court has none. It refuses a
// relay that is not reached by https, but for one on this machine, and one in a court
// that takes no keys of the national CA: what a phone signs could let nobody in.
func phoneOf(conf Config) (clerk.Phone, error) {
	if conf.Signatures == nil || conf.Signatures.Phone == "" {
		return nil, nil
	}
	at := strings.TrimSuffix(conf.Signatures.Phone, "/")
	if u, err := url.Parse(at); err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && here(u)) {
		return nil, fault.Invalid("cli.phone.url").Because(err)
	}
	if !conf.takesEDS() {
		return nil, fault.Invalid("cli.phone.offline")
	}
	return &online.Phone{URL: at, Client: &http.Client{}}, nil // its lines stay open until the person has acted
}

// trustOf reads the trust list; nil where there is none.
func trustOf(dir string, demo bool) (*esign.Trust, error) {
	if dir == "" {
		return nil, nil
	}
	at := os.DirFS(dir)
	trust, err := esign.ReadTrust(at)
	if err != nil {
		return nil, fault.Invalid("cli.trust.unreadable").With(fault.Args{"dir": dir}).Because(err)
	}
	if demo {
		return trust, nil
	}
	if _, err := fs.Stat(at, "trust.json"); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Invalid("cli.trust.no_list").With(fault.Args{"dir": dir})
	}
	for _, a := range trust.Anchors {
		if a.Test {
			return nil, fault.Invalid("cli.trust.test").With(fault.Args{"name": a.Certificate.Subject.Full()})
		}
	}
	return trust, nil
}

// Signature answers strangers what is to be thought of a signed file. content is
// the document of a detached signature, or nil; at a moment at which the asker
// knows that the file existed, or zero. It refuses (Unavailable) when too many ask.
// The authorities are asked first; what the file brings counts where they do not
// answer.
func (e *examiner) Signature(ctx context.Context, file []byte, content io.ReadSeeker, purpose signature.Purpose, at time.Time) (signature.Verdict, error) {
	return e.check(ctx, e.strangers(), e.places, esign.Question{File: file, Purpose: purpose, At: at, Fresh: e.fresh, Prefer: true}, content)
}

// own answers the court's own questions: who signs in, files or acts at this
// moment. Nothing but what the authorities say now lets anybody in.
type own struct{ e *examiner }

// Signature answers as the examiner's does. It finds nobody good where the court
// asks no authority.
func (o own) Signature(ctx context.Context, file []byte, content io.ReadSeeker, purpose signature.Purpose, at time.Time) (signature.Verdict, error) {
	return o.e.check(ctx, o.e.apart, o.e.own, esign.Question{File: file, Purpose: purpose, At: at, Fresh: max(o.e.fresh, time.Second)}, content)
}

// strangers are checked in less time.
func (e *examiner) strangers() apart.Checker {
	c := e.apart
	c.Limits.Time = min(c.Limits.Time, strangerTime)
	return c
}

// check has a question answered apart, in one of the places.
func (e *examiner) check(ctx context.Context, by apart.Checker, places chan struct{}, q esign.Question, content io.ReadSeeker) (v signature.Verdict, err error) {
	leave, err := enter(ctx, places)
	if err != nil {
		return v, err
	}
	defer leave()
	if content != nil {
		f, err := asFile(content)
		if err != nil {
			return v, err
		}
		defer f.Close()
		q.Content = f
	}
	v = esign.Ask(ctx, q, e.source, func(q esign.Question) signature.Verdict {
		v, failed := by.Check(ctx, q, e.clock.Now())
		err = errors.Join(err, failed)
		return v
	})
	if err != nil {
		return v, fault.Unavailable("verify.unavailable").Because(err)
	}
	if e.outside != nil && v.Format != "" {
		opinion, failed := e.outside.Ask(ctx, v.Format, q.File, all(q.Content))
		v = esign.Beside(v, opinion, failed)
		e.compared(v, failed)
	}
	return v, nil
}

// compared counts what two verifiers came to, and tells the operator where one of
// them is wrong or silent. Whose signature it is the log does not say; the file's
// hash finds it again.
func (e *examiner) compared(v signature.Verdict, failed error) {
	if v.Second.Unasked {
		return
	}
	e.beside.WithLabelValues(string(v.Second.Agreement)).Inc()
	switch {
	case v.Second.Agreement == signature.Differ:
		e.log.Error("two verifiers differ on a signature", "file", v.File.SHA256, "ours", v.Outcome, "reason", v.Reason, "other", v.Second.Verifier, "other says valid", v.Second.Valid)
	case failed != nil:
		e.log.Warn("the other verifier of signatures did not answer", "err", failed)
	}
}

// Record answers what is to be thought of a receipt or a bundle. One of another
// log than the court's own is held against itself: its signer is unknown here.
func (e *examiner) Record(ctx context.Context, file []byte) (record.Report, error) {
	leave, err := enter(ctx, e.places)
	if err != nil {
		return record.Report{}, err
	}
	defer leave()
	key := e.key()
	by := e.strangers()
	r, err := by.Record(ctx, file, key)
	if err == nil && r.Subject.Log != "" && !strings.HasPrefix(key, r.Subject.Log+"+") {
		r, err = by.Record(ctx, file, "")
	}
	if err != nil {
		return r, fault.Unavailable("verify.unavailable").Because(err)
	}
	return r, nil
}

// Original takes the original out of a document card; nil where it is none.
func (e *examiner) Original(ctx context.Context, file []byte) (name string, body []byte, err error) {
	leave, err := enter(ctx, e.places)
	if err != nil {
		return "", nil, err
	}
	defer leave()
	a, err := e.strangers().Original(ctx, file)
	if err != nil {
		return "", nil, fault.Unavailable("verify.unavailable").Because(err)
	}
	if a == nil {
		return "", nil, nil
	}
	return a.FileName(), a.Bytes, nil
}

// enter waits for a place among those being checked.
func enter(ctx context.Context, places chan struct{}) (leave func(), err error) {
	wait := time.NewTimer(longestWait)
	defer wait.Stop()
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-wait.C:
		return nil, fault.Unavailable("verify.busy")
	}
}

// asFile copies what was handed in to a file without a name, which can be given
// to another process.
func asFile(content io.ReadSeeker) (*os.File, error) {
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp("", "tarazy-")
	if err != nil {
		return nil, err
	}
	os.Remove(f.Name())
	if _, err := io.Copy(f, content); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// all is the content whole; nil if there is none or it cannot be read.
func all(content io.ReadSeeker) []byte {
	if content == nil {
		return nil
	}
	var b bytes.Buffer
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return nil
	}
	if _, err := io.Copy(&b, content); err != nil {
		return nil
	}
	return b.Bytes()
}
