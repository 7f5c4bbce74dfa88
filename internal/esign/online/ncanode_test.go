package online_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"

	"tarazy/internal/esign"
	"tarazy/internal/esign/esigntest"
	"tarazy/internal/esign/online"
)

// node is a server that answers as NCANode 3 does; it keeps what it was asked.
type node struct {
	*httptest.Server
	code  int
	body  string
	path  string
	asked struct {
		CMS, Data, XML  string
		RevocationCheck []string
	}
}

func newNode(t *testing.T) *node {
	n := &node{}
	n.Server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		n.path, n.asked.CMS, n.asked.Data, n.asked.XML = r.URL.Path, "", "", ""
		if err := json.NewDecoder(r.Body).Decode(&n.asked); err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Error("the question is wrong", err, r.Method, r.Header)
		}
		out.Header().Set("Content-Type", "application/json")
		out.WriteHeader(n.code)
		io.WriteString(out, n.body)
	}))
	t.Cleanup(n.Close)
	return n
}

func (n *node) ask(code int, body string, f esign.Format, file, content []byte) (esign.Opinion, error) {
	n.code, n.body, n.path = code, body, ""
	return online.NCANode{URL: n.URL + "/", Client: n.Client()}.Ask(context.Background(), f, file, content)
}

// certificate is one as its CertificateInfo has it.
func certificate(serial string) string {
	return fmt.Sprintf(`{"valid":true,"revocations":[{"revoked":false,"by":"OCSP","revocationTime":null,"reason":null}],"notBefore":"2026-01-26T09:00:00.000+00:00",
		"notAfter":"2027-01-26T09:00:00.000+00:00","keyUsage":"SIGN","serialNumber":%q,"signAlg":"ECGOST3410-2015-512","keyUser":["INDIVIDUAL"],
		"publicKey":"MA==","signature":"MA==","subject":{"commonName":"АХМЕТОВА АЙГҮЛ","iin":"850101400123"},"issuer":{"commonName":"ҰКО"}}`, serial)
}

// answer is a CmsVerificationResponse, or a VerificationResponse of an XML document.
func answer(f esign.Format, valid bool, certificates ...string) string {
	list := ""
	for i, c := range certificates {
		if i > 0 {
			list += ","
		}
		if f == esign.FormatCMS {
			c = `{"certificates":[` + c + `],"tsp":null}`
		}
		list += c
	}
	return fmt.Sprintf(`{"status":200,"message":"OK","valid":%v,"signers":[%s]}`, valid, list)
}

// TestNCANode: agreement, alarm, and answers that are none, about a CMS and about
// a signed XML document.
func TestNCANode(t *testing.T) {
	w, n := world(), newNode(t)
	serial := fmt.Sprintf("%x", w.Aigul.Serial)
	long := new(big.Int).SetBytes(append([]byte{0x7f}, make([]byte, 19)...)) // as the national CA's are, 20 bytes
	files := map[esign.Format][]byte{
		esign.FormatCMS: esigntest.Sign(esigntest.CMS{Content: []byte("x"), Signers: []esigntest.Signer{{Party: w.Aigul, At: now()}}}),
		esign.FormatXML: []byte("\ufeff<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<арыз>«Тұрғын үй» & <ds:Signature/></арыз>"),
	}
	for f, file := range files {
		one, other := certificate(serial), certificate("77")
		for _, c := range []struct {
			name, body string
			code       int
			ours       esign.Outcome
			serial     string
			want       esign.Agreement
		}{
			{"both yes", answer(f, true, one), 200, esign.Valid, serial, esign.Agree},
			{"both yes, by a number in decimal", answer(f, true, certificate(long.String())), 200, esign.Valid, long.Text(16), esign.Agree},
			{"both no", answer(f, false, one), 200, esign.Changed, serial, esign.Agree},
			{"we yes, it no", answer(f, false, one), 200, esign.Valid, serial, esign.Differ},
			{"we no, it yes", answer(f, true, one), 200, esign.RevokedThen, serial, esign.Differ},
			{"we cannot read it, it says yes", answer(f, true, one), 200, esign.Unreadable, serial, esign.Differ},
			{"yes, of another certificate", answer(f, true, other), 200, esign.Valid, serial, esign.Differ},
			{"yes, of two", answer(f, true, one, other), 200, esign.Valid, serial, esign.Differ},
			{"we cannot tell, it says yes", answer(f, true, one), 200, esign.CannotTell, serial, esign.Unclear},
			{"we cannot tell, it says no", answer(f, false, one), 200, esign.CannotTell, serial, esign.Agree},
			{"an error", `{"status":500,"message":"Internal error"}`, 500, esign.Valid, serial, esign.Unclear},
			{"an error that looks like a no", `{"status":400,"message":"bad","valid":false}`, 400, esign.Valid, serial, esign.Unclear},
			{"no JSON", "<html>", 200, esign.Valid, serial, esign.Unclear},
		} {
			o, err := n.ask(c.code, c.body, f, file, nil)
			if got := esign.Compare(esign.Verdict{Outcome: c.ours, Signers: []esign.Signer{{Serial: c.serial}}}, o, err); got != c.want {
				t.Errorf("%s, %s: %s (%+v %v), want %s", f, c.name, got, o, err, c.want)
			}
		}
	}
}

// TestWhatNCANodeIsAsked: each format by its method, with the bytes as they are;
// what it has no method for it is not asked.
func TestWhatNCANodeIsAsked(t *testing.T) {
	w, n := world(), newNode(t)
	cms := esigntest.Sign(esigntest.CMS{Content: []byte("x"), Detached: true, Signers: []esigntest.Signer{{Party: w.Aigul, At: now()}}})
	if _, err := n.ask(200, answer(esign.FormatCMS, true), esign.FormatCMS, cms, []byte("x")); err != nil || n.path != "/cms/verify" {
		t.Error(err, n.path)
	}
	if raw, _ := base64.StdEncoding.DecodeString(n.asked.CMS); string(raw) != string(cms) || n.asked.Data != "eA==" || n.asked.XML != "" || len(n.asked.RevocationCheck) != 1 || n.asked.RevocationCheck[0] != "OCSP" {
		t.Errorf("%+v", n.asked)
	}
	text := "<?xml version=\"1.0\"?>\r\n<а>«ү» &amp; \u2028<ds:Signature/></а>"
	if _, err := n.ask(200, answer(esign.FormatXML, true, certificate("77")), esign.FormatXML, []byte("\ufeff"+text), nil); err != nil || n.path != "/xml/verify" {
		t.Error(err, n.path)
	}
	if n.asked.XML != text || n.asked.CMS != "" || n.asked.Data != "" || len(n.asked.RevocationCheck) != 1 || n.asked.RevocationCheck[0] != "OCSP" {
		t.Errorf("%+v", n.asked)
	}
	if _, err := n.ask(200, "", esign.FormatXML, []byte("<a>\xff</a>"), nil); err == nil || n.path != "" {
		t.Error("asked about other bytes than these", n.path)
	}
	// Signatures under another prefix than ds: it passes over, and says no.
	if o, err := n.ask(200, answer(esign.FormatXML, false), esign.FormatXML, []byte("<a><Signature/></a>"), nil); err == nil {
		t.Errorf("%+v", o)
	}
	// A signature without a certificate is null among its signers.
	if o, err := n.ask(200, answer(esign.FormatXML, false, "null"), esign.FormatXML, []byte("<a><ds:Signature/></a>"), nil); err != nil || o.Valid || o.Serials != nil {
		t.Errorf("%+v %v", o, err)
	}
	for _, f := range []esign.Format{esign.FormatPDF, esign.FormatDDC} {
		if _, err := n.ask(200, answer(f, true), f, []byte("%PDF-"), nil); !errors.Is(err, esign.ErrOutside) || n.path != "" {
			t.Error(f, err, n.path)
		}
	}
}
