package api

import (
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// TestSockets: of a hundred pages that one person opens the last few stay open;
// another person's are not touched, and nothing is remembered of who has gone.
func TestSockets(t *testing.T) {
	var x sockets
	var wg sync.WaitGroup
	var mu sync.Mutex
	ended := map[int]bool{}
	var leave []func()
	leave = append(leave, x.join("h", "respondent", func() { t.Error("another person's page was closed") }))
	wg.Add(100 - mostSockets)
	for i := range 100 {
		leave = append(leave, x.join("h", court.PersonID("claimant"), func() {
			mu.Lock()
			defer mu.Unlock()
			ended[i] = true
			wg.Done()
		}))
	}
	wg.Wait()
	for i := 100 - mostSockets; i < 100; i++ {
		if ended[i] {
			t.Errorf("page %d was closed", i)
		}
	}
	for _, f := range leave {
		f()
	}
	if len(x.open) != 0 {
		t.Errorf("%d are remembered", len(x.open))
	}
}

// TestSocketsOfOnePerson: the newest page takes the place of the oldest.
func TestSocketsOfOnePerson(t *testing.T) {
	d := &desk{facts: make(chan clerk.FactKind, 64)}
	srv := httptest.NewServer(New(Deps{Clerk: d, Clock: court.ClockFunc(time.Now)}))
	defer srv.Close()
	var pages []*websocket.Conn
	for range mostSockets + 1 {
		conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(srv.URL, "http")+"/api/hearings/h/ws", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		next(t, conn, "view") // it is counted in by then
		pages = append(pages, conn)
	}
	pages[0].SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, _, err := pages[0].ReadMessage(); err == nil || strings.Contains(err.Error(), "timeout") {
		t.Errorf("the oldest is open: %v", err)
	}
	for i, conn := range pages[1:] {
		conn.WriteJSON(map[string]any{"t": "beat", "n": 1})
		if next(t, conn, "beat") == nil {
			t.Errorf("page %d was closed", i+1)
		}
	}
}
