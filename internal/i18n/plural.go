package i18n

import (
	"fmt"
	"strconv"

	"tarazy/internal/court"
)

// categories are the plural forms a language needs, by CLDR, for whole numbers.
func categories(lang court.Lang) []string {
	if lang == court.Russian {
		return []string{"one", "few", "many", "other"}
	}
	return []string{"one", "other"}
}

// plural is the CLDR category of a whole number. What is not one is "other".
func plural(lang court.Lang, v any) string {
	n, err := strconv.ParseInt(fmt.Sprint(v), 10, 64)
	if err != nil {
		return "other"
	}
	if n < 0 {
		n = -n
	}
	if lang != court.Russian {
		if n == 1 {
			return "one"
		}
		return "other"
	}
	switch ones, tens := n%10, n%100; {
	case ones == 1 && tens != 11:
		return "one"
	case ones >= 2 && ones <= 4 && (tens < 12 || tens > 14):
		return "few"
	}
	return "many"
}
