package clerk

import (
	"sync"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// rate is how often a person may do what changes little or comes again and again:
// so many at once, and one more after each interval.
type rate struct {
	burst int
	every time.Duration
}

// rateOf is the bound of an act; none for most, which their own states bound.
// Each of these stands in the record for ever and goes to every page.
func rateOf(a Action) (rate, bool) {
	switch a {
	case ActPrepare, ActHand, ActInterpret, ActConfer, ActLeave:
		return rate{12, 5 * time.Second}, true
	case ActContact: // about one person: each owes them a message
		return rate{10, time.Minute}, true
	}
	return rate{}, false
}

// paced is whose acts of a kind are counted together.
type paced struct {
	by, about court.PersonID
	hearing   court.HearingID
	act       Action
}

// paced is what the order counts as: an attempt to reach somebody counts about
// them, and an answer to who cannot get in does not count.
func (o order) paced(by court.PersonID) paced {
	k := paced{by: by, hearing: o.hearing, act: o.action}
	if o.action == ActContact {
		if k.about = court.PersonID(o.says["person"]); k.about == "" {
			k.act = ""
		}
	}
	return k
}

// pace holds people to the rates. It is memory only: a refusal leaves nothing,
// and after a while of patience nothing is left of the haste either.
type pace struct {
	mu   sync.Mutex          // guards full
	full map[paced]time.Time // when the last of what was done is forgotten
}

// mostPaced is of how many people something is remembered before what is
// forgotten by now is dropped.
const mostPaced = 4096

// take refuses (Limit) an act that comes too soon after others of its kind.
func (p *pace) take(k paced, now time.Time) error {
	r, bound := rateOf(k.act)
	if !bound {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.full) >= mostPaced {
		for old, at := range p.full {
			if at.Before(now) {
				delete(p.full, old)
			}
		}
	}
	at := p.full[k]
	if at.Before(now) {
		at = now
	}
	if at = at.Add(r.every); at.Sub(now) > time.Duration(r.burst)*r.every {
		return fault.Limit("act.too_often")
	}
	if p.full == nil {
		p.full = map[paced]time.Time{}
	}
	p.full[k] = at
	return nil
}
