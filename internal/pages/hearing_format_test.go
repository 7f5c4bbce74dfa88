package pages

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/rules"
	"tarazy/web"
)

// HearingFormat is of a hearing that prepares a case heard on its merits.
func (d *desk) HearingFormat(ctx context.Context, by court.PersonID, _ court.HearingID) (clerk.FormatView, bool, error) {
	v, err := d.Format(ctx, by, no)
	if err != nil || !d.full {
		return v, false, err
	}
	own, err := rules.Kazakhstan().AtStage(v.File, noon, "preparation")
	v.Standing = docket.Standing{Format: own.Outcome, Law: own.Law, Decision: docket.Decision{FormatDecided: own, At: noon, Version: 1}}
	v.Changed = true
	return v, true, err
}

// The judge chooses a stage, sees what the law answers for it, and schedules
// the hearing so.
func TestStageOfAHearing(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{}
	h := house(t, d)
	at := "/cases/" + no.Slug() + "/hearings"
	page := ask(h, judge(court.English), httptest.NewRequest("GET", at+"/new", nil)).Body.String()
	if !strings.Contains(page, `<option value="main" selected>`) || strings.Contains(page, "Stage of the hearing:") {
		t.Errorf("the case's own stage: %s", page)
	}
	page = ask(h, judge(court.English), httptest.NewRequest("GET", at+"/new?stage=cassation", nil)).Body.String()
	if !strings.Contains(page, "Stage of the hearing: cassation") || !strings.Contains(page, `name="stage" value="cassation"`) || !strings.Contains(page, "to be confirmed by a lawyer") {
		t.Errorf("another stage: %s", page)
	}
	if w := ask(h, judge(court.English), httptest.NewRequest("GET", at+"/new?stage=x", nil)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `href="#stage"`) {
		t.Errorf("no such stage: %d", w.Code)
	}
	w := ask(h, judge(court.English), sent(at, url.Values{"at": {"2027-01-05T10:00"}, "stage": {"cassation"}, "format": {"hybrid"}}))
	if w.Code != http.StatusSeeOther || len(d.sent) != 1 || d.sent[0].(clerk.Schedule).Stage != "cassation" {
		t.Errorf("%d %+v", w.Code, d.sent)
	}
}

// Why a hearing is held so is a page of its own only where the case's does not say it.
func TestHearingFormat(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	at := "/hearings/" + string(hrg) + "/format"
	if w := ask(house(t, &desk{}), judge(court.English), httptest.NewRequest("GET", at, nil)); w.Header().Get("Location") != "/cases/"+no.Slug()+"/format" {
		t.Errorf("held as the case is: %d %v", w.Code, w.Header())
	}
	for _, lang := range court.Langs() {
		w := ask(house(t, &desk{full: true}), judge(lang), httptest.NewRequest("GET", at, nil))
		checkPage(t, string(lang)+" "+at, lang, w)
	}
}

// The clock is the law's: the same moment in another country.
func TestAnotherZone(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	law := rules.MustShipped("ee")
	rd, err := NewRenderer(Look{Zone: law.Local}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{full: true}
	h := New(Deps{Renderer: rd, Clerk: d, Registry: d, Triage: d, Law: law, Blobs: &shelf{}, Clock: court.ClockFunc(func() time.Time { return noon }), Log: quiet()})
	here, there := ask(house(t, d), judge(court.English), httptest.NewRequest("GET", "/hearings/"+string(hrg), nil)), ask(h, judge(court.English), httptest.NewRequest("GET", "/hearings/"+string(hrg), nil))
	at := "T" + law.Local(noon).Format("15:04")
	if !strings.Contains(there.Body.String(), at) || strings.Contains(here.Body.String(), at) {
		t.Errorf("%s\n%s", here.Body, there.Body)
	}
	form := ask(h, judge(court.English), httptest.NewRequest("GET", "/cases/"+no.Slug()+"/hearings/new", nil)).Body.String()
	if !strings.Contains(form, "By the court’s clock (UTC&#43;2)") {
		t.Error(form)
	}
}
