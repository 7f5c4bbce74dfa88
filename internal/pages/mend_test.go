package pages

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/pages/visitor"
	"tarazy/web"
)

// TestAfterThreeFailedLines: the judge has one way from the hearing, and from why
// it is held as it is, to the ruling that the lines are mended; there the format
// and the finding are filled in, and the reasons are theirs to write.
func TestAfterThreeFailedLines(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{failed: true}
	h := house(t, d)
	hearingAt, why := "/hearings/"+string(hrg), caseHref(no)+"/format"
	link := `href="` + why + `/rule?mended=online"`
	if show := page(t, h, hearingAt); !strings.Contains(show, link) || !strings.Contains(show, `href="`+hearingAt+`/format"`) {
		t.Errorf("no way from the hearing: %s", show)
	}
	if show := page(t, h, why); !strings.Contains(show, link) || !strings.Contains(show, names[rsp]+" – 3") {
		t.Errorf("no way from the format: %s", show)
	}
	for _, path := range []string{hearingAt, why} {
		w := ask(h, visitor.Visitor{Person: sec, Lang: court.English}, httptest.NewRequest("GET", path, nil))
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), link) {
			t.Errorf("%s: %d, and the secretary is led to a ruling", path, w.Code)
		}
	}
	form := page(t, h, why+"/rule?mended=online")
	for _, want := range []string{`name="format" value="online" checked`, `name="mended" value="yes" checked`} {
		if !strings.Contains(form, want) {
			t.Errorf("not filled in: %s", want)
		}
	}
	if form := page(t, h, why+"/rule?mended=hybrid"); strings.Contains(form, "checked") {
		t.Error("what no mended line would give back is filled in")
	}
	if w := ask(h, judge(court.English), sent(why+"/rule", asked("format", "online", "mended", "yes", "reason", "Another line, tested"))); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if got := d.sent[len(d.sent)-1].(clerk.RuleOnFormat); !got.Mended || got.Format != court.Online || got.Reason != "Another line, tested" {
		t.Errorf("%+v", got)
	}
}
