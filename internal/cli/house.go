package cli

import (
	"context"
	"io"
	"time"
)

// start runs everything that lives as long as ctx.
func (h *house) start(ctx context.Context) {
	for _, loop := range h.loops {
		h.running.Go(func() { loop(ctx) })
	}
}

// greet tells the operator what a terminal must show and no log.
func (h *house) greet(out io.Writer) {
	if h.welcome != nil {
		h.welcome(out)
	}
}

// close ends what start's ctx has been told to end, and then closes the files.
func (h *house) close() {
	ended := make(chan struct{})
	go func() { h.running.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(5 * time.Second): // whatever hangs must not keep the court from ending
	}
	for i := len(h.closers) - 1; i >= 0; i-- {
		h.closers[i]()
	}
}
