package pages

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/rules"
	"tarazy/web"
)

const placeAt = "/hearings/" + string(hrg) + "/place"

// asked is the form of what a hearing needs, filled.
func asked(more ...string) url.Values {
	form := url.Values{"minutes": {"90"}, "days": {"1"}, "not_before": {"2026-11-25"}, "press": {"2"}, "public": {"6"}, "cameras": {"1"}, "microphones": {"1"}, "in": {string(clm)}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// A hearing without a place is asked what it needs; what is proposed is
// chosen, checked and only then booked, under the key of the first form.
func TestBookingAHybridHearing(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{}
	h := house(t, d)
	form := page(t, h, placeAt)
	if !strings.Contains(form, `name="in" value="`+string(clm)+`"`) || strings.Contains(form, `name="in" value="`+string(ana)+`"`) || !strings.Contains(form, `value="2026-11-24"`) {
		t.Fatalf("the form: %s", form)
	}
	refusedOn(t, h, placeAt, asked("go", "seek", "minutes", "soon"), http.StatusUnprocessableEntity, "minutes")
	refusedOn(t, h, placeAt, asked("go", "seek", "minutes", "2"), http.StatusUnprocessableEntity, "minutes")
	refusedOn(t, h, placeAt, asked("go", "seek", "not_before", ""), http.StatusUnprocessableEntity, "not_before")
	w := ask(h, judge(court.English), sent(placeAt, asked("go", "seek")))
	body := w.Body.String()
	for _, want := range []string{slotText([]calendar.Slot{slotAt(7)}), slotText([]calendar.Slot{slotAt(8)}), "Why not earlier", names[clm] + " is away on 24 November 2026", "3 in all", `name="in" value="` + string(clm) + `" checked`} {
		if !strings.Contains(body, want) {
			t.Errorf("the proposal lacks %q", want)
		}
	}
	refusedOn(t, h, placeAt, asked("go", "check", "slots", "tomorrow"), http.StatusUnprocessableEntity, "slots")
	choice := asked("go", "check", "slots", slotText([]calendar.Slot{slotAt(8)}))
	w = ask(h, judge(court.English), sent(placeAt, choice))
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "105-бөлме") || !strings.Contains(body, "bench 2, parties 1, public 6") || !strings.Contains(body, names[rsp]) || len(d.sent) != 0 {
		t.Fatalf("the check: %d %s", w.Code, body)
	}
	booking := url.Values{"go": {"book"}}
	for _, m := range hidden.FindAllStringSubmatch(strings.ReplaceAll(w.Body.String(), "not_before", "notbefore"), -1) {
		booking.Add(strings.ReplaceAll(m[1], "notbefore", "not_before"), m[2])
	}
	w = ask(h, judge(court.English), sent(placeAt, booking))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != placeAt+"?done=booked" {
		t.Fatalf("booked: %d %s", w.Code, w.Body)
	}
	got := d.sent[0].(clerk.Book)
	if got.Minutes != 90 || got.Public != 6 || !slices.Equal(got.InCourt, []court.PersonID{clm}) || !got.Slots[0].Start.Equal(slotAt(8).Start.Time) || got.Slots[0].Room != hall || got.Key != "0123456789abcdef" {
		t.Errorf("%+v", got)
	}
	d.fail = fault.Conflict("calendar.conflict.room").With(fault.Args{"room": "№ 1", "case": "x", "when": noon})
	if body := refusedOn(t, h, placeAt, booking, http.StatusConflict, "slots"); !strings.Contains(body, "is taken by a hearing of case x") || !strings.Contains(body, `value="check"`) {
		t.Error("what somebody else took is not told beside the proposals")
	}
}

// Who asked for more seats for press or public than are given is told, and why.
func TestFewerSeatsAreTold(t *testing.T) {
	p := &askPage{View: clerk.PlaceView{Rooms: []clerk.RoomView{hallView()}}, Typed: map[string]string{"press": "5", "public": "500"}}
	given := func(press, public, capacity int) slotLine {
		return slotLine{Slot: calendar.Slot{Room: hall, Seats: calendar.Given{Bench: 2, Press: press, Public: public}}, Capacity: capacity}
	}
	for _, c := range []struct {
		given slotLine
		want  string
	}{
		{given(3, 20, 40), "asked for the public: 500, given: 20. The room has no more"},
		{given(3, 5, 10), "asked for the public: 500, given: 5. Sanitary rules allow no more than 10"},
		{given(1, 0, 3), "asked for the press: 5, given: 1. Sanitary rules allow no more than 3"},
		{given(4, 500, 600), "asked for the press: 5, given: 4. The room has no more seats for the press"},
		{given(5, 500, 600), ""},
		{given(0, 0, 40), ""}, // closed to the public
	} {
		if got := strings.Join(p.fewer(court.English, c.given), "\n"); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// Whom the law wants in the courtroom is ticked with the rule's reason, and
// cannot be left out.
func TestWhoMustComeIsTicked(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	rule, _ := rules.MustShipped("kz").Rule("kz.court.format.hybrid.equipment", noon)
	d := &desk{must: map[court.PersonID]rules.Rule{rsp: rule}}
	h := house(t, d)
	if form := page(t, h, placeAt); !strings.Contains(form, `name="in" value="`+string(rsp)+`" checked disabled`) || !strings.Contains(form, rule.Reason[court.English]) {
		t.Errorf("the form: %s", form)
	}
	if w := ask(h, judge(court.English), sent(placeAt, asked("go", "book", "slots", slotText([]calendar.Slot{slotAt(8)})))); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if got := d.sent[0].(clerk.Book); !slices.Equal(got.InCourt, []court.PersonID{clm, rsp}) {
		t.Errorf("in the courtroom: %v", got.InCourt)
	}
}

// One's own choice of time is refused with the reason and the names, and the
// form keeps what was typed; where nothing is proposed it is still there.
func TestOwnTime(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{}
	h := house(t, d)
	refusedOn(t, h, placeAt, asked("go", "check", "slots", "own", "own_room", string(hall)), http.StatusUnprocessableEntity, "own_start")
	refusedOn(t, h, placeAt, asked("go", "check", "slots", "own", "own_start", "2026-11-27T10:00"), http.StatusUnprocessableEntity, "own_room")
	body := refusedOn(t, h, placeAt, asked("go", "check", "slots", "own", "own_start", "2026-11-27T03:00", "own_room", string(hall)), http.StatusConflict, "own_start")
	if !strings.Contains(body, names[ana]+", the judge, is in a hearing of case 7501-26-00-2/9") || !strings.Contains(body, `value="2026-11-27T03:00"`) || !strings.Contains(body, `value="own" checked`) {
		t.Errorf("the refusal: %s", body)
	}
	w := ask(h, judge(court.English), sent(placeAt, asked("go", "check", "slots", "own", "own_start", "2026-11-27T10:00", "own_room", string(hall))))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "27 November 2026, Friday") || !strings.Contains(w.Body.String(), "10:00") {
		t.Errorf("a free time of one's own: %d", w.Code)
	}
	w = ask(h, judge(court.English), sent(placeAt, asked("go", "seek", "days", "30")))
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "There is no lawful place between") || !strings.Contains(body, `name="own_start"`) {
		t.Errorf("nothing to propose: %d", w.Code)
	}
	friday := time.Date(2026, 11, 27, 5, 0, 0, 0, time.UTC)
	slots := days(rules.Kazakhstan(), friday, clerk.Wish{Minutes: 60, Days: 3}, hall)
	if len(slots) != 3 || !slots[1].Start.Equal(friday.AddDate(0, 0, 3)) || !slots[2].End.Equal(friday.AddDate(0, 0, 4).Add(time.Hour)) {
		t.Errorf("three working days from a Friday: %v", slots)
	}
}

// A booked hearing shows who is where, lets the bench let people in, and is
// moved and released with a reason; a party sees it and can do nothing.
func TestPlaceOfAHearing(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{full: true}
	h := house(t, d)
	body := page(t, h, placeAt)
	for _, want := range []string{"cameras: 2, microphones: 4", "1 person is in, 2 are expected", "waits in 105-бөлме", "Жөндеу", `value="let_in"`, "?move=1", "a journey of 200 km"} {
		if !strings.Contains(body, want) {
			t.Errorf("the place lacks %q", want)
		}
	}
	party := judge(court.English)
	party.Person = clm
	w := ask(h, party, httptest.NewRequest("GET", placeAt, nil))
	if seen := w.Body.String(); w.Code != http.StatusOK || strings.Contains(seen, "105-бөлме") || strings.Contains(seen, `value="let_in"`) || strings.Contains(seen, `value="release"`) {
		t.Errorf("a party sees the other witness's waiting place, or acts of the bench: %d", w.Code)
	}
	for _, act := range []string{"book", "move", "release", "let_in", "check", "seek"} {
		if w := ask(h, party, sent(placeAt, asked("go", act))); w.Code != http.StatusForbidden || len(d.sent) != 0 {
			t.Errorf("a party does %s: %d", act, w.Code)
		}
	}
	if w := ask(h, judge(court.English), sent(placeAt, url.Values{"go": {"let_in"}, "person": {string(clm)}, "room": {string(hall)}})); w.Header().Get("Location") != placeAt+"?done=let_in#people" {
		t.Errorf("let in: %d", w.Code)
	}
	if got := d.sent[0].(clerk.Door); got.Person != clm || got.Room != hall || got.Hearing != hrg {
		t.Errorf("%+v", got)
	}
	move := url.Values{"go": {"move"}, "minutes": {"90"}, "days": {"1"}, "not_before": {"2026-11-25"}, "slots": {slotText([]calendar.Slot{slotAt(7)})}}
	refusedOn(t, h, placeAt, move, http.StatusUnprocessableEntity, "reason")
	move.Set("reason", "Illness")
	if w := ask(h, judge(court.English), sent(placeAt, move)); w.Header().Get("Location") != placeAt+"?done=moved" {
		t.Errorf("moved: %d", w.Code)
	}
	refusedOn(t, h, placeAt, url.Values{"go": {"release"}, "reason": {"Settled"}}, http.StatusUnprocessableEntity, "sure")
	if w := ask(h, judge(court.English), sent(placeAt, url.Values{"go": {"release"}, "reason": {"Settled"}, "sure": {"yes"}})); w.Header().Get("Location") != placeAt+"?done=released" {
		t.Errorf("released: %d", w.Code)
	}
	if got := d.sent[len(d.sent)-1].(clerk.Reasoned); got.Hearing != hrg || got.Reason != "Settled" {
		t.Errorf("%+v", got)
	}
	d.fail = fault.Conflict("calendar.door.already").On("person")
	refusedOn(t, h, placeAt, url.Values{"go": {"let_in"}, "person": {string(clm)}, "room": {string(hall)}}, http.StatusConflict, "people")
	if w := ask(h, judge(court.English), httptest.NewRequest("GET", "/hearings/none/place", nil)); w.Code != http.StatusNotFound {
		t.Errorf("no hearing: %d", w.Code)
	}
}

// Days that somebody wishes free are proposed only to the judge who asks for
// them; whose wish it is stands on the check, and takes a reason.
func TestOverAWish(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	if form := page(t, house(t, &desk{}), placeAt); strings.Contains(form, `name="over"`) {
		t.Error("the box is there where nobody wishes anything")
	}
	d := &desk{wished: true}
	h := house(t, d)
	if form := page(t, h, placeAt); !strings.Contains(form, `name="over"`) || !strings.Contains(form, "no hearing is booked on such days up to and including") {
		t.Errorf("the form: %s", form)
	}
	own := refusedOn(t, h, placeAt, asked("go", "check", "slots", "own", "own_start", "2026-11-27T03:00", "own_room", string(hall)), http.StatusConflict, "own_start")
	if i := strings.Index(own, `id="choose"`); i < 0 || strings.Count(own[i:strings.Index(own, `value="check"`)], `name="over"`) != 1 {
		t.Errorf("no box beside the day that was refused: %s", own)
	}
	form := asked("go", "check", "over", "yes", "slots", slotText([]calendar.Slot{slotAt(8)}))
	w := ask(h, judge(court.English), sent(placeAt, form))
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, `name="over_reason"`) || !strings.Contains(body, "Asked to keep this day free or stated leave: "+names[clm]) || !strings.Contains(body, `name="over" value="yes"`) {
		t.Fatalf("the check: %d %s", w.Code, body)
	}
	form.Set("go", "book")
	d.fail = fault.Invalid("calendar.reason_missing").On("over_reason")
	if body := refusedOn(t, h, placeAt, form, http.StatusUnprocessableEntity, "over_reason"); !strings.Contains(body, `value="book"`) {
		t.Errorf("refused: %s", body)
	}
	d.fail = nil
	form.Set("over_reason", " The case has waited ")
	if w = ask(h, judge(court.English), sent(placeAt, form)); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if got := d.sent[len(d.sent)-1].(clerk.Book); got.Over != (clerk.Over{Wish: true, Reason: "The case has waited"}) {
		t.Errorf("%+v", got.Over)
	}
}

// Whom the law wants in the courtroom after all, and over whose wish the hearing
// was booked, stand on its place.
func TestWhatChangedSinceItWasBooked(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	rule, _ := rules.MustShipped("kz").Rule("kz.court.format.hybrid.equipment", noon)
	d := &desk{full: true, wished: true, must: map[court.PersonID]rules.Rule{rsp: rule}}
	h := house(t, d)
	place := page(t, h, placeAt)
	for _, want := range []string{"must now come to the courtroom", names[rsp] + ": " + rule.Reason[court.English], "or was stated as leave, by " + names[clm], "The case has &lt;waited&gt;"} {
		if !strings.Contains(place, want) {
			t.Errorf("not told: %s in %s", want, place)
		}
	}
	form := asked("go", "check", "slots", slotText([]calendar.Slot{slotAt(8)}))
	if w := ask(h, judge(court.English), sent(placeAt, form)); !strings.Contains(w.Body.String(), `id="come"`) || strings.Contains(w.Body.String(), "Online: ") {
		t.Errorf("the check of a move: %s", w.Body)
	}
	if w := ask(h, visitor.Visitor{Person: clm, Lang: court.English}, httptest.NewRequest("GET", placeAt, nil)); strings.Contains(w.Body.String(), `id="come"`) || !strings.Contains(w.Body.String(), "You asked to keep this day free") {
		t.Errorf("the party is told: %s", w.Body)
	}
}

// Another date than the judge fixed, and an open hearing without seats for the
// public, take a reason each; who reads the place of the hearing reads them.
func TestAnotherDateAndNoPublic(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{}
	h := house(t, d)
	form := asked("go", "check", "slots", slotText([]calendar.Slot{slotAt(8)}))
	if w := ask(h, judge(court.English), sent(placeAt, form)); strings.Contains(w.Body.String(), "date_reason") || strings.Contains(w.Body.String(), "public_reason") {
		t.Errorf("asked why, where nothing is to be said: %s", w.Body)
	}
	d.shut = true
	w := ask(h, judge(court.English), sent(placeAt, form))
	for _, want := range []string{`name="date_reason"`, `name="public_reason"`, "Why is the hearing at another time?", "Why are there no seats for the public?"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("not asked: %s", want)
		}
	}
	form.Set("go", "book")
	form.Set("public_reason", " A witness is guarded ")
	d.fail = fault.Invalid("calendar.reason_missing").On("date_reason")
	if body := refusedOn(t, h, placeAt, form, http.StatusUnprocessableEntity, "date_reason"); !strings.Contains(body, "A witness is guarded</textarea>") {
		t.Errorf("what was said is lost: %s", body)
	}
	d.fail = nil
	form.Set("date_reason", "The hall is taken")
	if w = ask(h, judge(court.English), sent(placeAt, form)); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if got := d.sent[len(d.sent)-1].(clerk.Book); got.Reason != "The hall is taken" || got.NoPublic != "A witness is guarded" {
		t.Errorf("%+v", got)
	}
	d.full = true
	if place := page(t, h, placeAt); !strings.Contains(place, "Why the hearing is at another time: The &lt;hall&gt; was taken") || !strings.Contains(place, "no seats for the public. The reason: A witness is guarded") {
		t.Errorf("not told: %s", place)
	}
}
