// Package pages is the court's web pages: handlers and html/template pages
// side by side. A page shows what the clerk answers and hands the clerk what a
// person asks; it decides nothing. Every form works without JavaScript.
package pages

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"strconv"
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/rules"
	"tarazy/web"
)

//go:embed *.gohtml
var templates embed.FS

// Look is what every page of this court shows.
type Look struct {
	Court map[court.Lang]string // the court's name
	Phone string                // help by telephone
	Host  string                // "court.example", for what must name us outside
	TLS   bool                  // absolute URLs begin with https
	Zone  i18n.Zone             // the court's clock; nil is Kazakhstan's
}

// Renderer writes pages. It is safe for concurrent use.
type Renderer struct {
	look  Look
	log   *slog.Logger
	pages map[court.Lang]map[string]*template.Template
}

// Frame is what each page struct embeds; the renderer fills it but for Errors,
// Islands, Sheets, Refresh, Renew and Bare, which are the handler's.
type Frame struct {
	Lang    court.Lang
	Court   string
	Phone   string
	Visitor visitor.Visitor
	Path    string       // of this page, for the language switch and aria-current
	Query   string       // of this page, without lang
	Errors  []FieldError // shown as a summary at the top and beside the fields
	Islands []string     // names of islands, e.g. "live"
	Sheets  []string     // further style sheets, e.g. "room"
	Refresh int          // seconds until the page asks again where scripts do not run; 0 never
	Renew   int          // seconds until the page asks again, scripts or none; 0 never
	Role    string       // who the visitor is here, in words; empty where no role applies
	Bare    bool         // without header and footer: the room has its own
}

// PhoneHref is the help number as a telephone link has it.
func (f *Frame) PhoneHref() string {
	return strings.NewReplacer(" ", "", "(", "", ")", "", "-", "").Replace(f.Phone)
}

// LangHref is this page in another language.
func (f *Frame) LangHref(code string) string {
	if f.Query == "" {
		return f.Path + "?lang=" + code
	}
	return f.Path + "?" + f.Query + "&lang=" + code
}

// InHearing reports whether the page is one of a hearing's.
func (f *Frame) InHearing() bool { return strings.HasPrefix(f.Path, "/hearings/") }

// CannotHref leads who cannot get in to where they can say so, about the
// hearing the page belongs to where it is one's.
func (f *Frame) CannotHref() string { return CannotHref(f.Path) }

// CannotHref is where one says that one cannot get into the hearing whose page
// is at path; of any other path, into any.
func CannotHref(path string) string {
	id, _, _ := strings.Cut(strings.TrimPrefix(path, "/hearings/"), "/")
	if !strings.HasPrefix(path, "/hearings/") || len(id) != 32 {
		return "/cannot-enter"
	}
	return "/cannot-enter?hearing=" + id
}

// InLaw reports whether the page belongs to the rules.
func (f *Frame) InLaw() bool { return strings.HasPrefix(f.Path, "/law") }

// InCalendar reports whether the page belongs to the court's calendar.
func (f *Frame) InCalendar() bool {
	return strings.HasPrefix(f.Path, "/calendar") || strings.HasPrefix(f.Path, "/courtrooms")
}

// InCases reports whether the page belongs to the cases.
func (f *Frame) InCases() bool {
	return strings.HasPrefix(f.Path, "/cases") || strings.HasPrefix(f.Path, "/hearings")
}

func (f *Frame) frame() *Frame { return f }

// Framed is a pointer to a page struct that embeds Frame.
type Framed interface{ frame() *Frame }

// FieldError is one line of the error summary. Text is in the person's language.
type FieldError struct {
	Field string // id of the input; empty when it belongs to none
	Text  string
}

// Err is the message beside a field, if it has one.
func (f *Frame) Err(field string) string {
	for _, e := range f.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

// NewRenderer parses every page in every language. It refuses a template that
// does not parse and a catalogue that cannot be read.
func NewRenderer(look Look, log *slog.Logger) (*Renderer, error) {
	if err := i18n.Check(); err != nil {
		return nil, err
	}
	if look.Zone == nil {
		look.Zone = rules.Kazakhstan().Local
	}
	rd := &Renderer{look: look, log: log, pages: map[court.Lang]map[string]*template.Template{}}
	for _, lang := range court.Langs() {
		set, err := parse(lang, look.Zone)
		if err != nil {
			return nil, fmt.Errorf("pages: %w", err)
		}
		rd.pages[lang] = set
	}
	return rd, nil
}

// parse reads the pages in a language, by name. All stand in one frame, which
// the demo's banner belongs to where there is a demo.
func parse(lang court.Lang, zone i18n.Zone) (map[string]*template.Template, error) {
	base, err := template.New("layout").Funcs(funcs(lang, zone)).ParseFS(templates, "layout.gohtml", "parts.gohtml", "format_parts.gohtml", "contact_parts.gohtml", "calendar_parts.gohtml",
		"sitting_parts.gohtml", "eds_parts.gohtml")
	if err != nil {
		return nil, err
	}
	set := map[string]*template.Template{}
	add := func(fsys fs.FS, files []string) error {
		for _, file := range files {
			t, err := template.New("page").Funcs(funcs(lang, zone)).ParseFS(fsys, file)
			if err == nil {
				err = lend(base, t)
			}
			if err != nil {
				return err
			}
			set[strings.TrimSuffix(path.Base(file), ".gohtml")] = t
		}
		return nil
	}
	demo, err := fs.Glob(demoTemplates, "demo/*.gohtml")
	if err != nil {
		return nil, err
	}
	if len(demo) > 0 {
		if _, err := base.ParseFS(demoTemplates, "demo/banner.gohtml"); err != nil {
			return nil, err
		}
	}
	files, err := fs.Glob(templates, "*.gohtml")
	if err != nil {
		return nil, err
	}
	return set, errors.Join(add(templates, files), add(demoTemplates, demo))
}

// Page writes the page called name (its template's file without .gohtml) in
// the visitor's language.
func (rd *Renderer) Page(w http.ResponseWriter, r *http.Request, status int, name string, page Framed) {
	if !web.Built() {
		unbuilt(w)
		return
	}
	v := visitor.From(r.Context())
	if v.Lang == "" {
		v.Lang = court.Kazakh
	}
	f := page.frame()
	f.Lang, f.Visitor, f.Court, f.Phone = v.Lang, v, rd.CourtName(v.Lang), rd.look.Phone
	if f.Path == "" {
		f.Path = r.URL.Path
		if r.Method == http.MethodPost { // what a form is sent to is no page
			f.Path = FormOf(f.Path)
		}
	}
	q := r.URL.Query()
	q.Del("lang")
	f.Query = q.Encode()
	var b bytes.Buffer
	t := rd.pages[v.Lang][name]
	if t == nil {
		rd.log.Error("page has no template", "page", name)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	if err := t.ExecuteTemplate(&b, "layout", page); err != nil {
		rd.log.Error("page failed", "page", name, "err", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(v.Lang))
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Cookie")
	if f.Renew > 0 {
		h.Set("Refresh", strconv.Itoa(f.Renew))
	}
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // the reader went away: nothing to repair
}

// CourtName is the court's name in lang, or in Kazakh where it has no other.
func (rd *Renderer) CourtName(lang court.Lang) string {
	if n := rd.look.Court[lang]; n != "" {
		return n
	}
	return rd.look.Court[court.Kazakh]
}

// Origin is the beginning of our absolute URLs.
func (rd *Renderer) Origin() string {
	if rd.look.TLS {
		return "https://" + rd.look.Host
	}
	return "http://" + rd.look.Host
}

func unbuilt(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write([]byte("web/dist is not built; run: make\n"))
}

// Status is the HTTP status of a refusal.
func Status(k fault.Kind) int {
	switch k {
	case fault.KindInvalid:
		return http.StatusUnprocessableEntity
	case fault.KindForbidden, fault.KindSealed:
		return http.StatusForbidden
	case fault.KindConflict:
		return http.StatusConflict
	case fault.KindNotFound:
		return http.StatusNotFound
	case fault.KindUnavailable:
		return http.StatusServiceUnavailable
	case fault.KindLimit:
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusInternalServerError
}

// Message is the refusal in words. A refusal without words of its own gets
// those of its kind: nobody is shown a key.
func Message(lang court.Lang, err error) string {
	e := fault.Of(err)
	if i18n.Has(lang, e.Key) {
		return i18n.T(lang, e.Key, e.Args)
	}
	return i18n.T(lang, "page.fault."+kindName(e.Kind), nil)
}

func kindName(k fault.Kind) string {
	switch k {
	case fault.KindInvalid:
		return "invalid"
	case fault.KindForbidden:
		return "forbidden"
	case fault.KindConflict:
		return "conflict"
	case fault.KindNotFound:
		return "not_found"
	case fault.KindSealed:
		return "sealed"
	case fault.KindUnavailable:
		return "unavailable"
	case fault.KindLimit:
		return "limit"
	}
	return "internal"
}

// Refuse puts the refusal on the page's form: the summary and its field.
func (f *Frame) Refuse(lang court.Lang, err error) {
	f.Errors = append(f.Errors, FieldError{Field: fault.Of(err).Field, Text: Message(lang, err)})
}

// refused shows why an act sent from a form was refused, when the way back
// says so. The way back has the key alone: of a sentence that names something,
// the plain one is shown.
func (f *Frame) refused(r *http.Request) {
	code := r.URL.Query().Get("refused")
	if plain := code + ".plain"; i18n.Has(lang(r), plain) {
		code = plain
	}
	if code != "" && i18n.Has(lang(r), code) {
		f.Errors = append(f.Errors, FieldError{Text: i18n.T(lang(r), code, nil)})
	}
}

// told logs what is our own failure, and says when it is worth asking again.
func (rd *Renderer) told(w http.ResponseWriter, r *http.Request, err error) *fault.Error {
	e := fault.Of(err)
	switch e.Kind {
	case fault.KindInternal:
		// The pattern, not the path: paths hold numbers of cases and tokens.
		rd.log.Error("request failed", "page", r.Pattern, "err", err)
	case fault.KindUnavailable:
		w.Header().Set("Retry-After", retryAfter)
	}
	return e
}

// retryAfter is in seconds: a proof is there a few seconds after the act.
const retryAfter = "5"

// Problem answers with a refusal where a program reads and not a person: as
// RFC 9457 has it, with the sentence in the reader's language and the key.
func (rd *Renderer) Problem(w http.ResponseWriter, r *http.Request, err error) {
	e := rd.told(w, r, err)
	lang := visitor.From(r.Context()).Lang
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", string(lang))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(Status(e.Kind))
	_ = json.NewEncoder(w).Encode(struct { // the reader went away: nothing to repair
		Title  string `json:"title"`
		Status int    `json:"status"`
		Code   string `json:"code"`
	}{Message(lang, err), Status(e.Kind), e.Key})
}

type failPage struct {
	Frame
	Status int
	Kind   string
	Text   string
}

// Fail answers with the page of a refusal. What is our own failure is logged
// for operators, and people are told so in general words.
func (rd *Renderer) Fail(w http.ResponseWriter, r *http.Request, err error) {
	e := rd.told(w, r, err)
	v := visitor.From(r.Context())
	rd.Page(w, r, Status(e.Kind), "fail", &failPage{Status: Status(e.Kind), Kind: kindName(e.Kind), Text: Message(v.Lang, err)})
}
