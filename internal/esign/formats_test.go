package esign

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/i18n"
	"tarazy/internal/signature"
)

// cmsMaker signs bytes with OpenSSL, detached, by a key of its own.
func cmsMaker(t *testing.T) func(content []byte, more ...string) []byte {
	openssl, dir := program(t, "openssl", "openssl"), t.TempDir()
	k := must(rsa.GenerateKey(rand.Reader, 2048))
	file := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key := file("key", pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)}))
	certificate := file("certificate", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rsaOf(k).certificate}))
	return func(content []byte, more ...string) []byte {
		args := append([]string{"cms", "-sign", "-binary", "-in", file("content", content), "-signer", certificate, "-inkey", key, "-outform", "DER", "-md", "sha256"}, more...)
		out, err := exec.Command(openssl, args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// verdict is the answer without a trust list: CannotTell is then the best.
func verdict(file []byte) Verdict {
	return New(nil).Verify(Question{File: file}, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
}

func TestVerdictsOfXML(t *testing.T) {
	for _, s := range xmlSigners() {
		text := s.signedXML(filing)
		v := verdict([]byte(text))
		if v.Format != FormatXML || !v.Attached || v.Outcome != CannotTell || v.Reason != NoTrust || len(v.Signers) != 1 || v.Signers[0].Level != LevelNone ||
			v.Signers[0].Masked != "••••••••9011" || !strings.HasPrefix(v.Signers[0].Algorithm, strings.Fields(s.name)[0]) {
			t.Errorf("%s: %+v", s.name, v)
		}
		if v := verdict([]byte(strings.Replace(text, "120000", "120001", 1))); v.Outcome != Changed || v.Reason != ContentChanged {
			t.Errorf("%s, changed: %s, %s", s.name, v.Outcome, v.Reason)
		}
	}
	if v := verdict([]byte(filing)); v.Outcome != Unreadable || v.Reason != NoSigners {
		t.Errorf("not signed: %s, %s", v.Outcome, v.Reason)
	}
}

func TestVerdictsOfPDF(t *testing.T) {
	sign := cmsMaker(t)
	detached := func(b []byte) []byte { return sign(b) }
	signed := func() *pdfWriter { return plainPDF("").sign(pdfSigning{cms: detached}) }
	stamp := map[int]string{5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"}
	continued, changed := signed(), signed()
	continued.update(stamp)
	changed.data = bytes.Replace(changed.data, []byte("120 000"), []byte("920 000"), 1)
	both := signed().sign(pdfSigning{cms: detached, more: stamp})
	for name, v := range map[string]struct {
		file    []byte
		outcome Outcome
		reason  Reason
		signers int
	}{
		"signed":                        {signed().data, CannotTell, NoTrust, 1},
		"signed twice":                  {signed().sign(pdfSigning{cms: detached}).data, CannotTell, NoTrust, 2},
		"signed, and continued":         {continued.data, Changed, PDFContinued, 1},
		"changed by whoever signs next": {both.data, Changed, PDFContinued, 2},
		"other text":                    {changed.data, Changed, ContentChanged, 1},
		"no CMS in it":                  {plainPDF("").sign(pdfSigning{}).data, Unreadable, NotASignature, 1},
		"a timestamp alone":             {plainPDF("").sign(pdfSigning{kind: TimestampType}).data, Unreadable, NoSigners, 0},
		"a CMS with its content inside": {plainPDF("").sign(pdfSigning{cms: func(b []byte) []byte { return sign(b, "-nodetach") }}).data, Refused, PDFCoverage, 1},
		"something after the CMS":       {plainPDF("").sign(pdfSigning{cms: func(b []byte) []byte { return append(sign(b), 0, 0, 1) }}).data, Refused, PDFCoverage, 1},
		"a CMS in BER":                  {plainPDF("").sign(pdfSigning{cms: func(b []byte) []byte { return indefinite(sign(b)) }}).data, CannotTell, NoTrust, 1},
		"nobody":                        {plainPDF("").data, Unreadable, NoSigners, 0},
	} {
		got := verdict(v.file)
		if got.Format != FormatPDF || got.Outcome != v.outcome || got.Reason != v.reason || len(got.Signers) != v.signers {
			t.Errorf("%s: %s, %s, of %d: %s", name, got.Outcome, got.Reason, len(got.Signers), must(json.Marshal(got.Signers)))
		}
	}
	if got := verdict(signed().data).Signers[0]; got.SignedAt.IsZero() {
		t.Error("the time that the file claims is lost")
	}
}

// TestWhatOfAPDFWasSigned: a verdict names the bytes that were signed, not those
// of the file as it is, and says that there are more.
func TestWhatOfAPDFWasSigned(t *testing.T) {
	sign := cmsMaker(t)
	detached := func(b []byte) []byte { return sign(b) }
	w := plainPDF("").sign(pdfSigning{cms: detached})
	first := digestOfBytes(w.data)
	w.sign(pdfSigning{cms: detached})
	second := digestOfBytes(w.data)
	got := verdict(w.data)
	one, two := got.Signers[0], got.Signers[1]
	if got.Content != first || got.File != second || one.Revision != first || !one.Continued || two.Revision != second || two.Continued {
		t.Errorf("content %v, file %v, signers %+v", got.Content, got.File, got.Signers)
	}
	text := strings.Join(signature.Lines(court.English, nil, got), "\n")
	if strings.Count(text, "was continued after this signature") != 1 || !strings.Contains(text, first.SHA256) {
		t.Error(text)
	}
	w.update(map[int]string{5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"})
	if got := verdict(w.data); got.Content != first || got.Signers[0].Outcome != Changed || got.Signers[0].Continued {
		t.Errorf("changed: %v, %+v", got.Content, got.Signers[0])
	}
}

// indefinite is an element whose end is marked instead of counted.
func indefinite(b []byte) []byte {
	return slices.Concat([]byte{b[0], 0x80}, must(header(b)).body, []byte{0, 0})
}

func TestVerdictsOfCards(t *testing.T) {
	sign, another := cmsMaker(t), cmsMaker(t)
	claim := "the claim"
	good := string(sign([]byte(claim)))
	for name, v := range map[string]struct {
		file    []byte
		outcome Outcome
		reason  Reason
		signers int
	}{
		"signed by two":           {card("claim.txt", claim, "1.cms", good, "2.cms", string(another([]byte(claim)))), CannotTell, NoTrust, 2},
		"one signature twice":     {card("claim.txt", claim, "1.cms", good, "2.cms", good), Refused, DuplicateSigner, 2},
		"another original":        {card("claim.txt", claim+"!", "1.cms", good), Changed, ContentChanged, 1},
		"one of two is another's": {card("claim.txt", claim, "1.cms", good, "2.cms", string(sign([]byte("other")))), Changed, ContentChanged, 2},
		"its own content":         {card("claim.txt", claim, "1.cms", string(sign([]byte("other"), "-nodetach"))), Changed, ContentTwice, 0},
		"a further file":          {card("claim.txt", claim, "1.cms", good, "more.txt", "more"), Unreadable, CardFiles, 0},
	} {
		got := verdict(v.file)
		if got.Format != FormatDDC || got.Outcome != v.outcome || got.Reason != v.reason || len(got.Signers) != v.signers {
			t.Errorf("%s: %s, %s, of %d as %s", name, got.Outcome, got.Reason, len(got.Signers), got.Format)
		}
	}
}

// TestACardSaysWhatOfItIsSigned: a verdict on a card names the file inside, and says
// that its pages are signed by nobody, in each language.
func TestACardSaysWhatOfItIsSigned(t *testing.T) {
	sign := cmsMaker(t)
	v := verdict(card("claim.txt", "the claim", "1.cms", string(sign([]byte("the claim")))))
	if v.Original != "claim.txt" || v.Content != digestOfBytes([]byte("the claim")) {
		t.Errorf("%+v", v)
	}
	for lang, want := range map[court.Lang]string{court.English: "“claim.txt”. The card's own pages are signed by nobody", court.Russian: "«claim.txt». Страницы самой карточки никем не подписаны", court.Kazakh: "«claim.txt» файлы. Карточканың өз беттеріне ешкім қол қоймаған"} {
		if text := strings.Join(signature.Lines(lang, nil, v), "\n"); !strings.Contains(text, want) {
			t.Errorf("%s: %s", lang, text)
		}
	}
}

func TestPDFTimes(t *testing.T) {
	want := time.Date(2026, 1, 31, 7, 0, 0, 0, time.UTC)
	for _, s := range []string{"D:20260131120000+05'00'", "D:20260131120000+05'00", "D:20260131070000Z"} {
		if got := pdfTime(s); !got.Equal(want) {
			t.Errorf("%s: %v", s, got)
		}
	}
	for _, s := range []string{"", "2026", "D:2026", "D:20261331120000Z"} {
		if got := pdfTime(s); !got.IsZero() {
			t.Errorf("%s: %v", s, got)
		}
	}
}

func TestReasonsOfFormatsHaveTexts(t *testing.T) {
	for _, r := range formatReasons() {
		for _, lang := range court.Langs() {
			if !i18n.Has(lang, string(r)) {
				t.Errorf("%s has no text in %s", r, lang)
			}
		}
	}
}
