//go:build demo

package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// hall is a hearing whose people are guests of the bench.
type hall struct {
	id     string
	guests []*guest
	judge  *guest

	mu    sync.Mutex // guards what follows
	last  view       // on the judge's screen
	moved chan struct{}
}

// assemble has everybody knock and be admitted, with a page's socket each.
func assemble(ctx context.Context, base string) (*hall, error) {
	guests, err := arrive(base)
	if err != nil {
		return nil, err
	}
	if len(guests) != seats {
		return nil, fmt.Errorf("%d people came, not %d", len(guests), seats)
	}
	h := &hall{guests: guests, judge: guests[0], moved: make(chan struct{}, 1)}
	if h.id, err = h.judge.schedule(); err != nil {
		return nil, err
	}
	ready := map[string]any{"camera": "ok", "microphone": "ok", "sound": "ok", "no_recording": true}
	for i, g := range guests {
		if err := g.act(h.id, "prepare", ready); err != nil {
			return nil, err
		}
		saw := func(view) {}
		if g == h.judge {
			saw = h.saw
		}
		if err := g.socket(ctx, h.id, saw); err != nil {
			return nil, err
		}
		if i < 2 {
			continue // the bench admits, and needs nobody to
		}
		if err := h.judge.act(h.id, "admit", map[string]any{"person": g.Person}); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func (h *hall) saw(v view) {
	h.mu.Lock()
	h.last = v
	h.mu.Unlock()
	select {
	case h.moved <- struct{}{}:
	default:
	}
}

// until waits for the judge's screen to show what fits.
func (h *hall) until(what string, fits func(view) bool) error {
	end := time.After(time.Minute)
	for {
		h.mu.Lock()
		v := h.last
		h.mu.Unlock()
		if fits(v) {
			return nil
		}
		select {
		case <-h.moved:
		case <-end:
			return errors.New("never seen: " + what)
		}
	}
}

// open begins the sitting once all are there, with every microphone open.
func (h *hall) open(context.Context) error {
	err := h.until("everybody inside", func(v view) bool {
		n := 0
		for _, s := range v.View.Roll {
			if s.Presence == "inside" {
				n++
			}
		}
		return n == seats
	})
	if err != nil {
		return err
	}
	if err := h.judge.act(h.id, "open", nil); err != nil {
		return err
	}
	return h.judge.act(h.id, "floor", map[string]any{"what": "open"})
}

// lag is the median, over twenty acts, of the ms from sending an act to its
// being on the last of the screens.
func (h *hall) lag(ctx context.Context) (float64, error) {
	shown := make(chan int, 64*screens)
	for i := range screens {
		if err := h.guests[i%len(h.guests)].socket(ctx, h.id, func(view) { shown <- i }); err != nil {
			return 0, err
		}
	}
	time.Sleep(2 * time.Second)
	var took []float64
	for i := range 20 {
		for len(shown) > 0 {
			<-shown
		}
		what := []string{"close", "open"}[i%2]
		began := time.Now()
		if err := h.judge.act(h.id, "floor", map[string]any{"what": what}); err != nil {
			return 0, err
		}
		late := time.After(20 * time.Second)
		for on := map[int]bool{}; len(on) < screens; {
			select {
			case screen := <-shown:
				on[screen] = true
			case <-late:
				return 0, errors.New("an act is not on every screen")
			}
		}
		took = append(took, float64(time.Since(began).Microseconds())/1000)
		time.Sleep(300 * time.Millisecond)
	}
	return median(took), nil
}
