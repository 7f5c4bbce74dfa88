package pages

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/pages/visitor"
	"tarazy/web"
)

var caseAt = "/cases/" + no.Slug()

// The people of the tests' case: Ana may change who is in it.
func (d *desk) Members(ctx context.Context, by court.PersonID, asked court.CaseNo) (clerk.Members, error) {
	v, err := d.Case(ctx, ana, asked)
	if err != nil {
		return clerk.Members{}, err
	}
	m := clerk.Members{File: v.File, Me: by, Names: names, Now: noon, Today: "2026-11-24", MyRole: court.Judge, May: map[string]bool{}}
	if by != ana {
		m.MyRole = court.Respondent
		m.May["end_role"] = true
		return m, nil
	}
	m.May = map[string]bool{"add_party": true, "power": true, "end_role": true}
	m.Known, _ = d.People(ctx, ana)
	if d.full {
		m.File.Parties[2].Terms = docket.Terms{Kind: "order", Dated: "2026-01-12", From: "2026-01-12", Until: "2026-11-23"}
		m.File.Former = []docket.Party{{Person: sec, Role: court.Representative, For: clm, Power: "№ 3"}}
		m.File.Changes = []docket.Change{{What: "ended", Person: sec, Role: court.Representative, For: clm, Reason: "Шарт бұзылды", By: court.Actor{Person: ana}, At: noon, Version: 9}}
		m.File.Looks = []docket.Look{{Looked: docket.Looked{What: docket.LookFile}, By: court.Actor{Person: adv}, At: noon, Version: 10},
			{Looked: docket.Looked{What: docket.LookJournal, Hearing: hrg}, By: court.Actor{Person: adv}, At: noon, Version: 11}}
	}
	return m, nil
}

func (d *desk) AddParty(_ context.Context, _ court.PersonID, cmd clerk.AddParty) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(12), d.fail
}

func (d *desk) Empower(_ context.Context, _ court.PersonID, cmd clerk.Empower) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(13), d.fail
}

func (d *desk) EndRole(_ context.Context, _ court.PersonID, cmd clerk.EndRole) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(14), d.fail
}

func (d *desk) Look(_ context.Context, _ court.PersonID, cmd clerk.LookAt) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(15), d.fail
}

func TestMembers(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{full: true}
	h, v := house(t, d), judge(court.English)
	page := ask(h, v, httptest.NewRequest("GET", caseAt+"/people", nil)).Body.String()
	for _, want := range []string{"order, Сенімхат № 14, dated 12 January 2026", "until 23 November 2026, that day included", "Does not hold today",
		"Шарт бұзылды", "looked at the case file", "looked at the journal of the hearing (hearing 1)", "Add a person", `value="panel_judge"`, "Rests on: order,", "accused"} {
		if want == "accused" { // no such role in a civil case
			if strings.Contains(page, `<option value="accused"`) {
				t.Error("a civil case is offered an accused")
			}
			continue
		}
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	form := url.Values{"csrf": {v.CSRF}, "key": {"0123456789abcdef"}, "do": {"add"}, "person": {string(rsp)}, "role": {"third_party"}, "reason": {"Үлесі даулы"},
		"power_kind": {"order"}, "power": {"12"}, "until": {"2026-12-31"}}
	if w := post(h, ana, caseAt+"/people", form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != caseAt+"/people?add=12" {
		t.Errorf("adding: %d %s", w.Code, w.Header().Get("Location"))
	}
	added, _ := d.sent[0].(clerk.AddParty)
	if added.Role != court.ThirdParty || added.Terms != (docket.Terms{Kind: "order", Until: "2026-12-31"}) || added.Power != "12" || added.Reason != "Үлесі даулы" || added.Key != "0123456789abcdef" {
		t.Errorf("sent %+v", added)
	}
	d.fail = fault.Invalid("case.party.role_alone").On("parties")
	w := post(h, ana, caseAt+"/people", form)
	body := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `<a href="#parties">`) || !strings.Contains(body, "Үлесі даулы") || !strings.Contains(body, `value="2026-12-31"`) {
		t.Errorf("a refused form is not shown as typed: %d", w.Code)
	}
	end := url.Values{"csrf": {v.CSRF}, "key": {"0123456789abcdee"}, "do": {"end"}, "person": {string(adv)}, "role": {"advocate"}, "for": {string(rsp)}, "reason": {"Себеп"}}
	if body := post(h, ana, caseAt+"/people", end).Body.String(); !strings.Contains(body, "<details class=\"act\" open>") || !strings.Contains(body, "Себеп</textarea>") {
		t.Error("the form of the line is not open as typed")
	}
	party := visitor.Visitor{Person: rsp, Name: names[rsp], Lang: court.English, CSRF: "token"}
	if page := ask(h, party, httptest.NewRequest("GET", caseAt+"/people", nil)).Body.String(); strings.Count(page, "Withdraw the power") != 1 || strings.Contains(page, "Add a person") {
		t.Error("a party is not offered to withdraw their own power alone")
	}
}

// An overseer says first that they look, and is led to what they look at.
func TestLookGate(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{full: true}
	h, v := house(t, d), judge(court.English)
	d.unseen = true
	for _, lang := range court.Langs() {
		w := ask(h, judge(lang), httptest.NewRequest("GET", caseAt, nil))
		checkPage(t, "gate", lang, w)
		if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), caseAt+"/look") {
			t.Errorf("no gate: %d", w.Code)
		}
	}
	form := url.Values{"csrf": {v.CSRF}, "key": {"0123456789abcdef"}, "what": {"journal"}, "hearing": {string(hrg)}}
	if w := post(h, ana, caseAt+"/look", form); w.Header().Get("Location") != "/hearings/"+string(hrg)+"/journal" {
		t.Errorf("led to %q", w.Header().Get("Location"))
	}
	if look, _ := d.sent[0].(clerk.LookAt); look.What != "journal" || look.Hearing != hrg || look.No != no {
		t.Errorf("sent %+v", d.sent)
	}
}

// Who was put out answers after the end too, and reads what was ruled on it.
func TestOrderAfterTheEnd(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true, ended: true, removed: true})
	for _, lang := range court.Langs() {
		w := ask(h, visitor.Visitor{Person: rsp, Name: names[rsp], Lang: lang, CSRF: "token"}, httptest.NewRequest("GET", "/hearings/"+string(hrg), nil))
		checkPage(t, "order after the end", lang, w)
		body := w.Body.String()
		for _, want := range []string{"/hearings/" + string(hrg) + "/acts/protest", "Ескерту болған жоқ", "Жазбада бір ескерту", i18n.T(lang, "page.journal.in_case", fault.Args{"n": 43}),
			i18n.T(lang, "page.order.object_hint_after", nil)} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: without %q", lang, want)
			}
		}
		if n := strings.Count(body, i18n.T(lang, "page.journal.in_case", fault.Args{"n": 43})); n != 2 {
			t.Errorf("%s: the case's number is said %d times, not in the card and on the roll", lang, n)
		}
		if strings.Contains(body, i18n.T(lang, "page.order.next", nil)) {
			t.Errorf("%s: still waits for a way in", lang)
		}
	}
}

// Whose role ended while a hearing went on reads why, and answers there.
func TestEndedGate(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true, ousted: true})
	for _, lang := range court.Langs() {
		w := ask(h, judge(lang), httptest.NewRequest("GET", "/hearings/"+string(hrg), nil))
		checkPage(t, "ended gate", lang, w)
		for _, want := range []string{"The order was withdrawn", "It was not", "/hearings/" + string(hrg) + "/acts/protest"} {
			if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d, without %q", lang, w.Code, want)
			}
		}
	}
}
