package signin

import (
	"sync"
	"time"

	"tarazy/internal/court"
)

// How often one address may try to sign in, at all and to one account: ten at
// once, then one in half a minute. A guess at a password of twelve characters is
// hopeless at that pace, and a person who mistypes hardly notices.
const (
	guardBurst = 10
	guardEvery = 30 * time.Second
	guardMost  = 100_000 // names remembered; beyond it the door is closed to new ones
)

// guard counts tries in memory: a restart forgives, and nobody can restart us.
type guard struct {
	clock court.Clock

	mu    sync.Mutex // guards tries
	tries map[string]bucket
}

// bucket has left tries at the moment at.
type bucket struct {
	left float64
	at   time.Time
}

func newGuard(c court.Clock) *guard { return &guard{clock: c, tries: map[string]bucket{}} }

// may takes one try of the name and reports whether there was one left.
func (g *guard) may(name string) bool { return g.take(name, 1) }

// take is may for tries that count for more or less than one.
func (g *guard) take(name string, weight float64) bool {
	now := g.clock.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	b, known := g.tries[name]
	if !known {
		if len(g.tries) >= guardMost {
			return false
		}
		b = bucket{left: guardBurst, at: now}
	}
	b = b.filled(now)
	if b.left < weight {
		g.tries[name] = b
		return false
	}
	b.left -= weight
	g.tries[name] = b
	return true
}

// forgive forgets the tries of a name that proved to be right.
func (g *guard) forgive(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.tries, name)
}

// sweep forgets names that are full again.
func (g *guard) sweep(now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for name, b := range g.tries {
		if b.filled(now).left >= guardBurst {
			delete(g.tries, name)
		}
	}
}

func (b bucket) filled(now time.Time) bucket {
	if d := now.Sub(b.at); d > 0 {
		b.left = min(guardBurst, b.left+float64(d)/float64(guardEvery))
		b.at = now
	}
	return b
}

// Tap is Knock for what costs less: four of it are one try. So one address can have
// eight files a minute looked at, and there are places for some times as many even
// if each is made to cost what it may.
func (d *Desk) Tap(from string) bool { return d.guard.take(from, 0.25) }

// Knock takes one try of the name, which is no sign-in, and reports whether
// there was one left.
func (d *Desk) Knock(from string) bool { return d.guard.may(from) }
