package pages

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

type filingShowPage struct {
	Frame
	No      court.CaseNo
	Back    string
	Href    string
	Stream  court.StreamID
	Filing  docket.Filing
	Who     string
	Mine    bool
	Ready   bool
	Leaf    int64
	Size    int64
	Header  string
	Signed  int // cosignatures so far
	Of      int
	Check   []string // the checkpoint's lines
	Address string   // what the QR code says
	Says    *saying
}

// saying is what the law has a receipt say.
type saying struct{ Rule rules.Rule }

func filingHref(no court.CaseNo, n int) string { return caseHref(no) + "/filings/" + strconv.Itoa(n) }

// filingShow is the filing with its receipt. Until a signed checkpoint covers
// it the page says that the proof is being prepared, and asks again.
func (s *site) filingShow(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.theFiling(r)
	if err != nil {
		return err
	}
	rc, ready, err := s.Clerk.Receipt(r.Context(), me(r), v.File.ID, f.Version)
	if err != nil {
		return err
	}
	p := &filingShowPage{No: v.File.No, Back: caseHref(v.File.No), Href: filingHref(v.File.No, f.Number), Stream: v.File.ID,
		Filing: f, Who: v.Names[f.By.Person], Mine: f.By.Person == me(r), Ready: ready}
	p.Role = rolesIn(lang(r), v.MyRoles)
	if rule, says := s.Law.ReceiptSays(v.File.Kind, f); says {
		p.Says = &saying{rule}
	}
	if !ready {
		p.Refresh, p.Islands = 2, []string{"live"}
	} else {
		p.Leaf, p.Size, p.Header = rc.Proof.Index, rc.Proof.Size, rc.Event.Header.Hash().String()
		p.Check = strings.Split(strings.TrimSpace(rc.Proof.Checkpoint), "\n")
		p.Signed, p.Of = s.cosigned(rc.Proof.Checkpoint)
		p.Address = s.address(rc)
	}
	s.Page(w, r, http.StatusOK, "filing_show", p)
	return nil
}

func (s *site) theFiling(r *http.Request) (clerk.CaseView, docket.Filing, error) {
	v, err := s.theCase(r)
	if err != nil {
		return v, docket.Filing{}, err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	f, ok := v.File.Filing(n)
	if err != nil || !ok {
		return v, f, fault.NotFound("page.fault.not_found")
	}
	return v, f, nil
}

// cosigned counts the configured cosigners whose signature stands on the note.
func (s *site) cosigned(note string) (n, of int) {
	if s.Cosigners == nil {
		return 0, 0
	}
	names := s.Cosigners()
	for _, name := range names {
		if strings.Contains(note, "\n\u2014 "+name+" ") {
			n++
		}
	}
	return n, len(names)
}

// address is what the receipt's QR code says: where to check, and what.
func (s *site) address(rc record.Receipt) string {
	return fmt.Sprintf("%s/verify#%d.%s", s.Origin(), rc.Proof.Index, rc.Event.Header.Hash())
}

func (s *site) theReceipt(r *http.Request) (record.Receipt, docket.Filing, error) {
	v, f, err := s.theFiling(r)
	if err != nil {
		return record.Receipt{}, f, err
	}
	rc, ready, err := s.Clerk.Receipt(r.Context(), me(r), v.File.ID, f.Version)
	if err == nil && !ready {
		err = fault.Unavailable("page.filing.not_ready")
	}
	return rc, f, err
}

// receiptJSON is the proof itself, for tarazy-verify. Programs read it, so why
// there is none yet is told as JSON too.
func (s *site) receiptJSON(w http.ResponseWriter, r *http.Request) error {
	rc, f, err := s.theReceipt(r)
	if err != nil {
		s.Problem(w, r, err)
		return nil
	}
	b, err := rc.JSON()
	if err != nil {
		return err
	}
	no, _ := caseNo(r)
	download(w, "application/json", fmt.Sprintf("receipt-%s-%d.json", no.Slug(), f.Version), "attachment")
	_, _ = w.Write(b)
	return nil
}

// receiptSVG is the receipt's QR code.
func (s *site) receiptSVG(w http.ResponseWriter, r *http.Request) error {
	rc, _, err := s.theReceipt(r)
	if err != nil {
		return err
	}
	code, err := qr.Encode(s.address(rc), qr.M, qr.Auto)
	if err != nil {
		return err
	}
	svg(w, drawn(code))
	return nil
}

func svg(w http.ResponseWriter, b []byte) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "private, no-store")
	_, _ = w.Write(b)
}

// drawn writes the dark modules as one path, with the quiet zone readers need.
func drawn(code image.Image) []byte {
	const quiet = 4
	var b bytes.Buffer
	n := code.Bounds().Dx() + 2*quiet
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="`, n, n, n, n)
	for y := range code.Bounds().Dy() {
		for x := range code.Bounds().Dx() {
			if red, _, _, _ := code.At(x, y).RGBA(); red == 0 {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.Bytes()
}

// document gives a document of the case file. It refuses a hash that is not of
// this case, even to someone who knows it.
func (s *site) document(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theCase(r)
	if err != nil {
		return err
	}
	var h record.Hash
	if err := h.UnmarshalText([]byte(r.PathValue("hash"))); err != nil {
		return fault.NotFound("page.fault.not_found")
	}
	for _, f := range v.File.Filings {
		if f.Blob != h {
			continue
		}
		in, err := s.filed(r, h, f.Version)
		if err != nil {
			return err
		}
		defer in.Close()
		download(w, f.Type, f.Name, "attachment")
		http.ServeContent(w, r, "", f.At, in)
		return nil
	}
	return fault.NotFound("page.fault.not_found")
}

// filed opens a document that was accepted. That one is gone is the court's
// failure: told to the operator, and never as if it had not been there.
func (s *site) filed(r *http.Request, hash record.Hash, no uint64) (io.ReadSeekCloser, error) {
	in, _, err := s.Blobs.Open(r.Context(), hash)
	if fault.Is(err, fault.KindNotFound) {
		s.Log.Error("a filed document is missing", "document", hash.String())
		return nil, fault.Unavailable("filing.document.lost").With(fault.Args{"no": no}).Because(err)
	}
	return in, err
}

func download(w http.ResponseWriter, kind, name, how string) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
}
