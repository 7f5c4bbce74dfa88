package door

import (
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// ourHost reports whether a request asks for this court by the name it is
// reached at. Another site's name that was made to lead here (DNS rebinding) is
// none of ours: its pages would share an origin with the court's. A demo answers
// to every name of this machine's own as well, on the port it has. What asks
// whether the program lives asks by any name.
func (d *Door) ourHost(r *http.Request) bool {
	if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
		return true
	}
	usual := "80"
	if d.TLS {
		usual = "443"
	}
	name, port := split(r.Host, usual)
	ours, at := split(d.Host, usual)
	if port != at {
		return false
	}
	return name == ours || d.Demo && loopback(name)
}

// split is a host's name, in small letters, and its port; the usual one if it
// names none.
func split(host, usual string) (name, port string) {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = strings.Trim(host, "[]"), usual
	}
	return strings.TrimSuffix(strings.ToLower(name), "."), port
}

// loopback reports whether a name is this machine's own whoever resolves it.
func loopback(name string) bool {
	if ip, err := netip.ParseAddr(name); err == nil {
		return ip.Unmap().IsLoopback()
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// elsewhere says where the court is, in every language and without a page:
// nothing a page needs is served under this name.
func (d *Door) elsewhere(w http.ResponseWriter) {
	at := "http://" + d.Host
	if d.TLS {
		at = "https://" + d.Host
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusMisdirectedRequest)
	for _, l := range court.Langs() {
		io.WriteString(w, i18n.T(l, "door.other_host", fault.Args{"url": at})+"\n")
	}
}
