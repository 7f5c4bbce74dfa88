package pages

import (
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/signature"
)

// Examiner has files of strangers checked, apart from the court's own process.
// All refuse (Unavailable) when too many ask at once.
type Examiner interface {
	// Signature answers what is to be thought of a signed file; content is the
	// document of a detached signature, or nil. at: it existed then; zero: now.
	Signature(ctx context.Context, file []byte, content io.ReadSeeker, purpose signature.Purpose, at time.Time) (signature.Verdict, error)
	// Record answers what is to be thought of a receipt or a bundle.
	Record(ctx context.Context, file []byte) (record.Report, error)
	// Original takes the original out of a document card; nothing where it is none.
	Original(ctx context.Context, file []byte) (name string, body []byte, err error)
}

// MaxExamined is the largest file that is checked for anybody, in bytes; a
// document that it is a signature of may come beside it.
const MaxExamined = 32 << 20

type verifyPage struct {
	Frame
	Origin string
	Key    string // of the log
	Open   bool   // files are checked here
	// What the check in the browser can come to, and what it saw on the way.
	Verdicts, Seen []string
}

// verify takes a file and says what is to be thought of it, and explains how
// anybody checks a receipt or a case without trusting us. What a receipt's QR
// code holds behind the # is checked by the page itself.
func (s *site) verify(w http.ResponseWriter, r *http.Request) error {
	s.Page(w, r, http.StatusOK, "verify", s.verifyForm(r))
	return nil
}

func (s *site) verifyForm(r *http.Request) *verifyPage {
	p := &verifyPage{Origin: s.Origin(), Key: s.LogKey(),
		Verdicts: []string{"asking", "stands", "another", "not_yet", "malformed", "unreachable", "contradicts"},
		Seen:     []string{"included.yes", "included.unchecked", "signed.yes", "signed.unchecked"}}
	p.Islands, p.Open = []string{"verify"}, s.Examiner != nil
	p.refused(r)
	return p
}

// verifyPost checks what was handed in, keeps the verdict for an hour under a
// number nobody can guess, and leads to it. The file itself is not kept.
func (s *site) verifyPost(w http.ResponseWriter, r *http.Request) error {
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll()
	}
	if err := genuine(r); err != nil {
		return err
	}
	if s.Examiner == nil {
		return fault.NotFound("page.fault.not_found")
	}
	if r.FormValue("take") != "" {
		if err := s.takeOut(w, r); err != nil {
			return s.again(w, r, "verify", s.verifyForm(r), err)
		}
		return nil
	}
	l, err := s.examine(r)
	if err != nil {
		return s.again(w, r, "verify", s.verifyForm(r), err)
	}
	http.Redirect(w, r, "/verify/"+s.looked.keep(l), http.StatusSeeOther)
	return nil
}

// takeOut gives whoever brought a document card the original inside of it, at once
// and to them alone: the court keeps no files of strangers under its address. It
// refuses (Invalid) what is no card.
func (s *site) takeOut(w http.ResponseWriter, r *http.Request) error {
	file, _, err := handedIn(r)
	if err != nil {
		return err
	}
	name, body, err := s.Examiner.Original(r.Context(), file)
	if err != nil {
		return err
	}
	if body == nil {
		return fault.Invalid("verify.no_card").On("file")
	}
	download(w, "application/octet-stream", name, "attachment")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
	return nil
}

// handedIn reads the file. It refuses (Invalid) a form without one, and (Limit)
// one that is too large.
func handedIn(r *http.Request) (file []byte, head *multipart.FileHeader, err error) {
	f, head, err := r.FormFile("file")
	if err != nil || head.Size == 0 {
		return nil, nil, fault.Invalid("verify.no_file").On("file")
	}
	defer f.Close()
	if head.Size > MaxExamined {
		return nil, nil, fault.Limit("verify.too_large").On("file")
	}
	if file, err = io.ReadAll(f); err != nil {
		return nil, nil, fault.Invalid("verify.no_file").On("file").Because(err)
	}
	return file, head, nil
}

// examine reads the form. It refuses what handedIn does, also of the document.
func (s *site) examine(r *http.Request) (look, error) {
	l := look{At: s.Clock.Now()}
	file, head, err := handedIn(r)
	if err != nil {
		return l, err
	}
	l.Name = court.Text(path.Base(strings.ReplaceAll(head.Filename, `\`, "/")))
	if ofRecord(file) {
		report, err := s.Examiner.Record(r.Context(), file)
		l.Report = &report
		return l, err
	}
	var content io.ReadSeeker
	if c, head, err := r.FormFile("content"); err == nil {
		defer c.Close()
		if head.Size > MaxExamined {
			return l, fault.Limit("verify.too_large").On("content")
		}
		if head.Size > 0 {
			content = c
		}
	}
	v, err := s.Examiner.Signature(r.Context(), file, content, signature.ForDocument, time.Time{})
	v.Evidence, v.Wants = nil, named(v.Wants) // megabytes that no page shows
	for i := range v.Signers {
		v.Signers[i].Chain = nil
	}
	l.Verdict = &v
	return l, err
}

// ofRecord: a receipt is JSON, a bundle a ZIP; no signed file begins like these.
func ofRecord(file []byte) bool {
	return len(file) > 1 && (file[0] == '{' || file[0] == 'P' && file[1] == 'K')
}

// named keeps of what is missing whom it is about.
func named(wants []signature.Want) (short []signature.Want) {
	for _, w := range wants {
		short = append(short, signature.Want{Subject: w.Subject})
	}
	return short
}
