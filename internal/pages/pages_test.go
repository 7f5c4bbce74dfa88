package pages

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/record"
	"tarazy/internal/rules"
	"tarazy/web"
)

const (
	ana  = court.PersonID("p-0000000000000001") // judge
	sec  = court.PersonID("p-0000000000000002")
	clm  = court.PersonID("p-0000000000000003")
	rsp  = court.PersonID("p-0000000000000004")
	adv  = court.PersonID("p-0000000000000005")
	kase = court.CaseID("c0000000000000000000000000000001")
	hrg  = court.HearingID("d0000000000000000000000000000001")
	no   = court.CaseNo("7501-26-00-2/1")
)

var noon = time.Date(2026, 11, 24, 5, 30, 0, 0, time.UTC)

var names = map[court.PersonID]string{ana: "Әлихан Қалиев", sec: "Гүлнар Омарова", clm: "Қарлығаш Әбдіғалиева", rsp: "Тимур Серіков", adv: "Марина Ли"}

// desk is a clerk of one case; full says whether anything has happened in it.
type desk struct {
	disputes, disputed bool // after the end the reader may, or did
	full               bool
	ready              bool
	ended              bool // the hearing is over
	filed              []clerk.File
	fail               error

	removed  bool   // who reads an ended hearing was put out of it, and answered after the end
	ousted   bool   // to who lost their place in the hearing with their role
	unseen   bool   // to an overseer who has not said that they look
	stranger bool   // who may do nothing about the format
	answered string // what became of the objections
	place    []hearing.When
	released bool
	fixed    []clerk.Schedule
	sent     []any // the commands about the format
	must     map[court.PersonID]rules.Rule
	wished   bool
	waits    bool // the law's answer waits for the judge
	shut     bool // another date than was fixed, and no seats for the public
	failed   bool // lines failed three times, and a hearing online is barred
	witness  bool // the advocate's seat is a witness's
	counted  bool // counts of sound are kept
}

func (d *desk) OpenCase(_ context.Context, _ court.PersonID, cmd clerk.OpenCase) (clerk.Done, error) {
	d.sent = append(d.sent, cmd)
	return clerk.Done{}, d.fail
}

func (d *desk) File(_ context.Context, _ court.PersonID, cmd clerk.File) (clerk.Done, error) {
	d.filed = append(d.filed, cmd)
	return clerk.Done{Ref: record.Ref{Stream: kase, Version: 7}}, d.fail
}

func (d *desk) Schedule(_ context.Context, _ court.PersonID, cmd clerk.Schedule) (clerk.Done, error) {
	if d.fixed = append(d.fixed, cmd); cmd.At.In(time.UTC).Weekday() == time.Saturday && !cmd.DayOff {
		return clerk.Done{}, fault.Conflict("hearing.schedule.day_off").With(fault.Args{"day": calendar.DayOf(cmd.At)}).On("day_off")
	}
	d.sent = append(d.sent, cmd)
	return clerk.Done{Ref: record.Ref{Stream: hrg, Version: 1}}, d.fail
}

func (d *desk) Cases(context.Context, court.PersonID) ([]clerk.CaseCard, error) {
	if !d.full {
		return nil, nil
	}
	return []clerk.CaseCard{{ID: kase, No: no, Kind: court.Civil, Subject: "Қарыз шарты бойынша берешекті өндіріп алу", MyRoles: []court.Role{court.Claimant},
		Next: &clerk.HearingCard{ID: hrg, No: 1, At: noon, State: hearing.Scheduled}}}, nil
}

func (d *desk) Case(_ context.Context, by court.PersonID, asked court.CaseNo) (clerk.CaseView, error) {
	if asked != no {
		return clerk.CaseView{}, fault.NotFound("case.not_found")
	}
	if d.unseen {
		return clerk.CaseView{}, fault.Forbidden("case.look.needed").With(fault.Args{"case": no, "what": "case", "hearing": ""})
	}
	f := docket.File{ID: kase, No: no, Kind: court.Civil, Subject: "Қарыз шарты бойынша берешекті өндіріп алу", Judge: ana, Secretary: sec, OpenedAt: noon,
		Parties: []docket.Party{{Person: clm, Role: court.Claimant}, {Person: rsp, Role: court.Respondent}, {Person: adv, Role: court.Advocate, For: rsp, Power: "Сенімхат № 14"}}}
	if d.full {
		f.Filings = []docket.Filing{{Number: 1, Kind: "claim", Title: "Талап қою арызы <№ 1>", Name: "талап арыз.pdf", Type: "application/pdf",
			Blob: record.HashOf([]byte("%PDF")), Size: 1_240_000, By: court.Actor{Person: clm, Role: court.Claimant}, At: noon, Version: 7}}
		f.Hearings = []docket.Hearing{{ID: hrg, No: 1, At: noon}}
	}
	return clerk.CaseView{File: f, Me: by, MyRoles: f.RolesOf(by), May: map[string]bool{"file": true, "schedule": true}, Names: names,
		States: map[court.HearingID]hearing.State{hrg: hearing.Held}, Hearings: d.hearings(),
		Due: &calendar.Due{Last: calendar.DayOf(time.Date(2027, 1, 25, 0, 0, 0, 0, time.UTC)), Article: court.Article{Code: "ГПК РК", No: "183", Verify: true}}}, nil
}

// hearings are the case's hearings where they are now: not where they were fixed first.
func (d *desk) hearings() []clerk.HearingCard {
	if !d.full {
		return nil
	}
	card := clerk.HearingCard{ID: hrg, No: 1, At: noon, State: hearing.Held, Place: d.place}
	card.Released = d.released
	return []clerk.HearingCard{card}
}

func (d *desk) Ticket(context.Context, court.PersonID, court.HearingID) (clerk.Ticket, error) {
	return clerk.Ticket{}, fault.Unavailable("hearing.enter.no_media")
}

func (d *desk) HearingView(_ context.Context, by court.PersonID, _ court.HearingID) (clerk.HearingView, error) {
	at := func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }
	if d.ousted {
		order := hearing.Order{Removal: true, Ended: true, Reason: "The order was withdrawn", At: noon, Version: 7,
			Objections: []hearing.Objection{{Text: "It was not", At: noon, Version: 8}}}
		return clerk.HearingView{}, fault.Forbidden("case.role.over").With(fault.Args{"reason": order.Reason, "hearing": string(hrg), "order": order, "may": true})
	}
	seat := func(p court.PersonID, r court.Role, where hearing.Presence) hearing.Seat {
		return hearing.Seat{Person: p, Role: r, Necessary: true, Presence: where, Admitted: where != hearing.Outside && where != hearing.Waiting, Since: noon}
	}
	v := clerk.HearingView{Case: clerk.CaseCard{ID: kase, No: no, Subject: "Қарыз шарты бойынша берешекті өндіріп алу"}, Me: by, MyRole: court.Judge, Names: names, Now: at(900),
		Sitting: hearing.Sitting{ID: hrg, Case: kase, CaseNo: no, Kind: court.Civil, No: 1, At: noon, State: hearing.Scheduled, Version: 1,
			Roll: []hearing.Seat{seat(ana, court.Judge, hearing.Outside), seat(rsp, court.Respondent, hearing.Outside)}}, May: map[string]bool{}}
	if d.failed {
		v.Sitting.Format, v.Barred = court.Online, &clerk.Barred{Now: court.Hybrid, Rule: "kz.court.format.bars.failures", Article: court.Article{Code: "ГПК РК", No: "133-3"}, Mend: true}
		v.Case.MyRoles = docket.File{Judge: ana, Secretary: sec}.RolesOf(by)
	}
	if !d.full {
		return v, nil
	}
	s := &v.Sitting
	s.State, s.OpenedAt = hearing.Held, noon
	s.Roll = []hearing.Seat{seat(ana, court.Judge, hearing.Inside), seat(sec, court.Secretary, hearing.Inside), seat(clm, court.Claimant, hearing.Waiting), seat(rsp, court.Respondent, hearing.Lost)}
	if d.witness {
		s.Roll = append(s.Roll, seat(adv, court.Witness, hearing.Waiting))
		if own, on := v.Sitting.Seat(by); on {
			v.MyRole = own.Role
		}
	}
	s.Hold = &hearing.Hold{Since: at(430), About: []court.PersonID{rsp}, Cause: hearing.NotEstablished, Version: 14}
	s.Attempts = []hearing.Attempt{{Person: rsp, Channel: "phone", Result: "no_answer", Note: "2 рет", By: sec, At: at(500), Version: 15}}
	s.Attempts = append(s.Attempts, hearing.Attempt{Person: rsp, Channel: "email", By: sec, At: at(510), Version: 16,
		Delivery: &hearing.Delivery{Way: hearing.Way{Channel: "email", To: "r•••@e•••.kz"}, State: hearing.Delayed, Why: "courier.away", At: at(511), Version: 17}},
		hearing.Attempt{Person: by, Channel: "phone", Result: "busy", By: sec, At: at(520), Version: 18, Declared: true, Disputed: &hearing.Objection{At: at(530), Version: 19}},
		hearing.Attempt{Person: by, Channel: "phone", Result: "no_answer", By: sec, At: at(540), Version: 20, Declared: true})
	reach := clerk.Reach{Email: "r•••@e•••.kz", SMS: "••• 42", Phone: "+77010000042"}
	v.Contact = clerk.ContactView{Reach: map[court.PersonID]clerk.Reach{rsp: reach}, Tasks: s.Tasks(at(900), func(court.PersonID) []string { return reach.Channels() }),
		Reports: []clerk.ReportView{{Report: hearing.Report{Name: "Бөтен <b>", What: "other", Text: "сілтеме келмеді", At: at(600), Version: 21}, Reach: "+7 701", Like: rsp},
			{Report: hearing.Report{Person: rsp, What: "link", At: at(610), Version: 22}, Seat: &s.Roll[3]}}}
	v.Sitting.Bounded = true
	if d.ended {
		s.State, s.EndedAt, s.Hold, s.Place = hearing.Ended, at(900), nil, []hearing.When{{Start: record.At(noon), End: record.At(at(900)), Room: "r-1"}}
		for i := range s.Roll {
			s.Roll[i].Attended = s.Roll[i].Admitted
		}
		s.Format, v.Contact = court.Online, clerk.ContactView{}
		v.May["dispute"] = d.disputes
		if d.removed {
			s.Roll[3].Presence, v.May["protest"] = hearing.PutOut, true
			s.Roll[3].Order = &hearing.Order{Removal: true, Reason: "Шу <шығарды>", By: ana, At: at(700), Version: 17, Objections: []hearing.Objection{
				{Text: "Мен үндемедім", At: at(710), Version: 18},
				{Text: "Ескерту болған жоқ", At: at(950), Version: 43, After: true, Answer: docket.Upheld, Why: "Жазбада бір ескерту"}}}
		}
		if last := &s.Attempts[len(s.Attempts)-1]; d.disputed {
			last.Disputed, last.After = &hearing.Objection{At: at(950), Version: 41}, true
		}
		return v, nil
	}
	for _, act := range []string{"open", "admit", "resume", "go_on", "dismiss", "recess", "close", "contact"} {
		v.May[act] = true
	}
	program := court.TheServer()
	v.Journal = []hearing.Line{
		{Version: 13, At: at(423), By: program, Type: "hearing.lost", Key: "journal.hearing.lost", Machine: true,
			Args: map[string]string{"person": string(rsp), "clock": record.At(at(420)).String(), "cause": "cause.not_established", "signs": "sign.heartbeat_gone"}},
		{Version: 14, At: at(430), By: program, Type: "hearing.held", Key: "journal.hearing.held", Machine: true, Args: map[string]string{"people": string(rsp), "cause": "cause.not_established"}},
		{Version: 15, At: at(500), By: court.Actor{Person: sec, Role: court.Secretary}, Type: "hearing.contact_attempted", Key: "journal.hearing.contact_attempted",
			Args: map[string]string{"by": string(sec), "person": string(rsp), "channel": "contact.channel.phone", "result": "contact.result.no_answer"}},
	}
	return v, nil
}

func (d *desk) Receipt(context.Context, court.PersonID, court.CaseID, uint64) (record.Receipt, bool, error) {
	return record.Receipt{Event: record.Event{Header: record.Header{Log: "localhost/log/1", Stream: kase, Version: 7}},
		Proof: record.Proof{Index: 41, Size: 60, Checkpoint: "localhost/log/1\n60\nAAAA\n\n\u2014 localhost/log/1 sig\n\u2014 bar.example sig\n"}}, d.ready, nil
}

type shelf struct{ kept []byte }

func (s *shelf) Put(_ context.Context, r io.Reader, _ int64) (record.Hash, int64, error) {
	b, err := io.ReadAll(r)
	s.kept = b
	return record.HashOf(b), int64(len(b)), err
}

type nopSeeker struct{ *strings.Reader }

func (nopSeeker) Close() error { return nil }

func (s *shelf) Open(context.Context, record.Hash) (io.ReadSeekCloser, int64, error) {
	return nopSeeker{strings.NewReader("%PDF")}, 4, nil
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func house(t testing.TB, d *desk) http.Handler {
	t.Helper()
	rd, err := NewRenderer(Look{Court: map[court.Lang]string{court.Kazakh: "Алматы қаласының соты", court.Russian: "Суд города Алматы", court.English: "Almaty City Court"},
		Phone: "+7 727 000 00 00", Host: "localhost:8080"}, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return New(Deps{Renderer: rd, Clerk: d, Registry: d, Members: d, Triage: d, Calendar: d, Places: d, Journals: d, Blobs: &shelf{}, Clock: court.ClockFunc(func() time.Time { return noon }), Log: quiet(),
		Cosigners: func() []string { return []string{"bar.example", "uni.example"} }, LogKey: func() string { return "localhost/log/1+0a0b0c0d+AQ+/=" }, Districts: []string{"Алмалы ауданы", "Медеу ауданы"},
		Secret: []byte("a secret that outlives the program")})
}

func ask(h http.Handler, v visitor.Visitor, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(visitor.With(r.Context(), v)))
	return w
}

func judge(lang court.Lang) visitor.Visitor {
	return visitor.Visitor{Person: ana, Name: names[ana], Lang: lang, CSRF: "token-of-ana", Demo: true}
}

var (
	heading  = regexp.MustCompile(`<h1[ >]`)
	script   = regexp.MustCompile(`<script[^>]*>`)
	styleful = regexp.MustCompile(`<style|\sstyle=|\son[a-z]+=|javascript:`)
	// No mark stands off its word: block tags separate, tags in a line do not.
	inLine  = regexp.MustCompile(`</?(?:a|span|strong|em|time|code|b|br|wbr)\b[^>]*>|<svg.*?</svg>`)
	markup  = regexp.MustCompile(`<[^>]*>`)
	spaced  = regexp.MustCompile(`[^\s|]{1,20}[ \n]+[.,;!?](?:\s|$)|[^\s|]{1,20}[ \n]+:\s`)
	keyLike = regexp.MustCompile(`>\s*((page|people|account|signing|courier|signin|role|state|presence|journal|cause|sign|contact|fault|case|hearing|fact|format|table|outcome|effect|unit|law|whatif|cal|calendar)\.[a-z_.]+[a-z0-9])\s*<`)
)

func paths() []string {
	slug, h := "/cases/"+no.Slug(), "/hearings/"+string(hrg)
	return []string{"/", "/cases", "/cases/new", slug, slug + "/file", slug + "/filings/1", slug + "/filings/1/receipt", slug + "/hearings/new",
		slug + "/format", slug + "/format?done=object&n=12", slug + "/format/object", slug + "/format/rule", slug + "/readiness", slug + "/readiness?person=" + string(clm),
		slug + "/circumstances", slug + "/people", slug + "/people?add=12", "/law", "/law?table=policy", "/law?table=warning&at=2020-01-01", "/law?at=soon", "/law?table=format&at=1996-01-01", "/law/amendment", h, h + "/journal",
		h + "/lobby/rules", h + "/lobby/device", h + "/lobby/promise", h + "/lobby/wait", h + "/room", "/verify", "/account", "/nothing",
		"/people", "/people/new", "/people/" + string(clm), "/people/" + string(rsp),
		"/calendar", "/calendar?by=room", "/calendar?day=2026-12-16", "/calendar?day=x", "/calendar?done=moved", "/calendar/queue", "/courtrooms", "/courtrooms?done=added", "/courtrooms/new",
		"/courtrooms/" + string(hall), "/courtrooms/" + string(hall) + "?done=closed", "/courtrooms/" + string(hall) + "/edit", h + "/place", h + "/place?move=1", h + "/place?done=booked", h + "/place?done=released"}
}

// Every page in every language, with nothing in the court and with everything.
func TestEveryPage(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	for _, full := range []bool{false, true} {
		for _, ready := range []bool{false, true} {
			h := house(t, &desk{full: full, ready: ready})
			for _, lang := range court.Langs() {
				for _, v := range []visitor.Visitor{judge(lang), {Lang: lang}} {
					for _, path := range paths() {
						w := ask(h, v, httptest.NewRequest("GET", path, nil))
						if w.Code == http.StatusSeeOther {
							continue
						}
						checkPage(t, string(lang)+" "+path, lang, w)
					}
				}
			}
		}
	}
}

func checkPage(t *testing.T, what string, lang court.Lang, w *httptest.ResponseRecorder) {
	t.Helper()
	body := w.Body.String()
	if w.Code >= 500 {
		t.Fatalf("%s: %d", what, w.Code)
	}
	if !strings.Contains(body, `<html lang="`+string(lang)+`">`) {
		t.Errorf("%s: no lang", what)
	}
	if n := len(heading.FindAllString(body, -1)); n != 1 {
		t.Errorf("%s: %d h1", what, n)
	}
	if bad := styleful.FindString(body); bad != "" {
		t.Errorf("%s: inline %q", what, bad)
	}
	for _, s := range script.FindAllString(body, -1) {
		if !strings.Contains(s, "src=") && !strings.Contains(s, "application/json") {
			t.Errorf("%s: inline script", what)
		}
	}
	if bad := spaced.FindString(html.UnescapeString(markup.ReplaceAllString(inLine.ReplaceAllString(body, ""), "|"))); bad != "" {
		t.Errorf("%s %s: a space before the mark: %q", what, lang, bad)
	}
	for _, m := range keyLike.FindAllStringSubmatch(body, -1) {
		t.Errorf("%s: shows the key %s", what, m[1])
	}
	if strings.Contains(body, "{n}") && !strings.Contains(body, "page-data") {
		t.Errorf("%s: an unfilled placeholder", what)
	}
}

// Keys named in templates and code exist.
func TestKeysExist(t *testing.T) {
	literal := regexp.MustCompile(`"((?:page|people|account|signing|signin|role|state|presence|cal)\.[a-z0-9_.]*[a-z0-9_])"`)
	files, _ := os.ReadDir(".")
	for _, f := range files {
		if strings.HasSuffix(f.Name(), "_test.go") || f.IsDir() {
			continue
		}
		b, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(b), -1) {
			if !i18n.Has(court.Kazakh, m[1]) {
				t.Errorf("%s: no key %s", f.Name(), m[1])
			}
		}
	}
}

func upload(csrf, kind, title string, content []byte) *http.Request {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range map[string]string{"csrf": csrf, "kind": kind, "title": title, "key": "0123456789abcdef"} {
		_ = m.WriteField(k, v)
	}
	f, _ := m.CreateFormFile("file", "claim.pdf")
	_, _ = f.Write(content)
	_ = m.Close()
	r := httptest.NewRequest("POST", "/cases/"+no.Slug()+"/file", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)"`)

func TestFiling(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	d := &desk{full: true}
	h := house(t, d)
	pdf := []byte("%PDF-1.7\n1 0 obj\n%%EOF\n")
	if w := ask(h, judge(court.English), upload("wrong", "claim", "Claim", pdf)); w.Code != http.StatusForbidden {
		t.Errorf("a form of another site: %d", w.Code)
	}
	w := ask(h, judge(court.English), upload("token-of-ana", "claim", "My claim", []byte("MZ not a pdf")))
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#file"`) || !strings.Contains(body, `value="My claim"`) {
		t.Errorf("not a PDF: %d\n%s", w.Code, body)
	}
	for what, content := range map[string]string{"broken off": "%PDF-1.7\n1 0 obj\n", "another thing before it": "<html>%PDF-1.7\n%%EOF\n"} {
		if w := ask(h, judge(court.English), upload("token-of-ana", "claim", "Claim", []byte(content))); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", what, w.Code)
		}
	}
	w = ask(h, judge(court.English), upload("token-of-ana", "claim", "Claim", make([]byte, MaxUpload+2<<20)))
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("22 MB: %d", w.Code)
	}
	w = ask(h, judge(court.English), upload("token-of-ana", "claim", "Claim", pdf))
	if w.Code != http.StatusOK || len(d.filed) != 0 {
		t.Fatalf("check page: %d, filed %d", w.Code, len(d.filed))
	}
	form := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(w.Body.String(), -1) {
		form.Set(m[1], m[2])
	}
	send := func(v visitor.Visitor) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/cases/"+no.Slug()+"/file", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return ask(h, v, r)
	}
	other := judge(court.English)
	other.Person = rsp
	if w := send(other); w.Code != http.StatusConflict || len(d.filed) != 0 {
		t.Errorf("another person confirms: %d", w.Code)
	}
	h = house(t, d) // the court was started anew: the page in front of the person still counts
	if w := send(judge(court.English)); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/cases/"+no.Slug()+"/filings/1" {
		t.Fatalf("confirm: %d %s\n%s", w.Code, w.Header().Get("Location"), w.Body)
	}
	if f := d.filed[0]; f.Blob != record.HashOf(pdf) || f.Key != form.Get("key") || f.Key == "0123456789abcdef" || f.Type != "application/pdf" {
		t.Errorf("filed %+v", f)
	}
}

func TestReceiptFiles(t *testing.T) {
	h := house(t, &desk{full: true, ready: true})
	at := "/cases/" + no.Slug() + "/filings/1/"
	if w := ask(h, judge(court.Kazakh), httptest.NewRequest("GET", at+"receipt.json", nil)); w.Code != 200 || !strings.Contains(w.Body.String(), `"index":41`) {
		t.Errorf("json: %d %s", w.Code, w.Body)
	}
	for _, lang := range court.Langs() {
		says, _ := rules.Kazakhstan().ReceiptSays(court.Civil, docket.Filing{Kind: "claim", At: noon})
		if page := ask(h, judge(lang), httptest.NewRequest("GET", at+"receipt", nil)).Body.String(); web.Built() && !strings.Contains(page, says.Say[lang]) {
			t.Errorf("%s: the receipt does not say what the law has it say: %s", lang, page)
		}
		w := ask(house(t, &desk{full: true}), judge(lang), httptest.NewRequest("GET", at+"receipt.json", nil))
		var told struct {
			Title, Code string
			Status      int
		}
		if err := json.Unmarshal(w.Body.Bytes(), &told); err != nil || w.Code != http.StatusServiceUnavailable || told.Status != w.Code ||
			told.Code != "page.filing.not_ready" || told.Title != i18n.T(lang, told.Code, nil) {
			t.Errorf("%s: no proof yet: %d %s", lang, w.Code, w.Body)
		}
		if h := w.Header(); h.Get("Content-Type") != "application/problem+json" || h.Get("Retry-After") == "" || h.Get("Content-Language") != string(lang) {
			t.Errorf("%s: no proof yet: %v", lang, h)
		}
	}
	if w := ask(h, judge(court.Kazakh), httptest.NewRequest("GET", at+"receipt.svg", nil)); w.Code != 200 || !strings.HasPrefix(w.Body.String(), "<svg") {
		t.Errorf("svg: %d", w.Code)
	}
	doc := "/cases/" + no.Slug() + "/documents/"
	w := ask(h, judge(court.Kazakh), httptest.NewRequest("GET", doc+record.HashOf([]byte("%PDF")).String(), nil))
	if w.Code != 200 || w.Header().Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("document: %d %v", w.Code, w.Header())
	}
	if w := ask(h, judge(court.Kazakh), httptest.NewRequest("GET", doc+record.HashOf(nil).String(), nil)); w.Code != http.StatusNotFound && w.Code != http.StatusServiceUnavailable {
		t.Errorf("a document of another case: %d", w.Code)
	}
}

func TestLanguageSwitch(t *testing.T) {
	w := ask(house(t, &desk{}), judge(court.Kazakh), httptest.NewRequest("GET", "/cases?lang=ru", nil))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/cases" || !strings.Contains(w.Header().Get("Set-Cookie"), "lang=ru") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for _, path := range []string{"//evil.example/", "/%5Cevil.example/", "/%5C%5Cevil.example", "/%2F%5Cevil.example/"} {
		w = ask(house(t, &desk{}), judge(court.Kazakh), httptest.NewRequest("GET", "http://h"+path+"?lang=ru", nil))
		to := w.Header().Get("Location")
		if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
			t.Errorf("%s leads to another host: %s", path, to)
		}
	}
}

// The journal's summary counts a loss that lasts: since 12:07:00, as of 12:15:00.
func TestJournalCountsWhatLasts(t *testing.T) {
	if !web.Built() {
		t.Skip("web/dist is not built; run: make")
	}
	w := ask(house(t, &desk{full: true}), judge(court.English), httptest.NewRequest("GET", "/hearings/"+string(hrg)+"/journal", nil))
	if !strings.Contains(w.Body.String(), "<dt>Longest loss</dt><dd>"+duration(court.English, 8*time.Minute)+"</dd>") {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
}

// Whoever sent a form and had to sign in first comes back to the page with it.
func TestFormOf(t *testing.T) {
	h := house(t, &desk{full: true})
	slug, hearing := "/cases/"+no.Slug(), "/hearings/"+string(hrg)
	for sent, want := range map[string]string{"/cases": "/cases/new", "/people": "/people/new", "/people/" + string(clm) + "/invite": "/people/" + string(clm), "/people/" + string(clm) + "/iin": "/people/" + string(clm), "/account/contact": "/account", slug + "/file": slug + "/file",
		slug + "/hearings": slug + "/hearings/new", "/courtrooms": "/courtrooms/new", "/calendar/replan": "/calendar", hearing + "/place": hearing + "/place", hearing + "/acts/open": hearing, hearing + "/acts/prepare": hearing + "/lobby/promise", "/sign-out": "/"} {
		if got := FormOf(sent); got != want {
			t.Errorf("%s: %s, want %s", sent, got, want)
		}
		if w := ask(h, judge(court.English), httptest.NewRequest("GET", want, nil)); web.Built() && w.Code != http.StatusOK {
			t.Errorf("%s: %d", want, w.Code)
		}
	}
}
