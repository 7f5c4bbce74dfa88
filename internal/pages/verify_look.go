package pages

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"sync"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/record"
	"tarazy/internal/signature"
)

// look is what came of a file that somebody handed in: of a signed file a
// verdict, of a receipt or bundle a report.
type look struct {
	ID      string
	Name    string
	At      time.Time
	Verdict *signature.Verdict
	Report  *record.Report
}

// mostLooks is how many are kept, and lookLife how long. They live in memory
// alone: if we die, the file is handed in again.
const (
	mostLooks = 512
	lookLife  = time.Hour
)

// looked keeps the last of them, oldest first.
type looked struct {
	mu  sync.Mutex
	all []look
}

// keep answers the number under which the look is found again.
func (ls *looked) keep(l look) string {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l.ID = rand.Text()
	if ls.all = append(ls.all, l); len(ls.all) > mostLooks {
		ls.all = append([]look(nil), ls.all[1:]...)
	}
	return l.ID
}

func (ls *looked) find(id string, now time.Time) (look, bool) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for _, l := range ls.all {
		if l.ID == id && now.Sub(l.At) < lookLife {
			return l, true
		}
	}
	return look{}, false
}

type verifyShowPage struct {
	Frame
	ID    string
	At    time.Time
	Print bool
	signature.Paper
}

// verifyShow is the verdict. Whoever has its address may read it: the number in
// it is the key.
func (s *site) verifyShow(w http.ResponseWriter, r *http.Request) error {
	l, ok := s.looked.find(r.PathValue("id"), s.Clock.Now())
	if !ok {
		return fault.NotFound("verify.gone")
	}
	s.Page(w, r, http.StatusOK, "verify_show", &verifyShowPage{ID: l.ID, At: l.At, Print: s.Print != nil, Paper: s.paper(lang(r), l)})
	return nil
}

// verifyPDF is the verdict on paper, in the reader's language or the one asked
// for with ?in=.
func (s *site) verifyPDF(w http.ResponseWriter, r *http.Request) error {
	l, ok := s.looked.find(r.PathValue("id"), s.Clock.Now())
	if !ok {
		return fault.NotFound("verify.gone")
	}
	if s.Print == nil {
		return fault.Unavailable("page.fault.unavailable")
	}
	in := lang(r)
	if asked, ok := court.ParseLang(r.URL.Query().Get("in")); ok {
		in = asked
	}
	b, err := s.Print.Verdict(in, s.Law.Local, s.CourtName(in), l.At, s.paper(in, l))
	if err != nil {
		return err
	}
	download(w, "application/pdf", "verdict.pdf", "inline")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
	return nil
}

func (s *site) paper(in court.Lang, l look) signature.Paper {
	if l.Report != nil {
		return reportPaper(in, *l.Report, l.Name)
	}
	return l.Verdict.Paper(in, s.Law.Local, l.Name)
}

// reportPaper is the report on a receipt or a bundle in words.
func reportPaper(in court.Lang, r record.Report, name string) signature.Paper {
	t := func(key string, args fault.Args) string { return i18n.T(in, key, args) }
	p := signature.Paper{File: name, Says: t("verify.record."+r.Result, nil), Test: r.Demo, Grade: signature.Bad}
	switch r.Result {
	case record.ResultHolds:
		p.Grade = signature.Fine
	case record.ResultUnknown:
		p.Grade = signature.Doubt
	}
	if sub := r.Subject; sub.Log != "" {
		p.Facts = append(p.Facts, t("verifier.subject."+sub.Kind, fault.Args{"case": sub.Case, "log": sub.Log, "size": sub.Size,
			"events": sub.Events, "stubs": sub.Stubs, "stream": sub.Stream, "number": sub.Version, "at": sub.At}))
	}
	for _, c := range r.Cosigners {
		p.Facts = append(p.Facts, t("verifier.cosigner", fault.Args{"name": c.Name, "key": c.Key, "at": time.Unix(c.Time, 0).UTC().Format(time.RFC3339)}))
	}
	for _, c := range r.Checks {
		part := signature.Part{Head: t(c.Message, nil), Grade: signature.Bad}
		if c.OK {
			part.Grade = signature.Fine
		}
		if c.Part != "" {
			part.Lines = []string{c.Part}
		}
		p.Parts = append(p.Parts, part)
	}
	for _, k := range r.Signers {
		p.Facts = append(p.Facts, t("verifier.signer", fault.Args{"person": k.Person, "kind": k.Kind, "fingerprint": k.Fingerprint,
			"at": k.Registered, "part": k.Part, "count": k.Signatures}))
	}
	return p
}
