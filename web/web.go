// Package web holds the built files of the pages: style sheets, islands,
// fonts and icons. They are made by "go run ./tools/assets" into dist; a
// checkout where that was not done compiles all the same and says so.
package web

import (
	"embed"
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed all:dist
var dist embed.FS

// Root is the path under which Handler serves.
const Root = "/assets/"

// manifest is what the build says about itself.
type manifest struct {
	Files map[string]string `json:"files"` // "app.css" → "app-1A2B3C4D.css"
	Icons map[string]string `json:"icons"` // name → inner SVG
}

var built = sync.OnceValue(func() manifest {
	var m manifest
	if b, err := dist.ReadFile("dist/manifest.json"); err == nil {
		// A manifest that does not parse is an unbuilt checkout to the reader.
		_ = json.Unmarshal(b, &m)
	}
	return m
})

// Built reports whether the files were made.
func Built() bool { return len(built().Files) > 0 }

// Asset is the URL of a built file by its plain name, such as "app.css". It is
// empty when there is none, so that a page can leave an island out.
func Asset(name string) string {
	if f, ok := built().Files[name]; ok {
		return Root + f
	}
	return ""
}

// Typeface is the TrueType file that papers are printed with, "print" or
// "print-bold"; nil in a checkout that was not built.
func Typeface(name string) []byte {
	b, err := dist.ReadFile("dist/" + name + ".ttf")
	if err != nil {
		return nil
	}
	return b
}

// Icon is the inner markup of a chosen icon, drawn in a 24 by 24 box; empty
// when it is not among the chosen.
func Icon(name string) string { return built().Icons[name] }

// typeOf is the media type of a built file; known is false for what is not served.
func typeOf(ext string) (kind string, known bool) {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8", true
	case ".js":
		return "text/javascript; charset=utf-8", true
	case ".woff2":
		return "font/woff2", true
	case ".svg":
		return "image/svg+xml", true
	case ".png":
		return "image/png", true
	case ".mp3":
		return "audio/mpeg", true
	case ".wav":
		return "audio/wav", true
	}
	return "", false
}

// Handler serves the built files for ever: a name contains its content's hash,
// so a changed file has another name. It refuses what the build did not make.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, Root)
		kind, known := typeOf(path.Ext(name))
		if !known || !fs.ValidPath(name) || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Add("Vary", "Accept-Encoding")
		b, err := dist.ReadFile("dist/" + name)
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			if z, zerr := dist.ReadFile("dist/" + name + ".gz"); zerr == nil {
				b, err = z, nil
				h.Set("Content-Encoding", "gzip")
			}
		}
		if err != nil {
			http.NotFound(w, r)
			return
		}
		h.Set("Content-Type", kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		if r.Method == http.MethodGet {
			_, _ = w.Write(b) // the reader went away: nothing to repair
		}
	})
}
