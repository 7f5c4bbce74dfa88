//go:build demo

package pages

import (
	"net/http/httptest"
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/pages/visitor"
	"tarazy/web"
)

// Every page of the demo says so, in the reader's language; the room too, which
// has no header.
func TestDemoBanner(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true})
	for _, lang := range court.Langs() {
		for _, path := range []string{"/", "/cases", "/hearings/" + string(hrg) + "/room"} {
			w := ask(h, judge(lang), httptest.NewRequest("GET", path, nil))
			if !strings.Contains(w.Body.String(), `<a href="/demo">`) {
				t.Errorf("%s %s: no banner", lang, path)
			}
		}
	}
	if w := ask(h, visitor.Visitor{Lang: court.English}, httptest.NewRequest("GET", "/", nil)); strings.Contains(w.Body.String(), "/demo") {
		t.Error("a court's visitor sees the demo's banner")
	}
}
