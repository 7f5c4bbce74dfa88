package esign

import (
	"bytes"
)

// Limits of a PDF.
const (
	maxPDF          = 256 << 20 // bytes
	maxPDFObjects   = 500_000
	maxPDFRevisions = 100
	maxPDFStream    = 64 << 20  // bytes of one unpacked stream
	maxPDFUnpacked  = 512 << 20 // bytes of all of them
	maxPDFSlack     = 64 << 10  // bytes that objects may share
)

// pdfPlace is where an object stands: at an offset, or in an object stream.
type pdfPlace struct {
	offset     int
	generation int
	stream     int // number of the object stream; 0 for none
	index      int
	free       bool
}

// pdfFile is a PDF by its cross-reference sections, the newest first. There is
// no mending: a file whose sections are wrong is refused, because readers mend
// in different ways, and each of them would see another document.
type pdfFile struct {
	data     []byte
	places   map[int]pdfPlace
	trailer  pdfDict // the newest
	objects  map[int]any
	streams  map[int][]any // what object streams hold
	unpacked *int          // bytes so far, shared by the revisions of a file
	read     int           // bytes of objects so far
}

// openPDF reads the sections of a file, or of its first bytes as they were
// before it was continued.
func openPDF(data []byte, unpacked *int) (*pdfFile, error) {
	if len(data) > maxPDF {
		return nil, refuse(Unreadable, TooLarge)
	}
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return nil, notPDF("it does not begin with %PDF-")
	}
	f := &pdfFile{data: data, places: map[int]pdfPlace{}, objects: map[int]any{}, streams: map[int][]any{}, unpacked: unpacked}
	tail := max(0, len(data)-2048)
	at := bytes.LastIndex(data[tail:], []byte("startxref"))
	if at < 0 {
		return nil, notPDF("no startxref")
	}
	l := &pdfLexer{data: data, at: tail + at + len("startxref")}
	next, ok := l.integer()
	if !ok || !bytes.HasPrefix(bytes.TrimLeft(data[l.at:], "\x00\t\n\f\r "), []byte("%%EOF")) {
		return nil, notPDF("no end")
	}
	seen := map[int]bool{}
	for ok {
		if seen[next] || len(seen) > maxPDFRevisions {
			return nil, notPDF("sections without end")
		}
		seen[next] = true
		trailer, err := f.section(next)
		if err != nil {
			return nil, err
		}
		if hybrid, has := whole(trailer["XRefStm"]); has {
			if _, err := f.section(hybrid); err != nil {
				return nil, err
			}
		}
		if f.trailer == nil {
			f.trailer = trailer
		}
		if next, ok = whole(trailer["Prev"]); !ok && trailer["Prev"] != nil {
			return nil, notPDF("a section's predecessor")
		}
	}
	if _, encrypted := f.trailer["Encrypt"]; encrypted {
		return nil, refuse(Unreadable, PDFEncrypted)
	}
	return f, nil
}

// whole is a number that is a whole one and not negative.
func whole(o any) (int, bool) {
	n, ok := o.(float64)
	if !ok || n < 0 || n > maxPDF || n != float64(int(n)) {
		return 0, false
	}
	return int(n), true
}

// place keeps the newest of an object's places: sections are read backwards.
func (f *pdfFile) place(number int, p pdfPlace) error {
	if _, newer := f.places[number]; newer {
		return nil
	}
	if len(f.places) >= maxPDFObjects {
		return refuse(Unreadable, TooLarge)
	}
	f.places[number] = p
	return nil
}

// section reads a cross-reference table (7.5.4) or stream (7.5.8).
func (f *pdfFile) section(offset int) (pdfDict, error) {
	if offset >= len(f.data) {
		return nil, notPDF("a section beyond the end")
	}
	l := &pdfLexer{data: f.data, at: offset}
	if !l.keyword("xref") {
		return f.streamSection(l)
	}
	for !l.keyword("trailer") {
		first, ok := l.integer()
		count, ok2 := l.integer()
		if !ok || !ok2 || count > maxPDFObjects {
			return nil, notPDF("a table's heading")
		}
		for number := first; number < first+count; number++ {
			offset, ok := l.integer()
			generation, ok2 := l.integer()
			used := l.keyword("n")
			if !ok || !ok2 || !used && !l.keyword("f") {
				return nil, notPDF("a table's line")
			}
			if err := f.place(number, pdfPlace{offset: offset, generation: generation, free: !used}); err != nil {
				return nil, err
			}
		}
	}
	o, err := l.object()
	if err != nil {
		return nil, err
	}
	trailer, ok := o.(pdfDict)
	if !ok {
		return nil, notPDF("no trailer")
	}
	return trailer, nil
}

// streamSection reads a cross-reference stream.
func (f *pdfFile) streamSection(l *pdfLexer) (pdfDict, error) {
	_, o, err := f.indirect(l)
	if err != nil {
		return nil, err
	}
	s, ok := o.(pdfStream)
	if !ok || s.dict["Type"] != pdfName("XRef") {
		return nil, notPDF("no cross-reference stream")
	}
	rows, err := f.unpack(s)
	if err != nil {
		return nil, err
	}
	var w [3]int
	widths, _ := s.dict["W"].(pdfArray)
	width := 0
	for i := range w {
		if len(widths) != 3 {
			return nil, notPDF("a cross-reference stream's widths")
		}
		if w[i], ok = whole(widths[i]); !ok || w[i] > 7 {
			return nil, notPDF("a cross-reference stream's widths")
		}
		width += w[i]
	}
	index, _ := s.dict["Index"].(pdfArray)
	if index == nil {
		index = pdfArray{0.0, s.dict["Size"]}
	}
	for i := 0; i+1 < len(index); i += 2 {
		first, ok := whole(index[i])
		count, ok2 := whole(index[i+1])
		if !ok || !ok2 || width == 0 || len(rows)/width < count {
			return nil, notPDF("a cross-reference stream's index")
		}
		for number := first; number < first+count; number++ {
			if err := f.place(number, row(rows[:width], w)); err != nil {
				return nil, err
			}
			rows = rows[width:]
		}
	}
	return s.dict, nil
}

// row is one entry of a cross-reference stream (7.5.8.3).
func row(b []byte, w [3]int) pdfPlace {
	field := func(width, otherwise int) int {
		if width == 0 {
			return otherwise
		}
		n := 0
		for _, x := range b[:width] {
			n = n<<8 | int(x)
		}
		b = b[width:]
		return n
	}
	kind, second, third := field(w[0], 1), field(w[1], 0), field(w[2], 0)
	switch kind {
	case 1:
		return pdfPlace{offset: second, generation: third}
	case 2:
		return pdfPlace{stream: second, index: third}
	}
	return pdfPlace{free: true}
}

// indirect reads "n g obj … endobj" where l stands. It refuses objects that lie
// in each other: read each for itself, they would be many times the file.
func (f *pdfFile) indirect(l *pdfLexer) (ref pdfRef, o any, err error) {
	from := l.at
	defer func() {
		if f.read += l.at - from; f.read > 2*len(f.data)+maxPDFSlack {
			ref, o, err = pdfRef{}, nil, refuse(Unreadable, TooLarge)
		}
	}()
	number, ok := l.integer()
	generation, ok2 := l.integer()
	if !ok || !ok2 || !l.keyword("obj") {
		return pdfRef{}, nil, notPDF("no object where a section says")
	}
	ref = pdfRef{number, generation}
	if o, err = l.object(); err != nil {
		return ref, nil, err
	}
	if d, isDict := o.(pdfDict); isDict && l.keyword("stream") {
		if o, err = f.stream(l, d); err != nil {
			return ref, nil, err
		}
	}
	if !l.keyword("endobj") {
		return ref, nil, notPDF("an object has no end")
	}
	return ref, o, nil
}

// stream takes a stream's bytes, by its length alone.
func (f *pdfFile) stream(l *pdfLexer, d pdfDict) (any, error) {
	if bytes.HasPrefix(l.data[l.at:], []byte("\r\n")) {
		l.at++
	}
	if l.at++; l.at > len(l.data) || l.data[l.at-1] != '\n' {
		return nil, notPDF("a stream's beginning")
	}
	length := d["Length"]
	if ref, far := length.(pdfRef); far {
		if p := f.places[ref.number]; p.stream != 0 || p.free {
			return nil, notPDF("a stream's length")
		}
		var err error
		if length, err = f.at(ref); err != nil {
			return nil, err
		}
	}
	n, ok := whole(length)
	if !ok || n > len(l.data)-l.at {
		return nil, notPDF("a stream's length")
	}
	s := pdfStream{d, l.data[l.at : l.at+n]}
	if l.at += n; !l.keyword("endstream") {
		return nil, notPDF("a stream's end")
	}
	return s, nil
}

// get follows a reference; what is none, is itself. A reference to nothing is
// null (7.3.10).
func (f *pdfFile) get(o any) (any, error) {
	for range 8 {
		ref, far := o.(pdfRef)
		if !far {
			return o, nil
		}
		var err error
		if o, err = f.at(ref); err != nil {
			return nil, err
		}
	}
	return nil, notPDF("references without end")
}

// at reads the object that a reference names. It refuses an object whose own
// number is another one than the section says.
func (f *pdfFile) at(ref pdfRef) (any, error) {
	if o, known := f.objects[ref.number]; known {
		return o, nil
	}
	p, known := f.places[ref.number]
	if !known || p.free || p.generation != ref.generation {
		return nil, nil
	}
	if p.stream != 0 {
		return f.packed(p)
	}
	if p.offset >= len(f.data) {
		return nil, notPDF("an object beyond the end")
	}
	f.objects[ref.number] = nil // an object that needs itself finds null
	got, o, err := f.indirect(&pdfLexer{data: f.data, at: p.offset})
	if err != nil {
		return nil, err
	}
	if got != ref {
		return nil, notPDF("another object where a section says")
	}
	f.objects[ref.number] = o
	return o, nil
}
