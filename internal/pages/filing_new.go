package pages

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// MaxUpload is the largest document, in bytes; the form's own fields come on top.
const MaxUpload = 20 << 20

type filingNewPage struct {
	Frame
	No          court.CaseNo
	Back        string
	Key         string
	Kinds       []string
	Kind, Title string
}

type filingCheckPage struct {
	Frame
	No    court.CaseNo
	Back  string
	Key   string
	Token string // our word that this person sent this document to this case
	EDS   bool   // it can be signed with NCALayer
	chosen
}

// chosen is a document that was received and not yet filed.
type chosen struct {
	Kind, Title, Name string
	Blob              record.Hash
	Size              int64
}

func (s *site) filingNew(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theCase(r)
	if err != nil {
		return err
	}
	if !v.May["file"] {
		return fault.Forbidden("page.fault.forbidden")
	}
	p := &filingNewPage{No: v.File.No, Back: caseHref(v.File.No), Key: s.newKey(), Kinds: docket.FilingKinds()}
	p.Role = rolesIn(lang(r), v.MyRoles)
	s.Page(w, r, http.StatusOK, "filing_new", p)
	return nil
}

// filingPost receives the document and shows what is about to be filed; the
// second time it files it.
func (s *site) filingPost(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, MaxUpload+1<<20)
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return s.tooBig(w, r, err)
	}
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll()
	}
	if err := genuine(r); err != nil {
		return err
	}
	v, err := s.theCase(r)
	if err != nil {
		return err
	}
	if r.FormValue("token") != "" {
		return s.filingConfirm(w, r, v)
	}
	c, err := s.receive(r, v)
	if err != nil {
		return s.filingAgain(w, r, v, err)
	}
	s.Page(w, r, http.StatusOK, "filing_check", s.filingCheck(r, v, c, clerk.KeyOver(s.keyOf(r), c.Kind, c.Title, c.Name, c.Blob.String())))
	return nil
}

// receive checks what was typed and keeps the document. It refuses what is not
// a PDF by its content, whatever its name says.
func (s *site) receive(r *http.Request, v clerk.CaseView) (chosen, error) {
	c := chosen{Kind: r.FormValue("kind"), Title: strings.TrimSpace(r.FormValue("title"))}
	if !v.May["file"] {
		return c, fault.Forbidden("page.fault.forbidden")
	}
	// What is much too large came without its content: only its size is known.
	if r.MultipartForm != nil && len(r.MultipartForm.File["file"]) > 0 && r.MultipartForm.File["file"][0].Size > MaxUpload {
		return c, fault.Limit("page.filing.too_big").On("file")
	}
	f, head, err := r.FormFile("file")
	if err != nil {
		return c, fault.Invalid("page.filing.no_file").On("file")
	}
	defer f.Close()
	if head.Size == 0 {
		return c, fault.Invalid("page.filing.empty_file").On("file")
	}
	c.Name = path.Base(strings.ReplaceAll(head.Filename, `\`, "/"))
	d, err := (docket.File{}).Join(docket.Filed{Kind: c.Kind, Title: c.Title, Name: c.Name, Size: 1, Blob: record.HashOf(nil)})
	if err != nil {
		return c, err
	}
	c.Title, c.Name = d.Title, d.Name // as the record will have them
	in := bufio.NewReaderSize(f, 4096)
	start, err := in.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return c, err
	}
	if !mimetype.Detect(start).Is("application/pdf") || !wholePDF(f, head.Size) {
		return c, fault.Invalid("page.filing.not_pdf").On("file")
	}
	if !s.inPace(me(r), head.Size) {
		return c, fault.Limit("page.filing.too_often").On("file")
	}
	c.Blob, c.Size, err = s.Blobs.Put(r.Context(), in, MaxUpload)
	return c, err
}

// inPace reports whether a person may send one more document now: it is kept
// before it is filed. Ten large ones at once, then one in half a minute; small
// ones as they come.
func (s *site) inPace(p court.PersonID, size int64) bool {
	const large = MaxUpload / 4
	return size <= large || s.Pace == nil || s.Pace.Knock("upload "+string(p))
}

// wholePDF reports whether the file begins as a PDF and has its end: a transfer
// that broke off, or another thing under that name, has not (ISO 32000-1, 7.5).
func wholePDF(f io.ReaderAt, size int64) bool {
	start, end := make([]byte, 1024), make([]byte, 1024)
	n, _ := f.ReadAt(start, 0)
	m, _ := f.ReadAt(end, max(0, size-int64(len(end))))
	at := bytes.Index(start[:n], []byte("%PDF-"))
	return at >= 0 && bytes.TrimSpace(start[:at]) == nil && bytes.Contains(end[:m], []byte("%%EOF"))
}

func (s *site) filingAgain(w http.ResponseWriter, r *http.Request, v clerk.CaseView, err error) error {
	if !typed(err) {
		return err
	}
	p := &filingNewPage{No: v.File.No, Back: caseHref(v.File.No), Key: s.newKey(), Kinds: docket.FilingKinds(),
		Kind: r.FormValue("kind"), Title: r.FormValue("title")}
	p.Role = rolesIn(lang(r), v.MyRoles)
	return s.filled(w, r, "filing_new", p, err)
}

// tooBig answers an upload that was cut off: nothing of the form could be read.
func (s *site) tooBig(w http.ResponseWriter, r *http.Request, err error) error {
	var big *http.MaxBytesError
	if !errors.As(err, &big) {
		return fault.Invalid("page.filing.broken").Because(err)
	}
	v, cerr := s.theCase(r)
	if cerr != nil {
		return cerr
	}
	return s.filingAgain(w, r, v, fault.Limit("page.filing.too_big").On("file"))
}

// filingConfirm files the document: from here on it is in the file of every party.
func (s *site) filingConfirm(w http.ResponseWriter, r *http.Request, v clerk.CaseView) error {
	c, ok := s.received(r, v)
	if !ok {
		return s.filingAgain(w, r, v, fault.Conflict("page.filing.choose_again").On("file"))
	}
	done, err := s.Clerk.File(r.Context(), me(r), clerk.File{Stamp: clerk.Stamp{Key: s.keyOf(r)}, Case: v.File.ID, Kind: c.Kind,
		Title: c.Title, Name: c.Name, Type: "application/pdf", Blob: c.Blob, Size: c.Size, Signature: cmsOf(r)})
	if err != nil && fault.Of(err).Field == "eds" {
		return s.filled(w, r, "filing_check", s.filingCheck(r, v, c, s.keyOf(r)), err)
	}
	if err != nil {
		return s.filingAgain(w, r, v, err)
	}
	v, err = s.theCase(r)
	if err != nil {
		return err
	}
	for _, f := range v.File.Filings {
		if f.Version == done.Ref.Version {
			http.Redirect(w, r, filingHref(v.File.No, f.Number), http.StatusSeeOther)
			return nil
		}
	}
	http.Redirect(w, r, caseHref(v.File.No), http.StatusSeeOther)
	return nil
}

// token binds a received document to who sent it and the case it was sent to:
// without it a person could file, and then read, a document of another case.
func (s *site) token(p court.PersonID, id court.CaseID, c chosen) string {
	m := hmac.New(sha256.New, s.Secret)
	for _, part := range []string{"tarazy filing form v1", string(p), string(id), c.Kind, c.Title, c.Name, c.Blob.String(), strconv.FormatInt(c.Size, 10)} {
		m.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return hex.EncodeToString(m.Sum(nil))
}
