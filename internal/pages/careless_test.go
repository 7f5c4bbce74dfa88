package pages

import (
	"net/http/httptest"
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/web"
)

// What nobody did must not get into the record by a careless press: a device
// test that was passed over is told as none, and a contact attempt is chosen.
func TestNothingIsToldThatWasNotDone(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true})
	for _, lang := range []court.Lang{court.Kazakh, court.Russian, court.English} {
		w := ask(h, judge(lang), httptest.NewRequest("GET", "/hearings/"+string(hrg)+"/lobby/promise", nil))
		checkPage(t, "promise", lang, w)
		for _, want := range []string{`name="camera" value="untested"`, `name="microphone" value="untested"`, `name="sound" value="untested"`,
			`id="untested"`, `href="/hearings/` + string(hrg) + `/lobby/device"`} {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: the promise lacks %s", lang, want)
			}
		}
		w = ask(h, judge(lang), httptest.NewRequest("GET", "/hearings/"+string(hrg), nil))
		checkPage(t, "hearing", lang, w)
		if b := w.Body.String(); !strings.Contains(b, `name="channel" required><option value="">`) || !strings.Contains(b, `name="result" required><option value="">`) {
			t.Errorf("%s: a contact attempt is chosen beforehand", lang)
		}
	}
}
