package door

import (
	"context"
	"net/http"
	"strings"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/pages"
	"tarazy/internal/pages/visitor"
)

// Reports take down that somebody cannot get in.
type Reports interface {
	CannotEnter(ctx context.Context, by court.PersonID, cmd clerk.CannotEnter) (clerk.Told, error)
}

// Pace bounds how often one address may do a thing; Tap is Knock for what costs less.
type Pace interface {
	pages.Pace
	Tap(from string) bool
}

// cannotForm is the public page of who takes part in a case and cannot get in.
type cannotForm struct {
	pages.Frame
	Case, Hearing    string // as typed; as the link had it
	Name, What       string
	Text, Reach      string
	Key              string
	Obstacles        []string
	MaxName, MaxText int
	Told             *clerk.Told // it was said
}

// evenly is how long the answer takes at least: whether there is a hearing that
// is not public must not be heard from how long it takes to write it down.
const evenly = 400 * time.Millisecond

func (d *Door) cannotPage(w http.ResponseWriter, r *http.Request) {
	if d.Renderer.Spoke(w, r) {
		return
	}
	page := d.cannot(r, r.URL.Query().Get)
	page.Key = clerk.NewKey(d.Clock.Now())
	d.Renderer.Page(w, r, http.StatusOK, "cannot_enter", page)
}

func (d *Door) cannot(r *http.Request, get func(string) string) *cannotForm {
	p := &cannotForm{Case: get("case"), Hearing: get("hearing"), Name: get("name"), What: get("what"), Text: get("text"), Reach: get("reach"), Key: get("key"),
		Obstacles: hearing.Obstacles(), MaxName: hearing.MaxReportName, MaxText: hearing.MaxReportText}
	if len(p.Hearing) != 32 {
		p.Hearing = ""
	}
	if len(p.Case) > 60 {
		p.Case = ""
	}
	return p
}

// cannotTell takes the report to the bench, or shows the form again as filled.
func (d *Door) cannotTell(w http.ResponseWriter, r *http.Request) {
	v := visitor.From(r.Context())
	page := d.cannot(r, r.PostFormValue)
	wait := time.NewTimer(evenly)
	defer wait.Stop()
	told, err := d.tell(r, v, page)
	select {
	case <-wait.C:
	case <-r.Context().Done():
		return
	}
	switch {
	case err != nil && fault.Of(err).Kind == fault.KindInternal:
		d.Renderer.Fail(w, r, err)
	case err != nil:
		page.Refuse(v.Lang, err)
		d.Renderer.Page(w, r, status(err), "cannot_enter", page)
	default:
		page.Told = &told
		d.Renderer.Page(w, r, http.StatusOK, "cannot_enter", page)
	}
}

func (d *Door) tell(r *http.Request, v visitor.Visitor, page *cannotForm) (clerk.Told, error) {
	if page.Hearing == "" && strings.TrimSpace(page.Case) == "" {
		return clerk.Told{}, fault.Invalid("cannot.case.missing").On("case")
	}
	who := "cannot enter " + d.from(r)
	if v.Person != "" {
		who = "cannot enter as " + string(v.Person) // whoever is behind the same address uses up nobody's tries
	}
	if !d.Pace.Knock(who) {
		return clerk.Told{}, fault.Limit("cannot.too_often")
	}
	name := page.Name
	if name == "" {
		name = v.Name // of who has signed in and is on no roll
	}
	return d.Reports.CannotEnter(r.Context(), v.Person, clerk.CannotEnter{Stamp: clerk.Stamp{Key: page.Key}, Case: court.CaseNo(strings.TrimSpace(page.Case)),
		Hearing: court.HearingID(page.Hearing), Name: name, What: page.What, Text: page.Text, Reach: page.Reach, From: d.from(r)})
}
