//go:build demo

package cli_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// Whoever signs out is shown no more of the hearing, also by what was open
// before: the room's socket and the page's feed.
func TestSignedOutIsShownNoMore(t *testing.T) {
	c := newCourt(t)
	c.serve()
	judge := c.signIn("judge")
	at, err := judge.schedule("schedule-key-0001")
	if err != nil {
		t.Fatal(err)
	}
	base, _ := url.Parse(c.url)
	header := http.Header{}
	for _, k := range judge.http.Jar.Cookies(base) {
		header.Add("Cookie", k.String())
	}
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(c.url, "http")+"/api"+at+"/ws", header)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	feed, err := (&http.Client{Jar: judge.http.Jar}).Get(c.url + "/api/live?stream=" + strings.TrimPrefix(at, "/hearings/"))
	if err != nil || feed.StatusCode != http.StatusOK {
		t.Fatalf("the feed: %v", err)
	}
	defer feed.Body.Close()
	ended := make(chan string, 2)
	go func() {
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				ended <- "the socket"
				return
			}
		}
	}()
	go func() {
		_, _ = io.Copy(io.Discard, feed.Body)
		ended <- "the feed"
	}()
	select {
	case what := <-ended:
		t.Fatalf("%s ended while the judge was signed in", what)
	case <-time.After(12 * time.Second):
	}
	resp, err := judge.http.PostForm(c.url+"/sign-out", url.Values{"csrf": {judge.csrf}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	for range 2 {
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Fatal("shown still, long after signing out")
		}
	}
}
