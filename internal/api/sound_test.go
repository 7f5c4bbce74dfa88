package api

import (
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"tarazy/internal/attend"
)

const sample = `{"t":"sound","ms":1003,"blocked":false,"mic":{"on":true,"level":900,"lost":3},
	"rows":[{"of":"p-2","packets":50,"samples":48000,"made_up":480,"level":700,"plays":true,"volume":100,"delay":60}]}`

// A count is taken whole or not at all.
func TestReadSecond(t *testing.T) {
	s, ok := readSecond([]byte(sample))
	if !ok || s.Span != 1003*time.Millisecond || len(s.Rows) != 1 || s.Rows[0].MadeUp != 480 || s.Rows[0].Delay != 60*time.Millisecond || s.Mouth.Level != 900 {
		t.Fatalf("read as %+v", s)
	}
	for _, bad := range []string{
		``, `[]`, `{"ms":0}`, `{"ms":1000,"mic":{"level":10001}}`, `{"ms":1000,"mic":{"lost":-1}}`, `{"ms":1000,"rows":[{}]}`,
		`{"ms":1000,"rows":[{"of":"p","samples":10,"made_up":11}]}`, `{"ms":1000,"rows":[{"of":"p","volume":101}]}`,
		`{"ms":1000,"rows":[{"of":"p","packets":1e9}]}`, `{"ms":90000}`,
	} {
		if _, ok := readSecond([]byte(bad)); ok {
			t.Errorf("%s is taken for a count", bad)
		}
	}
}

// A page's count is its own reader's, whoever it says it is of; a page is told
// of its own ends alone, with what its reader can do, and only when that is new.
func TestSocketTakesSound(t *testing.T) {
	d, srv := serve(t)
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(srv.URL, "http")+"/api/hearings/h/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go func() {
		for range d.facts {
		}
	}()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(sample)); err != nil {
		t.Fatal(err)
	}
	read := func() (m struct {
		T     string
		Hears *[]roomHears
	}) {
		if err := conn.ReadJSON(&m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	if m := read(); m.T != "view" {
		t.Fatalf("first comes %q", m.T)
	}
	_ = conn.WriteJSON(map[string]any{"t": "beat", "n": 1})
	m := read()
	if m.Hears == nil || len(*m.Hears) != 2 || (*m.Hears)[0].Tip != attend.TipMuted || (*m.Hears)[1].Tip != "" {
		t.Errorf("a party is told %+v", m.Hears)
	}
	time.Sleep(2 * slowest)
	_ = conn.WriteJSON(map[string]any{"t": "beat", "n": 2})
	if m := read(); m.Hears != nil {
		t.Errorf("told again what it knows: %+v", *m.Hears)
	}
	if d.by != "p-1" || len(d.second.Rows) != 1 {
		t.Errorf("taken as %q's: %+v", d.by, d.second)
	}
}

// FuzzReadSecond: whatever a page sends, a count stays within what can be.
func FuzzReadSecond(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"ms":1000,"rows":[{"of":"p-2"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, ok := readSecond(b)
		if !ok {
			return
		}
		for _, r := range s.Rows {
			if r.MadeUp > r.Samples || r.Level > 10_000 || r.Volume > 100 || r.Packets < 0 || r.Delay < 0 {
				t.Errorf("taken: %+v", r)
			}
		}
	})
}
