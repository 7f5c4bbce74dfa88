package pages

import (
	"strings"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/web"
)

// An answer that waits is no format that stood: the page says what stands, what
// the judge has not ruled on, and of earlier answers that they waited.
func TestAnAnswerThatWaits(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	body := page(t, house(t, &desk{waits: true}), caseHref(no)+"/format")
	for _, want := range []string{`id="awaits"`, `id="waits"`, "the format stays as it is until the judge rules", "What was stated of " + names[rsp], "The law’s answer would have been: online"} {
		if !strings.Contains(body, want) {
			t.Errorf("not said: %s", want)
		}
	}
	if body := page(t, house(t, &desk{}), caseHref(no)+"/format"); strings.Contains(body, `id="waits"`) {
		t.Error("something waits where nothing does")
	}
	f := docket.File{Decisions: []docket.Decision{{FormatDecided: docket.FormatDecided{Outcome: court.Online, Held: court.InPerson}, Version: 7}}}
	if h := history(f); h[0].Format != court.InPerson || h[0].Waits != court.Online {
		t.Errorf("an earlier answer: %+v", h[0])
	}
}
