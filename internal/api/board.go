package api

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/pages/visitor"
)

// roomReady is what the bench is told of one person on the way into the room.
type roomReady struct {
	Person      court.PersonID    `json:"person"`
	Device      map[string]string `json:"device,omitempty"` // results of their own test; absent before they knocked
	Lang        string            `json:"lang,omitempty"`
	Interpreter string            `json:"interpreter,omitempty"`
	Identified  *roomIdentity     `json:"identified,omitempty"`
	Bench       bool              `json:"bench,omitempty"` // is not identified: identifies
}

type roomIdentity struct {
	How string `json:"how"`
	At  moment `json:"at"`
	No  uint64 `json:"no"`
}

// roomStep is one line of the board that changes without the record.
type roomStep struct {
	Person court.PersonID `json:"person"`
	Step   string         `json:"step"`
	Since  time.Time      `json:"since"`
	Stuck  bool           `json:"stuck,omitempty"`
}

// showReady fills what only the bench is shown.
func showReady(out *roomView, v clerk.HearingView, at func(time.Time) moment) {
	if !v.MyRole.OnBench() {
		return
	}
	for _, t := range v.Sitting.Roll {
		r := roomReady{Person: t.Person, Device: t.Device, Lang: t.Lang, Interpreter: t.Interpreter, Bench: t.Role.OnBench()}
		if i := t.Identity; i != nil {
			r.Identified = &roomIdentity{How: i.How, At: at(i.At), No: i.Version}
		}
		out.Ready = append(out.Ready, r)
	}
	needed, on := v.Sitting.Interpreter()
	out.NoInterpreter = len(needed) > 0 && !on
}

// steps is the board as the answer to a beat carries it; nil to others than
// the bench.
func (s *door) steps(v clerk.HearingView, now time.Time) []roomStep {
	if !v.MyRole.OnBench() || v.Sitting.Over() {
		return nil
	}
	var out []roomStep
	for _, r := range s.Clerk.Board(v.Sitting, now) {
		out = append(out, roomStep{Person: r.Person, Step: r.Step, Since: r.Since, Stuck: r.Stuck})
	}
	return out
}

// step takes a page's word on how far its own reader is.
func (s *door) step(w http.ResponseWriter, r *http.Request) {
	var said struct {
		Step string `json:"step"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10)).Decode(&said); err != nil {
		refuse(w, r, fault.Invalid("page.fault.invalid").Because(err))
		return
	}
	if err := s.Clerk.SawStep(r.Context(), visitor.From(r.Context()).Person, court.HearingID(r.PathValue("id")), said.Step); err != nil {
		refuse(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Of a test of a person's line: how much is sent each way, and how often.
const (
	lineBytes = 512 << 10
	lineOften = 12 // requests of one person in a minute
)

// trials counts the line tests of each person in the present minute.
type trials struct {
	mu     sync.Mutex
	minute int64
	n      map[court.PersonID]int
}

func (t *trials) may(p court.PersonID, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if m := now.Unix() / 60; m != t.minute || t.n == nil {
		t.minute, t.n = m, map[court.PersonID]int{}
	}
	t.n[p]++
	return t.n[p] <= lineOften
}

// lineDown sends what cannot be made smaller on the way; lineUp takes as much.
// The page measures how long each takes it, over the line it will be heard by.
func (s *door) lineDown(w http.ResponseWriter, r *http.Request) {
	p := visitor.From(r.Context()).Person
	if p == "" || !s.trials.may(p, s.Clock.Now()) {
		refuse(w, r, fault.Limit("hearing.step.often"))
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.CopyN(w, rand.Reader, lineBytes) // who has gone needs no more of it
}

func (s *door) lineUp(w http.ResponseWriter, r *http.Request) {
	p := visitor.From(r.Context()).Person
	if p == "" || !s.trials.may(p, s.Clock.Now()) {
		refuse(w, r, fault.Limit("hearing.step.often"))
		return
	}
	n, err := io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, lineBytes))
	if err != nil {
		refuse(w, r, fault.Invalid("page.fault.invalid").Because(err))
		return
	}
	answer(w, http.StatusOK, map[string]int64{"bytes": n})
}

// Readiness is the desk's part that the board needs.
type Readiness interface {
	Board(s hearing.Sitting, now time.Time) []hearing.Ready
}
