package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"tarazy/internal/fault"
)

// Limits of the record's JSON. A second verifier holds the same ones.
const (
	MaxDepth   = 32      // arrays and objects inside each other
	MaxJSON    = 1 << 20 // bytes of one event, before and after
	maxInteger = 1 << 53
)

var (
	errEnd       = errors.New("record: JSON ends too early")
	errNotNFC    = errors.New("record: text is not in NFC")
	errUTF8      = errors.New("record: text is not UTF-8")
	errMarks     = errors.New("record: too many combining marks in a row")
	errShape     = errors.New("record: not in canonical form")
	errDuplicate = errors.New("record: a member's name stands twice")
)

// unfit is the refusal of a text that a person can mend.
func unfit(why error) error { return fault.Invalid("record.text").Because(why) }

// Canonical is the JCS form (RFC 8785) of v, which marshals to JSON. It refuses
// what the record has no place for: floats, integers beyond 2^53, names twice
// in one object, text that is not UTF-8 in NFC, more than MaxDepth levels and
// more than MaxJSON bytes.
func Canonical(v any) ([]byte, error) {
	return appendCanonical(nil, v, MaxJSON)
}

// dataDepth is how deep an event's data stands in a receipt: in the payload, in
// the event. What is deeper than MaxDepth there could be recorded, but no
// receipt of it could be read.
const dataDepth = 3

// canonicalData is Canonical for an event's data.
func canonicalData(v any) ([]byte, error) {
	b, err := Canonical(v)
	if err != nil {
		return nil, err
	}
	if deep := depthOf(b); deep > MaxDepth-dataDepth {
		return nil, fmt.Errorf("record: data of %d levels, at most %d", deep, MaxDepth-dataDepth)
	}
	return b, nil
}

// depthOf counts the levels of canonical JSON.
func depthOf(b []byte) (deepest int) {
	depth, text := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			text = !text
		case text && c == '\\':
			i++
		case !text && (c == '{' || c == '['):
			depth++
			deepest = max(deepest, depth)
		case !text && (c == '}' || c == ']'):
			depth--
		}
	}
	return deepest
}

func appendCanonical(dst []byte, v any, max int) ([]byte, error) {
	var src []byte
	switch v := v.(type) {
	case json.RawMessage:
		src = v
	default:
		var buf bytes.Buffer
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			return nil, fmt.Errorf("record: %w", err)
		}
		src = buf.Bytes()
	}
	// encoding/json writes invalid UTF-8 as an escaped U+FFFD, and a real one
	// plainly: the escape therefore means that text was lost on the way.
	if dst == nil {
		dst = make([]byte, 0, len(src))
	}
	return scan(dst, src, max, true)
}

// CanonicalBytes is the JCS form of JSON text, with the refusals of Canonical.
func CanonicalBytes(src []byte) ([]byte, error) {
	return canonicalise(make([]byte, 0, len(src)), src, MaxJSON)
}

func canonicalise(dst, src []byte, max int) ([]byte, error) {
	return scan(dst, src, max, false)
}

func scan(dst, src []byte, max int, refuseLost bool) ([]byte, error) {
	if len(src) > max {
		return nil, fmt.Errorf("record: JSON of %d bytes, at most %d", len(src), max)
	}
	s := scanner{src: src, dst: dst, refuseLost: refuseLost}
	s.space()
	if err := s.value(0); err != nil {
		return nil, err
	}
	s.space()
	if s.at != len(s.src) {
		return nil, errors.New("record: more than one JSON value")
	}
	if len(s.dst)-len(dst) > max {
		return nil, fmt.Errorf("record: canonical JSON over %d bytes", max)
	}
	return s.dst, nil
}

// scanner reads src once, checks it, and appends its canonical form to dst.
type scanner struct {
	src, dst   []byte
	at         int
	refuseLost bool
}

func (s *scanner) space() {
	for s.at < len(s.src) {
		switch s.src[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

func (s *scanner) peek() byte {
	if s.at < len(s.src) {
		return s.src[s.at]
	}
	return 0
}

func (s *scanner) value(depth int) error {
	if s.at >= len(s.src) {
		return errEnd
	}
	switch c := s.src[s.at]; {
	case c == '{':
		return s.object(depth + 1)
	case c == '[':
		return s.array(depth + 1)
	case c == '"':
		_, err := s.str()
		return err
	case c == 't':
		return s.word("true")
	case c == 'f':
		return s.word("false")
	case c == 'n':
		return s.word("null")
	case c == '-' || c >= '0' && c <= '9':
		return s.integer()
	default:
		return fmt.Errorf("record: %q where a JSON value begins", c)
	}
}

func (s *scanner) word(w string) error {
	if len(s.src)-s.at < len(w) || string(s.src[s.at:s.at+len(w)]) != w {
		return errors.New("record: unknown word in JSON")
	}
	s.at += len(w)
	s.dst = append(s.dst, w...)
	return nil
}

func (s *scanner) integer() error {
	start := s.at
	if s.peek() == '-' {
		s.at++
	}
	first := s.at
	var n uint64
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		n = n*10 + uint64(c-'0')
		if n > maxInteger {
			return errors.New("record: integer beyond 2^53")
		}
		s.at++
	}
	digits := s.at - first
	switch c := s.peek(); {
	case digits == 0, digits > 1 && s.src[first] == '0':
		return errors.New("record: malformed number")
	case c == '.' || c == 'e' || c == 'E':
		return errors.New("record: a number is not an integer")
	case n == 0 && first != start:
		return errors.New("record: negative zero")
	}
	s.dst = append(s.dst, s.src[start:s.at]...)
	return nil
}

func (s *scanner) array(depth int) error {
	if depth > MaxDepth {
		return fmt.Errorf("record: JSON deeper than %d", MaxDepth)
	}
	s.at++
	s.dst = append(s.dst, '[')
	s.space()
	if s.peek() == ']' {
		s.at++
		s.dst = append(s.dst, ']')
		return nil
	}
	for {
		s.space()
		if err := s.value(depth); err != nil {
			return err
		}
		s.space()
		c := s.peek()
		if c != ',' && c != ']' {
			return errEnd
		}
		s.at++
		s.dst = append(s.dst, c)
		if c == ']' {
			return nil
		}
	}
}

// member is one name and where `"name":value` stands in dst.
type member struct {
	name     []byte
	from, to int
}

func (s *scanner) object(depth int) error {
	if depth > MaxDepth {
		return fmt.Errorf("record: JSON deeper than %d", MaxDepth)
	}
	s.at++
	s.dst = append(s.dst, '{')
	begin := len(s.dst)
	s.space()
	if s.peek() == '}' {
		s.at++
		s.dst = append(s.dst, '}')
		return nil
	}
	var room [12]member
	all, sorted := room[:0], true
	for {
		s.space()
		m, err := s.member(depth)
		if err != nil {
			return err
		}
		if len(all) > 0 && compareUTF16(all[len(all)-1].name, m.name) >= 0 {
			sorted = false
		}
		all = append(all, m)
		s.space()
		c := s.peek()
		s.at++
		if c == '}' {
			break
		}
		if c != ',' {
			return errEnd
		}
		s.dst = append(s.dst, ',')
	}
	if !sorted {
		if err := s.reorder(begin, all); err != nil {
			return err
		}
	}
	s.dst = append(s.dst, '}')
	return nil
}

func (s *scanner) member(depth int) (m member, err error) {
	if s.peek() != '"' {
		return m, errors.New("record: a member without a name")
	}
	m.from = len(s.dst)
	if m.name, err = s.str(); err != nil {
		return m, err
	}
	s.space()
	if s.peek() != ':' {
		return m, errEnd
	}
	s.at++
	s.dst = append(s.dst, ':')
	s.space()
	err = s.value(depth)
	m.to = len(s.dst)
	return m, err
}

// reorder sorts the members standing in dst from begin on, and finds doubles.
func (s *scanner) reorder(begin int, all []member) error {
	old := slices.Clone(s.dst[begin:])
	slices.SortFunc(all, func(a, b member) int { return compareUTF16(a.name, b.name) })
	s.dst = s.dst[:begin]
	for i, m := range all {
		if i > 0 {
			if bytes.Equal(all[i-1].name, m.name) {
				return errDuplicate
			}
			s.dst = append(s.dst, ',')
		}
		s.dst = append(s.dst, old[m.from-begin:m.to-begin]...)
	}
	return nil
}

// compareUTF16 orders names by their UTF-16 code units, as RFC 8785 wants: it
// differs from the order of bytes only beyond the basic plane.
func compareUTF16(a, b []byte) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] == b[i] {
			continue
		}
		if a[i] < utf8.RuneSelf && b[i] < utf8.RuneSelf {
			return int(a[i]) - int(b[i])
		}
		return slices.Compare(utf16.Encode([]rune(string(a))), utf16.Encode([]rune(string(b))))
	}
	return len(a) - len(b)
}
