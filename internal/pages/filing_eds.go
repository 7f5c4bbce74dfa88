package pages

import (
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"

	"tarazy/internal/clerk"
	"tarazy/internal/fault"
	"tarazy/internal/pages/visitor"
)

// filingCheck is the page on which a received document is filed, and signed.
func (s *site) filingCheck(r *http.Request, v clerk.CaseView, c chosen, key string) *filingCheckPage {
	p := &filingCheckPage{No: v.File.No, Back: caseHref(v.File.No) + "/file", chosen: c, Key: key, EDS: s.EDS}
	p.Role, p.Token = rolesIn(lang(r), v.MyRoles), s.token(me(r), v.File.ID, c)
	if p.EDS {
		p.Islands = []string{"eds"}
	}
	return p
}

// received is the document that this person sent to this case, as the form of
// the page names it; ok is false when it was not they, or not this one.
func (s *site) received(r *http.Request, v clerk.CaseView) (c chosen, ok bool) {
	c = chosen{Kind: r.FormValue("kind"), Title: r.FormValue("title"), Name: r.FormValue("name")}
	c.Size, _ = strconv.ParseInt(r.FormValue("size"), 10, 64)
	err := c.Blob.UnmarshalText([]byte(r.FormValue("blob")))
	return c, err == nil && hmac.Equal([]byte(r.FormValue("token")), []byte(s.token(me(r), v.File.ID, c)))
}

// filingContent gives the document back to who sent it, byte for byte, to be
// signed.
func (s *site) filingContent(w http.ResponseWriter, r *http.Request) error {
	if err := genuine(r); err != nil {
		return err
	}
	v, err := s.theCase(r)
	if err != nil {
		return err
	}
	c, ok := s.received(r, v)
	if !ok {
		return fault.Conflict("page.filing.choose_again")
	}
	in, _, err := s.Blobs.Open(r.Context(), c.Blob)
	if err != nil {
		return err
	}
	defer in.Close()
	download(w, "application/octet-stream", c.Name, "attachment")
	http.ServeContent(w, r, "", s.Clock.Now(), in)
	return nil
}

// cmsOf is the signature in the form; nil if there is none. What is not base64
// stays as it is, and is refused as no signature.
func cmsOf(r *http.Request) []byte {
	text := r.FormValue("eds")
	if text == "" {
		return nil
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return []byte(text)
	}
	return raw
}

// filingSignature is the electronic signature of a filing as a file, for whoever
// checks it again.
func (s *site) filingSignature(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.theFiling(r)
	if err != nil {
		return err
	}
	if f.Signature == nil {
		return fault.NotFound("page.fault.not_found")
	}
	download(w, "application/pkcs7-signature", fmt.Sprintf("%s-%d.p7s", v.File.No.Slug(), f.Number), "attachment")
	_, _ = w.Write(f.Signature.CMS)
	return nil
}

// filingVerdict is the verdict as it was kept, with the certificates and the
// revocation data that it rested on.
func (s *site) filingVerdict(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.theFiling(r)
	if err != nil {
		return err
	}
	if f.Signature == nil {
		return fault.NotFound("page.fault.not_found")
	}
	in, err := s.filed(r, f.Signature.Verdict, f.Version)
	if err != nil {
		return err
	}
	defer in.Close()
	download(w, "application/json", fmt.Sprintf("%s-%d-verdict.json", v.File.No.Slug(), f.Number), "attachment")
	http.ServeContent(w, r, "", f.At, in)
	return nil
}

// personNumber is the registrar's word on whose number it is.
func (s *site) personNumber(w http.ResponseWriter, r *http.Request) error {
	if err := genuine(r); err != nil {
		return err
	}
	p, err := s.known(r)
	if err != nil {
		return err
	}
	if err := s.Numbers.Number(r.Context(), visitor.From(r.Context()).Person, p.Who.ID, r.FormValue("iin")); err != nil {
		return s.again(w, r, "person_show", p, err)
	}
	http.Redirect(w, r, "/people/"+string(p.Who.ID)+"#number", http.StatusSeeOther)
	return nil
}

// accountNumber is the person's own word on the number that the registrar named.
func (s *site) accountNumber(w http.ResponseWriter, r *http.Request) error {
	if err := genuine(r); err != nil {
		return err
	}
	if s.Numbers == nil {
		return fault.NotFound("page.fault.not_found")
	}
	if err := s.Numbers.ConfirmNumber(r.Context(), me(r), r.FormValue("iin")); err != nil {
		p, failed := s.accountOf(r)
		if failed != nil {
			return failed
		}
		return s.again(w, r, "account", p, err)
	}
	http.Redirect(w, r, "/account#number", http.StatusSeeOther)
	return nil
}

// Says are what signing in the browser can come to; the page has words for each.
func (p *filingCheckPage) Says() []string {
	return []string{"asking", "absent", "cancelled", "failed", "away"}
}
