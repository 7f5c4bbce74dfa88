package court

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Text is what a person wrote as the record has it: without the spaces around
// it, in NFC, and without characters that nobody sees. Those that turn the
// direction of writing can make one text read as another; no language of the
// court needs them.
func Text(s string) string {
	return norm.NFC.String(strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Cc) && r != '\n' && r != '\r' && r != '\t' {
			return -1
		}
		return r
	}, s)))
}
