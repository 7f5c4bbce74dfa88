package livekit

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/livekit/protocol/auth"
	"github.com/pion/stun/v3"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// A person enters through the proxy, WebSocket and all.
func TestEnterThroughProxy(t *testing.T) {
	t.Parallel()
	rooms, seen := run(t, startMedia(t).url())
	front, err := Proxy(rooms.at.URL)
	if err != nil {
		t.Fatal(err)
	}
	door := httptest.NewServer(rooms.Gate(front))
	t.Cleanup(door.Close)
	rooms.Want(plan(first, judge))
	ticket, err := rooms.Ticket(t.Context(), first, judge, "Name")
	if err != nil {
		t.Fatal(err)
	}
	spawn(t, "TARAZY_TEST_ROLE=person", "TARAZY_TEST_URL="+door.URL, "TARAZY_TEST_TOKEN="+ticket.Token)
	seen.wait(t, 0, "flowing", flowing(judge))
}

// The gate asks the plan of this moment, not the ticket.
func TestGate(t *testing.T) {
	t.Parallel()
	rooms := NewRooms(Access{URL: "http://127.0.0.1:1", APIKey: testKey, Secret: testSecret})
	gate := rooms.Gate(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	ticket := func(key, secret string) string {
		s, err := auth.NewAccessToken(key, secret).SetIdentity(string(judge)).
			SetVideoGrant(grant(first, clerk.Place{Publish: true})).ToJWT()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	ask := func(ticket string, inHeader bool) int {
		q := httptest.NewRequest("GET", "/rtc/v1?access_token="+ticket, nil)
		if inHeader {
			q = httptest.NewRequest("GET", "/rtc/v1", nil)
			q.Header.Set("Authorization", "Bearer "+ticket)
		}
		w := httptest.NewRecorder()
		gate.ServeHTTP(w, q)
		return w.Code
	}
	ours := ticket(testKey, testSecret)
	expect := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %d", what, got)
		}
	}
	expect("no plan yet", ask(ours, false), http.StatusForbidden)
	rooms.Want(plan(first, judge))
	expect("in the plan", ask(ours, false), http.StatusOK)
	expect("in the plan, by header", ask(ours, true), http.StatusOK)
	expect("another's signature", ask(ticket(testKey, testSecret+"!"), false), http.StatusForbidden)
	expect("no ticket", ask("", false), http.StatusForbidden)
	form := httptest.NewRequest("POST", "/rtc/validate?access_token="+ours, strings.NewReader("access_token=another"))
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	gate.ServeHTTP(w, form)
	expect("a form with another ticket inside", w.Code, http.StatusForbidden)
	rooms.Want(plan(first, party))
	expect("put out", ask(ours, false), http.StatusForbidden)
}

// What the proxy lets through, and what never: the admin API.
func TestProxyPaths(t *testing.T) {
	t.Parallel()
	var got *http.Request
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		io.WriteString(w, "back "+r.URL.Path)
	}))
	t.Cleanup(back.Close)
	front, err := Proxy("ws" + strings.TrimPrefix(back.URL, "http"))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/rtc?access_token=x":                     "back /rtc",
		"/rtc/v1/validate":                        "back /rtc/v1/validate",
		"/rtc/":                                   "back /rtc",
		"/twirp/livekit.RoomService/ListRooms":    "",
		"/rtc/../twirp/livekit.RoomService/X":     "",
		"/rtc/%2e%2e/twirp/livekit.RoomService/X": "",
		"/rtc/..%2ftwirp/livekit.RoomService/X":   "",
		"//twirp/livekit.RoomService/X":           "",
		"/rtcx":                                   "",
		"/":                                       "",
	} {
		r := httptest.NewRequest("GET", "http://court.example"+path, nil)
		r.Header.Set("Cookie", "session=secret")
		w := httptest.NewRecorder()
		front.ServeHTTP(w, r)
		if want == "" {
			if w.Code != http.StatusNotFound {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
			continue
		}
		if w.Body.String() != want || got.Header.Get("Cookie") != "" {
			t.Errorf("%s: %s, cookie %q", path, w.Body, got.Header.Get("Cookie"))
		}
	}
}

// The media port is open on the media address only, or, behind a NAT, on all;
// no room opens by a ticket alone.
func TestSettings(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string][]string{
		"":            {`"stun_servers":["stun.example:1"]`, `"includes":["127.0.0.1/32"]`, `"tcp_port":0`, `"auto_create":false`},
		"203.0.113.7": {`"node_ip":"203.0.113.7"`, `"enable_loopback_candidate":false`},
	} {
		c := Config{MediaIP: addr, APIKey: testKey, Secret: testSecret}
		ip, err := c.mediaIP()
		if err != nil {
			t.Fatal(err)
		}
		text, err := c.yaml("127.0.0.1", 7001, 7000, ip, []string{"stun.example:1"})
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%q: no %s in %s", addr, w, text)
			}
		}
	}
	if _, err := (Config{MediaIP: "court.example"}).mediaIP(); err == nil {
		t.Error("a name was taken for an address")
	}
}

// Our STUN server tells who asks its address, and answers nothing else.
func TestMirror(t *testing.T) {
	t.Parallel()
	from := &net.UDPAddr{IP: net.IPv4(198, 51, 100, 9), Port: 4242}
	question := stun.MustBuild(stun.TransactionID, stun.BindingRequest)
	answer := &stun.Message{Raw: reflect(question.Raw, from)}
	var seen stun.XORMappedAddress
	if err := answer.Decode(); err != nil || answer.TransactionID != question.TransactionID || seen.GetFrom(answer) != nil {
		t.Fatalf("answer %v, %v", answer, err)
	}
	if !seen.IP.Equal(from.IP) || seen.Port != from.Port {
		t.Errorf("told %v", seen)
	}
	for _, packet := range [][]byte{nil, []byte("hello"), answer.Raw} {
		if reflect(packet, from) != nil {
			t.Errorf("answered %q", packet)
		}
	}
}

// The key file is refused when others may read it or the secret is short.
func TestReadKey(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "livekit.key")
	for _, c := range []struct {
		text string
		mode os.FileMode
		want string // message key of the refusal
	}{
		{"court: " + testSecret + "\n", 0o600, ""},
		{"court: " + testSecret + "\n", 0o640, "media.key.open_to_others"},
		{"court: short\n", 0o600, "media.key.malformed"},
		{testSecret, 0o600, "media.key.malformed"},
	} {
		if err := os.WriteFile(file, []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, c.mode); err != nil {
			t.Fatal(err)
		}
		key, secret, err := ReadKey(file)
		if c.want == "" && (err != nil || key != "court" || secret != testSecret) {
			t.Errorf("%q: %s %s %v", c.text, key, secret, err)
		}
		if c.want != "" && (err == nil || fault.Of(err).Key != c.want) {
			t.Errorf("%q: %v", c.text, err)
		}
	}
}

// A late list does not bring a person back; two misses are a leave.
func TestRoster(t *testing.T) {
	t.Parallel()
	r, unseen := newRoster(), func(string, string) bool { return false }
	list := func(sessions ...string) map[court.PersonID]string {
		m := map[court.PersonID]string{}
		for _, s := range sessions {
			m[judge] = s
		}
		return m
	}
	if f := r.listed(list("a"), unseen); len(f) != 1 {
		t.Fatalf("joined: %v", f)
	}
	if f := r.left(judge, "a", "CLIENT_INITIATED"); len(f) != 1 || f[0].Reason != "CLIENT_INITIATED" {
		t.Fatalf("left: %v", f)
	}
	if f := r.listed(list("a"), unseen); len(f) != 0 {
		t.Fatalf("a late list brought the session back: %v", f)
	}
	if f := r.joined(judge, "b"); len(f) != 1 {
		t.Fatalf("came back: %v", f)
	}
	if f := r.joined(judge, "c"); len(f) != 2 || f[0].Session != "b" || f[1].Session != "c" {
		t.Fatalf("new session: %v", f)
	}
	if f := append(r.listed(list(), unseen), r.listed(list("c"), unseen)...); len(f) != 0 {
		t.Fatalf("one miss: %v", f)
	}
	if f := append(r.listed(list(), unseen), r.listed(list(), unseen)...); len(f) != 1 {
		t.Fatalf("two misses: %v", f)
	}
}
