package esign

import (
	"bytes"
	"strconv"
)

// What a PDF object is here: nil, bool, float64, pdfString, pdfName, pdfArray,
// pdfDict, pdfRef, pdfStream (ISO 32000-1, section 7.3).
type (
	pdfName   string
	pdfArray  []any
	pdfDict   map[pdfName]any
	pdfRef    struct{ number, generation int }
	pdfString struct {
		bytes    string
		from, to int // where a string in < > stands in its bytes; 0, 0 for one in ( )
	}
	pdfStream struct {
		dict pdfDict
		raw  []byte
	}
)

// maxPDFNesting is how deep arrays and dictionaries may stand in each other.
const maxPDFNesting = 40

func notPDF(why string) error { return &refusal{Unreadable, Malformed, about("pdf: " + why)} }

// pdfLexer reads objects from bytes.
type pdfLexer struct {
	data  []byte
	at    int
	depth int
}

func isPDFSpace(b byte) bool { return bytes.IndexByte([]byte("\x00\t\n\f\r "), b) >= 0 }
func isPDFDelim(b byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), b) >= 0 }

// space goes over white space and comments.
func (l *pdfLexer) space() {
	for l.at < len(l.data) {
		switch b := l.data[l.at]; {
		case isPDFSpace(b):
			l.at++
		case b == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// word is the next run of regular characters.
func (l *pdfLexer) word() string {
	from := l.at
	for l.at < len(l.data) && !isPDFSpace(l.data[l.at]) && !isPDFDelim(l.data[l.at]) {
		l.at++
	}
	return string(l.data[from:l.at])
}

// keyword takes a word that must stand here.
func (l *pdfLexer) keyword(want string) bool {
	l.space()
	from := l.at
	if l.word() == want {
		return true
	}
	l.at = from
	return false
}

// integer takes an unsigned whole number.
func (l *pdfLexer) integer() (int, bool) {
	l.space()
	from := l.at
	w := l.word()
	n, err := strconv.Atoi(w)
	if err != nil || len(w) > 12 || w[0] < '0' || w[0] > '9' {
		l.at = from
		return 0, false
	}
	return n, true
}

// object reads one object. It refuses nesting beyond the limit, a key twice in
// a dictionary (readers differ in which counts), and what is no object.
func (l *pdfLexer) object() (any, error) {
	if l.depth++; l.depth > maxPDFNesting {
		return nil, notPDF("nested too deep")
	}
	defer func() { l.depth-- }()
	l.space()
	if l.at >= len(l.data) {
		return nil, notPDF("an object is missing")
	}
	switch b := l.data[l.at]; {
	case b == '/':
		return l.name()
	case b == '(':
		return l.literal()
	case b == '[':
		l.at++
		return l.array()
	case bytes.HasPrefix(l.data[l.at:], []byte("<<")):
		l.at += 2
		return l.dict()
	case b == '<':
		return l.hex()
	}
	if n, ok := l.integer(); ok {
		return l.numberOrRef(n), nil
	}
	switch w := l.word(); w {
	case "null":
		return nil, nil
	case "true", "false":
		return w == "true", nil
	default:
		f, err := strconv.ParseFloat(w, 64)
		if err != nil || len(w) > 40 {
			return nil, notPDF("an unknown word")
		}
		return f, nil
	}
}

// numberOrRef looks whether "n g R" stands here.
func (l *pdfLexer) numberOrRef(n int) any {
	from := l.at
	if g, ok := l.integer(); ok && l.keyword("R") {
		return pdfRef{n, g}
	}
	l.at = from
	return float64(n)
}

func (l *pdfLexer) name() (pdfName, error) {
	l.at++
	var out []byte
	w := l.word()
	for i := 0; i < len(w); i++ {
		if w[i] == '#' && i+2 < len(w) {
			n, err := strconv.ParseUint(w[i+1:i+3], 16, 8)
			if err != nil {
				return "", notPDF("a name's escape")
			}
			out = append(out, byte(n))
			i += 2
			continue
		}
		out = append(out, w[i])
	}
	return pdfName(out), nil
}

func (l *pdfLexer) array() (pdfArray, error) {
	all := pdfArray{}
	for {
		if l.space(); l.at < len(l.data) && l.data[l.at] == ']' {
			l.at++
			return all, nil
		}
		o, err := l.object()
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
}

func (l *pdfLexer) dict() (pdfDict, error) {
	d := pdfDict{}
	for {
		l.space()
		if bytes.HasPrefix(l.data[l.at:], []byte(">>")) {
			l.at += 2
			return d, nil
		}
		if l.at >= len(l.data) || l.data[l.at] != '/' {
			return nil, notPDF("a key is no name")
		}
		key, err := l.name()
		if err != nil {
			return nil, err
		}
		if _, twice := d[key]; twice {
			return nil, notPDF("a key stands twice")
		}
		if d[key], err = l.object(); err != nil {
			return nil, err
		}
	}
}

// literal is a string in ( ).
func (l *pdfLexer) literal() (pdfString, error) {
	var out []byte
	open := 0
	for ; l.at < len(l.data); l.at++ {
		b := l.data[l.at]
		switch b {
		case '(':
			if open++; open == 1 {
				continue
			}
		case ')':
			if open--; open == 0 {
				l.at++
				return pdfString{bytes: string(out)}, nil
			}
		case '\\':
			l.at++
			out = l.escape(out)
			continue
		}
		out = append(out, b)
	}
	return pdfString{}, notPDF("a string has no end")
}

// escape appends what a backslash and the characters after it mean.
func (l *pdfLexer) escape(out []byte) []byte {
	if l.at >= len(l.data) {
		return out
	}
	b := l.data[l.at]
	if i := bytes.IndexByte([]byte("nrtbf"), b); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	if b == '\r' && l.at+1 < len(l.data) && l.data[l.at+1] == '\n' {
		l.at++
		return out
	}
	if b == '\n' || b == '\r' {
		return out
	}
	if b < '0' || b > '7' {
		return append(out, b)
	}
	n := 0
	for i := 0; i < 3 && l.at < len(l.data) && l.data[l.at] >= '0' && l.data[l.at] <= '7'; i++ {
		n = n*8 + int(l.data[l.at]-'0')
		l.at++
	}
	l.at--
	return append(out, byte(n))
}

// hex is a string in < >, which remembers where it stood.
func (l *pdfLexer) hex() (pdfString, error) {
	s := pdfString{from: l.at}
	end := bytes.IndexByte(l.data[l.at:], '>')
	if end < 0 {
		return s, notPDF("a string has no end")
	}
	var out []byte
	digits := 0
	for _, b := range l.data[l.at+1 : l.at+end] {
		if isPDFSpace(b) {
			continue
		}
		n := bytes.IndexByte([]byte("0123456789abcdef"), b|0x20)
		if n < 0 || b < '0' || b > 'f' {
			return s, notPDF("a string has no hex digits")
		}
		if digits%2 == 0 {
			out = append(out, byte(n)<<4)
		} else {
			out[len(out)-1] |= byte(n)
		}
		digits++
	}
	l.at += end + 1
	s.bytes, s.to = string(out), l.at
	return s, nil
}
