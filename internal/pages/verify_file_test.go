package pages

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/record"
	"tarazy/internal/signature"
	"tarazy/web"
)

// scales answers what a test wants, and notes what it was asked.
type scales struct {
	verdict signature.Verdict
	report  record.Report
	err     error
	content string
	asked   string
}

func (s *scales) Signature(_ context.Context, _ []byte, content io.ReadSeeker, p signature.Purpose, _ time.Time) (signature.Verdict, error) {
	s.asked = "signature for a " + string(p)
	if content != nil {
		b, _ := io.ReadAll(content)
		s.content = string(b)
	}
	return s.verdict, s.err
}

func (s *scales) Record(context.Context, []byte) (record.Report, error) {
	s.asked = "record"
	return s.report, s.err
}

func (s *scales) Original(_ context.Context, file []byte) (string, []byte, error) {
	if !bytes.HasPrefix(file, []byte("%PDF")) {
		return "", nil, s.err
	}
	return "талап.pdf", []byte("the original"), s.err
}

// The original of a card goes to whoever brought the card, as a file to keep, and
// to nobody else; of what is no card nothing is taken.
func TestTakingTheOriginalOut(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := houseOfScales(t, &scales{})
	taking := func(file string) *httptest.ResponseRecorder {
		r := hand("guest", "file", file)
		r.URL.RawQuery = "take=original"
		return ask(h, stranger(court.English), r)
	}
	w := taking("%PDF-1.7 a card")
	if w.Code != http.StatusOK || w.Body.String() != "the original" || w.Header().Get("Content-Type") != "application/octet-stream" ||
		!strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
	if w := taking("no card"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "not an electronic document card") {
		t.Errorf("%d", w.Code)
	}
}

func houseOfScales(t testing.TB, s *scales) http.Handler {
	t.Helper()
	rd, err := NewRenderer(Look{Court: map[court.Lang]string{court.Kazakh: "Алматы қаласының соты"}, Host: "localhost:8080"}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	return New(Deps{Renderer: rd, Examiner: s, Print: &daybook{}, Clock: court.ClockFunc(func() time.Time { return noon }), Log: quiet(),
		LogKey: func() string { return "localhost/log/1+0a0b0c0d+AQ+/=" }})
}

// hand is a form with files as a browser sends it.
func hand(csrf string, files ...string) *http.Request {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	m.WriteField("csrf", csrf)
	for i := 0; i < len(files); i += 2 {
		f, _ := m.CreateFormFile(files[i], "қолтаңба <b>.cms")
		io.WriteString(f, files[i+1])
	}
	m.Close()
	r := httptest.NewRequest("POST", "/verify", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

func stranger(lang court.Lang) visitor.Visitor { return visitor.Visitor{Lang: lang, CSRF: "guest"} }

// Anybody hands in a file and gets the verdict in each language, with its paper;
// what the file says about itself is shown as text.
func TestVerifyingAFile(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	s := &scales{verdict: signature.Verdict{File: signature.Digest{SHA256: strings.Repeat("ab", 32), Size: 9}, Outcome: signature.Valid, Reason: "esign.reason.good_proven", Signers: []signature.Signer{
		{Outcome: signature.Valid, Reason: "esign.reason.good_proven", Name: "<i>АХМЕТОВА</i>", Masked: "••••••••0123", Level: signature.LevelT, Roles: []signature.Role{signature.Individual}, Test: true, Chain: [][]byte{{1}}}}},
		report: record.Report{Result: record.ResultHolds, Checks: []record.Check{{Name: record.CheckProofs, OK: true, Message: "verifier.proofs.ok"}}}}
	h := houseOfScales(t, s)
	for _, lang := range court.Langs() {
		for file, want := range map[string]string{"MIIB": "signature for a document", `{"event":`: "record", "PK\x03\x04": "record"} {
			w := ask(h, stranger(lang), hand("guest", "file", file, "content", "Құжат"))
			at := w.Header().Get("Location")
			if w.Code != http.StatusSeeOther || s.asked != want {
				t.Fatalf("%s: %d, asked %q", file, w.Code, s.asked)
			}
			w = ask(h, stranger(lang), get(at))
			checkPage(t, "verdict", lang, w)
			if b := w.Body.String(); !strings.Contains(b, `data-grade="ok"`) || strings.Contains(b, "<i>") || strings.Contains(b, "<b>") {
				t.Errorf("%s: %s", want, b)
			}
			if w = ask(h, stranger(lang), get(at+"/verdict.pdf?in=kk")); !strings.HasPrefix(w.Body.String(), "%PDF") || w.Header().Get("Cache-Control") != "private, no-store" {
				t.Errorf("paper: %d %q", w.Code, w.Body)
			}
		}
	}
	if s.content != "Құжат" {
		t.Errorf("content %q", s.content)
	}
	if w := ask(h, stranger(court.Kazakh), get("/verify/AAAAAAAAAAAAAAAAAAAAAAAAAA")); w.Code != http.StatusNotFound {
		t.Errorf("a number nobody gave: %d", w.Code)
	}
}

func TestVerifyingNothing(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	s := &scales{}
	h := houseOfScales(t, s)
	for what, c := range map[string]struct {
		r    *http.Request
		fail error
		code int
	}{
		"no file":       {hand("guest"), nil, http.StatusUnprocessableEntity},
		"an empty file": {hand("guest", "file", ""), nil, http.StatusUnprocessableEntity},
		"another form":  {hand("stale", "file", "MIIB"), nil, http.StatusForbidden},
		"too many ask":  {hand("guest", "file", "MIIB"), fault.Unavailable("verify.busy"), http.StatusServiceUnavailable},
		"too large":     {hand("guest", "file", strings.Repeat("M", MaxExamined+1)), nil, http.StatusRequestEntityTooLarge},
	} {
		s.err = c.fail
		if w := ask(h, stranger(court.English), c.r); w.Code != c.code {
			t.Errorf("%s: %d, want %d", what, w.Code, c.code)
		}
	}
}
