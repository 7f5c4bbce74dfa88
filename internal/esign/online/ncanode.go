package online

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"unicode/utf8"

	"tarazy/internal/esign"
)

// NCANode asks the verifier of that name (github.com/malikzh/NCANode, version 3),
// which wraps the national CA's certified library. It is a program of the
// court's own; whatever it answers is shown beside our verdict, not instead.
type NCANode struct {
	URL    string // e.g. http://127.0.0.1:14579
	Client *http.Client
}

const maxOpinion = 16 << 20

// nodeRequest is the body of POST /cms/verify and of POST /xml/verify.
type nodeRequest struct {
	RevocationCheck []string `json:"revocationCheck"`
	CMS             string   `json:"cms,omitempty"`
	Data            string   `json:"data,omitempty"`
	XML             string   `json:"xml,omitempty"`
}

// nodeCertificate is what it says of one. Serial numbers are in decimal or in
// hexadecimal, by its version.
type nodeCertificate struct {
	Valid        bool   `json:"valid"`
	SerialNumber string `json:"serialNumber"`
}

// nodeResponse is its answer. A signer of a CMS has its certificates inside, one
// of an XML document is its certificate, or null.
type nodeResponse struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
	Valid   *bool  `json:"valid"`
	Signers []*struct {
		nodeCertificate
		Certificates []nodeCertificate `json:"certificates"`
	} `json:"signers"`
}

// Ask puts a CMS or a signed XML document to it: for PDF files and document cards
// it has no method (ErrOutside). It refuses answers that are not an opinion: an
// error of the other verifier must never read as "not valid", and neither must an
// XML document in which it finds no signature, because it knows one prefix alone.
func (n NCANode) Ask(ctx context.Context, format esign.Format, file, content []byte) (esign.Opinion, error) {
	o := esign.Opinion{Verifier: "NCANode"}
	path, q, err := nodeQuestion(format, file, content)
	if err != nil {
		return o, err
	}
	said, err := n.post(ctx, path, q)
	if err != nil {
		return o, err
	}
	if format == esign.FormatXML && len(said.Signers) == 0 {
		return o, fmt.Errorf("ncanode: no signature found in the XML document")
	}
	o.Valid, o.Says = *said.Valid, said.Message
	o.Serials = said.serials()
	return o, nil
}

// nodeQuestion is what it is asked, and where.
func nodeQuestion(format esign.Format, file, content []byte) (path string, q nodeRequest, err error) {
	q.RevocationCheck = []string{"OCSP"}
	switch format {
	case esign.FormatCMS:
		raw, ok := esign.Unwrap(file)
		if !ok {
			return "", q, fmt.Errorf("ncanode: not a CMS")
		}
		if q.CMS = base64.StdEncoding.EncodeToString(raw); content != nil {
			q.Data = base64.StdEncoding.EncodeToString(content)
		}
		return "/cms/verify", q, nil
	case esign.FormatXML:
		if !utf8.Valid(file) { // JSON would carry other bytes than these
			return "", q, fmt.Errorf("ncanode: not UTF-8")
		}
		q.XML = strings.TrimPrefix(string(file), "\ufeff")
		return "/xml/verify", q, nil
	}
	return "", q, esign.ErrOutside
}

// post asks. It refuses what is no answer.
func (n NCANode) post(ctx context.Context, path string, q nodeRequest) (said nodeResponse, err error) {
	body, err := json.Marshal(q)
	if err != nil {
		return said, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(n.URL, "/")+path, bytes.NewReader(body))
	if err != nil {
		return said, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := n.Client.Do(req)
	if err != nil {
		return said, err
	}
	defer res.Body.Close()
	if err := json.NewDecoder(io.LimitReader(res.Body, maxOpinion)).Decode(&said); err != nil {
		return said, fmt.Errorf("ncanode: %s: %w", res.Status, err)
	}
	if said.Valid == nil || res.StatusCode != http.StatusOK || said.Status != http.StatusOK {
		return said, fmt.Errorf("ncanode: %s: %s", res.Status, said.Message)
	}
	return said, nil
}

// serials are those of the signers' certificates; nil where not all of them can
// be compared.
func (r nodeResponse) serials() (all []string) {
	for _, s := range r.Signers {
		if s == nil {
			return nil
		}
		c := s.nodeCertificate
		if len(s.Certificates) > 0 {
			c = s.Certificates[0]
		}
		serial, ok := hexSerial(c.SerialNumber)
		if !ok {
			return nil
		}
		all = append(all, serial)
	}
	return all
}

// hexSerial brings a serial number to the form of a verdict. The national CA's
// have 20 bytes: 40 digits in hexadecimal, 47 to 49 in decimal.
func hexSerial(s string) (string, bool) {
	base := 16
	if len(s) > 40 {
		base = 10
	}
	n, ok := new(big.Int).SetString(s, base)
	if !ok || n.Sign() <= 0 {
		return "", false
	}
	return fmt.Sprintf("%x", n.Bytes()), true
}
