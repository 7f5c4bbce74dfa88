package esign

import (
	"bytes"
	"compress/zlib"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// pdfWriter writes files and continues them, as programs that sign do.
type pdfWriter struct {
	data    []byte
	section int
	size    int
}

// plainPDF is a document of one page with a line of text. more stands in its
// catalog, and are further objects, from number 6 on.
func plainPDF(more string, objects ...string) *pdfWriter {
	w := &pdfWriter{data: []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), size: 6}
	text := "BT /F1 24 Tf 72 700 Td (120 000) Tj ET"
	all := map[int]string{
		1: "<< /Type /Catalog /Pages 2 0 R " + more + " >>",
		2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		4: fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text),
		5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	for i, o := range objects {
		all[6+i] = o
	}
	w.update(all)
	return w
}

// update appends objects, a cross-reference table and a trailer.
func (w *pdfWriter) update(objects map[int]string) {
	offsets := map[int]int{}
	numbers := []int{}
	for n := range objects {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		offsets[n] = len(w.data)
		w.data = fmt.Appendf(w.data, "%d 0 obj\n%s\nendobj\n", n, objects[n])
		w.size = max(w.size, n+1)
	}
	previous := ""
	if w.section > 0 {
		previous = fmt.Sprintf(" /Prev %d", w.section)
	}
	w.section = len(w.data)
	w.data = append(w.data, "xref\n"...)
	if previous == "" {
		w.data = append(w.data, "0 1\n0000000000 65535 f \n"...)
	}
	for _, n := range numbers {
		w.data = fmt.Appendf(w.data, "%d 1\n%010d 00000 n \n", n, offsets[n])
	}
	w.data = fmt.Appendf(w.data, "trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n", w.size, previous, w.section)
}

const gap = 6000 // hex digits

// pdfSigning is how a signature is put in.
type pdfSigning struct {
	kind   string                       // SubFilter; "" is the usual one
	rect   string                       // "" is invisible
	cms    func(content []byte) []byte  // nil: bytes that are none
	bounds func(n [4]int) (bent [4]int) // nil: as they must be
	more   map[int]string               // objects changed along with it
}

// sign continues the file by a signature in a field of its own: objects n and
// n+1, in the form of the catalog and among the page's annotations.
func (w *pdfWriter) sign(o pdfSigning) *pdfWriter {
	if o.kind == "" {
		o.kind = "adbe.pkcs7.detached"
	}
	if o.rect == "" {
		o.rect = "[0 0 0 0]"
	}
	field, value := w.size, w.size+1
	const bounds = "/ByteRange [0 1111111111 2222222222 3333333333]"
	objects := map[int]string{
		field: fmt.Sprintf("<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature%d) /F 132 /Rect %s /P 3 0 R /V %d 0 R >>", field, o.rect, value),
		value: fmt.Sprintf("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /%s /M (D:20260131120000Z) %s /Contents <%s> >>", o.kind, bounds, strings.Repeat("0", gap)),
	}
	for n, text := range w.formWith(field) {
		objects[n] = text
	}
	for n, text := range o.more {
		objects[n] = text
	}
	before := len(w.data)
	w.update(objects)
	from := before + bytes.Index(w.data[before:], []byte("/Contents <")) + len("/Contents ")
	n := [4]int{0, from, from + gap + 2, len(w.data) - from - gap - 2}
	if o.bounds != nil {
		n = o.bounds(n)
	}
	at := before + bytes.Index(w.data[before:], []byte(bounds))
	copy(w.data[at:], fmt.Sprintf("%-*s", len(bounds), fmt.Sprintf("/ByteRange [%d %d %d %d]", n[0], n[1], n[2], n[3])))
	cms := []byte("\x30\x03\x02\x01\x05")
	if o.cms != nil {
		cms = o.cms(slices.Concat(w.data[:from], w.data[from+gap+2:]))
	}
	hex.Encode(w.data[from+1:], cms)
	return w
}

// formWith are the catalog and the page with one field more.
func (w *pdfWriter) formWith(field int) map[int]string {
	unpacked := 0
	f := must(openPDF(w.data, &unpacked))
	fields := fmt.Sprintf("%d 0 R", field)
	for _, old := range must(f.signatureFields()) {
		fields = fmt.Sprintf("%d 0 R %s", old.number, fields)
	}
	if old := must(f.signatureFields()); len(old) > 0 { // in the order they came
		fields = ""
		for _, o := range old {
			fields += fmt.Sprintf("%d 0 R ", o.number)
		}
		fields += fmt.Sprintf("%d 0 R", field)
	}
	return map[int]string{
		1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [" + fields + "] /SigFlags 3 >> >>",
		3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [" + fields + "] >>",
	}
}

func TestSignedPDF(t *testing.T) {
	w := plainPDF("").sign(pdfSigning{})
	all, err := ParsePDF(w.data)
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	s := all[0]
	if s.After != Untouched || s.Field != "Signature6" || s.Claimed != "D:20260131120000Z" || s.Revised != len(w.data) {
		t.Errorf("%+v", s)
	}
	if !bytes.HasPrefix(s.CMS, []byte("\x30\x03\x02\x01\x05\x00")) || len(s.CMS) != gap/2 {
		t.Errorf("the signature: %x", s.CMS[:8])
	}
	content := s.Content(w.data)
	if len(content) != len(w.data)-gap-2 || bytes.Contains(content, []byte("<30030")) || !bytes.HasSuffix(content, []byte("%%EOF\n")) {
		t.Errorf("%d of %d bytes", len(content), len(w.data))
	}
}

// TestSeveralPDFSignatures: each knows what came after it.
func TestSeveralPDFSignatures(t *testing.T) {
	w := plainPDF("").sign(pdfSigning{})
	first := len(w.data)
	w.sign(pdfSigning{kind: "ETSI.CAdES.detached"})
	second := len(w.data)
	w.sign(pdfSigning{kind: TimestampType})
	all := must(ParsePDF(w.data))
	if len(all) != 3 || all[0].Revised != first || all[1].Revised != second || all[2].After != Untouched || all[0].After != SignedAgain || all[1].After != SignedAgain {
		t.Fatalf("%+v", all)
	}
	if !bytes.Equal(all[0].Content(w.data), all[0].Content(w.data[:first])) {
		t.Error("the first covers something else now")
	}
	w.update(map[int]string{5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"})
	for i, s := range must(ParsePDF(w.data)) {
		if s.After != ChangedAfter {
			t.Errorf("%d after a change: %v", i, s.After)
		}
	}
}

// TestChangedPDF: what may be added after a signature, and what may not.
func TestChangedPDF(t *testing.T) {
	const page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [6 0 R%s] >>"
	const catalog = "<< /Type /Catalog /Pages %s /AcroForm << /Fields [6 0 R%s] /SigFlags 3 >> %s>>"
	stream := "<< /Length 12 >>\nstream\nBT (9) Tj ET\nendstream"
	for name, v := range map[string]struct {
		change map[int]string
		want   After
	}{
		"nothing that is used":         {map[int]string{20: "<< /A 1 >>"}, SignedAgain},
		"validation material":          {map[int]string{1: fmt.Sprintf(catalog, "2 0 R", "", "/DSS << /Certs [20 0 R] >> "), 20: stream}, SignedAgain},
		"other text":                   {map[int]string{4: stream}, ChangedAfter},
		"another font":                 {map[int]string{5: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"}, ChangedAfter},
		"other pages":                  {map[int]string{1: fmt.Sprintf(catalog, "20 0 R", "", ""), 20: "<< /Type /Pages /Kids [] /Count 0 >>"}, ChangedAfter},
		"an action":                    {map[int]string{1: fmt.Sprintf(catalog, "2 0 R", "", "/OpenAction 20 0 R ")}, ChangedAfter},
		"a larger page":                {map[int]string{3: strings.Replace(fmt.Sprintf(page, ""), "842", "942", 1)}, ChangedAfter},
		"a note on the page":           {map[int]string{3: fmt.Sprintf(page, " 20 0 R"), 20: "<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 800] >>"}, ChangedAfter},
		"an annotation away":           {map[int]string{3: strings.Replace(fmt.Sprintf(page, ""), "6 0 R", "", 1)}, ChangedAfter},
		"a text field":                 {map[int]string{1: fmt.Sprintf(catalog, "2 0 R", " 20 0 R", ""), 20: "<< /FT /Tx /T (Sum) /V (9) >>"}, ChangedAfter},
		"an empty signature field":     {map[int]string{1: fmt.Sprintf(catalog, "2 0 R", " 20 0 R", ""), 20: "<< /Subtype /Widget /FT /Sig /T (Next) /Rect [0 0 0 0] >>"}, SignedAgain},
		"a field that shows something": {map[int]string{1: fmt.Sprintf(catalog, "2 0 R", " 20 0 R", ""), 20: "<< /FT /Sig /T (Next) /Rect [0 0 500 800] >>"}, ChangedAfter},
		"a field with an appearance":   {map[int]string{1: fmt.Sprintf(catalog, "2 0 R", " 20 0 R", ""), 20: "<< /FT /Sig /T (Next) /AP << /N 21 0 R >> >>", 21: stream}, ChangedAfter},
		"the signature's own field":    {map[int]string{6: "<< /FT /Sig /T (Signature6) /Rect [0 0 500 800] /V 7 0 R >>"}, ChangedAfter},
		"an object taken away":         {map[int]string{4: "null"}, ChangedAfter},
	} {
		w := plainPDF("").sign(pdfSigning{})
		w.update(v.change)
		all, err := ParsePDF(w.data)
		if err != nil || len(all) != 1 || all[0].After != v.want {
			t.Errorf("%s: %v", name, err)
		}
		w = plainPDF("").sign(pdfSigning{}).sign(pdfSigning{more: v.change})
		if _, clash := v.change[1]; !clash && v.change[3] == "" { // where the signature itself needs that object
			if all, err := ParsePDF(w.data); err != nil || len(all) != 2 || all[0].After != v.want || all[1].After != Untouched {
				t.Errorf("%s, by whoever signs next: %+v, %v", name, all, err)
			}
		}
	}
	visible := plainPDF("").sign(pdfSigning{}).sign(pdfSigning{rect: "[0 0 500 800]"})
	if all := must(ParsePDF(visible.data)); all[0].After != ChangedAfter || all[1].After != Untouched {
		t.Errorf("a stamp over the page: %+v", all)
	}
	// What was referred to and was not there.
	for number, want := range map[int]After{30: ChangedAfter, 31: SignedAgain} {
		w := plainPDF("").sign(pdfSigning{more: map[int]string{1: fmt.Sprintf(catalog, "2 0 R", "", "/OpenAction 30 0 R ")}})
		w.update(map[int]string{number: "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"})
		if all := must(ParsePDF(w.data)); all[0].After != want {
			t.Errorf("object %d, where 30 was referred to and was not there: %+v", number, all)
		}
	}
	for name, more := range map[string]string{"bytes": "more", "a line": "\n% more\n", "an end": "%%EOF\n"} {
		w := plainPDF("").sign(pdfSigning{})
		if all, err := ParsePDF(append(w.data, more...)); err == nil && all[0].After == Untouched {
			t.Errorf("%s after the end: %+v", name, all)
		}
	}
}

// TestRefusedPDF: each rule, broken alone.
func TestRefusedPDF(t *testing.T) {
	good := plainPDF("").sign(pdfSigning{}).data
	bent := func(change func(n *[4]int)) []byte {
		return plainPDF("").sign(pdfSigning{bounds: func(n [4]int) [4]int { change(&n); return n }}).data
	}
	replaced := func(old, new string) []byte { return bytes.Replace(good, []byte(old), []byte(new), 1) }
	encrypted := plainPDF("")
	encrypted.data = bytes.Replace(encrypted.data, []byte("/Root"), []byte("/Encrypt 9 0 R /Root"), 1)
	loop := plainPDF("")
	loop.data = bytes.Replace(loop.data, []byte("/Root"), fmt.Appendf(nil, "/Prev %d /Root", loop.section), 1)
	for name, v := range map[string]struct {
		data []byte
		want Reason
	}{
		"nothing":                        {nil, Malformed},
		"another file":                   {[]byte("PK\x03\x04 startxref 0 %%EOF"), Malformed},
		"no signature":                   {plainPDF("").data, NoSigners},
		"a form without signatures":      {plainPDF("/AcroForm << /Fields [] >>").data, NoSigners},
		"an empty field":                 {plainPDF("/AcroForm << /Fields [6 0 R] >>", "<< /FT /Sig /T (S) >>").data, NoSigners},
		"encrypted":                      {encrypted.data, PDFEncrypted},
		"sections in a ring":             {loop.data, Malformed},
		"no section":                     {append(bytes.Clone(good[:bytes.LastIndex(good, []byte("startxref"))]), "startxref\n9\n%%EOF\n"...), Malformed},
		"bytes before":                   {append([]byte("MZ"), good...), Malformed},
		"a later beginning":              {bent(func(n *[4]int) { n[0] = 1 }), PDFCoverage},
		"a wider gap, before":            {bent(func(n *[4]int) { n[1]-- }), PDFCoverage},
		"a narrower gap":                 {bent(func(n *[4]int) { n[1]++ }), PDFCoverage},
		"a wider gap, after":             {bent(func(n *[4]int) { n[2]++; n[3]-- }), PDFCoverage},
		"less than the end":              {bent(func(n *[4]int) { n[3] -= 20 }), PDFCoverage},
		"more than the end":              {bent(func(n *[4]int) { n[3] += 20 }), PDFCoverage},
		"another file's gap":             {bent(func(n *[4]int) { n[1], n[2] = 20, 40 }), PDFCoverage},
		"a long number":                  {bent(func(n *[4]int) { n[3] = 1 << 60 }), PDFCoverage},
		"a form with SHA-1":              {plainPDF("").sign(pdfSigning{kind: "adbe.pkcs7.sha1"}).data, WeakDigest},
		"an unknown form":                {plainPDF("").sign(pdfSigning{kind: "adbe.other"}).data, PDFKind},
		"no gap of its own":              {bytes.Replace(good, []byte("/Contents <"), []byte("/Contentz <"), 1), PDFCoverage},
		"a key twice":                    {replaced("/F 132", "/FT 132"), Malformed},
		"another object at its place":    {replaced("\n4 0 obj", "\n9 0 obj"), ""},
		"the catalog is somewhere else":  {replaced("\n1 0 obj", "\n9 0 obj"), ""},
		"fields in fields without end":   {plainPDF("/AcroForm << /Fields [6 0 R] >>", "<< /Kids [6 0 R] >>").data, PDFCoverage},
		"arrays in arrays":               {plainPDF("/A " + strings.Repeat("[", 100) + strings.Repeat("]", 100)).data, Malformed},
		"two fields with one signature":  {twoFields(), PDFCoverage},
		"a signature in a packed object": {packedSignature(), PDFCoverage},
	} {
		all, err := ParsePDF(v.data)
		if v.want == "" {
			continue // no panic is all that is asked
		}
		if err == nil || refusalOf(err).reason != v.want {
			t.Errorf("%s: %+v, %v; want %s", name, all, err, v.want)
		}
	}
}

// TestNestedPDFObjects: objects inside strings inside objects cost no more than
// the file is long.
func TestNestedPDFObjects(t *testing.T) {
	const n = 20000
	w := plainPDF("")
	var table strings.Builder
	for i := range n {
		fmt.Fprintf(&table, "%010d 00000 n \n", len(w.data))
		w.data = fmt.Appendf(w.data, "%d 0 obj (", 10+i)
	}
	w.data = append(w.data, strings.Repeat(")endobj ", n)...)
	section := len(w.data)
	w.data = fmt.Appendf(w.data, "xref\n10 %d\n%strailer\n<< /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", n, table.String(), w.section, section)
	w.section = section
	w.sign(pdfSigning{})
	w.update(map[int]string{5: "null"})
	began := time.Now()
	if all, err := ParsePDF(w.data); err != nil || all[0].After != ChangedAfter || time.Since(began) > 5*time.Second {
		t.Errorf("%v, %v, in %v", all, err, time.Since(began))
	}
}

func twoFields() []byte {
	w := plainPDF("").sign(pdfSigning{})
	w.update(map[int]string{1: "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 9 0 R] >> >>", 9: "<< /FT /Sig /T (Two) /V 7 0 R >>"})
	return w.data
}

// packedSignature has a signature in an object stream, where no byte range can
// point.
func packedSignature() []byte {
	inner := "7 0 << /SubFilter /adbe.pkcs7.detached /ByteRange [0 10 20 30] /Contents <3003> >>"
	w := plainPDF("/AcroForm << /Fields [6 0 R] >>", "<< /FT /Sig /T (S) /V 7 0 R >>")
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	fmt.Fprint(z, inner)
	z.Close()
	stream := len(w.data)
	w.data = fmt.Appendf(w.data, "8 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n", packed.Len(), packed.Bytes())
	section := len(w.data)
	rows := fmt.Sprintf("\x02%c%c\x00\x01%c%c\x00\x01%c%c\x00", 0, 8, byte(stream>>8), byte(stream), byte(section>>8), byte(section))
	rows = string([]byte{2, 0, 8, 0, 1, byte(stream >> 8), byte(stream), 0, 1, byte(section >> 8), byte(section), 0})
	w.data = fmt.Appendf(w.data, "9 0 obj\n<< /Type /XRef /Size 10 /W [1 2 1] /Index [7 3] /Root 1 0 R /Prev %d /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", w.section, len(rows), rows, section)
	return w.data
}

// TestPDFAgainstPoppler: files that are signed here, with OpenSSL's CMS, are
// good for poppler too; and what poppler says of the extent is what we say.
func TestPDFAgainstPoppler(t *testing.T) {
	pdfsig, openssl, dir := program(t, "pdfsig", "poppler-utils"), program(t, "openssl", "openssl"), t.TempDir()
	k := must(rsa.GenerateKey(rand.Reader, 2048))
	s := rsaOf(k)
	key, certificate := filepath.Join(dir, "key.pem"), filepath.Join(dir, "cert.pem")
	write := func(name string, b []byte) {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(key, pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)}))
	write(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.certificate}))
	cms := func(content []byte) []byte {
		name := filepath.Join(dir, "content")
		write(name, content)
		return must(exec.Command(openssl, "cms", "-sign", "-binary", "-in", name, "-signer", certificate, "-inkey", key, "-outform", "DER", "-md", "sha256").Output())
	}
	w := plainPDF("").sign(pdfSigning{cms: cms}).sign(pdfSigning{cms: cms})
	name := filepath.Join(dir, "signed.pdf")
	write(name, w.data)
	out, _ := exec.Command(pdfsig, name).CombinedOutput()
	text := string(out)
	if strings.Count(text, "Signature is Valid") != 2 || strings.Count(text, "Total document signed") != 1 {
		t.Errorf("poppler: %s", text)
	}
	all := must(ParsePDF(w.data))
	for i, s := range all {
		gapAt := fmt.Sprintf("[0 - %d], [%d - %d]", s.from, s.to, s.Revised)
		if !strings.Contains(text, gapAt) {
			t.Errorf("signature %d: %s is not in poppler's %s", i, gapAt, text)
		}
	}
	if all[0].After != SignedAgain || all[1].After != Untouched {
		t.Errorf("%+v", all)
	}
}

func rsaOf(k *rsa.PrivateKey) xmlSigner {
	s := xmlSigner{sign: func(b []byte) []byte {
		sum := sum256(b)
		return must(rsa.SignPKCS1v15(rand.Reader, k, hashSHA256, sum))
	}}
	s.certificate = selfSigned(must(x509.MarshalPKIXPublicKey(&k.PublicKey)), asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}, s.sign)
	return s
}
