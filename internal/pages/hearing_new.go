package pages

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/rules"
)

type hearingNewPage struct {
	Frame
	No   court.CaseNo
	Back string
	Key  string
	At   string // as typed
	Min  string
	Off  *freeDay // the day asked for, when the court does not work on it
	Zone string   // by which it is typed
	// Heard is the format the hearing will have, and what is needed before.
	Heard *formatCard
	// Stages are those to choose from, Stage the one chosen, and Own what the law
	// answers for it where it is not the case's.
	Stages []string
	Stage  string
	Own    *stageAnswer
	Reason string // for a stage by which the hearing is further from the courtroom
}

// Further reports whether the stage chosen takes a reason.
func (p *hearingNewPage) Further() bool {
	return p.Own != nil && docket.Further(p.Heard.Standing.Format, p.Own.Format)
}

// stageAnswer is the format of a hearing at a stage of its own.
type stageAnswer struct {
	Format court.Format
	Rule   rules.Rule // the one that decided
}

// Format is what the hearing will be held in.
func (p *hearingNewPage) Format() court.Format {
	if p.Own != nil {
		return p.Own.Format
	}
	return p.Heard.Standing.Format
}

// atStage asks the law about the stage that was chosen. It refuses (Invalid) a
// stage there is not.
func (s *site) atStage(p *hearingNewPage, stage string) error {
	matter, err := s.Law.Asked(rules.Format, rules.Facts{"kind": string(p.Heard.File.Kind)}, s.Clock.Now())
	if err != nil {
		return err
	}
	if slices.Contains(matter, "stage") {
		p.Stages = slices.DeleteFunc(rules.Stages(), func(w string) bool { return !docket.Fits(p.Heard.File.Kind, "stage", w) })
	}
	p.Stage = cmp.Or(stage, p.Heard.Standing.Decision.Stage)
	if p.Stage == p.Heard.Standing.Decision.Stage {
		return nil
	}
	d, err := s.Law.AtStage(p.Heard.File, s.Clock.Now(), p.Stage)
	if err != nil {
		return fault.Of(err).On("stage")
	}
	p.Own = &stageAnswer{Format: d.Stands()}
	p.Own.Rule, _ = s.Law.Rule(d.Rules[0].Rule, s.Clock.Now())
	return nil
}

// freeDay is a day on which the court does not work. Day is what the tick that
// confirms it is sent as: it counts for that day and for no other.
type freeDay struct {
	Day    string
	At     time.Time
	Why    string
	Unsure bool // no lawyer has confirmed the date
	Sure   bool // ticked
}

func (s *site) hearingForm(r *http.Request, v clerk.CaseView) (*hearingNewPage, error) {
	format, err := s.Triage.Format(r.Context(), me(r), v.File.No)
	if err != nil {
		return nil, err
	}
	p := &hearingNewPage{Heard: newFormatCard(format), No: v.File.No, Back: caseHref(v.File.No), Key: s.newKey(),
		Min: s.Law.Local(s.Clock.Now().Add(-hearing.Grace)).Format("2006-01-02T15:04")}
	p.Role, p.Zone = rolesIn(lang(r), v.MyRoles), s.Law.Local(s.Clock.Now()).Location().String()
	return p, nil
}

func (s *site) hearingNew(w http.ResponseWriter, r *http.Request) error {
	v, err := s.theCase(r)
	if err != nil {
		return err
	}
	if !v.May["schedule"] {
		return fault.Forbidden("page.fault.forbidden")
	}
	p, err := s.hearingForm(r, v)
	if err != nil {
		return err
	}
	if at, err := i18n.Zone(s.Law.Local).Parse(r.FormValue("at")); err == nil {
		p.At = s.Law.Local(at).Format("2006-01-02T15:04") // an adjournment named it
	}
	if err := s.atStage(p, r.FormValue("stage")); err != nil {
		return s.again(w, r, "hearing_new", p, err)
	}
	s.Page(w, r, http.StatusOK, "hearing_new", p)
	return nil
}

// hearingPost schedules a hearing; the roll comes from the case file.
func (s *site) hearingPost(w http.ResponseWriter, r *http.Request) error {
	if err := smallForm(w, r); err != nil {
		return err
	}
	v, err := s.theCase(r)
	if err != nil {
		return err
	}
	if !v.May["schedule"] {
		return fault.Forbidden("page.fault.forbidden")
	}
	p, err := s.hearingForm(r, v)
	if err != nil {
		return err
	}
	p.Key, p.At, p.Reason = s.keyOf(r), r.FormValue("at"), strings.TrimSpace(r.FormValue("reason"))
	if err := s.atStage(p, r.FormValue("stage")); err != nil {
		return s.again(w, r, "hearing_new", p, err)
	}
	at, err := i18n.Zone(s.Law.Local).Parse(p.At)
	var done clerk.Done
	if err != nil {
		err = fault.Invalid("page.hearing_new.bad_time").On("at")
	} else {
		p.Off = s.free(lang(r), at, r.FormValue("day_off"))
		done, err = s.Clerk.Schedule(r.Context(), me(r), clerk.Schedule{Stamp: clerk.Stamp{Key: p.Key}, Case: v.File.ID, At: at,
			Format: court.Format(r.FormValue("format")), Stage: p.Stage, Reason: p.Reason, DayOff: p.Off != nil && p.Off.Sure})
	}
	if err != nil {
		return s.again(w, r, "hearing_new", p, err)
	}
	to := caseHref(v.File.No)
	if done.Ref.Stream != v.File.ID && done.Ref.Stream != "" {
		to = "/hearings/" + string(done.Ref.Stream)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// free says why the court does not work on the day of a moment; nil if it does.
func (s *site) free(lang court.Lang, at time.Time, ticked string) *freeDay {
	day := rules.DayOf(s.Law.Local(at))
	off := s.Law.DayOff(day)
	if !off.Is() {
		return nil
	}
	return &freeDay{Day: day.String(), At: at, Why: dayOff(lang, off), Unsure: off.Verify, Sure: ticked == day.String()}
}
