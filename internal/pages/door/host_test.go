package door

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A court answers to its own name, a demo to this machine's own names too, both
// on their port; and whoever asks if the program lives, by any name.
func TestTheCourtAnswersToItsOwnName(t *testing.T) {
	court := &Door{Deps{Host: "court.example", TLS: true}}
	proxied := &Door{Deps{Host: "court.example:8443", TLS: true}}
	demo := &Door{Deps{Host: "localhost:8080", Demo: true}}
	away := &Door{Deps{Host: "court.localhost:8080", Demo: true}}
	for _, c := range []struct {
		at         *Door
		host, path string
		want       bool
	}{
		{court, "court.example", "/", true}, {court, "Court.Example:443", "/", true}, {court, "court.example.", "/", true},
		{court, "evil.example", "/", false}, {court, "court.example:8443", "/", false}, {court, "court.example.evil.example", "/", false},
		{court, "localhost", "/", false}, {court, "203.0.113.5", "/log/key", false}, {court, "", "/", false},
		{court, "10.0.0.7:443", "/healthz", true}, {court, "10.0.0.7:443", "/readyz", true}, {court, "10.0.0.7:443", "/healthz/..", false},
		{proxied, "court.example:8443", "/", true}, {proxied, "court.example", "/", false},
		{demo, "localhost:8080", "/demo", true}, {demo, "127.0.0.1:8080", "/demo", true}, {demo, "[::1]:8080", "/demo", true}, {demo, "a.localhost:8080", "/", true},
		{demo, "evil.example:8080", "/demo", false}, {demo, "localhost.evil.example:8080", "/demo", false}, {demo, "localhost:9090", "/", false},
		{demo, "192.0.2.1:8080", "/demo", false}, {demo, "localhost", "/demo", false},
		{away, "court.localhost:8080", "/", true},
	} {
		r := httptest.NewRequest("GET", "http://x.invalid"+c.path, nil)
		r.Host = c.host
		if got := c.at.ourHost(r); got != c.want {
			t.Errorf("%s asked by %q for %s: %t", c.at.Host, c.host, c.path, got)
		}
	}
	w, r := httptest.NewRecorder(), httptest.NewRequest("POST", "http://evil.example:8080/sign-in", nil)
	demo.Guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody else's request came in") })).ServeHTTP(w, r)
	if w.Code != http.StatusMisdirectedRequest || strings.Count(w.Body.String(), "http://localhost:8080") != 3 || len(w.Result().Cookies()) != 0 {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}
