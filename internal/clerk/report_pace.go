package clerk

import (
	"sync"
	"time"

	"tarazy/internal/rules"
)

// maxPaces is how many are kept before those that are full again are dropped.
const maxPaces = 10_000

// paces counts the reports of strangers, in memory: nothing of who sent what is
// kept, and a restart forgives.
type paces struct {
	mu   sync.Mutex
	full map[string]time.Time // when the last of the tries that were used is free again
}

// take uses one of the tries of an address about what was named, of which the
// court's policy says how many there are. Where none is left it answers until
// when, and takes none; all says that it is everybody's tries that are used up.
// Whether there is such a hearing makes no difference: what is typed is counted alike.
func (p *paces) take(about, from string, policy rules.ReportPace, now time.Time) (until time.Time, all bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.full == nil {
		p.full = map[string]time.Time{}
	}
	if len(p.full) >= maxPaces {
		for key, full := range p.full {
			if !full.After(now) {
				delete(p.full, key)
			}
		}
	}
	one, every := "of "+from+" about "+about, "about "+about
	if until = p.free(one, policy.One, policy.PauseOne, now); !until.IsZero() {
		return until, false
	}
	if until = p.free(every, policy.All, policy.PauseAll, now); !until.IsZero() {
		return until, true
	}
	p.use(one, policy.PauseOne, now)
	p.use(every, policy.PauseAll, now)
	return time.Time{}, false
}

// free is when a try is free again; zero: one is now.
func (p *paces) free(key string, most int, pause time.Duration, now time.Time) time.Time {
	if next := p.full[key].Add(-time.Duration(most-1) * pause); next.After(now) {
		return next
	}
	return time.Time{}
}

func (p *paces) use(key string, pause time.Duration, now time.Time) {
	full := p.full[key]
	if full.Before(now) {
		full = now
	}
	p.full[key] = full.Add(pause)
}
