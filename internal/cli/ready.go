package cli

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// sizer answers from the database.
type sizer interface {
	Size(ctx context.Context) (int64, error)
}

// answering is the media side.
type answering interface{ Answers() bool }

// watching is who asks the cosigners.
type watching interface {
	Cosigners() []string
	Forked() []string
	Altered() bool
}

// readyTime bounds one look, so that a database that hangs is no ready one.
const readyTime = 2 * time.Second

// ready tells the operator's watch, one line a part, whether the record can be
// read, the media server answers, and no cosigner has signed another tree: 200
// if all of it is so, else 503. It says which part and nothing of why: the log
// and `tarazy doctor` do.
func ready(records sizer, media answering, seal watching) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		var b strings.Builder
		code := http.StatusOK
		part := func(name string, fine bool, wrong string) {
			word := "ok"
			if !fine {
				word, code = wrong, http.StatusServiceUnavailable
			}
			fmt.Fprintf(&b, "%s %s\n", name, word)
		}
		_, err := records.Size(ctx)
		part("record", err == nil, "unreadable")
		part("entries", !seal.Altered(), "altered")
		part("media", media.Answers(), "away")
		forked := seal.Forked()
		for _, name := range seal.Cosigners() {
			if !slices.Contains(forked, name) {
				part("cosigner "+name, true, "")
			}
		}
		for _, name := range forked { // whether it is still asked or not
			part("cosigner "+name, false, "fork")
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(code)
		fmt.Fprint(w, b.String())
	}
}
