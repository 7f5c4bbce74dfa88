package online

import (
	"context"
	"sync"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/esign"
)

// Cache keeps what services said for a short time, however long it says of itself
// that it stands: a list of the national CA stands for half a year, and a key that
// is revoked tomorrow must not work until then. It is safe to use from several
// goroutines.
type Cache struct {
	Services Services
	Clock    court.Clock
	For      time.Duration

	mu   sync.Mutex
	kept map[string]kept
}

// kept is what was found, or, without evidence, that nothing was.
type kept struct {
	found []esign.Evidence
	at    time.Time
}

const (
	maxKept = 1024
	// pause is how long a service that did not answer is left alone. After it, it
	// is asked again, whatever else was found meanwhile.
	pause = 15 * time.Second
)

// Find has an answer about the certificate, or its issuer's list if nobody
// answers. The list never keeps the next question from being asked.
func (c *Cache) Find(ctx context.Context, w esign.Want) ([]esign.Evidence, error) {
	found, err := c.one(ctx, "answer\x00"+string(w.Issuer)+"\x00"+string(w.Serial), w, c.Services.Answer)
	if len(found) > 0 {
		return found, err
	}
	return c.one(ctx, "list\x00"+string(w.Issuer), w, c.Services.List)
}

// one answers from memory, or asks.
func (c *Cache) one(ctx context.Context, name string, w esign.Want, ask func(context.Context, esign.Want) (esign.Evidence, error)) ([]esign.Evidence, error) {
	now := c.Clock.Now()
	c.mu.Lock()
	k, known := c.kept[name]
	c.mu.Unlock()
	if stands := c.For; known && !now.Before(k.at) {
		if len(k.found) == 0 {
			stands = pause
		}
		if now.Before(k.at.Add(stands)) {
			return k.found, nil
		}
	}
	e, err := ask(ctx, w)
	if ctx.Err() != nil {
		return nil, ctx.Err() // whoever asked has gone: that says nothing of the service
	}
	k = kept{at: now}
	if err == nil {
		e.Asked = now // before it was asked: never fresher than it is
		k.found = []esign.Evidence{e}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= maxKept {
		c.kept = map[string]kept{}
	}
	c.kept[name] = k
	return k.found, err
}
