package door

import (
	"crypto/hmac"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"tarazy/internal/fault"
	"tarazy/internal/pages"
	"tarazy/internal/pages/visitor"
)

// What a request may carry: a form, and the form of a filing with its document.
// A browser shows no answer until it has sent all it has to send, so a form
// that is too large is let come, and kept nowhere, up to maxSkim.
const (
	maxForm     = 1 << 20
	maxDraft    = 4 << 20 // of a law, as a file and as text
	maxFiling   = pages.MaxUpload + maxForm
	maxExamined = 2*pages.MaxExamined + maxForm // a signature and its document
	maxSkim     = 256 << 20
	maxParts    = 64
)

// limit is how much of a request is kept, and how much is awaited: the token in
// a form is found only by reading the form, so who has not signed in must not
// send us much.
func limit(r *http.Request, v visitor.Visitor) (keep, await int64) {
	if v.SignedIn() && filing(r) {
		return maxFiling, maxSkim
	}
	if r.Method == http.MethodPost && r.URL.Path == "/verify" {
		return maxExamined, 2 * maxExamined
	}
	if v.SignedIn() && r.URL.Path == "/law/amendment" {
		return maxDraft, maxFiling
	}
	return maxForm, maxFiling
}

// filing reports whether the request brings a document.
func filing(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/cases/") && strings.HasSuffix(r.URL.Path, "/file")
}

// sent takes what the request carries. It refuses what is too large, and a form
// that was not on a page of ours for this visitor.
func (d *Door) sent(w http.ResponseWriter, r *http.Request, v visitor.Visitor) error {
	body, token := r.Body, r.Header.Get("X-CSRF-Token")
	keep, await := limit(r, v)
	r.Body = http.MaxBytesReader(w, body, keep)
	if machine(r) {
		return nil
	}
	if keep == maxExamined && !d.Pace.Tap("verify "+d.from(r)) {
		if r.ContentLength <= await { // a browser shows nothing until it has sent all
			_, _ = io.Copy(io.Discard, io.LimitReader(body, await))
		}
		return fault.Limit("verify.too_often")
	}
	if token == "" {
		var err error
		if r.ContentLength > keep && await == maxSkim {
			err = skim(r, body)
		} else {
			err = parse(r)
		}
		if err != nil {
			return tooLarge(r, body, await, err)
		}
		token = r.Form.Get("csrf")
	}
	if v.CSRF == "" || !hmac.Equal([]byte(token), []byte(v.CSRF)) {
		return fault.Forbidden("signin.csrf")
	}
	return nil
}

// parse reads the form. It refuses one that is larger than may be kept.
func parse(r *http.Request) error {
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(maxForm)
	}
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return err
	}
	return nil // what is no form has no token
}

// tooLarge is the refusal, once the browser is ready to show it. Where more
// would come than is awaited, the line is cut.
func tooLarge(r *http.Request, body io.Reader, await int64, cause error) error {
	if r.ContentLength <= await {
		_, _ = io.Copy(io.Discard, io.LimitReader(body, await)) // whatever it says, it is refused
	}
	return fault.Limit("page.fault.too_large").Because(cause)
}

// skim reads the form of a filing and lets its document go by, of which the
// name and the size are kept: the page can show the form again as it was typed.
// It refuses what is no such form.
func skim(r *http.Request, body io.ReadCloser) error {
	if r.ContentLength > maxSkim {
		return multipart.ErrMessageTooLarge
	}
	r.Body = body
	m, err := r.MultipartReader()
	if err != nil {
		return err
	}
	form, err := lines(m)
	if err != nil {
		return err
	}
	r.MultipartForm, r.PostForm, r.Form = form, form.Value, maps.Clone(url.Values(form.Value))
	return nil
}

// lines are what a form says, without the content of its files.
func lines(m *multipart.Reader) (*multipart.Form, error) {
	form := &multipart.Form{Value: map[string][]string{}, File: map[string][]*multipart.FileHeader{}}
	for room := maxForm; len(form.Value)+len(form.File) < maxParts; {
		p, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return form, nil
		}
		if err != nil {
			return nil, err
		}
		if p.FileName() != "" {
			n, err := io.Copy(io.Discard, p)
			if err != nil {
				return nil, err
			}
			form.File[p.FormName()] = []*multipart.FileHeader{{Filename: p.FileName(), Header: p.Header, Size: n}}
			continue
		}
		text, err := io.ReadAll(io.LimitReader(p, int64(room)))
		if err != nil {
			return nil, err
		}
		room -= len(text)
		form.Value[p.FormName()] = []string{string(text)}
	}
	return nil, multipart.ErrMessageTooLarge
}
