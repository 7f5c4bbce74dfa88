package esign

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"tarazy/internal/court"
)

// maxAttachments is how many files a card may hold.
const maxAttachments = 64

// Attachment is a file inside another.
type Attachment struct {
	Name        string
	Description string
	Bytes       []byte
}

// Card is an electronic document card ("карточка электронного документа"): a
// PDF that shows a document and who signed it, with the original and the
// signatures inside as files.
//
// What its pages show is signed by nobody. A verdict on a card is one on its
// original; it names it and says so, and whoever asks is given the original.
type Card struct {
	Original   Attachment
	Signatures []Attachment // each a detached CMS over the original's bytes
}

// ParseCard takes a card apart. It refuses (Invalid, Limit) what ParsePDF would
// refuse of the file as such, a PDF without at least two files in it, one whose
// further files are not all CMS, two files of one name, and more than the limits.
// It verifies nothing.
func ParseCard(data []byte) (*Card, error) {
	unpacked := 0
	f, err := openPDF(data, &unpacked)
	if err != nil {
		return nil, err
	}
	root, err := f.dict(f.trailer["Root"])
	if err != nil {
		return nil, err
	}
	names, err := f.dict(root["Names"])
	if err != nil {
		return nil, err
	}
	var files []Attachment
	if err := f.nameTree(names["EmbeddedFiles"], 0, &files); err != nil {
		return nil, err
	}
	if len(files) < 2 || isCMS(files[0].Bytes) {
		return nil, refuse(Unreadable, NotACard)
	}
	seen := map[string]bool{}
	for i, a := range files {
		if i > 0 && !isCMS(a.Bytes) {
			return nil, &refusal{Unreadable, CardFiles, about(a.Name)}
		}
		if seen[a.Name] {
			return nil, &refusal{Unreadable, CardFiles, about(a.Name)}
		}
		seen[a.Name] = true
	}
	return &Card{Original: files[0], Signatures: files[1:]}, nil
}

// FileName is the original's name as it may be written to a disk: what stands in a
// card is a stranger's word, and may lead elsewhere or hide.
func (a Attachment) FileName() string {
	name := strings.ReplaceAll(a.Name, `\`, "/")
	name = court.Text(name[strings.LastIndexByte(name, '/')+1:])
	name = strings.TrimLeft(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name), ". ")
	if name == "" || len(name) > 200 || !utf8.ValidString(name) {
		return "original"
	}
	return name
}

// isCMS: a ContentInfo of signed data, in DER or BER, as its first bytes have it.
func isCMS(b []byte) bool {
	return len(b) > 20 && b[0] == 0x30 && bytes.Contains(b[:min(len(b), 24)], []byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"))
}

// nameTree goes through embedded files in the order of the tree (7.9.6).
func (f *pdfFile) nameTree(o any, depth int, files *[]Attachment) error {
	tree, err := f.dict(o)
	if err != nil {
		return err
	}
	if depth > maxPDFNesting {
		return notPDF("a tree without end")
	}
	kids, err := f.get(tree["Kids"])
	if err != nil {
		return err
	}
	list, _ := kids.(pdfArray)
	for _, kid := range list {
		if err := f.nameTree(kid, depth+1, files); err != nil {
			return err
		}
	}
	o, err = f.get(tree["Names"])
	if err != nil {
		return err
	}
	pairs, _ := o.(pdfArray)
	for i := 1; i < len(pairs); i += 2 {
		if len(*files) >= maxAttachments {
			return refuse(Unreadable, TooLarge)
		}
		a, err := f.attachment(pairs[i])
		if err != nil {
			return err
		}
		*files = append(*files, a)
	}
	return nil
}

// attachment reads a file specification (7.11.3).
func (f *pdfFile) attachment(o any) (Attachment, error) {
	var a Attachment
	spec, err := f.dict(o)
	if err != nil {
		return a, err
	}
	for key, into := range map[pdfName]*string{"F": &a.Name, "Desc": &a.Description} {
		if s, ok := spec[key].(pdfString); ok {
			*into = pdfText(s)
		}
	}
	if s, ok := spec["UF"].(pdfString); ok && s.bytes != "" {
		a.Name = pdfText(s)
	}
	held, err := f.dict(spec["EF"])
	if err != nil {
		return a, err
	}
	which, both := held["UF"], held["F"] != nil && held["UF"] != nil
	if which == nil {
		which = held["F"]
	}
	if both && !sameObject(held["F"], held["UF"]) {
		return a, &refusal{Unreadable, CardFiles, about(a.Name)}
	}
	content, err := f.get(which)
	if err != nil {
		return a, err
	}
	s, ok := content.(pdfStream)
	if !ok {
		return a, refuse(Unreadable, NotACard)
	}
	a.Bytes, err = f.unpack(s)
	return a, err
}
