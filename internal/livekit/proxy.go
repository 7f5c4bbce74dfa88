package livekit

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"path"
	"strings"

	"tarazy/internal/fault"
)

// Proxy lets browsers reach the media server's signalling under our own
// origin: `/rtc` and what is below it, with WebSockets. Everything else is
// NotFound, above all the media server's admin API (`/twirp`). Our cookies
// are not passed on.
func Proxy(server string) (http.Handler, error) {
	target, err := url.Parse(httpURL(server))
	if err != nil || target.Host == "" {
		return nil, fault.Invalid("cli.serve.livekit_url").With(fault.Args{"url": server}).Because(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Path, r.Out.URL.RawPath = path.Clean(r.In.URL.Path), ""
			r.SetURL(target)
			r.SetXForwarded()
			r.Out.Header.Del("Cookie")
		},
		// The media server is away: the reconcile loop tells the clerk. The
		// browser tries again by itself.
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			w.WriteHeader(http.StatusBadGateway)
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !signalling(r.URL.Path) {
			http.NotFound(w, r)
			return
		}
		proxy.ServeHTTP(w, r)
	}), nil
}

// signalling reports whether the path, once cleaned, is one a browser needs.
func signalling(p string) bool {
	p = path.Clean(p)
	return p == "/rtc" || strings.HasPrefix(p, "/rtc/")
}

// httpURL is the address with http for ws and https for wss.
func httpURL(server string) string {
	if rest, ok := strings.CutPrefix(server, "ws"); ok {
		return "http" + rest
	}
	return server
}
