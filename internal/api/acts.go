package api

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/record"
)

// Hearings are the acts on a hearing.
type Hearings interface {
	PrepareToEnter(ctx context.Context, by court.PersonID, c clerk.Prepare) (clerk.Done, error)
	Admit(ctx context.Context, by court.PersonID, c clerk.About) (clerk.Done, error)
	Open(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	Recess(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	Resume(ctx context.Context, by court.PersonID, c clerk.Hearing) (clerk.Done, error)
	GoOn(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	Dismiss(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	Close(ctx context.Context, by court.PersonID, c clerk.Hearing) (clerk.Done, error)
	ContactAttempt(ctx context.Context, by court.PersonID, c clerk.Contact) (clerk.Done, error)
	Leave(ctx context.Context, by court.PersonID, c clerk.Hearing) (clerk.Done, error)
}

const maxAct = 64 << 10

// order is what a page sends, as a form or as JSON.
type order struct {
	Key         string            `json:"key"`
	Person      court.PersonID    `json:"person"`
	Reason      string            `json:"reason"`
	Channel     string            `json:"channel"`
	Result      string            `json:"result"`
	Note        string            `json:"note"`
	Camera      string            `json:"camera"`
	Microphone  string            `json:"microphone"`
	Sound       string            `json:"sound"`
	NoRecording bool              `json:"no_recording"`
	Sig         *record.Signature `json:"sig"`
}

func read(r *http.Request) (o order, isJSON bool, err error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		return o, true, json.NewDecoder(r.Body).Decode(&o)
	}
	if err := r.ParseForm(); err != nil {
		return o, false, err
	}
	f := r.PostForm.Get
	return order{Key: f("key"), Person: court.PersonID(f("person")), Reason: f("reason"), Channel: f("channel"), Result: f("result"),
		Note: f("note"), Camera: f("camera"), Microphone: f("microphone"), Sound: f("sound"), NoRecording: f("no_recording") == "true"}, false, nil
}

// act does one act of a hearing. A form is led back to the hearing's page; a
// retry with the same key answers the same and happens once.
func (s *door) act(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxAct)
	o, isJSON, err := read(r)
	if err != nil {
		refuse(w, r, fault.Invalid("page.fault.invalid").Because(err))
		return
	}
	cmd, do := s.choose(r.PathValue("act"), court.HearingID(r.PathValue("id")), o)
	if do == nil {
		refuse(w, r, fault.NotFound("page.fault.not_found"))
		return
	}
	by := visitor.From(r.Context()).Person
	if isJSON && o.Sig == nil && s.mustSign(w, r, r.PathValue("act"), cmd) {
		return
	}
	done, err := do(r.Context(), by)
	here := "/hearings/" + r.PathValue("id")
	switch {
	case err != nil && !isJSON && fault.Of(err).Kind != fault.KindInternal:
		// A page without scripts is led back to where the refusal is shown.
		http.Redirect(w, r, here+"?refused="+url.QueryEscape(fault.Of(err).Key), http.StatusSeeOther)
	case err != nil:
		refuse(w, r, err)
	case isJSON:
		answer(w, http.StatusOK, map[string]any{"done": done})
	case r.PathValue("act") == "prepare":
		http.Redirect(w, r, here+"/lobby/wait", http.StatusSeeOther)
	default:
		http.Redirect(w, r, here, http.StatusSeeOther)
	}
}

type deed func(ctx context.Context, by court.PersonID) (clerk.Done, error)

func bind[C any](f func(context.Context, court.PersonID, C) (clerk.Done, error), c C) (any, deed) {
	return c, func(ctx context.Context, by court.PersonID) (clerk.Done, error) { return f(ctx, by, c) }
}

// choose finds the clerk's method for the act's name; nil for an unknown one.
func (s *door) choose(act string, id court.HearingID, o order) (any, deed) {
	st := clerk.Stamp{Key: o.Key, Sig: o.Sig}
	plain := clerk.Hearing{Stamp: st, Hearing: id}
	reasoned := clerk.Reasoned{Stamp: st, Hearing: id, Reason: o.Reason}
	switch act {
	case "prepare":
		return bind(s.Clerk.PrepareToEnter, clerk.Prepare{Stamp: st, Hearing: id, Camera: o.Camera, Microphone: o.Microphone, Sound: o.Sound, NoRecording: o.NoRecording})
	case "admit":
		return bind(s.Clerk.Admit, clerk.About{Stamp: st, Hearing: id, Person: o.Person, Reason: o.Reason})
	case "open":
		return bind(s.Clerk.Open, reasoned)
	case "recess":
		return bind(s.Clerk.Recess, reasoned)
	case "resume":
		return bind(s.Clerk.Resume, plain)
	case "go_on":
		return bind(s.Clerk.GoOn, reasoned)
	case "dismiss":
		return bind(s.Clerk.Dismiss, reasoned)
	case "close":
		return bind(s.Clerk.Close, plain)
	case "contact":
		return bind(s.Clerk.ContactAttempt, clerk.Contact{Stamp: st, Hearing: id, Person: o.Person, Channel: o.Channel, Result: o.Result, Note: o.Note})
	case "leave":
		return bind(s.Clerk.Leave, plain)
	}
	return nil, nil
}
