package esign

import (
	"bytes"
	"crypto/sha256"
	"time"

	"tarazy/internal/court"
)

// readOther reads a file of one of the formats that are not CMS by themselves,
// by its first bytes. known: it is one of these.
func (v *Verifier) readOther(file []byte) (f found, known bool, err error) {
	switch text := bytes.TrimLeft(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf")), " \t\r\n"); {
	case bytes.HasPrefix(file, []byte("%PDF-")):
		f, err = v.readPDF(file)
	case bytes.HasPrefix(text, []byte("<")):
		f, err = v.readSignedXML(file)
	default:
		return f, false, nil
	}
	return f, true, err
}

func digestOfBytes(b []byte) Digest {
	sum := sha256.Sum256(b)
	return Digest{SHA256: hexOf(sum[:]), Size: int64(len(b))}
}

// readSignedXML reads XML as NCALayer signs it. Such a signature covers no
// reference to its certificate and no time.
func (v *Verifier) readSignedXML(file []byte) (found, error) {
	f := found{format: FormatXML, attached: true}
	x, err := ParseXML(file)
	if err != nil {
		return f, err
	}
	f.content = digestOfBytes(x.Content)
	signer := x.Certificates[0]
	s := signed{cert: signer, algorithm: describe(x.method, signer.key), level: LevelNone, value: x.signature, pool: x.Certificates}
	if err := x.Check(); err != nil {
		s.fail = refusalOf(err)
	}
	f.signed = []signed{s}
	return f, nil
}

// readPDF reads a card, where the file is one, and a PDF's own signatures
// otherwise. A card that is signed itself is judged by its own signatures alone:
// they cover the files inside.
func (v *Verifier) readPDF(file []byte) (found, error) {
	all, err := ParsePDF(file)
	if err != nil {
		if refusalOf(err).reason == NoSigners {
			if card, no := ParseCard(file); no == nil || refusalOf(no).reason != NotACard {
				return v.readCard(card, no)
			}
		}
		return found{format: FormatPDF}, err
	}
	f := found{format: FormatPDF, attached: true}
	for _, s := range all {
		if s.Kind == TimestampType {
			continue // proves a time of the file, of no signature in it
		}
		one, evidence := v.readPDFSigner(file, s)
		one.revision, one.continued = digestOfBytes(file[:s.Revised]), s.After == SignedAgain
		if len(f.signed) == 0 {
			f.content = one.revision // the oldest comes first, and is in all the others
		}
		f.signed, f.evidence = append(f.signed, one), append(f.evidence, evidence...)
	}
	if len(f.signed) == 0 {
		return f, refuse(Unreadable, NoSigners)
	}
	return f, nil
}

// readPDFSigner reads one signature. What was added to the file after it makes
// it "changed", whatever else it is: nobody signed what is seen now.
func (v *Verifier) readPDFSigner(file []byte, p PDFSignature) (s signed, evidence []Evidence) {
	fail := func(err error) (signed, []Evidence) {
		s.fail = refusalOf(err)
		return s, evidence
	}
	raw, err := unpadded(p.CMS)
	if err != nil {
		return fail(err)
	}
	d, err := parseCMS(raw)
	if err != nil {
		return fail(err)
	}
	if d.attached || len(d.signers) != 1 || !is(d.contentType, oidData) {
		return fail(refuse(Refused, PDFCoverage))
	}
	content := &sums{apart: bytes.NewReader(p.Content(file)), done: map[string][]byte{}}
	if !v.work.spend(int64(p.Revised)) {
		return fail(refuse(Unreadable, TooDeep))
	}
	if s = d.check(d.signers[0], content.of, v.trust.Foreign); s.claimed.IsZero() {
		s.claimed = pdfTime(p.Claimed)
	}
	if s.fail == nil && p.After == ChangedAfter {
		s.fail = refuse(Changed, PDFContinued)
	}
	return s, d.evidence
}

// unpadded is a CMS without the zeros that fill its place, in DER.
func unpadded(raw []byte) ([]byte, error) {
	left := maxElements
	_, rest, err := readBER(raw, 0, &left)
	if err != nil {
		return nil, err
	}
	if len(bytes.Trim(rest, "\x00")) > 0 {
		return nil, refuse(Refused, PDFCoverage)
	}
	return toDER(raw[:len(raw)-len(rest)])
}

// pdfTime reads D:20260131120000+05'00' (ISO 32000-1, 7.9.4); zero for anything
// else.
func pdfTime(s string) time.Time {
	for _, form := range []string{"D:20060102150405-07'00'", "D:20060102150405-07'00", "D:20060102150405Z"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// readCard reads the signatures of a card over its original.
func (v *Verifier) readCard(card *Card, err error) (found, error) {
	f := found{format: FormatDDC, attached: true}
	if err != nil {
		return f, err
	}
	f.original = court.Text(card.Original.Name)
	for _, a := range card.Signatures {
		one, err := v.readCMS(a.Bytes, bytes.NewReader(card.Original.Bytes))
		if err != nil {
			return f, err
		}
		f.content = one.content
		f.signed, f.evidence = append(f.signed, one.signed...), append(f.evidence, one.evidence...)
		if len(f.signed) > maxSigners {
			return f, refuse(Unreadable, TooManySigners)
		}
	}
	return f, nil
}
