package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/pages/visitor"
)

// talkDesk shows a hearing in which two of three are in a private talk.
type talkDesk struct{ desk }

func (d *talkDesk) HearingView(_ context.Context, by court.PersonID, _ court.HearingID) (clerk.HearingView, error) {
	s := hearing.Sitting{ID: "h", Format: court.Online, Talks: []hearing.Talk{
		{ID: "over", People: []court.PersonID{"judge", "client"}, Closed: true},
		{ID: "talk", People: []court.PersonID{"client", "advocate"}, Gen: 7},
	}}
	return clerk.HearingView{Me: by, Sitting: s}, nil
}

func (d *talkDesk) Saw(clerk.Fact) {}

// TestRelay: what the pages of a private talk say to each other reaches those
// in it, and nobody else; what comes from elsewhere, or from before somebody
// came or went, reaches nobody.
func TestRelay(t *testing.T) {
	door := New(Deps{Clerk: &talkDesk{}, Clock: court.ClockFunc(time.Now)})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		door.ServeHTTP(w, r.WithContext(visitor.With(r.Context(), visitor.Visitor{Person: court.PersonID(r.URL.Query().Get("as"))})))
	}))
	t.Cleanup(srv.Close)
	conns := map[string]*websocket.Conn{}
	for _, who := range []string{"judge", "client", "advocate"} {
		conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(srv.URL, "http")+"/api/hearings/h/ws?as="+who, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		conns[who] = conn
		next(t, conn, "view")
	}
	say := func(who string, talk string, gen int, body string) {
		conns[who].WriteJSON(map[string]any{"t": "talk", "talk": talk, "gen": gen, "body": body})
	}
	say("judge", "talk", 7, "from outside")
	say("judge", "over", 0, "of a talk that is over")
	say("client", "talk", 6, "from before")
	say("client", "talk", 7, "hello")
	got := next(t, conns["advocate"], "talk")
	if got["from"] != "client" || got["talk"] != "talk" || got["body"] != "hello" {
		t.Errorf("the advocate got %v", got)
	}
	// Those who are to hear nothing hear the answer to their beat next.
	for _, who := range []string{"judge", "client"} {
		conns[who].WriteJSON(map[string]any{"t": "beat", "n": 1})
		next(t, conns[who], "beat")
	}
}

// next reads one message, which must be of the kind.
func next(t *testing.T, conn *websocket.Conn, kind string) map[string]any {
	t.Helper()
	conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	_, b, err := conn.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if json.Unmarshal(b, &m) != nil || m["t"] != kind {
		t.Fatalf("got %s, want %s", b, kind)
	}
	return m
}
