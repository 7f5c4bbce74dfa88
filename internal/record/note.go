package record

import (
	"encoding/base64"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a signed note: those of golang.org/x/mod/sumdb/note.
const (
	maxNote      = 1_000_000
	maxNoteLines = 100
)

var errNote = errors.New("record: malformed signed note")

// splitNote takes a signed note apart without judging who signed it. It refuses
// what note.Open lets pass: a signature in another spelling of its base64, and
// a key that signs twice, of which note.Open would verify the first line only.
func splitNote(signed string) (text string, lines []string, err error) {
	cut := strings.LastIndex(signed, "\n\n")
	if len(signed) > maxNote || cut < 0 || !strings.HasSuffix(signed, "\n") || !utf8.ValidString(signed) || strings.ContainsFunc(signed, isControl) {
		return "", nil, errNote
	}
	lines = strings.SplitN(strings.TrimSuffix(signed[cut+2:], "\n"), "\n", maxNoteLines+1)
	if len(lines) > maxNoteLines {
		return "", nil, errNote
	}
	keys := map[string]bool{}
	for _, line := range lines {
		key, ok := noteKey(line)
		if !ok || keys[key] {
			return "", nil, errNote
		}
		keys[key] = true
	}
	return signed[:cut+1], lines, nil
}

func isControl(r rune) bool { return r < ' ' && r != '\n' }

// noteKey is the name and key hash of one signature line.
func noteKey(line string) (key string, ok bool) {
	rest, ok := strings.CutPrefix(line, "— ")
	name, b64, _ := strings.Cut(rest, " ")
	raw, err := base64.StdEncoding.Strict().DecodeString(b64)
	if !ok || name == "" || strings.Contains(name, "+") || strings.ContainsFunc(name, unicode.IsSpace) || err != nil || len(raw) < 5 {
		return "", false
	}
	return name + "+" + string(raw[:4]), true
}
