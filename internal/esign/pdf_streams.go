package esign

import (
	"bytes"
	"compress/zlib"
	"io"
)

// packed takes an object out of an object stream (7.5.7).
func (f *pdfFile) packed(p pdfPlace) (any, error) {
	all, known := f.streams[p.stream]
	if !known {
		f.streams[p.stream] = nil
		if f.places[p.stream].stream != 0 {
			return nil, notPDF("an object stream in an object stream")
		}
		o, err := f.at(pdfRef{p.stream, f.places[p.stream].generation})
		if err != nil {
			return nil, err
		}
		s, ok := o.(pdfStream)
		if !ok || s.dict["Type"] != pdfName("ObjStm") {
			return nil, notPDF("no object stream")
		}
		if all, err = f.objectStream(s); err != nil {
			return nil, err
		}
		f.streams[p.stream] = all
	}
	if p.index >= len(all) {
		return nil, notPDF("an object stream is too short")
	}
	return all[p.index], nil
}

func (f *pdfFile) objectStream(s pdfStream) ([]any, error) {
	b, err := f.unpack(s)
	if err != nil {
		return nil, err
	}
	first, ok := whole(s.dict["First"])
	count, ok2 := whole(s.dict["N"])
	if !ok || !ok2 || first > len(b) || count > maxPDFObjects || count > len(b) {
		return nil, notPDF("an object stream's heading")
	}
	l := &pdfLexer{data: b[:first]}
	all, read := make([]any, 0, count), 0
	for range count {
		_, ok := l.integer()
		offset, ok2 := l.integer()
		if !ok || !ok2 || offset > len(b)-first {
			return nil, notPDF("an object stream's heading")
		}
		in := &pdfLexer{data: b[first:], at: offset}
		o, err := in.object()
		if err != nil {
			return nil, err
		}
		if read += in.at - offset; read > len(b)+maxPDFSlack {
			return nil, refuse(Unreadable, TooLarge)
		}
		all = append(all, o)
	}
	return all, nil
}

// unpack are a stream's bytes: as they are, or by FlateDecode with or without
// the predictors of PNG. Others are refused.
func (f *pdfFile) unpack(s pdfStream) ([]byte, error) {
	filter, parameters := s.dict["Filter"], s.dict["DecodeParms"]
	if a, ok := filter.(pdfArray); ok && len(a) == 1 {
		filter = a[0]
		if p, ok := parameters.(pdfArray); ok && len(p) == 1 {
			parameters = p[0]
		}
	}
	if a, ok := filter.(pdfArray); filter == nil || ok && len(a) == 0 {
		return s.raw, nil
	}
	if filter != pdfName("FlateDecode") {
		return nil, refuse(Unreadable, PDFFilter)
	}
	r, err := zlib.NewReader(bytes.NewReader(s.raw))
	if err != nil {
		return nil, notPDF("a packed stream")
	}
	out, err := io.ReadAll(io.LimitReader(r, maxPDFStream+1))
	if *f.unpacked += len(out); len(out) > maxPDFStream || *f.unpacked > maxPDFUnpacked {
		return nil, refuse(Unreadable, TooLarge)
	}
	if err != nil {
		return nil, notPDF("a packed stream")
	}
	p, _ := parameters.(pdfDict)
	if predictor, _ := whole(p["Predictor"]); predictor < 2 {
		return out, nil
	} else if predictor < 10 {
		return nil, refuse(Unreadable, PDFFilter)
	}
	columns, ok := whole(p["Columns"])
	if !ok {
		columns = 1
	}
	return unpredict(out, columns)
}

// unpredict undoes the predictors of PNG for rows of one-byte columns.
func unpredict(b []byte, columns int) ([]byte, error) {
	if columns < 1 || columns > 1<<16 || len(b)%(columns+1) != 0 {
		return nil, notPDF("a predictor's rows")
	}
	out := make([]byte, 0, len(b))
	above := make([]byte, columns)
	for ; len(b) > 0; b = b[columns+1:] {
		line := bytes.Clone(b[1 : columns+1])
		switch b[0] {
		case 0:
		case 2: // the one of cross-reference streams
			for i := range line {
				line[i] += above[i]
			}
		case 1:
			for i := 1; i < columns; i++ {
				line[i] += line[i-1]
			}
		default:
			return nil, refuse(Unreadable, PDFFilter)
		}
		out = append(out, line...)
		above = line
	}
	return out, nil
}
