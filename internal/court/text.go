package court

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Text is what a person wrote as the record has it: without the spaces around
// it, in NFC.
func Text(s string) string { return norm.NFC.String(strings.TrimSpace(s)) }
