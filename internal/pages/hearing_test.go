package pages

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/record"
	"tarazy/web"
)

// The case and its list say where and when a hearing is now, not for when it
// was fixed first; of one that was released, that it has no time.
func TestWhereTheHearingIs(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	placed := func(days int) hearing.When {
		at := noon.AddDate(0, 0, days)
		return hearing.When{Start: record.At(at), End: record.At(at.Add(time.Hour)), Room: "r-1", Name: "№ 3 зал", House: "Бас ғимарат"}
	}
	body := func(d *desk) string {
		w := ask(house(t, d), judge(court.Russian), httptest.NewRequest("GET", "/cases/"+no.Slug(), nil))
		checkPage(t, "the case", court.Russian, w)
		return w.Body.String()
	}
	if b := body(&desk{full: true, place: []hearing.When{placed(7), placed(8)}}); !strings.Contains(b, "1 декабря 2026 г., 10:30</time> · № 3 зал, Бас ғимарат<br>") ||
		!strings.Contains(b, "2 декабря 2026 г., 10:30") {
		t.Errorf("where it was placed is not on the page:\n%s", b)
	}
	if b := body(&desk{full: true, released: true}); !strings.Contains(b, "Время не назначено") {
		t.Error("a hearing that was released has a time")
	}
}

// A day off is told with its reason, and takes a tick for that very day.
func TestADayOffIsConfirmed(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{full: true}
	h := house(t, d)
	send := func(lang court.Lang, at, ticked string) *httptest.ResponseRecorder {
		form := url.Values{"csrf": {"token-of-ana"}, "key": {"0123456789abcdef"}, "at": {at}, "day_off": {ticked}}
		r := httptest.NewRequest("POST", "/cases/"+no.Slug()+"/hearings", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return ask(h, judge(lang), r)
	}
	for lang, why := range map[court.Lang]string{court.Kazakh: "Демалыс күні", court.Russian: "Выходной день", court.English: "A day of rest"} {
		for _, ticked := range []string{"", "2026-12-06"} {
			w := send(lang, "2026-12-05T10:00", ticked)
			checkPage(t, "a Saturday", lang, w)
			b := w.Body.String()
			if w.Code != http.StatusConflict || !strings.Contains(b, why) || !strings.Contains(b, `id="day_off" value="2026-12-05">`) || !strings.Contains(b, `value="2026-12-05T10:00"`) ||
				!strings.Contains(b, `href="#day_off"`) {
				t.Errorf("%s %q: %d\n%s", lang, ticked, w.Code, b)
			}
		}
	}
	if w := send(court.Kazakh, "2026-12-05T10:00", "2026-12-05"); w.Code != http.StatusSeeOther || !d.fixed[len(d.fixed)-1].DayOff {
		t.Errorf("confirmed: %d", w.Code)
	}
	if w := send(court.Kazakh, "2026-12-07T10:00", "2026-12-05"); w.Code != http.StatusSeeOther || d.fixed[len(d.fixed)-1].DayOff {
		t.Errorf("a Monday: %d", w.Code)
	}
}

// An ended hearing says who took part, and how it ended for them; nobody is
// still in it, and nothing is offered that can no longer be done.
func TestAnEndedHearing(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true, ended: true})
	for lang, want := range map[court.Lang][]string{court.Kazakh: {"Кім қатысты", "қатысты, соңында байланысы үзілген", "соңына дейін кіру рұқсатын күтті"},
		court.Russian: {"Кто участвовал", "участие; в конце связи не было"}, court.English: {"Who took part", "took part</span>", "no connection at the end"}} {
		w := ask(h, judge(lang), httptest.NewRequest("GET", "/hearings/"+string(hrg), nil))
		checkPage(t, "an ended hearing", lang, w)
		b := w.Body.String()
		for _, text := range want {
			if !strings.Contains(b, text) {
				t.Errorf("%s: the page does not say %q", lang, text)
			}
		}
		for _, text := range []string{"<span>" + i18n.T(lang, "presence.inside", nil), "<span>" + i18n.T(lang, "presence.waiting", nil), "/place\"", "/room\"", "/lobby", ".ics", "/acts/"} {
			if strings.Contains(b, text) {
				t.Errorf("%s: the page still says %q", lang, text)
			}
		}
	}
	inPerson := tookPart(hearing.Sitting{State: hearing.Ended, Format: court.InPerson}, hearing.Seat{Presence: hearing.Outside})
	if inPerson.Word != "page.ended.courtroom" {
		t.Errorf("of a hearing in the courtroom: %s", inPerson.Word)
	}
}

// TestARulingIsAboutWhomThePageShows: the forms that go on without somebody
// name who is missing on this page, so that nobody lost later is meant.
func TestARulingIsAboutWhomThePageShows(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true, failed: true})
	b := ask(h, judge(court.Russian), httptest.NewRequest("GET", "/hearings/"+string(hrg), nil)).Body.String()
	for _, act := range []string{"go_on", "dismiss"} {
		_, form, _ := strings.Cut(b, `data-act="`+act+`"`)
		form, _, _ = strings.Cut(form, "</form>")
		_, shown, named := strings.Cut(form, `name="shown" value="`)
		if shown, _, _ = strings.Cut(shown, `"`); !named || shown != string(rsp) {
			t.Errorf("%s: the form names %q", act, shown)
		}
	}
}

// TestAnEndedHearingTakesADispute: what was declared of the reader just before
// the end can still be answered on its page; what they said stands there.
func TestAnEndedHearingTakesADispute(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	for lang, said := range map[court.Lang]string{court.Kazakh: "іс материалдарына енгізілді, № 41", court.Russian: "в материалы дела, № 41", court.English: "in the case file, № 41"} {
		d := &desk{full: true, ended: true}
		h := house(t, d)
		for _, after := range []bool{false, true} {
			d.disputes, d.disputed = true, after
			w := ask(h, judge(lang), httptest.NewRequest("GET", "/hearings/"+string(hrg), nil))
			checkPage(t, "a dispute after the end", lang, w)
			b := w.Body.String()
			if offered := strings.Contains(b, "/acts/dispute"); offered == after || strings.Contains(b, said) != after {
				t.Errorf("%s, said %v: offered %v", lang, after, offered)
			}
		}
	}
}

// By when the law wants the case heard stands on the case's page, with the
// article and that no lawyer has confirmed it.
func TestCaseSaysWhenDue(t *testing.T) {
	h := house(t, &desk{full: true})
	for l, wants := range map[court.Lang][]string{
		court.English: {"To be heard by 25 January 2027", "to be confirmed by a lawyer"},
		court.Russian: {"Рассмотреть не позднее 25 января 2027", "ст. 183"},
		court.Kazakh:  {"қаралуы тиіс", "183"},
	} {
		body := ask(h, judge(l), httptest.NewRequest("GET", "/cases/"+no.Slug(), nil)).Body.String()
		_, due, _ := strings.Cut(body, "<p data-due>")
		due, _, _ = strings.Cut(due, "</p>")
		for _, want := range wants {
			if !strings.Contains(due, want) {
				t.Errorf("%s: %q is not in %q", l, want, due)
			}
		}
	}
}
