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

// nodeRequest is the body of POST /cms/verify.
type nodeRequest struct {
	RevocationCheck []string `json:"revocationCheck"`
	CMS             string   `json:"cms"`
	Data            string   `json:"data,omitempty"`
}

// nodeResponse is its answer. Serial numbers are in decimal or in hexadecimal,
// by its version.
type nodeResponse struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
	Valid   *bool  `json:"valid"`
	Signers []struct {
		Certificates []struct {
			Valid        bool   `json:"valid"`
			SerialNumber string `json:"serialNumber"`
		} `json:"certificates"`
	} `json:"signers"`
}

// Ask puts a CMS to it. It refuses answers that are not an opinion: an error of
// the other verifier must never read as "not valid".
func (n NCANode) Ask(ctx context.Context, file, content []byte) (esign.Opinion, error) {
	o := esign.Opinion{Verifier: "NCANode"}
	raw, ok := esign.Unwrap(file)
	if !ok {
		return o, fmt.Errorf("ncanode: not a CMS")
	}
	q := nodeRequest{RevocationCheck: []string{"OCSP"}, CMS: base64.StdEncoding.EncodeToString(raw)}
	if content != nil {
		q.Data = base64.StdEncoding.EncodeToString(content)
	}
	body, err := json.Marshal(q)
	if err != nil {
		return o, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(n.URL, "/")+"/cms/verify", bytes.NewReader(body))
	if err != nil {
		return o, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := n.Client.Do(req)
	if err != nil {
		return o, err
	}
	defer res.Body.Close()
	var said nodeResponse
	if err := json.NewDecoder(io.LimitReader(res.Body, maxOpinion)).Decode(&said); err != nil {
		return o, fmt.Errorf("ncanode: %s: %w", res.Status, err)
	}
	if said.Valid == nil || res.StatusCode != http.StatusOK || said.Status != http.StatusOK {
		return o, fmt.Errorf("ncanode: %s: %s", res.Status, said.Message)
	}
	o.Valid, o.Says = *said.Valid, said.Message
	for _, s := range said.Signers {
		if len(s.Certificates) > 0 {
			if serial, ok := hexSerial(s.Certificates[0].SerialNumber); ok {
				o.Serials = append(o.Serials, serial)
			}
		}
	}
	if len(o.Serials) != len(said.Signers) {
		o.Serials = nil // not all of them can be compared
	}
	return o, nil
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
