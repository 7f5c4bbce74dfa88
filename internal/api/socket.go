package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/pages/visitor"
)

const (
	maxMessage = 32 << 10
	silence    = 30 * time.Second
)

// socket shows the hearing as it changes and hears the page's heartbeat. The
// zero Upgrader refuses another origin.
func (s *door) socket(w http.ResponseWriter, r *http.Request) {
	v, err := s.see(r)
	if err != nil {
		refuse(w, r, err)
		return
	}
	changed, cancel := s.Clerk.Subscribe(v.Sitting.ID)
	defer cancel()
	up := websocket.Upgrader{}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer conn.Close()
	session := fmt.Sprintf("ws-%p", conn)
	saw := func(k clerk.FactKind, reason string) {
		s.Clerk.Saw(clerk.Fact{Kind: k, Hearing: v.Sitting.ID, Person: v.Me, At: s.Clock.Now(), Session: session, Reason: reason})
	}
	saw(clerk.FactSocketOpen, "")
	beats, gone, quit := make(chan int64), make(chan string, 1), make(chan struct{})
	go hear(conn, s.Clock, beats, gone, quit, func() { saw(clerk.FactBeat, "") })
	s.keep(conn, r, changed, beats)
	// Both ends of hear are freed before its word is awaited, or it would wait for us.
	close(quit)
	conn.Close()
	saw(clerk.FactSocketGone, <-gone)
}

// keep writes until the line breaks: it is the connection's only writer. The
// answer to a beat names those whose line is weakening: nothing is seen of
// them for a moment, and nothing stands in the record yet.
func (s *door) keep(conn *websocket.Conn, r *http.Request, changed <-chan uint64, beats <-chan int64) {
	send := func(m any) error {
		conn.SetWriteDeadline(s.Clock.Now().Add(5 * time.Second))
		return conn.WriteJSON(m)
	}
	var v clerk.HearingView
	look := func() (err error) {
		if v, err = s.see(r); err != nil {
			return err
		}
		return send(map[string]any{"t": "view", "view": show(v, visitor.From(r.Context()).Lang)})
	}
	err := look()
	for err == nil {
		select {
		case <-changed:
			err = look()
		case n, ok := <-beats:
			if !ok {
				return
			}
			now := s.Clock.Now()
			err = send(map[string]any{"t": "beat", "n": n, "now": now, "silent": s.Clerk.Silent(v.Sitting, now)})
		}
	}
}

// hear reads beats until the line breaks or stays silent too long.
func hear(conn *websocket.Conn, clock court.Clock, beats chan<- int64, gone chan<- string, quit <-chan struct{}, beat func()) {
	defer close(beats)
	conn.SetReadLimit(maxMessage)
	for {
		conn.SetReadDeadline(clock.Now().Add(silence))
		_, b, err := conn.ReadMessage()
		if err != nil {
			gone <- err.Error()
			return
		}
		var m struct {
			T string `json:"t"`
			N int64  `json:"n"`
		}
		if json.Unmarshal(b, &m) != nil || m.T != "beat" {
			continue
		}
		beat()
		select {
		case beats <- m.N:
		case <-quit:
			gone <- "closed"
			return
		}
	}
}

// live tells a page that a case or a hearing it may see has moved on. A line
// without news every so often lets proxies, and us, notice who has gone.
func (s *door) live(w http.ResponseWriter, r *http.Request) {
	stream := court.StreamID(r.URL.Query().Get("stream"))
	changed, cancel, err := s.Clerk.Watch(r.Context(), visitor.From(r.Context()).Person, stream)
	if err != nil {
		refuse(w, r, err)
		return
	}
	defer cancel()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w)
	still := time.NewTicker(20 * time.Second)
	defer still.Stop()
	for {
		if err := flush.Flush(); err != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case version := <-changed:
			_, err = fmt.Fprintf(w, "data: {\"stream\":%q,\"version\":%d}\n\n", stream, version)
		case <-still.C:
			_, err = fmt.Fprint(w, ":\n\n")
		}
		if err != nil {
			return
		}
	}
}
