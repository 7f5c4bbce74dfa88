package api

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/record"
)

// Hearings are the acts on a hearing.
type Hearings interface {
	PrepareToEnter(ctx context.Context, by court.PersonID, c clerk.Prepare) (clerk.Done, error)
	Admit(ctx context.Context, by court.PersonID, c clerk.About) (clerk.Done, error)
	Identify(ctx context.Context, by court.PersonID, c clerk.Identify) (clerk.Done, error)
	Open(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	Recess(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	Resume(ctx context.Context, by court.PersonID, c clerk.Hearing) (clerk.Done, error)
	GoOn(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	Dismiss(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	Close(ctx context.Context, by court.PersonID, c clerk.Hearing) (clerk.Done, error)
	BreakOff(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	Adjourn(ctx context.Context, by court.PersonID, c clerk.Adjourn) (clerk.Done, error)
	ContactAttempt(ctx context.Context, by court.PersonID, c clerk.Contact) (clerk.Done, error)
	Write(ctx context.Context, by court.PersonID, c clerk.Contact) (clerk.Done, error)
	Dispute(ctx context.Context, by court.PersonID, c clerk.Numbered) (clerk.Done, error)
	AnswerReport(ctx context.Context, by court.PersonID, c clerk.Numbered) (clerk.Done, error)
	Leave(ctx context.Context, by court.PersonID, c clerk.Hearing) (clerk.Done, error)
	TurnAway(ctx context.Context, by court.PersonID, c clerk.About) (clerk.Done, error)
	Remove(ctx context.Context, by court.PersonID, c clerk.About) (clerk.Done, error)
	Readmit(ctx context.Context, by court.PersonID, c clerk.About) (clerk.Done, error)
	RaiseHand(ctx context.Context, by court.PersonID, c clerk.Hand) (clerk.Done, error)
	OrderFloor(ctx context.Context, by court.PersonID, c clerk.Floor) (clerk.Done, error)
	Protest(ctx context.Context, by court.PersonID, c clerk.Reasoned) (clerk.Done, error)
	Confer(ctx context.Context, by court.PersonID, c clerk.Confer) (clerk.Done, error)
	Return(ctx context.Context, by court.PersonID, c clerk.Hearing) (clerk.Done, error)
	Interpret(ctx context.Context, by court.PersonID, c clerk.Interpret) (clerk.Done, error)
	OrderPrivate(ctx context.Context, by court.PersonID, c clerk.Private) (clerk.Done, error)
	RuleOnJournal(ctx context.Context, by court.PersonID, c clerk.RuleJournal) (clerk.Done, error)
	Stand(ctx context.Context, by court.PersonID, c clerk.StandRuling) (clerk.Done, error)
}

const maxAct = 64 << 10

// order is what a page sends, as a form or as JSON.
type order struct {
	Key         string            `json:"key"`
	Person      court.PersonID    `json:"person"`
	Reason      string            `json:"reason"`
	Shown       *string           `json:"shown"` // whom the page showed as missing, ids with spaces between; absent: not said
	Channel     string            `json:"channel"`
	Result      string            `json:"result"`
	Note        string            `json:"note"`
	Camera      string            `json:"camera"`
	Microphone  string            `json:"microphone"`
	Sound       string            `json:"sound"`
	NoRecording bool              `json:"no_recording"`
	Lang        string            `json:"lang"`
	Interpreter string            `json:"interpreter"`
	Link        string            `json:"link"`
	Until       time.Time         `json:"until"`            // of a standing ruling, an adjournment
	On          string            `json:"on"`               // the same by the court's clock, as a form has it: 2006-01-02T15:04
	What        string            `json:"what"`             // of an order about the floor
	Down        bool              `json:"down"`             // of a hand
	Objection   uint64            `json:"objection,string"` // to the journal, in the case's stream
	Answer      string            `json:"answer"`           // to it: upheld or rejected
	No          uint64            `json:"no"`               // of what in the record the act is about
	Kind        string            `json:"kind"`             // of a private talk
	With        []court.PersonID  `json:"with"`
	Room        court.TalkID      `json:"room"`
	SignWith    string            `json:"sign_with"` // the kind of key the person wants to sign with
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
	no, _ := strconv.ParseUint(f("no"), 10, 64) // none: the clerk finds nothing under it
	var shown *string
	if r.PostForm.Has("shown") {
		all := f("shown")
		shown = &all
	}
	return order{Shown: shown, Key: f("key"), Person: court.PersonID(f("person")), Reason: f("reason"), Channel: f("channel"), Result: f("result"),
		Note: f("note"), Camera: f("camera"), Microphone: f("microphone"), Sound: f("sound"), NoRecording: f("no_recording") == "true", No: no, On: f("on"),
		Lang: f("lang"), Interpreter: f("interpreter"), Link: f("link"), What: f("what")}, false, nil
}

// shown are the people of Shown; nil where the page did not say.
func (o order) shown() []court.PersonID {
	if o.Shown == nil {
		return nil
	}
	people := []court.PersonID{}
	for _, p := range strings.Fields(*o.Shown) {
		people = append(people, court.PersonID(p))
	}
	return people
}

// act does one act of a hearing. A form is led back to the hearing's page; a
// retry with the same key answers the same and happens once.
func (s *door) act(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxAct)
	o, isJSON, err := read(r)
	if err == nil && o.On != "" {
		o.Until, err = s.Zone.Parse(o.On)
	}
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
	if isJSON && o.Sig == nil && s.mustSign(w, r, r.PathValue("act"), cmd, o.SignWith) {
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
	case r.PathValue("act") == "prepare" || r.PathValue("act") == "protest":
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
	reasoned := clerk.Reasoned{Stamp: st, Hearing: id, Reason: o.Reason, Shown: o.shown()}
	switch act {
	case "prepare":
		return bind(s.Clerk.PrepareToEnter, clerk.Prepare{Stamp: st, Hearing: id, Camera: o.Camera, Microphone: o.Microphone, Sound: o.Sound, NoRecording: o.NoRecording,
			Lang: o.Lang, Interpreter: o.Interpreter, Link: o.Link})
	case "admit":
		return bind(s.Clerk.Admit, clerk.About{Stamp: st, Hearing: id, Person: o.Person, Reason: o.Reason})
	case "identify":
		return bind(s.Clerk.Identify, clerk.Identify{Stamp: st, Hearing: id, Person: o.Person, How: o.What, Note: o.Note})
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
	case "technical_break":
		return bind(s.Clerk.BreakOff, reasoned)
	case "adjourn":
		return bind(s.Clerk.Adjourn, clerk.Adjourn{Stamp: st, Hearing: id, Until: o.Until, Reason: o.Reason})
	case "contact":
		return bind(s.Clerk.ContactAttempt, clerk.Contact{Stamp: st, Hearing: id, Person: o.Person, Channel: o.Channel, Result: o.Result, Note: o.Note})
	case "write":
		return bind(s.Clerk.Write, clerk.Contact{Stamp: st, Hearing: id, Person: o.Person, Channel: o.Channel})
	case "leave":
		return bind(s.Clerk.Leave, plain)
	}
	return s.chooseAdmission(act, id, o, st)
}

// chooseAdmission finds the acts about one person at the door or in the room.
func (s *door) chooseAdmission(act string, id court.HearingID, o order, st clerk.Stamp) (any, deed) {
	about := clerk.About{Stamp: st, Hearing: id, Person: o.Person, Reason: o.Reason}
	switch act {
	case "turn_away":
		return bind(s.Clerk.TurnAway, about)
	case "remove":
		return bind(s.Clerk.Remove, about)
	case "readmit":
		return bind(s.Clerk.Readmit, about)
	case "protest":
		return bind(s.Clerk.Protest, clerk.Reasoned{Stamp: st, Hearing: id, Reason: o.Reason})
	case "rule_journal":
		if o.Answer != docket.Upheld && o.Answer != docket.Rejected {
			return nil, nil
		}
		return bind(s.Clerk.RuleOnJournal, clerk.RuleJournal{Stamp: st, Hearing: id, Objection: o.Objection, Upheld: o.Answer == docket.Upheld, Reason: o.Reason})
	case "dispute":
		return bind(s.Clerk.Dispute, clerk.Numbered{Stamp: st, Hearing: id, No: o.No})
	case "answer_report":
		return bind(s.Clerk.AnswerReport, clerk.Numbered{Stamp: st, Hearing: id, No: o.No, Reason: o.Reason})
	case "hand":
		return bind(s.Clerk.RaiseHand, clerk.Hand{Stamp: st, Hearing: id, Down: o.Down})
	case "floor":
		return bind(s.Clerk.OrderFloor, clerk.Floor{Stamp: st, Hearing: id, Person: o.Person, What: o.What})
	case "confer":
		return bind(s.Clerk.Confer, clerk.Confer{Stamp: st, Hearing: id, Kind: o.Kind, With: o.With})
	case "return":
		return bind(s.Clerk.Return, clerk.Hearing{Stamp: st, Hearing: id})
	case "interpret":
		return bind(s.Clerk.Interpret, clerk.Interpret{Stamp: st, Hearing: id, Down: o.Down})
	case "private":
		return bind(s.Clerk.OrderPrivate, clerk.Private{Stamp: st, Hearing: id, What: o.What, Person: o.Person, Room: o.Room, Reason: o.Reason})
	case "standing":
		return bind(s.Clerk.Stand, clerk.StandRuling{Stamp: st, Hearing: id, Person: o.Person, Until: o.Until, Reason: o.Reason})
	}
	return nil, nil
}
