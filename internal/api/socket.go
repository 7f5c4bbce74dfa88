package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gorilla/websocket"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/pages/visitor"
)

const (
	maxMessage = 32 << 10
	silence    = 30 * time.Second
	slowest    = 100 * time.Millisecond // between two beats that are answered; a page sends one a second
	standing   = 10 * time.Second       // between two looks whether the session still stands
	patience   = 10 * time.Second       // for one line of the feed to be taken
)

// socket shows the hearing as it changes and hears the page's heartbeat. A page
// that was here before says which lines of the journal it has: on a poor line
// the whole of a long one would take longer than a page waits for a sign of
// life. For the same reason what is sent is compressed. An Upgrader that is not
// told otherwise refuses another origin.
func (s *door) socket(w http.ResponseWriter, r *http.Request) {
	v, err := s.see(r)
	if err != nil {
		refuse(w, r, err)
		return
	}
	changed, cancel := s.Clerk.Subscribe(v.Sitting.ID)
	defer cancel()
	up := websocket.Upgrader{EnableCompression: true}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer conn.Close()
	defer s.pages.join(v.Sitting.ID, v.Me, func() { conn.Close() })()
	session := fmt.Sprintf("ws-%p", conn)
	saw := func(k clerk.FactKind, reason string) {
		s.Clerk.Saw(clerk.Fact{Kind: k, Hearing: v.Sitting.ID, Person: v.Me, At: s.Clock.Now(), Session: session, Reason: reason})
	}
	saw(clerk.FactSocketOpen, "")
	beats, gone, quit := make(chan int64), make(chan string, 1), make(chan struct{})
	mine, quitRelay := s.relay.join(v.Sitting.ID, v.Me)
	defer quitRelay()
	go hear(conn, s.Clock, beats, gone, quit, heard{
		beat:  func() { saw(clerk.FactBeat, "") },
		talk:  func(b []byte) { s.say(r, b) },
		sound: func(b []byte) { s.sound(v.Me, v.Sitting.ID, b) },
	})
	after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
	s.keep(conn, r, after, changed, beats, mine.out)
	// Both ends of hear are freed before its word is awaited, or it would wait for us.
	close(quit)
	conn.Close()
	saw(clerk.FactSocketGone, <-gone)
}

// keep writes until the line breaks: it is the connection's only writer. The
// answer to a beat names those whose line is weakening: nothing is seen of
// them for a moment, and nothing stands in the record yet. Whoever signs out, or
// is signed out, is shown no more.
func (s *door) keep(conn *websocket.Conn, r *http.Request, after uint64, changed <-chan uint64, beats <-chan int64, said <-chan passed) {
	send := func(m any) error {
		conn.SetWriteDeadline(s.Clock.Now().Add(5 * time.Second))
		return conn.WriteJSON(m)
	}
	var v clerk.HearingView
	look := func() (err error) {
		if v, err = s.see(r); err != nil {
			return err
		}
		v.Journal, after = since(v.Journal, after) // before it is put into words: of a long one most is known
		return send(map[string]any{"t": "view", "view": show(v, visitor.From(r.Context()).Lang, s.Zone)})
	}
	still := time.NewTicker(standing)
	defer still.Stop()
	var told []roomHears // of who hears whom; only what is new is sent
	err := look()
	for err == nil {
		select {
		case <-changed:
			err = look()
		case m := <-said:
			err = send(m)
		case <-still.C:
			if visitor.From(r.Context()).Ended(r.Context()) {
				return
			}
		case n, ok := <-beats:
			if !ok {
				return
			}
			now := s.Clock.Now()
			m := map[string]any{"t": "beat", "n": n, "now": now, "silent": s.Clerk.Silent(v.Sitting, now), "steps": s.steps(v, now)}
			if h := s.hears(v, now); told == nil || !slices.Equal(told, h) {
				m["hears"], told = h, h
			}
			err = send(m)
		}
	}
}

// since is the journal after a line, and the number of its last line.
func since(journal []hearing.Line, after uint64) ([]hearing.Line, uint64) {
	at := len(journal)
	for at > 0 && journal[at-1].Version > after {
		at--
	}
	if at < len(journal) {
		after = journal[len(journal)-1].Version
	}
	return journal[at:], after
}

// heard is what is done with what a page sends.
type heard struct {
	beat  func()
	talk  func([]byte)
	sound func([]byte)
}

// mostSaid is how much of a private talk's keys is passed on in a second.
const mostSaid = 40

// hear reads until the line breaks or stays silent too long.
func hear(conn *websocket.Conn, clock court.Clock, beats chan<- int64, gone chan<- string, quit <-chan struct{}, on heard) {
	defer close(beats)
	conn.SetReadLimit(maxMessage)
	var last, spoke, counted time.Time
	burst := 0
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
		now := clock.Now()
		if json.Unmarshal(b, &m) != nil {
			continue
		}
		if m.T == "talk" {
			if now.Sub(spoke) > time.Second {
				spoke, burst = now, 0
			}
			if burst++; burst <= mostSaid {
				on.talk(b)
			}
			continue
		}
		if m.T == "sound" {
			if now.Sub(counted) >= countsOften {
				counted = now
				on.sound(b)
			}
			continue
		}
		if m.T != "beat" || now.Sub(last) < slowest {
			continue
		}
		last = now
		on.beat()
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
	still := time.NewTicker(standing)
	defer still.Stop()
	for {
		// Who takes nothing any more is let go. A deadline left standing would
		// end a feed that has nothing to say.
		_ = flush.SetWriteDeadline(s.Clock.Now().Add(patience))
		if err := flush.Flush(); err != nil {
			return
		}
		_ = flush.SetWriteDeadline(time.Time{})
		select {
		case <-r.Context().Done():
			return
		case version := <-changed:
			_, err = fmt.Fprintf(w, "data: {\"stream\":%q,\"version\":%d}\n\n", stream, version)
		case <-still.C:
			if visitor.From(r.Context()).Ended(r.Context()) {
				return
			}
			_, err = fmt.Fprint(w, ":\n\n")
		}
		if err != nil {
			return
		}
	}
}
