package pages

import (
	"bytes"
	"context"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/record"
	"tarazy/internal/rules"
	"tarazy/web"
)

// decided is the case file with what the law of Kazakhstan answers for it: at
// first, and anew once the authenticity of a document is in dispute.
func (d *desk) decided(f docket.File) docket.File {
	law := rules.Kazakhstan()
	put := func(because string, at time.Time, version uint64) {
		answer, differs, err := law.Triage(f, at, because)
		if err == nil && differs {
			f.Decisions = append(f.Decisions, docket.Decision{FormatDecided: answer, At: at, Version: version})
		}
	}
	put("opened", noon, 6)
	if d.full {
		f.Circumstances = map[string]docket.Circumstance{"authenticity": {Value: docket.Disputed, At: noon, Version: 8}}
		f.Readiness = map[court.PersonID]docket.Ready{clm: {Readiness: docket.Readiness{Equipment: "all", Link: "good", Consent: docket.Agrees, JourneyKM: 60}, At: noon, Version: 10}}
		put("circumstances", noon.Add(time.Hour), 9)
		f.Objections = []docket.Objection{
			{FormatObjected: docket.FormatObjected{Decided: 6, To: court.Hybrid, Grounds: "journey", Text: "Ауылдан жету қиын"}, By: court.Actor{Person: clm, Role: court.Claimant}, At: noon, Version: 11, Answer: d.answered},
			{FormatObjected: docket.FormatObjected{Decided: 6, To: court.InPerson, Grounds: "evidence", Text: "Қолхатты көру керек <b>"}, By: court.Actor{Person: rsp, Role: court.Respondent}, At: noon, Version: 12, Answer: d.answered},
		}
	}
	return f
}

func (d *desk) Format(ctx context.Context, by court.PersonID, asked court.CaseNo) (clerk.FormatView, error) {
	c, err := d.Case(ctx, by, asked)
	if err != nil {
		return clerk.FormatView{}, err
	}
	law := rules.Kazakhstan()
	v := clerk.FormatView{File: d.decided(c.File), Me: by, MyRoles: c.MyRoles, Full: by == ana, Names: c.Names, Now: noon.Add(2 * time.Hour),
		ObjectUntil: noon.Add(72 * time.Hour), Forbidden: map[court.Format]clerk.FormatStep{}, May: map[string]bool{}}
	v.Standing, v.Decided = v.File.Standing()
	for _, act := range []string{"state", "ready", "object", "rule"} {
		v.May[act] = !d.stranger
	}
	v.Answer, err = law.Decide(rules.Format, rules.FactsOf(v.File, noon), noon)
	v.WhatIf = law.WhatIf(v.Answer)
	for _, st := range v.Answer.Steps {
		step := clerk.FormatStep{Rule: st.Rule, Effect: st.Effect, Articles: st.Rule.Articles}
		v.Steps = append(v.Steps, step)
		for _, w := range st.Rule.Forbids {
			v.Forbidden[court.Format(w)] = step
		}
	}
	for _, p := range v.File.Participants() {
		line := clerk.ReadinessLine{Person: p, Roles: v.File.RolesOf(p), MayState: true}
		if r, said := v.File.Readiness[p]; said {
			line.Stated = &r
		}
		v.People = append(v.People, line)
	}
	if d.waits {
		last := &v.File.Decisions[len(v.File.Decisions)-1]
		last.Held, last.Outcome = court.InPerson, court.Online
		v.Standing, _ = v.File.Standing()
		v.Waits = docket.Waiting{Facts: []docket.FactChange{{Fact: "liberty", From: "at_stake", To: "none"}}, People: []court.PersonID{rsp}}
	}
	if d.failed {
		v.File.LinkFailures = map[court.PersonID]int{rsp: 3, clm: 1}
		v.Mends, v.Mend = []court.Format{court.Online}, court.Online
		v.Forbidden[court.Online] = v.Steps[0]
		v.May["rule"] = by == ana
	}
	for _, o := range v.File.Objections {
		v.Objections = append(v.Objections, clerk.ObjectionLine{Objection: o, RuleUntil: noon.Add(96 * time.Hour)})
	}
	return v, err
}

func (d *desk) MayAmend(_ context.Context, by court.PersonID) (bool, error) { return by == ana, nil }

func done(v uint64) clerk.Done { return clerk.Done{Ref: record.Ref{Stream: kase, Version: v}} }

func (d *desk) StateCircumstances(_ context.Context, _ court.PersonID, cmd clerk.StateCircumstances) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(21), d.fail
}

func (d *desk) StateReadiness(_ context.Context, _ court.PersonID, cmd clerk.StateReadiness) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(22), d.fail
}

func (d *desk) ObjectToFormat(_ context.Context, _ court.PersonID, cmd clerk.ObjectToFormat) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(23), d.fail
}

func (d *desk) RuleOnFormat(_ context.Context, _ court.PersonID, cmd clerk.RuleOnFormat) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return done(24), d.fail
}

func (d *desk) Replay(_ context.Context, _ court.PersonID, draft []byte) (rules.Report, error) {
	amended, err := rules.Kazakhstan().Amend(rules.Draft(draft))
	if err != nil {
		return rules.Report{}, err
	}
	past := []rules.Facts{{"kind": "civil"}, {"kind": "civil", "amount_mci": "30000"}, {"kind": "civil", "consent": "all", "link": "good"}}
	return rules.Replay(rules.Kazakhstan(), amended, func(yield func(rules.PastCase) bool) {
		for _, f := range past {
			if !yield(rules.PastCase{Case: kase, No: no, District: "Алмалы", At: noon, Facts: f, Outcome: "online"}) {
				return
			}
		}
	}), nil
}

func sent(path string, form url.Values) *http.Request {
	form.Set("csrf", "token-of-ana")
	form.Set("key", "0123456789abcdef")
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// A person answers one question a page; what makes a question needless skips
// it, what was not chosen is asked again, and all of it goes at the end.
func TestReadiness(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{}
	h := house(t, d)
	at := "/cases/" + no.Slug() + "/readiness"
	form := url.Values{"person": {string(rsp)}, "at": {"equipment"}, "go": {"next"}}
	if w := ask(h, judge(court.English), sent(at, form)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Choose one of the answers") {
		t.Fatalf("nothing chosen: %d", w.Code)
	}
	form.Set("equipment", "none")
	w := ask(h, judge(court.English), sent(at, form))
	if !strings.Contains(w.Body.String(), "Do you agree to take part online?") {
		t.Fatalf("without means one is asked of the line: %s", w.Body)
	}
	for k, v := range map[string]string{"consent": "refuses", "accessibility": "none", "interpreter": "sign", "place": "here"} {
		form.Set(k, v)
	}
	form.Set("at", "place")
	if w = ask(h, judge(court.English), sent(at, form)); !strings.Contains(w.Body.String(), "How far is the court from you?") {
		t.Fatalf("who is here is asked how far: %s", w.Body)
	}
	form.Set("journey_km", "200")
	form.Set("at", "journey_km")
	if w = ask(h, judge(court.English), sent(at, form)); !strings.Contains(w.Body.String(), "Check") || len(d.sent) != 0 {
		t.Fatalf("the answers are checked first: %s", w.Body)
	}
	form.Set("go", "send")
	w = ask(h, judge(court.English), sent(at, form))
	if w.Code != http.StatusSeeOther || len(d.sent) != 1 {
		t.Fatalf("%d %v", w.Code, d.sent)
	}
	want := docket.Readiness{Equipment: "none", Consent: docket.Refuses, Accessibility: "none", Interpreter: "sign", Custody: "none", JourneyKM: 200}
	if got := d.sent[0].(clerk.StateReadiness); got.Person != rsp || got.Readiness != want {
		t.Errorf("%+v", got)
	}
}

// A format that the law forbids can be seen and not chosen.
func TestForbiddenFormat(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{full: true}
	h := house(t, d)
	at := "/cases/" + no.Slug() + "/format/rule"
	page := ask(h, judge(court.English), httptest.NewRequest("GET", at, nil)).Body.String()
	if !regexp.MustCompile(`name="format" value="online"[^>]* disabled`).MatchString(page) || !strings.Contains(page, "The law forbids this format") {
		t.Errorf("online can be chosen: %s", page)
	}
	if n := strings.Count(page, "to be confirmed by a lawyer"); n != 3 { // the law's answer, and the two formats it forbids
		t.Errorf("%d articles are marked as unconfirmed: %s", n, page)
	}
	for _, says := range []string{"Objection № 11: partly upheld", "Objection № 12: upheld", "Objection № 11: upheld", "Objection № 12: partly upheld"} {
		if !strings.Contains(page, says) {
			t.Errorf("the page does not say what a format means for an objection: %s: %s", says, page)
		}
	}
	form := url.Values{"format": {"in_person"}, "objection.11": {"weighed"}, "objection.12": {"weighed"}}
	if w := ask(h, judge(court.English), sent(at, form)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `href="#reason"`) {
		t.Errorf("a ruling without reasons: %d", w.Code)
	}
	form.Set("reason", "The note must be seen")
	w := ask(h, judge(court.English), sent(at, form))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/cases/"+no.Slug()+"/format?done=rule&n=24" {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
	}
	got := d.sent[0].(clerk.RuleOnFormat)
	if got.Format != court.InPerson || !slices.Equal(got.Objections, []uint64{11, 12}) {
		t.Errorf("%+v", got)
	}
}

// A form sent without scripts comes back with the refusal's key alone: its
// sentence has no holes.
func TestRefusedOnTheWayBack(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true})
	for _, key := range []string{"case.format.forbidden", "case.format.rule.objection_open"} {
		w := ask(h, judge(court.English), httptest.NewRequest("GET", "/cases/"+no.Slug()+"/format?refused="+key, nil))
		want := strings.TrimSuffix(i18n.T(court.English, key, nil), " ({article}).")
		if body := w.Body.String(); !strings.Contains(body, want) || strings.Contains(body, "{article}") {
			t.Errorf("%s: %s", key, body)
		}
	}
}

// The court sees what the law would say before anything is recorded.
func TestCircumstances(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{}
	h := house(t, d)
	at := "/cases/" + no.Slug() + "/circumstances"
	form := url.Values{"fact-authenticity": {"disputed"}, "fact-witnesses": {"none"}, "go": {"preview"}}
	w := ask(h, judge(court.English), sent(at, form))
	if body := w.Body.String(); len(d.sent) != 0 || !strings.Contains(body, "Nothing is recorded yet") || !strings.Contains(body, `name="fact-authenticity" value="disputed" checked`) {
		t.Fatalf("%d %s", w.Code, body)
	}
	for name, c := range map[string]struct{ value, field string }{
		"fact-witnesses": {"many", "fact-witnesses"}, // no such answer
		"fact-jury":      {"true", "facts"},          // not asked in a civil case
		"fact-weather":   {"rain", "facts"},          // no fact of the law
	} {
		for _, to := range []string{"preview", "record"} {
			bad := maps.Clone(form)
			bad.Set(name, c.value)
			bad.Set("go", to)
			w := ask(h, judge(court.English), sent(at, bad))
			if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || len(d.sent) != 0 || !strings.Contains(body, `<a href="#`+c.field+`">`) ||
				!strings.Contains(body, `name="fact-authenticity" value="disputed" checked`) {
				t.Errorf("%s=%s to %s: %d %s", name, c.value, to, w.Code, body)
			}
		}
	}
	form.Set("go", "record")
	form.Set("reason", "The respondent says so")
	if w = ask(h, judge(court.English), sent(at, form)); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	if got := d.sent[0].(clerk.StateCircumstances); !maps.Equal(got.Facts, map[string]string{"authenticity": "disputed"}) || got.Reason == "" {
		t.Errorf("%+v", got)
	}
}

// A case is opened in the court's first district unless another is chosen.
func TestDistrictOfACase(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{}
	h := house(t, d)
	page := ask(h, judge(court.English), httptest.NewRequest("GET", "/cases/new", nil)).Body.String()
	if !strings.Contains(page, "<option selected>Алмалы ауданы</option><option>Медеу ауданы</option>") {
		t.Errorf("no districts to choose from: %s", page)
	}
	ask(h, judge(court.English), sent("/cases", url.Values{"no": {string(no)}, "district": {"Медеу ауданы"}}))
	if len(d.sent) != 1 || d.sent[0].(clerk.OpenCase).District != "Медеу ауданы" {
		t.Errorf("%+v", d.sent)
	}
	d.fail = fault.Invalid("case.district.unknown").On("district")
	w := ask(h, judge(court.English), sent("/cases", url.Values{"district": {"x"}}))
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `href="#district"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// A party checks an objection before it is sent.
func TestObjection(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{}
	h := house(t, d)
	at := "/cases/" + no.Slug() + "/format/object"
	form := url.Values{"to": {"in_person"}, "grounds": {"evidence"}}
	if w := ask(h, judge(court.English), sent(at, form)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `href="#text"`) {
		t.Errorf("without words: %d", w.Code)
	}
	form.Set("text", "The note must be <b>seen</b>")
	if w := ask(h, judge(court.English), sent(at, form)); w.Code != http.StatusOK || len(d.sent) != 0 || strings.Contains(w.Body.String(), "<b>seen") {
		t.Errorf("the check: %d", w.Code)
	}
	form.Set("go", "send")
	if w := ask(h, judge(court.English), sent(at, form)); w.Code != http.StatusSeeOther || len(d.sent) != 1 {
		t.Errorf("sent: %d", w.Code)
	}
}

func draftForm(path, draft string) *http.Request {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	_ = m.WriteField("csrf", "token-of-ana")
	_ = m.WriteField("draft", draft)
	_ = m.Close()
	r := httptest.NewRequest("POST", path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

// A draft's mistakes stand beside their lines; a draft without any is run, and
// its report can be read and taken away by the one who ran it alone.
func TestAmendment(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	h := house(t, &desk{full: true})
	wrong := strings.Replace(exampleDraft, "amount_mci >=", "amount_mc >=", 1)
	w := ask(h, judge(court.Russian), draftForm("/law/amendment", wrong))
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `id="line-5" class="bad"`) || !strings.Contains(body, "Обстоятельства «amount_mc» нет") {
		t.Fatalf("%d %s", w.Code, body)
	}
	unread := strings.Replace(exampleDraft, `kind == "civil" &&`, `kind == "civil" &&&`, 1)
	for lang, said := range map[court.Lang][2]string{
		court.Kazakh:  {"Шарт дұрыс жазылмаған.", "Техникалық мәлімет (ағылшынша): 1:19: Syntax error"},
		court.Russian: {"Условие записано неверно.", "Техническая подробность (по-английски): 1:19: Syntax error"},
	} {
		w := ask(h, judge(lang), draftForm("/law/amendment", unread))
		if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, said[0]) || !strings.Contains(body, said[1]) {
			t.Errorf("%s: %d %s", lang, w.Code, body)
		}
	}
	if w := ask(h, judge(court.Russian), draftForm("/law/amendment", " ")); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no draft: %d", w.Code)
	}
	// A form without a file says what is wrong as the page's own does.
	w = ask(h, judge(court.English), sent("/law/amendment", url.Values{"draft": {"table: format\ncode: XX\nrules: []\n"}}))
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "The draft changes nothing") {
		t.Errorf("a form without a file: %d %s", w.Code, w.Body)
	}
	if w := ask(h, judge(court.Russian), draftForm("/law/amendment", strings.Repeat("# ", 1<<19+1))); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a draft over 1 MiB: %d", w.Code)
	}
	party := judge(court.Russian)
	party.Person = clm
	for _, draft := range []string{" ", wrong, strings.Repeat("# ", 1<<19+1)} {
		if w := ask(h, party, draftForm("/law/amendment", draft)); w.Code != http.StatusForbidden {
			t.Errorf("a party tries %.10q: %d", draft, w.Code)
		}
	}
	w = ask(h, judge(court.Russian), draftForm("/law/amendment", exampleDraft))
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/law/amendment/") {
		t.Fatalf("%d %s\n%s", w.Code, to, w.Body)
	}
	for _, lang := range court.Langs() {
		report := ask(h, judge(lang), httptest.NewRequest("GET", to, nil))
		checkPage(t, string(lang)+" report", lang, report)
		if !strings.Contains(report.Body.String(), string(no)) {
			t.Errorf("%s: the report does not name the case: %s", lang, report.Body)
		}
	}
	if w := ask(h, judge(court.Russian), httptest.NewRequest("GET", to+"/report.csv", nil)); !strings.Contains(w.Body.String(), string(no)) {
		t.Errorf("csv: %s", w.Body)
	}
	if w := ask(h, party, httptest.NewRequest("GET", to, nil)); w.Code != http.StatusForbidden {
		t.Errorf("a party reads the report: %d", w.Code)
	}
}
