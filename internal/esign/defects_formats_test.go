package esign

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"tarazy/internal/esign/esigntest"
)

// FormatDefect is one way in which a signed file of another format than CMS is not
// what it should be, and what was found, by kind of key.
type FormatDefect struct {
	Name  string
	Found []string // "outcome: reason", each once
}

// FormatDefects asks about every defect of XML, PDF and document cards.
func FormatDefects() (xml, pdf, cards []FormatDefect) {
	for i, w := range formatWorlds() {
		x := xmlDefects(i, w)
		tell(&xml, w, x)
		tell(&pdf, w, pdfDefects(w))
		tell(&cards, w, cardDefects(w))
	}
	return xml, pdf, cards
}

// formatWorld is an authority whose people have keys of one kind.
type formatWorld struct {
	*esigntest.World
	expired, revoked, login *esigntest.Party
	weak                    *esigntest.Party // nil, but for RSA
}

func formatNow() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) }

// formatWorlds are one of each method of signed XML.
var formatWorlds = sync.OnceValue(func() (all []*formatWorld) {
	n := 60
	for _, key := range []func() *esigntest.Key{func() *esigntest.Key { return esigntest.NewGOST(0) }, func() *esigntest.Key { return esigntest.NewGOST(1) },
		func() *esigntest.Key { return esigntest.NewGOST(2) }, func() *esigntest.Key { n++; return esigntest.NewRSA(2048, n) }} {
		w := &formatWorld{World: esigntest.New(formatNow(), key)}
		issue := func(to int, key *esigntest.Key, change func(*esigntest.Template)) *esigntest.Party {
			t := esigntest.Signing(esigntest.Person("АХМЕТОВА АЙГҮЛ", "", "850101400123", "", ""), w.Now.AddDate(-2, 0, 0), w.Now.AddDate(0, to, 0), esigntest.EKUIndividual)
			if change != nil {
				change(&t)
			}
			return esigntest.Issue(w.CA, t, key)
		}
		w.expired, w.revoked = issue(-1, key(), nil), issue(12, key(), nil)
		w.login = issue(12, key(), func(t *esigntest.Template) { t.Usage, t.EKU = []int{0, 2}, []string{"1.3.6.1.5.5.7.3.2"} })
		all = append(all, w)
	}
	last := all[len(all)-1]
	last.weak = esigntest.Issue(last.CA, esigntest.Signing(esigntest.Person("ҚЫСҚА КІЛТ", "", "850101400123", "", ""), last.Now.AddDate(-1, 0, 0), last.Now.AddDate(1, 0, 0)), esigntest.NewRSA(1024, 59))
	return all
})

// fileOf is a defect with the file that has it; nil where the key cannot have it.
type fileOf struct {
	name string
	file []byte
}

// tell adds what the world's court thinks of the files.
func tell(rows *[]FormatDefect, w *formatWorld, files []fileOf) {
	trust := &Trust{Anchors: []Anchor{{Certificate: must(ParseCertificate(w.Root.Cert)), Test: true}}, Others: []*Certificate{must(ParseCertificate(w.CA.Cert))}}
	q := Question{}
	for _, l := range w.Lists(w.Now.Add(-time.Hour), esigntest.Revoked{Serial: w.revoked.Serial, At: w.Now.Add(-48 * time.Hour), Reason: 1}) {
		q.Evidence = append(q.Evidence, Evidence{Kind: CRL, DER: l})
	}
	for _, f := range files {
		if f.file == nil {
			continue
		}
		q.File = f.file
		v := New(trust).Verify(q, w.Now)
		found := fmt.Sprintf("%s: %s", v.Outcome, strings.TrimPrefix(string(v.Reason), "esign.reason."))
		i := slices.IndexFunc(*rows, func(d FormatDefect) bool { return d.Name == f.name })
		if i < 0 {
			*rows = append(*rows, FormatDefect{Name: f.name})
			i = len(*rows) - 1
		}
		if !slices.Contains((*rows)[i].Found, found) {
			(*rows)[i].Found = append((*rows)[i].Found, found)
		}
	}
}

// xmlDefects are those of signed XML.
func xmlDefects(kind int, w *formatWorld) []fileOf {
	method := xmlSigners()[kind]
	of := func(p *esigntest.Party) xmlSigner {
		return xmlSigner{method.name, method.signs, method.digests, p.Cert, p.Key.Sign}
	}
	s := of(w.Aigul)
	good := s.signedXML(filing)
	swap := func(old, new string) []byte { return []byte(strings.Replace(good, old, new, 1)) }
	with := func(change ...string) []byte { return []byte(s.signedXML(filing, change...)) }
	wrong := s
	wrong.sign = func(b []byte) []byte { return s.sign(append(b, ' ')) }
	another := s
	another.certificate = w.Head.Cert
	signature := good[strings.Index(good, "<ds:Signature "):strings.LastIndex(good, "</claim>")]
	const reference = `<ds:Reference URI="">`
	all := []fileOf{
		{"none", []byte(good)}, {"line ends of another system", []byte(strings.ReplaceAll(good, "\n", "\r\n"))}, {"text as CDATA", swap("120000", "<![CDATA[120000]]>")},
		{"text changed", swap("120000", "120001")}, {"attribute changed", swap("KZT", "USD")}, {"namespace changed", swap("urn:people", "urn:persons")},
		{"element put in", swap("<sum", "<more></more><sum")}, {"space put in", swap("\n  <p:by", "\n   <p:by")},
		{"signature over other bytes", []byte(wrong.signedXML(filing))}, {"another's certificate", []byte(another.signedXML(filing))},
		{"certificate left out", with("<ds:X509Certificate>\n"+wrapped(s.certificate)+"\n</ds:X509Certificate>", "")},
		{"document type", swap("<claim", `<!DOCTYPE claim [<!ENTITY e "1">]><claim`)}, {"comment", swap("120000", "12<!-- -->0000")},
		{"processing instruction", swap("120000", "<?x y?>")}, {"attribute twice", swap(`"KZT"`, `"KZT" currency="USD"`)}, {"entity that nobody defined", swap("120000", "&unknown;")},
		{"second signature", swap("</claim>", signature+"</claim>")}, {"signature around the document", []byte(signature)},
		{"part of the document signed", with(reference, `<ds:Reference URI="#a">`)}, {"another document signed", with(reference, `<ds:Reference URI="http://court.kz/">`)},
		{"another canonical form", with(c14n+`"/>`+"\n<ds:SignatureM", "http://www.w3.org/2001/10/xml-exc-c14n#\"/>\n<ds:SignatureM")},
		{"filter by XPath", with(c14n+"#WithComments", "http://www.w3.org/TR/1999/REC-xpath-19991116")},
		{"further object in the signature", with("\n</ds:KeyInfo>\n", "\n</ds:KeyInfo>\n<ds:Object>more</ds:Object>")},
		{"digest SHA-1", with(s.digests+`"/>`, uriDSig+`sha1"/>`)}, {"signature with SHA-1", with(s.signs, uriDSig+"rsa-sha1")}, {"unknown algorithm", with(s.signs, "urn:unknown")},
		{"not signed", []byte(filing)}, {"cut off", []byte(good[:len(good)-1])},
	}
	if w.weak != nil {
		all = append(all, fileOf{"RSA of 1024 bits", []byte(of(w.weak).signedXML(filing))})
	}
	return append(all, w.people(func(p *esigntest.Party) []byte { return []byte(of(p).signedXML(filing)) })...)
}

// people are defects of the certificate, in whatever file.
func (w *formatWorld) people(file func(*esigntest.Party) []byte) []fileOf {
	return []fileOf{{"certificate for signing in", file(w.login)}, {"certificate expired", file(w.expired)}, {"certificate revoked", file(w.revoked)},
		{"authority of the same name that nobody knows", file(w.Stranger)}}
}

// cms is a detached signature.
func (w *formatWorld) cms(p *esigntest.Party, content []byte) []byte {
	return esigntest.Sign(esigntest.CMS{Content: content, Detached: true, Signers: []esigntest.Signer{{Party: p}}})
}

// pdfDefects are those of signed PDF files.
func pdfDefects(w *formatWorld) []fileOf {
	by := func(p *esigntest.Party) func([]byte) []byte { return func(b []byte) []byte { return w.cms(p, b) } }
	signed := func(o pdfSigning) *pdfWriter {
		if o.cms == nil {
			o.cms = by(w.Aigul)
		}
		return plainPDF("").sign(o)
	}
	good := signed(pdfSigning{}).data
	bent := func(change func(n *[4]int)) []byte {
		return signed(pdfSigning{bounds: func(n [4]int) [4]int { change(&n); return n }}).data
	}
	continued := func(change map[int]string) []byte {
		s := signed(pdfSigning{})
		s.update(change)
		return s.data
	}
	const catalog = "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R%s] /SigFlags 3 >> %s>>"
	page := "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [6 0 R 20 0 R] >>"
	encrypted := plainPDF("")
	encrypted.data = bytes.Replace(encrypted.data, []byte("/Root"), []byte("/Encrypt 9 0 R /Root"), 1)
	stream := "<< /Length 12 >>\nstream\nBT (9) Tj ET\nendstream"
	all := []fileOf{
		{"none", good}, {"signed twice", signed(pdfSigning{}).sign(pdfSigning{cms: by(w.Head)}).data},
		{"validation material added after it", continued(map[int]string{1: fmt.Sprintf(catalog, "", "/DSS << /Certs [20 0 R] >> "), 20: stream})},
		{"empty signature field added after it", continued(map[int]string{1: fmt.Sprintf(catalog, " 20 0 R", ""), 20: "<< /Subtype /Widget /FT /Sig /T (Next) /Rect [0 0 0 0] >>"})},
		{"ink in a signature field added after it", continued(map[int]string{1: fmt.Sprintf(catalog, " 20 0 R", ""), 3: page, 20: "<< /Subtype /Ink /FT /Sig /T (N) /Rect [9 9 9 9] /InkList [[70 710 84 710]] >>"})},
		{"page in a signature field added after it", continued(map[int]string{1: fmt.Sprintf(catalog, " 20 0 R", ""), 20: "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /FT /Sig /T (N) >>"})},
		{"text changed", bytes.Replace(good, []byte("120 000"), []byte("920 000"), 1)}, {"text replaced after it", continued(map[int]string{4: stream})},
		{"font replaced after it", continued(map[int]string{5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"})},
		{"note laid over the page after it", continued(map[int]string{3: page, 20: "<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 800] >>"})},
		{"action added after it", continued(map[int]string{1: fmt.Sprintf(catalog, "", "/OpenAction 20 0 R ")})},
		{"visible stamp of a second signer", signed(pdfSigning{}).sign(pdfSigning{rect: "[0 0 500 800]", cms: by(w.Head)}).data},
		{"bytes after the end", append(bytes.Clone(good), "more"...)}, {"bytes before the beginning", append([]byte("MZ"), good...)},
		{"range that begins later", bent(func(n *[4]int) { n[0] = 1 })}, {"range with a wider gap", bent(func(n *[4]int) { n[1]-- })},
		{"range that ends earlier", bent(func(n *[4]int) { n[3] -= 20 })}, {"range beyond the end", bent(func(n *[4]int) { n[3] += 20 })},
		{"signature of the form with SHA-1", signed(pdfSigning{kind: "adbe.pkcs7.sha1"}).data}, {"signature of an unknown form", signed(pdfSigning{kind: "adbe.other"}).data},
		{"timestamp alone", plainPDF("").sign(pdfSigning{kind: TimestampType}).data}, {"no CMS in the gap", plainPDF("").sign(pdfSigning{}).data},
		{"something after the CMS in the gap", signed(pdfSigning{cms: func(b []byte) []byte { return append(w.cms(w.Aigul, b), 0, 0, 1) }}).data},
		{"content inside the CMS", signed(pdfSigning{cms: func(b []byte) []byte {
			return esigntest.Sign(esigntest.CMS{Content: b[:8], Signers: []esigntest.Signer{{Party: w.Aigul}}})
		}}).data},
		{"two fields with one signature", twoFields()}, {"signature in a packed object", packedSignature()}, {"encrypted", encrypted.data}, {"not signed", plainPDF("").data},
	}
	return append(all, w.people(func(p *esigntest.Party) []byte { return signed(pdfSigning{cms: by(p)}).data })...)
}

// cardDefects are those of electronic document cards.
func cardDefects(w *formatWorld) []fileOf {
	const claim = "the claim"
	of := func(p *esigntest.Party, text string) string { return string(w.cms(p, []byte(text))) }
	good := of(w.Aigul, claim)
	inside := string(esigntest.Sign(esigntest.CMS{Content: []byte("other"), Signers: []esigntest.Signer{{Party: w.Aigul}}}))
	all := []fileOf{
		{"none", card("claim.txt", claim, "1.cms", good)}, {"signed twice", card("claim.txt", claim, "1.cms", good, "2.cms", of(w.Head, claim))},
		{"original changed", card("claim.txt", claim+"!", "1.cms", good)}, {"one of two signatures over something else", card("claim.txt", claim, "1.cms", good, "2.cms", of(w.Head, "other"))},
		{"signature with another document inside", card("claim.txt", claim, "1.cms", inside)}, {"further file", card("claim.txt", claim, "1.cms", good, "more.txt", "more")},
		{"two files of one name", card("claim.txt", claim, "claim.txt", good)}, {"original alone", card("claim.txt", claim)}, {"signatures alone", card("1.cms", good, "2.cms", of(w.Head, claim))},
	}
	return append(all, w.people(func(p *esigntest.Party) []byte { return card("claim.txt", claim, "1.cms", of(p, claim)) })...)
}
