// Package api is the door for the room and for other systems: acts and views
// of a hearing as JSON, the room's WebSocket, the media ticket and the live
// feed. It judges nothing: the clerk grants and refuses.
package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
	"tarazy/internal/pages/visitor"
	"tarazy/internal/rules"
)

// Clerk is the part of the clerk's desk this door needs.
type Clerk interface {
	Hearings
	Cases
	HearingView(ctx context.Context, by court.PersonID, id court.HearingID) (clerk.HearingView, error)
	ActToSign(ctx context.Context, by court.PersonID, act string, cmd any, with string) (clerk.ToSign, error)
	Subscribe(stream court.StreamID) (<-chan uint64, func())
	Watch(ctx context.Context, by court.PersonID, stream court.StreamID) (<-chan uint64, func(), error)
	Readiness
	Audible
	SawStep(ctx context.Context, by court.PersonID, id court.HearingID, name string) error
	Silent(s hearing.Sitting, now time.Time) []court.PersonID
	Saw(f clerk.Fact)
}

// Deps is what the door is given by those who wire the court.
type Deps struct {
	Clerk Clerk
	Rooms clerk.Rooms
	Clock court.Clock
	Zone  i18n.Zone // the court's clock; nil is Kazakhstan's
}

type door struct {
	Deps
	relay  *relay
	pages  *sockets
	trials *trials
}

// New answers the handler of everything this package serves. The request
// must already carry its visitor and have passed the guard against forgery.
func New(d Deps) http.Handler {
	if d.Zone == nil {
		d.Zone = rules.Kazakhstan().Local
	}
	s := &door{d, &relay{}, &sockets{}, &trials{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hearings/{id}/acts/{act}", s.act)
	mux.HandleFunc("POST /cases/{no}/acts/rule", s.rule)
	mux.HandleFunc("POST /cases/{no}/acts/end_party", s.endParty)
	mux.HandleFunc("GET /api/hearings/{id}/view", s.view)
	mux.HandleFunc("GET /api/hearings/{id}/ws", s.socket)
	mux.HandleFunc("POST /api/hearings/{id}/ticket", s.ticket)
	mux.HandleFunc("POST /api/hearings/{id}/step", s.step)
	mux.HandleFunc("GET /api/line", s.lineDown)
	mux.HandleFunc("POST /api/line", s.lineUp)
	mux.HandleFunc("GET /api/live", s.live)
	mux.HandleFunc("GET /api/texts", s.texts)
	return mux
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the reader has gone: there is nobody to tell
}

// refuse says no in the reader's language. What was our own failure keeps its
// cause to itself.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	f := fault.Of(err)
	text := i18n.T(visitor.From(r.Context()).Lang, f.Key, f.Args)
	answer(w, status(f.Kind), map[string]any{"error": map[string]any{"key": f.Key, "text": text, "field": f.Field}})
}

func status(k fault.Kind) int {
	codes := map[fault.Kind]int{fault.KindInvalid: 422, fault.KindForbidden: 403, fault.KindConflict: 409,
		fault.KindNotFound: 404, fault.KindSealed: 403, fault.KindUnavailable: 503, fault.KindLimit: 429}
	if c, ok := codes[k]; ok {
		return c
	}
	return http.StatusInternalServerError
}

func (s *door) see(r *http.Request) (clerk.HearingView, error) {
	return s.Clerk.HearingView(r.Context(), visitor.From(r.Context()).Person, court.HearingID(r.PathValue("id")))
}

func (s *door) view(w http.ResponseWriter, r *http.Request) {
	v, err := s.see(r)
	if err != nil {
		refuse(w, r, err)
		return
	}
	answer(w, http.StatusOK, show(v, visitor.From(r.Context()).Lang, s.Zone))
}

// ticket lets an admitted person's browser into the media room, which a
// hearing in the courtroom has not. Who is not in the room's plan is refused by
// the rooms.
func (s *door) ticket(w http.ResponseWriter, r *http.Request) {
	v, err := s.see(r)
	if err != nil {
		refuse(w, r, err)
		return
	}
	if !v.Sitting.Remote() {
		refuse(w, r, fault.Conflict("hearing.enter.in_person"))
		return
	}
	room := v.Sitting.ID
	if k, in := v.Sitting.Talk(v.Me); in {
		room = k.ID
	}
	t, err := s.Rooms.Ticket(r.Context(), room, v.Me, v.Names[v.Me])
	if err != nil {
		refuse(w, r, err)
		return
	}
	answer(w, http.StatusOK, t)
}

// texts are the islands' words; they change only with the program.
func (s *door) texts(w http.ResponseWriter, r *http.Request) {
	lang, _ := court.ParseLang(r.URL.Query().Get("lang"))
	w.Header().Set("Cache-Control", "private, max-age=300")
	answer(w, http.StatusOK, i18n.Catalogue(lang, "room.", "lobby.", "journal.", "role.", "state.", "presence."))
}
