package esign

import (
	"bytes"
	"slices"
	"unicode/utf16"
)

// maxPDFSignatures is how many signatures a PDF may have.
const maxPDFSignatures = 32

// After says what happened to a PDF after one of its signatures.
type After int

const (
	Untouched     After = iota // the signature covers the file to its end
	SignedAgain                // it was continued by further signatures alone, which show nothing on the pages
	ChangedAfter               // it was continued by anything else
	TimestampType = "ETSI.RFC3161"
)

// PDFSignature is one signature of a PDF: bytes that are to be verified as a
// detached CMS over Content, or, where Kind is TimestampType, as a timestamp
// token over its hash.
type PDFSignature struct {
	Field   string // the name of its field
	Kind    string // SubFilter
	Claimed string // the time that the file claims, as it stands there: D:20260131…
	CMS     []byte // as it stands in the file, perhaps with zeros after it
	Revised int    // how many of the file's bytes were there when it was signed
	After   After

	from, to int // the gap
}

// Content is what the signature covers: the file as it was then, without the
// signature itself. data is the file that ParsePDF read.
func (s PDFSignature) Content(data []byte) []byte {
	return slices.Concat(data[:s.from], data[s.to:s.Revised])
}

// ParsePDF finds the signatures of a PDF, the oldest first, and what became of
// the file after each. It verifies none of them.
//
// It refuses (Invalid, Limit) what is not a PDF by the letter, an encrypted one,
// one without signatures, a signature that does not cover all of the file as it
// was but exactly itself (ISO 32000-1, 12.8.1), one in a form that hashes with
// SHA-1, and more than the limits.
func ParsePDF(data []byte) ([]PDFSignature, error) {
	unpacked := 0
	f, err := openPDF(data, &unpacked)
	if err != nil {
		return nil, err
	}
	fields, err := f.signatureFields()
	if err != nil {
		return nil, err
	}
	var all []PDFSignature
	for _, field := range fields {
		if field.value == nil {
			continue
		}
		s, err := readPDFSignature(data, field)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		return nil, refuse(Unreadable, NoSigners)
	}
	slices.SortFunc(all, func(a, b PDFSignature) int { return a.Revised - b.Revised })
	for i := range all {
		if i > 0 && all[i].from == all[i-1].from {
			return nil, refuse(Refused, PDFCoverage)
		}
		all[i].After = f.since(all[i].Revised)
	}
	return all, nil
}

// signatureField is a field of a form that holds a signature, or waits for one.
type signatureField struct {
	name   string
	number int // of its object; 0 where it has none
	value  pdfDict
}

// dict follows a reference to a dictionary; nil where there is none.
func (f *pdfFile) dict(o any) (pdfDict, error) {
	o, err := f.get(o)
	if err != nil {
		return nil, err
	}
	d, _ := o.(pdfDict)
	return d, nil
}

// signatureFields are those of the form in the document's catalog.
func (f *pdfFile) signatureFields() ([]signatureField, error) {
	root, err := f.dict(f.trailer["Root"])
	if err != nil {
		return nil, err
	}
	if root == nil {
		return nil, notPDF("no catalog")
	}
	form, err := f.dict(root["AcroForm"])
	if err != nil || form == nil {
		return nil, err
	}
	var all []signatureField
	seen := map[pdfRef]bool{}
	err = f.walkFields(form["Fields"], "", pdfDict{}, seen, 0, &all)
	return all, err
}

// walkFields goes down a tree of fields; their type and value are inherited
// (12.7.3.1).
func (f *pdfFile) walkFields(list any, name string, above pdfDict, seen map[pdfRef]bool, depth int, all *[]signatureField) error {
	kids, err := f.get(list)
	if err != nil {
		return err
	}
	array, _ := kids.(pdfArray)
	for _, kid := range array {
		ref, far := kid.(pdfRef)
		if far && seen[ref] || depth > maxPDFNesting || len(*all) > 4*maxPDFSignatures {
			return refuse(Refused, PDFCoverage)
		}
		seen[ref] = far
		field, err := f.dict(kid)
		if err != nil {
			return err
		}
		here := pdfDict{"FT": above["FT"], "V": above["V"]}
		for key := range here {
			if o, own := field[key]; own {
				here[key] = o
			}
		}
		full := name
		if part, ok := field["T"].(pdfString); ok {
			full = joinedName(name, pdfText(part))
		}
		if field["Kids"] != nil {
			if err := f.walkFields(field["Kids"], full, here, seen, depth+1, all); err != nil {
				return err
			}
		}
		if kind, err := f.get(here["FT"]); err != nil || kind != pdfName("Sig") || field["Kids"] != nil {
			if err != nil {
				return err
			}
			continue
		}
		value, err := f.dict(here["V"])
		if err != nil {
			return err
		}
		*all = append(*all, signatureField{full, ref.number, value})
	}
	return nil
}

func joinedName(above, name string) string {
	if above == "" {
		return name
	}
	return above + "." + name
}

// readPDFSignature holds a signature's dictionary against the bytes of the file.
func readPDFSignature(data []byte, field signatureField) (PDFSignature, error) {
	s := PDFSignature{Field: field.name}
	kind, _ := field.value["SubFilter"].(pdfName)
	switch s.Kind = string(kind); s.Kind {
	case "adbe.pkcs7.detached", "ETSI.CAdES.detached", TimestampType:
	case "adbe.pkcs7.sha1", "adbe.x509.rsa_sha1":
		return s, refuse(Refused, WeakDigest)
	default:
		return s, &refusal{Unreadable, PDFKind, about(s.Kind)}
	}
	if at, ok := field.value["M"].(pdfString); ok {
		s.Claimed = pdfText(at)
	}
	contents, ok := field.value["Contents"].(pdfString)
	bounds, ok2 := field.value["ByteRange"].(pdfArray)
	if !ok || !ok2 || len(bounds) != 4 || contents.to == 0 {
		return s, refuse(Refused, PDFCoverage)
	}
	var n [4]int
	for i := range n {
		if n[i], ok = whole(bounds[i]); !ok {
			return s, refuse(Refused, PDFCoverage)
		}
	}
	s.from, s.to, s.Revised = n[1], n[2], n[2]+n[3]
	// The gap is this dictionary's own string, brackets included, and nothing else.
	if n[0] != 0 || s.from != contents.from || s.to != contents.to || s.Revised > len(data) ||
		s.from >= s.Revised || data[s.from] != '<' {
		return s, refuse(Refused, PDFCoverage)
	}
	if !wholeRevision(data, s.Revised) {
		return s, refuse(Refused, PDFCoverage)
	}
	s.CMS = []byte(contents.bytes)
	return s, nil
}

// wholeRevision: the file was complete when it had so many bytes.
func wholeRevision(data []byte, end int) bool {
	return bytes.HasSuffix(bytes.TrimRight(data[:end], "\r\n"), []byte("%%EOF"))
}

// pdfText is a text string as people read it (7.9.2.2): UTF-16 or bytes.
func pdfText(s pdfString) string {
	b := []byte(s.bytes)
	if !bytes.HasPrefix(b, []byte("\xfe\xff")) {
		return string(bytes.ToValidUTF8(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), []byte("\ufffd")))
	}
	var units []uint16
	for b = b[2:]; len(b) >= 2; b = b[2:] {
		units = append(units, uint16(b[0])<<8|uint16(b[1]))
	}
	return string(utf16.Decode(units))
}
