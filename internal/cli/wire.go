package cli

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// house is a court put together: what answers requests, what runs beside
// them, and what is to be closed, last opened first.
type house struct {
	handler http.Handler
	loops   []func(ctx context.Context)
	closers []func()
	welcome func(out io.Writer)
}

// start runs everything that lives as long as ctx.
func (h *house) start(ctx context.Context) {
	for _, loop := range h.loops {
		go loop(ctx)
	}
}

// greet tells the operator what a terminal must show and no log.
func (h *house) greet(out io.Writer) {
	if h.welcome != nil {
		h.welcome(out)
	}
}

func (h *house) close() {
	for i := len(h.closers) - 1; i >= 0; i-- {
		h.closers[i]()
	}
}

// build puts the court together by hand, top to bottom.
func build(ctx context.Context, conf Config, origin string, log *slog.Logger) (*house, error) {
	h := &house{}
	if err := makeDirs(conf); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok\n") })
	h.handler = mux
	return h, nil
}

// every calls do each d until ctx ends.
func every(ctx context.Context, d time.Duration, do func(now time.Time)) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			do(time.Now())
		}
	}
}
