package pages

import (
	"crypto/rand"
	"crypto/subtle"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/rules"
)

// site is the court's pages with what they need.
type site struct {
	Deps
	*Renderer
	trials trials
	looked looked
}

// New answers every page but sign-in and demo. The handler expects the visitor
// in the request's context and the CSRF token in every form it is sent.
func New(d Deps) http.Handler {
	if d.Law == nil {
		d.Law = rules.Kazakhstan()
	}
	if d.Secret == nil {
		d.Secret = []byte(rand.Text())
	}
	s := &site{Deps: d, Renderer: d.Renderer}
	mux := http.NewServeMux()
	open := func(pattern string, h handler) { mux.Handle(pattern, s.answer(h, false)) }
	signed := func(pattern string, h handler) { mux.Handle(pattern, s.answer(h, true)) }
	open("GET /{$}", s.home)
	open("GET /verify", s.verify)
	open("POST /verify", s.verifyPost)
	open("GET /verify/{id}", s.verifyShow)
	open("GET /verify/{id}/verdict.pdf", s.verifyPDF)
	open("GET /law", s.lawShow)
	open("/", s.nothing)
	open("GET /wall", s.wall)
	open("GET /calendar/cause-list.pdf", s.causeListPDF)
	signed("GET /calendar/mine", s.myDays)
	signed("POST /calendar/mine", s.myDaysPost)
	signed("GET /calendar/mine.ics", s.myCalendarFile)
	signed("GET /hearings/{id}/sitting.ics", s.sittingFile)
	signed("GET /door/{room}", s.courtroomDoor)
	signed("POST /door/{room}", s.courtroomEnter)
	signed("GET /door/{room}/sheet", s.doorSheet)
	signed("GET /door/{room}/code.svg", s.doorCode)
	signed("GET /account", s.account)
	signed("POST /account/contact", s.accountContact)
	signed("POST /account/iin", s.accountNumber)
	signed("GET /people", s.peopleList)
	signed("POST /people", s.personEnrol)
	signed("GET /people/new", s.personNew)
	signed("GET /people/{id}", s.personShow)
	signed("POST /people/{id}/invite", s.personInvite)
	signed("POST /people/{id}/contact", s.personContact)
	signed("POST /people/{id}/iin", s.personNumber)
	signed("GET /cases", s.caseList)
	signed("POST /cases", s.caseOpen)
	signed("GET /cases/new", s.caseNew)
	signed("GET /cases/people", s.membersFind)
	signed("GET /cases/{no}", s.caseShow)
	signed("GET /cases/{no}/people", s.membersShow)
	signed("POST /cases/{no}/people", s.membersPost)
	signed("POST /cases/{no}/look", s.lookPost)
	signed("GET /cases/{no}/file", s.filingNew)
	signed("POST /cases/{no}/file", s.filingPost)
	signed("POST /cases/{no}/file/content", s.filingContent)
	signed("GET /cases/{no}/filings/{n}/signature.p7s", s.filingSignature)
	signed("GET /cases/{no}/filings/{n}/verdict.json", s.filingVerdict)
	signed("GET /cases/{no}/filings/{n}", s.filingShow)
	signed("GET /cases/{no}/filings/{n}/receipt", s.filingShow)
	signed("GET /cases/{no}/filings/{n}/receipt.json", s.receiptJSON)
	signed("GET /cases/{no}/filings/{n}/receipt.svg", s.receiptSVG)
	signed("GET /cases/{no}/documents/{hash}", s.document)
	signed("GET /cases/{no}/hearings/new", s.hearingNew)
	signed("POST /cases/{no}/hearings", s.hearingPost)
	signed("GET /cases/{no}/format", s.formatShow)
	signed("GET /cases/{no}/format/object", s.objectNew)
	signed("POST /cases/{no}/format/object", s.objectPost)
	signed("GET /cases/{no}/format/rule", s.ruleNew)
	signed("POST /cases/{no}/format/rule", s.rulePost)
	signed("GET /cases/{no}/readiness", s.readinessNew)
	signed("POST /cases/{no}/readiness", s.readinessPost)
	signed("GET /cases/{no}/circumstances", s.circumstancesNew)
	signed("POST /cases/{no}/circumstances", s.circumstancesPost)
	signed("GET /law/amendment", s.amendNew)
	signed("POST /law/amendment", s.amendRun)
	signed("GET /law/amendment/{trial}", s.amendShow)
	signed("GET /law/amendment/{trial}/report.csv", s.amendCSV)
	// The court's calendar, as its staff see it.
	signed("GET /calendar", s.calendarDay)
	signed("GET /calendar/queue", s.queueShow)
	signed("POST /calendar/replan", s.replanPost)
	signed("GET /courtrooms", s.roomList)
	signed("POST /courtrooms", s.roomAdd)
	signed("GET /courtrooms/new", s.roomNew)
	signed("GET /courtrooms/{id}", s.courtroomShow)
	signed("POST /courtrooms/{id}", s.courtroomPost)
	signed("GET /courtrooms/{id}/edit", s.roomEdit)
	signed("POST /courtrooms/{id}/edit", s.roomChange)
	signed("GET /hearings/{id}/place", s.placeShow)
	signed("POST /hearings/{id}/place", s.placePost)
	signed("GET /hearings/{id}", s.hearingShow)
	signed("GET /hearings/{id}/format", s.hearingFormat)
	signed("GET /hearings/{id}/journal", s.journalShow)
	signed("POST /hearings/{id}/journal", s.journalPost)
	signed("GET /hearings/{id}/journal.pdf", s.journalPDF)
	signed("GET /hearings/{id}/journal.csv", s.journalCSV)
	signed("GET /hearings/{id}/journal.json", s.journalJSON)
	signed("GET /hearings/{id}/sound/{hash}", s.journalSound)
	signed("GET /figures", s.figuresShow)
	signed("POST /figures", s.figuresPost)
	signed("GET /figures.csv", s.figuresCSV)
	signed("GET /hearings/{id}/lobby/{step}", s.lobbyShow)
	signed("GET /hearings/{id}/room", s.roomShow)
	return mux
}

type handler func(w http.ResponseWriter, r *http.Request) error

// answer runs h and turns a refusal into its page. A page for those who have
// signed in sends everybody else to sign in and back.
func (s *site) answer(h handler, signedIn bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Spoke(w, r) {
			return
		}
		if signedIn && !visitor.From(r.Context()).SignedIn() {
			SignInFirst(w, r)
			return
		}
		if err := h(w, r); err != nil && !s.lookGate(w, r, err) && !s.endedGate(w, r, err) {
			s.Fail(w, r, err)
		}
	})
}

// SignInFirst leads to the sign-in page, and from there back to the page asked
// for. Who sent a form is told that it was not accepted, and comes back to the
// page it stands on.
func SignInFirst(w http.ResponseWriter, r *http.Request) {
	q := url.Values{"next": {FormOf(r.URL.Path)}}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		q.Set("next", r.URL.Path)
	case kind == "multipart/form-data":
		q.Set("ended", "file")
	default:
		q.Set("ended", "form")
	}
	http.Redirect(w, r, "/sign-in?"+q.Encode(), http.StatusSeeOther)
}

// FormOf is the page with the form that is sent to path.
func FormOf(path string) string {
	here, act, isAct := strings.Cut(path, "/acts/")
	switch {
	case path == "/sign-out":
		return "/"
	case path == "/calendar/replan":
		return "/calendar"
	case path == "/cases", path == "/people", path == "/courtrooms", strings.HasSuffix(path, "/hearings"):
		return path + "/new"
	case isAct && act == "prepare":
		return here + "/lobby/promise"
	case isAct:
		return here
	}
	for _, part := range []string{"/invite", "/contact", "/iin", "/look"} { // of a person; of a case
		path = strings.TrimSuffix(path, part)
	}
	return path
}

// Spoke answers a request for the same page in another language, keeps the
// choice for a year, and reports whether it did.
func (rd *Renderer) Spoke(w http.ResponseWriter, r *http.Request) bool {
	lang, ok := court.ParseLang(r.URL.Query().Get("lang"))
	if !ok || r.Method != http.MethodGet {
		return false
	}
	http.SetCookie(w, &http.Cookie{Name: "lang", Value: string(lang), Path: "/", MaxAge: 31536000,
		HttpOnly: true, Secure: rd.look.TLS, SameSite: http.SameSiteLaxMode})
	q := r.URL.Query()
	q.Del("lang")
	// Never another host: "//" and what browsers take for it, "/\", lead away.
	to := url.URL{Path: "/" + strings.TrimLeft(r.URL.Path, `/\`), RawQuery: q.Encode()}
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
	return true
}

func (s *site) nothing(http.ResponseWriter, *http.Request) error {
	return fault.NotFound("page.fault.not_found")
}

// me is who asks.
func me(r *http.Request) court.PersonID { return visitor.From(r.Context()).Person }

func lang(r *http.Request) court.Lang { return visitor.From(r.Context()).Lang }

// genuine refuses a form that did not come from a page of ours.
func genuine(r *http.Request) error {
	want, got := visitor.From(r.Context()).CSRF, r.FormValue("csrf")
	if want == "" || subtle.ConstantTimeCompare([]byte(want), []byte(got)) != 1 {
		return fault.Forbidden("page.fault.stale_form")
	}
	return nil
}

// smallForm is genuine for a form without a document: it reads no more than such a
// form can have.
func smallForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	return genuine(r)
}

// newKey is an idempotency key: a form sent twice acts once.
func (s *site) newKey() string { return clerk.NewKey(s.Clock.Now()) }

// keyOf is the key the form was given, so that sending it again does nothing. One
// that is no key is refused by the clerk: another in its place would act twice.
func (s *site) keyOf(r *http.Request) string {
	if k := r.FormValue("key"); k != "" {
		return k
	}
	return s.newKey()
}

func caseNo(r *http.Request) (court.CaseNo, error) {
	no, ok := court.CaseNoOfSlug(r.PathValue("no"))
	if !ok {
		return "", fault.NotFound("page.fault.not_found")
	}
	return no, nil
}

// again shows a form as it was filled, with what is wrong. What the form
// cannot mend is answered by the page of refusals.
func (s *site) again(w http.ResponseWriter, r *http.Request, name string, p Framed, err error) error {
	if !typed(err) {
		return err
	}
	return s.filled(w, r, name, p, err)
}

// filled shows the form whatever the refusal is.
func (s *site) filled(w http.ResponseWriter, r *http.Request, name string, p Framed, err error) error {
	p.frame().Refuse(lang(r), err)
	s.Page(w, r, Status(kindOf(err)), name, p)
	return nil
}

// typed reports whether the form can be shown again with what is wrong.
func typed(err error) bool {
	k := kindOf(err)
	return k == fault.KindInvalid || k == fault.KindConflict || k == fault.KindLimit
}

func kindOf(err error) fault.Kind { return fault.Of(err).Kind }
