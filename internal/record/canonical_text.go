package record

import (
	"bytes"
	"errors"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarks bounds combining marks one after another. Go's tables call text with
// more than 30 not normal (stream-safe text), which others do not know.
const maxMarks = 20

// str reads one string, appends its canonical form, and answers its text.
func (s *scanner) str() ([]byte, error) {
	ascii := true
	for i := s.at + 1; i < len(s.src); i++ {
		c := s.src[i]
		if c == '"' {
			text := s.src[s.at+1 : i]
			if !ascii {
				if err := checkText(text); err != nil {
					return nil, err
				}
			}
			s.dst = append(s.dst, s.src[s.at:i+1]...)
			s.at = i + 1
			return text, nil
		}
		if c == '\\' || c < ' ' {
			break
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	text, err := s.slowString()
	if err != nil {
		return nil, err
	}
	s.dst, err = appendString(s.dst, text)
	return text, err
}

// checkText refuses text that is not UTF-8 in NFC. Latin before the combining
// marks and plain Cyrillic can only be in NFC; the tables are asked for the rest.
func checkText(text []byte) error {
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		switch {
		case r < utf8.RuneSelf:
		case r >= 0xc2 && r <= 0xdf && i+1 < len(text) && text[i+1]&0xc0 == 0x80:
			// Two bytes, as all our alphabets have: decoded here, which is faster.
			r, n = r&0x1f<<6|rune(text[i+1]&0x3f), 2
		default:
			if r, n = utf8.DecodeRune(text[i:]); r == utf8.RuneError && n == 1 {
				return unfit(errUTF8)
			}
		}
		if r >= 0x300 && (r < 0x400 || r > 0x482) && (r < 0x48a || r > 0x52f) {
			return checkTextByTable(text)
		}
		i += n
	}
	return nil
}

func checkTextByTable(text []byte) error {
	if !utf8.Valid(text) {
		return unfit(errUTF8)
	}
	if !norm.NFC.IsNormal(text) {
		return unfit(errNotNFC)
	}
	marks := 0
	for _, r := range string(text) {
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if marks > maxMarks {
			return unfit(errMarks)
		}
	}
	return nil
}

func (s *scanner) slowString() ([]byte, error) {
	var text []byte
	for s.at++; s.at < len(s.src); {
		c := s.src[s.at]
		switch {
		case c == '"':
			s.at++
			return text, nil
		case c < ' ':
			return nil, errors.New("record: a control character in text")
		case c == '\\':
			r, err := s.escape()
			if err != nil {
				return nil, err
			}
			text = utf8.AppendRune(text, r)
		default:
			text = append(text, c)
			s.at++
		}
	}
	return nil, errEnd
}

// escape reads one escape; a pair of surrogates is one.
func (s *scanner) escape() (rune, error) {
	if s.at+1 >= len(s.src) {
		return 0, errEnd
	}
	c := s.src[s.at+1]
	if i := bytes.IndexByte([]byte(`"\/bfnrt`), c); i >= 0 {
		s.at += 2
		return rune("\"\\/\b\f\n\r\t"[i]), nil
	}
	r, err := s.unit()
	if err != nil {
		return 0, err
	}
	if s.refuseLost && r == utf8.RuneError {
		return 0, unfit(errUTF8)
	}
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	low, err := s.unit()
	if err != nil {
		return 0, err
	}
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return 0, errors.New("record: half of a surrogate pair")
	}
	return r, nil
}

// unit reads \uXXXX.
func (s *scanner) unit() (rune, error) {
	if s.at+6 > len(s.src) || s.src[s.at] != '\\' || s.src[s.at+1] != 'u' {
		return 0, errors.New("record: malformed escape")
	}
	var r rune
	for _, c := range s.src[s.at+2 : s.at+6] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, errors.New("record: malformed escape")
		}
	}
	s.at += 6
	return r, nil
}

// appendString appends text as a JSON string in canonical form. It refuses
// text that is not UTF-8 in NFC.
func appendString[T []byte | string](dst []byte, text T) ([]byte, error) {
	dst = append(dst, '"')
	plain := 0
	for ; plain < len(text); plain++ {
		if c := text[plain]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			break
		}
	}
	dst = append(dst, text[:plain]...)
	if plain == len(text) {
		return append(dst, '"'), nil
	}
	if err := checkText([]byte(text)); err != nil {
		return nil, err
	}
	const hexDigits = "0123456789abcdef"
	for i := plain; i < len(text); i++ {
		c := text[i]
		switch short := bytes.IndexByte([]byte("\"\\\b\f\n\r\t"), c); {
		case short >= 0:
			dst = append(dst, '\\', `"\bfnrt`[short])
		case c < ' ':
			dst = append(dst, `\u00`...)
			dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"'), nil
}
