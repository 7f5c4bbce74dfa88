package pages

import (
	"net/http/httptest"
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/web"
)

const soundHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

// The counts of sound that a line of the journal names can be taken from there,
// and none that no line names.
func TestCountsCanBeTaken(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true, counted: true})
	base := "/hearings/" + string(hrg)
	for _, lang := range court.Langs() {
		w := ask(h, judge(lang), httptest.NewRequest("GET", base+"/journal", nil))
		checkPage(t, "a journal with counts", lang, w)
		if !strings.Contains(w.Body.String(), `href="`+base+"/sound/"+soundHash+`"`) {
			t.Errorf("%s: the journal has no link to the counts", lang)
		}
	}
	for hash, want := range map[string]int{soundHash: 200, strings.Repeat("0", 64): 404, "x": 404} {
		w := ask(h, judge(court.English), httptest.NewRequest("GET", base+"/sound/"+hash, nil))
		if w.Code != want {
			t.Errorf("%s: %d", hash, w.Code)
		}
		if got := w.Header().Get("Content-Disposition"); want == 200 && !strings.Contains(got, ".jsonl.gz") {
			t.Errorf("saved as %q", got)
		}
	}
}
