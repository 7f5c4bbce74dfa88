package pages

import (
	"net/http/httptest"
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/web"
)

// The page has words for whatever a receipt's code comes to, all hidden until
// they are true, and commands that a stranger can run as they stand.
func TestVerifyPage(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{})
	for _, lang := range []court.Lang{court.Kazakh, court.Russian, court.English} {
		w := ask(h, judge(lang), httptest.NewRequest("GET", "/verify", nil))
		checkPage(t, "verify", lang, w)
		b := strings.ReplaceAll(w.Body.String(), "&#43;", "+")
		if strings.Count(b, "tarazy-verify --key 'localhost/log/1+0a0b0c0d+AQ+/=' ") != 3 {
			t.Errorf("%s: a command lacks the key:\n%s", lang, b)
		}
		for _, says := range []string{"stands", "another", "not_yet", "malformed", "unreachable", "contradicts", "included.unchecked", "signed.unchecked"} {
			if !strings.Contains(b, `data-says="`+says+`" hidden>`) {
				t.Errorf("%s: nothing for %s", lang, says)
			}
		}
	}
}
