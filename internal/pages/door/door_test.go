package door

import (
	"net/http/httptest"
	"testing"
)

// Tries are counted by what the visitor cannot choose.
func TestWhereTriesComeFrom(t *testing.T) {
	for _, c := range []struct {
		what, remote string
		proxy        bool
		forwarded    []string
		want         string
	}{
		{"no proxy, a word of the visitor's", "203.0.113.9:4000", false, []string{"198.51.100.1"}, "203.0.113.9"},
		{"a proxy that appends", "127.0.0.1:4000", true, []string{"198.51.100.1, 203.0.113.9"}, "203.0.113.9"},
		{"a proxy that adds a line", "127.0.0.1:4000", true, []string{"198.51.100.1", "203.0.113.9"}, "203.0.113.9"},
		{"a proxy that says nothing", "203.0.113.9:4000", true, nil, "203.0.113.9"},
		{"nonsense is one visitor", "127.0.0.1:4000", true, []string{"anything"}, "unknown"},
		{"one subscriber's addresses", "[2001:db8:1:2:3:4:5:6]:4000", false, nil, "2001:db8:1:2::/64"},
		{"and another of them", "[2001:db8:1:2:ffff::1]:4000", false, nil, "2001:db8:1:2::/64"},
		{"the old kind in the new", "[::ffff:203.0.113.9]:4000", false, nil, "203.0.113.9"},
	} {
		r := httptest.NewRequest("POST", "/sign-in", nil)
		r.RemoteAddr = c.remote
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		if got := (&Door{Deps{Proxy: c.proxy}}).from(r); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// Signing in leads to a page of ours and nowhere else.
func TestNextStaysInside(t *testing.T) {
	for next, want := range map[string]string{
		"/cases/1?x=2": "/cases/1?x=2", "": "/", "https://evil.example": "/", "//evil.example": "/", `/\evil.example`: "/", "/a\nb": "/", "evil": "/", "javascript:alert(1)": "/",
		"/\t/evil.example": "/",
	} {
		if got := inside(next); got != want {
			t.Errorf("%q leads to %q", next, got)
		}
	}
}
