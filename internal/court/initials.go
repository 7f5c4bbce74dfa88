package court

import (
	"strings"
	"unicode"
)

// Initials is a person's name as it is published: the surname, which stands
// first, and the first letters of the others. A name in quotation marks, that of
// an organisation, stays as it is, and so does one of a single word.
func Initials(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 || strings.ContainsAny(name, "«»\"“”„") {
		return name
	}
	for i, w := range words[1:] {
		words[i+1] = string(unicode.ToUpper([]rune(w)[0])) + "."
	}
	return strings.Join(words, " ")
}
